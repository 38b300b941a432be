import {
  type DBClusterSnapshot,
  type DBSnapshot,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBSnapshotAttributesCommand,
  paginateDescribeDBClusterSnapshots,
  paginateDescribeDBSnapshots,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { isOfRds } from './rds-shape.ts';
import { attributesPath, snapshotCost, snapshotMembership, snapshotRules } from './rds-snapshot-rules.ts';

/** RDS lists at most this many a page. */
const pageSize = 100;

/** Only snapshots that people made can be shared. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html */
const isShareable = (type: string | undefined) => type === 'manual' || type === 'custom-engine-version';

/** What the two APIs call an attribute. */
interface SnapshotAttribute {
  readonly AttributeName?: string | undefined;
  readonly AttributeValues?: readonly string[] | undefined;
}

const withValues = (attributes: readonly SnapshotAttribute[] | undefined) =>
  (attributes ?? [])
    .filter(({ AttributeValues = [] }) => AttributeValues.length > 0)
    .map(({ AttributeName, AttributeValues }) => ({ AttributeName, AttributeValues }));

/** What both types of snapshots have in common. */
const ofBoth = {
  scope: 'regional',
  unordered: {
    '/AvailabilityZones': 'value',
    '/ProcessorFeatures': ['Name'],
    '/SnapshotAttributes': ['AttributeName'],
    '/SnapshotAttributes/*/AttributeValues': 'value',
  },
  volatile: {
    '/PercentProgress': 'progress of the snapshot',
    '/SnapshotCreateTime': 'a new snapshot has a new id',
    '/Status': 'progress of the snapshot',
  },
  membership: snapshotMembership,
  holdsState: 'the copy of the database that it is',
  sensitivity: { [attributesPath]: 'MEDIUM', '/KmsKeyId': 'HIGH' },
  monthlyCost: snapshotCost,
} as const;

function common(snapshot: DBSnapshot | DBClusterSnapshot): object {
  return {
    AllocatedStorage: snapshot.AllocatedStorage,
    Engine: snapshot.Engine,
    EngineVersion: snapshot.EngineVersion,
    IAMDatabaseAuthenticationEnabled: snapshot.IAMDatabaseAuthenticationEnabled,
    KmsKeyId: snapshot.KmsKeyId,
    LicenseModel: snapshot.LicenseModel,
    MasterUsername: snapshot.MasterUsername,
    Port: snapshot.Port,
    SnapshotType: snapshot.SnapshotType,
    StorageThroughput: snapshot.StorageThroughput,
    StorageType: snapshot.StorageType,
    VpcId: snapshot.VpcId,
  };
}

/**
 * CloudFormation has no type for snapshots; the name is that of AWS Config, the properties are those of the API:
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshot.html
 * `SnapshotAttributes` says who may restore it, and is asked of snapshots that can be shared only.
 */
export const dbSnapshot = defineResourceType({
  ...ofBoth,
  type: 'AWS::RDS::DBSnapshot',
  rules: snapshotRules('aws rds modify-db-snapshot-attribute --db-snapshot-identifier'),
  permissions: ['rds:DescribeDBSnapshotAttributes', 'rds:DescribeDBSnapshots'],
  async *read({ clients, optional }) {
    const client = clients.get(RDSClient);
    const listed = await everyItem(
      paginateDescribeDBSnapshots({ client, pageSize }, {}),
      (page) => page.DBSnapshots,
    );
    yield* readWithOwnCalls(listed, async (snapshot) => {
      const { DBSnapshotIdentifier, SnapshotType, Engine, Status } = snapshot;
      if (!DBSnapshotIdentifier || !isOfRds({ Engine, status: Status })) return undefined;
      const unread: UnreadProperty[] = [];
      const isAsked = isShareable(SnapshotType);
      const shared = isAsked
        ? await optional(unread, attributesPath, () =>
            client.send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier })),
          )
        : undefined;
      if (isAsked && !shared && unread.length === 0) return undefined;
      return {
        id: DBSnapshotIdentifier,
        arn: snapshot.DBSnapshotArn,
        tags: snapshot.TagList,
        properties: {
          ...common(snapshot),
          DBSnapshotIdentifier,
          AdditionalStorageVolumes: snapshot.AdditionalStorageVolumes,
          AvailabilityZone: snapshot.AvailabilityZone,
          DBInstanceIdentifier: snapshot.DBInstanceIdentifier,
          DbiResourceId: snapshot.DbiResourceId,
          DBSystemId: snapshot.DBSystemId,
          DedicatedLogVolume: snapshot.DedicatedLogVolume,
          Encrypted: snapshot.Encrypted,
          Iops: snapshot.Iops,
          MultiTenant: snapshot.MultiTenant,
          OptionGroupName: snapshot.OptionGroupName,
          ProcessorFeatures: snapshot.ProcessorFeatures,
          SnapshotAttributes: withValues(shared?.DBSnapshotAttributesResult?.DBSnapshotAttributes),
          SnapshotTarget: snapshot.SnapshotTarget,
          SourceDBSnapshotIdentifier: snapshot.SourceDBSnapshotIdentifier,
          SourceRegion: snapshot.SourceRegion,
          TdeCredentialArn: snapshot.TdeCredentialArn,
          Timezone: snapshot.Timezone,
        },
        unread,
      };
    });
  },
});

/** As {@link dbSnapshot}: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterSnapshot.html */
export const dbClusterSnapshot = defineResourceType({
  ...ofBoth,
  type: 'AWS::RDS::DBClusterSnapshot',
  rules: snapshotRules('aws rds modify-db-cluster-snapshot-attribute --db-cluster-snapshot-identifier'),
  permissions: ['rds:DescribeDBClusterSnapshotAttributes', 'rds:DescribeDBClusterSnapshots'],
  async *read({ clients, optional }) {
    const client = clients.get(RDSClient);
    const listed = await everyItem(
      paginateDescribeDBClusterSnapshots({ client, pageSize }, {}),
      (page) => page.DBClusterSnapshots,
    );
    yield* readWithOwnCalls(listed, async (snapshot) => {
      const { DBClusterSnapshotIdentifier, SnapshotType, Engine, Status } = snapshot;
      if (!DBClusterSnapshotIdentifier || !isOfRds({ Engine, status: Status })) return undefined;
      const unread: UnreadProperty[] = [];
      const isAsked = isShareable(SnapshotType);
      const shared = isAsked
        ? await optional(unread, attributesPath, () =>
            client.send(new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier })),
          )
        : undefined;
      if (isAsked && !shared && unread.length === 0) return undefined;
      return {
        id: DBClusterSnapshotIdentifier,
        arn: snapshot.DBClusterSnapshotArn,
        tags: snapshot.TagList,
        properties: {
          ...common(snapshot),
          DBClusterSnapshotIdentifier,
          AvailabilityZones: snapshot.AvailabilityZones,
          DBClusterIdentifier: snapshot.DBClusterIdentifier,
          DbClusterResourceId: snapshot.DbClusterResourceId,
          DBSystemId: snapshot.DBSystemId,
          SnapshotAttributes: withValues(
            shared?.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes,
          ),
          SourceDBClusterSnapshotArn: snapshot.SourceDBClusterSnapshotArn,
          StorageEncrypted: snapshot.StorageEncrypted,
        },
        unread,
      };
    });
  },
});
