import { z } from 'zod';
import { InputError } from '../model/errors.ts';
import { targetSchema } from '../model/snapshot.ts';

/**
 * What a run does with what it reads, beside storing it as a snapshot: approve it as the baseline, nothing more, or
 * compare it with the baseline.
 */
export const scanModeSchema = z.enum(['baseline', 'scan', 'detect']);
export type ScanMode = z.infer<typeof scanModeSchema>;

const runIdSchema = z
  .string()
  .regex(
    /^[\w-]{1,80}$/,
    'must be 1 to 80 letters, digits, hyphens and underscores, such as 20261121T070000Z-4f2a9c1b',
  );
const accountsSchema = z
  .array(z.string().regex(/^\d{12}$/, 'must be a 12-digit account id, such as "111122223333"'))
  .min(1);
const namesSchema = z.array(z.string().min(1)).min(1);

/** Narrows a run; what is absent is not narrowed. */
const scopeShape = {
  accounts: accountsSchema.optional(),
  regions: namesSchema.optional().describe('AWS regions of the configuration, or "global"'),
  types: namesSchema.optional().describe('CloudFormation type names'),
};

/** The input of the scan state machine. */
export const scanRequestSchema = z.strictObject({
  mode: scanModeSchema.default('detect'),
  trigger: z.enum(['schedule', 'audit', 'cli']),
  environments: namesSchema.optional().describe('Absent: all'),
  ...scopeShape,
  runId: runIdSchema.optional().describe('Absent: made from the time and the execution'),
  requestedBy: z.string().optional(),
  reason: z.string().optional(),
});
export type ScanRequest = z.infer<typeof scanRequestSchema>;

/** The input of the plan-scan function: the request and the name of the execution. */
export const planScanEventSchema = z.strictObject({
  request: scanRequestSchema,
  executionName: z.string().min(1),
});

/** What plan-scan answers: one entry for each environment, whose targets are in the store. */
export const planScanResultSchema = z.strictObject({
  runId: runIdSchema,
  environments: z.array(
    z.strictObject({
      environment: z.string(),
      concurrency: z.number().int().positive(),
      bucket: z.string(),
      targetsKey: z.string(),
      targetCount: z.number().int().nonnegative(),
    }),
  ),
});
export type PlanScanResult = z.infer<typeof planScanResultSchema>;

/** The input of the scan-target function. */
export const scanTargetEventSchema = z.strictObject({ runId: runIdSchema, ...targetSchema.shape });
export type ScanTargetEvent = z.infer<typeof scanTargetEventSchema>;

/** The input of the summarize-run function. */
export const summarizeRunEventSchema = z.strictObject({ runId: runIdSchema });

/** What summarize-run answers. `incomplete`: a target failed or a type could not be read. */
export const summarizeRunResultSchema = z.strictObject({
  runId: runIdSchema,
  status: z.enum(['complete', 'incomplete']),
  reportKey: z.string(),
  environments: z.array(
    z.strictObject({
      environment: z.string(),
      alertable: z.number().int().nonnegative().describe('Findings that are to be alerted'),
    }),
  ),
});
export type SummarizeRunResult = z.infer<typeof summarizeRunResultSchema>;

/** The input of the publish-alerts function. */
export const publishAlertsEventSchema = z.strictObject({
  runId: runIdSchema,
  environment: z.string().min(1),
});

/** What publish-alerts answers. */
export const publishAlertsResultSchema = z.strictObject({
  runId: runIdSchema,
  environment: z.string(),
  alerted: z.number().int().nonnegative(),
  messageId: z.string().optional(),
});

/** The event of the audit function, as people write it by hand. */
export const auditEventSchema = z.strictObject({
  environment: z.string().min(1).optional().describe('Absent: all environments'),
  ...scopeShape,
  mode: scanModeSchema.default('detect'),
  wait: z
    .boolean()
    .default(false)
    .describe('Answer with the summary when the run has ended, not with the run id at once'),
  reason: z.string().optional(),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

/**
 * Checks what came in against its schema. Throws an {@link InputError} that names every wrong field and shows an
 * accepted example.
 */
export function parseEvent<T>(schema: z.ZodType<T>, event: unknown, example: object): T {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the event'}: ${issue.message}`,
  );
  throw new InputError(`The event is not valid. ${mistakes.join('; ')}. Example: ${JSON.stringify(example)}`);
}
