import { globalRegion } from '../model/snapshot.ts';

interface Partition {
  readonly id: string;
  readonly prefix: RegExp;
  /** Where the partition's global services are called. */
  readonly globalEndpointRegion: string;
}

/**
 * https://docs.aws.amazon.com/general/latest/gr/iam-service.html names the regions of the IAM endpoints; that of the
 * European Sovereign Cloud is the `implicitGlobalRegion` of the partition in the AWS SDK.
 */
const partitions: readonly Partition[] = [
  { id: 'aws-cn', prefix: /^cn-/, globalEndpointRegion: 'cn-north-1' },
  { id: 'aws-eusc', prefix: /^eusc-/, globalEndpointRegion: 'eusc-de-east-1' },
  { id: 'aws-us-gov', prefix: /^us-gov-/, globalEndpointRegion: 'us-gov-west-1' },
];
const commercial: Partition = { id: 'aws', prefix: /^/, globalEndpointRegion: 'us-east-1' };

/** The partition of a region (`aws`, `aws-cn`, `aws-eusc`, `aws-us-gov`). */
export function partitionOf(region: string): string {
  return findPartition(region).id;
}

/**
 * The region whose endpoints a target is read from: its own, or for the pseudo-region `global` the one that serves
 * global services in the partition of `referenceRegion`.
 */
export function endpointRegion(region: string, referenceRegion: string): string {
  return region === globalRegion ? findPartition(referenceRegion).globalEndpointRegion : region;
}

function findPartition(region: string): Partition {
  return partitions.find(({ prefix }) => prefix.test(region)) ?? commercial;
}
