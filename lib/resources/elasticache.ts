import {
  ElastiCacheClient,
  ListTagsForResourceCommand,
  paginateDescribeCacheClusters,
  paginateDescribeReplicationGroups,
  type Tag,
} from '@aws-sdk/client-elasticache';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { cacheCost } from './elasticache-cost.ts';
import { cacheClusterRules, replicationGroupRules } from './elasticache-rules.ts';
import { clusterProperties, clusterSettings, groupProperties } from './elasticache-shape.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';

const pageSize = 100;

/** The tags of something of ElastiCache; undefined when it is gone, or its tags are unread. */
export async function readTags(
  { clients, optional }: ResourceReader,
  unread: UnreadProperty[],
  ResourceName: string | undefined,
): Promise<Tag[] | undefined> {
  const answer = await optional(unread, '/Tags', () =>
    clients.get(ElastiCacheClient).send(new ListTagsForResourceCommand({ ResourceName })),
  );
  return answer && (answer.TagList ?? []);
}

const ofBoth = {
  scope: 'regional',
  unordered: {
    '/CacheSecurityGroupNames': 'value',
    '/LogDeliveryConfigurations': ['LogType', 'DestinationType'],
    '/NodeGroupConfiguration': ['NodeGroupId'],
    '/PreferredAvailabilityZones': 'value',
    '/PreferredCacheClusterAZs': 'value',
    '/UserGroupIds': 'value',
  },
  volatile: {
    '/AuthTokenLastModifiedDate': 'time of the last change of the token',
    '/CacheClusterStatus': 'progress of the last change',
    '/PendingModifiedValues': 'shows up as a change of the property once it is applied',
    '/SnapshottingClusterId': 'moves with a failover',
    '/Status': 'progress of the last change',
  },
  secret: ['/AuthToken'],
  sensitivity: {
    '/CacheNodeType': 'MEDIUM',
    '/CacheParameterGroupName': 'MEDIUM',
    '/CacheSubnetGroupName': 'MEDIUM',
    '/ClusterMode': 'MEDIUM',
    '/Engine': 'MEDIUM',
    '/EngineVersion': 'MEDIUM',
    '/GlobalReplicationGroupId': 'MEDIUM',
    '/KmsKeyId': 'HIGH',
    '/LogDeliveryConfigurations': 'MEDIUM',
    '/MultiAZEnabled': 'MEDIUM',
    '/NumCacheNodes': 'MEDIUM',
    '/NumNodeGroups': 'MEDIUM',
    '/Port': 'MEDIUM',
    '/ReplicationGroupDescription': 'INFO',
    '/SecurityGroupIds': 'MEDIUM',
    '/UserGroupIds': 'MEDIUM',
    '/VpcSecurityGroupIds': 'MEDIUM',
  },
  holdsState: 'what is stored in it, unless a snapshot of it is kept',
  monthlyCost: cacheCost,
} as const;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html
 * Which node is the primary changes with every failover and is left out. What only clusters tell (the engine's
 * version, security groups) is that of the first member, since members are alike.
 */
export const elasticacheReplicationGroup = defineResourceType({
  ...ofBoth,
  type: 'AWS::ElastiCache::ReplicationGroup',
  rules: replicationGroupRules,
  permissions: [
    'elasticache:DescribeCacheClusters',
    'elasticache:DescribeReplicationGroups',
    'elasticache:ListTagsForResource',
  ],
  async *read(reader) {
    const client = reader.clients.get(ElastiCacheClient);
    const groups = await everyItem(
      paginateDescribeReplicationGroups({ client, pageSize }, {}),
      ({ ReplicationGroups }) => ReplicationGroups,
    );
    if (groups.length === 0) return;
    const denied: UnreadProperty[] = [];
    const paths = [...Object.keys(clusterSettings(undefined)), 'SecurityGroupIds'].map((name) => `/${name}`);
    const clusters = await reader.optional(denied, paths, () =>
      everyItem(
        paginateDescribeCacheClusters({ client, pageSize }, {}),
        ({ CacheClusters }) => CacheClusters,
      ),
    );
    yield* readWithOwnCalls(groups, async (group) => {
      const { ReplicationGroupId, MemberClusters = [], ARN, Status } = group;
      if (!ReplicationGroupId || Status === 'deleting') return undefined;
      const [first] = MemberClusters.toSorted();
      const unread = [...denied];
      const tags = await readTags(reader, unread, ARN);
      if (!tags && unread.length === denied.length) return undefined;
      const member = clusters?.find(({ CacheClusterId }) => CacheClusterId === first);
      return { id: ReplicationGroupId, arn: ARN, tags, properties: groupProperties(group, member), unread };
    });
  },
});

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html
 * Clusters of a replication group are its nodes, and are told with it.
 */
export const elasticacheCacheCluster = defineResourceType({
  ...ofBoth,
  type: 'AWS::ElastiCache::CacheCluster',
  rules: cacheClusterRules,
  permissions: ['elasticache:DescribeCacheClusters', 'elasticache:ListTagsForResource'],
  async *read(reader) {
    const client = reader.clients.get(ElastiCacheClient);
    const clusters = await everyItem(
      paginateDescribeCacheClusters(
        { client, pageSize },
        { ShowCacheNodeInfo: true, ShowCacheClustersNotInReplicationGroups: true },
      ),
      ({ CacheClusters }) => CacheClusters,
    );
    yield* readWithOwnCalls(clusters, async (cluster) => {
      const { CacheClusterId, ReplicationGroupId, CacheClusterStatus, ARN } = cluster;
      if (!CacheClusterId || ReplicationGroupId || CacheClusterStatus === 'deleting') return undefined;
      const unread: UnreadProperty[] = [];
      const tags = await readTags(reader, unread, ARN);
      if (!tags && unread.length === 0) return undefined;
      return { id: CacheClusterId, arn: ARN, tags, properties: clusterProperties(cluster), unread };
    });
  },
});
