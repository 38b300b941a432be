import type { CostRange, MonthlyCost } from '../model/cost.ts';
import type { Price } from '../model/knowledge.ts';

/**
 * Hours that a month is billed with: 365 days of 24 hours in 12 parts, the month of the AWS Pricing Calculator.
 * https://docs.aws.amazon.com/pricing-calculator/latest/userguide/what-is-pricing-calculator.html
 */
export const hoursPerMonth = 730;

/** A part of an estimate: what it comes to a month, or null when that is not known, and the sentence that says how. */
export interface CostPart {
  readonly usd: number | null;
  readonly assumption: string;
  /** Between what it lies, where it is not one number. */
  readonly range?: CostRange;
}

/** Where a price is from, as the end of a sentence. */
export function priceSource({ region, source, date }: Price): string {
  return `in ${region} (${source}, ${date})`;
}

/** The sum of the parts; not known when one of them is not, since a part of a bill is no bill. */
export function sumOfParts(parts: readonly CostPart[]): MonthlyCost {
  const usd = parts.reduce<number | null>(
    (sum, part) => (sum === null || part.usd === null ? null : sum + part.usd),
    0,
  );
  const range = usd === null ? undefined : rangeOfParts(parts);
  return {
    usd,
    assumptions: parts.map(({ assumption }) => assumption),
    ...(range === undefined ? {} : { range }),
  };
}

/** Between what the sum of known parts lies; undefined where each of them is one number. */
function rangeOfParts(parts: readonly CostPart[]): CostRange | undefined {
  if (parts.every(({ range }) => range === undefined)) return undefined;
  const sum = (end: keyof CostRange) =>
    parts.reduce((total, { usd, range }) => total + (range?.[end] ?? usd ?? 0), 0);
  return { low: sum('low'), high: sum('high') };
}
