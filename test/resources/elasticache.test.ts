import {
  type CacheCluster,
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  ListTagsForResourceCommand,
  type ReplicationGroup,
} from '@aws-sdk/client-elasticache';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { elasticacheCacheCluster, elasticacheReplicationGroup } from '../../lib/resources/elasticache.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOfRemoval, storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const elasticache = mockClient(ElastiCacheClient);
const log = {
  LogType: 'slow-log' as const,
  LogFormat: 'json' as const,
  DestinationType: 'cloudwatch-logs' as const,
  DestinationDetails: { CloudWatchLogsDetails: { LogGroup: 'cache' } },
};
/** What groups and clusters both tell. */
const both = {
  AtRestEncryptionEnabled: true,
  AuthTokenEnabled: true,
  AutoMinorVersionUpgrade: true,
  CacheNodeType: 'cache.r7g.large',
  IpDiscovery: 'ipv4' as const,
  NetworkType: 'ipv4' as const,
  SnapshotRetentionLimit: 7,
  SnapshotWindow: '05:00-06:00',
  TransitEncryptionEnabled: true,
  TransitEncryptionMode: 'required' as const,
};
const listedLogs = [
  { ...log, Status: 'active' as const },
  { ...log, LogType: 'engine-log' as const, Status: 'disabling' as const },
];
const primary = { Address: 'primary', Port: 6379 };
const reader = { Address: 'reader', Port: 6379 };
const group: ReplicationGroup = {
  ...both,
  ReplicationGroupId: 'sessions',
  ARN: 'arn:sessions',
  Description: 'of the shop',
  Status: 'available',
  MemberClusters: ['sessions-002', 'sessions-001'],
  NodeGroups: [
    {
      NodeGroupId: '0001',
      Status: 'available',
      Slots: '0-16383',
      PrimaryEndpoint: primary,
      ReaderEndpoint: reader,
      NodeGroupMembers: [
        { CacheClusterId: 'sessions-001', CurrentRole: 'primary', PreferredAvailabilityZone: 'eu-west-1a' },
        { CacheClusterId: 'sessions-002', CurrentRole: 'replica', PreferredAvailabilityZone: 'eu-west-1b' },
      ],
    },
  ],
  AutomaticFailover: 'enabled',
  MultiAZ: 'enabled',
  DataTiering: 'disabled',
  ClusterMode: 'disabled',
  Durability: undefined,
  Engine: 'valkey',
  GlobalReplicationGroupInfo: {
    GlobalReplicationGroupId: 'global',
    GlobalReplicationGroupMemberRole: 'PRIMARY',
  },
  KmsKeyId: 'arn:key',
  LogDeliveryConfigurations: listedLogs,
  UserGroupIds: ['users', 'admins'],
};
const settings = {
  CacheParameterGroup: { CacheParameterGroupName: 'default.valkey8', ParameterApplyStatus: 'in-sync' },
  CacheSecurityGroups: [{ CacheSecurityGroupName: 'classic' }],
  CacheSubnetGroupName: 'private',
  EngineVersion: '8.0',
  NotificationConfiguration: { TopicArn: 'arn:topic', TopicStatus: 'active' },
  PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
  SecurityGroups: [{ SecurityGroupId: 'sg-2' }, { SecurityGroupId: 'sg-1' }],
};
const settingsRead = {
  CacheParameterGroupName: 'default.valkey8',
  CacheSecurityGroupNames: ['classic'],
  CacheSubnetGroupName: 'private',
  EngineVersion: '8.0',
  NotificationTopicArn: 'arn:topic',
  PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
};
const cluster: CacheCluster = {
  ...both,
  ...settings,
  CacheClusterId: 'pages',
  ARN: 'arn:pages',
  CacheClusterStatus: 'available',
  ConfigurationEndpoint: { Address: 'pages', Port: 11211 },
  Engine: 'memcached',
  NumCacheNodes: 2,
  PreferredAvailabilityZone: 'Multiple',
  CacheNodes: [{ CustomerAvailabilityZone: 'eu-west-1b' }, { CustomerAvailabilityZone: 'eu-west-1a' }],
  LogDeliveryConfigurations: listedLogs,
};
const member = { ...settings, CacheClusterId: 'sessions-001', ReplicationGroupId: 'sessions' };

beforeEach(() => {
  elasticache.reset();
  elasticache
    .on(DescribeReplicationGroupsCommand)
    .resolves({ ReplicationGroups: [group], Marker: '2' })
    .on(DescribeReplicationGroupsCommand, { Marker: '2' })
    .resolves({
      ReplicationGroups: [
        { ReplicationGroupId: 'gone', ARN: 'arn:gone' },
        { ReplicationGroupId: 'x', Status: 'deleting' },
      ],
    })
    .on(DescribeCacheClustersCommand)
    .resolves({ CacheClusters: [cluster, member], Marker: '2' })
    .on(DescribeCacheClustersCommand, { Marker: '2' })
    .resolves({
      CacheClusters: [
        { CacheClusterId: 'gone', ARN: 'arn:gone' },
        { CacheClusterId: 'x', CacheClusterStatus: 'deleting' },
      ],
    })
    .on(ListTagsForResourceCommand)
    .resolves({ TagList: [{ Key: 'Team', Value: 'shop' }] })
    .on(ListTagsForResourceCommand, { ResourceName: 'arn:gone' })
    .rejects(awsError('CacheClusterNotFound'));
});

describe('reading caches', () => {
  test('every property of a replication group, in the words of CloudFormation', async () => {
    const read = await storedById(elasticacheReplicationGroup);
    expect(Object.keys(read)).toEqual(['sessions']);
    expect(read.sessions).toMatchObject({ arn: 'arn:sessions', tags: { Team: 'shop' } });
    expect(read.sessions?.properties).toEqual({
      ...both,
      ...settingsRead,
      ReplicationGroupId: 'sessions',
      ReplicationGroupDescription: 'of the shop',
      AutomaticFailoverEnabled: true,
      ClusterMode: 'disabled',
      DataTieringEnabled: false,
      Engine: 'valkey',
      GlobalReplicationGroupId: 'global',
      GlobalReplicationGroupMemberRole: 'PRIMARY',
      KmsKeyId: 'arn:key',
      LogDeliveryConfigurations: [log],
      MultiAZEnabled: true,
      NodeGroupConfiguration: [{ NodeGroupId: '0001', Slots: '0-16383', ReplicaCount: 1 }],
      NumNodeGroups: 1,
      Port: 6379,
      PreferredCacheClusterAZs: ['eu-west-1a', 'eu-west-1b'],
      PrimaryEndPoint: primary,
      ReaderEndPoint: reader,
      SecurityGroupIds: ['sg-1', 'sg-2'],
      UserGroupIds: ['admins', 'users'],
    });
  });

  test('every property of a cluster that is in no group', async () => {
    const read = await storedById(elasticacheCacheCluster);
    expect(Object.keys(read)).toEqual(['pages']);
    expect(read.pages?.properties).toEqual({
      ...both,
      ...settingsRead,
      ClusterName: 'pages',
      AZMode: 'cross-az',
      ConfigurationEndpoint: { Address: 'pages', Port: 11211 },
      Engine: 'memcached',
      LogDeliveryConfigurations: [log],
      NumCacheNodes: 2,
      Port: 11211,
      PreferredAvailabilityZone: 'Multiple',
      PreferredAvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
      VpcSecurityGroupIds: ['sg-1', 'sg-2'],
    });
  });

  test('another order, and a failover, give the same bytes', async () => {
    const lines = async () => [
      ...storedLines(elasticacheReplicationGroup, await readAll(elasticacheReplicationGroup)),
      ...storedLines(elasticacheCacheCluster, await readAll(elasticacheCacheCluster)),
    ];
    const first = await lines();
    const [shard] = group.NodeGroups ?? [];
    elasticache
      .on(DescribeReplicationGroupsCommand, { Marker: undefined })
      .resolves({
        ReplicationGroups: [
          turnedRound({
            ...group,
            Status: 'modifying',
            NodeGroups: [
              {
                ...shard,
                NodeGroupMembers: (shard?.NodeGroupMembers ?? []).map((each) => ({
                  ...each,
                  CurrentRole: each.CurrentRole === 'primary' ? 'replica' : 'primary',
                })),
              },
            ],
          }),
        ],
      })
      .on(DescribeCacheClustersCommand)
      .resolves({ CacheClusters: [turnedRound(member), turnedRound(cluster)] });
    expect(await lines()).toEqual(first);
  });

  test('of a group in cluster mode the configuration endpoint is the endpoint', async () => {
    const ConfigurationEndpoint = { Address: 'all', Port: 6380 };
    elasticache
      .on(DescribeReplicationGroupsCommand)
      .resolves({ ReplicationGroups: [{ ...group, ConfigurationEndpoint }] });
    const { sessions } = await storedById(elasticacheReplicationGroup);
    expect(sessions?.properties).toMatchObject({ ConfigurationEndPoint: ConfigurationEndpoint, Port: 6380 });
    expect(sessions?.properties).not.toHaveProperty('PrimaryEndPoint');
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDenied', 'no');
    elasticache.on(ListTagsForResourceCommand).rejects(denied);
    expect((await readAll(elasticacheCacheCluster))[0]?.unread?.map(({ path }) => path)).toEqual(['/Tags']);
    elasticache.on(DescribeCacheClustersCommand).rejects(denied);
    expect((await readAll(elasticacheReplicationGroup))[0]?.unread?.map(({ path }) => path)).toEqual([
      ...Object.keys(settingsRead).map((name) => `/${name}`),
      '/SecurityGroupIds',
      '/Tags',
    ]);
    elasticache.on(DescribeReplicationGroupsCommand).resolves({});
    expect(await readAll(elasticacheReplicationGroup)).toEqual([]);
  });
});

describe.each([elasticacheReplicationGroup, elasticacheCacheCluster])(
  'what a change of an $type means',
  (type) => {
    test.each<[string, JsonObject, JsonObject, string, string[]]>([
      [
        'no password',
        { AuthTokenEnabled: true },
        { AuthTokenEnabled: false },
        'HIGH',
        ['elasticache-password-removed'],
      ],
      ['a password', { AuthTokenEnabled: false }, { AuthTokenEnabled: true }, 'INFO', []],
      [
        'no failover',
        { AutomaticFailoverEnabled: true },
        { AutomaticFailoverEnabled: false },
        'MEDIUM',
        ['elasticache-failover-turned-off'],
      ],
      [
        'TLS preferred',
        { TransitEncryptionMode: 'required' },
        { TransitEncryptionMode: 'preferred' },
        'HIGH',
        ['elasticache-tls-optional'],
      ],
      [
        'TLS required',
        { TransitEncryptionMode: 'preferred' },
        { TransitEncryptionMode: 'required' },
        'INFO',
        [],
      ],
      [
        'TLS off',
        { TransitEncryptionEnabled: true },
        { TransitEncryptionEnabled: false },
        'HIGH',
        ['transit-encryption-turned-off'],
      ],
      [
        'snapshots off',
        { SnapshotRetentionLimit: 5 },
        { SnapshotRetentionLimit: 0 },
        'HIGH',
        ['backups-turned-off'],
      ],
      ['fewer snapshots', { SnapshotRetentionLimit: 5 }, { SnapshotRetentionLimit: 4 }, 'LOW', []],
      [
        'default subnets',
        { CacheSubnetGroupName: 'own' },
        { CacheSubnetGroupName: 'default' },
        'LOW',
        ['elasticache-default-subnet-group'],
      ],
      [
        'larger nodes',
        { CacheNodeType: 'cache.t4g.micro' },
        { CacheNodeType: 'cache.r7g.large' },
        'MEDIUM',
        [],
      ],
    ])('%s', (_, before, after, severity, rules) => {
      expect(riskOf(type, { Engine: 'valkey', ...before }, { Engine: 'valkey', ...after })).toMatchObject({
        severity,
        rules,
      });
    });

    test('its deletion loses what is in it, and its cost is not known', () => {
      expect(riskOfRemoval(type, {}).severity).toBe('HIGH');
      expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))?.usd).toBeNull();
    });
  },
);
