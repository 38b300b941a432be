import { type DBCluster, paginateDescribeDBClusters, RDSClient } from '@aws-sdk/client-rds';
import { defineResourceType, type ReadResource } from './define.ts';
import { databaseClusterCost } from './rds-cluster-cost.ts';
import { clusterRules } from './rds-rules.ts';
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

/** Size, speed and encryption of the storage. Of Aurora RDS gives a size of 1, which stands for nothing. */
function storage(cluster: DBCluster): object {
  return {
    AllocatedStorage: isAurora(cluster.Engine) ? undefined : cluster.AllocatedStorage,
    Iops: cluster.Iops,
    KmsKeyId: cluster.KmsKeyId,
    StorageEncrypted: cluster.StorageEncrypted,
    StorageThroughput: cluster.StorageThroughput,
    StorageType: cluster.StorageType,
  };
}

/** Where the cluster stands and who reaches it. */
function network(cluster: DBCluster): object {
  return {
    AvailabilityZones: cluster.AvailabilityZones,
    CustomEndpoints: cluster.CustomEndpoints,
    DBSubnetGroupName: cluster.DBSubnetGroup,
    EnableHttpEndpoint: cluster.HttpEndpointEnabled,
    Endpoint: endpoint({ Address: cluster.Endpoint, Port: cluster.Port }),
    InternetAccessGatewayEnabled: cluster.InternetAccessGatewayEnabled,
    MultiAZ: cluster.MultiAZ,
    NetworkType: cluster.NetworkType,
    Port: cluster.Port,
    PubliclyAccessible: cluster.PubliclyAccessible,
    ReadEndpoint: { Address: cluster.ReaderEndpoint },
    VPCNetworkingEnabled: cluster.VPCNetworkingEnabled,
    VpcSecurityGroupIds: names(cluster.VpcSecurityGroups, ({ VpcSecurityGroupId }) => VpcSecurityGroupId),
  };
}

/** What runs: the engine, how it is set up and how much of it. */
function engine(cluster: DBCluster): object {
  return {
    AutoMinorVersionUpgrade: cluster.AutoMinorVersionUpgrade,
    CharacterSetName: cluster.CharacterSetName,
    ClusterScalabilityType: cluster.ClusterScalabilityType,
    DatabaseName: cluster.DatabaseName,
    // The schema leaves the members to DBInstance; which there are decides over the cost of the cluster. Which of
    // them writes is left out: a failover changes it, though nobody changed the cluster.
    DBClusterMembers: cluster.DBClusterMembers?.map(({ DBInstanceIdentifier, PromotionTier }) => ({
      DBInstanceIdentifier,
      PromotionTier,
    })),
    DBClusterInstanceClass: cluster.DBClusterInstanceClass,
    DBClusterParameterGroupName: cluster.DBClusterParameterGroup,
    DBSystemId: cluster.DBSystemId,
    Engine: cluster.Engine,
    EngineLifecycleSupport: cluster.EngineLifecycleSupport,
    EngineMode: cluster.EngineMode,
    EngineVersion: cluster.EngineVersion,
    LimitlessDatabase: { MinRequiredACU: cluster.LimitlessDatabase?.MinRequiredACU },
    ScalingConfiguration: cluster.ScalingConfigurationInfo,
    ServerlessV2ScalingConfiguration: cluster.ServerlessV2ScalingConfiguration,
  };
}

/** What other databases it depends on, and the keeping of its data. */
function lineage(cluster: DBCluster): object {
  const { LocalWriteForwardingStatus: forwarding } = cluster;
  return {
    BacktrackWindow: cluster.BacktrackWindow,
    BackupRetentionPeriod: cluster.BackupRetentionPeriod,
    CloneGroupId: cluster.CloneGroupId,
    CopyTagsToSnapshot: cluster.CopyTagsToSnapshot,
    CrossAccountClone: cluster.CrossAccountClone,
    DeletionProtection: cluster.DeletionProtection,
    EnableGlobalWriteForwarding: cluster.GlobalWriteForwardingRequested,
    EnableLocalWriteForwarding: forwarding === undefined ? undefined : /^(enabl|requested)/.test(forwarding),
    GlobalClusterIdentifier: cluster.GlobalClusterIdentifier,
    PreferredBackupWindow: cluster.PreferredBackupWindow,
    PreferredMaintenanceWindow: cluster.PreferredMaintenanceWindow,
    ReadReplicaIdentifiers: cluster.ReadReplicaIdentifiers,
    ReplicationSourceIdentifier: cluster.ReplicationSourceIdentifier,
  };
}

/** Who may sign in, and what is seen of it. */
function accessAndInsight(cluster: DBCluster): object {
  const membership = cluster.DomainMemberships?.find(({ Status = '' }) => !/remov/.test(Status));
  return {
    ...masterUserSecret(cluster.MasterUserSecret),
    ...activityStream(cluster),
    AssociatedRoles: roles(cluster.AssociatedRoles),
    DatabaseInsightsMode: cluster.DatabaseInsightsMode,
    Domain: membership?.Domain,
    DomainIAMRoleName: membership?.IAMRoleName,
    EnableCloudwatchLogsExports: cluster.EnabledCloudwatchLogsExports,
    EnableIAMDatabaseAuthentication: cluster.IAMDatabaseAuthenticationEnabled,
    MasterUsername: cluster.MasterUsername,
    MonitoringInterval: cluster.MonitoringInterval,
    MonitoringRoleArn: cluster.MonitoringRoleArn,
    PerformanceInsightsEnabled: cluster.PerformanceInsightsEnabled,
    PerformanceInsightsKmsKeyId: cluster.PerformanceInsightsKMSKeyId,
    PerformanceInsightsRetentionPeriod: cluster.PerformanceInsightsRetentionPeriod,
  };
}

function toResource(cluster: DBCluster): ReadResource[] {
  const { DBClusterIdentifier, DBClusterArn, Engine, Status, TagList } = cluster;
  if (!DBClusterIdentifier || !isOfRds({ Engine, status: Status })) return [];
  return [
    {
      id: DBClusterIdentifier,
      arn: DBClusterArn,
      tags: TagList,
      properties: {
        DBClusterIdentifier,
        DBClusterArn,
        DBClusterResourceId: cluster.DbClusterResourceId,
        AutomaticRestartTime: cluster.AutomaticRestartTime,
        ...engine(cluster),
        ...storage(cluster),
        ...network(cluster),
        ...lineage(cluster),
        ...accessAndInsight(cluster),
        ...common(cluster),
      },
    },
  ];
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html
 *
 * Beside the schema it holds, under the names of the API, the members, `AutomaticRestartTime`, by which a stopped cluster
 * is known, and other configuration that the schema has no word for. Not mapped are the status, what RDS is about to
 * change, and what the schema takes but RDS does not tell: where a cluster was restored from, and its password.
 */
export const dbCluster = defineResourceType({
  type: 'AWS::RDS::DBCluster',
  scope: 'regional',
  permissions: ['rds:DescribeDBClusters'],
  async *read({ clients }) {
    const pages = paginateDescribeDBClusters({ client: clients.get(RDSClient), pageSize }, {});
    for await (const page of pages) yield* (page.DBClusters ?? []).flatMap(toResource);
  },
  unordered: {
    ...unorderedInBoth,
    '/CustomEndpoints': 'value',
    '/DBClusterMembers': ['DBInstanceIdentifier'],
    '/ReadReplicaIdentifiers': 'value',
  },
  volatile: {
    ...volatileInBoth,
    '/BacktrackConsumedChangeRecords': 'counts changes',
    '/Capacity': 'follows the load',
    '/ClusterCreateTime': 'a new cluster shows in DBClusterResourceId',
    '/DBClusterMembers/*/DBClusterParameterGroupStatus': 'progress of a change',
    '/DBClusterMembers/*/IsClusterWriter': 'a failover changes it',
    '/EarliestBacktrackTime': 'moves with time',
    '/GlobalWriteForwardingStatus': 'progress of a change, which EnableGlobalWriteForwarding tells',
    '/IOOptimizedNextAllowedModificationTime': 'a time that passes',
    '/LimitlessDatabase/Status': 'progress of a change',
    '/LocalWriteForwardingStatus': 'progress of a change, which EnableLocalWriteForwarding tells',
    '/ServerlessV2PlatformVersion': 'AWS upgrades the platform by itself',
    '/Status': 'mostly progress; a stopped cluster shows in AutomaticRestartTime',
  },
  secret: [...secretInBoth],
  holdsState: 'the databases of the cluster, and its automated backups unless they are retained',
  sensitivity: {
    ...sensitivityOfBoth,
    '/CloneGroupId': 'MEDIUM',
    '/DBClusterInstanceClass': 'MEDIUM',
    '/DBClusterParameterGroupName': 'MEDIUM',
    '/EngineMode': 'MEDIUM',
    '/GlobalClusterIdentifier': 'MEDIUM',
    '/ReplicationSourceIdentifier': 'MEDIUM',
    '/ScalingConfiguration': 'MEDIUM',
    '/ServerlessV2ScalingConfiguration': 'MEDIUM',
    '/VpcSecurityGroupIds': 'MEDIUM',
  },
  rules: clusterRules,
  costNeeds: ['AWS::RDS::DBInstance'],
  monthlyCost: databaseClusterCost,
});
