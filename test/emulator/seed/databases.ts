import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  CreateDBSubnetGroupCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Network } from './network.ts';
import { type Owner, tagList, tagsOf } from './plan.ts';

/** The databases of an account, by their identifiers. */
export interface Databases {
  readonly instanceId: string;
  readonly clusterId: string;
}

/** Creates a PostgreSQL instance for the orders and an Aurora cluster with one instance for the catalogue. */
export async function seedDatabases(rds: RDSClient, owner: Owner, network: Network): Promise<Databases> {
  const { plan } = owner;
  await rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'orders',
      DBSubnetGroupDescription: 'The private subnets',
      SubnetIds: [...network.privateSubnetIds],
      Tags: tagList(tagsOf(owner, 'orders')),
    }),
  );
  const place = { DBSubnetGroupName: 'orders', VpcSecurityGroupIds: [network.databaseGroupId] };
  const guarded = { StorageEncrypted: true, DeletionProtection: plan.production, CopyTagsToSnapshot: true };
  const instance = rds.send(
    new CreateDBInstanceCommand({
      ...place,
      ...guarded,
      DBInstanceIdentifier: 'orders',
      DBInstanceClass: plan.databaseClass,
      Engine: 'postgres',
      EngineVersion: '16.4',
      DBName: 'orders',
      MasterUsername: 'orders_admin',
      MasterUserPassword: 'correct-horse-battery-staple',
      AllocatedStorage: plan.databaseStorage,
      MaxAllocatedStorage: plan.databaseStorage * 2,
      StorageType: 'gp3',
      MultiAZ: plan.production,
      PubliclyAccessible: false,
      BackupRetentionPeriod: plan.backupDays,
      PreferredBackupWindow: '01:00-01:30',
      PreferredMaintenanceWindow: 'sun:03:00-sun:04:00',
      AutoMinorVersionUpgrade: true,
      EnableIAMDatabaseAuthentication: true,
      EnablePerformanceInsights: plan.production,
      EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
      Tags: tagList(tagsOf(owner, 'orders')),
    }),
  );
  await rds.send(
    new CreateDBClusterCommand({
      ...place,
      ...guarded,
      DBClusterIdentifier: 'catalogue',
      Engine: 'aurora-postgresql',
      EngineVersion: '16.11',
      DatabaseName: 'catalogue',
      MasterUsername: 'catalogue_admin',
      MasterUserPassword: 'correct-horse-battery-staple',
      BackupRetentionPeriod: plan.backupDays,
      PreferredBackupWindow: '01:30-02:00',
      PreferredMaintenanceWindow: 'sun:04:00-sun:05:00',
      EnableIAMDatabaseAuthentication: true,
      EnableCloudwatchLogsExports: ['postgresql'],
      Tags: tagList(tagsOf(owner, 'catalogue')),
    }),
  );
  await Promise.all([
    instance,
    rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'catalogue-1',
        DBClusterIdentifier: 'catalogue',
        DBInstanceClass: plan.production ? 'db.r6g.large' : 'db.t4g.medium',
        Engine: 'aurora-postgresql',
        Tags: tagList(tagsOf(owner, 'catalogue-1')),
      }),
    ),
  ]);
  return { instanceId: 'orders', clusterId: 'catalogue' };
}
