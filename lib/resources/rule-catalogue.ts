import type { TypeKnowledge } from '../model/knowledge.ts';
import type { Rule } from '../model/rule.ts';
import { commonRules } from '../risk/common-rules.ts';
import { budgetKnowledge } from './budget.ts';
import { coverageKnowledge } from './coverage.ts';
import { furtherRules } from './further-rules.ts';

/** A rule that Tidemark has, with the types it watches. */
export interface CataloguedRule {
  readonly rule: Rule;
  /** `*` stands for all types. */
  readonly types: readonly string[];
}

/** The names of types and rules that a configuration may have, given the types that are read natively. */
export function knownNames(types: readonly TypeKnowledge[]): { types: string[]; rules: string[] } {
  return { types: types.map(({ type }) => type), rules: ruleCatalogue(types).map(({ rule }) => rule.id) };
}

/** Every rule that Tidemark has, given the types that it reads natively; sorted by id. */
export function ruleCatalogue(types: readonly TypeKnowledge[]): CataloguedRule[] {
  const byId = new Map<string, { rule: Rule; types: Set<string> }>();
  const add = (rules: readonly Rule[], type: string) => {
    for (const rule of rules) {
      const known = byId.get(rule.id) ?? { rule, types: new Set() };
      known.types.add(type);
      byId.set(rule.id, known);
    }
  };
  for (const { type, rules = [] } of [...types, coverageKnowledge, budgetKnowledge]) add(rules, type);
  for (const [type, rules] of furtherRules) add(rules, type);
  add(commonRules({ type: 'any', holdsState: 'its data' }), '*');
  return [...byId.values()]
    .map(({ rule, types: watched }) => ({ rule, types: watched.has('*') ? ['*'] : [...watched].sort() }))
    .sort((one, other) => (one.rule.id < other.rule.id ? -1 : 1));
}
