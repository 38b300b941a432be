import { isJsonObject, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, Rule, StateRule } from '../model/rule.ts';
import { patch, restoration } from './former-state.ts';
import { encryptionRules } from './s3-encryption-rules.ts';
import { dataExpires } from './s3-lifecycle-rules.ts';
import { worsening } from './s3-states.ts';

const mfaDeleteOff = worsening({
  id: 's3-mfa-delete-turned-off',
  title: 'MFA delete of a bucket was turned off',
  severity: 'HIGH',
  sources: ['Security Hub S3.20', 'CIS AWS Foundations 3.0 2.1.2', 'MITRE ATT&CK T1490'],
  recommendation: 'Turn MFA delete on again with the root user, who alone can have turned it off.',
  remedy: {
    command:
      "aws s3api put-bucket-versioning --bucket {{id}} --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa '<arn-of-the-mfa-device> <code>'",
    console:
      'S3 › General purpose buckets › {{id}} › Properties › Bucket Versioning › Multi-factor authentication (MFA) delete',
  },
  path: '/VersioningConfiguration',
  safer: 'versions can be deleted with MFA only',
  worse: (before, after) => {
    const [was, is] = [before, after].map(
      ({ properties }) => valueAt(properties, '/VersioningConfiguration/MFADelete') === 'Enabled',
    );
    return was && !is
      ? [
          {
            subject: 'MFA delete',
            reason: `Stolen keys suffice to delete object versions of bucket ${after.id} for good: MFA delete was turned off.`,
          },
        ]
      : [];
  },
});

const daysPerYear = 365;

/** How long a new object cannot be deleted, and whether nobody at all can shorten that. */
function retentionOf({ properties }: Resource): { days: number; mode: string } {
  const retention = '/ObjectLockConfiguration/Rule/DefaultRetention';
  const years = Number(valueAt(properties, `${retention}/Years`) ?? 0);
  return {
    days: Number(valueAt(properties, `${retention}/Days`) ?? 0) + years * daysPerYear,
    mode: String(valueAt(properties, `${retention}/Mode`) ?? 'no mode'),
  };
}

function describeRetention({ days, mode }: { days: number; mode: string }): string {
  return days === 0 ? 'not locked' : `locked for ${days} days (${mode})`;
}

const objectLockWeakened = worsening({
  id: 's3-object-lock-weakened',
  title: 'object lock of a bucket was weakened',
  severity: 'HIGH',
  sources: ['Security Hub S3.15', 'AWS Well-Architected REL09-BP02', 'MITRE ATT&CK T1490'],
  recommendation:
    'Set the approved default retention again, and put it on the objects written in the meantime.',
  remedy: {
    command: `aws s3api put-object-lock-configuration --bucket {{id}} --object-lock-configuration '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"{{mode}}","Days":{{days}}}}}'`,
    console: 'S3 › General purpose buckets › {{id}} › Properties › Object Lock › Edit',
  },
  path: '/ObjectLockConfiguration',
  safer: 'objects are locked better',
  worse: (before, after) => {
    const [was, is] = [retentionOf(before), retentionOf(after)];
    const isWeaker = is.days < was.days || (was.mode === 'COMPLIANCE' && is.mode !== 'COMPLIANCE');
    return isWeaker
      ? [
          {
            subject: 'default retention',
            reason: `New objects of bucket ${after.id} are ${describeRetention(is)} now; in the baseline they are ${describeRetention(was)}.`,
            values: { mode: was.mode, days: `${was.days}` },
          },
        ]
      : [];
  },
});

/** Where a bucket is copied to. */
function destinationsOf({ properties }: Resource): { bucket: string; account: string | undefined }[] {
  return toObjects(valueAt(properties, '/ReplicationConfiguration/Rules'))
    .filter(({ Status }) => Status === 'Enabled')
    .map((rule) => {
      const account = valueAt(rule, '/Destination/Account');
      return {
        bucket: String(valueAt(rule, '/Destination/Bucket')),
        account: typeof account === 'string' ? account : undefined,
      };
    });
}

const replicatedAway: StateRule = {
  kind: 'state',
  id: 's3-replicated-away',
  title: 'a bucket is copied to a place that may not be yours',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP07', 'MITRE ATT&CK T1537'],
  recommendation:
    'Make sure that the destination bucket is yours; if not, remove the replication rule and find out what was copied.',
  remedy: {
    command: 'aws s3api delete-bucket-replication --bucket {{id}}',
    console:
      'S3 › General purpose buckets › {{id}} › Management › Replication rules › Actions › Disable rule',
  },
  safer: 'the bucket is no longer copied there',
  dangers: (bucket) =>
    destinationsOf(bucket)
      .filter(({ account }) => account !== bucket.account)
      .map(({ bucket: destination, account }): Danger => {
        const owner = account === undefined ? 'nothing says whose it is' : `a bucket of account ${account}`;
        return {
          subject: `to ${destination} of ${account ?? 'an account that is not named'}`,
          path: '/ReplicationConfiguration',
          severity: account === undefined || bucket.account === '' ? 'MEDIUM' : 'HIGH',
          reason: `Every new object of bucket ${bucket.id} is copied to ${destination}: ${owner}.`,
        };
      }),
};

const listedAway: StateRule = {
  kind: 'state',
  id: 's3-inventory-foreign-account',
  title: 'the list of what a bucket holds goes to another account',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/configure-inventory.html',
    'MITRE ATT&CK T1619',
  ],
  recommendation:
    'Make sure that you know the account; if not, delete the configuration: names of objects tell much.',
  remedy: {
    command: 'aws s3api delete-bucket-inventory-configuration --bucket {{id}} --id {{inventory}}',
    console:
      'S3 › General purpose buckets › {{id}} › Management › Inventory configurations › {{inventory}} › Delete',
  },
  safer: 'the list no longer goes to the other account',
  dangers: ({ id, account, properties }) =>
    toObjects(properties.InventoryConfigurations)
      .filter(({ Enabled }) => Enabled !== false)
      .flatMap((inventory): Danger[] => {
        const owner = valueAt(inventory, '/Destination/BucketAccountId');
        if (typeof owner !== 'string' || account === '' || owner === account) return [];
        return [
          {
            subject: `${String(inventory.Id)} to account ${owner}`,
            path: '/InventoryConfigurations',
            values: { inventory: String(inventory.Id) },
            reason: `The names of all objects of bucket ${id} are sent to a bucket of account ${owner} by themselves.`,
          },
        ];
      }),
};

/**
 * The replication of a bucket as it was. What is empty is not kept in a model, but S3 asks which objects each rule is
 * about: all of them.
 */
function replicationOf(bucket: Resource): Resource {
  const { ReplicationConfiguration: replication } = bucket.properties;
  const Rules = toObjects(valueAt(bucket.properties, '/ReplicationConfiguration/Rules')).map((rule) =>
    rule.Filter === undefined && rule.Prefix === undefined ? { ...rule, Filter: { Prefix: '' } } : rule,
  );
  const ReplicationConfiguration = { ...(isJsonObject(replication) ? replication : {}), Rules };
  return { ...bucket, properties: { ...bucket.properties, ReplicationConfiguration } };
}

const replicationStopped = worsening({
  id: 's3-replication-stopped',
  title: 'a bucket is no longer replicated',
  severity: 'MEDIUM',
  sources: ['Security Hub S3.7', 'AWS Well-Architected REL09-BP02'],
  recommendation:
    'Set the replication rule again, and copy what was written in the meantime with S3 Batch Replication.',
  remedy: {
    command: restoration,
    console:
      'S3 › General purpose buckets › {{id}} › Management › Replication rules › Create replication rule',
  },
  path: '/ReplicationConfiguration',
  safer: 'the bucket is replicated',
  worse: (before, after) => {
    const left = destinationsOf(after).map(({ bucket }) => bucket);
    const lost = destinationsOf(before)
      .map(({ bucket }) => bucket)
      .filter((bucket) => !left.includes(bucket));
    return [...new Set(lost)].map((destination) => ({
      subject: `copies in ${destination}`,
      reason: `New objects of bucket ${after.id} are no longer copied to ${destination}.`,
      values: patch(replicationOf(before), 'ReplicationConfiguration'),
    }));
  },
});

/** Dangers to what a bucket holds, beside those of lost versioning, logging and encryption common to all types. */
export const bucketDataRules: readonly Rule[] = [
  ...encryptionRules,
  mfaDeleteOff,
  objectLockWeakened,
  replicatedAway,
  listedAway,
  replicationStopped,
  dataExpires,
];
