import type { JsonObject } from '../../../lib/model/json.ts';
import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { turning } from '../turning.ts';

const organization = `arn:aws:organizations::${account}:organization/o-a1b2c3d4e5`;
const memberType = 'AWS::Organizations::Account';
const member: JsonObject = {
  AccountId: '222233334444',
  AccountName: 'shop-production',
  Email: 'shop-production@example.com',
  JoinedMethod: 'CREATED',
  ParentIds: ['ou-a1b2-production'],
  State: 'ACTIVE',
};
const services = (...EnabledServicePrincipals: string[]): JsonObject => ({ EnabledServicePrincipals });
const organizationProperties: JsonObject = { Id: 'o-a1b2c3d4e5', Arn: organization, FeatureSet: 'ALL' };
const administrator: JsonObject = { AccountId: '222233334444', AccountName: 'security' };

/** A service control policy that keeps regions closed, or less. */
function guardrail(Action: string[], more: JsonObject = {}): JsonObject {
  return {
    Content: {
      Version: '2012-10-17',
      Statement: [{ Sid: 'KeepTheTrail', Effect: 'Deny', Action, Resource: '*', ...more }],
    },
  };
}

const policyType = 'AWS::Organizations::Policy';
const servicePolicy: JsonObject = {
  Id: 'p-a1b2c3d4',
  Name: 'keep-the-trail',
  Type: 'SERVICE_CONTROL_POLICY',
  TargetIds: ['r-a1b2', 'ou-a1b2-production'],
  ...guardrail(['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail']),
};
const anchor: JsonObject = {
  Name: 'data-center',
  Enabled: true,
  Source: {
    SourceType: 'AWS_ACM_PCA',
    SourceData: { AcmPcaArn: `arn:aws:acm-pca:eu-west-1:${account}:certificate-authority/1` },
  },
};
const stolen: JsonObject = {
  Source: { SourceType: 'CERTIFICATE_BUNDLE', SourceData: { X509CertificateData: 'MIIB' } },
};
const analyzerType = 'AWS::AccessAnalyzer::Analyzer';
const analyzer: JsonObject = { AnalyzerName: 'account', Type: 'ACCOUNT', ArchiveRules: [] };

/** Cases of the organization, of who is trusted from outside, and of what watches over sharing. */
export const organizationCases: readonly RuleCase[] = [
  {
    rule: 'organizations-account-left',
    type: memberType,
    fires: [member, null],
    nearMiss: [member, { ...member, AccountName: 'shop' }],
    safer: [null, member],
  },
  turning('organizations-account-moved', memberType, member, {
    from: {},
    to: { ParentIds: ['r-a1b2'] },
    not: { AccountName: 'shop' },
    instead: { AccountName: 'shop (production)' },
  }),
  turning('organizations-account-closed', memberType, member, {
    from: {},
    to: { State: 'PENDING_CLOSURE' },
    not: { AccountName: 'shop' },
  }),
  turning('organizations-account-email-changed', memberType, member, {
    from: {},
    to: { Email: 'mallory@example.net' },
    not: { AccountName: 'shop' },
    instead: { AccountName: 'shop (production)' },
  }),
  turning(
    'organizations-administration-delegated',
    'AWS::Organizations::DelegatedAdministrator',
    administrator,
    {
      from: { ServicePrincipals: ['guardduty.amazonaws.com'] },
      to: {
        ServicePrincipals: ['guardduty.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'],
      },
      not: { ServicePrincipals: [] },
    },
  ),
  {
    rule: 'organizations-policy-deleted',
    type: policyType,
    fires: [servicePolicy, null],
    nearMiss: [servicePolicy, { ...servicePolicy, TargetIds: ['r-a1b2'] }],
    safer: [null, servicePolicy],
  },
  turning('organizations-policy-detached', policyType, servicePolicy, {
    from: {},
    to: { TargetIds: ['ou-a1b2-production'] },
    not: { TargetIds: ['r-a1b2', 'ou-a1b2-production', 'ou-a1b2-sandbox'] },
  }),
  turning('organizations-policy-weakened', policyType, servicePolicy, {
    from: {},
    to: guardrail(['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'], {
      Condition: { StringNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::222233334444:role/mallory' } },
    }),
    not: guardrail(['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors']),
  }),
  turning(
    'organizations-policy-type-disabled',
    'AWS::Organizations::Root',
    { Id: 'r-a1b2', Name: 'Root' },
    {
      from: { PolicyTypes: ['SERVICE_CONTROL_POLICY', 'TAG_POLICY'] },
      to: { PolicyTypes: ['TAG_POLICY'] },
      not: { PolicyTypes: ['SERVICE_CONTROL_POLICY', 'TAG_POLICY', 'BACKUP_POLICY'] },
    },
  ),
  turning(
    'organizations-service-access-disabled',
    'AWS::Organizations::Organization',
    organizationProperties,
    {
      from: services('cloudtrail.amazonaws.com'),
      to: services(),
      not: services('cloudtrail.amazonaws.com', 'ram.amazonaws.com'),
    },
  ),
  turning(
    'organizations-service-access-enabled',
    'AWS::Organizations::Organization',
    organizationProperties,
    {
      from: services('cloudtrail.amazonaws.com', 'ram.amazonaws.com'),
      to: services('cloudtrail.amazonaws.com', 'ram.amazonaws.com', 'ssm.amazonaws.com'),
      not: services('cloudtrail.amazonaws.com'),
    },
  ),
  turning('rolesanywhere-authority-trusted', 'AWS::RolesAnywhere::TrustAnchor', anchor, {
    from: {},
    to: stolen,
    not: { Name: 'data-center-1' },
    instead: { Enabled: false },
  }),
  turning(
    'rolesanywhere-role-given-out',
    'AWS::RolesAnywhere::Profile',
    { Name: 'data-center' },
    {
      from: { RoleArns: ['arn:aws:iam::111122223333:role/backup'] },
      to: {
        RoleArns: ['arn:aws:iam::111122223333:role/administrator', 'arn:aws:iam::111122223333:role/backup'],
      },
      not: {
        Enabled: false,
        RoleArns: ['arn:aws:iam::111122223333:role/administrator', 'arn:aws:iam::111122223333:role/backup'],
      },
    },
  ),
  turning(
    'rolesanywhere-session-name-of-the-caller',
    'AWS::RolesAnywhere::Profile',
    { Name: 'data-center' },
    {
      from: { AcceptRoleSessionName: false },
      to: { AcceptRoleSessionName: true },
      not: { AcceptRoleSessionName: false, DurationSeconds: 900 },
    },
  ),
  {
    rule: 'accessanalyzer-analyzer-deleted',
    type: analyzerType,
    fires: [analyzer, null],
    nearMiss: [analyzer, { ...analyzer, Status: 'FAILED' }],
    safer: [null, analyzer],
  },
  turning('accessanalyzer-analyzer-disabled', analyzerType, analyzer, {
    from: {},
    to: { Status: 'DISABLED', StatusReason: 'AWS_SERVICE_ACCESS_DISABLED' },
    not: { ArchiveRules: [{ RuleName: 'known', Filter: [{ Property: 'resource', Eq: ['bucket'] }] }] },
  }),
  turning('accessanalyzer-findings-archived', analyzerType, analyzer, {
    from: {},
    to: { ArchiveRules: [{ RuleName: 'all', Filter: [{ Property: 'status', Eq: ['ACTIVE'] }] }] },
    not: { AnalyzerConfiguration: { UnusedAccessConfiguration: { UnusedAccessAge: 180 } } },
  }),
];
