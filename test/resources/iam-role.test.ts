import {
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  ListRolesCommand,
  type Role,
  type RoleDetail,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../lib/model/json.ts';
import { iamRole } from '../../lib/resources/iam-role.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const iam = mockClient(IAMClient);
const encoded = (document: object) => encodeURIComponent(JSON.stringify(document));
const document = (...statements: JsonObject[]): JsonObject => ({
  Version: '2012-10-17',
  Statement: statements,
});
const trust = (Principal: JsonValue, Condition?: JsonObject): JsonObject =>
  document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...(Condition ? { Condition } : {}) });
const allow = (Action: JsonValue, Resource: JsonValue = '*', Condition?: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

/** A role as GetAccountAuthorizationDetails returns it, with every property set. */
const orders: RoleDetail = {
  Path: '/apps/',
  RoleName: 'orders',
  RoleId: 'AROA1234567890EXAMPLE',
  Arn: 'arn:aws:iam::111122223333:role/apps/orders',
  CreateDate: new Date('2026-01-01T00:00:00Z'),
  AssumeRolePolicyDocument: encoded(trust({ Service: 'lambda.amazonaws.com' })),
  InstanceProfileList: [],
  RolePolicyList: [
    { PolicyName: 'write', PolicyDocument: encoded(document(allow('s3:PutObject', 'arn:aws:s3:::b/*'))) },
    { PolicyName: 'read', PolicyDocument: encoded(document(allow('s3:GetObject', 'arn:aws:s3:::b/*'))) },
  ],
  AttachedManagedPolicies: [
    { PolicyName: 'z', PolicyArn: 'arn:aws:iam::111122223333:policy/z' },
    { PolicyName: 'a', PolicyArn: 'arn:aws:iam::111122223333:policy/a' },
  ],
  PermissionsBoundary: {
    PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
    PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/bound',
  },
  Tags: [{ Key: 'Team', Value: 'orders' }],
  RoleLastUsed: { LastUsedDate: new Date('2026-11-01T00:00:00Z'), Region: 'eu-west-1' },
};
const linked: RoleDetail = {
  Path: '/aws-service-role/ecs.amazonaws.com/',
  RoleName: 'AWSServiceRoleForECS',
  AssumeRolePolicyDocument: encoded(trust({ Service: 'ecs.amazonaws.com' })),
};
const listed = (name: string, rest: Partial<Role> = {}): Role => ({
  Path: '/',
  RoleName: name,
  RoleId: '',
  Arn: '',
  CreateDate: new Date('2026-01-01T00:00:00Z'),
  ...rest,
});

beforeEach(() => {
  iam.reset();
  iam
    .on(ListRolesCommand)
    .resolves({
      Roles: [listed('orders', { Description: 'For orders', MaxSessionDuration: 7200 })],
      IsTruncated: true,
      Marker: '2',
    })
    .on(ListRolesCommand, { Marker: '2' })
    .resolves({ Roles: [listed('AWSServiceRoleForECS', { MaxSessionDuration: 3600 })] })
    .on(GetAccountAuthorizationDetailsCommand)
    .resolves({ RoleDetailList: [orders], IsTruncated: true, Marker: '2' })
    .on(GetAccountAuthorizationDetailsCommand, { Marker: '2' })
    .resolves({ RoleDetailList: [linked, {}] });
});

describe('reading roles', () => {
  test('every property comes in the words of the schema, with service-linked roles', async () => {
    const read = await readAll(iamRole);
    expect(read.map(({ id, arn, unread }) => [id, arn, unread])).toEqual([
      ['orders', 'arn:aws:iam::111122223333:role/apps/orders', []],
      ['AWSServiceRoleForECS', undefined, []],
    ]);
    const { properties, tags } = stored(iamRole, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'orders' });
    expect(properties).toEqual({
      RoleName: 'orders',
      RoleId: 'AROA1234567890EXAMPLE',
      Arn: 'arn:aws:iam::111122223333:role/apps/orders',
      Path: '/apps/',
      Description: 'For orders',
      MaxSessionDuration: 7200,
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Action: ['sts:assumerole'],
        Principal: { Service: ['lambda.amazonaws.com'] },
      }),
      ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/a', 'arn:aws:iam::111122223333:policy/z'],
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/bound',
      Policies: [
        { PolicyName: 'read', PolicyDocument: document(allow(['s3:getobject'], ['arn:aws:s3:::b/*'])) },
        { PolicyName: 'write', PolicyDocument: document(allow(['s3:putobject'], ['arn:aws:s3:::b/*'])) },
      ],
    });
  });

  test('policies in another order and a later use give the same bytes', async () => {
    const first = storedLines(iamRole, await readAll(iamRole));
    iam.on(GetAccountAuthorizationDetailsCommand).resolves({
      RoleDetailList: [
        linked,
        {
          ...orders,
          RolePolicyList: [...(orders.RolePolicyList ?? [])].reverse(),
          AttachedManagedPolicies: [...(orders.AttachedManagedPolicies ?? [])].reverse(),
          RoleLastUsed: { LastUsedDate: new Date('2026-11-20T00:00:00Z'), Region: 'eu-west-1' },
        },
      ],
    });
    expect(storedLines(iamRole, await readAll(iamRole))).toEqual(first);
  });

  test('what only the list of roles tells is unread where that is denied, or where the role is too new for it', async () => {
    iam.on(ListRolesCommand).rejects(awsError('AccessDenied', 'no'));
    const [denied] = await readAll(iamRole);
    expect(denied?.unread).toEqual([
      { path: '/Description', reason: 'AccessDenied: no' },
      { path: '/MaxSessionDuration', reason: 'AccessDenied: no' },
    ]);
    iam.on(ListRolesCommand).resolves({});
    const [fresh] = await readAll(iamRole);
    expect(fresh?.unread?.[0]?.reason).toBe('The role was created while the roles were read');
  });

  test('denied account details make the type unread', async () => {
    iam.on(GetAccountAuthorizationDetailsCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(iamRole)).rejects.toThrow('AccessDenied');
  });
});

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const inline = (...statements: JsonObject[]): JsonObject => ({
  Policies: [{ PolicyName: 'p', PolicyDocument: document(...statements) }],
});
const boundary = (name: string): JsonObject => ({
  PermissionsBoundary: `arn:aws:iam::111122223333:policy/${name}`,
});
const deny = (Action: JsonValue, Resource: JsonValue = '*'): JsonObject => ({
  Effect: 'Deny',
  Action,
  Resource,
});

describe('what the permissions of a role mean', () => {
  const cases: [string, JsonObject, JsonObject, string, string[]][] = [
    [
      'AdministratorAccess attached',
      {},
      { ManagedPolicyArns: [aws('AdministratorAccess')] },
      'CRITICAL',
      ['iam-administrative-policy-attached'],
    ],
    [
      'IAMFullAccess attached',
      {},
      { ManagedPolicyArns: [aws('IAMFullAccess')] },
      'CRITICAL',
      ['iam-administrative-policy-attached'],
    ],
    [
      'PowerUserAccess attached',
      {},
      { ManagedPolicyArns: [aws('PowerUserAccess')] },
      'HIGH',
      ['iam-administrative-policy-attached'],
    ],
    ['ReadOnlyAccess attached', {}, { ManagedPolicyArns: [aws('ReadOnlyAccess')] }, 'MEDIUM', []],
    ['AdministratorAccess detached', { ManagedPolicyArns: [aws('AdministratorAccess')] }, {}, 'INFO', []],
    ['boundary removed', boundary('b'), {}, 'HIGH', ['iam-permissions-boundary-removed']],
    [
      'boundary that bounds nothing',
      boundary('b'),
      { PermissionsBoundary: aws('AdministratorAccess') },
      'HIGH',
      ['iam-permissions-boundary-removed'],
    ],
    ['another boundary', boundary('b'), boundary('c'), 'MEDIUM', []],
    ['boundary set', {}, boundary('b'), 'INFO', []],
    ['pass any role', {}, inline(allow('iam:PassRole')), 'HIGH', ['iam-privilege-escalation']],
    [
      'pass any role of the account',
      {},
      inline(allow('iam:PassRole', 'arn:aws:iam::111122223333:role/*')),
      'HIGH',
      ['iam-privilege-escalation'],
    ],
    ['pass one role', {}, inline(allow('iam:PassRole', 'arn:aws:iam::111122223333:role/x')), 'MEDIUM', []],
    [
      'pass any role to one service',
      {},
      inline(
        allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }),
      ),
      'MEDIUM',
      [],
    ],
    [
      'pass any role to all services but one',
      {},
      inline(allow('iam:PassRole', '*', { StringNotEquals: { 'iam:PassedToService': 'x' } })),
      'HIGH',
      ['iam-privilege-escalation'],
    ],
    [
      'pass any role to a service that it can be started with',
      {},
      inline(
        allow('ec2:RunInstances'),
        allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }),
      ),
      'HIGH',
      ['iam-any-role-passed-to-compute'],
    ],
    [
      'pass one role to a service that it can be started with',
      {},
      inline(
        allow('ec2:RunInstances'),
        allow('iam:PassRole', 'arn:aws:iam::111122223333:role/web', {
          StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' },
        }),
      ),
      'MEDIUM',
      [],
    ],
    ['read one secret', {}, inline(allow('secretsmanager:GetSecretValue', 'arn:a')), 'MEDIUM', []],
    [
      'read every secret',
      {},
      inline(allow('secretsmanager:GetSecretValue')),
      'HIGH',
      ['iam-read-every-secret'],
    ],
    ['read every secret no longer', inline(allow('secretsmanager:GetSecretValue')), {}, 'INFO', []],
    ['stop one trail', {}, inline(allow('cloudtrail:StopLogging', 'arn:a')), 'MEDIUM', []],
    ['stop every trail', {}, inline(allow('cloudtrail:StopLogging')), 'HIGH', ['iam-blind-watchers']],
    ['stop every trail no longer', inline(allow('cloudtrail:StopLogging')), {}, 'INFO', []],
    ['assume any role', {}, inline(allow('sts:AssumeRole')), 'HIGH', ['iam-privilege-escalation']],
    [
      'assume one role everywhere',
      {},
      inline(allow('sts:AssumeRole', 'arn:aws:iam::*:role/reader')),
      'MEDIUM',
      [],
    ],
    [
      'everything in IAM',
      {},
      inline(allow('iam:*')),
      'HIGH',
      ['iam-privilege-escalation', 'iam-whole-service'],
    ],
    [
      'a wildcard that covers escalation',
      {},
      inline(allow('iam:Put*')),
      'HIGH',
      ['iam-privilege-escalation'],
    ],
    ['escalation taken back', {}, inline(allow('iam:PassRole'), deny('iam:*')), 'MEDIUM', []],
    [
      'escalation taken back for one role only',
      {},
      inline(allow('iam:PassRole'), deny('iam:PassRole', 'arn:aws:iam::1:role/x')),
      'HIGH',
      ['iam-privilege-escalation'],
    ],
    [
      'everything but IAM',
      {},
      inline({ Effect: 'Allow', NotAction: ['iam:*', 'sts:*'], Resource: '*' }),
      'HIGH',
      [
        'iam-privilege-escalation',
        'iam-everything-but',
        'iam-read-every-secret',
        'iam-blind-watchers',
        'iam-lift-guardrails',
        'iam-decrypt-with-any-key',
        'iam-mail-or-models-of-all',
      ],
    ],
    [
      'everything but S3',
      {},
      inline({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }),
      'CRITICAL',
      [
        'iam-everything-but',
        'iam-privilege-escalation',
        'iam-read-every-secret',
        'iam-blind-watchers',
        'iam-lift-guardrails',
        'iam-decrypt-with-any-key',
        'iam-mail-or-models-of-all',
      ],
    ],
    ['everything', {}, inline(allow('*')), 'CRITICAL', ['policy-administrator']],
    [
      'everything on all but one resource',
      {},
      inline({ Effect: 'Allow', Action: 'iam:*', NotResource: 'arn:aws:iam::1:role/x' }),
      'HIGH',
      ['iam-privilege-escalation', 'iam-whole-service'],
    ],
    ['a whole service', {}, inline(allow('s3:*')), 'MEDIUM', ['iam-whole-service']],
    ['a whole harmless service', {}, inline(allow('logs:*')), 'MEDIUM', []],
    [
      'decrypt with any key',
      {},
      inline(allow('kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/*')),
      'MEDIUM',
      ['iam-decrypt-with-any-key'],
    ],
    [
      'decrypt with any key through one service',
      {},
      inline(allow('kms:Decrypt', '*', { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } })),
      'MEDIUM',
      [],
    ],
    [
      'decrypt with one key',
      {},
      inline(allow('kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/1')),
      'MEDIUM',
      [],
    ],
    ['escalation removed', inline(allow('iam:PassRole')), {}, 'INFO', []],
    ['another description', { Description: 'a' }, { Description: 'b' }, 'INFO', []],
    ['longer sessions', { MaxSessionDuration: 3600 }, { MaxSessionDuration: 43200 }, 'LOW', []],
    ['created anew under the same name', { RoleId: 'a' }, { RoleId: 'b' }, 'MEDIUM', []],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(iamRole, { RoleName: 'r', ...before }, { RoleName: 'r', ...after });
    expect(risk?.rules).toEqual(rules);
    expect(risk?.severity).toBe(severity);
  });

  test('an escalation that was there is not new when another inline policy is added before it', () => {
    const policy = { PolicyName: 'p', PolicyDocument: document(allow('iam:PassRole')) };
    const added = { PolicyName: 'a', PolicyDocument: document(allow('logs:PutLogEvents')) };
    const risk = riskOf(iamRole, { Policies: [policy] }, { Policies: [added, policy] });
    expect(risk).toMatchObject({ severity: 'MEDIUM', rules: [] });
  });

  test('the reason names what the holder can do and with which actions', () => {
    expect(riskOf(iamRole, {}, inline(allow('iam:Put*')))?.reasons[0]).toBe(
      'Whoever has the inline policy p of AWS::IAM::Role id-1 can give itself any permission: it allows iam:PutRolePolicy, iam:PutUserPolicy, iam:PutGroupPolicy on every resource.',
    );
  });
});

const github = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const eks = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC';
const saml = 'arn:aws:iam::111122223333:saml-provider/Corporate';
const githubClaim = (name: string, value: string, operator = 'StringLike'): JsonObject => ({
  [operator]: { [`token.actions.githubusercontent.com:${name}`]: value },
});
const trusting = (Principal: JsonValue, Condition?: JsonObject): JsonObject => ({
  AssumeRolePolicyDocument: trust(Principal, Condition),
});

describe('what the trust of a role means', () => {
  const own = { AWS: 'arn:aws:iam::111122223333:role/x' };
  const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  const federated: [string, JsonObject, string, string[]][] = [
    [
      'GitHub without subject',
      trusting({ Federated: github }, githubClaim('aud', 'sts.amazonaws.com')),
      'CRITICAL',
      ['iam-federation-without-subject'],
    ],
    [
      'GitHub, any repository',
      trusting({ Federated: github }, githubClaim('sub', 'repo:*')),
      'CRITICAL',
      ['iam-federation-without-subject'],
    ],
    [
      'GitHub, all but one repository',
      trusting({ Federated: github }, githubClaim('sub', 'repo:a/b', 'StringNotLike')),
      'CRITICAL',
      ['iam-federation-without-subject'],
    ],
    [
      'GitHub, one organization',
      trusting({ Federated: github }, githubClaim('sub', 'repo:acme/*')),
      'LOW',
      [],
    ],
    ['EKS without subject', trusting({ Federated: eks }), 'HIGH', ['iam-federation-without-subject']],
    [
      'EKS, one service account',
      trusting(
        { Federated: eks },
        { StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub': 'system:serviceaccount:a:b' } },
      ),
      'LOW',
      [],
    ],
    ['SAML without condition', trusting({ Federated: saml }), 'HIGH', ['iam-federation-without-subject']],
    [
      'SAML with audience',
      trusting({ Federated: saml }, { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }),
      'LOW',
      [],
    ],
    [
      'Cognito without audience',
      trusting({ Federated: 'cognito-identity.amazonaws.com' }),
      'CRITICAL',
      ['iam-federation-without-subject'],
    ],
    [
      'Cognito with audience',
      trusting(
        { Federated: 'cognito-identity.amazonaws.com' },
        { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'pool' } },
      ),
      'LOW',
      [],
    ],
    ['a service', trusting({ Service: 'lambda.amazonaws.com' }), 'LOW', []],
    ['a foreign account', trusting({ AWS: '999988887777' }), 'HIGH', ['policy-foreign-account']],
    [
      'a service-linked role',
      { Path: '/aws-service-role/ecs.amazonaws.com/' },
      'INFO',
      ['iam-service-linked-role-changed'],
    ],
  ];
  test.each(federated)('a new role that trusts: %s', (_, after, severity, rules) => {
    const risk = riskOf(iamRole, undefined, after);
    expect(risk?.rules).toEqual(rules);
    expect(risk?.severity).toBe(severity);
  });

  test('a condition that all statements demanded and one does not any more is HIGH', () => {
    const risk = riskOf(iamRole, trusting(own, mfa), {
      AssumeRolePolicyDocument: document(
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: own, Condition: mfa },
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: own },
        { Effect: 'Deny', Action: 'sts:TagSession', Principal: own },
      ),
    });
    expect(risk).toMatchObject({ severity: 'HIGH', rules: ['iam-trust-condition-removed'] });
    expect(risk?.reasons[0]).toContain('without the condition on aws:multifactorauthpresent');
  });

  test('a condition added is safer', () => {
    expect(riskOf(iamRole, trusting(own), trusting(own, mfa))).toMatchObject({ severity: 'INFO', rules: [] });
  });

  test('another service trusted is MEDIUM', () => {
    const risk = riskOf(
      iamRole,
      trusting({ Service: 'a.amazonaws.com' }),
      trusting({ Service: ['a.amazonaws.com', 'b.amazonaws.com'] }),
    );
    expect(risk).toMatchObject({ severity: 'MEDIUM', rules: [] });
  });

  test('the subject named is safer', () => {
    const risk = riskOf(
      iamRole,
      trusting({ Federated: eks }),
      trusting({ Federated: eks }, { StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub': 'a' } }),
    );
    expect(risk?.severity).toBe('INFO');
  });
});

test('a role costs nothing', () => {
  expect(iamRole.monthlyCost?.(resource(iamRole.type, {}), costContext({}))?.usd).toBe(0);
});
