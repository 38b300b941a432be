import type { GroupDetail } from '@aws-sdk/client-iam';
import { free } from '../model/cost.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { customerPolicyAttached } from './iam-attached-policy.ts';
import { administrativePolicyAttached } from './iam-principal-rules.ts';
import { principalsPermission, readPrincipals } from './iam-principals.ts';
import { identityPolicyRules } from './iam-rules.ts';

function toResource(group: GroupDetail): ReadResource | undefined {
  if (!group.GroupName) return undefined;
  return {
    id: group.GroupName,
    arn: group.Arn,
    properties: {
      GroupName: group.GroupName,
      GroupId: group.GroupId,
      Arn: group.Arn,
      Path: group.Path,
      ManagedPolicyArns: (group.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn),
      Policies: (group.GroupPolicyList ?? []).map(({ PolicyName, PolicyDocument }) => ({
        PolicyName,
        PolicyDocument,
      })),
    },
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-group.html
 * Who is in a group is told by its users (`AWS::IAM::User`, `Groups`).
 */
export const iamGroup = defineResourceType({
  type: 'AWS::IAM::Group',
  scope: 'global',
  taggable: false,
  permissions: [principalsPermission],
  async *read(reader) {
    const { groups } = await readPrincipals(reader);
    yield* groups.flatMap((group) => toResource(group) ?? []);
  },
  unordered: { '/Policies': ['PolicyName'] },
  volatile: { '/CreateDate': 'time of creation' },
  defaults: { Path: '/' },
  sensitivity: { '/GroupId': 'MEDIUM', '/ManagedPolicyArns': 'MEDIUM', '/Policies': 'MEDIUM' },
  rules: [
    administrativePolicyAttached('group'),
    customerPolicyAttached('group'),
    ...identityPolicyRules('group'),
  ],
  monthlyCost: () => free,
});
