import {
  BackupClient,
  type BackupPlan,
  type BackupVaultListMember,
  GetBackupPlanCommand,
  GetBackupSelectionCommand,
  GetBackupVaultAccessPolicyCommand,
  GetBackupVaultNotificationsCommand,
  ListBackupPlansCommand,
  ListBackupSelectionsCommand,
  ListBackupVaultsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-backup';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { backupPlan, backupSelection } from '../../lib/resources/backup-plan.ts';
import { backupVault } from '../../lib/resources/backup-vault.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOfRemoval, storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const backup = mockClient(BackupClient);
const vaultArn = 'arn:aws:backup:eu-west-1:111122223333:backup-vault:main';
const vault: BackupVaultListMember = {
  BackupVaultName: 'main',
  BackupVaultArn: vaultArn,
  VaultType: 'BACKUP_VAULT',
  VaultState: 'AVAILABLE',
  CreationDate: new Date(0),
  EncryptionKeyArn: 'arn:key',
  NumberOfRecoveryPoints: 7,
  Locked: true,
  MinRetentionDays: 7,
  MaxRetentionDays: 90,
  LockDate: new Date('2026-12-01T00:00:00Z'),
};
const rule = {
  RuleName: 'daily',
  ScheduleExpression: 'cron(0 5 * * ? *)',
  ScheduleExpressionTimezone: 'Etc/UTC',
  StartWindowMinutes: 60,
  CompletionWindowMinutes: 120,
  Lifecycle: { DeleteAfterDays: 35, MoveToColdStorageAfterDays: 7 },
  RecoveryPointTags: { a: 'b' },
  CopyActions: [{ DestinationBackupVaultArn: 'arn:b' }, { DestinationBackupVaultArn: 'arn:a' }],
  EnableContinuousBackup: true,
};
const weekly = { RuleName: 'weekly', TargetBackupVaultName: 'main' };
const settings = [{ ResourceType: 'EC2', BackupOptions: { WindowsVSS: 'enabled' } }];
const plan: BackupPlan = {
  BackupPlanName: 'all',
  Rules: [
    { ...weekly, RuleId: 'r2' },
    { ...rule, RuleId: 'r1', TargetBackupVaultName: 'main' },
  ],
  AdvancedBackupSettings: settings,
};
const selection = {
  SelectionName: 'tagged',
  IamRoleArn: 'arn:role',
  Resources: ['arn:2', 'arn:1'],
  NotResources: ['arn:4', 'arn:3'],
  ListOfTags: [{ ConditionType: 'STRINGEQUALS' as const, ConditionKey: 'backup', ConditionValue: 'yes' }],
  Conditions: {
    StringEquals: [
      { ConditionKey: 'b', ConditionValue: '1' },
      { ConditionKey: 'a', ConditionValue: '1' },
    ],
  },
};
const AccessPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'backup:DeleteRecoveryPoint', Resource: '*' }],
};

beforeEach(() => {
  backup.reset();
  backup
    .on(ListTagsCommand)
    .resolves({ Tags: { Team: 'ops' }, NextToken: '2' })
    .on(ListTagsCommand, { NextToken: '2' })
    .resolves({ Tags: { Stage: 'prod' } })
    .on(ListTagsCommand, { ResourceArn: 'arn:gone' })
    .rejects(awsError('ResourceNotFoundException'))
    .on(ListBackupVaultsCommand)
    .resolves({ BackupVaultList: [vault], NextToken: '2' })
    .on(ListBackupVaultsCommand, { NextToken: '2' })
    .resolves({
      BackupVaultList: [
        { BackupVaultName: 'Default', BackupVaultArn: 'arn:default' },
        { BackupVaultName: 'gone', BackupVaultArn: 'arn:gone' },
        {},
      ],
    })
    .on(GetBackupVaultAccessPolicyCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(GetBackupVaultAccessPolicyCommand, { BackupVaultName: 'main' })
    .resolves({ Policy: JSON.stringify(AccessPolicy) })
    .on(GetBackupVaultNotificationsCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(GetBackupVaultNotificationsCommand, { BackupVaultName: 'main' })
    .resolves({ SNSTopicArn: 'arn:topic', BackupVaultEvents: ['RESTORE_JOB_FAILED', 'BACKUP_JOB_FAILED'] })
    .on(ListBackupPlansCommand)
    .resolves({ BackupPlansList: [{ BackupPlanId: 'p1', BackupPlanArn: 'arn:plan' }], NextToken: '2' })
    .on(ListBackupPlansCommand, { NextToken: '2' })
    .resolves({ BackupPlansList: [{ BackupPlanId: 'gone' }, {}] })
    .on(GetBackupPlanCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(GetBackupPlanCommand, { BackupPlanId: 'p1' })
    .resolves({ BackupPlan: plan, BackupPlanId: 'p1', VersionId: 'v1' })
    .on(ListBackupSelectionsCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(ListBackupSelectionsCommand, { BackupPlanId: 'p1' })
    .resolves({ BackupSelectionsList: [{ SelectionId: 's1' }, { SelectionId: 'gone' }, {}] })
    .on(GetBackupSelectionCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(GetBackupSelectionCommand, { BackupPlanId: 'p1', SelectionId: 's1' })
    .resolves({ BackupSelection: selection });
});

describe('reading backups', () => {
  test('every property of a vault', async () => {
    const read = await storedById(backupVault);
    expect(Object.keys(read)).toEqual(['main', 'Default']);
    expect(read.main).toMatchObject({ arn: vaultArn, tags: { Team: 'ops', Stage: 'prod' } });
    expect(read.main?.properties).toEqual({
      BackupVaultName: 'main',
      BackupVaultArn: vaultArn,
      AccessPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: ['*'] },
            Action: ['backup:deleterecoverypoint'],
            Resource: ['*'],
          },
        ],
      },
      EncryptionKeyArn: 'arn:key',
      LockConfiguration: {
        Locked: true,
        LockDate: '2026-12-01T00:00:00.000Z',
        MaxRetentionDays: 90,
        MinRetentionDays: 7,
      },
      Notifications: {
        SNSTopicArn: 'arn:topic',
        BackupVaultEvents: ['BACKUP_JOB_FAILED', 'RESTORE_JOB_FAILED'],
      },
      VaultType: 'BACKUP_VAULT',
    });
  });

  test('every property of a plan and of a selection', async () => {
    const plans = await storedById(backupPlan);
    expect(Object.keys(plans)).toEqual(['p1']);
    expect(plans.p1?.tags).toEqual({ Team: 'ops', Stage: 'prod' });
    expect(plans.p1?.properties).toEqual({
      BackupPlanId: 'p1',
      BackupPlanArn: 'arn:plan',
      BackupPlan: {
        BackupPlanName: 'all',
        AdvancedBackupSettings: settings,
        BackupPlanRule: [
          { ...rule, CopyActions: rule.CopyActions.toReversed(), TargetBackupVault: 'main' },
          { RuleName: 'weekly', TargetBackupVault: 'main' },
        ],
      },
    });
    const selections = await storedById(backupSelection);
    expect(Object.keys(selections)).toEqual(['p1_s1']);
    expect(selections.p1_s1?.properties).toEqual({
      BackupPlanId: 'p1',
      SelectionId: 's1',
      BackupSelection: turnedRound(selection),
    });
  });

  test('another order gives the same bytes', async () => {
    const lines = async () =>
      (
        await Promise.all(
          [backupVault, backupPlan, backupSelection].map(async (type) =>
            storedLines(type, await readAll(type)),
          ),
        )
      ).flat();
    const first = await lines();
    backup
      .on(ListBackupVaultsCommand, { NextToken: undefined })
      .resolves({ BackupVaultList: [{ ...vault, NumberOfRecoveryPoints: 8 }], NextToken: '2' })
      .on(GetBackupPlanCommand, { BackupPlanId: 'p1' })
      .resolves({ BackupPlan: turnedRound(plan), VersionId: 'v2' })
      .on(GetBackupSelectionCommand, { BackupPlanId: 'p1', SelectionId: 's1' })
      .resolves({ BackupSelection: turnedRound(selection) });
    expect(await lines()).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    backup
      .on(GetBackupVaultAccessPolicyCommand)
      .rejects(denied)
      .on(GetBackupVaultNotificationsCommand)
      .rejects(denied)
      .on(ListTagsCommand)
      .rejects(denied)
      .on(GetBackupPlanCommand)
      .rejects(denied)
      .on(GetBackupSelectionCommand)
      .rejects(denied);
    const paths = async (type: typeof backupVault) =>
      (await readAll(type))[0]?.unread?.map(({ path }) => path);
    expect(await paths(backupVault)).toEqual(['/AccessPolicy', '/Notifications', '/Tags']);
    expect(await paths(backupPlan)).toEqual(['/BackupPlan', '/Tags']);
    expect(await paths(backupSelection)).toEqual(['/BackupSelection']);
  });
});

const planOf = (...BackupPlanRule: JsonObject[]): JsonObject => ({
  BackupPlan: { BackupPlanName: 'all', BackupPlanRule },
});
const daily = (rest: JsonObject = {}): JsonObject => ({
  RuleName: 'daily',
  TargetBackupVault: 'main',
  ...rest,
});
const kept = (DeleteAfterDays: number) => daily({ Lifecycle: { DeleteAfterDays } });
const copied = (account: string) =>
  daily({
    CopyActions: [{ DestinationBackupVaultArn: `arn:aws:backup:us-east-1:${account}:backup-vault:v` }],
  });

describe('what a change means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['unlocked', { LockConfiguration: { Locked: true } }, {}, 'HIGH', ['backup-vault-lock-removed']],
    [
      'locked for fewer days',
      { LockConfiguration: { Locked: true, MinRetentionDays: 30 } },
      { LockConfiguration: { Locked: true, MinRetentionDays: 1 } },
      'HIGH',
      ['backup-vault-lock-removed'],
    ],
    ['locked', {}, { LockConfiguration: { Locked: true } }, 'INFO', []],
    ['no policy', { AccessPolicy }, {}, 'HIGH', ['backup-vault-policy-removed']],
    [
      'no notifications',
      { Notifications: { SNSTopicArn: 'a' } },
      {},
      'MEDIUM',
      ['backup-vault-notifications-removed'],
    ],
    [
      'open to another account',
      { AccessPolicy },
      {
        AccessPolicy: {
          Statement: [
            { Effect: 'Allow', Principal: { AWS: '999988887777' }, Action: 'backup:CopyIntoBackupVault' },
          ],
        },
      },
      'HIGH',
      ['policy-foreign-account'],
    ],
  ])('vault: %s', (_, before, after, severity, rules) => {
    const base = { BackupVaultName: 'main' };
    expect(riskOf(backupVault, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['a rule removed', planOf(daily(), weekly), planOf(daily()), 'HIGH', ['backup-plan-weakened']],
    ['a rule added', planOf(daily()), planOf(daily(), weekly), 'MEDIUM', []],
    ['kept shorter', planOf(kept(35)), planOf(kept(7)), 'HIGH', ['backup-plan-weakened']],
    ['no longer kept for ever', planOf(daily()), planOf(kept(7)), 'HIGH', ['backup-plan-weakened']],
    ['kept longer', planOf(kept(7)), planOf(kept(35)), 'MEDIUM', []],
    ['no copy', planOf(copied('111122223333')), planOf(daily()), 'HIGH', ['backup-plan-weakened']],
    [
      'a copy elsewhere',
      planOf(daily()),
      planOf(copied('999988887777')),
      'HIGH',
      ['backup-copied-to-foreign-account'],
    ],
    ['a copy in the account', planOf(daily()), planOf(copied('111122223333')), 'MEDIUM', []],
  ])('plan: %s', (_, before, after, severity, rules) => {
    expect(riskOf(backupPlan, before, after)).toMatchObject({ severity, rules });
  });

  test('deletions', () => {
    expect(riskOfRemoval(backupVault, {}).rules).toEqual(['stateful-resource-deleted']);
    expect(riskOfRemoval(backupPlan, {})).toMatchObject({ severity: 'HIGH', rules: ['backup-plan-deleted'] });
    expect(riskOfRemoval(backupSelection, {})).toMatchObject({
      severity: 'HIGH',
      rules: ['backup-selection-deleted'],
    });
    expect(
      riskOf(
        backupSelection,
        { BackupSelection: { IamRoleArn: 'a' } },
        { BackupSelection: { IamRoleArn: 'b' } },
      )?.severity,
    ).toBe('MEDIUM');
  });

  test('what it costs', () => {
    expect(backupVault.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBeNull();
    for (const type of [backupPlan, backupSelection])
      expect(type.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
  });
});
