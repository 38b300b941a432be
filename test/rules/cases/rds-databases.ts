import type { JsonObject } from '../../../lib/model/json.ts';
import { cluster, database } from '../../scenarios/models.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const ofInstance = casesOf('AWS::RDS::DBInstance');
const ofCluster = casesOf('AWS::RDS::DBCluster');

function to(properties: JsonObject): States {
  return [database, { ...database, ...properties }];
}

function from(properties: JsonObject): States {
  return [{ ...database, ...properties }, database];
}

function clusterWith(properties: JsonObject): JsonObject {
  return { ...cluster, ...properties };
}

/** The rules of databases, of both instances and clusters. */
export const rdsDatabaseCases: readonly RuleCase[] = [
  ofInstance(
    'rds-publicly-accessible',
    to({ PubliclyAccessible: true }),
    to({ DBSubnetGroupName: 'other' }),
    from({ PubliclyAccessible: true }),
  ),
  ofInstance(
    'rds-database-stopped',
    to({ AutomaticRestartTime: '2026-02-01T10:00:00.000Z' }),
    [
      { ...database, AutomaticRestartTime: '2026-02-01T10:00:00.000Z' },
      { ...database, AutomaticRestartTime: '2026-02-08T10:00:00.000Z' },
    ],
    from({ AutomaticRestartTime: '2026-02-01T10:00:00.000Z' }),
  ),
  ofInstance(
    'rds-certificate-authority-expired',
    to({ CACertificateIdentifier: 'rds-ca-2019' }),
    to({ CACertificateIdentifier: 'rds-ca-ecc384-g1' }),
    from({ CACertificateIdentifier: 'rds-ca-2019' }),
  ),
  ofInstance(
    'rds-log-export-removed',
    to({ EnableCloudwatchLogsExports: ['upgrade'] }),
    // All of them gone is a matter of the rule of logging that was turned off.
    to({ EnableCloudwatchLogsExports: [] }),
    from({ EnableCloudwatchLogsExports: ['upgrade'] }),
  ),
  ofInstance(
    'rds-database-replaced',
    to({ DbiResourceId: 'db-ZYXWVUTSRQPONMLKJIHGFEDCBA' }),
    to({ DBInstanceClass: 'db.t3.large' }),
    from({ DBInstanceClass: 'db.t3.large' }),
  ),
  ofInstance(
    'rds-backup-retention-reduced',
    to({ BackupRetentionPeriod: 1 }),
    // None at all is a matter of the rule of backups that were turned off.
    to({ BackupRetentionPeriod: 0 }),
    from({ BackupRetentionPeriod: 7 }),
  ),
  ofInstance(
    'rds-iam-authentication-turned-off',
    to({ EnableIAMDatabaseAuthentication: false }),
    to({ MonitoringInterval: 60 }),
    from({ EnableIAMDatabaseAuthentication: false }),
  ),
  ofInstance(
    'rds-master-secret-removed',
    [database, Object.fromEntries(Object.entries(database).filter(([name]) => name !== 'MasterUserSecret'))],
    to({
      MasterUserSecret: { SecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-2-XyZ' },
    }),
    [Object.fromEntries(Object.entries(database).filter(([name]) => name !== 'MasterUserSecret')), database],
  ),
  ofInstance(
    'rds-multi-az-turned-off',
    to({ MultiAZ: false }),
    to({ AvailabilityZone: 'eu-west-1b' }),
    from({ MultiAZ: false }),
  ),
  ofInstance(
    'rds-minor-upgrades-turned-off',
    to({ AutoMinorVersionUpgrade: false }),
    to({ PreferredMaintenanceWindow: 'mon:04:00-mon:04:30' }),
    from({ AutoMinorVersionUpgrade: false }),
  ),
  ofCluster(
    'rds-activity-stream-stopped',
    [clusterWith({ ActivityStreamMode: 'async' }), cluster],
    [clusterWith({ ActivityStreamMode: 'sync' }), clusterWith({ ActivityStreamMode: 'async' })],
    [cluster, clusterWith({ ActivityStreamMode: 'async' })],
  ),
  ofCluster(
    'rds-http-endpoint-enabled',
    [cluster, clusterWith({ EnableHttpEndpoint: true })],
    [cluster, clusterWith({ EnableIAMDatabaseAuthentication: true })],
    [clusterWith({ EnableHttpEndpoint: true }), cluster],
  ),
];
