import type { RulePolicyReport } from '../model/rule-policy.ts';
import { countOf, plainText } from './plain-text.ts';

/** How many of the user's own rules are named. */
const namedRules = 10;

/** How the rules that judged differ from those of Tidemark, one sentence each; what could not be judged first. */
export function describeRulePolicy(policy: RulePolicyReport | undefined): string[] {
  if (policy === undefined) return [];
  const { own, settings, failures } = policy;
  const more = own.length > namedRules ? ` and ${own.length - namedRules} more` : '';
  return [
    ...failures.map(
      ({ rule, resource, resources, message }) =>
        `${rule} could not be evaluated on ${countOf(resources, 'resource')}, such as ${resource}, so its dangers there are not known: ${message}`,
    ),
    ...settings.map(({ rule, severity, reason }) =>
      severity === undefined
        ? `${rule} is switched off: ${reason}`
        : `${rule} counts as ${severity}: ${reason}`,
    ),
    ...(own.length === 0
      ? []
      : [`${countOf(own.length, 'rule')} of your own: ${own.slice(0, namedRules).join(', ')}${more}`]),
  ].map(plainText);
}
