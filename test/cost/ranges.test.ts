import { describe, expect, test } from 'vitest';
import { costChange } from '../../lib/cost/change.ts';
import { type CostPart, sumOfParts } from '../../lib/cost/estimate.ts';
import { amountText, figureText, usageOf, usedPart } from '../../lib/cost/usage.ts';
import type { CostRange, MonthlyCost } from '../../lib/model/cost.ts';
import type { UsageFigure } from '../../lib/model/usage.ts';
import { resource } from '../resource-fixtures.ts';

const thing = resource('Test::Thing', {});
const price = { usd: 0.2, unit: 'USD', region: 'eu-west-1', source: 'a list', date: '2026-01-01' };
const stated = (low: number, high = low) => ({
  usage: (): UsageFigure => ({ low, high, source: 'stated by the configuration' }),
});
const charge = {
  name: 'lambdaInvocations',
  price,
  words: 'invocations',
  per: 'million requests',
  size: 1_000_000,
} as const;

describe('how much a resource uses', () => {
  test('is what somebody stated, and else what Tidemark assumes, if it does', () => {
    expect(usageOf('lambdaInvocations', thing, stated(5))).toMatchObject({ low: 5, high: 5 });
    expect(usageOf('lambdaInvocations', thing, {})).toEqual({
      low: 1_000_000,
      high: 1_000_000,
      source: 'assumed by Tidemark',
    });
    expect(usageOf('natGatewayGigabytes', thing, {})).toBeUndefined();
    expect(usageOf('natGatewayGigabytes', thing, { usage: () => undefined })).toBeUndefined();
  });

  test('is written as people write it', () => {
    expect([1_000_000, 0.25, 1 / 3].map(amountText)).toEqual(['1,000,000', '0.25', '0.333']);
    expect(figureText({ low: 500, high: 500, source: '' })).toBe('500');
    expect(figureText({ low: 1_000, high: 5_000, source: '' })).toBe('1,000 to 5,000');
  });
});

describe('what use costs', () => {
  test('2 million at 0.20 a million = 0.40', () => {
    expect(usedPart(thing, stated(2_000_000), charge)).toEqual({
      usd: 0.4,
      assumption:
        '2,000,000 invocations a month (stated by the configuration), at 0.2 USD/million requests in eu-west-1 (a list, 2026-01-01).',
    });
  });

  test('between 1 and 4 million, 730 times: between 146 and 584, in the middle 365', () => {
    expect(usedPart(thing, stated(1_000_000, 4_000_000), { ...charge, times: 730 })).toMatchObject({
      usd: 365,
      range: { low: 146, high: 584 },
    });
  });

  test('5 at 0.20 each = 1.00', () => {
    const { size: _, ...single } = charge;
    expect(usedPart(thing, stated(5), single)?.usd).toBe(1);
  });

  test('is not known without a price, or without what is used', () => {
    expect(usedPart(thing, stated(1), { ...charge, price: undefined })).toBeUndefined();
    expect(usedPart(thing, {}, { ...charge, name: 'natGatewayGigabytes' })).toBeUndefined();
  });
});

describe('a sum of parts of which some lie between two numbers', () => {
  const fixed: CostPart = { usd: 10, assumption: 'fixed' };
  const between: CostPart = { usd: 5, assumption: 'between', range: { low: 4, high: 6 } };

  test.each<[string, CostPart[], CostRange | undefined]>([
    ['lies between the sums', [fixed, between, between], { low: 18, high: 22 }],
    ['is one number where each of them is', [fixed, fixed], undefined],
    ['is not known where one is not', [between, { usd: null, assumption: 'unknown' }], undefined],
  ])('%s', (_name, parts, range) => {
    expect(sumOfParts(parts).range).toEqual(range);
    expect('range' in sumOfParts(parts)).toBe(range !== undefined);
  });
});

describe('a change between costs of which some lie between two numbers', () => {
  const fixed: MonthlyCost = { usd: 10, assumptions: [] };
  const small: MonthlyCost = { usd: 5, assumptions: [], range: { low: 4, high: 6 } };
  const large: MonthlyCost = { usd: 20.005, assumptions: [], range: { low: 16.006, high: 24.004 } };
  const unknown: MonthlyCost = { usd: null, assumptions: [] };

  test.each<[string, MonthlyCost, MonthlyCost, CostRange | undefined]>([
    ['compares the same use on both sides', small, large, { low: 12.01, high: 18 }],
    ['lies below zero where it saves', large, small, { low: -18, high: -12.01 }],
    ['counts a fixed cost before at both ends', fixed, small, { low: -6, high: -4 }],
    ['counts a fixed cost after at both ends', small, fixed, { low: 4, high: 6 }],
    ['is one number where both are', fixed, fixed, undefined],
    ['is not known where one is not', unknown, small, undefined],
  ])('%s', (_name, before, after, range) => {
    const costs = new Map([
      ['before', before],
      ['after', after],
    ]);
    const side = (id: string) => resource('Test::Thing', {}, { id });
    const change = {
      kind: 'modified',
      before: side('before'),
      after: side('after'),
      properties: [],
    } as const;
    const knowledge = {
      type: 'Test::Thing',
      monthlyCost: ({ id }: { readonly id: string }) => costs.get(id) ?? unknown,
    };
    const cost = costChange(change, knowledge, {
      prices: { find: () => undefined },
      relatedBefore: () => undefined,
      relatedAfter: () => undefined,
    });
    expect(cost.range).toEqual(range);
    expect('range' in cost).toBe(range !== undefined);
  });
});
