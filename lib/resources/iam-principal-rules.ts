import { changedResource, type ResourceChange } from '../model/change.ts';
import { toList } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, StateRule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { formerValue } from './former-state.ts';
import { boundaryRemedy, detachRemedy, type Principal } from './iam-remedies.ts';

/** `Role`, `User` or `Group`. */
const kindOf = ({ type }: Resource) => type.slice(type.lastIndexOf(':') + 1);

/** AWS managed policies that make their holder an administrator, or next to one. */
const administrativePolicies: Readonly<
  Record<string, { readonly severity: Severity; readonly means: string }>
> = {
  AdministratorAccess: { severity: 'CRITICAL', means: 'every action on every resource' },
  IAMFullAccess: { severity: 'CRITICAL', means: 'everything in IAM, and so giving itself any permission' },
  PowerUserAccess: { severity: 'HIGH', means: 'everything but IAM, Organizations and account settings' },
  AWSCloudShellFullAccess: { severity: 'MEDIUM', means: 'a shell through which files leave the account' },
};

/** A role, user or group that has an administrative policy of AWS. */
export const administrativePolicyAttached = (principal: Principal): StateRule => ({
  kind: 'state',
  id: 'iam-administrative-policy-attached',
  title: 'a role, user or group has an administrative policy of AWS',
  severity: 'CRITICAL',
  sources: ['CIS AWS Foundations 3.0 1.16', 'MITRE ATT&CK T1098.003'],
  recommendation: 'Detach the policy, and grant only the actions and resources that are needed.',
  remedy: detachRemedy(principal),
  safer: 'the administrative policy was detached',
  dangers: (resource) =>
    toList(resource.properties.ManagedPolicyArns).flatMap((arn, at) => {
      const name = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/.exec(String(arn))?.[1] ?? '';
      const policy = administrativePolicies[name];
      return policy === undefined
        ? []
        : {
            subject: `policy ${name}`,
            path: `/ManagedPolicyArns/${at}`,
            values: { policy: String(arn) },
            severity: policy.severity,
            reason: `${kindOf(resource)} ${resource.id} has the AWS managed policy ${name}: it allows ${policy.means}.`,
          };
    }),
});

/** Whether a permissions boundary bounds anything. */
function isBounded({ properties }: Resource): boolean {
  const boundary = properties.PermissionsBoundary;
  return typeof boundary === 'string' && !boundary.endsWith(':iam::aws:policy/AdministratorAccess');
}

function boundarySwitch(change: ResourceChange, bounded: boolean, reason: string): Danger[] {
  if (change.kind !== 'modified') return [];
  if (isBounded(change.before) === bounded || isBounded(change.after) !== bounded) return [];
  const values = formerValue(change.before.properties.PermissionsBoundary);
  return [{ subject: 'no permissions boundary', path: '/PermissionsBoundary', values, reason }];
}

/** A role or user that lost its permissions boundary. */
export const boundaryRemoved = (principal: Exclude<Principal, 'group'>): ChangeRule => ({
  kind: 'change',
  id: 'iam-permissions-boundary-removed',
  title: 'the permissions boundary of a role or user was removed',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP05', 'MITRE ATT&CK T1098.003'],
  recommendation: 'Set the permissions boundary again.',
  remedy: boundaryRemedy(principal),
  dangers: (change) => {
    const resource = changedResource(change);
    const boundary = String(change.before?.properties.PermissionsBoundary);
    const reason = `${kindOf(resource)} ${resource.id} lost its permissions boundary ${boundary}: nothing limits any more what its policies may grant.`;
    return boundarySwitch(change, false, reason);
  },
  ended: (change) =>
    boundarySwitch(
      change,
      true,
      `Safer: the ${kindOf(changedResource(change)).toLowerCase()} has a permissions boundary.`,
    ),
});
