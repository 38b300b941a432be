import { z } from 'zod';
import { type CostBudget, defaultSingle } from '../model/cost-budget.ts';
import { type UsageAmount, type UsageName, usageAmountSchema, usageNames } from '../model/usage.ts';
import { mapLike } from './map-like.ts';

function usage(name: UsageName) {
  const { unit, ...rest } = usageNames[name];
  const assumed =
    'assumed' in rest
      ? `; ${rest.assumed.toLocaleString('en')} where nothing is said`
      : '; absent: not counted';
  return usageAmountSchema.optional().describe(`${unit}${assumed}`);
}

const usageSchema = z
  .strictObject(
    {
      lambdaInvocations: usage('lambdaInvocations'),
      lambdaMilliseconds: usage('lambdaMilliseconds'),
      dynamodbReadUnits: usage('dynamodbReadUnits'),
      dynamodbWriteUnits: usage('dynamodbWriteUnits'),
      natGatewayGigabytes: usage('natGatewayGigabytes'),
      transitGatewayGigabytes: usage('transitGatewayGigabytes'),
      endpointGigabytes: usage('endpointGigabytes'),
      loadBalancerCapacityUnits: usage('loadBalancerCapacityUnits'),
      logIngestionGigabytes: usage('logIngestionGigabytes'),
      logStorageGigabytes: usage('logStorageGigabytes'),
      s3StorageGigabytes: usage('s3StorageGigabytes'),
      efsStorageGigabytes: usage('efsStorageGigabytes'),
      kinesisGigabytes: usage('kinesisGigabytes'),
      firehoseGigabytes: usage('firehoseGigabytes'),
      wafRequests: usage('wafRequests'),
    } satisfies Record<UsageName, z.ZodType>,
    mapLike('{ natGatewayGigabytes: 500 }'),
  )
  .prefault({});

const dollars = z
  .number({ error: 'must be a number of USD a month, such as 1000' })
  .positive('must be above 0, such as 1000');

const budgetSchema = z
  .strictObject(
    {
      monthlyIncrease: dollars
        .optional()
        .describe('USD a month that the changes of an account and region may add together; absent: no limit'),
      percent: z
        .number({ error: 'must be a number, such as 20' })
        .positive('must be above 0, such as 20')
        .optional()
        .describe('The same in percent of what everything in the baseline costs; absent: no limit'),
      single: dollars
        .optional()
        .describe(`USD a month that a single change may add; ${defaultSingle} where nothing is said`),
    },
    mapLike('{ monthlyIncrease: 5000, single: 1000 }'),
  )
  .prefault({});

/** How costs are estimated, and from when they are a finding. */
export const costSettingsSchema = z
  .strictObject(
    {
      usage: usageSchema.describe(
        'Use that no configuration of a resource tells, as a number or { low, high }, for all resources of a kind',
      ),
      budget: budgetSchema.describe('From when money alone makes a HIGH finding'),
    },
    mapLike('{ usage: { natGatewayGigabytes: 500 }, budget: { single: 1000 } }'),
  )
  .prefault({});
export type CostSettings = z.infer<typeof costSettingsSchema>;

/** The values that are stated. */
function stated<T>(values: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** How costs are estimated in an environment: by what it says itself, else by what is said for all. */
export interface EnvironmentCosts {
  readonly usage: Record<string, UsageAmount>;
  readonly budget: CostBudget;
}

/**
 * What holds for an environment: what it says itself, else what is said for all; undefined where nothing is said, and
 * what Tidemark assumes holds.
 */
export function costSettingsOf(all: CostSettings, environment: CostSettings): EnvironmentCosts | undefined {
  const usage = { ...stated(all.usage), ...stated(environment.usage) };
  const budget = { ...stated(all.budget), ...stated(environment.budget) };
  const says = Object.keys(usage).length + Object.keys(budget).length > 0;
  return says ? { usage, budget } : undefined;
}
