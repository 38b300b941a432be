import { instance, lambda, managedPolicy, role, taskDefinition, user } from './models.ts';
import { account, allow, appearing, changing, policy, type Scenario, stranger, trust } from './scenario.ts';

const [roleType, userType, policyType] = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::ManagedPolicy'];
const github = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
const web = 'sts:AssumeRoleWithWebIdentity';
const audience = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' };

/** A managed policy that comes to allow something else. */
const granting = (...statements: Parameters<typeof policy>) => ({
  type: policyType,
  ...changing(managedPolicy, {}, { PolicyDocument: policy(...statements) }),
});
/** A role whose inline policies get one more. */
const inline = (...statements: Parameters<typeof policy>) => ({
  type: roleType,
  ...changing(
    { ...role, Policies: [] },
    {},
    { Policies: [{ PolicyName: 'tmp', PolicyDocument: policy(...statements) }] },
  ),
});
/** A role that comes to trust somebody else. */
const trusting = (from: ReturnType<typeof trust>, to: ReturnType<typeof trust>) => ({
  type: roleType,
  ...changing(role, { AssumeRolePolicyDocument: from }, { AssumeRolePolicyDocument: to }),
});
const ownPrincipal = { AWS: `arn:aws:iam::${account}:role/ci` };
const partner = { AWS: 'arn:aws:iam::444455556666:root' };
const adminArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
const escalation = 'iam-privilege-escalation';

/** Every way to become more than one was. */
export const privilegeScenarios: readonly Scenario[] = [
  {
    name: 'the role of the web servers gets AdministratorAccess',
    type: roleType,
    ...changing(role, {}, { ManagedPolicyArns: [adminArn] }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['iam-administrative-policy-attached'],
    cost: 0,
  },
  {
    name: 'a build user gets IAMFullAccess',
    type: userType,
    ...changing(user, {}, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/IAMFullAccess'] }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['iam-administrative-policy-attached'],
  },
  {
    name: 'a role gets an inline policy that allows everything',
    ...inline(allow('*')),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-administrator'],
  },
  {
    name: 'everything is allowed by two patterns instead of one star',
    ...inline(allow(['a*', 'b*', 'c*', 'd*', 'e*', 'f*', 'g*', 'h*', 'i*', 's*'])),
    label: 'dangerous',
    severity: 'HIGH',
    rules: [escalation],
  },
  {
    name: 'all of IAM is allowed on everything',
    ...granting(allow('iam:*')),
    label: 'dangerous',
    severity: 'HIGH',
    rules: [escalation],
  },
  {
    name: 'any role may be passed to a new machine',
    ...granting(allow(['iam:PassRole', 'ec2:RunInstances'])),
    label: 'dangerous',
    severity: 'HIGH',
    rules: [escalation],
  },
  {
    name: 'a new version of a policy may be set as the default',
    ...granting(allow('iam:CreatePolicyVersion')),
    label: 'dangerous',
    severity: 'HIGH',
    rules: [escalation],
  },
  {
    name: 'policies may be attached to any user of the account',
    ...granting(allow('iam:AttachUserPolicy', `arn:aws:iam::${account}:user/*`)),
    label: 'dangerous',
    severity: 'HIGH',
    rules: [escalation],
  },
  {
    name: 'access keys may be made for everybody by a misspelt wildcard',
    ...granting(allow('iam:Create*')),
    label: 'dangerous',
    severity: 'HIGH',
    rules: [escalation],
  },
  {
    name: 'everything but billing is allowed',
    ...granting({ Effect: 'Allow', NotAction: 'aws-portal:*', Resource: '*' }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['iam-everything-but'],
  },
  {
    name: 'everything is allowed on all but one bucket',
    ...granting({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::secret-bucket' }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-administrator'],
  },
  {
    name: 'the code of every function may be replaced, and so their roles used',
    ...granting(allow('lambda:UpdateFunctionCode')),
    label: 'dangerous',
    severity: 'HIGH',
    rules: [escalation],
  },
  {
    name: 'commands may be run on every instance',
    ...granting(allow(['ssm:SendCommand', 'ssm:StartSession'])),
    label: 'dangerous',
    severity: 'HIGH',
    rules: [escalation],
  },
  {
    name: 'a policy with administrative power is attached to a user',
    type: policyType,
    ...changing({ ...managedPolicy, PolicyDocument: policy(allow('*')) }, {}, { Users: ['build-agent'] }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['iam-powerful-policy-attached'],
  },
  {
    name: 'everybody in the world may assume a role',
    ...trusting(trust(ownPrincipal), trust({ AWS: '*' })),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a stranger may assume a role',
    ...trusting(
      trust(ownPrincipal),
      policy(
        ...[ownPrincipal, { AWS: `arn:aws:iam::${stranger}:root` }].map((Principal) => ({
          Effect: 'Allow',
          Principal,
          Action: 'sts:AssumeRole',
        })),
      ),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  },
  {
    name: 'the external id of a partner is no longer demanded',
    ...trusting(trust(partner, { StringEquals: { 'sts:ExternalId': 'f1d2' } }), trust(partner)),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-trust-condition-removed'],
  },
  {
    name: 'any external id of a partner will do',
    ...trusting(
      trust(partner, { StringEquals: { 'sts:ExternalId': 'f1d2' } }),
      trust(partner, { StringLike: { 'sts:ExternalId': '*' } }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-trust-condition-removed'],
  },
  {
    name: 'any repository of GitHub may assume the deployment role',
    ...trusting(
      trust(
        { Federated: github },
        {
          StringEquals: audience,
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop/web:ref:refs/heads/main' },
        },
        web,
      ),
      trust(
        { Federated: github },
        { StringEquals: audience, StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' } },
        web,
      ),
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['iam-federation-without-subject'],
  },
  {
    name: 'any branch and pull request of the repository may deploy instead of main only',
    ...trusting(
      trust(
        { Federated: github },
        {
          StringEquals: audience,
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop/web:ref:refs/heads/main' },
        },
        web,
      ),
      trust(
        { Federated: github },
        { StringEquals: audience, StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop/*' } },
        web,
      ),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-federation-subject-widened'],
  },
  {
    name: 'the permissions boundary of a user is removed',
    type: userType,
    ...changing(user, { PermissionsBoundary: `arn:aws:iam::${account}:policy/boundary` }, {}),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-permissions-boundary-removed'],
  },
  {
    name: 'a user joins the administrators',
    type: userType,
    ...changing(user, {}, { Groups: ['builders', 'administrators'] }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-user-joined-group'],
  },
  {
    name: 'a machine gets the role of the deployment',
    type: 'AWS::EC2::Instance',
    ...changing(instance, {}, { IamInstanceProfile: 'deployer' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-instance-profile-changed'],
  },
  {
    name: 'a function gets the role of the deployment',
    type: 'AWS::Lambda::Function',
    ...changing(lambda, {}, { Role: `arn:aws:iam::${account}:role/deployer` }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['lambda-role-changed'],
  },
  {
    name: 'a container gets the role of the deployment',
    type: 'AWS::ECS::TaskDefinition',
    ...changing(taskDefinition, {}, { TaskRoleArn: `arn:aws:iam::${account}:role/deployer` }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ecs-task-role-changed'],
  },
  {
    name: 'somebody becomes an administrator of the Kubernetes cluster',
    type: 'AWS::EKS::AccessEntry',
    ...appearing({
      ClusterName: 'platform',
      PrincipalArn: `arn:aws:iam::${account}:user/build-agent`,
      Type: 'STANDARD',
      AccessPolicies: [
        {
          PolicyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
          AccessScope: { Type: 'cluster' },
        },
      ],
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['eks-access-administrator'],
  },
  {
    name: 'a service control policy lets go of an organizational unit',
    type: 'AWS::Organizations::Policy',
    ...changing(
      {
        Id: 'p-1',
        Name: 'guardrails',
        Type: 'SERVICE_CONTROL_POLICY',
        Content: policy({ Effect: 'Deny', Action: 'cloudtrail:StopLogging', Resource: '*' }),
      },
      { TargetIds: ['ou-1', 'ou-2'] },
      { TargetIds: ['ou-1'] },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['organizations-policy-detached'],
  },
  {
    name: 'a role may pass one role to one service, as it should be written',
    ...granting(
      allow('iam:PassRole', `arn:aws:iam::${account}:role/shop-task`, {
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'a role may read one more prefix of a bucket',
    ...inline(allow('s3:GetObject', 'arn:aws:s3:::shop-assets/images/*')),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'everything is allowed and everything denied, which is nothing',
    ...inline(allow('*'), { Effect: 'Deny', Action: '*', Resource: '*' }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
];
