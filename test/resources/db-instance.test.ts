import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { dbInstance } from '../../lib/resources/db-instance.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { databaseArn, keyArn, orders, roleArn } from './rds-fixtures.ts';
import { awsError, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const rds = mockClient(RDSClient);

/** A member of an Aurora cluster, as DescribeDBInstances lists it. */
const member = {
  DBInstanceIdentifier: 'ledger-1',
  DBInstanceArn: databaseArn('db', 'ledger-1'),
  DBClusterIdentifier: 'ledger',
  DBInstanceClass: 'db.r6g.large',
  DBInstanceStatus: 'stopped',
  Engine: 'aurora-postgresql',
  AllocatedStorage: 1,
  DbInstancePort: 5432,
  AvailabilityZone: 'eu-west-1a',
  AutomaticRestartTime: new Date('2026-11-28T00:00:00Z'),
};

beforeEach(() => {
  rds.reset();
  rds
    .on(DescribeDBInstancesCommand)
    .resolves({ DBInstances: [orders], Marker: '2' })
    .on(DescribeDBInstancesCommand, { Marker: '2' })
    .resolves({
      DBInstances: [
        member,
        { ...orders, DBInstanceIdentifier: 'going', DBInstanceStatus: 'deleting' },
        { ...orders, DBInstanceIdentifier: 'documents', Engine: 'docdb' },
        { ...orders, DBInstanceIdentifier: 'graph', Engine: 'neptune' },
        {},
      ],
      Marker: '3',
    })
    .on(DescribeDBInstancesCommand, { Marker: '3' })
    .resolves({});
});

describe('reading instances', () => {
  test('every property comes in the words of the schema, and nothing that is no instance of RDS', async () => {
    const read = await readAll(dbInstance);
    expect(read.map(({ id }) => id)).toEqual(['orders', 'ledger-1']);
    expect(read[0]?.arn).toBe(databaseArn('db', 'orders'));
    const { properties, tags } = stored(dbInstance, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'orders' });
    expect(properties).toEqual({
      DBInstanceIdentifier: 'orders',
      DBInstanceArn: databaseArn('db', 'orders'),
      DBInstanceClass: 'db.t3.medium',
      DbiResourceId: 'db-ABC',
      AutoMinorVersionUpgrade: true,
      AutomationMode: 'full',
      CharacterSetName: 'AL32UTF8',
      CustomIAMInstanceProfile: 'AWSRDSCustom',
      DBCapacityReservationIdentifier: 'reservation',
      DBName: 'orders',
      DBParameterGroupName: 'default.postgres16',
      DBSystemId: 'ORCL',
      Engine: 'postgres',
      EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
      EngineVersion: '16.4',
      LicenseModel: 'postgresql-license',
      MultiTenant: false,
      NcharCharacterSetName: 'AL16UTF16',
      OptionGroupName: 'default:postgres-16',
      ProcessorFeatures: [
        { Name: 'coreCount', Value: '2' },
        { Name: 'threadsPerCore', Value: '1' },
      ],
      Timezone: 'UTC',
      AllocatedStorage: '100',
      MaxAllocatedStorage: 200,
      AdditionalStorageVolumes: [
        {
          VolumeName: 'rdsdbdata2',
          StorageType: 'gp3',
          AllocatedStorage: '200',
          MaxAllocatedStorage: 400,
          Iops: 3000,
          StorageThroughput: 125,
        },
        { VolumeName: 'rdsdbdata3', StorageType: 'gp3' },
      ],
      DedicatedLogVolume: false,
      Iops: 3000,
      KmsKeyId: keyArn,
      StorageEncrypted: true,
      StorageEncryptionType: 'sse-kms',
      StorageThroughput: 125,
      StorageType: 'gp3',
      AvailabilityZone: 'eu-west-1a',
      CACertificateIdentifier: 'rds-ca-rsa2048-g1',
      CertificateDetails: { CAIdentifier: 'rds-ca-rsa2048-g1' },
      CustomerOwnedIpEnabled: false,
      DBSecurityGroups: ['classic'],
      DBSubnetGroupName: 'private',
      Endpoint: {
        Address: 'orders.abc.eu-west-1.rds.amazonaws.com',
        Port: '5432',
        HostedZoneId: 'Z29XKXDKYMONMX',
      },
      ListenerEndpoint: { Address: 'listener.example.com', Port: '1433' },
      MultiAZ: false,
      NetworkType: 'IPV4',
      Port: '5432',
      PubliclyAccessible: false,
      VPCSecurityGroups: ['sg-1', 'sg-2'],
      Domain: 'd-1',
      DomainFqdn: 'db.example.com',
      DomainIAMRoleName: 'directory',
      DomainOu: 'OU=db',
      DomainAuthSecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:join',
      DomainDnsIps: ['10.0.0.1', '10.0.0.2'],
      AutomaticBackupReplicationRegion: 'eu-central-1',
      AwsBackupRecoveryPointArn: 'arn:aws:backup:1',
      BackupRetentionPeriod: 7,
      BackupTarget: 'region',
      CopyTagsToSnapshot: true,
      DeletionProtection: true,
      PreferredBackupWindow: '03:00-03:30',
      PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
      PromotionTier: 1,
      ReadReplicaDBClusterIdentifiers: ['cluster-a', 'cluster-b'],
      ReadReplicaDBInstanceIdentifiers: ['orders-a', 'orders-b'],
      ReplicaMode: 'open-read-only',
      SourceDBClusterIdentifier: databaseArn('cluster', 'source'),
      SourceDBInstanceIdentifier: databaseArn('db', 'source'),
      ManageMasterUserPassword: true,
      MasterUserSecret: {
        SecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1',
        KmsKeyId: keyArn,
      },
      ActivityStreamMode: 'async',
      ActivityStreamKinesisStreamName: 'aws-rds-das-db-ABC',
      ActivityStreamKmsKeyId: keyArn,
      ActivityStreamEngineNativeAuditFieldsIncluded: true,
      AssociatedRoles: [
        { FeatureName: 's3Export', RoleArn: roleArn('export') },
        { FeatureName: 's3Import', RoleArn: roleArn('import') },
      ],
      DatabaseInsightsMode: 'standard',
      EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
      EnableIAMDatabaseAuthentication: true,
      EnablePerformanceInsights: true,
      MasterUsername: 'postgres',
      MonitoringInterval: 60,
      MonitoringRoleArn: roleArn('monitoring'),
      PerformanceInsightsKMSKeyId: keyArn,
      PerformanceInsightsRetentionPeriod: 7,
      TdeCredentialArn: 'arn:aws:cloudhsm:1',
      UpgradeRolloutOrder: 'second',
    });
  });

  test('a stopped member of an Aurora cluster has a time of restart and no storage of its own', async () => {
    const [, ledger] = await readAll(dbInstance);
    const { properties } = stored(dbInstance, ledger ?? { id: '', properties: {} });
    expect(properties).toEqual({
      DBInstanceIdentifier: 'ledger-1',
      DBInstanceArn: databaseArn('db', 'ledger-1'),
      DBClusterIdentifier: 'ledger',
      DBInstanceClass: 'db.r6g.large',
      Engine: 'aurora-postgresql',
      AutomaticRestartTime: '2026-11-28T00:00:00.000Z',
      AvailabilityZone: 'eu-west-1a',
      ManageMasterUserPassword: false,
      Port: '5432',
    });
  });

  test('sets in another order, times, progress and a failover give the same bytes', async () => {
    const multiAz = { ...orders, MultiAZ: true };
    rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [multiAz] });
    const first = storedLines(dbInstance, await readAll(dbInstance));
    rds.on(DescribeDBInstancesCommand).resolves({
      DBInstances: [
        {
          ...multiAz,
          AvailabilityZone: 'eu-west-1b',
          SecondaryAvailabilityZone: 'eu-west-1a',
          DBInstanceStatus: 'backing-up',
          LatestRestorableTime: new Date('2026-11-21T00:00:00Z'),
          PercentProgress: '80',
          PendingModifiedValues: {},
          MasterUserSecret: { ...orders.MasterUserSecret, SecretStatus: 'rotating' },
          VpcSecurityGroups: [...(orders.VpcSecurityGroups ?? [])].reverse(),
          AssociatedRoles: [...(orders.AssociatedRoles ?? [])].reverse(),
          EnabledCloudwatchLogsExports: ['postgresql', 'upgrade'],
          ReadReplicaDBInstanceIdentifiers: ['orders-a', 'orders-b'],
        },
      ],
    });
    expect(storedLines(dbInstance, await readAll(dbInstance))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    rds.on(DescribeDBInstancesCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(dbInstance)).rejects.toThrow('AccessDenied');
  });

  test('passwords that a template holds are concealed', () => {
    const { properties } = stored(dbInstance, {
      id: 'a',
      properties: { MasterUserPassword: 'hunter2', TdeCredentialPassword: 'hunter3' },
    });
    expect(JSON.stringify(properties)).not.toContain('hunter');
  });
});

describe('what a change means', () => {
  const base: JsonObject = {
    DBInstanceIdentifier: 'id-1',
    DBInstanceClass: 'db.t3.medium',
    Engine: 'postgres',
    EngineVersion: '16.4',
    PubliclyAccessible: false,
    StorageEncrypted: true,
    MultiAZ: true,
    AutoMinorVersionUpgrade: true,
    AllocatedStorage: '100',
    MaxAllocatedStorage: 200,
    BackupRetentionPeriod: 7,
    DeletionProtection: true,
    EnableIAMDatabaseAuthentication: true,
    EnableCloudwatchLogsExports: ['audit', 'postgresql'],
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    MasterUserSecret: { SecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds' },
    ActivityStreamMode: 'async',
    DbiResourceId: 'db-A',
  };
  const restart = { AutomaticRestartTime: '2026-11-28T00:00:00.000Z' };
  const cases: readonly (readonly [string, JsonObject, JsonObject, string, readonly string[]])[] = [
    ['made public', {}, { PubliclyAccessible: true }, 'CRITICAL', ['rds-publicly-accessible']],
    ['made private', { PubliclyAccessible: true }, {}, 'INFO', []],
    ['a larger class', {}, { DBInstanceClass: 'db.r5.2xlarge' }, 'MEDIUM', []],
    [
      'deletion protection off',
      {},
      { DeletionProtection: false },
      'HIGH',
      ['deletion-protection-turned-off'],
    ],
    ['backups off', {}, { BackupRetentionPeriod: 0 }, 'HIGH', ['backups-turned-off']],
    ['backups on', { BackupRetentionPeriod: 0 }, {}, 'INFO', []],
    ['hardly any backups', {}, { BackupRetentionPeriod: 1 }, 'HIGH', ['rds-backup-retention-reduced']],
    [
      'shorter backups',
      { BackupRetentionPeriod: 30 },
      { BackupRetentionPeriod: 7 },
      'MEDIUM',
      ['rds-backup-retention-reduced'],
    ],
    ['longer backups', { BackupRetentionPeriod: 1 }, {}, 'INFO', []],
    [
      'IAM sign-in off',
      {},
      { EnableIAMDatabaseAuthentication: false },
      'MEDIUM',
      ['rds-iam-authentication-turned-off'],
    ],
    ['IAM sign-in on', { EnableIAMDatabaseAuthentication: false }, {}, 'INFO', []],
    ['master password set by hand', {}, { MasterUserSecret: {} }, 'HIGH', ['rds-master-secret-removed']],
    ['master password managed', { MasterUserSecret: {} }, {}, 'INFO', []],
    ['standby removed', {}, { MultiAZ: false }, 'MEDIUM', ['rds-multi-az-turned-off']],
    ['standby added', { MultiAZ: false }, {}, 'INFO', []],
    [
      'minor upgrades off',
      {},
      { AutoMinorVersionUpgrade: false },
      'MEDIUM',
      ['rds-minor-upgrades-turned-off'],
    ],
    ['activity stream stopped', {}, { ActivityStreamMode: null }, 'HIGH', ['rds-activity-stream-stopped']],
    ['activity stream started', { ActivityStreamMode: null }, {}, 'INFO', []],
    [
      'a log no longer exported',
      {},
      { EnableCloudwatchLogsExports: ['audit'] },
      'MEDIUM',
      ['rds-log-export-removed'],
    ],
    [
      'the audit log no longer exported',
      {},
      { EnableCloudwatchLogsExports: ['postgresql'] },
      'HIGH',
      ['rds-log-export-removed'],
    ],
    ['no log exported', {}, { EnableCloudwatchLogsExports: [] }, 'HIGH', ['logging-turned-off']],
    ['a log more', { EnableCloudwatchLogsExports: ['audit'] }, {}, 'LOW', []],
    ['another database', {}, { DbiResourceId: 'db-B' }, 'HIGH', ['rds-database-replaced']],
    ['a database without an id', { DbiResourceId: null }, {}, 'LOW', []],
    [
      'an expired certificate authority',
      {},
      { CACertificateIdentifier: 'rds-ca-2019' },
      'MEDIUM',
      ['rds-certificate-authority-expired'],
    ],
    ['a current certificate authority', { CACertificateIdentifier: 'rds-ca-2019' }, {}, 'INFO', []],
    ['stopped', {}, restart, 'MEDIUM', ['rds-database-stopped']],
    ['started', restart, {}, 'INFO', []],
    ['stopped anew', restart, { AutomaticRestartTime: '2026-12-05T00:00:00.000Z' }, 'INFO', []],
    ['a minor upgrade that RDS may do', {}, { EngineVersion: '16.6' }, 'INFO', []],
    [
      'a minor upgrade that RDS may not do',
      { AutoMinorVersionUpgrade: false },
      { AutoMinorVersionUpgrade: false, EngineVersion: '16.6' },
      'MEDIUM',
      [],
    ],
    ['a major upgrade', {}, { EngineVersion: '17.2' }, 'MEDIUM', []],
    ['an older minor version', {}, { EngineVersion: '16.2' }, 'MEDIUM', []],
    ['storage grown within its limit', {}, { AllocatedStorage: '120' }, 'INFO', []],
    ['storage grown beyond its limit', {}, { AllocatedStorage: '220' }, 'LOW', []],
    [
      'storage grown without autoscaling',
      { MaxAllocatedStorage: null },
      { MaxAllocatedStorage: null, AllocatedStorage: '120' },
      'LOW',
      [],
    ],
    ['another key', { KmsKeyId: 'arn:a' }, { KmsKeyId: 'arn:b' }, 'HIGH', []],
    ['another security group', {}, { VPCSecurityGroups: ['sg-2'] }, 'MEDIUM', []],
    ['another backup window', {}, { PreferredBackupWindow: '04:00-04:30' }, 'LOW', []],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(dbInstance, { ...base, ...before }, { ...base, ...after });
    expect(risk?.severity).toBe(severity);
    expect(risk?.rules).toEqual(rules);
  });

  test('a minor version is told by the first number of PostgreSQL and Oracle, by two of others', () => {
    const upgrade = (Engine: string, from: string, to: string) =>
      riskOf(dbInstance, { ...base, Engine, EngineVersion: from }, { ...base, Engine, EngineVersion: to })
        ?.severity;
    expect(upgrade('oracle-se2', '19.0.0.0.ru-2026-07', '19.0.0.0.ru-2026-10')).toBe('INFO');
    expect(upgrade('mysql', '8.0.39', '8.0.40')).toBe('INFO');
    expect(upgrade('mysql', '8.0.39', '8.4.3')).toBe('MEDIUM');
  });

  test('a new public instance is CRITICAL, and so is one written as text in a template', () => {
    expect(riskOf(dbInstance, undefined, { ...base, PubliclyAccessible: 'true' })).toMatchObject({
      severity: 'CRITICAL',
      rules: ['rds-publicly-accessible'],
      reasons: [expect.stringContaining('DB instance id-1 has a public address')],
    });
  });

  test('a new private instance is LOW', () => {
    expect(riskOf(dbInstance, undefined, base)).toMatchObject({ severity: 'LOW', rules: [] });
  });

  const removed = (properties: JsonObject) =>
    assessRisk(
      { kind: 'removed', before: resource(dbInstance.type, { ...base, ...properties }) },
      dbInstance,
    );
  test('deleting an instance loses its database', () => {
    expect(removed({})).toMatchObject({ severity: 'HIGH', rules: ['stateful-resource-deleted'] });
  });
  test.each([
    ['a member of a cluster', { DBClusterIdentifier: 'ledger' }],
    ['a replica of an instance', { SourceDBInstanceIdentifier: 'orders' }],
    ['a replica of a cluster', { SourceDBClusterIdentifier: 'ledger' }],
  ])('deleting %s loses nothing that is not kept elsewhere', (_, properties) => {
    expect(removed(properties)).toMatchObject({ severity: 'MEDIUM', rules: [] });
  });
});
