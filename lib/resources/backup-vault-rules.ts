import { toList } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule } from '../model/rule.ts';
import { asWord } from './former-state.ts';
import { protectionLost } from './property-rules.ts';

const documentation = 'https://docs.aws.amazon.com/aws-backup/latest/devguide';

/** Days for which nobody can delete a backup of a vault; undefined where it is not locked. */
function lockedDays({ properties: { LockConfiguration: lock } }: Resource): number | undefined {
  return lock === undefined ? undefined : Number(valueAt(lock, '/MinRetentionDays') ?? 1);
}

/** What a lock no longer does from one state of a vault to another. */
function lostLock(from: Resource, to: Resource): Danger[] {
  const [was, is] = [lockedDays(from), lockedDays(to)];
  if (was === undefined || (is !== undefined && is >= was)) return [];
  return [
    {
      subject: 'vault lock',
      path: '/LockConfiguration',
      reason:
        is === undefined
          ? `Vault ${to.id} is no longer locked: whoever may, can delete every backup in it.`
          : `Vault ${to.id} keeps backups from being deleted for ${is} days only, no longer for ${was}.`,
      values: { days: `${was}` },
    },
  ];
}

const lockWeakened: ChangeRule = {
  kind: 'change',
  id: 'backup-vault-lock-removed',
  title: 'recovery points can be deleted before their time',
  severity: 'HIGH',
  sources: [`${documentation}/vault-lock.html`, 'MITRE ATT&CK T1490'],
  recommendation: 'Lock the vault again, and look for recovery points that were deleted meanwhile.',
  remedy: {
    command:
      'aws backup put-backup-vault-lock-configuration --backup-vault-name {{id}} --min-retention-days {{days}}',
    console: 'AWS Backup › Vaults › {{id}} › Vault lock › Create vault lock',
  },
  dangers: (change) => (change.kind === 'modified' ? lostLock(change.before, change.after) : []),
  ended: (change) =>
    change.kind === 'modified'
      ? lostLock(change.after, change.before).map((danger) => ({
          ...danger,
          reason: 'Safer: the vault is locked, or for longer.',
        }))
      : [],
};

/** The dangers of AWS::Backup::BackupVault. */
export const backupVaultRules: readonly Rule[] = [
  lockWeakened,
  protectionLost({
    id: 'backup-vault-policy-removed',
    title: 'a backup vault lost its policy',
    severity: 'HIGH',
    sources: [`${documentation}/create-a-vault-access-policy.html`, 'MITRE ATT&CK T1490'],
    recommendation: 'Set the access policy of the vault again.',
    remedy: {
      command: 'aws backup put-backup-vault-access-policy --backup-vault-name {{id}} --policy {{former}}',
      console: 'AWS Backup › Vaults › {{id}} › Access policy › Edit',
    },
    path: '/AccessPolicy',
    protects: (value) => value !== null,
    reason: ({ id }) =>
      `Vault ${id} has no access policy any more that could deny the deletion of its backups.`,
    better: 'the vault has an access policy',
  }),
  protectionLost({
    id: 'backup-vault-notifications-removed',
    title: 'nobody is told any more what happens to backups',
    severity: 'MEDIUM',
    sources: [`${documentation}/backup-notifications.html`],
    recommendation: 'Set the notifications of the vault again.',
    remedy: {
      command:
        'aws backup put-backup-vault-notifications --backup-vault-name {{id}} --sns-topic-arn {{topic}} --backup-vault-events {{events}}',
      console: 'AWS Backup › Vaults › {{id}}',
    },
    path: '/Notifications',
    protects: (value) => value !== null,
    reason: ({ id }) => `Vault ${id} no longer sends notifications of failed backups and deletions.`,
    better: 'the vault sends notifications',
    values: (notifications) => ({
      topic: asWord(valueAt(notifications, '/SNSTopicArn') ?? ''),
      events: asWord(toList(valueAt(notifications, '/BackupVaultEvents'))),
    }),
  }),
];
