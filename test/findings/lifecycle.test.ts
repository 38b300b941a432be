import { describe, expect, test } from 'vitest';
import {
  advanceFindings,
  type LifecycleContext,
  markAlerted,
  type OpenFinding,
} from '../../lib/findings/lifecycle.ts';
import type { AssessedChange } from '../../lib/model/finding.ts';

const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };

function context(now: string, rest: Partial<LifecycleContext> = {}): LifecycleContext {
  return { target, runId: `run-${now}`, now, threshold: 'HIGH', compared: () => true, ...rest };
}

function change(rest: Partial<AssessedChange> = {}): AssessedChange {
  return {
    type: 'AWS::EC2::SecurityGroup',
    id: 'sg-1',
    name: 'sg-1',
    account: target.account,
    region: target.region,
    change: 'modified',
    severity: 'CRITICAL',
    score: 90,
    scoreParts: [{ points: 90, reason: 'x' }],
    rules: ['open'],
    dangers: ['open: SSH (22) from 0.0.0.0/0'],
    reasons: ['open'],
    recommendations: ['close'],
    remedies: [],
    exposures: [],
    properties: [{ path: '/A', before: 1, after: 2 }],
    monthlyCost: { before: 0, after: 0, delta: 0, percent: null, currency: 'USD', assumptions: [] },
    ...rest,
  };
}

const [day1, day2, day3] = ['2026-11-21T07:00:00Z', '2026-11-22T07:00:00Z', '2026-11-23T07:00:00Z'];

/** Runs a story: each day's changes, alerts sent after each run; gives the last step and what each day alerted. */
function story(...days: AssessedChange[][]) {
  let open: readonly OpenFinding[] = [];
  const alerts: string[][] = [];
  let last = advanceFindings([], [], context(day1));
  days.forEach((changes, at) => {
    const now = `2026-11-${21 + at}T07:00:00Z`;
    last = advanceFindings(open, changes, context(now));
    const pending = last.open.filter(({ pending: waits }) => waits);
    alerts.push(pending.map(({ id, severity }) => `${id} ${severity}`));
    open = markAlerted(last.open, new Set(pending.map(({ fingerprint }) => fingerprint)), now);
  });
  return { last, alerts, statuses: last.findings.map(({ status }) => status) };
}

describe('an alert is sent once', () => {
  test('a new danger is alerted, and the same one on the next days is ongoing and silent', () => {
    const { alerts, last, statuses } = story([change()], [change()], [change()]);
    expect(alerts).toEqual([['sg-1 CRITICAL'], [], []]);
    expect(statuses).toEqual(['ongoing']);
    expect(last.findings[0]).toMatchObject({ firstSeen: day1, lastSeen: day3 });
  });

  test('a harmless further change of the same resource does not repeat it', () => {
    const further = change({
      properties: [...change().properties, { path: '/Tags/a', before: null, after: '1' }],
    });
    const { alerts, statuses } = story([change()], [further]);
    expect(alerts).toEqual([['sg-1 CRITICAL'], []]);
    expect(statuses).toEqual(['ongoing']);
  });

  test('a better price or a reworded reason changes nothing', () => {
    const reworded = change({ reasons: ['open wide'], score: 95 });
    expect(story([change()]).last.findings[0]?.fingerprint).toBe(
      story([reworded]).last.findings[0]?.fingerprint,
    );
  });

  test('below the threshold nothing is alerted', () => {
    expect(story([change({ severity: 'MEDIUM' })]).alerts).toEqual([[]]);
  });

  test('what became worse is alerted again', () => {
    const milder = change({ severity: 'HIGH', dangers: ['other'] });
    expect(story([milder], [change()])).toMatchObject({
      alerts: [['sg-1 HIGH'], ['sg-1 CRITICAL']],
      statuses: ['escalated'],
    });
  });

  test('a further danger of the same severity is alerted', () => {
    const second = change({ dangers: [...change().dangers, 'open: RDP (3389) from 0.0.0.0/0'] });
    expect(story([change()], [second]).alerts).toEqual([['sg-1 CRITICAL'], ['sg-1 CRITICAL']]);
  });

  test('what was resolved and comes back is new', () => {
    expect(story([change()], [], [change()])).toMatchObject({
      alerts: [['sg-1 CRITICAL'], [], ['sg-1 CRITICAL']],
      statuses: ['new'],
    });
  });

  test('an alert that could not be sent waits for the next run', () => {
    const first = advanceFindings([], [change()], context(day1));
    const second = advanceFindings(first.open, [change()], context(day2));
    expect(second.open[0]).toMatchObject({ pending: true, firstSeen: day1 });
    expect(second.findings[0]?.status).toBe('ongoing');
  });
});

describe('what is no longer found', () => {
  test('is resolved', () => {
    const first = advanceFindings([], [change()], context(day1));
    expect(advanceFindings(first.open, [], context(day2))).toEqual({ findings: [], resolved: 1, open: [] });
  });

  test('stays open when its type could not be compared', () => {
    const first = advanceFindings([], [change()], context(day1));
    const second = advanceFindings(first.open, [], context(day2, { compared: () => false }));
    expect(second).toEqual({ findings: [], resolved: 0, open: first.open });
  });
});

test('marking leaves findings alone that were not sent', () => {
  const { open } = advanceFindings([], [change(), change({ id: 'sg-2' })], context(day1));
  const [one] = open;
  const marked = markAlerted(open, new Set([one?.fingerprint ?? '']), day1);
  expect(marked.map(({ pending }) => pending)).toEqual([false, true]);
});

test('the same change in another environment, account or region is another finding', () => {
  const prints = [
    target,
    { ...target, environment: 'dev' },
    { ...target, account: '999999999999' },
    { ...target, region: 'eu-north-1' },
  ].map(
    (place) => advanceFindings([], [change()], context(day1, { target: place })).findings[0]?.fingerprint,
  );
  expect(new Set(prints).size).toBe(4);
});
