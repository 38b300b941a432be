import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../lib/model/json.ts';
import { canonicalText, lineIdentity } from '../../lib/snapshot/canonical.ts';
import { readLines } from '../../lib/snapshot/format.ts';
import { normalise } from '../../lib/snapshot/normalise/index.ts';
import { canonicalPolicy, parseDocuments } from '../../lib/snapshot/normalise/policies.ts';
import { dropEmpties, dropVolatile } from '../../lib/snapshot/normalise/presence.ts';
import { isDigest } from '../../lib/snapshot/normalise/secrets.ts';
import { patternTree } from '../../lib/snapshot/normalise/walk.ts';
import { resource, testDigest } from '../resource-fixtures.ts';

describe('what is volatile is left out, and nothing else', () => {
  const volatile = patternTree([
    ['/Status', 'moves'],
    ['/List/*/Seen', 'moves'],
    ['/Elements/*', 'moves'],
    ['/Text/Below', 'moves'],
  ]);
  test.each<[string, JsonValue, JsonValue]>([
    ['a property', { Status: 1, Name: 'a' }, { Name: 'a' }],
    ['a property of every element', { List: [{ Seen: 1, A: 1 }, { A: 2 }] }, { List: [{ A: 1 }, { A: 2 }] }],
    ['every element', { Elements: [1, 2] }, { Elements: [] }],
    ['nothing below a value that is no object', { Text: 'x' }, { Text: 'x' }],
    ['nothing of the same name elsewhere', { Other: { Status: 1 } }, { Other: { Status: 1 } }],
  ])('%s', (_name, value, expected) => {
    expect(dropVolatile(value, volatile)).toEqual(expected);
  });

  test('a type of which everything is volatile has nothing left', () => {
    const knowledge = { type: 'T', volatile: { '': 'all of it moves' } };
    expect(normalise(resource('T', { A: 1 }), knowledge, testDigest).properties).toEqual({});
  });
});

test('empties are left out of objects at any depth, and stay in lists, where they hold a place', () => {
  const value = { A: '', B: [null, '', {}], C: { D: { E: [] } }, F: 0, G: false };
  expect(dropEmpties(value)).toEqual({ B: [null, '', {}], F: 0, G: false });
});

describe('documents held in strings', () => {
  test.each<[string, string, JsonValue]>([
    ['an object', '{"b":1,"a":[2]}', { b: 1, a: [2] }],
    ['a list, with white space around', '\n [1, 2] ', [1, 2]],
    ['a document in a document', '{"inner":"{\\"a\\":1}"}', { inner: { a: 1 } }],
    ['URL-encoded', '%7B%22a%22%3A1%7D', { a: 1 }],
    ['a number stays text', '12', '12'],
    ['a quoted text stays text', '"x"', '"x"'],
    ['what only begins like one stays text', '{not json', '{not json'],
    ['what only looks URL-encoded stays text', '%7B%ZZ', '%7B%ZZ'],
  ])('%s', (_name, text, expected) => {
    expect(parseDocuments(text)).toEqual(expected);
  });
});

describe('policies that are not as they should be keep their meaning', () => {
  const statement = (rest: JsonObject): JsonObject => ({ Statement: [{ Effect: 'Allow', ...rest }] });
  test.each<[string, JsonObject, JsonObject]>([
    ['a condition that is no map', { Condition: 'x' }, { Condition: 'x' }],
    ['an operator that is no map', { Condition: { Bool: 'x' } }, { Condition: { Bool: 'x' } }],
    ['an element that is unknown', { Remark: ['b', 'a'] }, { Remark: ['b', 'a'] }],
    ['the same action twice', { Action: ['s3:Get', 'S3:GET'] }, { Action: ['s3:get'] }],
    [
      'a service whose name looks like a root ARN',
      { Principal: { Federated: 'arn:aws:iam::111122223333:root' } },
      { Principal: { Federated: ['arn:aws:iam::111122223333:root'] } },
    ],
    [
      'the root of another partition',
      { Principal: { AWS: 'arn:aws-us-gov:iam::111122223333:root' } },
      { Principal: { AWS: ['111122223333'] } },
    ],
  ])('%s', (_name, given, expected) => {
    expect(canonicalPolicy(statement(given))).toEqual(statement(expected));
  });

  test('two statements that mean the same are one', () => {
    const twice = {
      Statement: [
        { Effect: 'Allow', Action: 'A:B' },
        { Action: ['a:b'], Effect: 'Allow' },
      ],
    };
    expect(canonicalPolicy(twice)).toEqual(statement({ Action: ['a:b'] }));
  });
});

test('a digest is told from a text that only begins like one', () => {
  expect(isDigest(`hmac-sha256:${'0'.repeat(32)}`)).toBe(true);
  expect(isDigest('hmac-sha256:password')).toBe(false);
});

test('the same value has the same text, whatever the order of its keys', () => {
  expect(canonicalText({ b: 1, a: { d: [2, 1], c: null } })).toBe('{"a":{"c":null,"d":[2,1]},"b":1}');
});

test('a line that does not begin with an identity has none', () => {
  expect(lineIdentity('{"id":"a","type":"T","account":"1","region":"r","tags":{}}')).toBeUndefined();
});

describe('lines are read whole, however the bytes are cut', () => {
  test.each([1, 3, 100_000])('lines of %i characters', async (length) => {
    const lines = Array.from({ length: 5 }, (_, at) => `${at}`.repeat(length).replace('1', 'ü'));
    const read: string[] = [];
    for await (const batch of readLines(gzipSync(lines.join('\n')), 'x')) read.push(...batch);
    expect(read).toEqual(lines);
  });
});
