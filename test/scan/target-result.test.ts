import { describe, expect, test } from 'vitest';
import { advanceFindings, type LifecycleStep } from '../../lib/findings/lifecycle.ts';
import type { AssessedChange } from '../../lib/model/finding.ts';
import { type TargetResult, targetResultSchema } from '../../lib/model/report.ts';
import type { SnapshotHeader } from '../../lib/model/snapshot.ts';
import { failedResult, targetResult } from '../../lib/scan/target-result.ts';

const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
const header: SnapshotHeader = {
  tidemark: 'snapshot',
  schemaVersion: 1,
  target,
  runId: 'run-1',
  takenAt: '2026-11-21T07:00:00.000Z',
  coverage: {
    'A::A::A': { status: 'complete', resources: 7, gaps: [] },
    'B::B::B': { status: 'partial', resources: 5, gaps: [] },
  },
};
const effort = { durationMilliseconds: 1_500, apiCalls: 20, throttles: 3 };

function change(id: string, rest: Partial<AssessedChange> = {}): AssessedChange {
  return {
    type: 'A::A::A',
    id,
    name: id,
    account: target.account,
    region: target.region,
    change: 'modified',
    severity: 'LOW',
    score: 15,
    scoreParts: [],
    rules: [],
    dangers: [],
    reasons: [],
    recommendations: [],
    remedies: [],
    exposures: [],
    properties: [],
    monthlyCost: { before: 10, after: 12, delta: 2, percent: 20, currency: 'USD', assumptions: [] },
    ...rest,
  };
}

function stepOf(...changes: AssessedChange[]): LifecycleStep {
  return advanceFindings([], changes, {
    target,
    runId: header.runId,
    now: header.takenAt,
    threshold: 'HIGH',
    compared: () => true,
  });
}

function resultOf(step: LifecycleStep): TargetResult {
  return targetResult(header, effort, { status: 'compared' }, step);
}

describe('the result of a target', () => {
  test('says what was read, at what effort, and what was found', () => {
    const result = resultOf(stepOf(change('a'), change('b', { severity: 'CRITICAL', score: 90 })));
    expect(targetResultSchema.parse(result)).toEqual(result);
    expect(result).toMatchObject({
      ...target,
      ...effort,
      resources: 12,
      severities: { CRITICAL: 1, LOW: 1 },
      cost: { delta: 4, baseline: 20, percent: 20, unknown: 0 },
      findingsTotal: 2,
      alertable: 1,
    });
    expect(result.findings.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  test('names at most 200 findings, but every one that waits to be alerted before all others', () => {
    const quiet = Array.from({ length: 250 }, (_, at) => change(`quiet-${at}`, { severity: 'MEDIUM' }));
    const loud = change('loud', { severity: 'HIGH', score: 70 });
    const result = resultOf(stepOf(...quiet, loud));
    expect(result).toMatchObject({ findingsTotal: 251, alertable: 1 });
    expect(result.findings).toHaveLength(200);
    expect(result.findings[0]?.id).toBe('loud');
  });

  test('does not alert what waits in a type that was not compared in this run', () => {
    const { open } = stepOf(change('a', { severity: 'HIGH' }));
    expect(resultOf({ findings: [], resolved: 0, open })).toMatchObject({ alertable: 0, pendingAlerts: [] });
  });

  test('of a failed target is complete too, with nothing read and nothing removed', () => {
    const result = failedResult({ runId: 'run-1', ...target }, 'why', header.takenAt);
    expect(targetResultSchema.parse(result)).toEqual(result);
    expect(result).toMatchObject({ status: 'failed', error: 'why', coverage: {}, findingsTotal: 0 });
  });
});
