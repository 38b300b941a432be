import { describe, expect, test } from 'vitest';
import { assessChange, compareAssessed } from '../../lib/findings/assess.ts';
import { fingerprintOf } from '../../lib/findings/fingerprint.ts';
import { RelatedResources } from '../../lib/findings/related.ts';
import { addSeverities, countSeverities, recommend } from '../../lib/findings/summary.ts';
import { type AssessedChange, assessedChangeSchema } from '../../lib/model/finding.ts';
import type { Severity } from '../../lib/model/severity.ts';
import { resourceLine } from '../../lib/snapshot/canonical.ts';
import { resource, testDigest } from '../resource-fixtures.ts';

const type = 'Test::Type';
const costs = {
  prices: { find: () => undefined },
  relatedBefore: () => undefined,
  relatedAfter: () => undefined,
};
const knowledgeOf = (name: string) => ({ type: name });

describe('a change is told with risk and cost', () => {
  const state = resource(
    type,
    { B: 1, A: { C: 2 } },
    { tags: { Name: 'web', Team: 'a' }, arn: 'arn:aws:test:::web' },
  );

  test('something new: every property as added, tags among them', () => {
    const assessed = assessChange({ kind: 'added', after: state }, knowledgeOf, costs);
    expect(assessedChangeSchema.parse(assessed)).toEqual(assessed);
    expect(assessed).toMatchObject({
      name: 'web (id-1)',
      arn: 'arn:aws:test:::web',
      change: 'added',
      severity: 'LOW',
      monthlyCost: { before: 0, after: null, delta: null },
      properties: [
        { path: '/A', before: null, after: { C: 2 } },
        { path: '/B', before: null, after: 1 },
        { path: '/Tags', before: null, after: { Name: 'web', Team: 'a' } },
      ],
    });
  });

  test('something gone: every property as removed; without tags and ARN there are none', () => {
    const before = resource(type, { A: 1 }, { tags: {} });
    const assessed = assessChange({ kind: 'removed', before }, knowledgeOf, costs);
    expect(assessed).toMatchObject({ name: 'id-1', properties: [{ path: '/A', before: 1, after: null }] });
    expect(assessed).not.toHaveProperty('arn');
  });

  test('something changed: what changed', () => {
    const properties = [{ path: '/B', before: 1, after: 2 }];
    const change = { kind: 'modified', before: state, after: state, properties } as const;
    expect(assessChange(change, knowledgeOf, costs)).toMatchObject({ change: 'modified', properties });
  });

  test('a name that is the id is told once', () => {
    const named = resource(type, {}, { id: 'web', tags: { Name: 'web' } });
    expect(assessChange({ kind: 'added', after: named }, knowledgeOf, costs).name).toBe('web');
  });
});

function assessed(rest: Partial<AssessedChange>): AssessedChange {
  const one = assessChange({ kind: 'added', after: resource(type, {}) }, knowledgeOf, costs);
  return { ...one, ...rest };
}

describe('the order in which people should read', () => {
  const cost = (delta: number | null) => ({
    monthlyCost: { before: 0, after: delta, delta, percent: null, currency: 'USD' as const, assumptions: [] },
  });
  test.each<[string, Partial<AssessedChange>, Partial<AssessedChange>]>([
    ['the more severe first', { severity: 'HIGH' }, { severity: 'LOW' }],
    ['then the higher score', { score: 20 }, { score: 15 }],
    ['then the dearer', cost(9), cost(3)],
    ['an unknown cost counts as none here', cost(3), cost(null)],
    ['then by type', { type: 'A::A::A' }, { type: 'B::B::B' }],
    ['then by id', { id: 'a' }, { id: 'b' }],
  ])('%s', (_name, first, second) => {
    const [one, other] = [assessed(first), assessed(second)];
    expect(compareAssessed(one, other)).toBeLessThan(0);
    expect(compareAssessed(other, one)).toBeGreaterThan(0);
    expect(compareAssessed(one, { ...one })).toBe(0);
  });
});

describe('a fingerprint is that of the change', () => {
  const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
  const print = (rest: Partial<AssessedChange> = {}) => fingerprintOf(target, assessed(rest));

  test('and stays the same whatever is thought of it', () => {
    expect(print()).toMatch(/^[0-9a-f]{32}$/);
    expect(print({ severity: 'HIGH', score: 70, reasons: ['new words'], rules: ['new'] })).toBe(print());
  });

  test.each<[string, Partial<AssessedChange>]>([
    ['kind', { change: 'removed' }],
    ['type', { type: 'Other::Type' }],
    ['id', { id: 'other' }],
    ['value', { properties: [{ path: '/A', before: 1, after: 3 }] }],
  ])('and another for another %s', (_name, rest) => {
    expect(print(rest)).not.toBe(print());
  });
});

describe('resources that costs look up', () => {
  const [wanted, unwanted] = ['Test::Task', 'Test::TaskSet'];
  const line = (name: string, size: number) => resourceLine(resource(name, { Size: size }, { id: 'x' }));

  test('are found on their own side, and normalised as everything is', () => {
    const related = new RelatedResources([wanted, wanted]);
    related.onPair({ before: line(wanted, 1), after: line(wanted, 2) });
    related.onPair({ after: line(unwanted, 3) });
    const { relatedBefore, relatedAfter } = related.lookups(knowledgeOf, testDigest);
    expect(relatedBefore(wanted, 'x')?.properties).toEqual({ Size: 1 });
    expect(relatedAfter(wanted, 'x')?.properties).toEqual({ Size: 2 });
    expect(relatedAfter(unwanted, 'x')).toBeUndefined();
    expect(relatedAfter(wanted, 'y')).toBeUndefined();
  });

  test('that did not change are on both sides', () => {
    const related = new RelatedResources([wanted]);
    related.onSame(line(wanted, 1));
    const { relatedBefore, relatedAfter } = related.lookups(knowledgeOf, testDigest);
    expect(relatedBefore(wanted, 'x')).toEqual(relatedAfter(wanted, 'x'));
  });
});

describe('sums of findings', () => {
  test('count every severity', () => {
    const counts = countSeverities([{ severity: 'HIGH' }, { severity: 'LOW' }, { severity: 'HIGH' }]);
    expect(counts).toEqual({ CRITICAL: 0, HIGH: 2, MEDIUM: 0, LOW: 1, INFO: 0 });
    expect(addSeverities([counts, counts])).toMatchObject({ HIGH: 4, LOW: 2 });
  });

  test('recommend what settles the most severe first, then what settles most', () => {
    const finding = (severity: Severity, name: string, ...recommendations: string[]) => ({
      severity,
      name,
      recommendations,
    });
    const advice = recommend([
      finding('LOW', 'a', 'tidy up'),
      finding('HIGH', 'a', 'turn backups on'),
      finding('HIGH', 'b', 'close the port', 'tidy up'),
      finding('CRITICAL', 'c', 'remove the policy'),
      ...['c', 'd', 'd', 'e'].map((name) => finding('LOW', name, 'close the port')),
    ]);
    expect(
      advice.map(({ recommendation, severity, findings, resources }) => [
        recommendation,
        severity,
        findings,
        resources.join(),
      ]),
    ).toEqual([
      ['remove the policy', 'CRITICAL', 1, 'c'],
      ['close the port', 'HIGH', 5, 'b,c,d'],
      ['tidy up', 'HIGH', 2, 'a,b'],
      ['turn backups on', 'HIGH', 1, 'a'],
    ]);
  });
});
