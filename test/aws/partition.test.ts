import { expect, test } from 'vitest';
import { endpointRegion, partitionOf } from '../../lib/aws/partition.ts';
import { awsRegions } from '../../lib/config/regions.ts';

test.each([
  ['eu-west-1', 'aws', 'us-east-1'],
  ['us-east-2', 'aws', 'us-east-1'],
  ['cn-northwest-1', 'aws-cn', 'cn-north-1'],
  ['us-gov-east-1', 'aws-us-gov', 'us-gov-west-1'],
  ['eusc-de-east-1', 'aws-eusc', 'eusc-de-east-1'],
])('%s is in partition %s, whose global services are called in %s', (region, partition, globalRegion) => {
  expect(partitionOf(region)).toBe(partition);
  expect(endpointRegion('global', region)).toBe(globalRegion);
  expect(endpointRegion(region, 'ap-south-1')).toBe(region);
});

test('global services are called in a region of the same partition as every region of the configuration', () => {
  for (const region of awsRegions) {
    expect(awsRegions).toContain(endpointRegion('global', region));
    expect(partitionOf(endpointRegion('global', region))).toBe(partitionOf(region));
  }
});
