import {
  IAMClient,
  paginateGetAccountAuthorizationDetails,
  paginateListRoles,
  type Role,
  type RoleDetail,
} from '@aws-sdk/client-iam';
import { changedResource, type ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, Danger, StateRule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { identityPolicyRules } from './iam-rules.ts';
import { trustRules } from './iam-trust.ts';

/** What only the list of roles tells. */
const listedPaths = ['/Description', '/MaxSessionDuration'] as const;

function toResource(
  role: RoleDetail,
  listed: Role | undefined,
  unread: readonly UnreadProperty[],
): ReadResource | undefined {
  if (!role.RoleName) return undefined;
  return {
    id: role.RoleName,
    arn: role.Arn,
    tags: role.Tags,
    properties: {
      RoleName: role.RoleName,
      RoleId: role.RoleId,
      Arn: role.Arn,
      Path: role.Path,
      Description: listed?.Description,
      MaxSessionDuration: listed?.MaxSessionDuration,
      AssumeRolePolicyDocument: role.AssumeRolePolicyDocument,
      ManagedPolicyArns: (role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn),
      PermissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
      Policies: (role.RolePolicyList ?? []).map(({ PolicyName, PolicyDocument }) => ({
        PolicyName,
        PolicyDocument,
      })),
    },
    unread,
  };
}

/** AWS managed policies that make a role an administrator, or next to one. */
const administrativePolicies: Readonly<
  Record<string, { readonly severity: Severity; readonly means: string }>
> = {
  AdministratorAccess: { severity: 'CRITICAL', means: 'every action on every resource' },
  IAMFullAccess: { severity: 'CRITICAL', means: 'everything in IAM, and so giving itself any permission' },
  PowerUserAccess: { severity: 'HIGH', means: 'everything but IAM, Organizations and account settings' },
  AWSCloudShellFullAccess: { severity: 'MEDIUM', means: 'a shell through which files leave the account' },
};

const administrativePolicyAttached: StateRule = {
  kind: 'state',
  id: 'iam-administrative-policy-attached',
  title: 'a role has an administrative policy of AWS',
  severity: 'CRITICAL',
  sources: ['CIS AWS Foundations 3.0 1.16', 'CIS AWS Foundations 3.0 1.22', 'FSBP IAM.1'],
  recommendation:
    'Detach the policy from the role, and grant only the actions and resources that are needed.',
  safer: 'the administrative policy was detached',
  dangers: ({ id, properties }) =>
    toList(properties.ManagedPolicyArns).flatMap((arn, at) => {
      const name = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/.exec(String(arn))?.[1] ?? '';
      const policy = administrativePolicies[name];
      return policy === undefined
        ? []
        : {
            subject: `policy ${name}`,
            path: `/ManagedPolicyArns/${at}`,
            severity: policy.severity,
            reason: `Role ${id} has the AWS managed policy ${name}: it allows ${policy.means}.`,
          };
    }),
};

/** Whether a permissions boundary bounds anything. */
function isBounded({ properties }: Resource): boolean {
  const boundary = properties.PermissionsBoundary;
  return typeof boundary === 'string' && !boundary.endsWith(':iam::aws:policy/AdministratorAccess');
}

function boundarySwitch(change: ResourceChange, bounded: boolean, reason: string): Danger[] {
  if (change.kind !== 'modified') return [];
  if (isBounded(change.before) === bounded || isBounded(change.after) !== bounded) return [];
  return [{ subject: 'no permissions boundary', path: '/PermissionsBoundary', reason }];
}

const boundaryRemoved: ChangeRule = {
  kind: 'change',
  id: 'iam-permissions-boundary-removed',
  title: 'the permissions boundary of a role was removed',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP05', 'MITRE ATT&CK T1098.003'],
  recommendation: 'Set the permissions boundary again.',
  dangers: (change) =>
    boundarySwitch(
      change,
      false,
      `Role ${changedResource(change).id} lost its permissions boundary ${String(change.before?.properties.PermissionsBoundary)}: nothing limits any more what its policies may grant.`,
    ),
  ended: (change) => boundarySwitch(change, true, 'Safer: the role has a permissions boundary.'),
};

const serviceLinkedRoleChanged: ChangeRule = {
  kind: 'change',
  id: 'iam-service-linked-role-changed',
  title: 'a service-linked role came, went or changed',
  severity: 'INFO',
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html'],
  recommendation: 'Nothing to do, if somebody meant to use the service: AWS keeps such roles itself.',
  dangers: (change) => {
    const { id, properties } = changedResource(change);
    return String(properties.Path ?? '').startsWith('/aws-service-role/')
      ? [
          {
            subject: 'service-linked role',
            reason: `Service-linked role ${id} was ${change.kind}: AWS makes and keeps it for a service that the account uses.`,
          },
        ]
      : [];
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 * Two paginated calls tell all: one everything but description and session duration, the other those. Service-linked
 * roles are among them, since a service that somebody began to use is worth a line, at INFO. When a role was last
 * used is not mapped.
 */
export const iamRole = defineResourceType({
  type: 'AWS::IAM::Role',
  scope: 'global',
  permissions: ['iam:GetAccountAuthorizationDetails', 'iam:ListRoles'],
  async *read({ clients, optional }) {
    const client = clients.get(IAMClient);
    const denied: UnreadProperty[] = [];
    const listed = new Map<string, Role>();
    await optional(denied, '', async () => {
      for await (const page of paginateListRoles({ client, pageSize: 1000 }, {})) {
        for (const role of page.Roles ?? []) if (role.RoleName) listed.set(role.RoleName, role);
      }
    });
    const pages = paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, { Filter: ['Role'] });
    for await (const page of pages) {
      for (const role of page.RoleDetailList ?? []) {
        const known = listed.get(role.RoleName ?? '');
        const reason = denied[0]?.reason ?? 'The role was created while the roles were read';
        const unread = known ? [] : listedPaths.map((path) => ({ path, reason }));
        const resource = toResource(role, known, unread);
        if (resource) yield resource;
      }
    }
  },
  unordered: { '/Policies': ['PolicyName'] },
  volatile: { '/CreateDate': 'time of creation', '/RoleLastUsed': 'changes whenever the role is used' },
  defaults: { MaxSessionDuration: 3600, Path: '/' },
  sensitivity: {
    '/AssumeRolePolicyDocument': 'MEDIUM',
    '/Description': 'INFO',
    '/ManagedPolicyArns': 'MEDIUM',
    '/PermissionsBoundary': 'MEDIUM',
    '/Policies': 'MEDIUM',
    '/RoleId': 'MEDIUM',
  },
  rules: [
    administrativePolicyAttached,
    boundaryRemoved,
    ...trustRules,
    serviceLinkedRoleChanged,
    ...identityPolicyRules,
  ],
  monthlyCost: () => free,
});
