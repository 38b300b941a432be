import type { JsonObject } from '../../lib/model/json.ts';

/** One product of a hand-computed cost: a count at a price, by the hour for so many hours, or by the month. */
export interface CostTerm {
  readonly count: number;
  /** Where the price stands in `lib/cost/prices`. */
  readonly service: string;
  readonly key: string;
  readonly usd: number;
  /** The day of its source, which the README of the prices names. */
  readonly date: string;
  readonly hours?: number;
  /** The price that the finding states, where it is made of this one. */
  readonly stated?: number;
}

/** What a resource costs a month, computed by hand from published prices. */
export interface CostExample {
  readonly what: string;
  readonly type: string;
  readonly region: string;
  readonly properties: JsonObject;
  /** Resources of the same snapshot that the cost depends on. */
  readonly others?: readonly {
    readonly type: string;
    readonly id: string;
    readonly properties: JsonObject;
  }[];
  readonly terms: readonly CostTerm[];
  /** The sum of the terms in USD, rounded to cents. */
  readonly usd: number;
}

/** The arithmetic of an example, as it is written on paper. */
export function arithmetic({ terms, usd }: CostExample): string {
  const products = terms.map(({ count, usd: price, date, hours }) => {
    const amount = count === 1 ? `${price}` : `${count} × ${price}`;
    return `${amount}${hours === undefined ? '' : ` × ${hours} h`} (${date})`;
  });
  return `${products.length === 0 ? 'nothing' : products.join(' + ')} = ${usd.toFixed(2)} USD`;
}
