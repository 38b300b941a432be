import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addCostSummaries, costChange, roundUsd, summarizeCost } from '../../lib/cost/change.ts';
import type { ResourceChange } from '../../lib/model/change.ts';
import { type MonthlyCost, unknownCost } from '../../lib/model/cost.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import { resource } from '../resource-fixtures.ts';

const type = 'Test::Type';
const sources = {
  prices: { find: () => undefined },
  relatedBefore: () => undefined,
  relatedAfter: () => undefined,
};

/** The cost of a resource is its property `Usd`; without it, it is unknown. */
const knowledge: TypeKnowledge = {
  type,
  monthlyCost: ({ properties: { Usd: usd } }): MonthlyCost =>
    typeof usd === 'number' ? { usd, assumptions: [`costs ${usd}`] } : unknownCost('no price of this size'),
};

function state(usd: number | undefined) {
  return resource(type, usd === undefined ? {} : { Usd: usd });
}

function costBetween(before: number | undefined, after: number | undefined) {
  const change: ResourceChange = {
    kind: 'modified',
    before: state(before),
    after: state(after),
    properties: [],
  };
  return costChange(change, knowledge, sources);
}

describe('what a change does to the monthly bill', () => {
  test.each([
    ['dearer', 10, 15, { before: 10, after: 15, delta: 5, percent: 50 }],
    ['cheaper', 10, 7.5, { before: 10, after: 7.5, delta: -2.5, percent: -25 }],
    ['the same', 10, 10, { delta: 0, percent: 0 }],
    ['from free to something: no percentage', 0, 5, { before: 0, delta: 5, percent: null }],
    ['to free', 5, 0, { after: 0, delta: -5, percent: -100 }],
  ])('%s', (_name, before, after, expected) => {
    expect(costBetween(before, after)).toMatchObject({ ...expected, currency: 'USD' });
  });

  test.each([
    ['before', undefined, 15, { before: null, after: 15 }],
    ['after', 10, undefined, { before: 10, after: null }],
    ['on both sides', undefined, undefined, { before: null, after: null }],
  ])('unknown %s is unknown, never 0', (_name, before, after, expected) => {
    const cost = costBetween(before, after);
    expect(cost).toMatchObject({ ...expected, delta: null, percent: null });
    expect(cost.assumptions).toContain('no price of this size');
  });

  test('is in cents that add up: before and delta give after', () => {
    const amount = fc.double({ min: 0, max: 100_000, noNaN: true });
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const { before, after, delta } = costBetween(one, other);
        expect(roundUsd((before ?? 0) + (delta ?? 0))).toBe(after);
      }),
    );
  });

  test('what came is all of its cost more, what went all of it less', () => {
    expect(costChange({ kind: 'added', after: state(5) }, knowledge, sources)).toMatchObject({
      before: 0,
      after: 5,
      delta: 5,
      percent: null,
    });
    expect(costChange({ kind: 'removed', before: state(5) }, knowledge, sources)).toMatchObject({
      before: 5,
      after: 0,
      delta: -5,
      percent: -100,
    });
  });

  test('what came or went at an unknown cost has an unknown delta', () => {
    expect(costChange({ kind: 'added', after: state(undefined) }, knowledge, sources).delta).toBeNull();
    expect(costChange({ kind: 'removed', before: state(undefined) }, knowledge, sources).delta).toBeNull();
  });

  test('a type without prices is unknown, and says so', () => {
    expect(costChange({ kind: 'added', after: state(5) }, { type }, sources)).toMatchObject({
      after: null,
      delta: null,
      assumptions: ['Tidemark has no prices for Test::Type.'],
    });
  });

  test('the assumptions of both sides are told, each once', () => {
    expect(costBetween(10, 15).assumptions).toEqual(['costs 10', 'costs 15']);
    expect(costBetween(10, 10).assumptions).toEqual(['costs 10']);
  });
});

test('each side is estimated with the prices and with the other resources of its own snapshot', () => {
  const price = { usd: 2, unit: 'USD per hour', region: 'eu-west-1', source: 'a list', date: '2026-01-01' };
  const volumes = (size: number) => () => resource('Test::Volume', { Size: size });
  const withVolume: TypeKnowledge = {
    type,
    monthlyCost: ({ region }, { prices, related }) => {
      const { Size } = related('Test::Volume', 'v-1')?.properties ?? {};
      const { usd } = prices.find('Test', region, 'gb-month') ?? { usd: Number.NaN };
      return { usd: usd * Number(Size), assumptions: [] };
    },
  };
  const change: ResourceChange = { kind: 'modified', before: state(1), after: state(1), properties: [] };
  const cost = costChange(change, withVolume, {
    prices: { find: (_service, region) => (region === 'eu-west-1' ? price : undefined) },
    relatedBefore: volumes(100),
    relatedAfter: volumes(300),
  });
  expect(cost).toMatchObject({ before: 200, after: 600, delta: 400, percent: 200 });
});

describe('sums', () => {
  const known = { before: 10, delta: 2 };

  test('count what is unknown beside the sum of what is known', () => {
    const costs = [known, known, { before: 100, delta: null }, { before: null, delta: null }];
    expect(summarizeCost(costs)).toEqual({
      delta: 4,
      baseline: 20,
      percent: 20,
      unknown: 2,
      currency: 'USD',
    });
  });

  test('of nothing are nothing, without a percentage', () => {
    expect(summarizeCost([])).toEqual({ delta: 0, baseline: 0, percent: null, unknown: 0, currency: 'USD' });
  });

  test('of sums are the sum of all', () => {
    const all = [
      summarizeCost([known]),
      summarizeCost([
        { before: 0, delta: 0.1 },
        { before: null, delta: null },
      ]),
    ];
    expect(addCostSummaries(all)).toEqual({
      delta: 2.1,
      baseline: 10,
      percent: 21,
      unknown: 1,
      currency: 'USD',
    });
  });

  test('are in cents', () => {
    expect(roundUsd(0.1 + 0.2)).toBe(0.3);
    expect(summarizeCost([0.1, 0.2].map((delta) => ({ before: 0, delta }))).delta).toBe(0.3);
  });
});
