import type { TypeKnowledge } from '../model/knowledge.ts';
import type { Rule } from '../model/rule.ts';
import { protectionRules } from './protection-rules.ts';
import { resourcePolicyRules } from './resource-policy-rules.ts';
import { statefulDeletion } from './stateful-deletion.ts';

/** The rules that belong to no single type: what means the same wherever a property of that name stands. */
export function commonRules(knowledge: TypeKnowledge): readonly Rule[] {
  const ofPolicies = knowledge.grants === false ? [] : resourcePolicyRules;
  return [...statefulDeletion(knowledge), ...protectionRules, ...ofPolicies];
}
