import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { Remedy } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';

/** A property that protects while it has a certain value, wherever it stands in a model. */
export interface Protection {
  readonly id: string;
  /** Names of the property: the last segment of its path. */
  readonly properties: readonly string[];
  /** The types that it is about; absent: all. */
  readonly isOf?: (type: string) => boolean;
  readonly protects: string;
  readonly isOn: (value: JsonValue) => boolean;
  readonly severity: Severity;
  /** The severity of creating a resource with the protection explicitly off; absent: no danger in itself. */
  readonly createdWithout?: Severity;
  readonly sources: readonly string[];
  readonly recommendation: string;
  readonly remedy: Remedy;
}

const isTrue = (value: JsonValue) => value === true || value === 'true';
const isEnabled = (value: JsonValue) => value === 'Enabled' || value === 'ENABLED' || value === true;
const isPresent = (value: JsonValue) => value !== null;

const accountBlock = 'AWS::S3::AccountPublicAccessBlock';
const allFourBlocks =
  'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true';
const disableLogs = 'MITRE ATT&CK T1562.008';
const inhibitRecovery = 'MITRE ATT&CK T1490';

/** Sets a property where it stands, in whatever type: https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-update.html */
function setProperty(value: string): string {
  return `aws cloudcontrol update-resource --type-name {{type}} --identifier {{id}} --patch-document '[{"op":"add","path":"{{path}}","value":${value}}]'`;
}

/** The protections that mean the same in every type that has a property of that name. */
export const protections: readonly Protection[] = [
  {
    id: 'encryption-turned-off',
    properties: [
      'StorageEncrypted',
      'Encrypted',
      'EncryptionEnabled',
      'AtRestEncryptionEnabled',
      'SSEEnabled',
    ],
    protects: 'encryption at rest',
    isOn: isTrue,
    severity: 'HIGH',
    createdWithout: 'MEDIUM',
    sources: [
      'FSBP EC2.3',
      'FSBP EFS.1',
      'FSBP ElastiCache.4',
      'FSBP RDS.3',
      'FSBP RDS.27',
      'CIS AWS Foundations 3.0 2.3.1',
      'CIS AWS Foundations 3.0 2.4.1',
    ],
    recommendation:
      'Turn encryption at rest on again; where AWS cannot switch it in place, restore an encrypted copy.',
    remedy: {
      command: setProperty('true'),
      console: 'Resource Explorer › {{id}} › Encryption › Edit',
    },
  },
  {
    id: 'bucket-encryption-removed',
    properties: ['BucketEncryption'],
    protects: 'default encryption',
    isOn: isPresent,
    severity: 'HIGH',
    sources: [
      'AWS Well-Architected SEC08-BP02',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html',
    ],
    recommendation: 'Set the default encryption of the bucket again.',
    remedy: {
      command: `aws s3api put-bucket-encryption --bucket {{id}} --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":true}]}'`,
      console: 'S3 › General purpose buckets › {{id}} › Properties › Default encryption › Edit',
    },
  },
  {
    id: 'transit-encryption-turned-off',
    properties: ['TransitEncryptionEnabled', 'RequireSSL', 'EnforceHTTPS', 'NodeToNodeEncryptionEnabled'],
    protects: 'encryption in transit',
    isOn: isTrue,
    severity: 'HIGH',
    createdWithout: 'MEDIUM',
    sources: ['FSBP ElastiCache.5', 'FSBP Opensearch.3', 'FSBP Opensearch.8', 'FSBP Redshift.2'],
    recommendation: 'Turn encryption in transit on again.',
    remedy: {
      command: setProperty('true'),
      console: 'Resource Explorer › {{id}} › Encryption in transit › Edit',
    },
  },
  {
    id: 'deletion-protection-turned-off',
    properties: [
      'DeletionProtection',
      'DeletionProtectionEnabled',
      'DisableApiTermination',
      'TerminationProtection',
    ],
    protects: 'deletion protection',
    isOn: isTrue,
    severity: 'HIGH',
    sources: ['FSBP DynamoDB.6', 'FSBP RDS.7', 'FSBP RDS.8', 'MITRE ATT&CK T1485'],
    recommendation: 'Turn deletion protection on again, and look for a deletion that was to follow.',
    remedy: {
      command: setProperty('true'),
      console: 'Resource Explorer › {{id}} › Deletion protection › Edit',
    },
  },
  {
    id: 'backups-turned-off',
    properties: [
      'BackupRetentionPeriod',
      'PointInTimeRecoveryEnabled',
      'SnapshotRetentionLimit',
      'AutomatedSnapshotRetentionPeriod',
    ],
    protects: 'automatic backups',
    isOn: (value) => isTrue(value) || Number(value) > 0,
    severity: 'HIGH',
    createdWithout: 'MEDIUM',
    sources: ['FSBP DynamoDB.2', 'FSBP ElastiCache.1', 'FSBP RDS.11', 'FSBP Redshift.3', inhibitRecovery],
    recommendation: 'Turn automatic backups on again and take a snapshot by hand now.',
    remedy: {
      command: setProperty('<days-to-keep-or-true>'),
      console: 'Resource Explorer › {{id}} › Backups › Edit',
    },
  },
  {
    id: 'logging-turned-off',
    properties: [
      'IsLogging',
      'EnableLogFileValidation',
      'LoggingConfiguration',
      'EnableCloudwatchLogsExports',
      'AccessLogSetting',
      'LoggingEnabled',
      'FlowLogsEnabled',
    ],
    protects: 'logging',
    isOn: (value) => isPresent(value) && value !== false && value !== 'false',
    severity: 'HIGH',
    sources: [
      'FSBP CloudTrail.4',
      'FSBP RDS.9',
      'FSBP S3.9',
      'FSBP StepFunctions.1',
      'CIS AWS Foundations 3.0 3.1',
      'CIS AWS Foundations 3.0 3.2',
      disableLogs,
    ],
    recommendation: 'Turn the logging on again, and look at what happened while it was off.',
    remedy: {
      command: setProperty('<what-it-was-before>'),
      console: 'Resource Explorer › {{id}} › Logging › Edit',
    },
  },
  {
    id: 'versioning-turned-off',
    properties: ['VersioningConfiguration', 'VersioningStatus'],
    protects: 'versioning',
    isOn: (value) => isEnabled(isJsonObject(value) ? (value.Status ?? null) : value),
    severity: 'HIGH',
    sources: [
      'AWS Well-Architected REL09-BP01',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
      inhibitRecovery,
    ],
    recommendation: 'Turn versioning on again: without it a deletion or an overwrite cannot be undone.',
    remedy: {
      command: 'aws s3api put-bucket-versioning --bucket {{id}} --versioning-configuration Status=Enabled',
      console: 'S3 › General purpose buckets › {{id}} › Properties › Bucket Versioning › Edit',
    },
  },
  {
    id: 'public-access-block-lifted',
    properties: ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'],
    isOf: (type) => type !== accountBlock,
    protects: 'the block of public access',
    isOn: isTrue,
    severity: 'HIGH',
    sources: ['FSBP S3.8', 'CIS AWS Foundations 3.0 2.1.4'],
    recommendation: 'Turn all four settings of the public access block on again.',
    remedy: {
      command: `aws s3api put-public-access-block --bucket {{id}} --public-access-block-configuration ${allFourBlocks}`,
      console: 'S3 › General purpose buckets › {{id}} › Permissions › Block public access › Edit',
    },
  },
  {
    id: 'account-public-access-block-lifted',
    properties: ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'],
    isOf: (type) => type === accountBlock,
    protects: 'the block of public access for the whole account',
    isOn: isTrue,
    severity: 'HIGH',
    sources: ['FSBP S3.1', 'CIS AWS Foundations 3.0 2.1.4'],
    recommendation: 'Turn all four settings of the public access block of the account on again.',
    remedy: {
      command: `aws s3control put-public-access-block --account-id {{account}} --public-access-block-configuration ${allFourBlocks}`,
      console: 'S3 › Block Public Access settings for this account › Edit',
    },
  },
  {
    id: 'key-rotation-turned-off',
    properties: ['EnableKeyRotation'],
    protects: 'yearly key rotation',
    isOn: isTrue,
    severity: 'HIGH',
    sources: [
      'CIS AWS Foundations 3.0 3.6',
      'https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-enable.html',
    ],
    recommendation: 'Turn key rotation on again.',
    remedy: {
      command: 'aws kms enable-key-rotation --key-id {{id}}',
      console: 'KMS › Customer managed keys › {{id}} › Key rotation › Edit',
    },
  },
];
