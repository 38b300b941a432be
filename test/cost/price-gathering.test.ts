import { expect, test } from 'vitest';
import { type ListedProduct, PriceGathering, parseProduct } from '../../lib/cost/price-list-products.ts';
import { listedProduct } from './listed-product.ts';

const product = (usagetype: string, usd: number, date = '2026-11-14'): ListedProduct => ({
  family: '',
  attributes: { usagetype },
  usd,
  version: `of ${date}`,
  date,
});
const byType = [{ unit: 'USD per hour', key: ({ attributes }: ListedProduct) => attributes.usagetype }];

test('the first tier that costs anything counts, in whatever order the list has them', () => {
  const usdOf = (tiers: Record<string, string>) =>
    parseProduct(listedProduct({ attributes: {}, tiers }))?.usd;
  expect(usdOf({ '51200.0': '0.022', '0.0': '0.023', '512000.0': '0.021' })).toBe(0.023);
  expect(usdOf({ '18600.0': '0.5', '90000.0': '0.4', '0.0': '0' })).toBe(0.5);
});

test('a product without a family has an empty one, and a tier without a beginning is the first', () => {
  const listed = listedProduct({ attributes: {}, tiers: { none: '3', '10.0': '2' } });
  expect(parseProduct(listed.replace('"beginRange":"none",', ''))).toMatchObject({ family: '', usd: 3 });
});

test('the prices of a region are sorted by key, so that the file says the same however the list was paged', () => {
  const gathering = new PriceGathering('AmazonEC2', 'eu-west-1');
  for (const [type, usd] of [
    ['b', 2],
    ['c', 3],
    ['a', 1],
  ] as const)
    gathering.add(product(type, usd), byType);
  const [group] = gathering.finish().groups;
  expect(Object.entries(group?.prices['eu-west-1'] ?? {})).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
});

test('the newest of the lists says where prices are from', () => {
  const gathering = new PriceGathering('AmazonEC2', 'eu-west-1');
  for (const date of ['2026-11-01', '2026-11-14', '2026-11-07'])
    gathering.add(product(date, 1, date), byType);
  expect(gathering.finish().groups).toMatchObject([
    { source: 'AWS Price List, GetProducts of AmazonEC2, version of 2026-11-14', date: '2026-11-14' },
  ]);
});
