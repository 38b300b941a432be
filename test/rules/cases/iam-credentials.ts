import type { JsonObject } from '../../../lib/model/json.ts';
import { user } from '../../scenarios/models.ts';
import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { turning } from '../turning.ts';

const accessKey = (Status: string): JsonObject => ({ UserName: 'build-agent', Status });
const password = (PasswordResetRequired: boolean): JsonObject => ({
  UserName: 'alice',
  PasswordResetRequired,
});
const device = (user: string | null, EnableDate = '2026-01-10T08:00:00Z'): JsonObject => ({
  SerialNumber: `arn:aws:iam::${account}:mfa/alice`,
  VirtualMfaDeviceName: 'alice',
  Path: '/',
  Users: user === null ? [] : [user],
  EnableDate,
});
const virtual = 'AWS::IAM::VirtualMFADevice';
const bedrock = (Status: string): JsonObject => ({
  UserName: 'build-agent',
  ServiceName: 'bedrock.amazonaws.com',
  ServiceUserName: 'build-agent-at-bedrock',
  Status,
});
const root = (facts: JsonObject): JsonObject => ({
  AccountAccessKeysPresent: 0,
  AccountMFAEnabled: 1,
  AccountPasswordPresent: 1,
  AccountSigningCertificatesPresent: 0,
  GlobalEndpointTokenVersion: 1,
  ...facts,
});

function ofRoot(rule: string, bad: JsonObject): RuleCase {
  const not = { AccountPasswordPresent: 0 };
  return turning(rule, 'AWS::IAM::AccountSummary', root({}), { from: {}, to: bad, not });
}

const passwordPolicy: JsonObject = {
  MinimumPasswordLength: 14,
  PasswordReusePrevention: 24,
  RequireSymbols: true,
  RequireNumbers: true,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
};

/** Cases of users and of what they sign in with. */
export const iamCredentialCases: readonly RuleCase[] = [
  {
    rule: 'iam-access-key-active',
    type: 'AWS::IAM::AccessKey',
    fires: [null, accessKey('Active')],
    nearMiss: [null, accessKey('Inactive')],
    safer: [accessKey('Active'), accessKey('Inactive')],
  },
  {
    rule: 'iam-access-key-deleted',
    type: 'AWS::IAM::AccessKey',
    fires: [accessKey('Active'), null],
    nearMiss: [accessKey('Active'), accessKey('Inactive')],
    safer: [null, accessKey('Inactive')],
  },
  {
    rule: 'iam-console-password-given',
    type: 'AWS::IAM::LoginProfile',
    fires: [null, password(true)],
    nearMiss: [password(true), password(false)],
    safer: [password(true), null],
  },
  {
    rule: 'iam-console-password-taken',
    type: 'AWS::IAM::LoginProfile',
    fires: [password(false), null],
    nearMiss: [password(false), password(true)],
    safer: [null, password(true)],
  },
  {
    rule: 'iam-mfa-removed',
    type: virtual,
    fires: [device('alice'), device(null)],
    nearMiss: [device(null), null],
    safer: [device(null), device('alice')],
  },
  {
    rule: 'iam-mfa-set-up-again',
    type: virtual,
    fires: [device('alice'), device('alice', '2026-11-20T23:11:00Z')],
    nearMiss: [device('alice'), { ...device('alice'), Path: '/people/' }],
    safer: [null, device('alice', '2026-11-20T23:11:00Z')],
  },
  ofRoot('iam-root-access-key', { AccountAccessKeysPresent: 1 }),
  ofRoot('iam-root-without-mfa', { AccountMFAEnabled: 0 }),
  ofRoot('iam-root-signing-certificate', { AccountSigningCertificatesPresent: 1 }),
  {
    rule: 'iam-service-credential-active',
    type: 'AWS::IAM::ServiceSpecificCredential',
    fires: [bedrock('Inactive'), bedrock('Active')],
    nearMiss: [null, bedrock('Inactive')],
    safer: [bedrock('Active'), bedrock('Inactive')],
  },
  turning('iam-password-policy-weakened', 'AWS::IAM::AccountPasswordPolicy', passwordPolicy, {
    from: {},
    to: { MinimumPasswordLength: 8 },
    not: { HardExpiry: true },
  }),
  {
    rule: 'iam-user-created',
    type: 'AWS::IAM::User',
    fires: [null, user],
    nearMiss: [user, { ...user, Path: '/machines/' }],
    safer: [user, null],
  },
  turning('iam-user-joined-group', 'AWS::IAM::User', user, {
    from: {},
    to: { Groups: ['builders', 'administrators'] },
    not: { Path: '/administrators/' },
  }),
];
