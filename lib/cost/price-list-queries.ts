import { computeQueries, databaseQueries, storageQueries } from './price-list-machines.ts';
import type { PriceDefinition, PriceQuery } from './price-list-products.ts';
import { usage } from './price-list-usage.ts';

const hour = 'USD per hour';
const month = 'USD per month';
const gigabyte = 'USD per GB';
const gigabyteMonth = 'USD per GB-month';
const million = 'USD per million requests';

function whole(service: string, prices: readonly PriceDefinition[]): PriceQuery {
  return { service, filters: {}, prices };
}

const networkQueries: readonly PriceQuery[] = [
  {
    service: 'AmazonEC2',
    filters: { productFamily: 'NAT Gateway' },
    prices: [
      usage('NatGateway-Hours', 'nat-gateway/hour', hour),
      usage('NatGateway-Bytes', 'nat-gateway/gb', gigabyte),
    ],
  },
  whole('AWSELB', [
    usage('LoadBalancerUsage', 'alb/hour', hour, 'Load Balancer-Application'),
    usage('LCUUsage', 'alb/lcu-hour', 'USD per LCU-hour', 'Load Balancer-Application'),
    usage('LoadBalancerUsage', 'nlb/hour', hour, 'Load Balancer-Network'),
    usage('LCUUsage', 'nlb/lcu-hour', 'USD per LCU-hour', 'Load Balancer-Network'),
    usage('LoadBalancerUsage', 'gwlb/hour', hour, 'Load Balancer-Gateway'),
    usage('LoadBalancerUsage', 'clb/hour', hour, 'Load Balancer'),
  ]),
  whole('AmazonVPC', [
    usage('PublicIPv4:InUseAddress', 'public-ipv4/hour', hour),
    usage('VpcEndpoint-Hours', 'interface-endpoint/hour', hour),
    usage('VpcEndpoint-Bytes', 'interface-endpoint/gb', gigabyte),
    usage('VpcEndpoint-GWLBE-Hours', 'gateway-load-balancer-endpoint/hour', hour),
    usage('TransitGateway-Hours', 'transit-gateway-attachment/hour', hour),
    usage('TransitGateway-Bytes', 'transit-gateway/gb', gigabyte),
    usage('VPN-Usage-Hours:ipsec.1', 'vpn-connection/hour', hour),
  ]),
  {
    ...whole('AmazonRoute53', [usage('HostedZone', 'hosted-zone/month', month)]),
    scope: 'global',
  },
  whole('awswaf', [
    usage('WebACLV2', 'web-acl/month', month),
    usage('RuleV2', 'rule/month', month),
    usage('RequestV2-Tier1', 'requests/million', million, undefined, 1_000_000),
  ]),
];

const containerAndFunctionQueries: readonly PriceQuery[] = [
  whole('AWSLambda', [
    usage('Lambda-GB-Second', 'duration/x86_64/gb-second', 'USD per GB-second'),
    usage('Lambda-GB-Second-ARM', 'duration/arm64/gb-second', 'USD per GB-second'),
    usage('Lambda-Provisioned-Concurrency', 'provisioned-concurrency/x86_64/gb-second', 'USD per GB-second'),
    usage(
      'Lambda-Provisioned-Concurrency-ARM',
      'provisioned-concurrency/arm64/gb-second',
      'USD per GB-second',
    ),
    usage('Lambda-Provisioned-GB-Second', 'provisioned-duration/x86_64/gb-second', 'USD per GB-second'),
    usage('Lambda-Provisioned-GB-Second-ARM', 'provisioned-duration/arm64/gb-second', 'USD per GB-second'),
    usage('Lambda-Storage-GB-Second', 'ephemeral-storage/gb-second', 'USD per GB-second'),
    usage('Request', 'requests/million', million, undefined, 1_000_000),
  ]),
  whole('AmazonECS', [
    usage('Fargate-vCPU-Hours:perCPU', 'fargate/linux/x86_64/vcpu-hour', 'USD per vCPU-hour'),
    usage('Fargate-GB-Hours', 'fargate/linux/x86_64/gb-hour', 'USD per GB-hour'),
    usage('Fargate-ARM-vCPU-Hours:perCPU', 'fargate/linux/arm64/vcpu-hour', 'USD per vCPU-hour'),
    usage('Fargate-ARM-GB-Hours', 'fargate/linux/arm64/gb-hour', 'USD per GB-hour'),
    usage('Fargate-EphemeralStorage-GB-Hours', 'fargate/ephemeral-storage-gb-hour', 'USD per GB-hour'),
  ]),
  whole('AmazonEKS', [
    usage('AmazonEKS-Hours:perCluster', 'cluster/hour', hour),
    usage('AmazonEKS-Hours:extendedSupport', 'cluster-extended-support/hour', hour),
  ]),
];

const dataQueries: readonly PriceQuery[] = [
  whole('AmazonDynamoDB', [
    usage('ReadCapacityUnit-Hrs', 'provisioned/read-unit-hour', 'USD per unit-hour'),
    usage('WriteCapacityUnit-Hrs', 'provisioned/write-unit-hour', 'USD per unit-hour'),
    usage('ReadRequestUnits', 'on-demand/million-read-units', million, undefined, 1_000_000),
    usage('WriteRequestUnits', 'on-demand/million-write-units', million, undefined, 1_000_000),
    usage('TimedStorage-ByteHrs', 'storage/gb-month', gigabyteMonth),
  ]),
  whole('AmazonKinesis', [
    usage('Storage-ShardHour', 'shard/hour', hour),
    usage('OnDemand-StreamHour', 'on-demand-stream/hour', hour),
    usage('OnDemand-BilledIncomingBytes', 'on-demand-ingested/gb', gigabyte),
    usage('OnDemand-BilledOutgoingBytes', 'on-demand-retrieved/gb', gigabyte),
  ]),
  whole('AmazonKinesisFirehose', [usage('BilledBytes', 'ingested/gb', gigabyte)]),
  whole('AmazonS3', [
    usage('TimedStorage-ByteHrs', 'standard/gb-month', gigabyteMonth),
    usage('Requests-Tier1', 'standard/thousand-put', 'USD per 1,000 requests', undefined, 1_000),
    usage('Requests-Tier2', 'standard/thousand-get', 'USD per 1,000 requests', undefined, 1_000),
  ]),
];

const watchingQueries: readonly PriceQuery[] = [
  whole('awskms', [usage('KMS-Keys', 'key/month', month)]),
  whole('AWSSecretsManager', [usage('AWSSecretsManager-Secrets', 'secret/month', month)]),
  whole('AmazonCloudWatch', [
    usage('CW:AlarmMonitorUsage', 'alarm/month', month),
    usage('CW:HighResAlarmMonitorUsage', 'high-resolution-alarm/month', month),
    usage('CW:CompositeAlarmMonitorUsage', 'composite-alarm/month', month),
    usage('DataProcessing-Bytes', 'logs/ingested-gb', gigabyte),
    usage('TimedStorage-ByteHrs', 'logs/stored-gb-month', gigabyteMonth),
  ]),
];

/** Everything that is asked of the price list for a region. */
export const priceQueries: readonly PriceQuery[] = [
  ...computeQueries,
  ...storageQueries,
  ...databaseQueries,
  ...networkQueries,
  ...containerAndFunctionQueries,
  ...dataQueries,
  ...watchingQueries,
];

/** The services that prices are refreshed of, each once. */
export const pricedServices: readonly string[] = [...new Set(priceQueries.map(({ service }) => service))];
