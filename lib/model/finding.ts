import { z } from 'zod';
import { attributionSchema } from './attribution.ts';
import { changeKindSchema, propertyChangeSchema } from './change.ts';
import { costChangeSchema } from './cost.ts';
import { exposureSchema } from './exposure.ts';
import { severitySchema } from './severity.ts';

/** The version of the finding format that this build writes and reads. */
export const findingSchemaVersion = 1;

/** Where a finding stands in its life. `resolved` findings are reported once, then leave the open findings. */
export const findingStatusSchema = z.enum([
  'new',
  'ongoing',
  'escalated',
  'resolved',
  'accepted',
  'suppressed',
]);
export type FindingStatus = z.infer<typeof findingStatusSchema>;

/** A number of the score's sum and what it stands for. */
export const scorePartSchema = z.strictObject({ points: z.number().int(), reason: z.string() });
export type ScorePart = z.infer<typeof scorePartSchema>;

/** How to do what a rule recommends, for one resource. */
export const findingRemedySchema = z.strictObject({
  rule: z.string().describe('Id of the rule'),
  recommendation: z.string().describe('What to do, as one sentence'),
  command: z.string().describe('The AWS CLI command, quoted for a POSIX shell; <Name> is to be filled in'),
  console: z.string().describe('Where in the AWS console'),
});
export type FindingRemedy = z.infer<typeof findingRemedySchema>;

/** What the risk engine says of a change. */
export const riskSchema = z.strictObject({
  severity: severitySchema,
  score: z.number().int().min(0).max(100),
  scoreParts: z.array(scorePartSchema).describe('The score as a sum'),
  exposures: z.array(exposureSchema).describe('Circumstances that make a change of MEDIUM or more worse'),
  rules: z.array(z.string()).describe('Ids of the rules that fired, most severe first'),
  dangers: z.array(z.string()).describe('What exactly fired, as rule id and subject; the same in every run'),
  reasons: z.array(z.string()).describe('One sentence each'),
  recommendations: z.array(z.string()).describe('One sentence each'),
  remedies: z.array(findingRemedySchema).describe('How to do what the rules recommend, most severe first'),
});
export type Risk = z.infer<typeof riskSchema>;

/** A change with risk and cost: what `tidemark compare` prints, and what a scan builds its findings on. */
export const assessedChangeSchema = z.strictObject({
  type: z.string(),
  id: z.string(),
  name: z.string().describe('The Name tag and the id, or the id'),
  account: z.string(),
  region: z.string(),
  arn: z.string().optional(),
  change: changeKindSchema,
  replaces: z.string().optional().describe('The id of the resource that a replaced one took the place of'),
  ...riskSchema.shape,
  controls: z
    .array(z.string())
    .optional()
    .describe(
      'Controls of published frameworks that the rules concern, such as PCI DSS 4.0.1 1.4.4; absent: none',
    ),
  explanation: z
    .string()
    .optional()
    .describe('All of it as one paragraph: who, what, from what to what, why it matters, cost, what next'),
  linked: z
    .array(z.strictObject({ type: z.string(), id: z.string() }))
    .optional()
    .describe('Other resources that changed and that this one names, or that name it; absent: none'),
  properties: z.array(propertyChangeSchema),
  monthlyCost: costChangeSchema,
});
export type AssessedChange = z.infer<typeof assessedChangeSchema>;

/** A state of a resource as AWS Config recorded it. */
export const timelineEntrySchema = z.strictObject({
  at: z.iso.datetime().describe('When AWS Config recorded the state'),
  status: z.string().describe('OK, ResourceDiscovered or ResourceDeleted, among others of AWS Config'),
  changedPaths: z
    .array(z.string())
    .optional()
    .describe('JSON Pointers of the parts that differ from the state before, in the names of AWS Config'),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** An assessed change in a target, with its identity over time. */
export const findingSchema = z.strictObject({
  schemaVersion: z.literal(findingSchemaVersion),
  fingerprint: z.string().describe('The same in every run until the change itself differs'),
  environment: z.string(),
  ...assessedChangeSchema.shape,
  status: findingStatusSchema,
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  runId: z.string(),
  timeline: z
    .array(timelineEntrySchema)
    .optional()
    .describe('What AWS Config recorded of the resource since the baseline, newest first, 10 at most'),
  attribution: attributionSchema.optional().describe('Who made the change; absent where nobody asked'),
});
export type Finding = z.infer<typeof findingSchema>;
