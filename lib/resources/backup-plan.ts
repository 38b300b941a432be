import {
  BackupClient,
  type BackupPlan,
  GetBackupPlanCommand,
  GetBackupSelectionCommand,
  paginateListBackupPlans,
  paginateListBackupSelections,
  paginateListTags,
} from '@aws-sdk/client-backup';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { backupPlanRules, backupSelectionRules } from './backup-rules.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { everyItem, everyItemOf, readWithOwnCalls } from './listing.ts';

const pageSize = 1000;

async function plans({ clients }: ResourceReader) {
  const client = clients.get(BackupClient);
  return everyItem(
    paginateListBackupPlans({ client, pageSize }, {}),
    ({ BackupPlansList }) => BackupPlansList,
  );
}

function planProperties(plan: BackupPlan): object {
  return {
    BackupPlanName: plan.BackupPlanName,
    AdvancedBackupSettings: plan.AdvancedBackupSettings,
    ScanSettings: plan.ScanSettings,
    BackupPlanRule: plan.Rules?.map(({ RuleId: _, TargetBackupVaultName, ...rule }) => ({
      ...rule,
      TargetBackupVault: TargetBackupVaultName,
    })),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-backup-backupplan.html */
export const backupPlan = defineResourceType({
  type: 'AWS::Backup::BackupPlan',
  scope: 'regional',
  permissions: ['backup:GetBackupPlan', 'backup:ListBackupPlans', 'backup:ListTags'],
  async *read(reader) {
    const { clients, optional } = reader;
    const client = clients.get(BackupClient);
    yield* readWithOwnCalls(await plans(reader), async ({ BackupPlanId, BackupPlanArn }) => {
      if (!BackupPlanId) return undefined;
      const unread: UnreadProperty[] = [];
      const answer = await optional(unread, '/BackupPlan', () =>
        client.send(new GetBackupPlanCommand({ BackupPlanId })),
      );
      if (!answer && unread.length === 0) return undefined;
      const tags = await optional(unread, '/Tags', () =>
        everyItem(paginateListTags({ client }, { ResourceArn: BackupPlanArn }), ({ Tags }) =>
          Object.entries(Tags ?? {}),
        ),
      );
      return {
        id: BackupPlanId,
        arn: BackupPlanArn,
        tags: Object.fromEntries(tags ?? []),
        properties: {
          BackupPlanId,
          BackupPlanArn,
          BackupPlan: answer?.BackupPlan && planProperties(answer.BackupPlan),
        },
        unread,
      };
    });
  },
  unordered: {
    '/BackupPlan/AdvancedBackupSettings': ['ResourceType'],
    '/BackupPlan/BackupPlanRule': ['RuleName'],
    '/BackupPlan/BackupPlanRule/*/CopyActions': ['DestinationBackupVaultArn'],
    '/BackupPlan/BackupPlanRule/*/IndexActions/*/ResourceTypes': 'value',
    '/BackupPlan/BackupPlanRule/*/ScanActions': ['MalwareScanner', 'ScanMode'],
    '/BackupPlan/ScanSettings': ['MalwareScanner'],
    '/BackupPlan/ScanSettings/*/ResourceTypes': 'value',
  },
  volatile: { '/VersionId': 'new with every change of the plan' },
  sensitivity: { '/BackupPlan': 'MEDIUM', '/BackupPlan/BackupPlanName': 'LOW' },
  rules: backupPlanRules,
  monthlyCost: () => free,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-backup-backupselection.html */
export const backupSelection = defineResourceType({
  type: 'AWS::Backup::BackupSelection',
  scope: 'regional',
  taggable: false,
  permissions: ['backup:GetBackupSelection', 'backup:ListBackupPlans', 'backup:ListBackupSelections'],
  async *read(reader) {
    const client = reader.clients.get(BackupClient);
    for (const { BackupPlanId } of await plans(reader)) {
      if (!BackupPlanId) continue;
      const selections = await everyItemOf(
        paginateListBackupSelections({ client, pageSize }, { BackupPlanId }),
        ({ BackupSelectionsList }) => BackupSelectionsList,
      );
      yield* readWithOwnCalls(selections, async ({ SelectionId }): Promise<ReadResource | undefined> => {
        if (!SelectionId) return undefined;
        const unread: UnreadProperty[] = [];
        const answer = await reader.optional(unread, '/BackupSelection', () =>
          client.send(new GetBackupSelectionCommand({ BackupPlanId, SelectionId })),
        );
        if (!answer && unread.length === 0) return undefined;
        return {
          id: `${BackupPlanId}_${SelectionId}`,
          properties: { BackupPlanId, SelectionId, BackupSelection: answer?.BackupSelection },
          unread,
        };
      });
    }
  },
  unordered: {
    '/BackupSelection/ListOfTags': 'value',
    '/BackupSelection/NotResources': 'value',
    '/BackupSelection/Resources': 'value',
    ...Object.fromEntries(
      ['StringEquals', 'StringLike', 'StringNotEquals', 'StringNotLike'].map(
        (operator) => [`/BackupSelection/Conditions/${operator}`, 'value'] as const,
      ),
    ),
  },
  sensitivity: { '': 'MEDIUM' },
  rules: backupSelectionRules,
  monthlyCost: () => free,
});
