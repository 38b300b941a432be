import { z } from 'zod';
import { acknowledgementSchema, dangerStandingSchema } from './posture.ts';
import { severitySchema } from './severity.ts';

/** The version of the compliance formats that this build writes and reads. */
export const complianceSchemaVersion = 1;

/**
 * How an environment stands with a control. `failing`: a rule that is evidence for it sees a danger. `unknown`: none
 * does, and something that such a rule looks at was not read. `passing`: all of it was read, and there is none.
 * `not-evaluated`: there is nothing to look at, or only changes tell of it.
 */
export const controlStatusSchema = z.enum(['failing', 'unknown', 'passing', 'not-evaluated']);
export type ControlStatus = z.infer<typeof controlStatusSchema>;

const count = z.number().int().nonnegative();

/** A danger of a resource, as what makes a control fail. */
export const controlFailureSchema = z.strictObject({
  account: z.string(),
  region: z.string(),
  type: z.string(),
  id: z.string(),
  name: z.string().describe('The Name tag and the id, or the id'),
  arn: z.string().optional(),
  rule: z.string().describe('Id of the rule'),
  severity: severitySchema,
  reason: z.string().describe('One sentence'),
  standing: dangerStandingSchema.describe(
    'new: since the baseline; inherited: older; acknowledged: somebody answers for it',
  ),
  acknowledgement: acknowledgementSchema.pick({ by: true, reason: true, at: true, until: true }).optional(),
});
export type ControlFailure = z.infer<typeof controlFailureSchema>;

/** A control and how the environment stands with it. */
export const controlResultSchema = z.strictObject({
  id: z.string().describe('As the framework numbers it'),
  title: z.string(),
  status: controlStatusSchema,
  change: z
    .enum(['newly-failing', 'newly-passing'])
    .optional()
    .describe('Against the run before; absent: neither'),
  rules: z.array(z.string()).describe('Ids of the rules that are evidence for it'),
  evaluated: count.describe('Judgements of a resource by one of the rules'),
  failing: count.describe('Those that saw a danger'),
  unknown: count.describe('Those that saw none, of resources of which something was not read'),
  failures: z.array(controlFailureSchema).describe('The first 10 dangers: new ones first, then by severity'),
  failuresTotal: count.describe('All dangers'),
  acknowledged: count.describe('Those of them that somebody answers for'),
});
export type ControlResult = z.infer<typeof controlResultSchema>;

/** How many controls of a framework stand how. */
export const controlCountsSchema = z.strictObject({
  failing: count,
  unknown: count,
  passing: count,
  notEvaluated: count,
});
export type ControlCounts = z.infer<typeof controlCountsSchema>;

/** A framework and how the environment stands with it. */
export const frameworkResultSchema = z.strictObject({
  id: z.string().describe('Such as pci-dss-4.0.1'),
  name: z.string(),
  version: z.string(),
  source: z.string().describe('Where it is published'),
  ...controlCountsSchema.shape,
  score: z
    .number()
    .nullable()
    .describe(
      'Passing controls in percent of those that pass, fail or are unknown; null when there are none',
    ),
  controls: z.array(controlResultSchema).describe('Those that rules say anything about'),
});
export type FrameworkResult = z.infer<typeof frameworkResultSchema>;

/** How an environment stands with all frameworks, in one run. */
export const complianceDocumentSchema = z.strictObject({
  schemaVersion: z.literal(complianceSchemaVersion),
  environment: z.string(),
  runId: z.string(),
  at: z.iso.datetime().describe('When the run ended'),
  scope: z
    .enum(['whole', 'part'])
    .describe('part: the run was asked for some accounts, regions or types only; it is not in the history'),
  comparedWith: z.string().optional().describe('The run before, which changes are told against'),
  frameworks: z.array(frameworkResultSchema),
});
export type ComplianceDocument = z.infer<typeof complianceDocumentSchema>;

/** What the history keeps of a run. */
export const complianceEntrySchema = z.strictObject({
  runId: z.string(),
  at: z.iso.datetime(),
  frameworks: z.record(z.string(), controlCountsSchema.omit({ notEvaluated: true })).describe('By id'),
});
export type ComplianceEntry = z.infer<typeof complianceEntrySchema>;

/** The runs of an environment that read all of it, oldest first. */
export const complianceHistorySchema = z.strictObject({
  schemaVersion: z.literal(complianceSchemaVersion),
  environment: z.string(),
  entries: z.array(complianceEntrySchema).describe('The last 180'),
});
export type ComplianceHistory = z.infer<typeof complianceHistorySchema>;

/** What a run report tells of the compliance of an environment. */
export const complianceSummarySchema = z.strictObject({
  key: z.string().describe('Where the whole of it is in the store; the page and the CSV lie beside it'),
  frameworks: z.array(
    z.strictObject({
      ...frameworkResultSchema.pick({ id: true, name: true, version: true, score: true }).shape,
      ...controlCountsSchema.shape,
      newlyFailing: z.array(z.string()).describe('Ids of controls'),
      newlyPassing: z.array(z.string()).describe('Ids of controls'),
    }),
  ),
});
export type ComplianceSummary = z.infer<typeof complianceSummarySchema>;
