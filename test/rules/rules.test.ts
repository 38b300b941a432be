import { describe, expect, test } from 'vitest';
import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Rule } from '../../lib/model/rule.ts';
import { findResourceType, knowledgeOf, resourceTypes } from '../../lib/resources/index.ts';
import { commonRules } from '../../lib/risk/common-rules.ts';
import { compareFiles } from '../../lib/scan/compare.ts';
import { testDigest } from '../resource-fixtures.ts';
import { account } from '../scenarios/scenario.ts';
import { ruleCases } from './index.ts';
import type { RuleCase, States } from './rule-case.ts';

const rulesOf = (type: TypeKnowledge): readonly Rule[] => [...(type.rules ?? []), ...commonRules(type)];
const rules = new Map(resourceTypes.flatMap(rulesOf).map((rule) => [rule.id, rule]));

function file({ type, id = 'example' }: RuleCase, properties: States[number]): Uint8Array {
  const region = findResourceType(type)?.scope === 'global' ? 'global' : 'eu-west-1';
  const resources = properties === null ? [] : [{ type, id, account, region, tags: {}, properties }];
  return new TextEncoder().encode(JSON.stringify(resources));
}

/** The finding of a change as `tidemark compare` tells it. */
async function findingOf(given: RuleCase, [before, after]: States) {
  const { findings } = await compareFiles(
    { name: 'before.json', bytes: file(given, before) },
    { name: 'after.json', bytes: file(given, after) },
    { types: resourceTypes, knowledgeOf, prices: bundledPriceBook, digest: testDigest },
  );
  return findings[0];
}

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
  test('every case is of a rule that there is', () => {
    expect(ruleCases.filter(({ rule }) => !rules.has(rule)).map(({ rule }) => rule)).toEqual([]);
  });
});
