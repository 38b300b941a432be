import { type JsonObject, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule, StateRule } from '../model/rule.ts';

const path = '/BackupPlan/BackupPlanRule';
const documentation = 'https://docs.aws.amazon.com/aws-backup/latest/devguide';

const planRules = ({ properties }: Resource) => toObjects(valueAt(properties, path));
const retention = (rule: JsonObject) =>
  Number(valueAt(rule, '/Lifecycle/DeleteAfterDays') ?? Number.POSITIVE_INFINITY);

/** What one rule of a plan did for the backups that it no longer does. */
function weakened(before: JsonObject, after: JsonObject | undefined, plan: string): Danger[] {
  const name = String(before.RuleName);
  if (after === undefined) {
    const reason = `Backup plan ${plan} lost its rule ${name}: what only it backed up is no longer backed up.`;
    return [{ subject: `rule ${name} removed`, path, reason }];
  }
  const [from, to] = [retention(before), retention(after)];
  const copies = toObjects(after.CopyActions).map(
    ({ DestinationBackupVaultArn }) => DestinationBackupVaultArn,
  );
  return [
    ...(to < from
      ? [
          {
            subject: `rule ${name} retention`,
            path,
            reason: `Backups of rule ${name} of plan ${plan} are kept ${to} days, instead of ${Number.isFinite(from) ? `${from} days` : 'for ever'}.`,
          },
        ]
      : []),
    ...toObjects(before.CopyActions)
      .filter(({ DestinationBackupVaultArn }) => !copies.includes(DestinationBackupVaultArn))
      .map(({ DestinationBackupVaultArn }) => ({
        subject: `rule ${name} copy to ${String(DestinationBackupVaultArn)}`,
        path,
        reason: `Backups of rule ${name} of plan ${plan} are no longer copied to ${String(DestinationBackupVaultArn)}.`,
      })),
  ];
}

const planWeakened: ChangeRule = {
  kind: 'change',
  id: 'backup-plan-weakened',
  title: 'a backup plan does less than it did',
  severity: 'HIGH',
  sources: [`${documentation}/about-backup-plans.html`, 'MITRE ATT&CK T1490'],
  recommendation: 'Put the rule, its retention and its copies back.',
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const after = planRules(change.after);
    const plan = String(valueAt(change.after.properties, '/BackupPlan/BackupPlanName') ?? change.after.id);
    return planRules(change.before).flatMap((rule) =>
      weakened(
        rule,
        after.find(({ RuleName }) => RuleName === rule.RuleName),
        plan,
      ),
    );
  },
};

/** The deletion of what makes backups: nothing is lost today, and everything the day it is needed. */
function deleted(id: string, what: string): ChangeRule {
  return {
    kind: 'change',
    id,
    title: `a ${what} was deleted`,
    severity: 'HIGH',
    sources: ['AWS Well-Architected REL09-BP03', 'MITRE ATT&CK T1490'],
    recommendation: `Make the ${what} again, unless another one covers its resources.`,
    dangers: (change) =>
      change.kind === 'removed'
        ? [
            {
              subject: 'deleted',
              reason: `The ${what} ${change.before.id} was deleted: what only it covered is no longer backed up.`,
            },
          ]
        : [],
  };
}

const foreignCopy: StateRule = {
  kind: 'state',
  id: 'backup-copied-to-foreign-account',
  title: 'backups are copied to another account',
  severity: 'HIGH',
  sources: [`${documentation}/create-cross-account-backup.html`, 'MITRE ATT&CK T1537'],
  recommendation:
    'Make sure that you know the account; if not, remove the copy action and ask for the copies to be deleted.',
  safer: 'backups are no longer copied to the account',
  dangers: (plan) =>
    planRules(plan).flatMap(({ RuleName, CopyActions }) =>
      toObjects(CopyActions).flatMap(({ DestinationBackupVaultArn }) => {
        const account = /^arn:[^:]*:backup:[^:]*:(\d{12}):/.exec(String(DestinationBackupVaultArn))?.[1];
        if (account === undefined || plan.account === '' || account === plan.account) return [];
        return [
          {
            subject: `account ${account}`,
            path,
            reason: `Rule ${String(RuleName)} of backup plan ${plan.id} copies backups to ${String(DestinationBackupVaultArn)} of account ${account}.`,
          },
        ];
      }),
    ),
};

/** The dangers of AWS::Backup::BackupPlan. */
export const backupPlanRules: readonly Rule[] = [
  planWeakened,
  foreignCopy,
  deleted('backup-plan-deleted', 'backup plan'),
];

/** The dangers of AWS::Backup::BackupSelection. */
export const backupSelectionRules: readonly Rule[] = [
  deleted('backup-selection-deleted', 'backup selection'),
];
