import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import { canonicalText } from '../../lib/snapshot/canonical.ts';
import { normalise } from '../../lib/snapshot/normalise/index.ts';
import { resource, testDigest } from '../resource-fixtures.ts';

const type = 'Test::Type';
const plain: TypeKnowledge = { type };

function normalised(properties: JsonObject, knowledge: TypeKnowledge = plain): JsonObject {
  return normalise(resource(type, properties), knowledge, testDigest).properties;
}

describe('what means the same is spelled the same', () => {
  const policy = (statement: JsonValue): JsonObject => ({
    Document: { Version: '2012-10-17', Statement: statement },
  });
  const full = {
    Effect: 'Allow',
    Action: ['s3:getobject', 's3:listbucket'],
    Resource: ['*'],
    Principal: { AWS: ['111122223333'] },
  };
  const cases: [string, JsonObject, JsonObject, TypeKnowledge?][] = [
    ['null, absent and empty', { A: null, B: '', C: [], D: {}, E: { F: null } }, {}],
    ['object key order', { A: { B: 1, C: 2 } }, { A: { C: 2, B: 1 } }],
    ['a lone statement and a list of it', policy(full), policy([full])],
    [
      'action case, order and repetition',
      policy([{ ...full, Action: ['S3:ListBucket', 's3:GetObject', 's3:getObject'] }]),
      policy([full]),
    ],
    ['a string and a list of it', policy([{ ...full, Resource: '*' }]), policy([full])],
    [
      'an account id and its root ARN',
      policy([{ ...full, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }]),
      policy([full]),
    ],
    [
      '"*" and {"AWS": "*"} as principal',
      policy([{ ...full, Principal: '*' }]),
      policy([{ ...full, Principal: { AWS: ['*'] } }]),
    ],
    ['a policy as JSON text', { Document: JSON.stringify(policy([full]).Document, null, 2) }, policy([full])],
    [
      'a policy as URL-encoded JSON text',
      { Document: encodeURIComponent(JSON.stringify(policy([full]).Document)) },
      policy([full]),
    ],
    [
      'statement order',
      policy([full, { ...full, Effect: 'Deny' }]),
      policy([{ ...full, Effect: 'Deny' }, full]),
    ],
    [
      'condition keys in any case, values in any order, numbers and booleans as text',
      policy([
        {
          ...full,
          Condition: { Bool: { 'AWS:SecureTransport': false }, StringEquals: { 'aws:x': ['b', 'a'] } },
        },
      ]),
      policy([
        {
          ...full,
          Condition: { StringEquals: { 'aws:X': ['a', 'b'] }, Bool: { 'aws:securetransport': 'false' } },
        },
      ]),
    ],
    [
      'JSON text with other white space and key order',
      { Body: '{"a": 1, "b": [1, 2]}' },
      { Body: '{ "b":[1,2],"a":1 }' },
    ],
    [
      'a set in another order',
      { Ids: ['b', 'a'] },
      { Ids: ['a', 'b'] },
      { type, unordered: { '/Ids': 'value' } },
    ],
    [
      'a keyed set in another order',
      {
        Rules: [
          { Id: 2, X: 1 },
          { Id: 1, X: 2 },
        ],
      },
      {
        Rules: [
          { X: 2, Id: 1 },
          { Id: 2, X: 1 },
        ],
      },
      { type, unordered: { '/Rules': ['Id'] } },
    ],
    [
      'a set inside the elements of a list',
      { List: [{ Ids: ['b', 'a'] }] },
      { List: [{ Ids: ['a', 'b'] }] },
      { type, unordered: { '/List/*/Ids': 'value' } },
    ],
    ['a set known in every type', { SubnetIds: ['b', 'a'] }, { SubnetIds: ['a', 'b'] }],
    [
      'a volatile value and none',
      { State: { Code: 1 }, A: 1 },
      { A: 1 },
      { type, volatile: { '/State': 'moves by itself' } },
    ],
    [
      'a volatile value in list elements',
      { List: [{ A: 1, Seen: 5 }] },
      { List: [{ A: 1, Seen: 6 }] },
      { type, volatile: { '/List/*/Seen': 'moves by itself' } },
    ],
    ['a default and none', { A: false, B: 1 }, { B: 1 }, { type, defaults: { A: false } }],
  ];
  test.each(cases)('%s', (_name, one, other, knowledge) => {
    expect(canonicalText(normalised(one, knowledge))).toBe(canonicalText(normalised(other, knowledge)));
  });
});

describe('what means something else stays different', () => {
  const cases: [string, JsonObject, JsonObject, TypeKnowledge?][] = [
    ['a list in another order', { Command: ['b', 'a'] }, { Command: ['a', 'b'] }],
    ['zero and absent', { A: 0 }, {}],
    ['false and absent', { A: false }, {}],
    ['a value other than the default', { A: true }, {}, { type, defaults: { A: false } }],
    ['text that only looks like JSON', { A: '[0-9]' }, { A: '[0-8]' }],
    ['text that only looks URL-encoded', { A: '%7Bnot%ZZ' }, { A: '%7Bnot' }],
    [
      'the case of a resource ARN',
      { P: { Statement: [{ Effect: 'Allow', Resource: 'arn:A' }] } },
      { P: { Statement: [{ Effect: 'Allow', Resource: 'arn:a' }] } },
    ],
  ];
  test.each(cases)('%s', (_name, one, other, knowledge) => {
    expect(canonicalText(normalised(one, knowledge))).not.toBe(canonicalText(normalised(other, knowledge)));
  });
});

test('names that every object inherits are names like any other', () => {
  const properties = { valueOf: ['b', 'a'], constructor: [{ toString: [1, 2] }] };
  expect(normalised(properties)).toEqual(properties);
});

describe('tags are one map whatever form they come in', () => {
  const forms: [string, JsonObject][] = [
    ['a list of Key and Value', { Tags: [{ Key: 'Name', Value: 'web' }] }],
    ['a list of key and value', { tags: [{ key: 'Name', value: 'web' }] }],
    ['a list of TagKey and TagValue', { Tags: [{ TagKey: 'Name', TagValue: 'web' }] }],
    ['a map', { Tags: { Name: 'web' } }],
    ['S3’s TagSet', { TagSet: [{ Key: 'Name', Value: 'web' }] }],
  ];
  test.each(forms)('%s', (_name, properties) => {
    const result = normalise(resource(type, properties), plain, testDigest);
    expect(result).toMatchObject({ tags: { Name: 'web' }, properties: {} });
  });

  test('what is no tags stays a property', () => {
    const properties = { Tags: ['a'], TagSet: [{ NoKey: 1 }] };
    expect(normalise(resource(type, properties), plain, testDigest)).toMatchObject({ tags: {}, properties });
  });

  test('a tag without value is an empty one, and a number is text', () => {
    const properties = { Tags: [{ Key: 'a' }, { Key: 'b', Value: 7 }] };
    expect(normalise(resource(type, properties), plain, testDigest).tags).toEqual({ a: '', b: '7' });
  });
});

describe('secrets become keyed digests', () => {
  const digest = (text: string) => `hmac-sha256:${testDigest(text).slice(0, 32)}`;
  const privateKey = '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----';
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl';
  const cases: [string, JsonObject, JsonObject, TypeKnowledge?][] = [
    [
      'a value at a secret path',
      { Env: { A: 'x', B: { C: 'y' } } },
      { Env: { A: digest('x'), B: { C: digest('y') } } },
      { type, secret: ['/Env'] },
    ],
    [
      'a document at a secret path, whole',
      { Env: { A: '{"pin":1234}' } },
      { Env: { A: digest('{"pin":1234}') } },
      { type, secret: ['/Env'] },
    ],
    ['a property named as one', { MasterUserPassword: 'hunter2' }, { MasterUserPassword: digest('hunter2') }],
    ['a private key', { Note: `a ${privateKey} b` }, { Note: `a ${digest(privateKey)} b` }],
    ['a token', { Note: token }, { Note: digest(token) }],
    ['an access key', { Note: 'AKIAIOSFODNN7EXAMPLE' }, { Note: digest('AKIAIOSFODNN7EXAMPLE') }],
    [
      'the password of a URL',
      { Url: 'postgres://app:hunter2@db:5432/x' },
      { Url: `postgres://app:${digest('hunter2')}@db:5432/x` },
    ],
    [
      'a parameter of a URL',
      { Url: 'https://x.example/?a=1&token=abc&b=2' },
      { Url: `https://x.example/?a=1&token=${digest('abc')}&b=2` },
    ],
    [
      'an argument',
      { Command: ['run', '--db-password=hunter2'] },
      { Command: ['run', `--db-password=${digest('hunter2')}`] },
    ],
    [
      'a secret inside JSON text',
      { Body: '{"password":"hunter2"}' },
      { Body: { password: digest('hunter2') } },
    ],
    [
      'not the ARN of a secret',
      { DbPassword: 'arn:aws:secretsmanager:eu-west-1:1:secret:prod/db-a1' },
      { DbPassword: 'arn:aws:secretsmanager:eu-west-1:1:secret:prod/db-a1' },
    ],
    [
      'not a policy about passwords',
      { PasswordPolicy: { MinimumLength: 8, Text: 'long' } },
      { PasswordPolicy: { MinimumLength: 8, Text: 'long' } },
    ],
  ];
  test.each(cases)('%s', (_name, properties, expected, knowledge) => {
    expect(normalised(properties, knowledge)).toEqual(expected);
  });

  test('a secret in a tag', () => {
    const result = normalise(
      resource(type, {}, { tags: { DbPassword: 'hunter2', Team: 'a' } }),
      plain,
      testDigest,
    );
    expect(result.tags).toEqual({ DbPassword: digest('hunter2'), Team: 'a' });
  });

  test('a changed secret is seen to have changed, and the same one to be the same', () => {
    const knowledge: TypeKnowledge = { type, secret: ['/Env'] };
    expect(normalised({ Env: { A: 'x' } }, knowledge)).toEqual(normalised({ Env: { A: 'x' } }, knowledge));
    expect(normalised({ Env: { A: 'x' } }, knowledge)).not.toEqual(
      normalised({ Env: { A: 'y' } }, knowledge),
    );
  });

  test('a canary planted anywhere in a secret path never comes out', () => {
    const knowledge: TypeKnowledge = { type, secret: ['/Secret'] };
    fc.assert(
      fc.property(fc.object({ values: [fc.constant('c4n4ry'), fc.integer()] }), (secret) => {
        const json: JsonValue = JSON.parse(JSON.stringify(secret));
        const result = normalised({ Secret: json }, knowledge);
        const texts = JSON.stringify(result, (_key, value: unknown) => value).match(/"[^"]*"(?!:)/g) ?? [];
        expect(texts.join()).not.toContain('c4n4ry');
      }),
    );
  });
});

test('normalising twice gives what normalising once gives', () => {
  const knowledge: TypeKnowledge = {
    type,
    unordered: { '/a': 'value', '/b': ['c'] },
    secret: ['/d'],
    volatile: { '/e': 'moves' },
    defaults: { f: false },
  };
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, d) => {
      const properties: JsonObject = JSON.parse(
        JSON.stringify({ a: [a, b], b: [{ c: a }, { c: b }], d, g: { a, b } }),
      );
      const once = normalised(properties, knowledge);
      expect(normalised(once, knowledge)).toEqual(once);
    }),
  );
});
