import { managedPolicy, role, user } from './models.ts';
import { account, allow, appearing, changing, policy, type Scenario, stranger, trust } from './scenario.ts';

const profile = {
  Name: 'backup-servers',
  Enabled: true,
  DurationSeconds: 3600,
  RoleArns: [`arn:aws:iam::${account}:role/backup-writer`],
};
const anchor = { Name: 'data-centre', Enabled: true };
const bundle = (X509CertificateData: string) => ({
  Source: { SourceType: 'CERTIFICATE_BUNDLE', SourceData: { X509CertificateData } },
});
const actionsProvider = {
  Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
};
const pool = { Federated: 'cognito-identity.amazonaws.com' };
const poolId = { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:12345678-0000-4000-8000-0123456789ab' };
const webIdentity = 'sts:AssumeRoleWithWebIdentity';
const fromMain = {
  'token.actions.githubusercontent.com:sub': 'repo:example/shop:ref:refs/heads/main',
};
const viewer = {
  ClusterName: 'platform',
  PrincipalArn: `arn:aws:iam::${account}:role/support`,
  Type: 'STANDARD',
  AccessPolicies: [
    {
      PolicyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy',
      AccessScope: { Type: 'cluster' },
    },
  ],
};
const granting = (...statements: Parameters<typeof policy>) => ({
  type: 'AWS::IAM::ManagedPolicy',
  ...changing(managedPolicy, {}, { PolicyDocument: policy(...statements) }),
});

/** Ways to more power, written by somebody who had not read the rules. */
export const blindIdentityScenarios: readonly Scenario[] = [
  {
    name: 'servers with a certificate may also use the role of the organization administrators',
    type: 'AWS::RolesAnywhere::Profile',
    ...changing(
      profile,
      { SessionPolicy: '{"Version":"2012-10-17","Statement":[]}' },
      { RoleArns: [...profile.RoleArns, `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`] },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['rolesanywhere-role-given-out'],
  },
  {
    name: 'a trust anchor trusts another certificate authority under the same name',
    type: 'AWS::RolesAnywhere::TrustAnchor',
    ...changing(
      anchor,
      bundle('-----BEGIN CERTIFICATE-----MIIBown'),
      bundle('-----BEGIN CERTIFICATE-----MIIBtheirs'),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['rolesanywhere-authority-trusted'],
  },
  {
    name: 'a role of a foreign account may edit everything in the Kubernetes cluster',
    type: 'AWS::EKS::AccessEntry',
    ...appearing({
      ...viewer,
      PrincipalArn: `arn:aws:iam::${stranger}:role/monitoring`,
      AccessPolicies: [
        {
          PolicyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy',
          AccessScope: { Type: 'cluster' },
        },
      ],
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['eks-access-foreign-account'],
  },
  {
    name: 'the pods of a service account get the role of the deployment',
    type: 'AWS::EKS::PodIdentityAssociation',
    ...changing(
      { AssociationId: 'a-1', ClusterName: 'platform', Namespace: 'shop', ServiceAccount: 'web' },
      { RoleArn: `arn:aws:iam::${account}:role/shop-web` },
      { RoleArn: `arn:aws:iam::${account}:role/deployer` },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['eks-pod-role-changed'],
  },
  {
    name: 'the machines of an instance profile get another role',
    type: 'AWS::IAM::InstanceProfile',
    ...changing(
      { InstanceProfileName: 'shop-web', Path: '/' },
      { Roles: ['shop-web'] },
      { Roles: ['deployer'] },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-instance-profile-role-changed'],
  },
  {
    name: 'a user gets an API key for Bedrock that never expires',
    type: 'AWS::IAM::ServiceSpecificCredential',
    ...appearing({
      UserName: 'BedrockAPIKey-x1y2',
      Status: 'Active',
      ServiceName: 'bedrock.amazonaws.com',
      ServiceCredentialAlias: 'BedrockAPIKey-x1y2-at-1',
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-service-credential-active'],
  },
  {
    name: 'a condition on the repository holds for tokens that name none: ForAllValues',
    type: 'AWS::IAM::Role',
    ...changing(
      role,
      {
        AssumeRolePolicyDocument: trust(actionsProvider, { StringLike: fromMain }, webIdentity),
      },
      {
        AssumeRolePolicyDocument: trust(
          actionsProvider,
          { 'ForAllValues:StringLike': { 'token.actions.githubusercontent.com:sub': ['*'] } },
          webIdentity,
        ),
      },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['iam-federation-without-subject', 'iam-trust-condition-removed'],
  },
  {
    name: 'guests of the app, who never signed in, get the role of its users',
    type: 'AWS::IAM::Role',
    ...changing(
      role,
      {
        AssumeRolePolicyDocument: trust(
          pool,
          {
            StringEquals: poolId,
            'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
          },
          webIdentity,
        ),
      },
      {
        AssumeRolePolicyDocument: trust(
          pool,
          {
            StringEquals: poolId,
            'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'unauthenticated' },
          },
          webIdentity,
        ),
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-trust-of-guests'],
  },
  {
    name: 'a build user may become administrator in every account of the organization',
    type: 'AWS::IAM::User',
    ...changing(
      user,
      {},
      {
        Policies: [
          {
            PolicyName: 'hop',
            PolicyDocument: policy(
              allow('sts:AssumeRole', 'arn:aws:iam::*:role/OrganizationAccountAccessRole'),
            ),
          },
        ],
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-assume-role-of-administrators'],
  },
  {
    name: 'the trust of every role may be rewritten',
    ...granting(allow('iam:UpdateAssumeRolePolicy', `arn:aws:iam::${account}:role/*`)),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-privilege-escalation'],
  },
  {
    name: 'stacks may be made with any role that is passed to CloudFormation',
    ...granting(
      allow(['cloudformation:CreateStack', 'cloudformation:UpdateStack']),
      allow('iam:PassRole', '*', {
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-any-role-passed-to-compute'],
  },
];
