import { z } from 'zod';
import type { Resource } from './resource.ts';

/** What no configuration of a resource tells of its use, a month, and what is assumed where nothing else is known. */
export const usageNames = {
  lambdaInvocations: { unit: 'invocations of a function, a month', assumed: 1_000_000 },
  lambdaMilliseconds: { unit: 'ms that an invocation of a function takes', assumed: 100 },
  dynamodbReadUnits: { unit: 'read units of a table on demand, a month', assumed: 1_000_000 },
  dynamodbWriteUnits: { unit: 'write units of a table on demand, a month', assumed: 1_000_000 },
  natGatewayGigabytes: { unit: 'GB through a NAT gateway, a month' },
  transitGatewayGigabytes: { unit: 'GB through an attachment of a transit gateway, a month' },
  endpointGigabytes: { unit: 'GB through an interface endpoint, a month' },
  loadBalancerCapacityUnits: { unit: 'capacity units (LCU) of a load balancer on average' },
  logIngestionGigabytes: { unit: 'GB written to a log group, a month' },
  logStorageGigabytes: { unit: 'GB kept in a log group' },
  s3StorageGigabytes: { unit: 'GB kept in a bucket' },
  efsStorageGigabytes: { unit: 'GB kept in a file system' },
  kinesisGigabytes: { unit: 'GB written to a stream on demand, and read once, a month' },
  firehoseGigabytes: { unit: 'GB through a delivery stream, a month' },
  wafRequests: { unit: 'requests that a web ACL looks at, a month' },
} as const satisfies Record<string, { readonly unit: string; readonly assumed?: number }>;

/** A use that costs depend on. */
export type UsageName = keyof typeof usageNames;

const amountSchema = z.number({ error: 'must be a number, such as 500' }).nonnegative('must not be below 0');

/** How much is used a month: a number, or the least and the most where only that is known. */
export const usageAmountSchema = z.union(
  [
    amountSchema,
    z
      .strictObject({ low: amountSchema, high: amountSchema })
      .refine(({ low, high }) => low <= high, 'low must not be above high'),
  ],
  { error: 'must be a number, such as 500, or a range, such as { low: 100, high: 500 }' },
);
export type UsageAmount = z.infer<typeof usageAmountSchema>;

/** Use by its name. */
export type UsageAmounts = Readonly<Record<string, UsageAmount>>;

/** How much a resource uses a month, and who says so. */
export interface UsageFigure {
  readonly low: number;
  readonly high: number;
  /** As the end of a sentence: `assumed by Tidemark`, `assumed by the configuration`, `measured by CloudWatch`. */
  readonly source: string;
}

/** Tells how much a resource uses; undefined where nothing is known of it. */
export type UsageLookup = (name: UsageName, resource: Resource) => UsageFigure | undefined;

/** The use that the configuration states, the same of every resource. */
export function statedUsage(amounts: UsageAmounts): UsageLookup {
  return (name) => {
    const amount = amounts[name];
    if (amount === undefined) return undefined;
    const { low, high } = typeof amount === 'number' ? { low: amount, high: amount } : amount;
    return { low, high, source: 'assumed by the configuration' };
  };
}
