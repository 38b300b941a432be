import type { CostExample } from './cost-example.ts';

const region = 'us-east-1';
const date = '2026-11-21';
const month = 730;

/** Caches and search domains. */
export const cacheAndSearchCosts: readonly CostExample[] = [
  {
    what: 'a Redis cluster of one cache.m4.large',
    type: 'AWS::ElastiCache::CacheCluster',
    region,
    properties: { CacheNodeType: 'cache.m4.large', Engine: 'redis', NumCacheNodes: 1 },
    terms: [
      { count: 1, service: 'AmazonElastiCache', key: 'redis/cache.m4.large', usd: 0.156, date, hours: month },
    ],
    usd: 113.88,
  },
  {
    what: 'a Memcached cluster of two cache.m4.large',
    type: 'AWS::ElastiCache::CacheCluster',
    region,
    properties: { CacheNodeType: 'cache.m4.large', Engine: 'memcached', NumCacheNodes: 2 },
    terms: [
      {
        count: 2,
        service: 'AmazonElastiCache',
        key: 'memcached/cache.m4.large',
        usd: 0.156,
        date,
        hours: month,
      },
    ],
    usd: 227.76,
  },
  {
    what: 'a replication group of two shards with two replicas each, of cache.r5.4xlarge',
    type: 'AWS::ElastiCache::ReplicationGroup',
    region,
    properties: {
      CacheNodeType: 'cache.r5.4xlarge',
      Engine: 'redis',
      NumNodeGroups: 2,
      NodeGroupConfiguration: [
        { NodeGroupId: '0001', ReplicaCount: 2 },
        { NodeGroupId: '0002', ReplicaCount: 2 },
      ],
    },
    terms: [
      {
        count: 6,
        service: 'AmazonElastiCache',
        key: 'redis/cache.r5.4xlarge',
        usd: 1.724,
        date,
        hours: month,
      },
    ],
    usd: 7551.12,
  },
  {
    what: 'a replication group of a model, with its count of shards and replicas',
    type: 'AWS::ElastiCache::ReplicationGroup',
    region,
    properties: {
      CacheNodeType: 'cache.m6g.12xlarge',
      Engine: 'redis',
      NumNodeGroups: 1,
      ReplicasPerNodeGroup: 1,
    },
    terms: [
      {
        count: 2,
        service: 'AmazonElastiCache',
        key: 'redis/cache.m6g.12xlarge',
        usd: 3.557,
        date,
        hours: month,
      },
    ],
    usd: 5193.22,
  },
  {
    what: 'a search domain of three c4.2xlarge with 400 GB of gp2 each, a master and two warm nodes',
    type: 'AWS::OpenSearchService::Domain',
    region,
    properties: {
      ClusterConfig: {
        InstanceType: 'c4.2xlarge.search',
        InstanceCount: 3,
        DedicatedMasterEnabled: true,
        DedicatedMasterType: 'c4.8xlarge.search',
        DedicatedMasterCount: 1,
        WarmEnabled: true,
        WarmType: 'ultrawarm1.medium.search',
        WarmCount: 2,
      },
      EBSOptions: { EBSEnabled: true, VolumeType: 'gp2', VolumeSize: 400 },
    },
    terms: [
      { count: 3, service: 'AmazonES', key: 'c4.2xlarge.search', usd: 0.587, date, hours: month },
      { count: 1, service: 'AmazonES', key: 'c4.8xlarge.search', usd: 2.347, date, hours: month },
      { count: 2, service: 'AmazonES', key: 'ultrawarm1.medium.search', usd: 0.238, date, hours: month },
      { count: 1200, service: 'AmazonES', key: 'gp2/gb-month', usd: 0.135, date },
    ],
    usd: 3508.32,
  },
  {
    what: 'a search domain of one node with 1,000 GB of io1 and 2,000 IOPS',
    type: 'AWS::OpenSearchService::Domain',
    region,
    properties: {
      ClusterConfig: { InstanceType: 'c4.2xlarge.search', InstanceCount: 1 },
      EBSOptions: { EBSEnabled: true, VolumeType: 'io1', VolumeSize: 1000, Iops: 2000 },
    },
    terms: [
      { count: 1, service: 'AmazonES', key: 'c4.2xlarge.search', usd: 0.587, date, hours: month },
      { count: 1000, service: 'AmazonES', key: 'io1/gb-month', usd: 0.169, date },
      { count: 2000, service: 'AmazonES', key: 'io1/iops-month', usd: 0.088, date },
    ],
    usd: 773.51,
  },
];

/** Streams, attachments, tunnels and endpoints. */
export const streamAndNetworkCosts: readonly CostExample[] = [
  {
    what: 'a stream of four shards',
    type: 'AWS::Kinesis::Stream',
    region: 'us-east-2',
    properties: { Name: 's', ShardCount: 4, StreamModeDetails: { StreamMode: 'PROVISIONED' } },
    terms: [{ count: 4, service: 'AmazonKinesis', key: 'shard/hour', usd: 0.015, date, hours: month }],
    usd: 43.8,
  },
  {
    what: 'a stream on demand',
    type: 'AWS::Kinesis::Stream',
    region,
    properties: { Name: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
    terms: [
      { count: 1, service: 'AmazonKinesis', key: 'on-demand-stream/hour', usd: 0.04, date, hours: month },
    ],
    usd: 29.2,
  },
  {
    what: 'an attachment of a transit gateway',
    type: 'AWS::EC2::TransitGatewayAttachment',
    region,
    properties: { TransitGatewayId: 'tgw-1', VpcId: 'vpc-1' },
    terms: [
      {
        count: 1,
        service: 'AmazonVPC',
        key: 'transit-gateway-attachment/hour',
        usd: 0.05,
        date,
        hours: month,
      },
    ],
    usd: 36.5,
  },
  {
    what: 'a transit gateway itself',
    type: 'AWS::EC2::TransitGateway',
    region,
    properties: { EncryptionSupport: 'enable' },
    terms: [],
    usd: 0,
  },
  {
    what: 'a VPN connection',
    type: 'AWS::EC2::VPNConnection',
    region,
    properties: { Type: 'ipsec.1', CustomerGatewayId: 'cgw-1' },
    terms: [{ count: 1, service: 'AmazonVPC', key: 'vpn-connection/hour', usd: 0.05, date, hours: month }],
    usd: 36.5,
  },
  {
    what: 'an endpoint of a Gateway Load Balancer in two zones',
    type: 'AWS::EC2::VPCEndpoint',
    region,
    properties: { VpcEndpointType: 'GatewayLoadBalancer', SubnetIds: ['subnet-1', 'subnet-2'] },
    terms: [
      {
        count: 2,
        service: 'AmazonVPC',
        key: 'gateway-load-balancer-endpoint/hour',
        usd: 0.01,
        date,
        hours: month,
      },
    ],
    usd: 14.6,
  },
];

/** What is billed by the month. */
export const monthlyCosts: readonly CostExample[] = [
  {
    what: 'an alarm on one metric',
    type: 'AWS::CloudWatch::Alarm',
    region,
    properties: { MetricName: 'CPUUtilization', Period: 300 },
    terms: [{ count: 1, service: 'AmazonCloudWatch', key: 'alarm/month', usd: 0.1, date }],
    usd: 0.1,
  },
  {
    what: 'an alarm on a metric every 10 seconds',
    type: 'AWS::CloudWatch::Alarm',
    region,
    properties: { MetricName: 'CPUUtilization', Period: 10 },
    terms: [{ count: 1, service: 'AmazonCloudWatch', key: 'high-resolution-alarm/month', usd: 0.3, date }],
    usd: 0.3,
  },
  {
    what: 'an alarm on a quotient of two metrics',
    type: 'AWS::CloudWatch::Alarm',
    region,
    properties: {
      Metrics: [
        { Id: 'e1', Expression: 'm2/m1*100' },
        { Id: 'm1', MetricStat: { Period: 120 } },
        { Id: 'm2', MetricStat: { Period: 120 } },
      ],
    },
    terms: [{ count: 2, service: 'AmazonCloudWatch', key: 'alarm/month', usd: 0.1, date }],
    usd: 0.2,
  },
  {
    what: 'an alarm on an anomaly of a metric every 30 seconds, which is billed as three',
    type: 'AWS::CloudWatch::Alarm',
    region,
    properties: {
      Metrics: [
        { Id: 'e1', Expression: 'ANOMALY_DETECTION_BAND(m1)' },
        { Id: 'm1', MetricStat: { Period: 30 } },
      ],
    },
    terms: [{ count: 3, service: 'AmazonCloudWatch', key: 'high-resolution-alarm/month', usd: 0.3, date }],
    usd: 0.9,
  },
  {
    what: 'an advanced parameter',
    type: 'AWS::SSM::Parameter',
    region,
    properties: { Name: '/p', Tier: 'Advanced', Type: 'String' },
    terms: [{ count: 1, service: 'AWSSystemsManager', key: 'advanced-parameter/month', usd: 0.05, date }],
    usd: 0.05,
  },
  {
    what: 'a web ACL with three rules',
    type: 'AWS::WAFv2::WebACL',
    region,
    properties: { Rules: [{ Name: 'a' }, { Name: 'b' }, { Name: 'c' }] },
    terms: [
      { count: 1, service: 'awswaf', key: 'web-acl/month', usd: 5, date },
      { count: 3, service: 'awswaf', key: 'rule/month', usd: 1, date },
    ],
    usd: 8,
  },
  {
    what: 'a hosted zone',
    type: 'AWS::Route53::HostedZone',
    region: 'global',
    properties: { Name: 'example.com.' },
    terms: [{ count: 1, service: 'AmazonRoute53', key: 'hosted-zone/month', usd: 0.5, date }],
    usd: 0.5,
  },
  {
    what: 'a file system with 100 MiB/s of provisioned throughput',
    type: 'AWS::EFS::FileSystem',
    region,
    properties: { ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 100 },
    terms: [{ count: 100, service: 'AmazonEFS', key: 'provisioned-throughput/mibps-month', usd: 6, date }],
    usd: 600,
  },
  {
    what: 'a KMS key',
    type: 'AWS::KMS::Key',
    region,
    properties: { Enabled: true, KeySpec: 'SYMMETRIC_DEFAULT' },
    terms: [{ count: 1, service: 'awskms', key: 'key/month', usd: 1, date }],
    usd: 1,
  },
  {
    what: 'an EKS cluster',
    type: 'AWS::EKS::Cluster',
    region,
    properties: { Name: 'c', Version: '1.34' },
    terms: [{ count: 1, service: 'AmazonEKS', key: 'cluster/hour', usd: 0.1, date, hours: month }],
    usd: 73,
  },
];
