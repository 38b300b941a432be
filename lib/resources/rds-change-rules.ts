import { changedResource, type ResourceChange } from '../model/change.ts';
import { toList } from '../model/json.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { statefulDeletion } from '../risk/stateful-deletion.ts';
import { formerValue } from './former-state.ts';
import {
  clusterWords,
  type DatabaseWords,
  modifyConsole,
  named,
  transition,
  turnedOff,
  type Weakening,
  weakeningRule,
} from './rds-transition.ts';

function removedLogs(change: ResourceChange): string[] {
  const found = transition(change, '/EnableCloudwatchLogsExports');
  if (!found) return [];
  const left = toList(found.after);
  // All of them gone is the common rule of logging that was turned off.
  return left.length === 0
    ? []
    : toList(found.before)
        .filter((log) => !left.includes(log))
        .map(String);
}

const logExportRemoved = ({ modify }: DatabaseWords): ChangeRule => ({
  kind: 'change',
  id: 'rds-log-export-removed',
  title: 'a log of a database is no longer exported',
  severity: 'MEDIUM',
  sources: [
    'FSBP RDS.9',
    'FSBP RDS.34',
    'FSBP RDS.36',
    'FSBP RDS.37',
    'FSBP RDS.40',
    'FSBP RDS.42',
    'FSBP RDS.45',
    'MITRE ATT&CK T1562.008',
  ],
  recommendation: 'Export the log to CloudWatch Logs again, and look at what happened while it was not kept.',
  remedy: {
    command: `${modify} --cloudwatch-logs-export-configuration '{"EnableLogTypes":["{{log}}"]}'`,
    console: 'RDS › Databases › {{id}} › Modify › Log exports',
  },
  dangers: (change) =>
    removedLogs(change).map(
      (log): Danger => ({
        subject: `${log} log`,
        path: '/EnableCloudwatchLogsExports',
        ...(log === 'audit' ? { severity: 'HIGH' as const } : {}),
        reason: `The ${log} log of ${named(changedResource(change))} is no longer exported to CloudWatch Logs.`,
        values: { log },
      }),
    ),
});

const otherDatabase = ({ snapshotsOf }: DatabaseWords): ChangeRule => ({
  kind: 'change',
  id: 'rds-database-replaced',
  title: 'a database was replaced by another of the same name',
  severity: 'HIGH',
  sources: ['AWS Well-Architected REL09-BP01'],
  recommendation:
    'Find out whether this was a restore or a blue/green deployment; if not, look for the data in the last snapshot of the old one.',
  remedy: {
    command: snapshotsOf,
    console: 'RDS › Snapshots',
  },
  dangers: (change) =>
    ['/DbiResourceId', '/DBClusterResourceId'].flatMap((path) => {
      const found = transition(change, path);
      if (!found || found.before === null || found.after === null) return [];
      return [
        {
          subject: String(found.after),
          path,
          reason: `${named(changedResource(change))} is another database now: ${String(found.before)} became ${String(found.after)} under the same name, with whatever data that one has.`,
          values: formerValue(found.before),
        },
      ];
    }),
});

/** Fewer days of backups than this FSBP RDS.11 does not accept. */
const daysDemanded = 7;

const weakenings = (words: DatabaseWords): readonly Weakening[] => [
  {
    id: 'rds-backup-retention-reduced',
    title: 'backups are kept for a shorter time',
    severity: 'MEDIUM',
    sources: ['FSBP RDS.11', 'MITRE ATT&CK T1490'],
    recommendation: 'Raise the retention again: backups older than the new limit are already being deleted.',
    remedy: {
      command: `${words.modify} --backup-retention-period {{former}}`,
      console: `${modifyConsole} › Backup retention period`,
    },
    path: '/BackupRetentionPeriod',
    weakened: ({ before, after }) => Number(after) > 0 && Number(before) > Number(after),
    severityOf: ({ after }) => (Number(after) < daysDemanded ? 'HIGH' : undefined),
    reason: (database, { before, after }) =>
      `Backups of ${database} are kept for ${String(after)} instead of ${String(before)} days: no point before that can be restored.`,
    better: 'backups are kept for a longer time',
  },
  {
    id: 'rds-iam-authentication-turned-off',
    title: 'IAM authentication of a database was turned off',
    severity: 'MEDIUM',
    sources: ['FSBP RDS.10', 'FSBP RDS.12'],
    recommendation:
      'Turn IAM database authentication on again, and look for new database users with passwords.',
    remedy: {
      command: `${words.modify} --enable-iam-database-authentication`,
      console: `${modifyConsole} › Database authentication`,
    },
    path: '/EnableIAMDatabaseAuthentication',
    weakened: turnedOff,
    reason: (database) =>
      `${database} takes no IAM tokens any more, so only passwords are left to sign in with.`,
    better: 'IAM database authentication is on',
  },
  {
    id: 'rds-master-secret-removed',
    title: 'the master password left Secrets Manager',
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html'],
    recommendation:
      'Let RDS manage the master password again: that also sets a new one, which whoever changed this does not know.',
    remedy: {
      command: `${words.modify} --manage-master-user-password`,
      console: `${modifyConsole} › Credentials management › Managed in AWS Secrets Manager`,
    },
    path: '/MasterUserSecret',
    weakened: ({ before, after }) => before !== null && after === null,
    reason: (database) =>
      `The master password of ${database} is no longer in Secrets Manager: somebody set it by hand and knows it, and nothing rotates it.`,
    better: 'RDS manages and rotates the master password',
  },
  {
    id: 'rds-multi-az-turned-off',
    title: 'the standby of a database was removed',
    severity: 'MEDIUM',
    sources: ['FSBP RDS.5', 'FSBP RDS.15'],
    recommendation: 'Turn Multi-AZ on again, unless the database may be down for as long as a restore takes.',
    remedy: {
      command:
        words === clusterWords
          ? 'aws rds create-db-instance --db-instance-identifier <name-of-the-replica> --db-cluster-identifier {{id}} --engine {{/Engine}} --db-instance-class <instance-class> --availability-zone <another-zone>'
          : `${words.modify} --multi-az`,
      console:
        words === clusterWords
          ? 'RDS › Databases › {{id}} › Actions › Add reader'
          : `${modifyConsole} › Availability and durability`,
    },
    path: '/MultiAZ',
    weakened: turnedOff,
    reason: (database) =>
      `${database} has no standby in another zone any more: MultiAZ went from true to false.`,
    better: 'the database has a standby in another zone',
  },
  {
    id: 'rds-minor-upgrades-turned-off',
    title: 'automatic minor upgrades of a database were turned off',
    severity: 'MEDIUM',
    sources: ['FSBP RDS.13', 'FSBP RDS.35', 'CIS AWS Foundations 3.0 2.3.2'],
    recommendation: 'Turn AutoMinorVersionUpgrade on again, or apply security patches of the engine by hand.',
    remedy: {
      command: `${words.modify} --auto-minor-version-upgrade`,
      console: `${modifyConsole} › Maintenance`,
    },
    path: '/AutoMinorVersionUpgrade',
    weakened: turnedOff,
    reason: (database) => `${database} no longer gets the security patches of its engine by itself.`,
    better: 'the database gets minor upgrades by itself',
  },
  {
    id: 'rds-activity-stream-stopped',
    title: 'the activity stream of a database was stopped',
    severity: 'HIGH',
    sources: [
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/DBActivityStreams.html',
      'MITRE ATT&CK T1562.008',
    ],
    recommendation: 'Start the activity stream again, and look at what was done in the database without it.',
    remedy: {
      command: `aws rds start-activity-stream --resource-arn ${words.arn} --mode {{former}} --kms-key-id <kms-key-of-the-stream> --apply-immediately`,
      console: 'RDS › Databases › {{id}} › Actions › Start activity stream',
    },
    path: '/ActivityStreamMode',
    weakened: ({ before, after }) => before !== null && after === null,
    reason: (database) => `The activity stream of ${database} was stopped: nobody sees what is done in it.`,
    better: 'the activity stream runs',
  },
];

/** The dangers that lie in a change of an instance or a cluster. */
export const databaseChangeRules = (words: DatabaseWords): readonly ChangeRule[] => [
  logExportRemoved(words),
  otherDatabase(words),
  ...weakenings(words).map(weakeningRule),
];

/**
 * The deletion of an instance that holds data of its own: deleting a member of a cluster or a read replica loses
 * nothing that is not kept elsewhere.
 */
export const instanceDeletion: readonly ChangeRule[] = statefulDeletion({
  type: 'AWS::RDS::DBInstance',
  holdsState: 'the database, and its automated backups unless they are retained',
}).map((rule) => ({
  ...rule,
  dangers: (change, surroundings) => {
    const { DBClusterIdentifier, SourceDBClusterIdentifier, SourceDBInstanceIdentifier } =
      changedResource(change).properties;
    const keptElsewhere = DBClusterIdentifier ?? SourceDBClusterIdentifier ?? SourceDBInstanceIdentifier;
    return keptElsewhere === undefined ? rule.dangers(change, surroundings) : [];
  },
}));
