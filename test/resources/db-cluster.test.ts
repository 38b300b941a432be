import { DescribeDBClustersCommand, RDSClient } from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { dbCluster } from '../../lib/resources/db-cluster.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { databaseArn, keyArn, ledger, roleArn } from './rds-fixtures.ts';
import { awsError, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const rds = mockClient(RDSClient);

/** A Multi-AZ DB cluster, whose storage has a size of its own. */
const multiAz = {
  DBClusterIdentifier: 'shop',
  Engine: 'mysql',
  AllocatedStorage: 100,
  LocalWriteForwardingStatus: 'disabled' as const,
};

beforeEach(() => {
  rds.reset();
  rds
    .on(DescribeDBClustersCommand)
    .resolves({ DBClusters: [ledger], Marker: '2' })
    .on(DescribeDBClustersCommand, { Marker: '2' })
    .resolves({
      DBClusters: [
        multiAz,
        { ...ledger, DBClusterIdentifier: 'going', Status: 'deleting' },
        { ...ledger, DBClusterIdentifier: 'documents', Engine: 'docdb' },
        { ...ledger, DBClusterIdentifier: 'graph', Engine: 'neptune' },
        {},
      ],
      Marker: '3',
    })
    .on(DescribeDBClustersCommand, { Marker: '3' })
    .resolves({});
});

describe('reading clusters', () => {
  test('every property comes in the words of the schema, and nothing that is no cluster of RDS', async () => {
    const read = await readAll(dbCluster);
    expect(read.map(({ id }) => id)).toEqual(['ledger', 'shop']);
    expect(read[0]?.arn).toBe(databaseArn('cluster', 'ledger'));
    const { properties, tags } = stored(dbCluster, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'ledger' });
    expect(properties).toEqual({
      DBClusterIdentifier: 'ledger',
      DBClusterArn: databaseArn('cluster', 'ledger'),
      DBClusterResourceId: 'cluster-ABC',
      AutoMinorVersionUpgrade: true,
      CharacterSetName: 'utf8',
      ClusterScalabilityType: 'standard',
      DatabaseName: 'ledger',
      DBClusterMembers: [
        { DBInstanceIdentifier: 'ledger-1', PromotionTier: 0 },
        { DBInstanceIdentifier: 'ledger-2', PromotionTier: 1 },
      ],
      DBClusterInstanceClass: 'db.m6gd.large',
      DBClusterParameterGroupName: 'default.aurora-postgresql16',
      DBSystemId: 'ORCL',
      Engine: 'aurora-postgresql',
      EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
      EngineMode: 'provisioned',
      EngineVersion: '16.4',
      LimitlessDatabase: { MinRequiredACU: 16 },
      ScalingConfiguration: { MinCapacity: 2, MaxCapacity: 8, AutoPause: false },
      ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 16, SecondsUntilAutoPause: 300 },
      Iops: 3000,
      KmsKeyId: keyArn,
      StorageEncrypted: true,
      StorageEncryptionType: 'sse-kms',
      StorageThroughput: 500,
      StorageType: 'aurora',
      AvailabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
      CertificateDetails: { CAIdentifier: 'rds-ca-rsa2048-g1' },
      CustomEndpoints: ['batch.example.com', 'reports.example.com'],
      DBSubnetGroupName: 'private',
      EnableHttpEndpoint: false,
      Endpoint: { Address: 'ledger.cluster-abc.eu-west-1.rds.amazonaws.com', Port: '5432' },
      InternetAccessGatewayEnabled: false,
      MultiAZ: true,
      NetworkType: 'DUAL',
      Port: 5432,
      PubliclyAccessible: false,
      ReadEndpoint: { Address: 'ledger.cluster-ro-abc.eu-west-1.rds.amazonaws.com' },
      VPCNetworkingEnabled: true,
      VpcSecurityGroupIds: ['sg-1', 'sg-2'],
      AwsBackupRecoveryPointArn: 'arn:aws:backup:1',
      BacktrackWindow: 3600,
      BackupRetentionPeriod: 7,
      CloneGroupId: 'clone-group-1',
      CopyTagsToSnapshot: true,
      CrossAccountClone: false,
      DeletionProtection: true,
      EnableGlobalWriteForwarding: true,
      EnableLocalWriteForwarding: true,
      GlobalClusterIdentifier: 'world',
      PreferredBackupWindow: '03:00-03:30',
      PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
      ReadReplicaIdentifiers: [databaseArn('cluster', 'a'), databaseArn('cluster', 'b')],
      ReplicationSourceIdentifier: databaseArn('cluster', 'source'),
      ManageMasterUserPassword: true,
      MasterUserSecret: {
        SecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-1',
        KmsKeyId: keyArn,
      },
      AssociatedRoles: [{ FeatureName: 's3Import', RoleArn: roleArn('import') }],
      DatabaseInsightsMode: 'advanced',
      Domain: 'd-1',
      DomainIAMRoleName: 'directory',
      EnableCloudwatchLogsExports: ['postgresql'],
      EnableIAMDatabaseAuthentication: true,
      MasterUsername: 'postgres',
      MonitoringInterval: 60,
      MonitoringRoleArn: roleArn('monitoring'),
      PerformanceInsightsEnabled: true,
      PerformanceInsightsKmsKeyId: keyArn,
      PerformanceInsightsRetentionPeriod: 465,
      UpgradeRolloutOrder: 'last',
    });
  });

  test('a Multi-AZ DB cluster keeps the size of its storage', async () => {
    const [, shop] = await readAll(dbCluster);
    expect(stored(dbCluster, shop ?? { id: '', properties: {} }).properties).toEqual({
      DBClusterIdentifier: 'shop',
      Engine: 'mysql',
      AllocatedStorage: 100,
      EnableLocalWriteForwarding: false,
      ManageMasterUserPassword: false,
    });
  });

  test('sets in another order, times, progress and a failover give the same bytes', async () => {
    rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [ledger] });
    const first = storedLines(dbCluster, await readAll(dbCluster));
    rds.on(DescribeDBClustersCommand).resolves({
      DBClusters: [
        {
          ...ledger,
          AvailabilityZones: [...(ledger.AvailabilityZones ?? [])].reverse(),
          DBClusterMembers: (ledger.DBClusterMembers ?? [])
            .map((member) => ({ ...member, IsClusterWriter: !member.IsClusterWriter }))
            .reverse(),
          CustomEndpoints: [...(ledger.CustomEndpoints ?? [])].reverse(),
          Capacity: 8,
          Status: 'backing-up',
          EarliestRestorableTime: new Date('2026-11-02T00:00:00Z'),
          LatestRestorableTime: new Date('2026-11-21T00:00:00Z'),
          LocalWriteForwardingStatus: 'requested',
          ServerlessV2PlatformVersion: '4',
          MasterUserSecret: { ...ledger.MasterUserSecret, SecretStatus: 'active' },
        },
      ],
    });
    expect(storedLines(dbCluster, await readAll(dbCluster))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    rds.on(DescribeDBClustersCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(dbCluster)).rejects.toThrow('AccessDenied');
  });
});

describe('what a change means', () => {
  const base: JsonObject = {
    DBClusterIdentifier: 'id-1',
    Engine: 'aurora-postgresql',
    EngineVersion: '16.4',
    StorageEncrypted: true,
    DeletionProtection: true,
    BackupRetentionPeriod: 7,
    MultiAZ: true,
    DBClusterResourceId: 'cluster-A',
  };
  const authority = (CAIdentifier: string): JsonObject => ({ CertificateDetails: { CAIdentifier } });
  const cases: readonly (readonly [string, JsonObject, JsonObject, string, readonly string[]])[] = [
    [
      'deletion protection off',
      {},
      { DeletionProtection: false },
      'HIGH',
      ['deletion-protection-turned-off'],
    ],
    ['made public', {}, { PubliclyAccessible: true }, 'CRITICAL', ['rds-publicly-accessible']],
    [
      'an internet access gateway',
      {},
      { InternetAccessGatewayEnabled: true },
      'CRITICAL',
      ['rds-publicly-accessible'],
    ],
    ['no internet access gateway', { InternetAccessGatewayEnabled: true }, {}, 'INFO', []],
    ['data API on', {}, { EnableHttpEndpoint: true }, 'MEDIUM', ['rds-http-endpoint-enabled']],
    ['data API off', { EnableHttpEndpoint: true }, {}, 'INFO', []],
    ['no member in a second zone', {}, { MultiAZ: false }, 'MEDIUM', ['rds-multi-az-turned-off']],
    [
      'an expired certificate authority',
      authority('rds-ca-rsa2048-g1'),
      authority('rds-ca-2019'),
      'MEDIUM',
      ['rds-certificate-authority-expired'],
    ],
    ['a current certificate authority', authority('rds-ca-2019'), authority('rds-ca-rsa2048-g1'), 'INFO', []],
    ['another cluster', {}, { DBClusterResourceId: 'cluster-B' }, 'HIGH', ['rds-database-replaced']],
    ['a clone', {}, { CloneGroupId: 'clone-group-1' }, 'MEDIUM', []],
    ['a member more', {}, { DBClusterMembers: [{ DBInstanceIdentifier: 'reader' }] }, 'LOW', []],
    [
      'other limits of the capacity',
      {},
      { ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: 64 } },
      'MEDIUM',
      [],
    ],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(dbCluster, { ...base, ...before }, { ...base, ...after });
    expect(risk?.severity).toBe(severity);
    expect(risk?.rules).toEqual(rules);
  });

  test('a reason names the cluster', () => {
    expect(riskOf(dbCluster, base, { ...base, MultiAZ: false })?.reasons[0]).toContain('DB cluster id-1');
  });

  test('deleting a cluster loses its databases', () => {
    const risk = assessRisk({ kind: 'removed', before: resource(dbCluster.type, base) }, dbCluster);
    expect(risk).toMatchObject({ severity: 'HIGH', rules: ['stateful-resource-deleted'] });
  });
});
