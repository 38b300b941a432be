import { z } from 'zod';

/**
 * What a resource costs. `usd` is USD per month (730 hours) at the public on-demand price, or null when it is not
 * known; the assumptions say what was assumed, or why it is not known.
 */
export interface MonthlyCost {
  readonly usd: number | null;
  readonly assumptions: readonly string[];
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
  currency: z.literal('USD'),
  assumptions: z.array(z.string()),
});
export type CostChange = z.infer<typeof costChangeSchema>;
