import { z } from 'zod';
import { type Attribution, attributionSchema } from '../model/attribution.ts';
import {
  type AssessedChange,
  type Finding,
  type FindingStatus,
  findingSchemaVersion,
} from '../model/finding.ts';
import { compareSeverity, reaches, type Severity, severitySchema } from '../model/severity.ts';
import { type Target, targetSchema } from '../model/snapshot.ts';
import { fingerprintOf } from './fingerprint.ts';

/** The version of the open-findings format that this build writes and reads. */
export const openFindingsSchemaVersion = 1;

/** What is remembered of an open finding between runs. */
export const openFindingSchema = z.strictObject({
  fingerprint: z.string(),
  type: z.string(),
  id: z.string(),
  severity: severitySchema,
  dangers: z.array(z.string()),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  pending: z.boolean().describe('Whether it waits to be alerted'),
  alerted: z
    .strictObject({ at: z.iso.datetime(), severity: severitySchema, dangers: z.array(z.string()) })
    .optional()
    .describe('What was last alerted of it'),
  attribution: attributionSchema.optional().describe('Who made the change, as found once'),
});
export type OpenFinding = z.infer<typeof openFindingSchema>;

/** The open findings of a target. */
export const openFindingsSchema = z.strictObject({
  schemaVersion: z.literal(openFindingsSchemaVersion),
  ...targetSchema.shape,
  runId: z.string().describe('The run that wrote it'),
  findings: z.array(openFindingSchema),
});
export type OpenFindings = z.infer<typeof openFindingsSchema>;

/** What the life of findings depends on in a run. */
export interface LifecycleContext {
  readonly target: Target;
  readonly runId: string;
  /** ISO 8601. */
  readonly now: string;
  /** The severity from which findings are alerted. */
  readonly threshold: Severity;
  /** Whether the run could compare what a finding is about; a finding it could not stays as it is. */
  readonly compared: (finding: Pick<OpenFinding, 'type' | 'id'>) => boolean;
}

/** The findings of a run and what is remembered of them. */
export interface LifecycleStep {
  readonly findings: readonly Finding[];
  /** How many findings of earlier runs are no more. */
  readonly resolved: number;
  readonly open: readonly OpenFinding[];
}

function resourceKey({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${type} ${id}`;
}

/** Whether something is worse than it was: more severe, or dangerous in a way it was not. */
function isWorse(
  now: { readonly severity: Severity; readonly dangers: readonly string[] },
  then: { readonly severity: Severity; readonly dangers: readonly string[] },
): boolean {
  const known = new Set(then.dangers);
  return compareSeverity(now.severity, then.severity) < 0 || now.dangers.some((danger) => !known.has(danger));
}

function statusOf(change: AssessedChange, earlier: OpenFinding | undefined): FindingStatus {
  if (!earlier) return 'new';
  return isWorse(change, earlier) ? 'escalated' : 'ongoing';
}

/** Whether a finding is to be alerted: it reaches the threshold, and is worse than what was last alerted of it. */
function isPending(change: AssessedChange, earlier: OpenFinding | undefined, threshold: Severity): boolean {
  if (!reaches(change.severity, threshold)) return false;
  return earlier?.alerted === undefined || isWorse(change, earlier.alerted);
}

/**
 * Who made the change, where an earlier run found out about the same change. What could not be read is asked again, and
 * so is once what CloudTrail had no event of: it may be minutes late.
 */
function knownAttribution(earlier: OpenFinding | undefined, fingerprint: string): Attribution | undefined {
  if (earlier?.attribution === undefined || earlier.fingerprint !== fingerprint) return undefined;
  const { attribution, firstSeen, lastSeen } = earlier;
  if ('unread' in attribution || ('noEvent' in attribution && firstSeen === lastSeen)) return undefined;
  return attribution;
}

function next(change: AssessedChange, earlier: OpenFinding | undefined, context: LifecycleContext) {
  const { target, runId, now, threshold } = context;
  const fingerprint = fingerprintOf(target, change);
  const firstSeen = earlier?.firstSeen ?? now;
  const known = knownAttribution(earlier, fingerprint);
  const attribution = known === undefined ? {} : { attribution: known };
  const finding: Finding = {
    schemaVersion: findingSchemaVersion,
    fingerprint,
    environment: target.environment,
    ...change,
    status: statusOf(change, earlier),
    firstSeen,
    lastSeen: now,
    runId,
    ...attribution,
  };
  const open: OpenFinding = {
    fingerprint,
    type: change.type,
    id: change.id,
    severity: change.severity,
    dangers: change.dangers,
    firstSeen,
    lastSeen: now,
    pending: isPending(change, earlier, threshold),
    ...(earlier?.alerted === undefined ? {} : { alerted: earlier.alerted }),
    ...attribution,
  };
  return { finding, open };
}

/**
 * Takes the findings one run further. A resource has at most one open finding: when the change on it differs from that
 * of the last run, the finding lives on under a new fingerprint, and is escalated only when it became worse, so that a
 * harmless further change does not repeat an alert. What was open and is no longer found is resolved, unless its type
 * could not be compared in this run: then nothing is known of it and it stays open.
 */
export function advanceFindings(
  earlier: readonly OpenFinding[],
  changes: readonly AssessedChange[],
  context: LifecycleContext,
): LifecycleStep {
  const earlierByResource = new Map(earlier.map((finding) => [resourceKey(finding), finding]));
  const steps = changes.map((change) => next(change, earlierByResource.get(resourceKey(change)), context));
  const found = new Set(changes.map(resourceKey));
  const gone = earlier.filter((finding) => !found.has(resourceKey(finding)));
  const kept = gone.filter((finding) => !context.compared(finding));
  return {
    findings: steps.map(({ finding }) => finding),
    resolved: gone.length - kept.length,
    open: [...steps.map(({ open }) => open), ...kept],
  };
}

/** Marks findings as alerted; those that are no longer open, or changed since, are left as they are. */
export function markAlerted(
  open: readonly OpenFinding[],
  fingerprints: ReadonlySet<string>,
  at: string,
): OpenFinding[] {
  return open.map((finding) =>
    fingerprints.has(finding.fingerprint)
      ? { ...finding, pending: false, alerted: { at, severity: finding.severity, dangers: finding.dangers } }
      : finding,
  );
}
