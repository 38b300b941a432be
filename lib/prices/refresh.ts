import pLimit from 'p-limit';
import { z } from 'zod';
import type { ReadProducts } from '../aws/price-list.ts';
import { PriceGathering, type PriceQuery, parseProduct } from '../cost/price-list-products.ts';
import { priceQueries } from '../cost/price-list-queries.ts';
import { messageOf, TidemarkError } from '../model/errors.ts';
import { globalRegion } from '../model/snapshot.ts';
import { writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { StoredPrices } from './stored-prices.ts';

/** Price lists that are asked for at the same time. */
const atOnce = 4;

/** The input of the refresh-prices function. */
export const refreshPricesEventSchema = z.strictObject({
  regions: z.array(z.string().min(1)).min(1).optional().describe('Absent: the regions of the configuration'),
});

/** What refreshing prices came to. */
export const refreshSummarySchema = z.strictObject({
  regions: z.array(z.string()),
  files: z.number().int().nonnegative().describe('Written: one for each service and region'),
  prices: z.number().int().nonnegative(),
  failures: z.array(z.string()).describe('What could not be refreshed and why; the former prices stay'),
});
export type RefreshSummary = z.infer<typeof refreshSummarySchema>;

/** What refreshing prices needs. */
export interface RefreshOptions {
  readonly store: ObjectStore;
  readonly regions: readonly string[];
  readonly readProducts: ReadProducts;
  readonly now: () => Date;
  /** What is asked for; absent: everything that Tidemark has a use for. */
  readonly queries?: readonly PriceQuery[];
}

interface FileOutcome {
  readonly prices: number;
  readonly failures: readonly string[];
}

/** A service in a region, or one without regions. */
interface PricePlace {
  readonly service: string;
  readonly region: string;
  readonly queries: readonly PriceQuery[];
}

function placesOf(queries: readonly PriceQuery[], regions: readonly string[]): PricePlace[] {
  const services = [...new Set(queries.map(({ service }) => service))];
  return services.flatMap((service) => {
    const own = queries.filter((query) => query.service === service);
    const regional = own.filter(({ scope }) => scope !== 'global');
    const global = own.filter(({ scope }) => scope === 'global');
    return [
      ...(regional.length === 0 ? [] : regions.map((region) => ({ service, region, queries: regional }))),
      ...(global.length === 0 ? [] : [{ service, region: globalRegion, queries: global }]),
    ];
  });
}

async function gather({ service, region, queries }: PricePlace, readProducts: ReadProducts) {
  const gathering = new PriceGathering(service, region);
  let unreadable = 0;
  for (const { filters, prices } of queries) {
    const request = region === globalRegion ? { service, filters } : { service, region, filters };
    for await (const json of readProducts(request)) {
      try {
        const product = parseProduct(json);
        if (product) gathering.add(product, prices);
      } catch {
        unreadable += 1;
      }
    }
  }
  return { ...gathering.finish(), unreadable };
}

async function refreshFile(
  place: PricePlace,
  { store, readProducts, now }: RefreshOptions,
): Promise<FileOutcome> {
  const { service, region } = place;
  const where = `${service} in ${region}`;
  try {
    const { groups, ambiguous, unreadable } = await gather(place, readProducts);
    const failures = [
      ...(unreadable === 0
        ? []
        : [`${where}: ${unreadable} products of the price list are not as AWS documents`]),
      ...ambiguous.map(({ key, usd }) => `${where}: ${key} has several prices (${usd.join(', ')} USD)`),
    ];
    const prices = groups.reduce((sum, group) => sum + Object.keys(group.prices[region] ?? {}).length, 0);
    if (prices === 0) return { prices, failures: [...failures, `${where}: the price list has no prices`] };
    const file: StoredPrices = {
      schemaVersion: 1,
      currency: 'USD',
      service,
      region,
      refreshedAt: now().toISOString(),
      groups: groups.map(({ prices: byRegion, unit, source, date }) => ({
        service,
        unit,
        source,
        date,
        prices: { ...byRegion },
      })),
    };
    await writeDocument(store, storeKeys.prices(service, region), file);
    return { prices, failures };
  } catch (error) {
    return { prices: 0, failures: [`${where}: ${messageOf(error)}`] };
  }
}

/**
 * Reads the AWS Price List for some regions and writes the prices to the store, a file for each service and region.
 * What could not be read keeps its former prices and is told of. Throws a {@link TidemarkError} when nothing at all
 * could be refreshed.
 */
export async function refreshPrices(options: RefreshOptions): Promise<RefreshSummary> {
  const { regions, queries = priceQueries } = options;
  const limit = pLimit(atOnce);
  const outcomes = await Promise.all(
    placesOf(queries, regions).map((place) => limit(() => refreshFile(place, options))),
  );
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const written = outcomes.filter(({ prices }) => prices > 0);
  if (written.length === 0) {
    throw new TidemarkError(
      `No prices were refreshed, so the former ones stay; the first reason: ${failures[0] ?? 'nothing was asked for'}`,
    );
  }
  return {
    regions: [...regions],
    files: written.length,
    prices: written.reduce((sum, { prices }) => sum + prices, 0),
    failures,
  };
}
