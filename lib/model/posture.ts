import { z } from 'zod';
import { severitySchema } from './severity.ts';
import { targetSchema } from './snapshot.ts';

/** The version of the posture format that this build writes and reads. */
export const postureSchemaVersion = 1;

/** A danger that a resource is in now, whoever brought it about and when. */
export const presentDangerSchema = z.strictObject({
  fingerprint: z.string().describe('The same as long as the resource is in this danger'),
  rule: z.string().describe('Id of the rule'),
  severity: severitySchema,
  type: z.string(),
  id: z.string(),
  name: z.string().describe('The Name tag and the id, or the id'),
  arn: z.string().optional(),
  subject: z.string().describe('What exactly is dangerous'),
  reason: z.string().describe('One sentence'),
  path: z.string().optional().describe('Where it stands, as a JSON Pointer below `properties`'),
});
export type PresentDanger = z.infer<typeof presentDangerSchema>;

/** How the resources of a target stand with a rule. */
export const ruleStandingSchema = z.strictObject({
  evaluated: z.number().int().nonnegative().describe('Resources that the rule looked at'),
  failing: z.number().int().nonnegative().describe('Those that are in its danger'),
  unknown: z.number().int().nonnegative().describe('Those of which something was not read'),
});
export type RuleStanding = z.infer<typeof ruleStandingSchema>;

/** What all resources of a target cost together. */
export const totalCostSchema = z.strictObject({
  usd: z.number().nonnegative().describe('USD per month, of the resources whose cost is known'),
  unknown: z.number().int().nonnegative().describe('Resources whose cost is not known'),
  currency: z.literal('USD'),
});
export type TotalCost = z.infer<typeof totalCostSchema>;

/**
 * How a target stands at one time: the dangers that its resources are in by the rules that look at a state, whether
 * they are older than the baseline or not, and what everything in it costs.
 */
export const postureSchema = z.strictObject({
  schemaVersion: z.literal(postureSchemaVersion),
  ...targetSchema.shape,
  runId: z.string(),
  takenAt: z.iso.datetime(),
  rules: z
    .record(z.string(), ruleStandingSchema)
    .describe('By id of the rule; those with resources to look at'),
  dangers: z.array(presentDangerSchema).describe('Most severe first'),
  cost: totalCostSchema,
});
export type Posture = z.infer<typeof postureSchema>;
