import { summarizeCost } from '../cost/change.ts';
import { againstBaseline } from '../cost/total.ts';
import { compareAssessed } from '../findings/assess.ts';
import type { LifecycleStep } from '../findings/lifecycle.ts';
import { countSeverities } from '../findings/summary.ts';
import type { Finding } from '../model/finding.ts';
import { reportSchemaVersion, type TargetResult } from '../model/report.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import type { ScanTargetEvent } from './events.ts';

/** A result names at most this many findings; all of them are in the findings file. */
const namedFindings = 200;

/** What scanning a target took. */
export interface ReadEffort {
  /** Of reading it alone. */
  readonly durationMilliseconds: number;
  readonly apiCalls: number;
  readonly throttles: number;
}

/** A step in which nothing was found. */
export const nothingFound: LifecycleStep = { findings: [], resolved: 0, open: [] };

/** The findings a result names: those that wait to be alerted, then the highest-scored others. */
function chooseFindings(findings: readonly Finding[], pending: ReadonlySet<string>): Finding[] {
  return [...findings]
    .sort(
      (one, other) =>
        Number(pending.has(other.fingerprint)) - Number(pending.has(one.fingerprint)) ||
        compareAssessed(one, other),
    )
    .slice(0, namedFindings);
}

/** The result of a target that was read. */
export function targetResult(
  header: SnapshotHeader,
  effort: ReadEffort,
  outcome: Pick<TargetResult, 'status' | 'note' | 'findingsKey' | 'notRead' | 'posture' | 'ruleFailures'>,
  step: LifecycleStep,
): TargetResult {
  const pendingAlerts = step.open.filter(({ pending }) => pending).map(({ fingerprint }) => fingerprint);
  const found = new Set(step.findings.map(({ fingerprint }) => fingerprint));
  const cost = summarizeCost(step.findings.map(({ monthlyCost }) => monthlyCost));
  const alertable = pendingAlerts.filter((fingerprint) => found.has(fingerprint));
  return {
    schemaVersion: reportSchemaVersion,
    runId: header.runId,
    ...header.target,
    ...outcome,
    takenAt: header.takenAt,
    ...effort,
    resources: Object.values(header.coverage).reduce((sum, { resources }) => sum + resources, 0),
    coverage: header.coverage,
    severities: countSeverities(step.findings),
    resolved: step.resolved,
    cost: outcome.posture === undefined ? cost : againstBaseline(cost, outcome.posture.cost),
    findings: chooseFindings(step.findings, new Set(alertable)),
    findingsTotal: step.findings.length,
    alertable: alertable.length,
    pendingAlerts: alertable,
  };
}

/** The result of a target that could not be read. */
export function failedResult({ runId, ...target }: ScanTargetEvent, error: string, at: string): TargetResult {
  return {
    schemaVersion: reportSchemaVersion,
    runId,
    ...target,
    status: 'failed',
    error,
    takenAt: at,
    durationMilliseconds: 0,
    resources: 0,
    apiCalls: 0,
    throttles: 0,
    coverage: {},
    severities: countSeverities([]),
    resolved: 0,
    cost: summarizeCost([]),
    findings: [],
    findingsTotal: 0,
    alertable: 0,
    pendingAlerts: [],
  };
}
