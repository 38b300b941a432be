import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { free } from '../model/cost.ts';
import type { Resource } from '../model/resource.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';

/** A fact of the summary that is dangerous while it is true, or false. */
function whileFact(
  name: string,
  dangerous: 'present' | 'absent',
  rule: Omit<StateRule, 'kind' | 'dangers'> & { readonly reason: string },
): StateRule {
  const { reason, ...rest } = rule;
  return {
    ...rest,
    kind: 'state',
    dangers: ({ account, properties }: Resource) => {
      const value = properties[name];
      if (typeof value !== 'number' || value > 0 !== (dangerous === 'present')) return [];
      return [{ subject: name, path: `/${name}`, reason: `The root user of account ${account} ${reason}` }];
    },
  };
}

const rules: readonly StateRule[] = [
  whileFact('AccountAccessKeysPresent', 'present', {
    id: 'iam-root-access-key',
    title: 'the root user has an access key',
    severity: 'CRITICAL',
    sources: ['CIS AWS Foundations 3.0 1.4', 'FSBP IAM.4', 'MITRE ATT&CK T1098.001'],
    recommendation: 'Sign in as root, delete the access key, and look in CloudTrail at what it did.',
    remedy: {
      command: 'aws iam delete-access-key --access-key-id <access-key-of-root>',
      console:
        'IAM › Security credentials (signed in as root of {{account}}) › Access keys › Actions › Delete',
    },
    safer: 'the root user has no access key any more',
    reason: 'has an access key, with which everything in the account can be done, without a second factor.',
  }),
  whileFact('AccountMFAEnabled', 'absent', {
    id: 'iam-root-without-mfa',
    title: 'the root user has no second factor',
    severity: 'CRITICAL',
    sources: ['CIS AWS Foundations 3.0 1.5', 'Security Hub IAM.9', 'MITRE ATT&CK T1556.006'],
    recommendation:
      'Set up MFA of the root user, or take its credentials away from the management account of the organization, in the session that assume-root gives.',
    remedy: {
      command:
        'aws sts assume-root --target-principal {{account}} --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials',
      console:
        'IAM › Security credentials (signed in as root of {{account}}) › Multi-factor authentication (MFA) › Assign MFA device',
    },
    safer: 'the root user has a second factor',
    reason: 'has no second factor.',
  }),
  whileFact('AccountSigningCertificatesPresent', 'present', {
    id: 'iam-root-signing-certificate',
    title: 'the root user has a signing certificate',
    severity: 'HIGH',
    sources: [
      'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html',
      'MITRE ATT&CK T1098.001',
    ],
    recommendation: 'Sign in as root and delete the certificate: nothing that is still in use needs it.',
    remedy: {
      command: 'aws iam delete-signing-certificate --certificate-id <certificate-of-root>',
      console:
        'IAM › Security credentials (signed in as root of {{account}}) › X.509 certificates › Actions › Delete',
    },
    safer: 'the root user has no signing certificate any more',
    reason: 'has an X.509 signing certificate, with which requests can be signed in its name.',
  }),
];

/**
 * What IAM tells of the root user, and which tokens the global STS endpoint gives; CloudFormation has no type for it.
 * The counts of users, roles and policies, which are resources themselves, and the quotas are left out.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
export const iamAccountSummary = defineResourceType({
  type: 'AWS::IAM::AccountSummary',
  scope: 'global',
  taggable: false,
  permissions: ['iam:GetAccountSummary'],
  async *read({ account, clients }) {
    const { SummaryMap = {} } = await clients.get(IAMClient).send(new GetAccountSummaryCommand({}));
    yield {
      id: account,
      properties: {
        AccountAccessKeysPresent: SummaryMap.AccountAccessKeysPresent,
        AccountMFAEnabled: SummaryMap.AccountMFAEnabled,
        AccountPasswordPresent: SummaryMap.AccountPasswordPresent,
        AccountSigningCertificatesPresent: SummaryMap.AccountSigningCertificatesPresent,
        GlobalEndpointTokenVersion: SummaryMap.GlobalEndpointTokenVersion,
      },
    };
  },
  sensitivity: { '/AccountPasswordPresent': 'MEDIUM' },
  rules,
  monthlyCost: () => free,
});
