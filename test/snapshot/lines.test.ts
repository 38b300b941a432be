import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectChanges } from '../../lib/diff/snapshots.ts';
import type { ResourceChange } from '../../lib/model/change.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { Coverage } from '../../lib/model/snapshot.ts';
import { compareIdentity, lineIdentity, resourceLine } from '../../lib/snapshot/canonical.ts';
import { parseResource } from '../../lib/snapshot/format.ts';
import { testDigest } from '../resource-fixtures.ts';

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((key) => key !== '__proto__');
const properties: fc.Arbitrary<JsonObject> = fc
  .dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto')));
const anyResource: fc.Arbitrary<Resource> = fc.record(
  {
    type: text,
    id: text,
    account: fc.string(),
    region: fc.string(),
    tags: fc.dictionary(text, fc.string(), { maxKeys: 3, noNullPrototype: true }),
    properties,
    arn: fc.string(),
    unread: fc.array(fc.record({ path: fc.string(), reason: fc.string() }), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['type', 'id', 'account', 'region', 'tags', 'properties'] },
);

describe('for any resource', () => {
  test('its line is one line, begins with its identity and parses back to it', () => {
    fc.assert(
      fc.property(anyResource, (resource) => {
        const line = resourceLine(resource);
        const { type, id, account, region } = resource;
        expect(line).not.toMatch(/[\n\r]/);
        expect(lineIdentity(line)).toEqual({ type, id, account, region });
        expect(parseResource(line, 'x')).toEqual(JSON.parse(JSON.stringify(resource)));
      }),
    );
  });

  test('the order of lines is total', () => {
    fc.assert(
      fc.property(anyResource, anyResource, anyResource, (one, other, third) => {
        expect(compareIdentity(one, other)).toBe(-compareIdentity(other, one) || 0);
        const [first, second, last] = [one, other, third].sort(compareIdentity);
        if (first && second && last) {
          expect(compareIdentity(first, second)).toBeLessThanOrEqual(0);
          expect(compareIdentity(first, last)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});

const types = ['Test::A::A', 'Test::B::B', 'Test::C::C'] as const;
const snapshot = fc.uniqueArray(
  fc.record({ type: fc.constantFrom(...types), id: fc.stringMatching(/^[a-e]$/), size: fc.nat(2) }),
  { maxLength: 10, selector: ({ type, id }) => `${type} ${id}` },
);
const status = fc.constantFrom('complete', 'partial', 'unread', undefined);
const statuses = fc.record({ [types[0]]: status, [types[1]]: status, [types[2]]: status });

/** A side of a comparison: the resources that its coverage says were read. */
function side(
  resources: readonly { type: string; id: string; size: number }[],
  read: Readonly<Record<string, 'complete' | 'partial' | 'unread' | undefined>>,
) {
  const isRead = (type: string) => read[type] === 'complete' || read[type] === 'partial';
  const present = resources.filter(({ type }) => isRead(type));
  const coverage: Coverage = Object.fromEntries(
    Object.entries(read).flatMap(([type, state]) =>
      state === undefined ? [] : [[type, { status: state, resources: 0, gaps: [] }]],
    ),
  );
  const lines = present
    .map(({ type, id, size }) => ({
      type,
      id,
      account: '1',
      region: 'r',
      tags: {},
      properties: { Size: size },
    }))
    .sort(compareIdentity)
    .map(resourceLine);
  const batches = async function* () {
    yield lines;
  };
  return { present, isRead, side: { lines: batches(), source: 'x', coverage } };
}

test('of any two snapshots exactly what differs in types that both read is a change', async () => {
  await fc.assert(
    fc.asyncProperty(snapshot, snapshot, statuses, statuses, async (one, other, readBefore, readAfter) => {
      const [before, after] = [side(one, readBefore), side(other, readAfter)];
      const found: ResourceChange[] = [];
      const options = { knowledgeOf: (type: string) => ({ type }), digest: testDigest };
      for await (const change of detectChanges(before.side, after.side, options)) found.push(change);
      const both = ({ type }: { type: string }) => before.isRead(type) && after.isRead(type);
      const sizes = (present: typeof before.present) =>
        new Map(present.filter(both).map(({ type, id, size }) => [`${type} ${id}`, size]));
      const [was, is] = [sizes(before.present), sizes(after.present)];
      const expected = [...new Set([...was.keys(), ...is.keys()])]
        .filter((key) => was.get(key) !== is.get(key))
        .map((key) => `${key} ${was.has(key) ? (is.has(key) ? 'modified' : 'removed') : 'added'}`);
      const told = found.map(({ kind, before: left, after: right }) => {
        const { type = '', id = '' } = right ?? left ?? {};
        return `${type} ${id} ${kind}`;
      });
      expect(told.sort()).toEqual(expected.sort());
    }),
    { numRuns: 300 },
  );
});
