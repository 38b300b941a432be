import type { KnowledgeLookup } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { RuleFailure, RulePolicyReport, RuleSetting } from '../model/rule-policy.ts';
import { matchesType } from '../model/type-pattern.ts';
import { withRulePolicy } from '../risk/rule-policy.ts';
import { compileRule } from './compile.ts';
import type { OwnRule } from './definition.ts';

/** The rules that the configuration of an environment makes of those that Tidemark has. */
export interface ConfiguredRules {
  readonly own: readonly OwnRule[];
  /** Each rule once. */
  readonly settings: readonly RuleSetting[];
}

/** How resources are judged, and what was not as it is without a configuration. */
export interface Judging {
  readonly knowledgeOf: KnowledgeLookup;
  /** What differs from the rules of Tidemark; undefined where nothing does. Failures are those until now. */
  readonly report: () => RulePolicyReport | undefined;
}

/** Resources that are counted of a rule that fails; a rule that fails on every one of a million is as good as told. */
const mostCounted = 10_000;

/** Gathers the failures of rules, one for each rule. */
class Failures {
  readonly #byRule = new Map<string, RuleFailure & { readonly seen: Set<string> }>();

  add = (rule: string, { type, id }: Resource, message: string): void => {
    const resource = `${type} ${id}`;
    const seen = this.#byRule.get(rule)?.seen ?? new Set<string>();
    if (seen.size < mostCounted) seen.add(resource);
    this.#byRule.set(rule, {
      rule,
      message,
      resource,
      ...this.#byRule.get(rule),
      resources: seen.size,
      seen,
    });
  };

  list(): RuleFailure[] {
    return [...this.#byRule.values()].map(({ seen: _seen, ...failure }) => failure);
  }
}

/**
 * Judges by the user's own rules too, without those that are switched off, and with the severities that were decided.
 * Throws an `ExpressionError` when an own rule is none.
 */
export function judgeBy(knowledgeOf: KnowledgeLookup, { own, settings }: ConfiguredRules): Judging {
  if (own.length === 0 && settings.length === 0) return { knowledgeOf, report: () => undefined };
  const failures = new Failures();
  const compiled = own.map((rule) => ({ types: rule.types, rule: compileRule(rule, failures.add) }));
  const ownRulesFor = (type: string) =>
    compiled.flatMap(({ types, rule }) =>
      types.some((pattern) => matchesType(pattern, type)) ? [rule] : [],
    );
  return {
    knowledgeOf: withRulePolicy(knowledgeOf, { ownRulesFor, settings }),
    report: () => ({ own: own.map(({ id }) => id), settings: [...settings], failures: failures.list() }),
  };
}
