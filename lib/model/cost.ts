import { z } from 'zod';

/** Between what a cost lies, in USD a month. */
export const costRangeSchema = z.strictObject({ low: z.number(), high: z.number() });
export type CostRange = z.infer<typeof costRangeSchema>;

/**
 * What a resource costs. `usd` is USD per month (730 hours) at the public on-demand price, or null when it is not
 * known; the assumptions say what was assumed, or why it is not known.
 */
export interface MonthlyCost {
  readonly usd: number | null;
  readonly assumptions: readonly string[];
  /** The least and the most where only that is known; `usd` is the middle. */
  readonly range?: CostRange;
}

/** The cost of a resource that AWS does not charge for. */
export const free: MonthlyCost = { usd: 0, assumptions: [] };

/** A cost that is not known, with the reason. */
export function unknownCost(reason: string): MonthlyCost {
  return { usd: null, assumptions: [reason] };
}

/** What a change does to the monthly bill, in USD; null is unknown, never 0. */
export const costChangeSchema = z.strictObject({
  before: z.number().nullable(),
  after: z.number().nullable(),
  delta: z.number().nullable(),
  percent: z
    .number()
    .nullable()
    .describe('delta in percent of before; null when unknown or when before is 0'),
  range: costRangeSchema.optional().describe('Between what delta lies; absent where it is one number'),
  currency: z.literal('USD'),
  assumptions: z.array(z.string()),
});
export type CostChange = z.infer<typeof costChangeSchema>;
