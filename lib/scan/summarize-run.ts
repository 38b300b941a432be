import { z } from 'zod';
import { addCostSummaries } from '../cost/change.ts';
import { compareAssessed } from '../findings/assess.ts';
import { environmentOverBudget } from '../findings/budget.ts';
import { incidentsOf } from '../findings/incidents.ts';
import { inheritedRisk } from '../findings/inherited.ts';
import { addSeverities, recommend } from '../findings/summary.ts';
import type { ComplianceSummary } from '../model/compliance.ts';
import { messageOf } from '../model/errors.ts';
import {
  type EnvironmentReport,
  type RunReport,
  reportSchemaVersion,
  type TargetResult,
  targetResultSchema,
} from '../model/report.ts';
import { htmlReport } from '../report/html.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { type ComplianceKnowledge, type GatheredRun, publishCompliance } from './compliance.ts';
import type { ScanTargetEvent, SummarizeRunResult } from './events.ts';
import { rulePolicyOf } from './judging.ts';
import { type Plan, type PlannedEnvironment, readPlan } from './plan.ts';
import { plannedTargets } from './plan-scan.ts';
import { failedResult } from './target-result.ts';

/** A report names at most this many findings of an environment; the findings files hold all of them. */
const namedFindings = 500;
/** How many results are read at the same time. */
const readsAtOnce = 16;

/** What the state machine, or a local run, notes of a target that failed: the error as Step Functions gives it. */
export const failureSchema = z.looseObject({
  error: z.looseObject({ Error: z.string().optional(), Cause: z.string().optional() }).optional(),
});
const causeSchema = z.looseObject({ errorType: z.string().optional(), errorMessage: z.string().optional() });

function describeFailure(failure: z.infer<typeof failureSchema> | undefined): string {
  const { Error: name = 'Failed', Cause: cause = '' } = failure?.error ?? {};
  if (failure === undefined)
    return 'The scan of this target ended without a result; see the dead-letter queue';
  try {
    const parsed = causeSchema.safeParse(JSON.parse(cause));
    if (parsed.success && parsed.data.errorMessage) return `${name}: ${parsed.data.errorMessage}`;
  } catch {
    // A cause that is no JSON is the message itself.
  }
  return cause === '' ? name : `${name}: ${cause}`;
}

async function resultOf(store: ObjectStore, event: ScanTargetEvent, at: string): Promise<TargetResult> {
  const { runId, ...target } = event;
  const result = await readDocument(store, storeKeys.result(runId, target), targetResultSchema);
  if (result) return result.value;
  const failure = await readDocument(store, storeKeys.failure(runId, target), failureSchema);
  return failedResult(event, describeFailure(failure?.value), at);
}

async function inBatches<T, R>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += size) {
    results.push(...(await Promise.all(items.slice(from, from + size).map(work))));
  }
  return results;
}

/** The results of the targets of an environment; a target without a result is a failed one. */
export async function environmentResults(
  store: ObjectStore,
  runId: string,
  environment: string,
  at: string,
): Promise<TargetResult[]> {
  const targets = await plannedTargets(store, runId, environment);
  return inBatches(targets, readsAtOnce, (target) => resultOf(store, target, at));
}

/** What changed costs in each account, in the order of the accounts. */
function costByAccount(results: readonly TargetResult[]): NonNullable<EnvironmentReport['accounts']> {
  return [...Map.groupBy(results, ({ account }) => account)].map(([account, ofAccount]) => ({
    account,
    cost: addCostSummaries(ofAccount.map(({ cost }) => cost)),
  }));
}

function environmentReport(
  plan: Plan,
  planned: PlannedEnvironment,
  results: readonly TargetResult[],
  compliance: ComplianceSummary | undefined,
): EnvironmentReport {
  const rulePolicy = rulePolicyOf(plan, planned, results);
  const findings = results.flatMap((result) => result.findings).sort(compareAssessed);
  const cost = addCostSummaries(results.map((result) => result.cost));
  const overBudget = environmentOverBudget(planned.environment, cost, planned.costs?.budget);
  return {
    environment: planned.environment,
    targets: results.map(
      ({ findings: _named, pendingAlerts: _pending, posture: _posture, ...result }) => result,
    ),
    inherited: inheritedRisk(results),
    incidents: incidentsOf(findings),
    severities: addSeverities(results.map(({ severities }) => severities)),
    resolved: results.reduce((sum, { resolved }) => sum + resolved, 0),
    cost,
    accounts: costByAccount(results),
    ...(overBudget.length === 0 ? {} : { overBudget }),
    recommendations: recommend(findings),
    ...(rulePolicy === undefined ? {} : { rulePolicy }),
    ...(compliance === undefined ? {} : { compliance }),
    findings: findings.slice(0, namedFindings),
    findingsTotal: results.reduce((sum, { findingsTotal }) => sum + findingsTotal, 0),
    alertable: results.reduce((sum, { alertable }) => sum + alertable, 0),
  };
}

/** Whether everything that was asked for was read. */
function isComplete({ targets }: EnvironmentReport): boolean {
  return targets.every(
    ({ status, coverage }) =>
      status !== 'failed' && Object.values(coverage).every((type) => type.status === 'complete'),
  );
}

function runReport(plan: Plan, environments: EnvironmentReport[], endedAt: string): RunReport {
  const { mode, trigger, requestedBy, reason } = plan.request;
  return {
    schemaVersion: reportSchemaVersion,
    runId: plan.runId,
    mode,
    trigger,
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(reason === undefined ? {} : { reason }),
    startedAt: plan.startedAt,
    endedAt,
    status: environments.every(isComplete) ? 'complete' : 'incomplete',
    severities: addSeverities(environments.map(({ severities }) => severities)),
    cost: addCostSummaries(environments.map(({ cost }) => cost)),
    environments,
  };
}

/** What summarising needs. */
export interface SummarizeOptions extends Partial<ComplianceKnowledge> {
  readonly store: ObjectStore;
  readonly now: () => Date;
  /** Told when it could not be told how an environment stands with published controls; the report goes without. */
  readonly onComplianceGap?: (environment: string, reason: string) => void;
}

/** How an environment stands with published controls; undefined where types are not known, or it could not be told. */
async function tellCompliance(
  run: GatheredRun,
  { store, types, knowledgeOf, onComplianceGap }: SummarizeOptions,
): Promise<ComplianceSummary | undefined> {
  if (types === undefined || knowledgeOf === undefined) return undefined;
  try {
    return await publishCompliance(store, run, { types, knowledgeOf });
  } catch (error) {
    // What changed is told first: neither the report nor the alerts wait for this.
    onComplianceGap?.(run.environment.environment, messageOf(error));
    return undefined;
  }
}

/**
 * Ends a run: gathers what was found in each target, or why it failed, into the report, and writes it as JSON and as
 * a page. Every planned target is in it.
 */
export async function summarizeRun(runId: string, options: SummarizeOptions): Promise<RunReport> {
  const { store, now } = options;
  const plan = await readPlan(store, runId);
  const endedAt = now().toISOString();
  const environments: EnvironmentReport[] = [];
  for (const planned of plan.environments) {
    const results = await environmentResults(store, runId, planned.environment, endedAt);
    const run = { plan, environment: planned, results, at: endedAt };
    environments.push(environmentReport(plan, planned, results, await tellCompliance(run, options)));
  }
  const report = runReport(plan, environments, endedAt);
  await writeDocument(store, storeKeys.reportJson(runId), report);
  await store.put(storeKeys.reportHtml(runId), htmlReport(report, { isBesidePages: true }), {
    contentType: 'text/html; charset=utf-8',
  });
  return report;
}

/** What the summarize-run function answers: small, whatever the size of the report. */
export function summaryOf(report: RunReport): SummarizeRunResult {
  return {
    runId: report.runId,
    status: report.status,
    reportKey: storeKeys.reportJson(report.runId),
    environments: report.environments.map(({ environment, alertable }) => ({ environment, alertable })),
  };
}
