import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const bucket = { BucketName: 'example', VersioningConfiguration: { Status: 'Enabled' } };
const ownKey = `arn:aws:kms:eu-west-1:${account}:key/5f0a2b1c-0000-4000-8000-0123456789ab`;
const otherKey = `arn:aws:kms:eu-west-1:${account}:key/6f0a2b1c-0000-4000-8000-0123456789ab`;
const foreignKey = 'arn:aws:kms:eu-west-1:999988887777:key/7f0a2b1c-0000-4000-8000-0123456789ab';

const encrypted = (SSEAlgorithm: string, KMSMasterKeyID?: string, blocked?: string) => ({
  ...bucket,
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: {
          SSEAlgorithm,
          ...(KMSMasterKeyID === undefined ? {} : { KMSMasterKeyID }),
        },
        ...(blocked === undefined ? {} : { BlockedEncryptionTypes: { EncryptionType: [blocked] } }),
      },
    ],
  },
});

const mfaDelete = (MFADelete: string) => ({
  ...bucket,
  VersioningConfiguration: { Status: 'Enabled', MFADelete },
});
const locked = (Mode: string, Days: number) => ({
  ...bucket,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode, Days } } },
});
const replicated = (...destinations: (readonly [bucket: string, account: string])[]) => ({
  ...bucket,
  ReplicationConfiguration: {
    Role: `arn:aws:iam::${account}:role/replication`,
    Rules: destinations.map(([name, Account], at) => ({
      Id: name,
      Priority: at,
      Status: 'Enabled',
      Filter: { Prefix: '' },
      DeleteMarkerReplication: { Status: 'Disabled' },
      Destination: { Bucket: `arn:aws:s3:::${name}`, Account },
    })),
  },
});
const listed = (BucketAccountId: string) => ({
  ...bucket,
  InventoryConfigurations: [
    {
      Id: 'daily',
      Enabled: true,
      ScheduleFrequency: 'Daily',
      Destination: { BucketArn: 'arn:aws:s3:::lists', BucketAccountId, Format: 'CSV' },
    },
  ],
});
const expiring = (days: number, prefix: string) => ({
  ...bucket,
  LifecycleConfiguration: {
    Rules: [
      {
        Id: 'expire',
        Status: 'Enabled',
        Prefix: prefix,
        NoncurrentVersionExpiration: { NoncurrentDays: days },
      },
    ],
  },
});

const of = casesOf('AWS::S3::Bucket');

/** The rules of what a bucket holds. */
export const s3DataCases: readonly RuleCase[] = [
  of(
    's3-encryption-weakened',
    [encrypted('aws:kms', ownKey), encrypted('AES256')],
    [encrypted('aws:kms', ownKey), encrypted('aws:kms', otherKey)],
    [encrypted('AES256'), encrypted('aws:kms', ownKey)],
  ),
  of(
    's3-customer-provided-keys-allowed',
    [encrypted('aws:kms', ownKey, 'SSE-C'), encrypted('aws:kms', ownKey)],
    [encrypted('aws:kms', ownKey, 'SSE-C'), encrypted('aws:kms', otherKey, 'SSE-C')],
    [encrypted('aws:kms', ownKey), encrypted('aws:kms', ownKey, 'SSE-C')],
  ),
  of(
    's3-encryption-foreign-key',
    [encrypted('aws:kms', ownKey), encrypted('aws:kms', foreignKey)],
    [encrypted('aws:kms', ownKey), encrypted('aws:kms', otherKey)],
    [encrypted('aws:kms', foreignKey), encrypted('aws:kms', ownKey)],
  ),
  of(
    's3-encryption-key-changed',
    [encrypted('aws:kms', ownKey), encrypted('aws:kms', otherKey)],
    [encrypted('aws:kms', ownKey), encrypted('aws:kms', foreignKey)],
    [encrypted('AES256'), encrypted('aws:kms', ownKey)],
  ),
  of(
    's3-mfa-delete-turned-off',
    [mfaDelete('Enabled'), mfaDelete('Disabled')],
    [mfaDelete('Disabled'), bucket],
    [mfaDelete('Disabled'), mfaDelete('Enabled')],
  ),
  of(
    's3-object-lock-weakened',
    [locked('COMPLIANCE', 365), locked('GOVERNANCE', 365)],
    [locked('GOVERNANCE', 30), locked('COMPLIANCE', 30)],
    [locked('GOVERNANCE', 7), locked('GOVERNANCE', 30)],
  ),
  of(
    's3-replicated-away',
    [bucket, replicated(['theirs', '999988887777'])],
    [bucket, replicated(['ours', account])],
    [replicated(['theirs', '999988887777']), bucket],
  ),
  of(
    's3-replication-stopped',
    [replicated(['ours', account], ['archive', account]), replicated(['ours', account])],
    [replicated(['ours', account]), replicated(['ours', account], ['archive', account])],
    [bucket, replicated(['ours', account])],
  ),
  of(
    's3-lifecycle-deletes-more',
    [expiring(365, 'logs/'), expiring(1, '')],
    [expiring(365, 'logs/'), expiring(400, 'logs/')],
    [expiring(1, ''), expiring(365, 'logs/')],
  ),
  of(
    's3-inventory-foreign-account',
    [bucket, listed('999988887777')],
    [bucket, listed(account)],
    [listed('999988887777'), bucket],
  ),
];
