import {
  type CreateVolumePermission,
  DescribeSnapshotAttributeCommand,
  EC2Client,
  paginateDescribeSnapshots,
  type Snapshot,
} from '@aws-sdk/client-ec2';
import { KMSClient, paginateListAliases } from '@aws-sdk/client-kms';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { backupMembership, permissionIdentity, sharingRules } from './ec2-sharing.ts';

/** Calls in flight at once: the account's own tools share the quota. */
const callsAtOnce = 8;
const bytesPerGib = 1_024 ** 3;
const sharing = 'CreateVolumePermissions';

/** The key that EBS encrypts with when nobody names one; where it cannot be told, none. */
async function readDefaultKey({ clients, optional }: ResourceReader): Promise<string | undefined> {
  const client = clients.get(KMSClient);
  return optional([], '', async () => {
    for await (const { Aliases } of paginateListAliases({ client, pageSize: 100 }, {})) {
      const alias = Aliases?.find(({ AliasName }) => AliasName === 'alias/aws/ebs');
      if (alias) return alias.TargetKeyId;
    }
    return undefined;
  });
}

/**
 * Whether a snapshot can be shared at all: not one under the default key.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
 */
function isShareable({ Encrypted, KmsKeyId }: Snapshot, defaultKey: string | undefined): boolean {
  return !(Encrypted && defaultKey !== undefined && KmsKeyId?.endsWith(defaultKey));
}

async function readPermissions(
  { clients }: ResourceReader,
  SnapshotId: string,
): Promise<readonly CreateVolumePermission[]> {
  const answer = await clients
    .get(EC2Client)
    .send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }));
  return answer.CreateVolumePermissions ?? [];
}

async function readSnapshot(
  reader: ResourceReader,
  snapshot: Snapshot,
  defaultKey: string | undefined,
): Promise<ReadResource | undefined> {
  const { SnapshotId, Tags, ...properties } = snapshot;
  if (!SnapshotId) return undefined;
  const unread: UnreadProperty[] = [];
  const permissions = isShareable(snapshot, defaultKey)
    ? await reader.optional(unread, `/${sharing}`, () => readPermissions(reader, SnapshotId))
    : [];
  const isGone = permissions === undefined && unread.length === 0;
  if (isGone) return undefined;
  return {
    id: SnapshotId,
    arn: `arn:${reader.partition}:ec2:${reader.region}::snapshot/${SnapshotId}`,
    tags: Tags,
    properties: { SnapshotId, ...properties, [sharing]: permissions },
    unread,
  };
}

/** What a snapshot costs: of a standard one no more is known than what it would restore to. */
function monthlyCost({ properties, region }: Resource, { prices }: CostContext): MonthlyCost {
  const tier = properties.StorageTier === 'archive' ? 'snapshot-archive' : 'snapshot';
  const price = prices.find('AmazonEC2', region, `${tier}/gb-month`);
  if (!price) return unknownCost(`Tidemark has no price of EBS snapshots (${tier}) in ${region}.`);
  const bytes = Number(properties.FullSnapshotSizeInBytes ?? 0);
  const size = bytes > 0 ? bytes / bytesPerGib : Number(properties.VolumeSize ?? 0);
  if (size === 0) return unknownCost('EC2 does not tell how large the snapshot is.');
  const amount = `${Number(size.toFixed(2))} GB`;
  const assumption =
    tier === 'snapshot-archive'
      ? `${amount} in the archive tier, where a snapshot is stored in full`
      : `At most ${amount}${bytes > 0 ? '' : ', the size of its volume'}: what it shares with other snapshots of its volume is stored once`;
  return {
    usd: size * price.usd,
    assumptions: [`${assumption}, at ${price.usd} USD/GB-month ${priceSource(price)}.`],
  };
}

const stopSharing =
  'aws ec2 modify-snapshot-attribute --snapshot-id {{id}} --attribute createVolumePermission --operation-type remove';

/**
 * The completed EBS snapshots that the account owns; CloudFormation has no type for them. The properties are those of
 * DescribeSnapshots. With whom a snapshot is shared is a call for each, except for those under the default key of
 * EBS, which cannot be shared: no list tells of single accounts.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
 */
export const ec2Snapshot = defineResourceType({
  type: 'AWS::EC2::Snapshot',
  scope: 'regional',
  permissions: ['ec2:DescribeSnapshotAttribute', 'ec2:DescribeSnapshots', 'kms:ListAliases'],
  async *read(reader) {
    const defaultKey = await readDefaultKey(reader);
    const limit = pLimit(callsAtOnce);
    const pages = paginateDescribeSnapshots(
      { client: reader.clients.get(EC2Client), pageSize: 1_000 },
      { OwnerIds: ['self'], Filters: [{ Name: 'status', Values: ['completed'] }] },
    );
    for await (const page of pages) {
      const read = await limit.map(page.Snapshots ?? [], (snapshot) =>
        readSnapshot(reader, snapshot, defaultKey),
      );
      yield* read.filter((resource) => resource !== undefined);
    }
  },
  unordered: { [`/${sharing}`]: permissionIdentity },
  volatile: {
    '/CompletionDurationMinutes': 'how long the copy was to take',
    '/CompletionTime': 'time when the snapshot was completed',
    '/Progress': 'progress of the snapshot',
    '/RestoreExpiryTime': 'a restore from the archive ends by itself',
    '/StartTime': 'time of creation',
    '/State': 'progress of the snapshot',
    '/StateMessage': 'progress of the snapshot',
    '/TransferType': 'how the copy was made',
  },
  defaults: { StorageTier: 'standard' },
  sensitivity: { [`/${sharing}`]: 'MEDIUM' },
  holdsState: 'a copy of a volume',
  membership: backupMembership(sharing),
  rules: sharingRules({
    id: 'ec2-snapshot',
    noun: 'a snapshot',
    property: sharing,
    use: (id) => `can make a volume of snapshot ${id}, and read all that is on it`,
    publicSources: ['FSBP EC2.1', 'MITRE ATT&CK T1537'],
    remedies: {
      public: {
        command: `${stopSharing} --group-names all`,
        console: 'EC2 › Snapshots › {{id}} › Actions › Snapshot settings › Modify permissions',
      },
      shared: {
        command: `${stopSharing} --user-ids {{shared-with}}`,
        console: 'EC2 › Snapshots › {{id}} › Actions › Snapshot settings › Modify permissions',
      },
    },
    document: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html',
  }),
  monthlyCost,
});
