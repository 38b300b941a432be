import { iamCredentialCases } from './cases/iam-credentials.ts';
import { iamPolicyCases } from './cases/iam-policies.ts';
import { iamTrustCases } from './cases/iam-trust.ts';
import { keyAndSecretCases } from './cases/keys-and-secrets.ts';
import { lambdaCases } from './cases/lambda.ts';
import { networkAndPolicyCases } from './cases/network-and-policies.ts';
import { organizationCases } from './cases/organizations.ts';
import { protectionCases } from './cases/protections.ts';
import { s3AccessCases } from './cases/s3-access.ts';
import { s3DataCases } from './cases/s3-data.ts';
import type { RuleCase } from './rule-case.ts';

/** The cases of all rules. */
export const ruleCases: readonly RuleCase[] = [
  ...keyAndSecretCases,
  ...lambdaCases,
  ...organizationCases,
  ...iamTrustCases,
  ...iamPolicyCases,
  ...iamCredentialCases,
  ...networkAndPolicyCases,
  ...protectionCases,
  ...s3AccessCases,
  ...s3DataCases,
];
