import { account, allow, policy, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const vaultOf = (owner: string) => `arn:aws:backup:eu-central-1:${owner}:backup-vault:copies`;
const rule = (days: number, ...copies: string[]) => ({
  RuleName: 'daily',
  TargetBackupVault: 'Default',
  ScheduleExpression: 'cron(0 5 ? * * *)',
  Lifecycle: { DeleteAfterDays: days },
  CopyActions: copies.map((owner) => ({ DestinationBackupVaultArn: vaultOf(owner) })),
});
const plan = (...rules: ReturnType<typeof rule>[]) => ({
  BackupPlanId: 'example',
  BackupPlan: { BackupPlanName: 'everything', BackupPlanRule: rules },
});
const approved = plan(rule(35, account));
const longer: States = [approved, plan(rule(90, account))];

const selection = (...resources: string[]) => ({
  BackupPlanId: 'plan',
  SelectionId: 'example',
  BackupSelection: {
    SelectionName: 'all',
    IamRoleArn: `arn:aws:iam::${account}:role/backup`,
    Resources: resources,
  },
});

const vault = {
  BackupVaultName: 'example',
  EncryptionKeyArn: `arn:aws:kms:eu-west-1:${account}:key/a`,
  LockConfiguration: { Locked: true, MinRetentionDays: 30, MaxRetentionDays: 365 },
  AccessPolicy: policy({
    Effect: 'Deny',
    Principal: '*',
    Action: 'backup:DeleteRecoveryPoint',
    Resource: '*',
  }),
  Notifications: {
    SNSTopicArn: `arn:aws:sns:eu-west-1:${account}:backups`,
    BackupVaultEvents: ['BACKUP_JOB_FAILED', 'RECOVERY_POINT_MODIFIED'],
  },
};
const { LockConfiguration: _lock, ...unlocked } = vault;
const { AccessPolicy: _policy, ...withoutPolicy } = vault;
const { Notifications: _notifications, ...silent } = vault;
const otherEvents: States = [
  vault,
  { ...vault, Notifications: { ...vault.Notifications, BackupVaultEvents: ['BACKUP_JOB_FAILED'] } },
];

const files = {
  FileSystemId: 'example',
  Encrypted: true,
  BackupPolicy: { Status: 'ENABLED' },
  FileSystemPolicy: policy({
    ...allow('elasticfilesystem:ClientMount', '*'),
    Principal: { AWS: `arn:aws:iam::${account}:role/shop` },
  }),
  ReplicationConfiguration: { Destinations: [{ FileSystemId: 'fs-copy', Region: 'eu-central-1' }] },
  ThroughputMode: 'bursting',
};
const { BackupPolicy: _backup, ...withoutBackups } = files;
const { FileSystemPolicy: _filePolicy, ...openFiles } = files;
const { ReplicationConfiguration: _copy, ...alone } = files;
const elastic: States = [files, { ...files, ThroughputMode: 'elastic' }];

const point = (Path: string, Uid?: string) => ({
  AccessPointId: 'example',
  FileSystemId: 'fs-1',
  RootDirectory: { Path },
  ...(Uid === undefined ? {} : { PosixUser: { Uid, Gid: '1000' } }),
});

const ofPlan = casesOf('AWS::Backup::BackupPlan');
const ofSelection = casesOf('AWS::Backup::BackupSelection');
const ofVault = casesOf('AWS::Backup::BackupVault');
const ofFiles = casesOf('AWS::EFS::FileSystem');
const ofPoint = casesOf('AWS::EFS::AccessPoint');

/** The rules of backups and file systems. */
export const backupAndFileCases: readonly RuleCase[] = [
  ofPlan('backup-plan-weakened', [approved, plan(rule(1))], longer, longer),
  ofPlan(
    'backup-copied-to-foreign-account',
    [approved, plan(rule(35, account, stranger))],
    [plan(rule(35)), approved],
    [plan(rule(35, account, stranger)), approved],
  ),
  ofPlan('backup-plan-deleted', [approved, null], longer, [null, approved]),
  ofSelection(
    'backup-selection-deleted',
    [selection('*'), null],
    [selection('*'), selection('arn:aws:ec2:*:*:volume/*')],
    [null, selection('*')],
  ),
  ofVault('backup-vault-lock-removed', [vault, unlocked], otherEvents, [unlocked, vault]),
  ofVault('backup-vault-policy-removed', [vault, withoutPolicy], otherEvents, [withoutPolicy, vault]),
  ofVault('backup-vault-notifications-removed', [vault, silent], otherEvents, [silent, vault]),
  ofFiles('efs-policy-removed', [files, openFiles], elastic, [openFiles, files]),
  ofFiles('efs-backups-turned-off', [files, withoutBackups], elastic, [withoutBackups, files]),
  ofFiles('efs-replication-removed', [files, alone], elastic, [alone, files]),
  ofPoint(
    'efs-access-point-whole-file-system',
    [null, point('/', '1000')],
    [null, point('/shop', '1000')],
    [point('/', '1000'), point('/shop', '1000')],
  ),
  ofPoint(
    'efs-access-point-root-user',
    [null, point('/shop', '0')],
    [null, point('/shop', '1000')],
    [point('/shop'), point('/shop', '1000')],
  ),
];
