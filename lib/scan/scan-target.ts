import { gzipSync } from 'node:zlib';
import type { Connect } from '../aws/connect.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { LifecycleStep } from '../findings/lifecycle.ts';
import { ThrottledError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Posture } from '../model/posture.ts';
import type { TargetResult, TypeNotRead } from '../model/report.ts';
import {
  type Coverage,
  globalRegion,
  type SnapshotHeader,
  snapshotSchemaVersion,
  type Target,
  type TypeCoverage,
} from '../model/snapshot.ts';
import { statedUsage } from '../model/usage.ts';
import { cloudControlType } from '../resources/cloud-control.ts';
import type { ResourceType } from '../resources/define.ts';
import { snapshotBytes } from '../snapshot/format.ts';
import { writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';
import { approveBaseline } from './approve-baseline.ts';
import {
  type Attribute,
  type AttributeOptions,
  attributeFindings,
  type OpenEventHistory,
} from './attribute-findings.ts';
import { readBaseline } from './baseline.ts';
import type { AssessmentOptions } from './compare.ts';
import { Connections } from './connections.ts';
import { detectAgainstBaseline, type TakenSnapshot } from './detect-target.ts';
import type { ScanTargetEvent } from './events.ts';
import { judgingOf } from './judging.ts';
import { type Plan, type PlannedEnvironment, plannedEnvironment, readPlan } from './plan.ts';
import { summarizePosture, takePosture } from './posture.ts';
import { isThrottledThroughout, readTarget, type TargetReading } from './read-target.ts';
import type { ReusedType } from './reuse.ts';
import { resourceSelector } from './select.ts';
import { TargetAwsConfig } from './target-aws-config.ts';
import { nothingFound, targetResult } from './target-result.ts';
import { findTypesNotRead, type SeeWhatExists } from './types-not-read.ts';

/** What scanning a target needs. */
export interface ScanTargetOptions extends AssessmentOptions {
  readonly store: ObjectStore;
  /** Makes the connector for an environment of a plan. */
  readonly connectorFor: (plan: Plan, environment: PlannedEnvironment) => Connect;
  /** The types that are read natively; others of the plan are read through Cloud Control. */
  readonly types: readonly ResourceType[];
  /** Sees what exists beside what is read; absent: reports do not tell of it. */
  readonly seeWhatExists?: SeeWhatExists;
  /** Opens the history that tells who made changes; absent: reports do not tell of it. */
  readonly openEventHistory?: OpenEventHistory;
  readonly now: () => Date;
  /** Told when a type of a target has been read. */
  readonly onType?: (target: Target, type: string, coverage: TypeCoverage) => void;
  /** Told why AWS Config could not be used for a target; the scan goes on without it. */
  readonly onAwsConfigGap?: (target: Target, reason: string) => void;
}

/** What the configuration states of use, and how much more a month may cost. */
function costsOf({ costs }: PlannedEnvironment): Pick<AssessmentOptions, 'usage' | 'budget'> {
  return costs === undefined ? {} : { usage: statedUsage(costs.usage), budget: costs.budget };
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

/** A target with what a scan of it works with. */
interface TargetScan {
  readonly target: Target;
  readonly plan: Plan;
  readonly environment: PlannedEnvironment;
  readonly baseline: StoredObject | undefined;
  readonly reader: ResourceReader;
  /** Undefined where AWS Config is not asked. */
  readonly awsConfig: TargetAwsConfig | undefined;
}

/**
 * Whether a scan may take over what an earlier one read. What is approved is always read, and where tags choose the
 * resources, AWS Config cannot say which of them an environment has.
 */
function mayTakeOver({ plan: { request }, environment, baseline }: TargetScan): boolean {
  if (Object.keys(environment.tags).length > 0) return false;
  return request.mode === 'scan' || (request.mode === 'detect' && baseline !== undefined);
}

async function read(
  scan: TargetScan,
  takenAt: Date,
  { types: known, digest, onType }: ScanTargetOptions,
): Promise<{ reading: TargetReading; reused: ReadonlyMap<string, ReusedType> }> {
  const { target, environment, baseline, reader, awsConfig } = scan;
  const selects = await resourceSelector(environment.tags, baseline, storeKeys.baseline(target));
  const types = typesOf(target, environment, known);
  const names = types.map(({ type }) => type);
  const reused: ReadonlyMap<string, ReusedType> =
    awsConfig && mayTakeOver(scan) ? await awsConfig.reusable(names, takenAt) : new Map();
  const reading = await readTarget(reader, target, {
    types,
    digest,
    selects,
    reused,
    ...(onType === undefined
      ? {}
      : { onType: (type: string, coverage: TypeCoverage) => onType(target, type, coverage) }),
  });
  return { reading, reused };
}

/** Refuses a target of which nothing could be read for throttling, so that the state machine tries it again later. */
function refuseThrottled(coverage: Coverage, target: Target): void {
  if (!isThrottledThroughout(coverage)) return;
  throw new ThrottledError(
    'AWS throttled every call until the retries ran out; run the target again later',
    target,
  );
}

function findingLines(findings: readonly Finding[]): Uint8Array {
  return gzipSync(findings.map((finding) => `${JSON.stringify(finding)}\n`).join(''));
}

/** Finds out who made changes; undefined where nobody is asked. */
function attributeHere(
  { plan: { attribution }, environment: { threshold }, reader: { clients } }: TargetScan,
  { openEventHistory, now }: Pick<ScanTargetOptions, 'openEventHistory' | 'now'>,
): Attribute | undefined {
  if (attribution === undefined || openEventHistory === undefined) return undefined;
  const open: AttributeOptions['open'] = (options) => openEventHistory(clients, options);
  return (step, since) => attributeFindings(step, since, { ...attribution, open, threshold, now });
}

async function detect(
  taken: TakenSnapshot,
  baseline: StoredObject,
  scan: TargetScan,
  { store, ...options }: ScanTargetOptions,
): Promise<Outcome> {
  const { runId, takenAt } = taken.header;
  const { target, environment, awsConfig } = scan;
  const { threshold, weight } = environment;
  const attribute = attributeHere(scan, options);
  const assessment = { ...options, weight };
  const step = await detectAgainstBaseline(store, baseline, taken, threshold, assessment, attribute);
  if (step.findings.length === 0) return { status: 'compared', step };
  const since = new Date(step.baselineTakenAt);
  const findings = (await awsConfig?.withTimelines(step.findings, threshold, since)) ?? step.findings;
  const findingsKey = storeKeys.findings(target, runId, takenAt.slice(0, 10));
  await store.put(findingsKey, findingLines(findings), { contentType: 'application/gzip' });
  return { status: 'compared', findingsKey, step: { ...step, findings } };
}

/** What exists in the region of a target and is of no type that is read; a narrowed run leaves out types on purpose. */
async function notReadHere(
  { target, plan, environment, reader }: TargetScan,
  { seeWhatExists }: ScanTargetOptions,
): Promise<TypeNotRead[] | undefined> {
  const narrowed = target.region === globalRegion || plan.request.types !== undefined;
  if (narrowed || seeWhatExists === undefined) return undefined;
  return findTypesNotRead(reader, seeWhatExists, environment.types);
}

/** Approves what was read as the baseline, which leaves nothing to find. */
async function approve(
  taken: TakenSnapshot,
  baseline: StoredObject | undefined,
  plan: Plan,
  store: ObjectStore,
  note: string,
): Promise<Outcome> {
  await approveBaseline(store, baseline, taken, plan.request);
  return { status: 'baselined', note, step: nothingFound };
}

function conclude(
  taken: TakenSnapshot,
  scan: TargetScan,
  options: ScanTargetOptions,
): Promise<Outcome> | Outcome {
  const { plan, baseline } = scan;
  if (plan.request.mode === 'scan') return { status: 'scanned', step: nothingFound };
  if (plan.request.mode === 'baseline')
    return approve(taken, baseline, plan, options.store, 'approved as the baseline');
  if (!baseline) {
    return approve(
      taken,
      undefined,
      plan,
      options.store,
      'there was no baseline, so this snapshot became it',
    );
  }
  return detect(taken, baseline, scan, options);
}

async function readAndConclude(
  scan: TargetScan,
  takenAt: Date,
  options: ScanTargetOptions,
): Promise<{ header: SnapshotHeader; outcome: Outcome; posture: Posture; durationMilliseconds: number }> {
  const { target, plan, awsConfig } = scan;
  const started = options.now().getTime();
  const { reading, reused } = await read(scan, takenAt, options);
  const durationMilliseconds = options.now().getTime() - started;
  const { runId, request } = plan;
  const { coverage, lines } = reading;
  refuseThrottled(coverage, target);
  const header: SnapshotHeader = {
    tidemark: 'snapshot',
    schemaVersion: snapshotSchemaVersion,
    target,
    runId,
    takenAt: takenAt.toISOString(),
    coverage,
  };
  await options.store.put(storeKeys.snapshot(target, runId), snapshotBytes(header, lines), {
    contentType: 'application/gzip',
  });
  // The snapshot of a run that was narrowed to some types lacks the others.
  if (request.types === undefined) await awsConfig?.remember(header, reused);
  const taken: TakenSnapshot = { header, lines };
  const outcome = await conclude(taken, scan, options);
  const posture = await takePosture(
    options.store,
    taken,
    outcome.step.findings,
    request.types === undefined,
    options,
  );
  return { header, outcome, posture, durationMilliseconds };
}

/**
 * Scans one target of a planned run: reads it, stores the snapshot, and compares it with the baseline, or makes it the
 * baseline when the run was asked to or there is none; a run that is only to scan ends with the snapshot. Writes the result and gives it back. Throws an
 * `AssumeRoleError` when the role of the target refuses, a `ThrottledError` when AWS let nothing be read, and a
 * `ConflictError` when another run wrote the same baseline or findings meanwhile; all are worth another try.
 */
export async function scanTarget(event: ScanTargetEvent, options: ScanTargetOptions): Promise<TargetResult> {
  const { runId, ...target } = event;
  const { store, digest, onAwsConfigGap } = options;
  const plan = await readPlan(store, runId);
  const environment = plannedEnvironment(plan, target.environment);
  const baseline = await readBaseline(store, target);
  const takenAt = options.now();
  const connections = new Connections(options.connectorFor(plan, environment));
  try {
    const reader = await connections.open(target);
    const onGap = (reason: string) => onAwsConfigGap?.(target, reason);
    const { awsConfig: asked } = plan;
    const awsConfig =
      asked && new TargetAwsConfig({ target, awsConfig: asked, store, digest, reader, connections, onGap });
    const judging = judgingOf(plan, environment, options.knowledgeOf);
    const scan: TargetScan = { target, plan, environment, baseline, reader, awsConfig };
    const { header, outcome, posture, durationMilliseconds } = await readAndConclude(scan, takenAt, {
      ...options,
      knowledgeOf: judging.knowledgeOf,
      ...costsOf(environment),
    });
    const { failures = [] } = judging.report() ?? {};
    const notRead = await notReadHere(scan, options);
    const { step, ...concluded } = outcome;
    const told = {
      ...concluded,
      posture: summarizePosture(posture),
      ...(failures.length === 0 ? {} : { ruleFailures: failures }),
    };
    const rest = notRead === undefined ? told : { ...told, notRead };
    const { calls: apiCalls, throttles } = connections.count;
    const result = targetResult(header, { durationMilliseconds, apiCalls, throttles }, rest, step);
    await writeDocument(store, storeKeys.result(runId, target), result);
    return result;
  } finally {
    connections.close();
  }
}
