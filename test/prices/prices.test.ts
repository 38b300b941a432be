import { describe, expect, test } from 'vitest';
import type { ProductRequest, ReadProducts } from '../../lib/aws/price-list.ts';
import { createPriceBook } from '../../lib/cost/price-book.ts';
import type { PriceQuery } from '../../lib/cost/price-list-products.ts';
import { usage } from '../../lib/cost/price-list-usage.ts';
import { refreshPrices } from '../../lib/prices/refresh.ts';
import { freshDays, loadPriceBook } from '../../lib/prices/stored-prices.ts';
import { listedProduct } from '../cost/listed-product.ts';
import { MemoryStore } from './memory-store.ts';

const now = new Date('2026-11-21T03:15:00Z');
const key = listedProduct({ attributes: { usagetype: 'EU-KMS-Keys' }, tiers: { 0: '1.25' } });
const zone = listedProduct({ attributes: { usagetype: 'HostedZone' }, tiers: { 0: '0.5', 25: '0.1' } });
const queries: readonly PriceQuery[] = [
  { service: 'awskms', filters: {}, prices: [usage('KMS-Keys', 'key/month', 'USD per month')] },
  {
    service: 'AmazonRoute53',
    filters: {},
    scope: 'global',
    prices: [usage('HostedZone', 'hosted-zone/month', 'USD per month')],
  },
];

function listOf(products: Readonly<Record<string, readonly string[]>>, asked: ProductRequest[] = []) {
  const read: ReadProducts = async function* (request) {
    asked.push(request);
    yield* products[request.service] ?? [];
  };
  return read;
}

const bundled = createPriceBook([
  {
    schemaVersion: 1,
    currency: 'USD',
    groups: [
      {
        service: 'awskms',
        unit: 'USD per month',
        source: 'bundled',
        date: '2026-09-11',
        prices: { 'eu-west-1': { 'key/month': 1 } },
      },
    ],
  },
]);

async function load(store: MemoryStore, at = now) {
  const unused: string[] = [];
  const book = await loadPriceBook({
    store,
    regions: ['eu-west-1'],
    bundled,
    now: () => at,
    onUnused: (reason) => unused.push(reason),
  });
  return { book, unused };
}

describe('refreshing prices', () => {
  test('writes a file for each service and region, and one for a service without regions', async () => {
    const store = new MemoryStore();
    const asked: ProductRequest[] = [];
    const summary = await refreshPrices({
      store,
      regions: ['eu-west-1', 'eu-west-2'],
      readProducts: listOf({ awskms: [key], AmazonRoute53: [zone] }, asked),
      now: () => now,
      queries,
    });
    expect(summary).toEqual({ regions: ['eu-west-1', 'eu-west-2'], files: 3, prices: 3, failures: [] });
    expect([...store.objects.keys()].sort()).toEqual([
      'prices/AmazonRoute53/global.json',
      'prices/awskms/eu-west-1.json',
      'prices/awskms/eu-west-2.json',
    ]);
    expect(asked).toContainEqual({ service: 'AmazonRoute53', filters: {} });
    expect(asked).toContainEqual({ service: 'awskms', region: 'eu-west-2', filters: {} });
    const { book, unused } = await load(store);
    expect(unused).toEqual([]);
    expect(book.find('awskms', 'eu-west-1', 'key/month')).toMatchObject({
      usd: 1.25,
      date: '2026-11-14',
      source: expect.stringContaining('AWS Price List'),
    });
    expect(book.find('AmazonRoute53', 'global', 'hosted-zone/month')).toMatchObject({ usd: 0.5 });
  });

  test('tells of what it could not refresh, and leaves the former prices there', async () => {
    const store = new MemoryStore();
    store.objects.set('prices/AmazonRoute53/global.json', Buffer.from('former'));
    const dear = key.replaceAll('1.25', '3');
    const { files, failures } = await refreshPrices({
      store,
      regions: ['eu-west-1'],
      readProducts: listOf({ awskms: [key, 'broken'] }),
      now: () => now,
      queries,
    });
    expect(files).toBe(1);
    expect(failures).toEqual([
      'awskms in eu-west-1: 1 products of the price list are not as AWS documents',
      'AmazonRoute53 in global: the price list has no prices',
    ]);
    expect(String(store.objects.get('prices/AmazonRoute53/global.json'))).toBe('former');
    const ambiguous = await refreshPrices({
      store,
      regions: ['eu-west-1'],
      readProducts: listOf({ awskms: [key, dear], AmazonRoute53: [zone] }),
      now: () => now,
      queries,
    });
    expect(ambiguous.failures).toEqual([
      'awskms in eu-west-1: key/month has several prices (1.25, 3 USD)',
      'awskms in eu-west-1: the price list has no prices',
    ]);
  });

  test('fails when nothing at all could be refreshed', async () => {
    const refused: ReadProducts = () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('AccessDeniedException')) }),
    });
    const options = { store: new MemoryStore(), regions: ['eu-west-1'], now: () => now };
    await expect(refreshPrices({ ...options, readProducts: refused, queries })).rejects.toThrow(
      'No prices were refreshed, so the former ones stay; the first reason: awskms in eu-west-1: AccessDeniedException',
    );
    await expect(refreshPrices({ ...options, readProducts: refused, queries: [] })).rejects.toThrow(
      'nothing was asked for',
    );
  });
});

describe('the prices that a scan uses', () => {
  async function refreshed(): Promise<MemoryStore> {
    const store = new MemoryStore();
    await refreshPrices({
      store,
      regions: ['eu-west-1'],
      readProducts: listOf({ awskms: [key], AmazonRoute53: [zone] }),
      now: () => now,
      queries,
    });
    return store;
  }
  const daysLater = (days: number) => new Date(now.getTime() + days * 86_400_000);

  test('are the bundled ones where nothing was refreshed', async () => {
    const { book, unused } = await load(new MemoryStore());
    expect(unused).toEqual([]);
    expect(book.find('awskms', 'eu-west-1', 'key/month')).toMatchObject({ usd: 1, source: 'bundled' });
  });

  test(`are the refreshed ones for ${freshDays} days, then the bundled ones again`, async () => {
    const store = await refreshed();
    const fresh = await load(store, daysLater(freshDays));
    expect(fresh.book.find('awskms', 'eu-west-1', 'key/month')?.usd).toBe(1.25);
    expect(fresh.unused).toEqual([]);
    const stale = await load(store, daysLater(freshDays + 1));
    expect(stale.book.find('awskms', 'eu-west-1', 'key/month')?.usd).toBe(1);
    expect(stale.unused).toContain(
      `The prices in memory/prices/awskms/eu-west-1.json are 46 days old, more than 45: the prices that come with Tidemark are used; refresh them with: tidemark prices refresh`,
    );
  });

  test.each([
    ['is cut off', (text: string) => text.slice(0, 40), 'is not JSON'],
    [
      'is of another version',
      (text: string) => text.replace('"schemaVersion":1', '"schemaVersion":2'),
      'is not what this Tidemark writes',
    ],
    ['is in another currency', (text: string) => text.replace('"USD"', '"EUR"'), 'is not what this'],
    ['has a price below nothing', (text: string) => text.replace('1.25', '-1.25'), 'is not what this'],
  ])('are the bundled ones where a file %s, which is told', async (_what, spoil, reason) => {
    const store = await refreshed();
    const place = 'prices/awskms/eu-west-1.json';
    store.objects.set(place, Buffer.from(spoil(String(store.objects.get(place)))));
    const { book, unused } = await load(store);
    expect(book.find('awskms', 'eu-west-1', 'key/month')?.usd).toBe(1);
    expect(unused).toHaveLength(1);
    expect(unused[0]).toContain(reason);
  });
});
