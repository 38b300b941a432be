import { expect, test } from 'vitest';
import { assessChange } from '../../lib/findings/assess.ts';
import type { ResourceChange } from '../../lib/model/change.ts';
import type { JsonObject, JsonValue } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { knowledgeOf } from '../../lib/resources/index.ts';
import { schemaOf } from '../../lib/schemas/schemas.ts';
import { resourceLine } from '../../lib/snapshot/canonical.ts';
import { normalise } from '../../lib/snapshot/normalise/index.ts';
import { resource, testDigest } from '../resource-fixtures.ts';
import { SampleModels } from './sample-models.ts';

const samples = await SampleModels.load();
const types = samples.types.filter((type) => schemaOf(type) !== undefined);

/** Credentials the way they turn up in configuration; `hushhush` marks the part that must never be seen. */
const canaries = [
  'AKIAHUSHHUSHHUSHHUSH',
  'eyJjYW5hcnkiOjF9hushhush.eyJjYW5hcnkiOjF9hushhush.c2lnbmVkhushhush',
  '-----BEGIN RSA PRIVATE KEY-----\nhushhush\n-----END RSA PRIVATE KEY-----',
  'postgres://shop:hushhush-password@db.internal:5432/orders',
  'export DB_PASSWORD=hushhush-password',
  'curl -H "Authorization: Bearer hushhush.token.of.some.length" https://example.com',
  'https://hooks.example.com/in?token=hushhush-token&channel=1',
  '{"user":"shop","password":"hushhush-password"}',
  'ghp_hushhushhushhushhushhushhush0001',
] as const;

/** A model with a credential in every place that holds a text value; keys of tags are names, not values. */
function planted(model: JsonObject): JsonObject {
  let at = 0;
  const plant = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') {
      at += 1;
      return canaries[at % canaries.length] ?? '';
    }
    if (Array.isArray(value)) return value.map(plant);
    if (typeof value !== 'object' || value === null) return value;
    const isTag = 'Key' in value && 'Value' in value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, isTag && name === 'Key' ? member : plant(member)]),
    );
  };
  return Object.fromEntries(Object.entries(model).map(([name, value]) => [name, plant(value)]));
}

function stored(type: string, variant = 0): Resource {
  const model = planted(samples.model(type, variant));
  return normalise(resource(type, model, { tags: { note: canaries[4] } }), knowledgeOf(type), testDigest);
}

const seen = /hushhush/i;

test('every type that CloudFormation knows: no credential in any of its properties reaches the snapshot', () => {
  const told = types.flatMap((type) => {
    const line = resourceLine(stored(type));
    const at = line.search(seen);
    return at < 0 ? [] : [`${type}: ${line.slice(Math.max(0, at - 60), at + 20)}`];
  });
  expect(told).toEqual([]);
}, 60_000);

test('every type that CloudFormation knows: what it never tells is concealed whatever it looks like', () => {
  const told = types.filter((type) => {
    const { writeOnly = [] } = schemaOf(type) ?? {};
    const named = writeOnly.filter((path) => /^\/[A-Za-z0-9]+$/.test(path)).map((path) => path.slice(1));
    const model = Object.fromEntries(named.map((name) => [name, 'plain hushhush']));
    const native = knowledgeOf(type).tagProperty === undefined;
    return (
      !native && seen.test(resourceLine(normalise(resource(type, model), knowledgeOf(type), testDigest)))
    );
  });
  expect(told).toEqual([]);
});

test('no credential reaches a finding, which is all that reports and alerts are made of', () => {
  const costs = {
    prices: { find: () => undefined },
    relatedBefore: () => undefined,
    relatedAfter: () => undefined,
  };
  const natives = types.filter((type) => (knowledgeOf(type).rules ?? []).length > 0);
  const findings = natives.flatMap((type) => {
    const [before, after] = [stored(type), stored(type, 1)];
    const properties = Object.keys(before.properties).map((name) => ({
      path: `/${name}`,
      before: before.properties[name] ?? null,
      after: after.properties[name] ?? null,
    }));
    const changes: ResourceChange[] = [
      { kind: 'added', after },
      { kind: 'removed', before },
      { kind: 'modified', before, after, properties },
    ];
    return changes.map((change) => assessChange(change, knowledgeOf, costs));
  });
  expect(natives.length).toBeGreaterThan(20);
  expect(JSON.stringify(findings)).not.toMatch(seen);
}, 60_000);
