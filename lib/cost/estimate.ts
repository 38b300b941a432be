import type { MonthlyCost } from '../model/cost.ts';
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
}

/** Where a price is from, as the end of a sentence. */
export function priceSource({ region, source, date }: Price): string {
  return `in ${region} (${source}, ${date})`;
}

/** The sum of the parts; not known when one of them is not, since a part of a bill is no bill. */
export function sumOfParts(parts: readonly CostPart[]): MonthlyCost {
  return {
    usd: parts.reduce<number | null>((sum, { usd }) => (sum === null || usd === null ? null : sum + usd), 0),
    assumptions: parts.map(({ assumption }) => assumption),
  };
}
