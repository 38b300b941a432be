import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TargetEvidence } from '../../lib/compliance/evidence.ts';
import { comparedWith, entryOf, scoreOf, summaryOf } from '../../lib/compliance/report.ts';
import { type ControlStatus, complianceDocumentSchema } from '../../lib/model/compliance.ts';
import type { RuleStanding } from '../../lib/model/posture.ts';
import {
  control,
  coverage,
  danger,
  document,
  evidence,
  firedFinding,
  posture,
  publicDatabase,
  publicPolicy,
  target,
} from './evidence-fixtures.ts';

const standing = (evaluated: number, failing = 0, unknown = 0): RuleStanding => ({
  evaluated,
  failing,
  unknown,
});
const databases = (told: RuleStanding, ...dangers: ReturnType<typeof danger>[]): TargetEvidence =>
  evidence({ posture: posture({ rules: { [publicDatabase.id]: told }, dangers }) });

describe('a control stands as what was read of its resources says', () => {
  const unread = { ...evidence().coverage, 'AWS::RDS::DBInstance': coverage(0, 'unread') };
  test.each<[string, TargetEvidence[], ControlStatus]>([
    ['all were read, and none is in danger', [databases(standing(3))], 'passing'],
    ['one is in danger', [databases(standing(3, 1), danger())], 'failing'],
    [
      'one is in danger that somebody answers for',
      [databases(standing(3, 1), danger({ standing: 'acknowledged' }))],
      'failing',
    ],
    ['of one something was not read', [databases(standing(3, 0, 1))], 'unknown'],
    [
      'one is in danger, of another something was not read',
      [databases(standing(3, 1, 1), danger())],
      'failing',
    ],
    ['there is none', [evidence()], 'not-evaluated'],
    ['none could be listed', [evidence({ coverage: unread })], 'unknown'],
    [
      'some could not be listed in one of two targets',
      [databases(standing(3)), evidence({ coverage: unread })],
      'unknown',
    ],
    [
      'one of two targets was not read',
      [databases(standing(3)), evidence({ coverage: undefined, posture: undefined })],
      'unknown',
    ],
    [
      'only the global services were not read, which have no databases',
      [
        databases(standing(3)),
        evidence({ target: { ...target, region: 'global' }, coverage: undefined, posture: undefined }),
      ],
      'passing',
    ],
    ['a target has no posture', [evidence({ posture: undefined })], 'unknown'],
  ])('%s', (_name, targets, status) => {
    const told = document(targets);
    expect(control(told, 'fsbp', 'RDS.2').status).toBe(status);
    expect(control(told, 'pci-dss-4.0.1', '1.4.4').status).toBe(status);
    expect(complianceDocumentSchema.parse(told)).toEqual(told);
  });
});

describe('rules that only changes tell of', () => {
  test.each<[string, Parameters<typeof firedFinding>[0], ControlStatus]>([
    ['a finding that is open fails the control', { status: 'ongoing' }, 'failing'],
    ['a suppressed one too, with somebody who answers for it', { status: 'suppressed' }, 'failing'],
    ['a resolved one does not', { status: 'resolved' }, 'not-evaluated'],
    ['one of another rule does not', { rules: ['other'] }, 'not-evaluated'],
  ])('%s', (_name, rest, status) => {
    const told = control(document([evidence({ findings: [firedFinding(rest)] })]), 'fsbp', 'CloudTrail.1');
    expect(told.status).toBe(status);
    expect(told.acknowledged).toBe(rest?.status === 'suppressed' ? 1 : 0);
  });

  test('a rule of states is told by the posture, and not by its finding once more', () => {
    const found = firedFinding({ type: 'AWS::RDS::DBInstance', rules: [publicDatabase.id] });
    const targets = [{ ...databases(standing(1, 1), danger({ standing: 'new' })), findings: [found] }];
    expect(control(document(targets), 'fsbp', 'RDS.2').failuresTotal).toBe(1);
    expect(
      control(document([evidence({ posture: undefined, findings: [found] })]), 'fsbp', 'RDS.2').status,
    ).toBe('failing');
  });
});

test('a rule for several services counts for each control by the resources of its service', () => {
  const queue = danger({ rule: publicPolicy.id, type: 'AWS::SQS::Queue', id: 'q' });
  const told = document([
    evidence({
      coverage: { 'AWS::SQS::Queue': coverage(2), 'AWS::SNS::Topic': coverage(0) },
      posture: posture({ rules: { [publicPolicy.id]: standing(2, 1) }, dangers: [queue] }),
    }),
  ]);
  expect(control(told, 'fsbp', 'SQS.3')).toMatchObject({ status: 'failing', evaluated: 2, failing: 1 });
  expect(control(told, 'fsbp', 'SNS.4')).toMatchObject({ status: 'not-evaluated', evaluated: 0 });
});

test('what fails is told new first, then by severity, and at most ten of it', () => {
  const dangers = Array.from({ length: 12 }, (_each, at) =>
    danger({ id: `db-${String(at).padStart(2, '0')}` }),
  );
  const answered = danger({ id: 'old', standing: 'acknowledged' });
  const fresh = danger({ id: 'fresh', standing: 'new', severity: 'MEDIUM' });
  const told = control(document([databases(standing(14, 14), answered, ...dangers, fresh)]), 'fsbp', 'RDS.2');
  expect(told.failures.map(({ id }) => id)).toEqual(['fresh', ...dangers.slice(0, 9).map(({ id }) => id)]);
  expect(told).toMatchObject({ failuresTotal: 14, acknowledged: 1, evaluated: 14, failing: 14 });
});

describe('against the run before', () => {
  const passing = document([databases(standing(1))], { runId: 'run-0' });
  const failing = document([databases(standing(1, 1), danger())]);
  const unknown = document([databases(standing(1, 0, 1))]);
  test.each([
    ['passing, then failing', passing, failing, 'newly-failing'],
    ['unknown, then failing', unknown, failing, 'newly-failing'],
    ['failing, then passing', failing, passing, 'newly-passing'],
    ['failing, then unknown', failing, unknown, undefined],
    ['failing twice', failing, failing, undefined],
    ['a control that was not told before', { ...passing, frameworks: [] }, failing, undefined],
  ])('%s', (_name, before, after, change) => {
    const told = comparedWith(after, before);
    expect(told.comparedWith).toBe(before.runId);
    expect(control(told, 'fsbp', 'RDS.2').change).toBe(change);
    const { frameworks } = summaryOf(told, 'key');
    const ids = { newlyFailing: change === 'newly-failing', newlyPassing: change === 'newly-passing' };
    expect(frameworks.find(({ id }) => id === 'fsbp')).toMatchObject({
      newlyFailing: ids.newlyFailing ? ['RDS.2'] : [],
      newlyPassing: ids.newlyPassing ? ['RDS.2'] : [],
    });
  });
});

test.each([
  [{ passing: 0, failing: 0, unknown: 0 }, null],
  [{ passing: 1, failing: 1, unknown: 0 }, 50],
  [{ passing: 1, failing: 0, unknown: 2 }, 33.3],
  [{ passing: 999, failing: 1, unknown: 0 }, 99.9],
  [{ passing: 19_999, failing: 1, unknown: 0 }, 99.9],
])('the score of %j is %s: what is unknown does not pass, and 100 is all', (counts, score) => {
  expect(scoreOf(counts)).toBe(score);
});

const anyTarget = fc
  .record({
    evaluated: fc.nat(5),
    failing: fc.nat(5),
    unknown: fc.nat(5),
    status: fc.constantFrom('complete', 'partial', 'unread'),
    isRead: fc.boolean(),
    deleted: fc.boolean(),
  })
  .map(({ evaluated, failing, unknown, status, isRead, deleted }): TargetEvidence => {
    const fails = Math.min(failing, evaluated);
    const dangers = Array.from({ length: fails }, (_each, at) => danger({ id: `db-${at}` }));
    return {
      ...databases(standing(evaluated, fails, Math.min(unknown, evaluated - fails)), ...dangers),
      coverage: { 'AWS::RDS::DBInstance': coverage(evaluated, status) },
      findings: deleted ? [firedFinding()] : [],
      ...(isRead ? {} : { coverage: undefined, posture: undefined }),
    };
  });

test('counts add up, and nothing that was not read passes', () => {
  fc.assert(
    fc.property(fc.array(anyTarget, { maxLength: 4 }), (targets) => {
      const told = document(targets);
      for (const framework of told.frameworks) {
        const { failing, unknown, passing, notEvaluated, controls } = framework;
        expect(failing + unknown + passing + notEvaluated).toBe(controls.length);
        for (const each of controls) {
          expect(each.failing + each.unknown).toBeLessThanOrEqual(each.evaluated);
          expect(each.failures.length).toBe(Math.min(each.failuresTotal, 10));
          expect(each.status === 'failing').toBe(each.failuresTotal > 0);
          if (each.status === 'passing')
            expect(each.evaluated - each.failing - each.unknown).toBeGreaterThan(0);
        }
      }
      const isRead = targets.every(
        ({ coverage: read, posture: stands }) =>
          read?.['AWS::RDS::DBInstance']?.status !== 'unread' && stands !== undefined,
      );
      const hasUnknown = targets.some(
        ({ posture: stands }) => (stands?.rules[publicDatabase.id]?.unknown ?? 0) > 0,
      );
      if (!isRead || hasUnknown) expect(control(told, 'fsbp', 'RDS.2').status).not.toBe('passing');
      expect(Object.keys(entryOf(told).frameworks)).toEqual(told.frameworks.map(({ id }) => id));
    }),
  );
});
