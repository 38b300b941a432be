import type { JsonObject } from '../../../lib/model/json.ts';
import type { RuleCase } from '../rule-case.ts';

/** A property that is switched off, one that changes otherwise, and the same switched on. */
function switched(
  rule: string,
  type: string,
  [on, off]: readonly [on: JsonObject, off: JsonObject],
  nearMiss: RuleCase['nearMiss'],
): RuleCase {
  return { rule, type, fires: [on, off], nearMiss, safer: [off, on] };
}

const allBlocked = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const key = (id: string): JsonObject => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: id } },
    ],
  },
});

/** Cases of the protections that mean the same in every type. */
export const protectionCases: readonly RuleCase[] = [
  switched(
    'encryption-turned-off',
    'AWS::DynamoDB::Table',
    [{ SSESpecification: { SSEEnabled: true } }, { SSESpecification: { SSEEnabled: false } }],
    [
      { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: 'alias/orders' } },
      { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: 'alias/shop' } },
    ],
  ),
  switched(
    'bucket-encryption-removed',
    'AWS::S3::Bucket',
    [key('alias/a'), {}],
    [key('alias/a'), key('alias/b')],
  ),
  switched(
    'transit-encryption-turned-off',
    'AWS::ElastiCache::ReplicationGroup',
    [{ TransitEncryptionEnabled: true }, { TransitEncryptionEnabled: false }],
    [
      { TransitEncryptionEnabled: false, NumNodeGroups: 1 },
      { TransitEncryptionEnabled: false, NumNodeGroups: 2 },
    ],
  ),
  switched(
    'deletion-protection-turned-off',
    'AWS::RDS::DBInstance',
    [{ DeletionProtection: true }, { DeletionProtection: false }],
    [
      { DeletionProtection: true, PreferredBackupWindow: '01:00-02:00' },
      { DeletionProtection: true, PreferredBackupWindow: '03:00-04:00' },
    ],
  ),
  switched(
    'backups-turned-off',
    'AWS::RDS::DBCluster',
    [{ BackupRetentionPeriod: 7 }, { BackupRetentionPeriod: 0 }],
    [{ BackupRetentionPeriod: 14 }, { BackupRetentionPeriod: 7 }],
  ),
  switched(
    'logging-turned-off',
    'AWS::S3::Bucket',
    [{ LoggingConfiguration: { DestinationBucketName: 'shop-logs' } }, {}],
    [
      { LoggingConfiguration: { DestinationBucketName: 'shop-logs', LogFilePrefix: 'a/' } },
      { LoggingConfiguration: { DestinationBucketName: 'shop-logs', LogFilePrefix: 'b/' } },
    ],
  ),
  switched(
    'versioning-turned-off',
    'AWS::S3::Bucket',
    [
      { VersioningConfiguration: { Status: 'Enabled' } },
      { VersioningConfiguration: { Status: 'Suspended' } },
    ],
    [{}, { VersioningConfiguration: { Status: 'Suspended' } }],
  ),
  switched(
    'public-access-block-lifted',
    'AWS::S3::Bucket',
    [
      { PublicAccessBlockConfiguration: allBlocked },
      { PublicAccessBlockConfiguration: { ...allBlocked, BlockPublicPolicy: false } },
    ],
    [
      { PublicAccessBlockConfiguration: { ...allBlocked, BlockPublicAcls: false } },
      { PublicAccessBlockConfiguration: allBlocked },
    ],
  ),
  switched(
    'account-public-access-block-lifted',
    'AWS::S3::AccountPublicAccessBlock',
    [allBlocked, { ...allBlocked, RestrictPublicBuckets: false }],
    [{ ...allBlocked, RestrictPublicBuckets: false }, allBlocked],
  ),
  switched(
    'key-rotation-turned-off',
    'AWS::KMS::Key',
    [{ EnableKeyRotation: true }, { EnableKeyRotation: false }],
    [
      { EnableKeyRotation: true, RotationPeriodInDays: 365 },
      { EnableKeyRotation: true, RotationPeriodInDays: 180 },
    ],
  ),
  {
    rule: 'stateful-resource-deleted',
    type: 'AWS::DynamoDB::Table',
    fires: [{ TableName: 'orders' }, null],
    nearMiss: [{ TableName: 'orders' }, { TableName: 'orders', TableClass: 'STANDARD_INFREQUENT_ACCESS' }],
    safer: [null, { TableName: 'orders' }],
  },
];
