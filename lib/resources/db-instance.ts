import { type DBInstance, paginateDescribeDBInstances, RDSClient } from '@aws-sdk/client-rds';
import { defineResourceType, type ReadResource } from './define.ts';
import { databaseInstanceCost } from './rds-cost.ts';
import { instanceRules } from './rds-rules.ts';
import {
  activityStream,
  common,
  endpoint,
  isAurora,
  isOfRds,
  masterUserSecret,
  names,
  roles,
  secretInBoth,
  sensitivityOfBoth,
  unorderedInBoth,
  volatileInBoth,
} from './rds-shape.ts';

/** RDS lists at most this many a page. */
const pageSize = 100;

function domain({ DomainMemberships }: DBInstance): object {
  const membership = DomainMemberships?.find(({ Status = '' }) => !/remov/.test(Status));
  return {
    Domain: membership?.Domain,
    DomainFqdn: membership?.FQDN,
    DomainIAMRoleName: membership?.IAMRoleName,
    DomainOu: membership?.OU,
    DomainAuthSecretArn: membership?.AuthSecretArn,
    DomainDnsIps: membership?.DnsIps,
  };
}

/** Size, speed and encryption of the storage. Of an Aurora member RDS gives a size of 1, which stands for nothing. */
function storage(instance: DBInstance): object {
  return {
    AllocatedStorage:
      isAurora(instance.Engine) || instance.AllocatedStorage === undefined
        ? undefined
        : String(instance.AllocatedStorage),
    MaxAllocatedStorage: instance.MaxAllocatedStorage,
    AdditionalStorageVolumes: instance.AdditionalStorageVolumes?.map((volume) => ({
      VolumeName: volume.VolumeName,
      StorageType: volume.StorageType,
      AllocatedStorage: volume.AllocatedStorage === undefined ? undefined : String(volume.AllocatedStorage),
      MaxAllocatedStorage: volume.MaxAllocatedStorage,
      Iops: volume.IOPS,
      StorageThroughput: volume.StorageThroughput,
    })),
    DedicatedLogVolume: instance.DedicatedLogVolume,
    Iops: instance.Iops,
    KmsKeyId: instance.KmsKeyId,
    StorageEncrypted: instance.StorageEncrypted,
    StorageThroughput: instance.StorageThroughput,
    StorageType: instance.StorageType,
  };
}

/** Where the instance stands and who reaches it. */
function network(instance: DBInstance): object {
  // Zero when the instance is no member of a cluster.
  const memberPort = instance.DbInstancePort || undefined;
  const port = instance.Endpoint?.Port ?? memberPort;
  return {
    // A failover of a Multi-AZ instance swaps its zones, though nobody changed it.
    AvailabilityZone: instance.MultiAZ ? undefined : instance.AvailabilityZone,
    CACertificateIdentifier: instance.CACertificateIdentifier,
    CustomerOwnedIpEnabled: instance.CustomerOwnedIpEnabled,
    DBSecurityGroups: names(instance.DBSecurityGroups, ({ DBSecurityGroupName }) => DBSecurityGroupName),
    DBSubnetGroupName: instance.DBSubnetGroup?.DBSubnetGroupName,
    Endpoint: endpoint(instance.Endpoint),
    ListenerEndpoint: endpoint(instance.ListenerEndpoint),
    MultiAZ: instance.MultiAZ,
    NetworkType: instance.NetworkType,
    Port: port === undefined ? undefined : String(port),
    PubliclyAccessible: instance.PubliclyAccessible,
    VPCSecurityGroups: names(instance.VpcSecurityGroups, ({ VpcSecurityGroupId }) => VpcSecurityGroupId),
  };
}

/** What runs: the engine and how it is set up. */
function engine(instance: DBInstance): object {
  return {
    AutoMinorVersionUpgrade: instance.AutoMinorVersionUpgrade,
    AutomationMode: instance.AutomationMode,
    CharacterSetName: instance.CharacterSetName,
    CustomIAMInstanceProfile: instance.CustomIamInstanceProfile,
    DBCapacityReservationIdentifier: instance.DBCapacityReservationIdentifier,
    DBName: instance.DBName,
    DBParameterGroupName: instance.DBParameterGroups?.[0]?.DBParameterGroupName,
    DBSystemId: instance.DBSystemId,
    Engine: instance.Engine,
    EngineLifecycleSupport: instance.EngineLifecycleSupport,
    EngineVersion: instance.EngineVersion,
    LicenseModel: instance.LicenseModel,
    MultiTenant: instance.MultiTenant,
    NcharCharacterSetName: instance.NcharCharacterSetName,
    OptionGroupName: names(instance.OptionGroupMemberships, ({ OptionGroupName }) => OptionGroupName)[0],
    ProcessorFeatures: instance.ProcessorFeatures,
    Timezone: instance.Timezone,
  };
}

/** What other databases it depends on, and the keeping of its data. */
function lineage(instance: DBInstance): object {
  const [replicated] = instance.DBInstanceAutomatedBackupsReplications ?? [];
  return {
    AutomaticBackupReplicationRegion: replicated?.DBInstanceAutomatedBackupsArn?.split(':')[3],
    BackupRetentionPeriod: instance.BackupRetentionPeriod,
    BackupTarget: instance.BackupTarget,
    CopyTagsToSnapshot: instance.CopyTagsToSnapshot,
    DBClusterIdentifier: instance.DBClusterIdentifier,
    DeletionProtection: instance.DeletionProtection,
    PreferredBackupWindow: instance.PreferredBackupWindow,
    PreferredMaintenanceWindow: instance.PreferredMaintenanceWindow,
    PromotionTier: instance.PromotionTier,
    ReadReplicaDBClusterIdentifiers: instance.ReadReplicaDBClusterIdentifiers,
    ReadReplicaDBInstanceIdentifiers: instance.ReadReplicaDBInstanceIdentifiers,
    ReplicaMode: instance.ReplicaMode,
    SourceDBClusterIdentifier: instance.ReadReplicaSourceDBClusterIdentifier,
    SourceDBInstanceIdentifier: instance.ReadReplicaSourceDBInstanceIdentifier,
  };
}

/** Who may sign in, and what is seen of it. */
function accessAndInsight(instance: DBInstance): object {
  return {
    ...masterUserSecret(instance.MasterUserSecret),
    ...activityStream(instance),
    AssociatedRoles: roles(instance.AssociatedRoles),
    DatabaseInsightsMode: instance.DatabaseInsightsMode,
    EnableCloudwatchLogsExports: instance.EnabledCloudwatchLogsExports,
    EnableIAMDatabaseAuthentication: instance.IAMDatabaseAuthenticationEnabled,
    EnablePerformanceInsights: instance.PerformanceInsightsEnabled,
    MasterUsername: instance.MasterUsername,
    MonitoringInterval: instance.MonitoringInterval,
    MonitoringRoleArn: instance.MonitoringRoleArn,
    PerformanceInsightsKMSKeyId: instance.PerformanceInsightsKMSKeyId,
    PerformanceInsightsRetentionPeriod: instance.PerformanceInsightsRetentionPeriod,
    TdeCredentialArn: instance.TdeCredentialArn,
  };
}

function toResource(instance: DBInstance): ReadResource[] {
  const { DBInstanceIdentifier, DBInstanceArn, DBInstanceStatus, Engine, TagList } = instance;
  if (!DBInstanceIdentifier || !isOfRds({ Engine, status: DBInstanceStatus })) return [];
  return [
    {
      id: DBInstanceIdentifier,
      arn: DBInstanceArn,
      tags: TagList,
      properties: {
        DBInstanceIdentifier,
        DBInstanceArn,
        DBInstanceClass: instance.DBInstanceClass,
        DbiResourceId: instance.DbiResourceId,
        AutomaticRestartTime: instance.AutomaticRestartTime,
        ...engine(instance),
        ...storage(instance),
        ...network(instance),
        ...domain(instance),
        ...lineage(instance),
        ...accessAndInsight(instance),
        ...common(instance),
      },
    },
  ];
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
 *
 * A stopped instance shows in `AutomaticRestartTime`, which RDS returns only while it is stopped; the status itself
 * is mostly progress. What the schema has no word for stands under the name of the API. `holdsState` speaks for a whole
 * type and is not set, since members of clusters and replicas hold nothing that is not kept elsewhere: the rules of the
 * type tell deletions apart. Not mapped are what RDS is about to change, and what the schema takes but RDS does not
 * tell: passwords, and where an instance was restored from.
 */
export const dbInstance = defineResourceType({
  type: 'AWS::RDS::DBInstance',
  scope: 'regional',
  permissions: ['rds:DescribeDBInstances'],
  async *read({ clients }) {
    const pages = paginateDescribeDBInstances({ client: clients.get(RDSClient), pageSize }, {});
    for await (const page of pages) yield* (page.DBInstances ?? []).flatMap(toResource);
  },
  unordered: {
    ...unorderedInBoth,
    '/AdditionalStorageVolumes': ['VolumeName'],
    '/DomainDnsIps': 'value',
    '/ProcessorFeatures': ['Name'],
    '/ReadReplicaDBClusterIdentifiers': 'value',
    '/ReadReplicaDBInstanceIdentifiers': 'value',
  },
  volatile: {
    ...volatileInBoth,
    '/AdditionalStorageVolumes/*/StorageOperationPercentProgress': 'progress of an operation',
    '/AdditionalStorageVolumes/*/StorageOperationStatus': 'progress of an operation',
    '/AdditionalStorageVolumes/*/StorageVolumeStatus': 'says which volume is full',
    '/DBInstanceStatus': 'mostly progress; a stopped instance shows in AutomaticRestartTime',
    '/InstanceCreateTime': 'a new instance shows in DbiResourceId',
    '/IsStorageConfigUpgradeAvailable': 'an offer of AWS',
    '/ResumeFullAutomationModeTime': 'a time that passes',
    '/SecondaryAvailabilityZone': 'a failover swaps the zones',
    '/StorageOperationPercentProgress': 'progress of an operation',
    '/StorageOperationStatus': 'progress of an operation',
    '/StorageVolumeStatus': 'says which volume is full',
  },
  secret: [...secretInBoth, '/TdeCredentialPassword'],
  sensitivity: {
    ...sensitivityOfBoth,
    '/DBClusterIdentifier': 'MEDIUM',
    '/DBInstanceClass': 'MEDIUM',
    '/DBParameterGroupName': 'MEDIUM',
    '/OptionGroupName': 'MEDIUM',
    '/ReadReplicaDBInstanceIdentifiers': 'MEDIUM',
    '/VPCSecurityGroups': 'MEDIUM',
  },
  rules: instanceRules,
  costNeeds: ['AWS::RDS::DBCluster'],
  monthlyCost: databaseInstanceCost,
});
