import type { RuleCase } from './rule-case.ts';

/** The cases of all rules. */
export const ruleCases: readonly RuleCase[] = [];
