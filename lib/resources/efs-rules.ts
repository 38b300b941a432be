import { valueAt } from '../model/pointer.ts';
import type { Rule } from '../model/rule.ts';
import { formerValue } from './former-state.ts';
import { protectionLost } from './property-rules.ts';

const userGuide = 'https://docs.aws.amazon.com/efs/latest/ug';

/** The dangers of AWS::EFS::FileSystem. */
export const fileSystemRules: readonly Rule[] = [
  protectionLost({
    id: 'efs-policy-removed',
    title: 'a file system lost its policy',
    severity: 'HIGH',
    sources: [`${userGuide}/iam-access-control-nfs-efs.html`],
    recommendation: 'Set the file system policy again.',
    remedy: {
      command: 'aws efs put-file-system-policy --file-system-id {{id}} --policy {{former}}',
      console: 'EFS › File systems › {{id}} › File system policy › Edit',
    },
    path: '/FileSystemPolicy',
    protects: (value) => value !== null,
    reason: ({ id }) =>
      `File system ${id} has no policy any more: every client that reaches a mount target may read and write, as root too.`,
    better: 'the file system has a policy',
  }),
  protectionLost({
    id: 'efs-backups-turned-off',
    title: 'a file system is no longer backed up',
    severity: 'HIGH',
    sources: ['FSBP EFS.7', 'FSBP EFS.2', 'MITRE ATT&CK T1490'],
    recommendation:
      'Turn automatic backups on again, unless a backup plan of your own covers the file system.',
    remedy: {
      command: 'aws efs put-backup-policy --file-system-id {{id}} --backup-policy Status=ENABLED',
      console: 'EFS › File systems › {{id}} › General › Edit › Automatic backups',
    },
    path: '/BackupPolicy/Status',
    protects: (value) => value === 'ENABLED',
    reason: ({ id }) => `File system ${id} is no longer backed up by AWS Backup every day.`,
    better: 'the file system is backed up every day',
  }),
  protectionLost({
    id: 'efs-replication-removed',
    title: 'a file system is no longer replicated',
    severity: 'MEDIUM',
    sources: [`${userGuide}/efs-replication.html`, 'MITRE ATT&CK T1490'],
    recommendation: 'Set up the replication again, unless the copy is no longer needed.',
    remedy: {
      command:
        'aws efs create-replication-configuration --source-file-system-id {{id}} --destinations {{former}}',
      console: 'EFS › File systems › {{id}} › Replication › Create replication',
    },
    path: '/ReplicationConfiguration',
    protects: (value) => value !== null,
    reason: ({ id }) => `File system ${id} is no longer replicated to another file system.`,
    better: 'the file system is replicated',
    values: (replication) => formerValue(valueAt(replication, '/Destinations')),
  }),
];
