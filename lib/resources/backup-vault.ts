import {
  BackupClient,
  GetBackupVaultAccessPolicyCommand,
  GetBackupVaultNotificationsCommand,
  paginateListBackupVaults,
  paginateListTags,
} from '@aws-sdk/client-backup';
import { unknownCost } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { asWord } from './former-state.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { protectionLost } from './property-rules.ts';

const documentation = 'https://docs.aws.amazon.com/aws-backup/latest/devguide';

const rules: readonly Rule[] = [
  protectionLost({
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
    path: '/LockConfiguration',
    protects: (value) => value !== null,
    reason: ({ id }) => `Vault ${id} is no longer locked: whoever may, can delete every backup in it.`,
    better: 'the vault is locked',
    values: (lock) => ({ days: asWord(valueAt(lock, '/MinRetentionDays') ?? 1) }),
  }),
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

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-backup-backupvault.html
 * AWS Backup does not tell for how long a lock could be changed, but from when on it cannot: `LockDate`.
 */
export const backupVault = defineResourceType({
  type: 'AWS::Backup::BackupVault',
  scope: 'regional',
  permissions: [
    'backup:GetBackupVaultAccessPolicy',
    'backup:GetBackupVaultNotifications',
    'backup:ListBackupVaults',
    'backup:ListTags',
  ],
  async *read({ clients, optional }) {
    const client = clients.get(BackupClient);
    const vaults = await everyItem(
      paginateListBackupVaults({ client, pageSize: 1000 }, {}),
      ({ BackupVaultList }) => BackupVaultList,
    );
    yield* readWithOwnCalls(vaults, async (vault) => {
      const { BackupVaultName, BackupVaultArn, Locked } = vault;
      if (!BackupVaultName) return undefined;
      const unread: UnreadProperty[] = [];
      const policy = await optional(unread, '/AccessPolicy', () =>
        client.send(new GetBackupVaultAccessPolicyCommand({ BackupVaultName })),
      );
      const notifications = await optional(unread, '/Notifications', () =>
        client.send(new GetBackupVaultNotificationsCommand({ BackupVaultName })),
      );
      const tags = await optional(unread, '/Tags', () =>
        everyItem(paginateListTags({ client }, { ResourceArn: BackupVaultArn }), ({ Tags }) =>
          Object.entries(Tags ?? {}),
        ),
      );
      if (!tags && !unread.some(({ path }) => path === '/Tags')) return undefined;
      return {
        id: BackupVaultName,
        arn: BackupVaultArn,
        tags: Object.fromEntries(tags ?? []),
        properties: {
          BackupVaultName,
          BackupVaultArn,
          AccessPolicy: policy?.Policy,
          EncryptionKeyArn: vault.EncryptionKeyArn,
          LockConfiguration: Locked
            ? {
                Locked,
                LockDate: vault.LockDate,
                MaxRetentionDays: vault.MaxRetentionDays,
                MinRetentionDays: vault.MinRetentionDays,
              }
            : undefined,
          Notifications: {
            SNSTopicArn: notifications?.SNSTopicArn,
            BackupVaultEvents: notifications?.BackupVaultEvents,
          },
          VaultType: vault.VaultType,
        },
        unread,
      };
    });
  },
  unordered: { '/Notifications/BackupVaultEvents': 'value' },
  volatile: {
    '/NumberOfRecoveryPoints': 'backups come and go',
    '/VaultState': 'progress of the last change',
  },
  defaults: { VaultType: 'BACKUP_VAULT' },
  holdsState: 'the recovery points in it',
  sensitivity: {
    '/AccessPolicy': 'MEDIUM',
    '/EncryptionKeyArn': 'HIGH',
    '/LockConfiguration': 'MEDIUM',
    '/Notifications': 'MEDIUM',
  },
  rules,
  monthlyCost: () => unknownCost('AWS Backup bills the size of the backups, which is not read.'),
});
