import type { TypeKnowledge } from '../model/knowledge.ts';
import type { Rule } from '../model/rule.ts';
import { openNetworkRules } from '../risk/network-rules.ts';

/** Rules of types that are read through Cloud Control when the configuration asks for them. */
export const furtherRules: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ['AWS::EC2::SecurityGroupIngress', openNetworkRules],
]);

/** What the schema of a type tells, and the rules there are of it beside. */
export function withFurtherRules(knowledge: TypeKnowledge): TypeKnowledge {
  const rules = furtherRules.get(knowledge.type);
  return rules === undefined ? knowledge : { ...knowledge, rules };
}
