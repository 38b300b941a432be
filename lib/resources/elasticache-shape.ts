import type { CacheCluster, LogDeliveryConfiguration, ReplicationGroup } from '@aws-sdk/client-elasticache';

/** Logs without the progress of their setting up; what is being turned off is off. */
function logDelivery(configurations: readonly LogDeliveryConfiguration[] | undefined): object[] {
  return (configurations ?? [])
    .filter(({ Status }) => Status !== 'disabling')
    .map(({ LogType, LogFormat, DestinationType, DestinationDetails }) => ({
      LogType,
      LogFormat,
      DestinationType,
      DestinationDetails,
    }));
}

/** What ElastiCache tells of clusters only, those in a replication group too. */
export function clusterSettings(cluster: CacheCluster | undefined): object {
  return {
    CacheParameterGroupName: cluster?.CacheParameterGroup?.CacheParameterGroupName,
    CacheSecurityGroupNames: cluster?.CacheSecurityGroups?.map(
      ({ CacheSecurityGroupName }) => CacheSecurityGroupName,
    ),
    CacheSubnetGroupName: cluster?.CacheSubnetGroupName,
    EngineVersion: cluster?.EngineVersion,
    NotificationTopicArn:
      cluster?.NotificationConfiguration?.TopicStatus === 'active'
        ? cluster.NotificationConfiguration.TopicArn
        : undefined,
    PreferredMaintenanceWindow: cluster?.PreferredMaintenanceWindow,
  };
}

const groupIds = (cluster: CacheCluster | undefined) =>
  cluster?.SecurityGroups?.map(({ SecurityGroupId }) => SecurityGroupId);

const setting = (status: string | undefined) =>
  status === undefined ? undefined : status === 'enabled' || status === 'enabling';

/** A replication group in the words of the CloudFormation schema; `member` is any of its clusters. */
export function groupProperties(group: ReplicationGroup, member: CacheCluster | undefined): object {
  const shards = group.NodeGroups ?? [];
  const [first] = shards;
  const endpoint = group.ConfigurationEndpoint ?? first?.PrimaryEndpoint;
  return {
    ...clusterSettings(member),
    ReplicationGroupId: group.ReplicationGroupId,
    ReplicationGroupDescription: group.Description,
    AtRestEncryptionEnabled: group.AtRestEncryptionEnabled,
    AuthTokenEnabled: group.AuthTokenEnabled,
    AutoMinorVersionUpgrade: group.AutoMinorVersionUpgrade,
    AutomaticFailoverEnabled: setting(group.AutomaticFailover),
    CacheNodeType: group.CacheNodeType,
    ClusterMode: group.ClusterMode,
    ConfigurationEndPoint: group.ConfigurationEndpoint,
    DataTieringEnabled: setting(group.DataTiering),
    Durability: group.Durability,
    Engine: group.Engine ?? member?.Engine,
    GlobalReplicationGroupId: group.GlobalReplicationGroupInfo?.GlobalReplicationGroupId,
    GlobalReplicationGroupMemberRole: group.GlobalReplicationGroupInfo?.GlobalReplicationGroupMemberRole,
    IpDiscovery: group.IpDiscovery,
    KmsKeyId: group.KmsKeyId,
    LogDeliveryConfigurations: logDelivery(group.LogDeliveryConfigurations),
    MultiAZEnabled: setting(group.MultiAZ),
    NetworkType: group.NetworkType,
    NodeGroupConfiguration: shards.map(({ NodeGroupId, Slots, NodeGroupMembers = [] }) => ({
      NodeGroupId,
      Slots,
      ReplicaCount: NodeGroupMembers.length - 1,
    })),
    NumNodeGroups: shards.length,
    Port: endpoint?.Port,
    PreferredCacheClusterAZs: shards.flatMap(({ NodeGroupMembers = [] }) =>
      NodeGroupMembers.map(({ PreferredAvailabilityZone }) => PreferredAvailabilityZone),
    ),
    PrimaryEndPoint: group.ConfigurationEndpoint ? undefined : first?.PrimaryEndpoint,
    ReaderEndPoint: group.ConfigurationEndpoint ? undefined : first?.ReaderEndpoint,
    SecurityGroupIds: groupIds(member),
    SnapshotRetentionLimit: group.SnapshotRetentionLimit,
    SnapshotWindow: group.SnapshotWindow,
    TransitEncryptionEnabled: group.TransitEncryptionEnabled,
    TransitEncryptionMode: group.TransitEncryptionMode,
    UserGroupIds: group.UserGroupIds,
  };
}

/** A cluster that is in no replication group, in the words of the CloudFormation schema. */
export function clusterProperties(cluster: CacheCluster): object {
  const { NumCacheNodes, PreferredAvailabilityZone, CacheNodes = [] } = cluster;
  const zones = CacheNodes.map(({ CustomerAvailabilityZone }) => CustomerAvailabilityZone);
  return {
    ...clusterSettings(cluster),
    ClusterName: cluster.CacheClusterId,
    AtRestEncryptionEnabled: cluster.AtRestEncryptionEnabled,
    AuthTokenEnabled: cluster.AuthTokenEnabled,
    AutoMinorVersionUpgrade: cluster.AutoMinorVersionUpgrade,
    AZMode: PreferredAvailabilityZone === 'Multiple' ? 'cross-az' : 'single-az',
    CacheNodeType: cluster.CacheNodeType,
    ConfigurationEndpoint: cluster.ConfigurationEndpoint,
    Engine: cluster.Engine,
    IpDiscovery: cluster.IpDiscovery,
    LogDeliveryConfigurations: logDelivery(cluster.LogDeliveryConfigurations),
    NetworkType: cluster.NetworkType,
    NumCacheNodes,
    Port: cluster.ConfigurationEndpoint?.Port ?? CacheNodes[0]?.Endpoint?.Port,
    PreferredAvailabilityZone,
    PreferredAvailabilityZones: zones,
    SnapshotRetentionLimit: cluster.SnapshotRetentionLimit,
    SnapshotWindow: cluster.SnapshotWindow,
    TransitEncryptionEnabled: cluster.TransitEncryptionEnabled,
    TransitEncryptionMode: cluster.TransitEncryptionMode,
    VpcSecurityGroupIds: groupIds(cluster),
  };
}
