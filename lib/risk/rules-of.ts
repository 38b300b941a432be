import type { TypeKnowledge } from '../model/knowledge.ts';
import type { Rule } from '../model/rule.ts';
import { commonRules } from './common-rules.ts';

const known = new WeakMap<TypeKnowledge, readonly Rule[]>();

/** All rules that judge resources of a type: its own, and those that belong to no single type. */
export function rulesOf(knowledge: TypeKnowledge): readonly Rule[] {
  const found = known.get(knowledge);
  if (found) return found;
  const all = [...(knowledge.rules ?? []), ...commonRules(knowledge)];
  const rules = knowledge.judgedBy ? knowledge.judgedBy(all) : all;
  known.set(knowledge, rules);
  return rules;
}
