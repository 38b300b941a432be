import type { JsonObject } from '../model/json.ts';

/** DescribeDBInstances and DescribeDBClusters also list databases that are CloudFormation types of other services. */
const enginesOfOtherServices: ReadonlySet<string> = new Set(['docdb', 'neptune']);

/** What is asked of an instance or cluster to know whether it is to be read. */
interface Listed {
  readonly Engine?: string | undefined;
  readonly status: string | undefined;
}

/** Whether a listed instance or cluster is one of RDS or Aurora that is not about to vanish. */
export function isOfRds({ Engine, status }: Listed): boolean {
  return status !== 'deleting' && !enginesOfOtherServices.has(Engine ?? '');
}

/** Whether an engine is Aurora, whose storage belongs to the cluster and grows by itself. */
export function isAurora(engine: unknown): boolean {
  return typeof engine === 'string' && engine.startsWith('aurora');
}

/** A membership as RDS lists it: with the status of coming or going. */
interface Membership {
  readonly Status?: string | undefined;
}

/** What RDS is taking away is listed until it is gone (`removing`, `pending-removal`). */
const isStaying = ({ Status = '' }: Membership) => !/remov/.test(Status);

/** The memberships that stay, as names or ids. */
export function names<T extends Membership>(
  memberships: readonly T[] | undefined,
  name: (membership: T) => string | undefined,
): (string | undefined)[] {
  return (memberships ?? []).filter(isStaying).map(name);
}

/** Roles without the status of their attachment. */
export function roles(
  associated:
    | readonly { readonly FeatureName?: string | undefined; readonly RoleArn?: string | undefined }[]
    | undefined,
): object[] {
  return (associated ?? []).map(({ FeatureName, RoleArn }) => ({ FeatureName, RoleArn }));
}

/** Where the master password is kept; whether RDS is rotating it right now is left out. */
export function masterUserSecret(
  secret: { readonly SecretArn?: string | undefined; readonly KmsKeyId?: string | undefined } | undefined,
): object {
  return {
    ManageMasterUserPassword: secret !== undefined,
    MasterUserSecret: secret && { SecretArn: secret.SecretArn, KmsKeyId: secret.KmsKeyId },
  };
}

/** A database activity stream as the API tells of it. */
interface ActivityStream {
  readonly ActivityStreamStatus?: string | undefined;
  readonly ActivityStreamMode?: string | undefined;
  readonly ActivityStreamKinesisStreamName?: string | undefined;
  readonly ActivityStreamKmsKeyId?: string | undefined;
  readonly ActivityStreamEngineNativeAuditFieldsIncluded?: boolean | undefined;
}

/**
 * The audit stream of a database while it runs. The CloudFormation schema has no word for it, but its end is the end
 * of the audit, so it is kept under the names of the API.
 */
export function activityStream(stream: ActivityStream): object {
  if (!/^start/.test(stream.ActivityStreamStatus ?? '')) return {};
  return {
    ActivityStreamMode: stream.ActivityStreamMode,
    ActivityStreamKinesisStreamName: stream.ActivityStreamKinesisStreamName,
    ActivityStreamKmsKeyId: stream.ActivityStreamKmsKeyId,
    ActivityStreamEngineNativeAuditFieldsIncluded: stream.ActivityStreamEngineNativeAuditFieldsIncluded,
  };
}

/** What both APIs tell that has no word in the schema, or only one among its attributes. */
interface Common {
  readonly AwsBackupRecoveryPointArn?: string | undefined;
  readonly CertificateDetails?: { readonly CAIdentifier?: string | undefined } | undefined;
  readonly StorageEncryptionType?: string | undefined;
  readonly UpgradeRolloutOrder?: string | undefined;
}

/** Those under the names of the API; of the certificate its authority, since RDS renews the rest by itself. */
export function common(of: Common): object {
  return {
    AwsBackupRecoveryPointArn: of.AwsBackupRecoveryPointArn,
    CertificateDetails: { CAIdentifier: of.CertificateDetails?.CAIdentifier },
    StorageEncryptionType: of.StorageEncryptionType,
    UpgradeRolloutOrder: of.UpgradeRolloutOrder,
  };
}

/** Paths that are volatile in instances and clusters alike, with the reason. */
export const volatileInBoth = {
  '/ActivityStreamStatus': 'progress of the activity stream',
  '/CertificateDetails/ValidTill': 'RDS renews the server certificate by itself',
  '/EarliestRestorableTime': 'moves with every backup',
  '/LatestRestorableTime': 'moves every few minutes',
  '/MasterUserSecret/SecretStatus': 'progress of a rotation',
  '/PendingModifiedValues': 'shows up as a change of the property once it is applied',
  '/PercentProgress': 'progress of an operation',
  '/ActivityStreamPolicyStatus': 'progress of the activity stream',
  '/StatusInfos': 'state of replication',
} satisfies Readonly<Record<string, string>>;

/** Sets of instances and clusters alike. */
export const unorderedInBoth = {
  '/AssociatedRoles': ['FeatureName', 'RoleArn'],
  '/EnableCloudwatchLogsExports': 'value',
} as const;

/** What matters in instances and clusters alike. */
export const sensitivityOfBoth = {
  '/AssociatedRoles': 'MEDIUM',
  '/DBSubnetGroupName': 'MEDIUM',
  '/DeleteAutomatedBackups': 'MEDIUM',
  '/EngineVersion': 'MEDIUM',
  '/KmsKeyId': 'HIGH',
  '/MasterUserPassword': 'HIGH',
  '/MasterUserSecret': 'MEDIUM',
  '/MasterUsername': 'MEDIUM',
  '/Port': 'MEDIUM',
} as const;

/** Passwords are never returned by RDS; a template compared offline may hold them. */
export const secretInBoth = ['/MasterUserPassword'] as const;

/** An endpoint in the words of the schema. */
export function endpoint(
  of:
    | {
        readonly Address?: string | undefined;
        readonly Port?: number | undefined;
        readonly HostedZoneId?: string | undefined;
      }
    | undefined,
): JsonObject {
  if (!of) return {};
  return {
    ...(of.Address === undefined ? {} : { Address: of.Address }),
    ...(of.Port === undefined ? {} : { Port: String(of.Port) }),
    ...(of.HostedZoneId === undefined ? {} : { HostedZoneId: of.HostedZoneId }),
  };
}
