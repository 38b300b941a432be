import type { RuleCase, States } from '../rule-case.ts';

/** Gives cases of one resource type: the rule, the dangerous change, the near miss and the way back. */
export function casesOf(type: string) {
  return (rule: string, fires: States, nearMiss: States, safer: States): RuleCase => ({
    rule,
    type,
    fires,
    nearMiss,
    safer,
  });
}
