import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { InputError } from '../model/errors.ts';
import { type Severity, severities, severitySchema } from '../model/severity.ts';

const listSchema = z
  .array(z.string())
  .optional()
  // --account A B, --account A --account B and --account A,B are the same.
  .transform((values) => values?.flatMap((value) => value.split(',')).map((value) => value.trim()));

/** The options of the commands that scan, as commander gives them. */
export const scanOptionsSchema = z.object({
  config: z.string(),
  store: z.string(),
  bucket: z.string().optional(),
  digestSecret: z.string().optional(),
  profile: z.string().optional(),
  account: listSchema,
  region: listSchema,
  type: listSchema,
  failOn: z.string().optional(),
  reason: z.string().optional(),
  html: z.string().optional(),
  json: z.boolean().default(false),
  color: z.boolean(),
});
export type ScanOptions = z.infer<typeof scanOptionsSchema>;

/** The options of `compare`, as commander gives them. */
export const compareOptionsSchema = scanOptionsSchema
  .pick({ store: true, failOn: true, json: true, color: true })
  .extend({ config: z.string().optional(), environment: z.string().optional() });
export type CompareOptions = z.infer<typeof compareOptionsSchema>;

/** `did you mean prod? Known: dev, prod, qa`. */
export function suggest(value: string, known: readonly string[]): string {
  const names = [...new Set(known)].sort();
  return `did you mean ${closest(value, names)}? Known: ${names.join(', ')}`;
}

/** The severity that `--fail-on` names, in any case. Throws an {@link InputError} when it is none. */
export function failOnSeverity(value: string | undefined): Severity | undefined {
  return severityOption('--fail-on', value);
}

/** The severity that an option names, in any case. Throws an {@link InputError} when it is none. */
export function severityOption(flag: string, value: string | undefined): Severity | undefined {
  if (value === undefined) return undefined;
  const severity = severitySchema.safeParse(value.toUpperCase());
  if (severity.success) return severity.data;
  const nearest = closest(value.toUpperCase(), [...severities]);
  throw new InputError(
    `${flag} ${JSON.stringify(value)} is no severity; did you mean ${nearest}? Known: ${severities.join(', ')}`,
  );
}

/**
 * Refuses what is no name of an S3 bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function requireBucketName(bucket: string): void {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return;
  throw new InputError(
    `--bucket ${JSON.stringify(bucket)} is no bucket name; give the name alone, 3 to 63 lower-case letters, digits, hyphens and dots, such as --bucket tidemark-baselines-7f3a9c`,
  );
}
