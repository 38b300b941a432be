import { describe, expect, test } from 'vitest';
import { pricedServices, priceQueries } from '../../lib/cost/price-list-queries.ts';
import { namesOf } from './price-names.ts';

const gigabyteMonth = 'USD per GB-month';
const gigabyteSecond = 'USD per GB-second';
const hour = 'USD per hour';
const month = 'USD per month';
const millions = 'USD per million requests × 1000000';
const thousands = 'USD per 1,000 requests × 1000';

/** Usage types by service and product family: https://docs.aws.amazon.com/cur/latest/userguide/Lineitem-columns.html */
const usageTypes: Readonly<Record<string, readonly (readonly [usageType: string, name: string])[]>> = {
  'AmazonEC2/NAT Gateway': [
    ['NatGateway-Hours', `nat-gateway/hour, ${hour}`],
    ['NatGateway-Bytes', 'nat-gateway/gb, USD per GB'],
  ],
  'AmazonEC2/Storage Snapshot': [
    ['EBS:SnapshotUsage', `snapshot/gb-month, ${gigabyteMonth}`],
    ['EBS:SnapshotArchiveStorage', `snapshot-archive/gb-month, ${gigabyteMonth}`],
  ],
  'AmazonEFS/': [['ProvisionedTP-MiBpsHrs', 'provisioned-throughput/mibps-month, USD per MiB/s-month']],
  'AWSELB/Load Balancer-Application': [
    ['LoadBalancerUsage', `alb/hour, ${hour}`],
    ['LCUUsage', 'alb/lcu-hour, USD per LCU-hour'],
  ],
  'AWSELB/Load Balancer-Network': [
    ['LoadBalancerUsage', `nlb/hour, ${hour}`],
    ['LCUUsage', 'nlb/lcu-hour, USD per LCU-hour'],
  ],
  'AWSELB/Load Balancer-Gateway': [['LoadBalancerUsage', `gwlb/hour, ${hour}`]],
  'AWSELB/Load Balancer': [['LoadBalancerUsage', `clb/hour, ${hour}`]],
  'AmazonVPC/': [
    ['PublicIPv4:InUseAddress', `public-ipv4/hour, ${hour}`],
    ['VpcEndpoint-Hours', `interface-endpoint/hour, ${hour}`],
    ['VpcEndpoint-Bytes', 'interface-endpoint/gb, USD per GB'],
    ['VpcEndpoint-GWLBE-Hours', `gateway-load-balancer-endpoint/hour, ${hour}`],
    ['TransitGateway-Hours', `transit-gateway-attachment/hour, ${hour}`],
    ['TransitGateway-Bytes', 'transit-gateway/gb, USD per GB'],
    ['VPN-Usage-Hours:ipsec.1', `vpn-connection/hour, ${hour}`],
  ],
  'AmazonRoute53/': [['HostedZone', `hosted-zone/month, ${month}`]],
  'awswaf/': [
    ['WebACLV2', `web-acl/month, ${month}`],
    ['RuleV2', `rule/month, ${month}`],
    ['RequestV2-Tier1', `requests/million, ${millions}`],
  ],
  'AWSLambda/': [
    ['Lambda-GB-Second', `duration/x86_64/gb-second, ${gigabyteSecond}`],
    ['Lambda-GB-Second-ARM', `duration/arm64/gb-second, ${gigabyteSecond}`],
    ['Lambda-Provisioned-Concurrency', `provisioned-concurrency/x86_64/gb-second, ${gigabyteSecond}`],
    ['Lambda-Provisioned-Concurrency-ARM', `provisioned-concurrency/arm64/gb-second, ${gigabyteSecond}`],
    ['Lambda-Provisioned-GB-Second', `provisioned-duration/x86_64/gb-second, ${gigabyteSecond}`],
    ['Lambda-Provisioned-GB-Second-ARM', `provisioned-duration/arm64/gb-second, ${gigabyteSecond}`],
    ['Lambda-Storage-GB-Second', `ephemeral-storage/gb-second, ${gigabyteSecond}`],
    ['Request', `requests/million, ${millions}`],
  ],
  'AmazonECS/': [
    ['Fargate-vCPU-Hours:perCPU', 'fargate/linux/x86_64/vcpu-hour, USD per vCPU-hour'],
    ['Fargate-GB-Hours', 'fargate/linux/x86_64/gb-hour, USD per GB-hour'],
    ['Fargate-ARM-vCPU-Hours:perCPU', 'fargate/linux/arm64/vcpu-hour, USD per vCPU-hour'],
    ['Fargate-ARM-GB-Hours', 'fargate/linux/arm64/gb-hour, USD per GB-hour'],
    ['Fargate-EphemeralStorage-GB-Hours', 'fargate/ephemeral-storage-gb-hour, USD per GB-hour'],
  ],
  'AmazonEKS/': [
    ['AmazonEKS-Hours:perCluster', `cluster/hour, ${hour}`],
    ['AmazonEKS-Hours:extendedSupport', `cluster-extended-support/hour, ${hour}`],
  ],
  'AmazonDynamoDB/': [
    ['ReadCapacityUnit-Hrs', 'provisioned/read-unit-hour, USD per unit-hour'],
    ['WriteCapacityUnit-Hrs', 'provisioned/write-unit-hour, USD per unit-hour'],
    ['ReadRequestUnits', `on-demand/million-read-units, ${millions}`],
    ['WriteRequestUnits', `on-demand/million-write-units, ${millions}`],
    ['TimedStorage-ByteHrs', `storage/gb-month, ${gigabyteMonth}`],
  ],
  'AmazonKinesis/': [
    ['Storage-ShardHour', `shard/hour, ${hour}`],
    ['OnDemand-StreamHour', `on-demand-stream/hour, ${hour}`],
    ['OnDemand-BilledIncomingBytes', 'on-demand-ingested/gb, USD per GB'],
    ['OnDemand-BilledOutgoingBytes', 'on-demand-retrieved/gb, USD per GB'],
  ],
  'AmazonKinesisFirehose/': [['BilledBytes', 'ingested/gb, USD per GB']],
  'AmazonS3/': [
    ['TimedStorage-ByteHrs', `standard/gb-month, ${gigabyteMonth}`],
    ['Requests-Tier1', `standard/thousand-put, ${thousands}`],
    ['Requests-Tier2', `standard/thousand-get, ${thousands}`],
  ],
  'awskms/': [['KMS-Keys', `key/month, ${month}`]],
  'AWSSecretsManager/': [['AWSSecretsManager-Secrets', `secret/month, ${month}`]],
  'AmazonCloudWatch/': [
    ['CW:AlarmMonitorUsage', `alarm/month, ${month}`],
    ['CW:HighResAlarmMonitorUsage', `high-resolution-alarm/month, ${month}`],
    ['CW:CompositeAlarmMonitorUsage', `composite-alarm/month, ${month}`],
    ['DataProcessing-Bytes', 'logs/ingested-gb, USD per GB'],
    ['TimedStorage-ByteHrs', `logs/stored-gb-month, ${gigabyteMonth}`],
  ],
  'AmazonES/': [
    ['ES:GP2-Storage', `gp2/gb-month, ${gigabyteMonth}`],
    ['ES:GP3-Storage', `gp3/gb-month, ${gigabyteMonth}`],
    ['ES:PIOPS-Storage', `io1/gb-month, ${gigabyteMonth}`],
    ['ES:PIOPS', 'io1/iops-month, USD per IOPS-month'],
    ['ES:Magnetic-Storage', `standard/gb-month, ${gigabyteMonth}`],
  ],
  'AmazonRDS/Database Storage': [
    ['RDS:GP2-Storage', `gp2/single-az/gb-month, ${gigabyteMonth}`],
    ['RDS:Multi-AZ-GP2-Storage', `gp2/multi-az/gb-month, ${gigabyteMonth}`],
    ['RDS:GP3-Storage', `gp3/single-az/gb-month, ${gigabyteMonth}`],
    ['RDS:PIOPS-Storage', `io1/single-az/gb-month, ${gigabyteMonth}`],
    ['RDS:PIOPS-Storage-IO2', `io2/single-az/gb-month, ${gigabyteMonth}`],
    ['RDS:StorageUsage', `standard/single-az/gb-month, ${gigabyteMonth}`],
    ['Aurora:StorageUsage', `aurora/gb-month, ${gigabyteMonth}`],
    ['Aurora:IO-OptimizedStorageUsage', `aurora-io-optimized/gb-month, ${gigabyteMonth}`],
  ],
  'AmazonRDS/Provisioned IOPS': [
    ['RDS:PIOPS', 'io1/single-az/iops-month, USD per IOPS-month'],
    ['RDS:Multi-AZ-PIOPS-IO2', 'io2/multi-az/iops-month, USD per IOPS-month'],
    ['RDS:GP3-PIOPS', 'gp3/single-az/iops-month, USD per IOPS-month'],
  ],
  'AmazonRDS/Storage Snapshot': [
    ['RDS:ChargedBackupUsage', `backup/gb-month, ${gigabyteMonth}`],
    ['Aurora:BackupUsage', `aurora-backup/gb-month, ${gigabyteMonth}`],
  ],
  'AmazonRDS/System Operation': [['Aurora:StorageIOUsage', `aurora/million-requests, ${millions}`]],
  'AmazonRDS/ServerlessV2': [
    ['Aurora:ServerlessV2Usage', 'aurora-serverless-v2/acu-hour, USD per ACU-hour'],
    ['Aurora:ServerlessV2IOOptimizedUsage', 'aurora-serverless-v2-io-optimized/acu-hour, USD per ACU-hour'],
  ],
};

const cases = Object.entries(usageTypes).flatMap(([place, types]) => {
  const [service = '', family = ''] = place.split('/');
  return types.map(([usagetype, name]) => ({ service, family, usagetype, name }));
});

describe('a usage type is known', () => {
  test.each(cases)('$service $family: $usagetype is $name', ({ service, family, usagetype, name }) => {
    expect(namesOf(service, { family, attributes: { usagetype: `EUW2-${usagetype}` } })).toEqual([name]);
    expect(namesOf(service, { family, attributes: { usagetype: `${usagetype}-Other` } })).toEqual([]);
    expect(pricedServices).toContain(service);
  });

  test.each(['', 'EU-', 'EUW2-', 'APS1-', 'eu-west-1-', 'us-gov-west-1-'])(
    'wherever it is used: %sKMS-Keys',
    (place) => {
      expect(namesOf('awskms', { attributes: { usagetype: `${place}KMS-Keys` } })).toHaveLength(1);
    },
  );

  test.each(['X-', 'EUW-', 'EU-EU-', 'EUWW2-', 'west-1-x-'])(
    'but not with what is no place: %sKMS-Keys',
    (place) => {
      expect(namesOf('awskms', { attributes: { usagetype: `${place}KMS-Keys` } })).toEqual([]);
    },
  );
});

test('Route 53 has one price list for all regions, every other service one for each', () => {
  const global = priceQueries.filter(({ scope }) => scope === 'global').map(({ service }) => service);
  expect(global).toEqual(['AmazonRoute53']);
});
