import { GetAccountPasswordPolicyCommand, GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { iamAccountPasswordPolicy } from '../../lib/resources/iam-account-password-policy.ts';
import { iamAccountSummary } from '../../lib/resources/iam-account-summary.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const iam = mockClient(IAMClient);
const policy = {
  MinimumPasswordLength: 14,
  RequireSymbols: true,
  RequireNumbers: true,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
  AllowUsersToChangePassword: true,
  ExpirePasswords: true,
  MaxPasswordAge: 90,
  PasswordReusePrevention: 24,
  HardExpiry: true,
};
const summary = {
  AccountAccessKeysPresent: 0,
  AccountMFAEnabled: 1,
  AccountPasswordPresent: 1,
  AccountSigningCertificatesPresent: 0,
  GlobalEndpointTokenVersion: 2,
};

beforeEach(() => {
  iam.reset();
  iam
    .on(GetAccountPasswordPolicyCommand)
    .resolves({ PasswordPolicy: policy })
    .on(GetAccountSummaryCommand)
    .resolves({ SummaryMap: { ...summary, Users: 27, UsersQuota: 5000, MFADevices: 3, Policies: 8 } });
});

describe('reading', () => {
  test.each<[ResourceType, JsonObject]>([
    [iamAccountPasswordPolicy, policy],
    [iamAccountSummary, summary],
  ])('every property, once for the account: %#', async (type, properties) => {
    const read = await readAll(type);
    expect(read.map(({ id }) => id)).toEqual(['111122223333']);
    expect(stored(type, read[0] ?? { id: '', properties: {} }).properties).toEqual(properties);
  });

  test.each([iamAccountPasswordPolicy, iamAccountSummary])(
    '$type gives the same bytes however many users there are',
    async (type) => {
      const first = storedLines(type, await readAll(type));
      iam.on(GetAccountSummaryCommand).resolves({ SummaryMap: { Users: 28, ...summary } });
      expect(storedLines(type, await readAll(type))).toEqual(first);
    },
  );

  test('an account without a password policy has that of AWS', async () => {
    iam.on(GetAccountPasswordPolicyCommand).rejects(awsError('NoSuchEntity'));
    const [read] = await readAll(iamAccountPasswordPolicy);
    const { properties } = stored(iamAccountPasswordPolicy, read ?? { id: '', properties: {} });
    expect(properties).toMatchObject({ MinimumPasswordLength: 8, RequireSymbols: false });
  });

  test.each([iamAccountPasswordPolicy, iamAccountSummary])(
    'a denied call makes $type unread',
    async (type) => {
      iam.on(GetAccountPasswordPolicyCommand).rejects(awsError('AccessDenied'));
      iam.on(GetAccountSummaryCommand).rejects(awsError('AccessDenied'));
      await expect(readAll(type)).rejects.toThrow('AccessDenied');
    },
  );

  test('an empty answer tells nothing of the root user', async () => {
    iam.on(GetAccountSummaryCommand).resolves({}).on(GetAccountPasswordPolicyCommand).resolves({
      PasswordPolicy: undefined,
    });
    const [read] = await readAll(iamAccountSummary);
    expect(stored(iamAccountSummary, read ?? { id: '', properties: {} }).properties).toEqual({});
    expect(await readAll(iamAccountPasswordPolicy)).toEqual([{ id: '111122223333', properties: {} }]);
    expect(riskOf(iamAccountSummary, undefined, {})?.rules).toEqual([]);
  });
});

const weakened = ['iam-password-policy-weakened'];

describe('what a change means', () => {
  test.each<[string, ResourceType, JsonObject, string, string[]]>([
    ['shorter passwords', iamAccountPasswordPolicy, { MinimumPasswordLength: 8 }, 'MEDIUM', weakened],
    ['longer passwords', iamAccountPasswordPolicy, { MinimumPasswordLength: 20 }, 'INFO', []],
    ['no symbols', iamAccountPasswordPolicy, { RequireSymbols: false }, 'MEDIUM', weakened],
    ['older passwords', iamAccountPasswordPolicy, { MaxPasswordAge: 365 }, 'MEDIUM', weakened],
    ['passwords of any age', iamAccountPasswordPolicy, { MaxPasswordAge: null }, 'MEDIUM', weakened],
    ['younger passwords', iamAccountPasswordPolicy, { MaxPasswordAge: 30 }, 'INFO', []],
    [
      'the same password again',
      iamAccountPasswordPolicy,
      { PasswordReusePrevention: null },
      'MEDIUM',
      weakened,
    ],
    ['users may not change it', iamAccountPasswordPolicy, { AllowUsersToChangePassword: false }, 'LOW', []],
    [
      'root gets an access key',
      iamAccountSummary,
      { AccountAccessKeysPresent: 1 },
      'CRITICAL',
      ['iam-root-access-key'],
    ],
    ['root loses MFA', iamAccountSummary, { AccountMFAEnabled: 0 }, 'CRITICAL', ['iam-root-without-mfa']],
    [
      'root gets a certificate',
      iamAccountSummary,
      { AccountSigningCertificatesPresent: 1 },
      'HIGH',
      ['iam-root-signing-certificate'],
    ],
    ['root loses its password', iamAccountSummary, { AccountPasswordPresent: 0 }, 'MEDIUM', []],
    ['another token version', iamAccountSummary, { GlobalEndpointTokenVersion: 1 }, 'LOW', []],
  ])('%s', (_, type, difference, severity, rules) => {
    const before: JsonObject = type === iamAccountSummary ? summary : policy;
    expect(riskOf(type, before, { ...before, ...difference })).toMatchObject({ severity, rules });
  });

  test.each<[string, JsonObject]>([
    ['root has no access key any more', { AccountAccessKeysPresent: 1 }],
    ['root has MFA', { AccountMFAEnabled: 0 }],
  ])('%s', (_, difference) => {
    const risk = riskOf(iamAccountSummary, { ...summary, ...difference }, summary);
    expect(risk?.severity).toBe('INFO');
    expect(risk?.reasons[0]).toMatch(/^Safer: /);
  });

  test('the reason says from what to what', () => {
    const after = { ...policy, MaxPasswordAge: null };
    expect(riskOf(iamAccountPasswordPolicy, policy, after)?.reasons).toEqual([
      'MaxPasswordAge of the password policy changed from 90 to none.',
    ]);
  });
});

test.each([iamAccountPasswordPolicy, iamAccountSummary])('$type is free', (type) => {
  expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});
