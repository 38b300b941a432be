import { type JsonObject, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Remedy, Rule, StateRule } from '../model/rule.ts';
import { asWord, definition, patch, type RemedyValues, recreation, restoration } from './former-state.ts';
import { deleted } from './watcher-rules.ts';

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
  remedy: {
    command: restoration,
    console: 'AWS Backup › Backup plans › {{/BackupPlan/BackupPlanName}} › Backup rules › Edit',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const after = planRules(change.after);
    const plan = String(valueAt(change.after.properties, '/BackupPlan/BackupPlanName') ?? change.after.id);
    const values = patch(change.before, 'BackupPlan');
    return planRules(change.before)
      .flatMap((rule) =>
        weakened(
          rule,
          after.find(({ RuleName }) => RuleName === rule.RuleName),
          plan,
        ),
      )
      .map((danger) => ({ ...danger, values }));
  },
};

/** The deletion of what makes backups: nothing is lost today, and everything the day it is needed. */
function deletion(id: string, what: string, remedy: Remedy): ChangeRule {
  return deleted(
    {
      id,
      title: `a ${what} was deleted`,
      severity: 'HIGH',
      sources: ['AWS Well-Architected REL09-BP03', 'MITRE ATT&CK T1490'],
      recommendation: `Make the ${what} again, unless another one covers its resources.`,
      remedy,
      values: (before) => definition(before, ['BackupPlanArn', 'BackupPlanId', 'SelectionId']),
    },
    (before) => `The ${what} ${before.id} was deleted: what only it covered is no longer backed up.`,
  );
}

/** The rules of a plan without the copies to an account, for {@link restoration}. */
function withoutCopiesTo(account: string, plan: Resource): RemedyValues {
  const value = planRules(plan).map((rule) => {
    const { CopyActions, ...rest } = rule;
    const kept = toObjects(CopyActions).filter((copy) => accountOfCopy(copy) !== account);
    return kept.length === 0 ? rest : { ...rest, CopyActions: kept };
  });
  return { patch: asWord([{ op: 'add', path, value }]) };
}

const accountOfCopy = ({ DestinationBackupVaultArn }: JsonObject) =>
  /^arn:[^:]*:backup:[^:]*:(\d{12}):/.exec(String(DestinationBackupVaultArn))?.[1];

const foreignCopy: StateRule = {
  kind: 'state',
  id: 'backup-copied-to-foreign-account',
  title: 'backups are copied to another account',
  severity: 'HIGH',
  sources: [`${documentation}/create-cross-account-backup.html`, 'MITRE ATT&CK T1537'],
  recommendation:
    'Make sure that you know the account; if not, remove the copy action and ask for the copies to be deleted.',
  remedy: {
    command: restoration,
    console:
      'AWS Backup › Backup plans › {{/BackupPlan/BackupPlanName}} › Backup rules › Edit › Copy to destination',
  },
  safer: 'backups are no longer copied to the account',
  dangers: (plan) =>
    planRules(plan).flatMap(({ RuleName, CopyActions }) =>
      toObjects(CopyActions).flatMap((copy) => {
        const account = accountOfCopy(copy);
        if (account === undefined || plan.account === '' || account === plan.account) return [];
        return [
          {
            subject: `account ${account}`,
            path,
            reason: `Rule ${String(RuleName)} of backup plan ${plan.id} copies backups to ${String(copy.DestinationBackupVaultArn)} of account ${account}.`,
            values: withoutCopiesTo(account, plan),
          },
        ];
      }),
    ),
};

/** The dangers of AWS::Backup::BackupPlan. */
export const backupPlanRules: readonly Rule[] = [
  planWeakened,
  foreignCopy,
  deletion('backup-plan-deleted', 'backup plan', {
    command: recreation,
    console: 'AWS Backup › Backup plans › Create backup plan › {{/BackupPlan/BackupPlanName}}',
  }),
];

/** The dangers of AWS::Backup::BackupSelection. */
export const backupSelectionRules: readonly Rule[] = [
  deletion('backup-selection-deleted', 'backup selection', {
    command:
      'aws backup create-backup-selection --backup-plan-id {{/BackupPlanId}} --backup-selection {{/BackupSelection}}',
    console: 'AWS Backup › Backup plans › {{/BackupPlanId}} › Assign resources',
  }),
];
