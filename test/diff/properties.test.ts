import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffProperties } from '../../lib/diff/properties.ts';
import type { PropertyChange } from '../../lib/model/change.ts';
import type { JsonObject, JsonValue } from '../../lib/model/json.ts';
import { isJsonArray, isJsonObject } from '../../lib/model/json.ts';
import type { ElementIdentity, TypeKnowledge } from '../../lib/model/knowledge.ts';
import { pointerSegments, toPointer, valueAt } from '../../lib/model/pointer.ts';
import { patternTree } from '../../lib/snapshot/normalise/walk.ts';
import { changeBetween } from '../resource-fixtures.ts';

const type = 'Test::Type';

function propertiesBetween(
  before: JsonObject,
  after: JsonObject,
  unordered: Record<string, ElementIdentity> = {},
) {
  const knowledge: TypeKnowledge = { type, unordered };
  const change = changeBetween(knowledge, before, after);
  return change?.kind === 'modified' ? change.properties : [];
}

describe('a difference is named by path, with before and after', () => {
  const cases: [string, JsonObject, JsonObject, PropertyChange[], Record<string, ElementIdentity>?][] = [
    ['a changed value', { A: 1 }, { A: 2 }, [{ path: '/A', before: 1, after: 2 }]],
    [
      'a nested value',
      { A: { B: { C: 1 } } },
      { A: { B: { C: 2 } } },
      [{ path: '/A/B/C', before: 1, after: 2 }],
    ],
    ['a value that came', {}, { A: 1 }, [{ path: '/A', before: null, after: 1 }]],
    ['a value that went', { A: { B: 1 } }, {}, [{ path: '/A', before: { B: 1 }, after: null }]],
    ['another type of value', { A: 'x' }, { A: { B: 1 } }, [{ path: '/A', before: 'x', after: { B: 1 } }]],
    [
      'an array in place of an object',
      { A: { B: 1 } },
      { A: [1] },
      [{ path: '/A', before: { B: 1 }, after: [1] }],
    ],
    [
      'names with slashes and tildes',
      { 'a/b~c': 1 },
      { 'a/b~c': 2 },
      [{ path: '/a~1b~0c', before: 1, after: 2 }],
    ],
    [
      'an element of a list',
      { L: ['a', 'b'] },
      { L: ['a', 'c'] },
      [{ path: '/L/1', before: 'b', after: 'c' }],
    ],
    [
      'a list of another length',
      { L: ['a'] },
      { L: ['b', 'a'] },
      [{ path: '/L', before: ['a'], after: ['b', 'a'] }],
    ],
    [
      'an element that joined a set',
      { S: ['b', 'c'] },
      { S: ['c', 'a', 'b'] },
      [{ path: '/S/0', before: null, after: 'a' }],
      { '/S': 'value' },
    ],
    [
      'an element that left a set',
      { S: ['b', 'c'] },
      { S: ['b'] },
      [{ path: '/S/1', before: 'c', after: null }],
      { '/S': 'value' },
    ],
    [
      'a property of an element of a keyed set, wherever it stands',
      {
        R: [
          { Id: 'b', X: 1 },
          { Id: 'a', X: 1 },
        ],
      },
      {
        R: [
          { Id: 'c', X: 1 },
          { Id: 'b', X: 2 },
          { Id: 'a', X: 1 },
        ],
      },
      [
        { path: '/R/1/X', before: 1, after: 2 },
        { path: '/R/2', before: null, after: { Id: 'c', X: 1 } },
      ],
      { '/R': ['Id'] },
    ],
    [
      'elements without the identifying properties, by their value',
      { R: [{ X: 1 }, 'text'] },
      { R: [{ X: 2 }, 'text'] },
      [
        { path: '/R/1', before: { X: 1 }, after: null },
        { path: '/R/1', before: null, after: { X: 2 } },
      ],
      { '/R': ['Id'] },
    ],
    [
      'an element that is null and left a set',
      { S: [null, 'a'] },
      { S: ['a'] },
      [{ path: '/S/1', before: null, after: null }],
      { '/S': 'value' },
    ],
    [
      'one of two equal elements',
      { S: ['a', 'a'] },
      { S: ['a'] },
      [{ path: '/S/1', before: 'a', after: null }],
      { '/S': 'value' },
    ],
    [
      'an identity given as a function',
      { R: [{ N: 'A', X: 1 }] },
      { R: [{ N: 'a', X: 2 }] },
      [
        { path: '/R/0/N', before: 'A', after: 'a' },
        { path: '/R/0/X', before: 1, after: 2 },
      ],
      { '/R': (element) => String(element.N).toLowerCase() },
    ],
    [
      'a statement of a policy, by its Sid',
      { P: { Statement: [{ Sid: 'One', Effect: 'Allow', Action: 's3:Get*' }] } },
      { P: { Statement: [{ Sid: 'One', Effect: 'Allow', Action: ['s3:Get*', 's3:Put*'] }] } },
      [{ path: '/P/Statement/0/Action/1', before: null, after: 's3:put*' }],
    ],
    [
      'a statement without Sid, by effect, principal and resource',
      {
        P: {
          Statement: [
            { Effect: 'Allow', Action: 's3:Get*', Resource: 'a' },
            { Effect: 'Allow', Action: 's3:Get*', Resource: 'b' },
          ],
        },
      },
      {
        P: {
          Statement: [
            { Effect: 'Allow', Action: 's3:*', Resource: 'b' },
            { Effect: 'Allow', Action: 's3:Get*', Resource: 'a' },
          ],
        },
      },
      [
        { path: '/P/Statement/1/Action/0', before: 's3:get*', after: null },
        { path: '/P/Statement/0/Action/0', before: null, after: 's3:*' },
      ],
    ],
  ];
  test.each(cases)('%s', (_name, before, after, expected, unordered) => {
    const found = propertiesBetween(before, after, unordered);
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  test('tags are properties at /Tags', () => {
    expect(propertiesBetween({ Tags: { a: '1' } }, { Tags: [{ Key: 'a', Value: '2' }] })).toEqual([
      { path: '/Tags/a', before: '1', after: '2' },
    ]);
  });
});

/** Applies changes to a model without sets. */
function applied(model: JsonObject, changes: readonly PropertyChange[]): JsonValue {
  const set = (value: JsonValue, segments: readonly string[], to: JsonValue): JsonValue => {
    const [head, ...rest] = segments;
    if (head === undefined) return to;
    if (isJsonArray(value))
      return value.map((element, at) => (String(at) === head ? set(element, rest, to) : element));
    const object = isJsonObject(value) ? value : {};
    const { [head]: member = null, ...others } = object;
    const changed = set(member, rest, to);
    return changed === null ? others : { ...others, [head]: changed };
  };
  return changes.reduce<JsonValue>(
    (value, { path, after }) => set(value, pointerSegments(path), after),
    model,
  );
}

const none = patternTree<ElementIdentity>([]);
const leaf = fc.oneof(fc.integer(), fc.string({ minLength: 1 }), fc.boolean());
const model: fc.Arbitrary<JsonObject> = fc
  .dictionary(
    fc.string({ minLength: 1, maxLength: 4 }).filter((key) => !['__proto__', 'Tags'].includes(key)),
    fc.oneof(
      leaf,
      fc.array(leaf, { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.constantFrom('p', 'q', 'r/s~'), leaf, { minKeys: 1 }),
    ),
    { maxKeys: 6 },
  )
  .map((value) => JSON.parse(JSON.stringify(value)));

describe('for any two models', () => {
  test('a model does not differ from itself', () => {
    fc.assert(
      fc.property(model, (value) => {
        expect(diffProperties(value, value, none)).toEqual([]);
      }),
    );
  });

  test('applying the difference to before gives after', () => {
    fc.assert(
      fc.property(model, model, (before, after) => {
        expect(applied(before, diffProperties(before, after, none))).toEqual(after);
      }),
    );
  });

  test('one changed value is exactly one change at its path', () => {
    fc.assert(
      fc.property(
        model,
        fc.string({ minLength: 1, maxLength: 3 }).filter((key) => key !== '__proto__'),
        leaf,
        leaf,
        (value, key, one, other) => {
          fc.pre(one !== other);
          const changes = diffProperties({ ...value, [key]: one }, { ...value, [key]: other }, none);
          expect(changes).toEqual([{ path: toPointer([key]), before: one, after: other }]);
        },
      ),
    );
  });
});

test('pointers lead where they say', () => {
  expect(valueAt({ a: [{ 'b/c': 1 }] }, '/a/0/b~1c')).toBe(1);
  expect(valueAt({ a: 1 }, '/a/b')).toBeUndefined();
  expect(valueAt({ a: 1 }, '/toString')).toBeUndefined();
  expect(valueAt(1, '')).toBe(1);
});
