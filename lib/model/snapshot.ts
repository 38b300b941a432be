import { z } from 'zod';

/** The version of the snapshot format that this build writes and reads. */
export const snapshotSchemaVersion = 1;

/** The pseudo-region of global services (IAM, CloudFront, Route 53, Organizations): read once per account. */
export const globalRegion = 'global';

/** A target: one account and region of an environment. */
export const targetSchema = z.strictObject({
  environment: z.string().min(1),
  account: z.string().regex(/^\d{12}$/, 'must be a 12-digit account id'),
  region: z.string().min(1),
});
export type Target = z.infer<typeof targetSchema>;

/**
 * How far a type was read. `complete`: every resource with every property. `partial`: every resource is known, but
 * some properties could not be read (named on the resource). `unread`: the list itself is not known.
 */
export const coverageStatusSchema = z.enum(['complete', 'partial', 'unread']);

/** Why something could not be read. */
export const readGapSchema = z.strictObject({
  code: z.string().describe('The AWS error code, such as AccessDenied'),
  message: z.string(),
  operation: z.string().optional().describe('The API call that failed, such as s3:GetBucketPolicy'),
  count: z.number().int().positive().describe('How many times it happened'),
});
export type ReadGap = z.infer<typeof readGapSchema>;

/** How far one type was read in a target. */
export const typeCoverageSchema = z.strictObject({
  status: coverageStatusSchema,
  resources: z.number().int().nonnegative(),
  gaps: z.array(readGapSchema),
  reusedFrom: z
    .string()
    .optional()
    .describe('The run that read the type; AWS Config said that nothing of it changed since'),
});
export type TypeCoverage = z.infer<typeof typeCoverageSchema>;

/** The coverage of a snapshot: one entry for each type that was asked for; a type that is missing was not asked for. */
export const coverageSchema = z.record(z.string(), typeCoverageSchema);
export type Coverage = z.infer<typeof coverageSchema>;

/** The first line of a snapshot; the resources follow, one a line, sorted by type and id. */
export const snapshotHeaderSchema = z.strictObject({
  tidemark: z.literal('snapshot'),
  schemaVersion: z.literal(snapshotSchemaVersion),
  target: targetSchema,
  runId: z.string(),
  takenAt: z.iso.datetime(),
  coverage: coverageSchema,
});
export type SnapshotHeader = z.infer<typeof snapshotHeaderSchema>;
