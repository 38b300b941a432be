import type { ResourceChange } from '../model/change.ts';
import type { KnowledgeLookup, TypeKnowledge } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, Rule } from '../model/rule.ts';
import type { RuleSetting } from '../model/rule-policy.ts';
import type { Severity } from '../model/severity.ts';
import type { Surroundings } from '../model/surroundings.ts';

/** What the configuration makes of the rules. */
export interface RulePolicy {
  /** The user's own rules for a type. */
  readonly ownRulesFor: (type: string) => readonly Rule[];
  /** What was decided of single rules, built in or own; each rule once. */
  readonly settings: readonly RuleSetting[];
}

/** A rule all of whose dangers are as severe as somebody decided, whatever stands around them. */
function withSeverity(rule: Rule, severity: Severity): Rule {
  const severe = (dangers: readonly Danger[]) => dangers.map((danger) => ({ ...danger, severity }));
  const decided = { severity, aggravatedBy: [] };
  if (rule.kind === 'state') {
    return { ...rule, ...decided, dangers: (resource: Resource) => severe(rule.dangers(resource)) };
  }
  const { standing } = rule;
  return {
    ...rule,
    ...decided,
    dangers: (change: ResourceChange, surroundings: Surroundings) =>
      severe(rule.dangers(change, surroundings)),
    ...(standing === undefined ? {} : { standing: (resource: Resource) => severe(standing(resource)) }),
  };
}

/** The rules without those that are switched off, and with the severities that were decided. */
export function withSettings(rules: readonly Rule[], settings: ReadonlyMap<string, RuleSetting>): Rule[] {
  return rules.flatMap((rule) => {
    const setting = settings.get(rule.id);
    if (setting === undefined) return [rule];
    return setting.severity === undefined ? [] : [withSeverity(rule, setting.severity)];
  });
}

/** What is known of types, judged by the rules that the configuration makes of those there are. */
export function withRulePolicy(
  knowledgeOf: KnowledgeLookup,
  { ownRulesFor, settings }: RulePolicy,
): KnowledgeLookup {
  const decided = new Map(settings.map((setting) => [setting.rule, setting]));
  const known = new Map<string, TypeKnowledge>();
  return (type) => {
    const found = known.get(type);
    if (found) return found;
    const own = ownRulesFor(type);
    const knowledge: TypeKnowledge = {
      ...knowledgeOf(type),
      judgedBy: (rules) => withSettings([...rules, ...own], decided),
    };
    known.set(type, knowledge);
    return knowledge;
  };
}
