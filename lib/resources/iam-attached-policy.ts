import type { ResourceChange } from '../model/change.ts';
import { toList } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { mostSevere } from '../model/severity.ts';
import type { Surroundings } from '../model/surroundings.ts';
import { policyAdministrator } from '../risk/resource-policy-rules.ts';
import { detachRemedy, type Principal } from './iam-remedies.ts';
import { identityPolicyRules } from './iam-rules.ts';

/** What a managed policy of the account gives its holder beyond what it should: everything, or the way there. */
const powers = [
  policyAdministrator,
  ...identityPolicyRules('managed policy').filter(({ id }) =>
    ['iam-privilege-escalation', 'iam-everything-but'].includes(id),
  ),
];

function attachedIn(resource: Resource | undefined): string[] {
  return toList(resource?.properties.ManagedPolicyArns).map(String);
}

/** The powers that the policies which only one of two states has give their holder, by the policies beside it. */
function powersOf(
  { before, after }: ResourceChange,
  side: 'before' | 'after',
  surroundings: Surroundings,
): { policy: Resource; dangers: Danger[]; at: number }[] {
  const [holder, other] = side === 'after' ? [after, before] : [before, after];
  if (holder === undefined) return [];
  const attached = attachedIn(holder);
  const [elsewhere, neighbours] = [new Set(attachedIn(other)), surroundings.neighbours(holder)];
  return neighbours
    .filter(
      ({ type, id }) => type === 'AWS::IAM::ManagedPolicy' && attached.includes(id) && !elsewhere.has(id),
    )
    .map((policy) => ({
      policy,
      at: attached.indexOf(policy.id),
      dangers: powers.flatMap((rule) =>
        rule.dangers(policy).map((danger) => ({ ...danger, severity: danger.severity ?? rule.severity })),
      ),
    }))
    .filter(({ dangers }) => dangers.length > 0);
}

/**
 * A role, user or group that was given a policy of the account which makes its holder an administrator. What the policy
 * allows is looked up among the other resources of the snapshot.
 */
export const customerPolicyAttached = (principal: Principal): ChangeRule => ({
  kind: 'change',
  id: 'iam-customer-administrative-policy-attached',
  title: 'a role, user or group was given an administrative policy of the account',
  severity: 'CRITICAL',
  sources: ['CIS AWS Foundations 3.0 1.16', 'FSBP IAM.1', 'MITRE ATT&CK T1098.003'],
  recommendation: 'Detach the policy, and grant only the actions and resources that are needed.',
  remedy: detachRemedy(principal),
  aggravatedBy: ['internet', 'trust'],
  dangers: (change, surroundings) =>
    powersOf(change, 'after', surroundings).map(({ policy, dangers, at }) => ({
      subject: `policy ${policy.id}`,
      path: `/ManagedPolicyArns/${at}`,
      values: { policy: policy.id },
      severity: dangers.map(({ severity = 'HIGH' }) => severity).reduce(mostSevere, 'INFO'),
      reason: `The ${principal} ${change.after?.id} was given the policy ${policy.id}. ${dangers[0]?.reason}`,
    })),
  ended: (change, surroundings) =>
    powersOf(change, 'before', surroundings).map(({ policy, at }) => ({
      subject: `policy ${policy.id}`,
      path: `/ManagedPolicyArns/${at}`,
      reason: `Safer: the administrative policy ${policy.id} was detached.`,
    })),
});
