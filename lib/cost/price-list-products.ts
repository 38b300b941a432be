import { z } from 'zod';
import type { PriceGroup } from './price-book.ts';

/**
 * A product as `GetProducts` of the AWS Price List gives it, as JSON in a string.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
 */
const productSchema = z.object({
  product: z.object({
    productFamily: z.string().default(''),
    attributes: z.record(z.string(), z.string()),
  }),
  terms: z.object({
    OnDemand: z
      .record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({
              beginRange: z.string().default('0'),
              pricePerUnit: z.record(z.string(), z.string()),
            }),
          ),
        }),
      )
      .default({}),
  }),
  version: z.string(),
  publicationDate: z.iso.datetime(),
});

/** A product of the price list with its price on demand. */
export interface ListedProduct {
  /** Such as `Compute Instance`; empty where the list has none. */
  readonly family: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** USD for a unit: of the first tier that costs anything. */
  readonly usd: number;
  readonly version: string;
  /** When the list was published, as YYYY-MM-DD. */
  readonly date: string;
}

/** How a price of the list is called in the price book. */
export interface PriceDefinition {
  /** What one price is for, such as `USD per hour`. */
  readonly unit: string;
  /** What the published price is multiplied by: the list has prices of single requests, the book of millions. */
  readonly factor?: number;
  /** The key in the price book; undefined of a product that this is not the price of. */
  readonly key: (product: ListedProduct) => string | undefined;
}

/** What is asked of the price list at once: the products of a service in a region that have these attributes. */
export interface PriceQuery {
  /** Service code of the price list, and of the price book. */
  readonly service: string;
  /** Further attributes the products must have, such as `operatingSystem`. */
  readonly filters: Readonly<Record<string, string>>;
  /** `global`: the service has one price list for all regions. */
  readonly scope?: 'global';
  readonly prices: readonly PriceDefinition[];
}

/**
 * Reads a product; undefined where it has no price on demand in USD that is more than nothing. Of tiers the first one
 * that costs anything counts, since what is free belongs to a whole account.
 *
 * @throws {z.ZodError} or a SyntaxError when it is not what AWS documents
 */
export function parseProduct(json: string): ListedProduct | undefined {
  const { product, terms, version, publicationDate } = productSchema.parse(JSON.parse(json));
  const tiers = Object.values(terms.OnDemand)
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .map(({ beginRange, pricePerUnit }) => ({ from: Number(beginRange), usd: Number(pricePerUnit.USD) }))
    .filter(({ usd }) => usd > 0)
    .sort((one, other) => one.from - other.from);
  const [first] = tiers;
  if (!first) return undefined;
  return {
    family: product.productFamily,
    attributes: product.attributes,
    usd: first.usd,
    version,
    date: publicationDate.slice(0, 10),
  };
}

/** A price that products call differently: none of them counts. */
export interface AmbiguousPrice {
  readonly key: string;
  readonly usd: readonly number[];
}

/** The prices of a service in a region, as they go into a price file, and those that could not be told. */
export interface MappedPrices {
  readonly groups: readonly PriceGroup[];
  readonly ambiguous: readonly AmbiguousPrice[];
}

/** Twelve significant digits: what multiplying adds behind them is no price. */
function tidy(usd: number): number {
  return Number(usd.toPrecision(12));
}

/** Gathers the prices of one service in one region from the products that the price list gives. */
export class PriceGathering {
  readonly #service: string;
  readonly #region: string;
  readonly #prices = new Map<string, { unit: string; usd: Set<number> }>();
  #version = '';
  #date = '';

  constructor(service: string, region: string) {
    this.#service = service;
    this.#region = region;
  }

  /** Takes a product into account, by whichever of the definitions know it. */
  add(product: ListedProduct, definitions: readonly PriceDefinition[]): void {
    for (const { unit, factor = 1, key } of definitions) {
      const name = key(product);
      if (name === undefined) continue;
      const price = this.#prices.get(name) ?? { unit, usd: new Set<number>() };
      price.usd.add(tidy(product.usd * factor));
      this.#prices.set(name, price);
      if (product.date >= this.#date) [this.#version, this.#date] = [product.version, product.date];
    }
  }

  /** The prices, a group for each unit. A key with several prices is left out: which is right cannot be told. */
  finish(): MappedPrices {
    const units = new Map<string, Record<string, number>>();
    const ambiguous: AmbiguousPrice[] = [];
    for (const [key, { unit, usd }] of [...this.#prices].sort(([one], [other]) => (one < other ? -1 : 1))) {
      const [only, ...others] = usd;
      if (only === undefined || others.length > 0) ambiguous.push({ key, usd: [...usd] });
      else units.set(unit, { ...units.get(unit), [key]: only });
    }
    const source = `AWS Price List, GetProducts of ${this.#service}, version ${this.#version}`;
    const groups = [...units].map(([unit, prices]) => ({
      service: this.#service,
      unit,
      source,
      date: this.#date,
      prices: { [this.#region]: prices },
    }));
    return { groups, ambiguous };
  }
}
