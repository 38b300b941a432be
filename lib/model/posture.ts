import { z } from 'zod';
import { severitySchema } from './severity.ts';
import { targetSchema } from './snapshot.ts';

/** The version of the posture format that this build writes and reads. */
export const postureSchemaVersion = 1;

/**
 * Where a danger comes from. `new`: a change since the baseline brought it, and a finding tells of it. `inherited`: it
 * was there when the baseline was approved. `acknowledged`: so, and somebody answered for it.
 */
export const dangerStandingSchema = z.enum(['new', 'inherited', 'acknowledged']);
export type DangerStanding = z.infer<typeof dangerStandingSchema>;

/** Who answers for a danger that is there, until when and why. */
export const acknowledgementSchema = z.strictObject({
  fingerprint: z.string().describe('Of the danger'),
  rule: z.string(),
  type: z.string(),
  id: z.string(),
  subject: z.string(),
  by: z.string().describe('Who acknowledged it'),
  reason: z.string(),
  at: z.iso.datetime(),
  until: z.iso.date().optional().describe('The last day that it holds; absent: for good'),
});
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/** The acknowledged dangers of a target. */
export const acknowledgementsSchema = z.strictObject({
  schemaVersion: z.literal(postureSchemaVersion),
  ...targetSchema.shape,
  acknowledgements: z.array(acknowledgementSchema),
});
export type Acknowledgements = z.infer<typeof acknowledgementsSchema>;

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
  recommendation: z.string().describe('What to do, as one sentence'),
  standing: dangerStandingSchema,
  acknowledgement: acknowledgementSchema.pick({ by: true, reason: true, at: true, until: true }).optional(),
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

/** What a target result and a report tell of a posture. */
export const postureSummarySchema = z.strictObject({
  inherited: z
    .record(severitySchema, z.number().int().nonnegative())
    .describe('Dangers that were there when the baseline was approved and nobody acknowledged, by severity'),
  acknowledged: z.number().int().nonnegative().describe('Those that somebody acknowledged'),
  dangers: z.array(presentDangerSchema).describe('The most severe of the inherited ones'),
  cost: totalCostSchema.describe('What everything costs together'),
});
export type PostureSummary = z.infer<typeof postureSummarySchema>;
