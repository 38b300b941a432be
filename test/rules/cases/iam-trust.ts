import type { JsonObject } from '../../../lib/model/json.ts';
import { role } from '../../scenarios/models.ts';
import { account, trust } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { turning } from '../turning.ts';

const github = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
const vendor = { AWS: 'arn:aws:iam::444455556666:root' };

/** The trust of a role in what GitHub says of its workflows. */
function workflows(...subjects: string[]): JsonObject {
  const key = 'token.actions.githubusercontent.com';
  const condition = {
    StringEquals: { [`${key}:aud`]: 'sts.amazonaws.com' },
    ...(subjects.length > 0 ? { StringLike: { [`${key}:sub`]: subjects } } : {}),
  };
  return {
    AssumeRolePolicyDocument: trust({ Federated: github }, condition, 'sts:AssumeRoleWithWebIdentity'),
  };
}

function trusting(Principal: JsonObject, Condition?: JsonObject): JsonObject {
  return { AssumeRolePolicyDocument: trust(Principal, Condition) };
}

/** The trust of a role in an identity pool. */
function visitors(amr: string): JsonObject {
  const key = 'cognito-identity.amazonaws.com';
  return trusting(
    { Federated: key },
    {
      StringEquals: { [`${key}:aud`]: 'eu-west-1:12345678-0000-4000-8000-0123456789ab' },
      'ForAnyValue:StringLike': { [`${key}:amr`]: amr },
    },
  );
}

const main = 'repo:shop/web:ref:refs/heads/main';
const profile: JsonObject = { InstanceProfileName: 'shop-web', Path: '/', Roles: ['shop-web'] };
const oidcProvider: JsonObject = {
  Arn: github,
  Url: 'https://token.actions.githubusercontent.com',
  ClientIdList: ['sts.amazonaws.com'],
  ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
};
const samlProvider: JsonObject = {
  Arn: `arn:aws:iam::${account}:saml-provider/office`,
  Name: 'office',
  SamlMetadataDocument: '<EntityDescriptor entityID="https://idp.example.com"/>',
};
const linked: JsonObject = {
  RoleName: 'AWSServiceRoleForECS',
  Path: '/aws-service-role/ecs.amazonaws.com/',
  AssumeRolePolicyDocument: trust({ Service: 'ecs.amazonaws.com' }),
};

/** Cases of who may become a role, and of the providers that vouch for people and programs. */
export const iamTrustCases: readonly RuleCase[] = [
  turning('iam-federation-without-subject', 'AWS::IAM::Role', role, {
    from: workflows(main),
    to: workflows(),
    not: workflows('repo:shop/web:environment:production'),
  }),
  turning('iam-federation-subject-widened', 'AWS::IAM::Role', role, {
    from: workflows(main),
    to: workflows('repo:shop/web:*'),
    not: workflows('repo:shop/docs:ref:refs/heads/main'),
  }),
  turning('iam-trust-condition-removed', 'AWS::IAM::Role', role, {
    from: trusting(vendor, { StringEquals: { 'sts:ExternalId': 'shop-7731' } }),
    to: trusting(vendor),
    not: trusting(vendor, { StringEquals: { 'sts:ExternalId': 'shop-9001' } }),
  }),
  turning('iam-instance-profile-role-changed', 'AWS::IAM::InstanceProfile', profile, {
    from: {},
    to: { Roles: ['administrator'] },
    not: { Path: '/web/' },
    instead: { Roles: [] },
  }),
  {
    rule: 'iam-oidc-provider-created',
    type: 'AWS::IAM::OIDCProvider',
    fires: [null, oidcProvider],
    nearMiss: [
      oidcProvider,
      { ...oidcProvider, ThumbprintList: ['1c58a3a8518e8759bf075b76b750d4f2df264fcd'] },
    ],
    safer: [oidcProvider, null],
  },
  turning('iam-oidc-audience-added', 'AWS::IAM::OIDCProvider', oidcProvider, {
    from: {},
    to: { ClientIdList: ['sts.amazonaws.com', 'https://github.com/mallory'] },
    not: { ThumbprintList: ['1c58a3a8518e8759bf075b76b750d4f2df264fcd'] },
  }),
  {
    rule: 'iam-saml-provider-created',
    type: 'AWS::IAM::SAMLProvider',
    fires: [null, samlProvider],
    nearMiss: [samlProvider, { ...samlProvider, AssertionEncryptionMode: 'Required' }],
    safer: [samlProvider, null],
  },
  turning('iam-saml-metadata-changed', 'AWS::IAM::SAMLProvider', samlProvider, {
    from: {},
    to: { SamlMetadataDocument: '<EntityDescriptor entityID="https://idp.example.net"/>' },
    not: { AssertionEncryptionMode: 'Allowed' },
    instead: { AssertionEncryptionMode: 'Required' },
  }),
  {
    rule: 'iam-service-linked-role-changed',
    type: 'AWS::IAM::Role',
    fires: [null, linked],
    nearMiss: [null, role],
    safer: [role, { ...role, Description: 'the web servers of the shop' }],
  },
  turning('iam-trust-of-guests', 'AWS::IAM::Role', role, {
    from: visitors('authenticated'),
    to: visitors('unauthenticated'),
    not: { ...visitors('authenticated'), MaxSessionDuration: 7200 },
  }),
];
