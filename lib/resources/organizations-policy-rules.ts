import type { ResourceChange } from '../model/change.ts';
import { toList } from '../model/json.ts';
import { type PolicyStatement, policyStatements } from '../model/policy.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { coversAction, describeActions } from '../risk/policy-documents.ts';
import { formerValue } from './former-state.ts';
import { isGuardrail } from './organization.ts';

const targetsOf = ({ properties }: Resource) => toList(properties.TargetIds).map(String);
const typeOf = ({ properties }: Resource) => String(properties.Type);
const nameOf = ({ id, properties }: Resource) => `${String(properties.Name ?? id)} (${id})`;
const severityOf = (policy: Resource) => (isGuardrail(policy.properties.Type) ? 'HIGH' : 'MEDIUM');

const deleted: ChangeRule = {
  kind: 'change',
  id: 'organizations-policy-deleted',
  title: 'a policy of the organization is gone',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1562.001', 'AWS Well-Architected SEC03-BP05'],
  recommendation: 'Create the policy again and attach it where it was, unless another one took its place.',
  remedy: {
    command:
      'aws organizations create-policy --name {{/Name}} --type {{/Type}} --description {{/Description}} --content {{/Content}}',
    console: 'AWS Organizations › Policies › {{/Type}} › Create policy › {{/Name}}',
  },
  dangers: (change) =>
    change.kind === 'removed'
      ? [
          {
            subject: 'deleted',
            severity: targetsOf(change.before).length > 0 ? severityOf(change.before) : 'LOW',
            reason: `${typeOf(change.before)} ${nameOf(change.before)} was deleted, or its type was disabled; it was attached to ${targetsOf(change.before).join(', ') || 'nothing'}.`,
          },
        ]
      : [],
};

/** The targets that a policy has on one side of a change only. */
function targetsOnly(
  change: ResourceChange,
  where: 'before' | 'after',
  say: (target: string, policy: Resource) => string,
): Danger[] {
  if (change.kind !== 'modified') return [];
  const { after } = change;
  const others = new Set(targetsOf(where === 'before' ? after : change.before));
  return targetsOf(change[where])
    .filter((target) => !others.has(target))
    .map((target) => ({
      subject: `detached from ${target}`,
      path: '/TargetIds',
      values: { target },
      severity: severityOf(after),
      reason: say(target, after),
    }));
}

const detached: ChangeRule = {
  kind: 'change',
  id: 'organizations-policy-detached',
  title: 'a policy of the organization was detached',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1562.001', 'AWS Well-Architected SEC03-BP05'],
  recommendation: 'Attach the policy again.',
  remedy: {
    command: 'aws organizations attach-policy --policy-id {{id}} --target-id {{target}}',
    console: 'AWS Organizations › Policies › {{/Type}} › {{/Name}} › Targets › Attach',
  },
  dangers: (change) =>
    targetsOnly(
      change,
      'before',
      (target, policy) =>
        `${typeOf(policy)} ${nameOf(policy)} was detached from ${target}: it is no longer in force there.`,
    ),
  ended: (change) => targetsOnly(change, 'after', (target) => `Safer: the policy is in force for ${target}.`),
};

/** Whether every pattern of a list is covered by one of another. */
function covers(wide: readonly string[], narrow: readonly string[]): boolean {
  return narrow.every((each) => wide.some((pattern) => coversAction(pattern, each)));
}

/**
 * Whether one denial holds wherever another holds: all conditions must be met, so it may have fewer of them; of the
 * values of a condition one is enough, or with a negation none may be met.
 */
function holdsWhere(wide: PolicyStatement, narrow: PolicyStatement): boolean {
  return Object.entries(wide.conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const others = narrow.conditions[operator]?.[key];
      if (others === undefined) return false;
      const [few, many] = /not/i.test(operator) ? [values, others] : [others, values];
      return few.every((value) => many.includes(value));
    }),
  );
}

/** Whether one denial denies all that another denies: no fewer actions and resources, and wherever the other does. */
function deniesAllOf(wide: PolicyStatement, narrow: PolicyStatement): boolean {
  const sameKind =
    wide.actions.length > 0 === narrow.actions.length > 0 &&
    wide.resources.length > 0 === narrow.resources.length > 0;
  return (
    sameKind &&
    covers(wide.actions, narrow.actions) &&
    covers(narrow.notActions, wide.notActions) &&
    covers(wide.resources, narrow.resources) &&
    covers(narrow.notResources, wide.notResources) &&
    holdsWhere(wide, narrow)
  );
}

function denials({ properties }: Resource): PolicyStatement[] {
  return policyStatements(properties.Content).filter(({ effect }) => effect === 'Deny');
}

/** What one state denies and the other does not. */
function denialsOnly(here: Resource, there: Resource): PolicyStatement[] {
  const others = denials(there);
  return denials(here).filter((denial) => !others.some((other) => deniesAllOf(other, denial)));
}

const describe = (denial: PolicyStatement) =>
  denial.sid === undefined ? describeActions(denial) : `${denial.sid}: ${describeActions(denial)}`;

const weakened: ChangeRule = {
  kind: 'change',
  id: 'organizations-policy-weakened',
  title: 'a policy of the organization denies less',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1562.001', 'AWS Well-Architected SEC03-BP05'],
  recommendation:
    'Put the denial back as it was approved; look for exceptions that were added to its conditions.',
  remedy: {
    command: 'aws organizations update-policy --policy-id {{id}} --content {{former}}',
    console: 'AWS Organizations › Policies › {{/Type}} › {{/Name}} › Edit policy',
  },
  dangers: (change) =>
    change.kind !== 'modified'
      ? []
      : denialsOnly(change.before, change.after).map((denial) => ({
          subject: `denial ${describe(denial)}`,
          path: '/Content',
          values: formerValue(change.before.properties.Content),
          severity: targetsOf(change.after).length > 0 ? 'HIGH' : 'LOW',
          reason: `${typeOf(change.after)} ${nameOf(change.after)} no longer denies ${describe(denial)} as it did.`,
        })),
  ended: (change) =>
    change.kind !== 'modified'
      ? []
      : denialsOnly(change.after, change.before).map((denial) => ({
          subject: `denial ${describe(denial)}`,
          path: '/Content',
          reason: `Safer: the policy denies ${describe(denial)}.`,
        })),
};

/** Dangers of the policies by which an organization rules its accounts. */
export const organizationsPolicyRules: readonly ChangeRule[] = [deleted, detached, weakened];
