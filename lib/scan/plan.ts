import { z } from 'zod';
import { costBudgetSchema } from '../model/cost-budget.ts';
import { NotFoundError } from '../model/errors.ts';
import { environmentWeightSchema } from '../model/exposure.ts';
import { ruleSettingSchema } from '../model/rule-policy.ts';
import { severitySchema } from '../model/severity.ts';
import { usageAmountSchema } from '../model/usage.ts';
import { ownRuleSchema } from '../rules/definition.ts';
import { requireDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { scanRequestSchema } from './events.ts';

/** The version of the plan format that this build writes and reads. */
export const planSchemaVersion = 1;

/** How costs are estimated in a run, and from when they are a finding. */
export const plannedCostsSchema = z.strictObject({
  usage: z
    .record(z.string(), usageAmountSchema)
    .describe('Use by its name, where the configuration states it'),
  budget: costBudgetSchema,
});

/** An environment as a run sees it: resolved, and narrowed by the request. */
export const plannedEnvironmentSchema = z.strictObject({
  environment: z.string(),
  concurrency: z.number().int().positive(),
  /** A region of the environment's partition, by which global services are reached. */
  referenceRegion: z.string(),
  types: z.array(z.string()).describe('The types to read'),
  tags: z.record(z.string(), z.string()).describe('Only resources with all of these tags'),
  threshold: severitySchema.describe('The severity from which findings are alerted'),
  weight: environmentWeightSchema.describe('How much what happens there matters beside others'),
  costs: plannedCostsSchema.optional().describe('How costs are estimated; absent: as Tidemark assumes'),
  ruleSettings: z
    .array(ruleSettingSchema)
    .optional()
    .describe('What was decided of single rules; absent: nothing'),
  targets: z.number().int().nonnegative(),
});
export type PlannedEnvironment = z.infer<typeof plannedEnvironmentSchema>;

/** How AWS Config is asked in a run. */
export const plannedAwsConfigSchema = z.strictObject({
  mode: z.enum(['off', 'reuse']),
  aggregator: z
    .strictObject({ name: z.string(), account: z.string(), region: z.string() })
    .optional()
    .describe('Asked in place of the account and region of each target'),
});
export type PlannedAwsConfig = z.infer<typeof plannedAwsConfigSchema>;

/** How far it is asked who made changes in a run. */
export const plannedAttributionSchema = z.strictObject({
  findings: z
    .number()
    .int()
    .nonnegative()
    .describe('Findings below the threshold that are attributed, a target'),
});

/** What a run was asked to do and how: everything its steps need to know beside their target. */
export const planSchema = z.strictObject({
  schemaVersion: z.literal(planSchemaVersion),
  runId: z.string(),
  executionName: z.string().describe('The Step Functions execution, or local'),
  startedAt: z.iso.datetime(),
  request: scanRequestSchema,
  memberRole: z.strictObject({ name: z.string(), externalId: z.string() }),
  awsConfig: plannedAwsConfigSchema.optional().describe('Absent: AWS Config is not asked'),
  ownRules: z.array(ownRuleSchema).optional().describe("The user's own rules; absent: none"),
  attribution: plannedAttributionSchema.optional().describe('Absent: nobody is asked who made changes'),
  environments: z.array(plannedEnvironmentSchema),
});
export type Plan = z.infer<typeof planSchema>;

/** Reads the plan of a run. Throws a {@link NotFoundError} when there is none. */
export function readPlan(store: ObjectStore, runId: string): Promise<Plan> {
  return requireDocument(store, storeKeys.plan(runId), planSchema);
}

/** The part of a plan for one environment. Throws a {@link NotFoundError} when it has none. */
export function plannedEnvironment(plan: Plan, environment: string): PlannedEnvironment {
  const planned = plan.environments.find((each) => each.environment === environment);
  if (planned) return planned;
  throw new NotFoundError(`Run ${plan.runId} does not scan environment ${environment}`, { environment });
}
