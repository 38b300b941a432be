import { z } from 'zod';
import { createPriceBook } from '../cost/price-book.ts';
import { pricedServices } from '../cost/price-list-queries.ts';
import { messageOf } from '../model/errors.ts';
import type { PriceBook } from '../model/knowledge.ts';
import { globalRegion } from '../model/snapshot.ts';
import { readDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** Days that refreshed prices are used for; older ones give way to those that come with Tidemark. */
export const freshDays = 45;

const dayMilliseconds = 86_400_000;

/** The refreshed prices of a service in a region, as they lie in the store: a price file that knows its age. */
export const storedPricesSchema = z.strictObject({
  schemaVersion: z.literal(1),
  currency: z.literal('USD'),
  service: z.string(),
  region: z.string(),
  refreshedAt: z.iso.datetime(),
  groups: z.array(
    z.strictObject({
      service: z.string(),
      unit: z.string(),
      source: z.string(),
      date: z.iso.date(),
      prices: z.record(z.string(), z.record(z.string(), z.number().positive())),
    }),
  ),
});
export type StoredPrices = z.infer<typeof storedPricesSchema>;

/** What loading prices needs. */
export interface LoadOptions {
  readonly store: ObjectStore;
  /** The regions whose prices are wanted; prices without a region are always loaded. */
  readonly regions: readonly string[];
  /** The prices that come with Tidemark. */
  readonly bundled: PriceBook;
  readonly now: () => Date;
  /** Told of prices that are there and were not used, with the reason and what to do. */
  readonly onUnused: (reason: string) => void;
}

async function loadFile(
  service: string,
  region: string,
  { store, now, onUnused }: LoadOptions,
): Promise<StoredPrices[]> {
  const key = storeKeys.prices(service, region);
  const instead = 'the prices that come with Tidemark are used; refresh them with: tidemark prices refresh';
  try {
    const file = await readDocument(store, key, storedPricesSchema);
    if (file === undefined) return [];
    const age = Math.floor((now().getTime() - Date.parse(file.value.refreshedAt)) / dayMilliseconds);
    if (age <= freshDays) return [file.value];
    onUnused(
      `The prices in ${store.location}/${key} are ${age} days old, more than ${freshDays}: ${instead}`,
    );
  } catch (error) {
    onUnused(`The prices in ${store.location}/${key} cannot be used (${messageOf(error)}): ${instead}`);
  }
  return [];
}

/**
 * The prices of some regions: those that were refreshed into the store, where they are there, readable and fresh, and
 * then those that come with Tidemark.
 */
export async function loadPriceBook(options: LoadOptions): Promise<PriceBook> {
  const regions = [...new Set([...options.regions, globalRegion])];
  const files = await Promise.all(
    regions.flatMap((region) => pricedServices.map((service) => loadFile(service, region, options))),
  );
  const refreshed = createPriceBook(files.flat());
  return {
    find: (service, region, key) =>
      refreshed.find(service, region, key) ?? options.bundled.find(service, region, key),
  };
}
