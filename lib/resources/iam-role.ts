import {
  IAMClient,
  paginateGetAccountAuthorizationDetails,
  paginateListRoles,
  type Role,
  type RoleDetail,
} from '@aws-sdk/client-iam';
import { changedResource } from '../model/change.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { customerPolicyAttached } from './iam-attached-policy.ts';
import { administrativePolicyAttached, boundaryRemoved } from './iam-principal-rules.ts';
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

const serviceLinkedRoleChanged: ChangeRule = {
  kind: 'change',
  id: 'iam-service-linked-role-changed',
  title: 'a service-linked role came, went or changed',
  severity: 'INFO',
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html'],
  recommendation: 'Nothing to do, if somebody meant to use the service: AWS keeps such roles itself.',
  remedy: {
    command: 'aws iam get-role --role-name {{id}} --query Role.RoleLastUsed',
    console: 'IAM › Roles › {{id}} › Last activity',
  },
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
    administrativePolicyAttached('role'),
    customerPolicyAttached('role'),
    boundaryRemoved('role'),
    ...trustRules,
    serviceLinkedRoleChanged,
    ...identityPolicyRules('role'),
  ],
  monthlyCost: () => free,
});
