import { describe, expect, test } from 'vitest';
import { type CostPart, hoursPerMonth, priceSource, sumOfParts } from '../../lib/cost/estimate.ts';

const storage = { usd: 8, assumption: '100 GB at 0.08 USD/GB-month' };
const requests = { usd: 0.4, assumption: '1,000,000 requests a month at 0.4 USD/million' };
const unknown = { usd: null, assumption: 'no price of this size' };

test('a month has 730 hours', () => {
  expect(hoursPerMonth).toBe((365 * 24) / 12);
});

test('an assumption tells where a price holds, who published it and when', () => {
  const price = { usd: 1, unit: 'USD', region: 'eu-west-1', source: 'a list', date: '2026-01-01' };
  expect(`at 1 USD ${priceSource(price)}`).toBe('at 1 USD in eu-west-1 (a list, 2026-01-01)');
});

describe('an estimate of several parts', () => {
  test.each<[string, CostPart[], number | null]>([
    ['is their sum', [storage, requests], 8.4],
    ['is nothing without parts', [], 0],
    ['is not known where the first is not', [unknown, storage], null],
    ['is not known where the last is not', [storage, unknown], null],
  ])('%s', (_name, parts, usd) => {
    expect(sumOfParts(parts).usd).toBe(usd);
  });

  test('tells the assumptions of all of them', () => {
    expect(sumOfParts([storage, unknown]).assumptions).toEqual([storage.assumption, unknown.assumption]);
  });
});
