import pLimit from 'p-limit';
import type { RunReport, TargetResult } from '../model/report.ts';
import type { Target } from '../model/snapshot.ts';
import { writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { PlanScanResult, ScanRequest, ScanTargetEvent } from './events.ts';
import { type PlanOptions, plannedTargets, planScan } from './plan-scan.ts';
import { type ScanTargetOptions, scanTarget } from './scan-target.ts';
import { type SummarizeOptions, summarizeRun } from './summarize-run.ts';

/** What a run that is not driven by the state machine needs. */
export interface LocalRunOptions
  extends ScanTargetOptions,
    Omit<PlanOptions, 'bucket' | 'knownTypes'>,
    Pick<SummarizeOptions, 'onComplianceGap'> {
  /** Told what the run will scan, before it begins. */
  readonly onPlan?: (plan: PlanScanResult) => void;
  /** Told when a target begins, and when it ends or fails. */
  readonly onTarget?: (target: Target, outcome: TargetResult | Error | 'started') => void;
}

async function scanOrRecord(event: ScanTargetEvent, options: LocalRunOptions): Promise<void> {
  const { runId, ...target } = event;
  options.onTarget?.(target, 'started');
  try {
    const result = await scanTarget(event, options);
    options.onTarget?.(target, result);
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    await writeDocument(options.store, storeKeys.failure(runId, target), {
      error: { Error: failure.name, Cause: failure.message },
    });
    options.onTarget?.(target, failure);
  }
}

/**
 * Does here what the state machine does in AWS: plans the run, scans its targets with the concurrency of each
 * environment, and sums it up. A target that fails is in the report and does not stop the others.
 */
export async function runLocally(request: ScanRequest, options: LocalRunOptions): Promise<RunReport> {
  const planOptions = { ...options, bucket: options.store.location, knownTypes: options.types };
  const plan = await planScan({ request, executionName: 'local' }, planOptions);
  options.onPlan?.(plan);
  for (const { environment, concurrency } of plan.environments) {
    const limit = pLimit(concurrency);
    const targets = await plannedTargets(options.store, plan.runId, environment);
    await Promise.all(targets.map((event) => limit(() => scanOrRecord(event, options))));
  }
  return summarizeRun(plan.runId, options);
}
