import { z } from 'zod';

/** How much more a month may cost before that alone is a finding; absent: as much as it likes. */
export const costBudgetSchema = z.strictObject({
  monthlyIncrease: z.number().positive().optional().describe('USD a month that all changes together may add'),
  percent: z
    .number()
    .positive()
    .optional()
    .describe('What all changes together may add, in percent of what the baseline costs'),
  single: z.number().positive().optional().describe('USD a month that one change may add'),
});
export type CostBudget = z.infer<typeof costBudgetSchema>;

/** What a single change may add where nothing is configured, in USD a month. */
export const defaultSingle = 1000;
