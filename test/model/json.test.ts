import { describe, expect, test } from 'vitest';
import { toJson, toJsonObject, toList, toObjects } from '../../lib/model/json.ts';

describe('what an SDK returns becomes JSON', () => {
  test.each<[string, unknown, unknown]>([
    ['text, numbers and booleans stay', ['x', 1, true], ['x', 1, true]],
    ['a date is its ISO 8601 text', new Date('2026-11-21T07:00:00Z'), '2026-11-21T07:00:00.000Z'],
    ['bytes are base64', Uint8Array.from([104, 105]), 'aGk='],
    ['a set is an array', new Set(['a', 1]), ['a', 1]],
    ['a big number is its text', 12_345_678_901_234_567_890n, '12345678901234567890'],
    ['absent and null are null', [undefined, null], [null, null]],
    ['a function is nothing', () => 1, null],
  ])('%s', (_name, value, expected) => {
    expect(toJson(value)).toEqual(expected);
  });

  test('members that are not defined, functions and symbols are left out', () => {
    const value = { A: undefined, B: null, C: () => 1, D: Symbol('x'), E: { F: new Date(0) } };
    expect(toJsonObject(value)).toEqual({ B: null, E: { F: '1970-01-01T00:00:00.000Z' } });
  });
});

test('a value is the list of itself, and of nothing there is none', () => {
  expect(toList('x')).toEqual(['x']);
  expect(toList(['x', 'y'])).toEqual(['x', 'y']);
  expect(toList(null)).toEqual([]);
  expect(toList(undefined)).toEqual([]);
  expect(toObjects([{ A: 1 }, 'x', [1]])).toEqual([{ A: 1 }]);
});
