import type { CostContext, Price } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import { type UsageFigure, type UsageName, usageNames } from '../model/usage.ts';
import { type CostPart, priceSource } from './estimate.ts';

/** How much a resource uses: what is known of it, else what Tidemark assumes; undefined where it assumes nothing. */
export function usageOf(
  name: UsageName,
  resource: Resource,
  { usage }: Pick<CostContext, 'usage'>,
): UsageFigure | undefined {
  const known = usage?.(name, resource);
  if (known) return known;
  const use = usageNames[name];
  return 'assumed' in use
    ? { low: use.assumed, high: use.assumed, source: 'assumed by Tidemark' }
    : undefined;
}

/** A number as people write it: `1,000,000`. */
export function amountText(amount: number): string {
  return amount.toLocaleString('en', { maximumFractionDigits: 3 });
}

/** `500`, or `100 to 500`. */
export function figureText({ low, high }: UsageFigure): string {
  return low === high ? amountText(low) : `${amountText(low)} to ${amountText(high)}`;
}

/** What is charged for use. */
export interface UseCharge {
  readonly name: UsageName;
  readonly price: Price | undefined;
  /** What the use is called after its number: `GB pass through it`. */
  readonly words: string;
  /** What the price is for: `GB`, `million requests`. */
  readonly per: string;
  /** How much of the use one price is for; 1 unless stated. */
  readonly size?: number;
  /** How often a month the price is charged; 1 unless stated. */
  readonly times?: number;
}

/** The part of a cost that depends on use; undefined where the use or the price is not known. */
export function usedPart(
  resource: Resource,
  context: Pick<CostContext, 'usage'>,
  { name, price, words, per, size = 1, times = 1 }: UseCharge,
): CostPart | undefined {
  const figure = usageOf(name, resource, context);
  if (figure === undefined || price === undefined) return undefined;
  const usdOf = (amount: number) => (amount / size) * times * price.usd;
  const [low, high] = [usdOf(figure.low), usdOf(figure.high)];
  return {
    usd: (low + high) / 2,
    ...(low === high ? {} : { range: { low, high } }),
    assumption: `${figureText(figure)} ${words} a month (${figure.source}), at ${price.usd} USD/${per} ${priceSource(price)}.`,
  };
}
