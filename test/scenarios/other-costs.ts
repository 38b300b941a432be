import type { CostExample } from './cost-example.ts';

/** NAT gateways, load balancers, addresses and endpoints. */
export const networkCosts: readonly CostExample[] = [
  {
    what: 'a NAT gateway',
    type: 'AWS::EC2::NatGateway',
    region: 'eu-west-1',
    properties: { SubnetId: 'subnet-1', ConnectivityType: 'public', AvailabilityMode: 'zonal' },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'nat-gateway/hour', usd: 0.048, date: '2026-10-15', hours: 730 },
    ],
    usd: 35.04,
  },
  {
    what: 'a NAT gateway',
    type: 'AWS::EC2::NatGateway',
    region: 'us-east-1',
    properties: { SubnetId: 'subnet-1', ConnectivityType: 'public', AvailabilityMode: 'zonal' },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'nat-gateway/hour', usd: 0.045, date: '2026-10-15', hours: 730 },
    ],
    usd: 32.85,
  },
  {
    what: 'an Application Load Balancer',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    region: 'eu-west-1',
    properties: { Name: 'l', Type: 'application', Scheme: 'internal' },
    terms: [{ count: 1, service: 'AWSELB', key: 'alb/hour', usd: 0.0252, date: '2026-10-15', hours: 730 }],
    usd: 18.4,
  },
  {
    what: 'an Application Load Balancer',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    region: 'us-east-1',
    properties: { Name: 'l', Type: 'application', Scheme: 'internal' },
    terms: [{ count: 1, service: 'AWSELB', key: 'alb/hour', usd: 0.0225, date: '2026-10-15', hours: 730 }],
    usd: 16.43,
  },
  {
    what: 'a Network Load Balancer',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    region: 'eu-west-1',
    properties: { Name: 'l', Type: 'network', Scheme: 'internal' },
    terms: [{ count: 1, service: 'AWSELB', key: 'nlb/hour', usd: 0.0252, date: '2026-10-15', hours: 730 }],
    usd: 18.4,
  },
  {
    what: 'a Network Load Balancer',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    region: 'eu-west-2',
    properties: { Name: 'l', Type: 'network', Scheme: 'internal' },
    terms: [{ count: 1, service: 'AWSELB', key: 'nlb/hour', usd: 0.02646, date: '2026-10-15', hours: 730 }],
    usd: 19.32,
  },
  {
    what: 'an address that nothing uses',
    type: 'AWS::EC2::EIP',
    region: 'eu-west-1',
    properties: { PublicIp: '203.0.113.9', Domain: 'vpc', PublicIpv4Pool: 'amazon' },
    terms: [
      { count: 1, service: 'AmazonVPC', key: 'public-ipv4/hour', usd: 0.005, date: '2026-10-15', hours: 730 },
    ],
    usd: 3.65,
  },
  {
    what: 'an address of a pool of one’s own',
    type: 'AWS::EC2::EIP',
    region: 'eu-west-1',
    properties: { PublicIp: '203.0.113.9', Domain: 'vpc', PublicIpv4Pool: 'ipv4pool-ec2-1' },
    terms: [],
    usd: 0.0,
  },
  {
    what: 'an interface endpoint in 3 zones',
    type: 'AWS::EC2::VPCEndpoint',
    region: 'us-east-1',
    properties: {
      ServiceName: 'com.amazonaws.x.ssm',
      VpcEndpointType: 'Interface',
      VpcId: 'vpc-1',
      SubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
    },
    terms: [
      {
        count: 3,
        service: 'AmazonVPC',
        key: 'interface-endpoint/hour',
        usd: 0.01,
        date: '2026-09-24',
        hours: 730,
      },
    ],
    usd: 21.9,
  },
  {
    what: 'an interface endpoint in 2 zones',
    type: 'AWS::EC2::VPCEndpoint',
    region: 'eu-west-2',
    properties: {
      ServiceName: 'com.amazonaws.x.ssm',
      VpcEndpointType: 'Interface',
      VpcId: 'vpc-1',
      SubnetIds: ['subnet-1', 'subnet-2'],
    },
    terms: [
      {
        count: 2,
        service: 'AmazonVPC',
        key: 'interface-endpoint/hour',
        usd: 0.011,
        date: '2026-09-17',
        hours: 730,
      },
    ],
    usd: 16.06,
  },
  {
    what: 'a gateway endpoint',
    type: 'AWS::EC2::VPCEndpoint',
    region: 'eu-west-1',
    properties: { ServiceName: 'com.amazonaws.eu-west-1.s3', VpcEndpointType: 'Gateway', VpcId: 'vpc-1' },
    terms: [],
    usd: 0.0,
  },
];

/** KMS and Secrets Manager. */
export const keyCosts: readonly CostExample[] = [
  {
    what: 'a KMS key',
    type: 'AWS::KMS::Key',
    region: 'eu-west-2',
    properties: { Enabled: true, EnableKeyRotation: true, KeySpec: 'SYMMETRIC_DEFAULT' },
    terms: [{ count: 1, service: 'awskms', key: 'key/month', usd: 1, date: '2026-09-11' }],
    usd: 1.0,
  },
  {
    what: 'a KMS key that waits for its deletion',
    type: 'AWS::KMS::Key',
    region: 'eu-west-2',
    properties: { Enabled: false, KeyState: 'PendingDeletion' },
    terms: [],
    usd: 0.0,
  },
  {
    what: 'a secret',
    type: 'AWS::SecretsManager::Secret',
    region: 'eu-west-2',
    properties: { Name: 's', RotationEnabled: true },
    terms: [{ count: 1, service: 'AWSSecretsManager', key: 'secret/month', usd: 0.4, date: '2026-09-11' }],
    usd: 0.4,
  },
  {
    what: 'a secret that waits for its deletion',
    type: 'AWS::SecretsManager::Secret',
    region: 'eu-west-2',
    properties: { Name: 's', DeletedDate: '2026-11-28T00:00:00Z' },
    terms: [],
    usd: 0.0,
  },
];
