import { describe, expect, test } from 'vitest';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Rule } from '../../lib/model/rule.ts';
import { coverageKnowledge } from '../../lib/resources/coverage.ts';
import { resourceTypes } from '../../lib/resources/index.ts';
import { commonRules } from '../../lib/risk/common-rules.ts';
import { findingOf } from './finding-of.ts';
import { ruleCases } from './index.ts';

const rulesOf = (type: TypeKnowledge): readonly Rule[] => [...(type.rules ?? []), ...commonRules(type)];
const rules = new Map([...resourceTypes, coverageKnowledge].flatMap(rulesOf).map((rule) => [rule.id, rule]));

/** Rules that no case of one resource can show, and why. */
const provedElsewhere = new Map([
  ['acm-certificate-renewed', 'it only tells what became safer, and never fires'],
  ['rds-done-by-rds', 'it only tells what RDS did by itself, and never fires'],
  [
    'iam-customer-administrative-policy-attached',
    'it looks at the policy beside the principal: test/findings/incidents.test.ts',
  ],
]);

describe.each(ruleCases)('$rule', (given) => {
  test('fires on the danger, and says how to end it', async () => {
    const finding = await findingOf(given, given.fires);
    expect(finding?.rules).toContain(given.rule);
    const remedy = finding?.remedies.find(({ rule }) => rule === given.rule);
    expect(remedy?.command).toMatch(/^aws [a-z0-9-]+ [a-z0-9-]+/);
    expect(remedy?.command).not.toContain('{{');
    expect(remedy?.console).toContain(' › ');
  });

  test('is silent on the near miss', async () => {
    const finding = await findingOf(given, given.nearMiss);
    expect(finding, 'the near miss must be a change').toBeDefined();
    expect(finding?.rules).not.toContain(given.rule);
  });

  test('is silent on the way back, and says that it is safer where the resource lives on', async () => {
    const finding = await findingOf(given, given.safer);
    expect(finding?.rules ?? []).not.toContain(given.rule);
    const rule = rules.get(given.rule);
    const [before, after] = given.safer;
    const sees = rule?.kind === 'state' || rule?.ended !== undefined;
    if (sees && before !== null && after !== null && finding?.rules.length === 0) {
      expect(finding.reasons.join(' ')).toContain('Safer: ');
    }
  });
});

describe('the rules as a whole', () => {
  test('every rule says how to undo or contain what it sees', () => {
    expect([...rules.values()].filter(({ remedy }) => remedy === undefined).map(({ id }) => id)).toEqual([]);
  });

  test('every rule is proved by a case, or elsewhere for a reason', () => {
    const cased = new Set(ruleCases.map(({ rule }) => rule));
    const without = [...rules.keys()].filter((id) => !cased.has(id));
    expect(without.sort()).toEqual([...provedElsewhere.keys()].sort());
  });

  test('every case is of a rule that there is', () => {
    expect(ruleCases.filter(({ rule }) => !rules.has(rule)).map(({ rule }) => rule)).toEqual([]);
  });
});
