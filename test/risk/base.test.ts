import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Severity } from '../../lib/model/severity.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { changeBetween, resource } from '../resource-fixtures.ts';

const type = 'Test::Type';

function riskBetween(before: JsonObject, after: JsonObject, sensitivity: Record<string, Severity> = {}) {
  const knowledge = { type, sensitivity };
  const change = changeBetween(knowledge, before, after);
  if (!change) throw new Error('the models do not differ');
  return assessRisk(change, knowledge);
}

describe('without a rule, the reason names what differs', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    ['one property', { A: 1 }, { A: 2 }, 'Differs from what was approved: A.'],
    ['a property below others', { A: { B: 1 } }, { A: { B: 2 } }, 'Differs from what was approved: A.B.'],
    [
      'three properties',
      { A: 1, B: 1, C: 1 },
      { A: 2, B: 2, C: 2 },
      'Differs from what was approved: A, B, C.',
    ],
    [
      'a tag',
      { Tags: { team: 'a' } },
      { Tags: { team: 'b' } },
      'Only tags differ from what was approved: Tags.team.',
    ],
    [
      'tags and more',
      { A: 1, Tags: { team: 'a' } },
      { A: 2, Tags: { team: 'b' } },
      'Differs from what was approved: A, Tags.team.',
    ],
    [
      'a property called like tags',
      { InstanceTags: 1 },
      { InstanceTags: 2 },
      'Differs from what was approved: InstanceTags.',
    ],
    [
      'a property that begins like tags',
      { TagSpecification: 1, TagsOfOthers: 1 },
      { TagSpecification: 1, TagsOfOthers: 2 },
      'Differs from what was approved: TagsOfOthers.',
    ],
  ])('%s', (_name, before, after, reason) => {
    expect(riskBetween(before, after).reasons).toEqual([reason]);
  });

  test('of something new or gone, and what it is', () => {
    expect(assessRisk({ kind: 'added', after: resource(type, {}) }, { type }).reasons).toEqual([
      'A new Test::Type appeared that the baseline does not have.',
    ]);
    expect(assessRisk({ kind: 'removed', before: resource(type, {}) }, { type }).reasons).toEqual([
      'This Test::Type of the baseline was deleted.',
    ]);
  });
});

describe('tags weigh hardly anything', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['one by one', { Tags: { a: '1' } }, { Tags: { a: '2' } }],
    ['all at once', {}, { Tags: { a: '1' } }],
  ])('%s', (_name, before, after) => {
    expect(riskBetween(before, after, { '': 'HIGH' }).severity).toBe('INFO');
  });

  test('unlike what is called almost the same', () => {
    expect(riskBetween({ TagsOfOthers: 1 }, { TagsOfOthers: 2 }).severity).toBe('LOW');
  });
});

test('a replacement is something new under a known name: MEDIUM', () => {
  const before = resource(type, {}, { id: 'i-old' });
  const after = resource(type, {}, { id: 'i-new' });
  expect(assessRisk({ kind: 'replaced', before, after, properties: [] }, { type })).toMatchObject({
    severity: 'MEDIUM',
    rules: [],
    reasons: ['This Test::Type took the place of i-old, which is gone, under the same name.'],
  });
});
