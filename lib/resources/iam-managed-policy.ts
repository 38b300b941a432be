import {
  type AttachedPolicy,
  IAMClient,
  type ManagedPolicyDetail,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam';
import { free } from '../model/cost.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { identityPolicyRules, powerfulPolicyAttached } from './iam-rules.ts';

/** The names of the users, groups and roles that have each policy, by its ARN. */
class Attachments {
  readonly #names = new Map<string, string[]>();

  add(name: string | undefined, policies: readonly AttachedPolicy[] | undefined): void {
    if (name === undefined) return;
    for (const { PolicyArn } of policies ?? []) {
      if (PolicyArn) this.#names.set(PolicyArn, [...this.of(PolicyArn), name]);
    }
  }

  of(policyArn: string): string[] {
    return this.#names.get(policyArn) ?? [];
  }
}

/** A policy without who has it, which may come on a later page. */
function toResource(policy: ManagedPolicyDetail): ReadResource | undefined {
  if (!policy.Arn) return undefined;
  const current = policy.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion);
  return {
    id: policy.Arn,
    arn: policy.Arn,
    properties: {
      PolicyArn: policy.Arn,
      PolicyId: policy.PolicyId,
      ManagedPolicyName: policy.PolicyName,
      Path: policy.Path,
      Description: policy.Description,
      DefaultVersionId: policy.DefaultVersionId,
      IsAttachable: policy.IsAttachable,
      PolicyDocument: current?.Document,
    },
  };
}

/**
 * Customer managed policies: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
 * The document is that of the default version, the only one in force. One paginated call tells of policies and of who
 * has them; the number of attachments, which says the same again, is not mapped.
 */
export const iamManagedPolicy = defineResourceType({
  type: 'AWS::IAM::ManagedPolicy',
  scope: 'global',
  permissions: ['iam:GetAccountAuthorizationDetails'],
  async *read({ clients }) {
    const policies: ReadResource[] = [];
    const [users, groups, roles] = [new Attachments(), new Attachments(), new Attachments()];
    const pages = paginateGetAccountAuthorizationDetails(
      { client: clients.get(IAMClient), pageSize: 1000 },
      { Filter: ['LocalManagedPolicy', 'User', 'Group', 'Role'] },
    );
    for await (const page of pages) {
      policies.push(...(page.Policies ?? []).flatMap((policy) => toResource(policy) ?? []));
      for (const user of page.UserDetailList ?? []) users.add(user.UserName, user.AttachedManagedPolicies);
      for (const group of page.GroupDetailList ?? [])
        groups.add(group.GroupName, group.AttachedManagedPolicies);
      for (const role of page.RoleDetailList ?? []) roles.add(role.RoleName, role.AttachedManagedPolicies);
    }
    for (const policy of policies) {
      const { id, properties } = policy;
      yield {
        ...policy,
        properties: { ...properties, Users: users.of(id), Groups: groups.of(id), Roles: roles.of(id) },
      };
    }
  },
  unordered: { '/Users': 'value', '/Groups': 'value', '/Roles': 'value' },
  volatile: {
    '/AttachmentCount': 'counts Users, Groups and Roles',
    '/CreateDate': 'time of creation',
    '/PermissionsBoundaryUsageCount':
      'counts the principals that have the policy as boundary, which says it themselves',
    '/UpdateDate': 'time of the last change of any kind',
  },
  defaults: { IsAttachable: true, Path: '/' },
  sensitivity: {
    '/DefaultVersionId': 'INFO',
    '/Description': 'INFO',
    '/Groups': 'MEDIUM',
    '/PolicyDocument': 'MEDIUM',
    '/Users': 'MEDIUM',
  },
  rules: [...identityPolicyRules('managed policy'), powerfulPolicyAttached],
  monthlyCost: () => free,
});
