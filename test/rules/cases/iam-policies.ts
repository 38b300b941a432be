import type { JsonObject } from '../../../lib/model/json.ts';
import { managedPolicy, role, user } from '../../scenarios/models.ts';
import { account, allow, policy } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { turning } from '../turning.ts';

const one = `arn:aws:iam::${account}:role/shop-task`;
const key = `arn:aws:kms:eu-west-1:${account}:key/5f0a2b1c-0000-4000-8000-0123456789ab`;
const managed = 'AWS::IAM::ManagedPolicy';
const awsPolicy = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const boundary = `arn:aws:iam::${account}:policy/developer-boundary`;

/** A customer managed policy that comes to say something dangerous, or something else. */
function saying(rule: string, dangerous: JsonObject[], harmless: JsonObject[]): RuleCase {
  return turning(rule, managed, managedPolicy, {
    from: {},
    to: { PolicyDocument: policy(...dangerous) },
    not: { PolicyDocument: policy(...harmless) },
  });
}

/** The same for an inline policy of a role. */
function inline(PolicyDocument: JsonObject): JsonObject {
  return { Policies: [{ PolicyName: 'read-assets', PolicyDocument }] };
}

/** Cases of what the policies of users, groups and roles let them do. */
export const iamPolicyCases: readonly RuleCase[] = [
  turning('iam-administrative-policy-attached', 'AWS::IAM::User', user, {
    from: {},
    to: { ManagedPolicyArns: [awsPolicy('AdministratorAccess')] },
    not: { ManagedPolicyArns: [awsPolicy('ReadOnlyAccess')] },
  }),
  saying(
    'iam-any-role-passed-to-compute',
    [
      allow('lambda:CreateFunction'),
      allow('iam:PassRole', '*', {
        Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      }),
    ],
    [
      allow('lambda:CreateFunction'),
      allow('iam:PassRole', one, {
        Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      }),
    ],
  ),
  saying(
    'iam-blind-watchers',
    [allow(['cloudtrail:StopLogging', 'guardduty:UpdateDetector'])],
    [allow(['cloudtrail:StopLogging'], `arn:aws:cloudtrail:eu-west-1:${account}:trail/sandbox`)],
  ),
  turning('iam-decrypt-with-any-key', 'AWS::IAM::Role', role, {
    from: {},
    to: inline(policy(allow('kms:Decrypt'))),
    not: inline(policy(allow('kms:Decrypt', key))),
  }),
  saying(
    'iam-everything-but',
    [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    [{ Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }],
  ),
  saying('iam-privilege-escalation', [allow('iam:CreatePolicyVersion')], [allow('iam:ListPolicyVersions')]),
  saying(
    'iam-read-every-secret',
    [allow('secretsmanager:GetSecretValue')],
    [allow('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-west-1:${account}:secret:shop-*`)],
  ),
  saying('iam-whole-service', [allow('dynamodb:*')], [allow('logs:*')]),
  turning('iam-permissions-boundary-removed', 'AWS::IAM::Role', role, {
    from: { PermissionsBoundary: boundary },
    to: {},
    not: { PermissionsBoundary: `arn:aws:iam::${account}:policy/narrow-boundary` },
  }),
  {
    rule: 'iam-powerful-policy-attached',
    type: managed,
    fires: [
      { ...managedPolicy, PolicyDocument: policy(allow('*')) },
      { ...managedPolicy, PolicyDocument: policy(allow('*')), Users: ['mallory'] },
    ],
    nearMiss: [managedPolicy, { ...managedPolicy, Users: ['mallory'] }],
    safer: [
      { ...managedPolicy, PolicyDocument: policy(allow('*')), Users: ['mallory'] },
      { ...managedPolicy, PolicyDocument: policy(allow('*')) },
    ],
  },
  saying(
    'iam-assume-role-of-administrators',
    [allow('sts:AssumeRole', 'arn:aws:iam::*:role/OrganizationAccountAccessRole')],
    [allow('sts:AssumeRole', 'arn:aws:iam::*:role/reader')],
  ),
  saying(
    'iam-lift-guardrails',
    [allow(['organizations:LeaveOrganization', 'organizations:DescribeOrganization'])],
    [allow('organizations:DescribeOrganization')],
  ),
  saying(
    'iam-mail-or-models-of-all',
    [allow('ses:Send*')],
    [allow('ses:SendEmail', `arn:aws:ses:eu-west-1:${account}:identity/shop.example.com`)],
  ),
];
