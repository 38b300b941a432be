import { priceSource } from '../cost/estimate.ts';
import { free, type MonthlyCost, unknownCost } from '../model/cost.ts';
import { toList, toObjects } from '../model/json.ts';
import type { CostContext, Membership } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { StateRule } from '../model/rule.ts';
import { isAurora } from './rds-shape.ts';

/** Where stands who may restore a snapshot. */
export const attributesPath = '/SnapshotAttributes';

function ownerOf({ properties, tags }: Resource): string | undefined {
  const { SnapshotType, DBInstanceIdentifier, DBClusterIdentifier } = properties;
  if (SnapshotType === 'automated')
    return `automated backups of ${String(DBInstanceIdentifier ?? DBClusterIdentifier)}`;
  if (SnapshotType === 'awsbackup' || tags['aws:backup:source-resource'] !== undefined) return 'AWS Backup';
  return undefined;
}

/** Automated snapshots and those of AWS Backup. */
export const snapshotMembership: Membership = {
  reason: 'RDS and AWS Backup make snapshots and let them expire by themselves',
  ownerOf,
};

/** Who may restore a snapshot beside its account: `all` is everybody. */
function sharedWith({ properties }: Resource): string[] {
  return toObjects(properties.SnapshotAttributes)
    .filter(({ AttributeName }) => AttributeName === 'restore')
    .flatMap(({ AttributeValues }) => toList(AttributeValues).map(String));
}

/** How the AWS CLI says who may restore a snapshot. */
export type SharingCommand =
  | 'aws rds modify-db-snapshot-attribute --db-snapshot-identifier'
  | 'aws rds modify-db-cluster-snapshot-attribute --db-cluster-snapshot-identifier';

const sharingConsole = 'RDS › Snapshots › {{id}} › Actions › Share snapshot';

const publicSnapshot = (sharing: SharingCommand): StateRule => ({
  kind: 'state',
  id: 'rds-snapshot-public',
  title: 'a database snapshot is public',
  severity: 'CRITICAL',
  sources: ['FSBP RDS.1', 'MITRE ATT&CK T1537'],
  recommendation:
    'Make the snapshot private at once, and take all that is in the database for known: passwords and keys in it must be changed.',
  remedy: {
    command: `${sharing} {{id}} --attribute-name restore --values-to-remove all`,
    console: sharingConsole,
  },
  safer: 'the snapshot is no longer public',
  dangers: (snapshot) =>
    sharedWith(snapshot).includes('all')
      ? [
          {
            subject: 'public',
            path: attributesPath,
            reason: `Every AWS account can restore snapshot ${snapshot.id}, and read the whole database.`,
          },
        ]
      : [],
});

const sharedSnapshot = (sharing: SharingCommand): StateRule => ({
  kind: 'state',
  id: 'rds-snapshot-shared',
  title: 'a database snapshot is shared with another account',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html',
    'MITRE ATT&CK T1537',
  ],
  recommendation: 'Make sure that you know the account and that it needs the data; if not, stop sharing.',
  remedy: {
    command: `${sharing} {{id}} --attribute-name restore --values-to-remove {{grantee}}`,
    console: sharingConsole,
  },
  safer: 'the snapshot is no longer shared with the account',
  dangers: (snapshot) =>
    sharedWith(snapshot)
      .filter((account) => account !== 'all' && account !== snapshot.account)
      .map((account) => ({
        subject: `account ${account}`,
        path: attributesPath,
        reason: `Account ${account} can restore snapshot ${snapshot.id}, and read the whole database.`,
        values: { grantee: account },
      })),
});

/** The dangers of both types of snapshots. */
export const snapshotRules = (sharing: SharingCommand): readonly StateRule[] => [
  publicSnapshot(sharing),
  sharedSnapshot(sharing),
];

/** What a snapshot costs a month at most: RDS does not tell how much of its size is in use. */
export function snapshotCost(snapshot: Resource, { prices }: CostContext): MonthlyCost {
  const { AllocatedStorage, SnapshotType, Engine } = snapshot.properties;
  if (SnapshotType === 'automated')
    return {
      ...free,
      assumptions: [
        'Automated backups are assumed to fit the free backup storage, which is as large as the databases.',
      ],
    };
  const size = Number(AllocatedStorage ?? 0);
  const price = prices.find(
    'AmazonRDS',
    snapshot.region,
    `${isAurora(Engine) ? 'aurora-' : ''}backup/gb-month`,
  );
  if (!price) return unknownCost(`Tidemark has no price of backup storage in ${snapshot.region}.`);
  if (size <= 1) return unknownCost('RDS does not tell how large the snapshot is.');
  return {
    usd: size * price.usd,
    assumptions: [
      `${size} GB, all of it used and beyond the free backup storage, at ${price.usd} USD/GB-month ${priceSource(price)}.`,
    ],
  };
}
