import { iamCredentialCases } from './cases/iam-credentials.ts';
import { iamPolicyCases } from './cases/iam-policies.ts';
import { iamTrustCases } from './cases/iam-trust.ts';
import { networkAndPolicyCases } from './cases/network-and-policies.ts';
import { protectionCases } from './cases/protections.ts';
import type { RuleCase } from './rule-case.ts';

/** The cases of all rules. */
export const ruleCases: readonly RuleCase[] = [
  ...iamTrustCases,
  ...iamPolicyCases,
  ...iamCredentialCases,
  ...networkAndPolicyCases,
  ...protectionCases,
];
