import { z } from 'zod';
import { complianceSummarySchema } from './compliance.ts';
import { findingSchema } from './finding.ts';
import { incidentSchema } from './incident.ts';
import { postureSummarySchema, presentDangerSchema } from './posture.ts';
import { ruleFailureSchema, rulePolicyReportSchema } from './rule-policy.ts';
import { severitySchema } from './severity.ts';
import { targetSchema, typeCoverageSchema } from './snapshot.ts';

/** The version of the run report and target result formats that this build writes and reads. */
export const reportSchemaVersion = 1;

/** How many findings there are of each severity. */
export const severityCountsSchema = z.record(severitySchema, z.number().int().nonnegative());
export type SeverityCounts = z.infer<typeof severityCountsSchema>;

/**
 * What a set of changes does to the monthly bill: the sum of the deltas that are known, in USD, and how many findings
 * have an unknown delta. `baseline` is the monthly cost of everything in the baseline, where it is known; where two files
 * are compared, and where a target was not read, that of the changed resources before.
 */
export const costSummarySchema = z.strictObject({
  delta: z.number(),
  baseline: z.number(),
  percent: z.number().nullable().describe('delta in percent of baseline; null when baseline is 0'),
  unknown: z.number().int().nonnegative(),
  currency: z.literal('USD'),
});
export type CostSummary = z.infer<typeof costSummarySchema>;

/** A recommendation and how many findings it would settle, most urgent first. */
export const recommendationSchema = z.strictObject({
  severity: severitySchema,
  recommendation: z.string(),
  findings: z.number().int().positive(),
  resources: z.array(z.string()).describe('A few of the resources concerned'),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

/** Resources that exist in a target and are of no type that the environment reads. */
export const typeNotReadSchema = z.strictObject({
  types: z.array(z.string()).min(1).describe('What they are; several where their ARN does not tell which'),
  resources: z.number().int().positive().describe('How many were seen: those that have or had tags'),
});
export type TypeNotRead = z.infer<typeof typeNotReadSchema>;

/**
 * What a run found in one target. `baselined`: what was read became the baseline, by request or because there was
 * none. `scanned`: it was read and its snapshot stored, no more. `compared`: it was compared with the baseline.
 * `failed`: it was not read.
 */
export const targetResultSchema = z.strictObject({
  schemaVersion: z.literal(reportSchemaVersion),
  runId: z.string(),
  ...targetSchema.shape,
  status: z.enum(['baselined', 'scanned', 'compared', 'failed']),
  error: z.string().optional().describe('Why the target failed'),
  note: z.string().optional().describe('Such as: there was no baseline, so this snapshot became it'),
  takenAt: z.iso.datetime(),
  durationMilliseconds: z.number().int().nonnegative(),
  resources: z.number().int().nonnegative(),
  apiCalls: z.number().int().nonnegative(),
  throttles: z.number().int().nonnegative(),
  coverage: z.record(z.string(), typeCoverageSchema).describe('How far each requested type was read'),
  notRead: z
    .array(typeNotReadSchema)
    .optional()
    .describe('What exists and is of no type that the environment reads; absent when that could not be told'),
  posture: postureSummarySchema.optional().describe('How the target stands; absent when it was not read'),
  ruleFailures: z
    .array(ruleFailureSchema)
    .optional()
    .describe('Own rules that could not be evaluated on a resource; absent: none'),
  severities: severityCountsSchema.describe('Of the findings that are open, not of the resolved ones'),
  resolved: z.number().int().nonnegative(),
  cost: costSummarySchema,
  findings: z.array(findingSchema).describe('The highest-scored findings; all of them are at findingsKey'),
  findingsTotal: z.number().int().nonnegative(),
  findingsKey: z.string().optional(),
  alertable: z
    .number()
    .int()
    .nonnegative()
    .describe('Findings at or above the threshold that wait to be alerted'),
  pendingAlerts: z.array(z.string()).describe('Their fingerprints'),
});
export type TargetResult = z.infer<typeof targetResultSchema>;

/** Dangers of an environment that were there when its baselines were approved. */
export const inheritedRiskSchema = z.strictObject({
  severities: severityCountsSchema.describe('Of the dangers that nobody acknowledged'),
  acknowledged: z.number().int().nonnegative().describe('Those that somebody acknowledged'),
  dangers: z
    .array(presentDangerSchema.extend({ account: z.string(), region: z.string() }))
    .describe('The most severe ones that nobody acknowledged, most severe first'),
});
export type InheritedRisk = z.infer<typeof inheritedRiskSchema>;

/** A run in one environment. */
export const environmentReportSchema = z.strictObject({
  environment: z.string(),
  targets: z.array(targetResultSchema.omit({ findings: true, pendingAlerts: true, posture: true })),
  inherited: inheritedRiskSchema,
  incidents: z.array(incidentSchema).describe('Findings that belong together, most severe first'),
  severities: severityCountsSchema,
  resolved: z.number().int().nonnegative(),
  cost: costSummarySchema,
  accounts: z
    .array(z.strictObject({ account: z.string(), cost: costSummarySchema }))
    .optional()
    .describe('The same for each account; absent in reports of earlier versions'),
  overBudget: z
    .array(z.string())
    .optional()
    .describe('How all changes of the environment together pass its budget; absent: they do not'),
  recommendations: z.array(recommendationSchema),
  rulePolicy: rulePolicyReportSchema
    .optional()
    .describe('How the rules differ from those of Tidemark; absent: they do not'),
  compliance: complianceSummarySchema
    .optional()
    .describe('How the environment stands with published controls; absent when that could not be told'),
  findings: z.array(findingSchema).describe('The highest-scored findings, highest first'),
  findingsTotal: z.number().int().nonnegative(),
  alertable: z.number().int().nonnegative(),
});
export type EnvironmentReport = z.infer<typeof environmentReportSchema>;

/** The report every run ends with, also when targets failed. */
export const runReportSchema = z.strictObject({
  schemaVersion: z.literal(reportSchemaVersion),
  runId: z.string(),
  mode: z.enum(['baseline', 'scan', 'detect']),
  trigger: z.enum(['schedule', 'audit', 'cli']),
  requestedBy: z.string().optional(),
  reason: z.string().optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  status: z
    .enum(['complete', 'incomplete'])
    .describe('incomplete: a target failed, or a type was read partly or not at all'),
  severities: severityCountsSchema,
  cost: costSummarySchema,
  environments: z.array(environmentReportSchema),
});
export type RunReport = z.infer<typeof runReportSchema>;

/** The version of the JSON that `tidemark compare --json` prints. */
export const comparisonSchemaVersion = 1;

/** What `tidemark compare` sums up. */
export const comparisonSummarySchema = z.strictObject({
  resources: z.strictObject({
    before: z.number().int().nonnegative(),
    after: z.number().int().nonnegative(),
    added: z.number().int().nonnegative(),
    removed: z.number().int().nonnegative(),
    modified: z.number().int().nonnegative(),
    replaced: z.number().int().nonnegative().describe('The same to people, under a new id'),
    unchanged: z.number().int().nonnegative(),
  }),
  severities: severityCountsSchema,
  cost: costSummarySchema,
  incidents: z.array(incidentSchema).describe('Changes that belong together, most severe first'),
  recommendations: z.array(recommendationSchema),
  rulePolicy: rulePolicyReportSchema
    .optional()
    .describe('How the rules differ from those of Tidemark; absent: they do not'),
  notCompared: z
    .array(z.strictObject({ type: z.string(), reason: z.string() }))
    .describe('Types that one of the two snapshots did not read'),
});
export type ComparisonSummary = z.infer<typeof comparisonSummarySchema>;
