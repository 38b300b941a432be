import { describe, expect, test } from 'vitest';
import { againstBaseline, totalCost } from '../../lib/cost/total.ts';
import type { KnowledgeLookup } from '../../lib/model/knowledge.ts';
import { resource } from '../resource-fixtures.ts';

/** What a resource costs is its property `Usd`; a type that is not priced has no cost. */
const knowledgeOf: KnowledgeLookup = (type) =>
  type === 'Test::Unpriced'
    ? { type }
    : {
        type,
        monthlyCost: ({ properties: { Usd: usd } }) => ({
          usd: typeof usd === 'number' ? usd : null,
          assumptions: [],
        }),
      };
const costs = { prices: { find: () => undefined }, related: () => undefined };
const priced = (usd?: number) => resource('Test::Priced', usd === undefined ? {} : { Usd: usd });

describe('what everything costs', () => {
  test('is the sum of what is known, and the count of what is not', () => {
    const all = [
      priced(10.004),
      priced(0),
      priced(20.004),
      priced(),
      resource('Test::Unpriced', {}),
      priced(),
    ];
    expect(totalCost(all, knowledgeOf, costs)).toEqual({ usd: 30.01, unknown: 3, currency: 'USD' });
  });

  test('is nothing of nothing', () => {
    expect(totalCost([], knowledgeOf, costs)).toEqual({ usd: 0, unknown: 0, currency: 'USD' });
  });
});

describe('changes measured by all of the baseline', () => {
  const changes = (delta: number) => ({
    delta,
    baseline: 1,
    percent: 7,
    unknown: 2,
    currency: 'USD' as const,
  });
  const now = { usd: 120, unknown: 0, currency: 'USD' as const };

  test.each([
    ['more: 20 of 100', 20, 100, 20],
    ['less: 30 of 150', -30, 150, -20],
    ['the same', 0, 120, 0],
    ['all of it is new', 120, 0, null],
    ['more than all, which cannot have been before', 150, 0, null],
  ])('%s', (_name, delta, baseline, percent) => {
    expect(againstBaseline(changes(delta), now)).toEqual({
      delta,
      baseline,
      percent,
      unknown: 2,
      currency: 'USD',
    });
  });
});
