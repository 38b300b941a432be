import { expect, test } from 'vitest';
import { runBefore, withEntry } from '../../lib/compliance/history.ts';
import type { ComplianceEntry } from '../../lib/model/compliance.ts';

const entry = (day: number, runId = `run-${day}`): ComplianceEntry => ({
  runId,
  at: new Date(Date.UTC(2026, 0, day)).toISOString(),
  frameworks: {},
});

test('the history keeps the last 180 runs, by time', () => {
  const entries = Array.from({ length: 180 }, (_each, at) => entry(at + 2));
  const kept = withEntry(entries, entry(200));
  expect(kept).toHaveLength(180);
  expect(kept[0]?.runId).toBe('run-3');
  expect(withEntry(entries, entry(1))[0]?.runId).toBe('run-2');
});

test('a run is in it once, by what it told last', () => {
  expect(withEntry([entry(1), entry(2)], entry(3, 'run-1')).map(({ runId }) => runId)).toEqual([
    'run-2',
    'run-1',
  ]);
  expect(withEntry([entry(1, 'b')], entry(1, 'a')).map(({ runId }) => runId)).toEqual(['a', 'b']);
});

test('a run is compared with the last one before it, and not with itself', () => {
  const entries = [entry(1), entry(2), entry(4)];
  expect(runBefore(entries, entry(3))?.runId).toBe('run-2');
  expect(runBefore(entries, entry(4))?.runId).toBe('run-2');
  expect(runBefore([], entry(4))).toBeUndefined();
});
