import { GetAccountPasswordPolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { defineResourceType } from './define.ts';

/**
 * What holds for an account without a policy of its own, in the words of the policy. That IAM then also wants three of
 * four kinds of characters is no member of a policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html#default-policy-details
 */
const defaultPolicy: JsonObject = {
  AllowUsersToChangePassword: false,
  ExpirePasswords: false,
  HardExpiry: false,
  MinimumPasswordLength: 8,
  RequireLowercaseCharacters: false,
  RequireNumbers: false,
  RequireSymbols: false,
  RequireUppercaseCharacters: false,
};

async function readPolicy({ clients }: ResourceReader): Promise<object> {
  try {
    const { PasswordPolicy } = await clients.get(IAMClient).send(new GetAccountPasswordPolicyCommand({}));
    return PasswordPolicy ?? {};
  } catch (error) {
    if (isNotFound(error)) return {};
    throw error;
  }
}

/** How strong a member of the policy is, as a number: more is stronger. A password that never ages is the weakest. */
const strengths: Readonly<Record<string, (value: JsonValue | undefined) => number>> = {
  MinimumPasswordLength: Number,
  RequireSymbols: Number,
  RequireNumbers: Number,
  RequireUppercaseCharacters: Number,
  RequireLowercaseCharacters: Number,
  PasswordReusePrevention: (value) => Number(value ?? 0),
  MaxPasswordAge: (value) => -Number(value ?? Number.POSITIVE_INFINITY),
};

function moved(change: ResourceChange, direction: 'weaker' | 'stronger'): Danger[] {
  if (change.kind !== 'modified') return [];
  const [before, after] = [change.before.properties, change.after.properties];
  return Object.entries(strengths)
    .filter(([name, strength]) => {
      const difference = strength(after[name]) - strength(before[name]);
      return direction === 'weaker' ? difference < 0 : difference > 0;
    })
    .map(([name]) => ({
      subject: name,
      path: `/${name}`,
      reason: `${direction === 'weaker' ? '' : 'Safer: '}${name} of the password policy changed from ${String(before[name] ?? 'none')} to ${String(after[name] ?? 'none')}.`,
    }));
}

const weakened: ChangeRule = {
  kind: 'change',
  id: 'iam-password-policy-weakened',
  title: 'the password policy was weakened',
  severity: 'MEDIUM',
  sources: [
    'CIS AWS Foundations 3.0 1.8',
    'CIS AWS Foundations 3.0 1.9',
    'FSBP IAM.7',
    'Security Hub IAM.10',
  ],
  recommendation: 'Put the approved password policy back.',
  remedy: {
    command:
      'aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24 --max-password-age 90 --require-symbols --require-numbers --require-uppercase-characters --require-lowercase-characters --allow-users-to-change-password',
    console: 'IAM › Account settings › Password policy › Edit (account {{account}})',
  },
  dangers: (change) => moved(change, 'weaker'),
  ended: (change) => moved(change, 'stronger'),
};

/**
 * The password policy of the account for its IAM users; CloudFormation has no type for it. An account that has none of
 * its own has that of AWS. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html
 */
export const iamAccountPasswordPolicy = defineResourceType({
  type: 'AWS::IAM::AccountPasswordPolicy',
  scope: 'global',
  taggable: false,
  permissions: ['iam:GetAccountPasswordPolicy'],
  async *read(reader) {
    yield { id: reader.account, properties: await readPolicy(reader) };
  },
  defaults: defaultPolicy,
  sensitivity: { '/AllowUsersToChangePassword': 'LOW', '/HardExpiry': 'LOW' },
  rules: [weakened],
  monthlyCost: () => free,
});
