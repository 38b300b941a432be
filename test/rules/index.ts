import { networkAndPolicyCases } from './cases/network-and-policies.ts';
import { protectionCases } from './cases/protections.ts';
import type { RuleCase } from './rule-case.ts';

/** The cases of all rules. */
export const ruleCases: readonly RuleCase[] = [...networkAndPolicyCases, ...protectionCases];
