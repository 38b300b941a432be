import { gzipSync } from 'node:zlib';
import type { Connect } from '../aws/connect.ts';
import { isCovered } from '../diff/snapshots.ts';
import { type LifecycleStep, openFindingsSchema } from '../findings/lifecycle.ts';
import { ThrottledError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { TargetResult } from '../model/report.ts';
import {
  type Coverage,
  globalRegion,
  type SnapshotHeader,
  snapshotSchemaVersion,
  type Target,
  type TypeCoverage,
} from '../model/snapshot.ts';
import { cloudControlType } from '../resources/cloud-control.ts';
import type { ResourceType } from '../resources/define.ts';
import { snapshotBytes } from '../snapshot/format.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';
import { mergeBaseline, readBaseline, writeBaseline } from './baseline.ts';
import type { AssessmentOptions } from './compare.ts';
import { detectAgainstBaseline, type TakenSnapshot, writeOpenFindings } from './detect-target.ts';
import type { ScanTargetEvent } from './events.ts';
import { type Plan, type PlannedEnvironment, plannedEnvironment, readPlan } from './plan.ts';
import { isThrottledThroughout, readTarget, type TargetReading } from './read-target.ts';
import { resourceSelector } from './select.ts';
import { nothingFound, type ReadEffort, targetResult } from './target-result.ts';

/** What scanning a target needs. */
export interface ScanTargetOptions extends AssessmentOptions {
  readonly store: ObjectStore;
  /** Makes the connector for an environment of a plan. */
  readonly connectorFor: (plan: Plan, environment: PlannedEnvironment) => Connect;
  /** The types that are read natively; others of the plan are read through Cloud Control. */
  readonly types: readonly ResourceType[];
  readonly now: () => Date;
  /** Told when a type of a target has been read. */
  readonly onType?: (target: Target, type: string, coverage: TypeCoverage) => void;
}

type Outcome = Pick<TargetResult, 'status' | 'note' | 'findingsKey'> & { readonly step: LifecycleStep };

function typesOf(
  target: Target,
  environment: PlannedEnvironment,
  types: readonly ResourceType[],
): ResourceType[] {
  const scope = target.region === globalRegion ? 'global' : 'regional';
  const native = new Map(types.map((type) => [type.type, type]));
  const planned = environment.types.flatMap((name) => native.get(name) ?? cloudControlType(name) ?? []);
  return planned.filter((type) => type.scope === scope);
}

async function read(
  target: Target,
  plan: Plan,
  baseline: StoredObject | undefined,
  options: ScanTargetOptions,
): Promise<{ reading: TargetReading; effort: ReadEffort }> {
  const environment = plannedEnvironment(plan, target.environment);
  const started = options.now().getTime();
  const selects = await resourceSelector(environment.tags, baseline, storeKeys.baseline(target));
  const reader = await options.connectorFor(plan, environment)(target);
  try {
    const { onType } = options;
    const reading = await readTarget(reader, target, {
      types: typesOf(target, environment, options.types),
      digest: options.digest,
      selects,
      ...(onType === undefined
        ? {}
        : { onType: (type: string, coverage: TypeCoverage) => onType(target, type, coverage) }),
    });
    const { calls, throttles } = reader.clients.count;
    const effort = { durationMilliseconds: options.now().getTime() - started, apiCalls: calls, throttles };
    return { reading, effort };
  } finally {
    reader.clients.destroy();
  }
}

/** Refuses a target of which nothing could be read for throttling, so that the state machine tries it again later. */
function refuseThrottled(coverage: Coverage, target: Target): void {
  if (!isThrottledThroughout(coverage)) return;
  throw new ThrottledError(
    'AWS throttled every call until the retries ran out; run the target again later',
    target,
  );
}

async function approve(
  taken: TakenSnapshot,
  baseline: StoredObject | undefined,
  plan: Plan,
  { store }: ScanTargetOptions,
  note: string,
): Promise<Outcome> {
  const { header, lines } = taken;
  const { runId, target, takenAt } = header;
  const { requestedBy, reason } = plan.request;
  const merged = await mergeBaseline(
    baseline,
    { lines, coverage: header.coverage },
    storeKeys.baseline(target),
  );
  const approval = { runId, requestedBy, reason };
  await writeBaseline(store, baseline, { ...header, coverage: merged.coverage }, merged.lines, approval);
  const open = await readDocument(store, storeKeys.open(target), openFindingsSchema);
  const [accepted, kept] = partition(open?.value.findings ?? [], ({ type }) =>
    isCovered(header.coverage, type),
  );
  await writeOpenFindings(store, { ...header, findings: kept }, open?.version);
  await writeDocument(store, storeKeys.approval(target, runId, new Date(takenAt)), {
    action: 'baseline-approved',
    target,
    ...approval,
    approvedAt: takenAt,
    resources: merged.lines.length,
    coverage: merged.coverage,
    acceptedFindings: accepted,
  });
  return { status: 'baselined', note, step: nothingFound };
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

function findingLines(findings: readonly Finding[]): Uint8Array {
  return gzipSync(findings.map((finding) => `${JSON.stringify(finding)}\n`).join(''));
}

async function detect(
  taken: TakenSnapshot,
  baseline: StoredObject,
  plan: Plan,
  options: ScanTargetOptions,
): Promise<Outcome> {
  const { runId, target, takenAt } = taken.header;
  const { threshold } = plannedEnvironment(plan, target.environment);
  const step = await detectAgainstBaseline(options.store, baseline, taken, threshold, options);
  if (step.findings.length === 0) return { status: 'compared', step };
  const findingsKey = storeKeys.findings(target, runId, takenAt.slice(0, 10));
  await options.store.put(findingsKey, findingLines(step.findings), { contentType: 'application/gzip' });
  return { status: 'compared', findingsKey, step };
}

/**
 * Scans one target of a planned run: reads it, stores the snapshot, and compares it with the baseline, or makes it the
 * baseline when the run was asked to or there is none; a run that is only to scan ends with the snapshot. Writes the result and gives it back. Throws an
 * `AssumeRoleError` when the role of the target refuses, a `ThrottledError` when AWS let nothing be read, and a
 * `ConflictError` when another run wrote the same baseline or findings meanwhile; all are worth another try.
 */
export async function scanTarget(event: ScanTargetEvent, options: ScanTargetOptions): Promise<TargetResult> {
  const { runId, ...target } = event;
  const { store, now } = options;
  const plan = await readPlan(store, runId);
  const baseline = await readBaseline(store, target);
  const takenAt = now().toISOString();
  const { reading, effort } = await read(target, plan, baseline, options);
  refuseThrottled(reading.coverage, target);
  const header: SnapshotHeader = {
    tidemark: 'snapshot',
    schemaVersion: snapshotSchemaVersion,
    target,
    runId,
    takenAt,
    coverage: reading.coverage,
  };
  const taken: TakenSnapshot = { header, lines: reading.lines };
  await store.put(storeKeys.snapshot(target, runId), snapshotBytes(header, reading.lines), {
    contentType: 'application/gzip',
  });
  const { step, ...outcome } = await conclude(taken, baseline, plan, options);
  const result = targetResult(header, effort, outcome, step);
  await writeDocument(store, storeKeys.result(runId, target), result);
  return result;
}

function conclude(
  taken: TakenSnapshot,
  baseline: StoredObject | undefined,
  plan: Plan,
  options: ScanTargetOptions,
): Promise<Outcome> | Outcome {
  if (plan.request.mode === 'scan') return { status: 'scanned', step: nothingFound };
  if (plan.request.mode === 'baseline')
    return approve(taken, baseline, plan, options, 'approved as the baseline');
  if (!baseline) {
    return approve(taken, undefined, plan, options, 'there was no baseline, so this snapshot became it');
  }
  return detect(taken, baseline, plan, options);
}
