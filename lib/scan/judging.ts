import type { KnowledgeLookup } from '../model/knowledge.ts';
import type { TargetResult } from '../model/report.ts';
import type { RuleFailure, RulePolicyReport } from '../model/rule-policy.ts';
import { type Judging, judgeBy } from '../rules/policy.ts';
import type { Plan, PlannedEnvironment } from './plan.ts';

/** How the resources of an environment are judged in a planned run. */
export function judgingOf(
  { ownRules = [] }: Pick<Plan, 'ownRules'>,
  { ruleSettings = [] }: Pick<PlannedEnvironment, 'ruleSettings'>,
  knowledgeOf: KnowledgeLookup,
): Judging {
  return judgeBy(knowledgeOf, { own: ownRules, settings: ruleSettings });
}

/** The failures of several targets, those of a rule together. */
function together(failures: readonly RuleFailure[]): RuleFailure[] {
  const byRule = new Map<string, RuleFailure>();
  for (const failure of failures) {
    const { resources = 0 } = byRule.get(failure.rule) ?? {};
    byRule.set(failure.rule, {
      ...failure,
      ...byRule.get(failure.rule),
      resources: resources + failure.resources,
    });
  }
  return [...byRule.values()];
}

/** How the rules that judged an environment differ from those of Tidemark; undefined where they do not. */
export function rulePolicyOf(
  { ownRules = [] }: Pick<Plan, 'ownRules'>,
  { ruleSettings = [] }: Pick<PlannedEnvironment, 'ruleSettings'>,
  results: readonly Pick<TargetResult, 'ruleFailures'>[],
): RulePolicyReport | undefined {
  if (ownRules.length === 0 && ruleSettings.length === 0) return undefined;
  const failures = together(results.flatMap(({ ruleFailures = [] }) => ruleFailures));
  return { own: ownRules.map(({ id }) => id), settings: ruleSettings, failures };
}
