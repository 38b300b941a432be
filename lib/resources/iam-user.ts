import type { UserDetail } from '@aws-sdk/client-iam';
import type { ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { customerPolicyAttached } from './iam-attached-policy.ts';
import { administrativePolicyAttached, boundaryRemoved } from './iam-principal-rules.ts';
import { principalsPermission, readPrincipals } from './iam-principals.ts';
import { identityPolicyRules } from './iam-rules.ts';

function toResource(user: UserDetail): ReadResource | undefined {
  if (!user.UserName) return undefined;
  return {
    id: user.UserName,
    arn: user.Arn,
    tags: user.Tags,
    properties: {
      UserName: user.UserName,
      UserId: user.UserId,
      Arn: user.Arn,
      Path: user.Path,
      Groups: user.GroupList,
      ManagedPolicyArns: (user.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn),
      PermissionsBoundary: user.PermissionsBoundary?.PermissionsBoundaryArn,
      Policies: (user.UserPolicyList ?? []).map(({ PolicyName, PolicyDocument }) => ({
        PolicyName,
        PolicyDocument,
      })),
    },
  };
}

const userCreated: ChangeRule = {
  kind: 'change',
  id: 'iam-user-created',
  title: 'a user was created',
  severity: 'MEDIUM',
  sources: ['CIS AWS Foundations 3.0 1.21', 'AWS Well-Architected SEC02-BP04', 'MITRE ATT&CK T1136.003'],
  recommendation:
    'Find out who created the user, and deny it everything until then; give people access through an identity provider and programs through roles instead.',
  remedy: {
    command: 'aws iam attach-user-policy --user-name {{id}} --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    console: 'IAM › Users › {{id}} › Permissions › Add permissions › Attach policies directly › AWSDenyAll',
  },
  dangers: (change) =>
    change.kind === 'added'
      ? [
          {
            subject: 'created',
            reason: `User ${change.after.id} was created: an identity of its own, which stays until somebody deletes it.`,
          },
        ]
      : [],
};

const groupsOf = ({ properties }: Resource) => toList(properties.Groups).map(String);

/** Names that people give to the groups whose members may do everything, or nearly so. */
const powerful = /admin|owner|power|root/i;

function membership(group: string, reason: string): Danger {
  const danger = { subject: `group ${group}`, path: '/Groups', values: { group }, reason };
  return powerful.test(group) ? { ...danger, severity: 'HIGH' } : danger;
}

/** The groups that one state of a user is in and the other is not. */
function groupsOnlyIn(here: Resource, there: Resource): string[] {
  const others = new Set(groupsOf(there));
  return groupsOf(here).filter((group) => !others.has(group));
}

/** The groups that a user joined; of one that is new only those that sound powerful, since most users are in some. */
function joined(change: ResourceChange): string[] {
  if (change.kind === 'added') return groupsOf(change.after).filter((group) => powerful.test(group));
  return change.kind === 'modified' ? groupsOnlyIn(change.after, change.before) : [];
}

const joinedGroup: ChangeRule = {
  kind: 'change',
  id: 'iam-user-joined-group',
  title: 'a user joined a group',
  severity: 'MEDIUM',
  sources: ['MITRE ATT&CK T1098.003', 'AWS Well-Architected SEC03-BP02'],
  recommendation:
    'Make sure that the user is to have everything the group may do; if not, take it out of the group.',
  remedy: {
    command: 'aws iam remove-user-from-group --user-name {{id}} --group-name {{group}}',
    console: 'IAM › Users › {{id}} › Groups › Remove',
  },
  dangers: (change) =>
    joined(change).map((group) =>
      membership(
        group,
        `User ${change.after?.id} joined group ${group}, and may now do all that the group may.`,
      ),
    ),
  ended: (change) =>
    change.kind === 'modified'
      ? groupsOnlyIn(change.before, change.after).map((group) =>
          membership(group, `Safer: the user left group ${group}.`),
        )
      : [],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-user.html
 * The password, access keys and MFA devices of a user are resources of their own: `AWS::IAM::LoginProfile`,
 * `AWS::IAM::AccessKey`, `AWS::IAM::VirtualMFADevice` and `AWS::IAM::MFADevice`.
 */
export const iamUser = defineResourceType({
  type: 'AWS::IAM::User',
  scope: 'global',
  permissions: [principalsPermission],
  async *read(reader) {
    const { users } = await readPrincipals(reader);
    yield* users.flatMap((user) => toResource(user) ?? []);
  },
  unordered: { '/Policies': ['PolicyName'] },
  volatile: { '/CreateDate': 'time of creation', '/PasswordLastUsed': 'changes whenever the user signs in' },
  defaults: { Path: '/' },
  sensitivity: {
    '/Groups': 'MEDIUM',
    '/ManagedPolicyArns': 'MEDIUM',
    '/PermissionsBoundary': 'MEDIUM',
    '/Policies': 'MEDIUM',
    '/UserId': 'MEDIUM',
  },
  rules: [
    administrativePolicyAttached('user'),
    customerPolicyAttached('user'),
    boundaryRemoved('user'),
    userCreated,
    joinedGroup,
    ...identityPolicyRules('user'),
  ],
  monthlyCost: () => free,
});
