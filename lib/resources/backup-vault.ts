import {
  BackupClient,
  GetBackupVaultAccessPolicyCommand,
  GetBackupVaultNotificationsCommand,
  paginateListBackupVaults,
  paginateListTags,
} from '@aws-sdk/client-backup';
import { unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { backupVaultRules } from './backup-vault-rules.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';

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
  rules: backupVaultRules,
  monthlyCost: () => unknownCost('AWS Backup bills the size of the backups, which is not read.'),
});
