import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../lib/model/errors.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Coverage } from '../../lib/model/snapshot.ts';
import { compareFiles } from '../../lib/scan/compare.ts';
import { resourceLine } from '../../lib/snapshot/canonical.ts';
import { snapshotBytes } from '../../lib/snapshot/format.ts';
import { resource, testDigest } from '../resource-fixtures.ts';

const thing = 'Test::A::Thing';
const service = 'Test::B::Service';
const types: readonly TypeKnowledge[] = [
  { type: thing, holdsState: 'its data', monthlyCost: () => ({ usd: 3, assumptions: ['a flat price'] }) },
  {
    type: service,
    costNeeds: [thing],
    monthlyCost: ({ properties }, { related }) => {
      const size = related(thing, String(properties.Uses))?.properties.Size;
      return typeof size === 'number' ? { usd: size, assumptions: [] } : { usd: null, assumptions: ['?'] };
    },
  },
];

function compare(before: Uint8Array, after: Uint8Array) {
  return compareFiles(
    { name: 'before.json', bytes: before },
    { name: 'after.json', bytes: after },
    {
      types,
      knowledgeOf: (type) => types.find((each) => each.type === type) ?? { type },
      prices: { find: () => undefined },
      digest: testDigest,
    },
  );
}

const text = (value: string) => Buffer.from(value);
const array = (...resources: object[]) => text(JSON.stringify(resources));
const lines = (...resources: object[]) => text(resources.map((each) => JSON.stringify(each)).join('\n'));

/** A snapshot as a scan stores it, of one type completely read. */
function stored(models: Readonly<Record<string, JsonObject>>, coverage: Coverage = {}, type = thing) {
  const all = Object.entries(models).map(([id, properties]) =>
    resourceLine(resource(type, properties, { id })),
  );
  return snapshotBytes(
    {
      tidemark: 'snapshot',
      schemaVersion: 1,
      target: { environment: 'prod', account: '111122223333', region: 'eu-west-1' },
      runId: 'run-1',
      takenAt: '2026-11-21T07:00:00.000Z',
      coverage: { [type]: { status: 'complete', resources: all.length, gaps: [] }, ...coverage },
    },
    all,
  );
}

function found({ findings }: Awaited<ReturnType<typeof compare>>) {
  return findings.map(({ id, change }) => `${id} ${change}`);
}

const one = { type: thing, id: 'one', properties: { Size: 1 } };
const two = { type: thing, id: 'two', properties: { Size: 1 } };

describe('every accepted form of the same snapshot is the same', () => {
  const forms: [string, Uint8Array][] = [
    ['a JSON array', array(one, two)],
    ['a JSON array, indented', text(JSON.stringify([one, two], null, 2))],
    ['a JSON array after blank lines', text(`\n  \n${JSON.stringify([one, two])}`)],
    ['a JSON array with a byte order mark', text(`\ufeff${JSON.stringify([one, two])}`)],
    ['a JSON array, compressed', gzipSync(array(one, two))],
    ['JSON Lines', lines(one, two)],
    ['JSON Lines in another order, with blank lines', text(`${lines(two)}\n\n${lines(one)}\n`)],
    ['JSON Lines, compressed', gzipSync(lines(one, two))],
    ['tags that are null', array({ ...one, tags: null }, two)],
    ['a stored snapshot', stored({ one: { Size: 1 }, two: { Size: 1 } })],
  ];
  test.each(forms)('%s', async (_name, bytes) => {
    for (const [, other] of forms) {
      const result = await compare(bytes, other);
      expect(result.findings).toEqual([]);
      expect(result.summary.resources).toMatchObject({ before: 2, after: 2, unchanged: 2 });
    }
  });
});

describe('what differs is found, with risk, cost and a summary', () => {
  test('most dangerous first', async () => {
    const before = array(one, two, { ...one, id: 'kept' });
    const after = array({ ...one, properties: { Size: 2 } }, { ...one, id: 'new' }, { ...one, id: 'kept' });
    const { findings, summary } = await compare(before, after);
    expect(findings.map(({ id, change, severity }) => [id, change, severity])).toEqual([
      ['two', 'removed', 'HIGH'],
      ['new', 'added', 'LOW'],
      ['one', 'modified', 'LOW'],
    ]);
    expect(findings[2]?.properties).toEqual([{ path: '/Size', before: 1, after: 2 }]);
    expect(summary).toMatchObject({
      resources: { before: 3, after: 3, added: 1, removed: 1, modified: 1, unchanged: 1 },
      severities: { CRITICAL: 0, HIGH: 1, MEDIUM: 0, LOW: 2, INFO: 0 },
      cost: { delta: 0, baseline: 6, percent: 0, unknown: 0 },
      notCompared: [],
    });
    expect(summary.recommendations[0]).toMatchObject({ severity: 'HIGH', findings: 1 });
  });

  test('a cost that depends on another resource looks at the one of its own side', async () => {
    const before = array(one, { type: service, id: 's', properties: { Uses: 'one', Count: 1 } });
    const after = array(
      { ...one, properties: { Size: 5 } },
      { type: service, id: 's', properties: { Uses: 'one', Count: 2 } },
    );
    const { findings } = await compare(before, after);
    const cost = findings.find(({ type }) => type === service)?.monthlyCost;
    expect(cost).toMatchObject({ before: 1, after: 5, delta: 4 });
  });

  test('a cost whose other resource is in neither snapshot is unknown, not 0', async () => {
    const uses = (id: string) => array({ type: service, id: 's', properties: { Uses: id } });
    const { findings, summary } = await compare(uses('x'), uses('y'));
    expect(findings[0]?.monthlyCost).toMatchObject({ before: null, after: null, delta: null });
    expect(summary.cost).toMatchObject({ delta: 0, unknown: 1 });
  });
});

describe('account and region, which people leave out', () => {
  const placed = { ...one, account: '111122223333', region: 'eu-west-1' };
  test.each([
    ['stated on one side only', array(placed), array(one)],
    ['stated on both sides', array(placed), array(placed)],
    ['the account stated on one side only', array(placed), array({ ...one, region: 'eu-west-1' })],
    ['left out beside a stored snapshot', stored({ one: { Size: 1 } }), array(one)],
    ['left out before a stored snapshot', array(one), stored({ one: { Size: 1 } })],
  ])('%s: the resource is the same', async (_name, before, after) => {
    expect(found(await compare(before, after))).toEqual([]);
  });

  test('stated differently on both sides: these are two resources', async () => {
    const elsewhere = { ...placed, region: 'eu-north-1' };
    expect(found(await compare(array(placed), array(elsewhere)))).toEqual(['one removed', 'one added']);
    expect(found(await compare(stored({ one: { Size: 1 } }), array(elsewhere)))).toHaveLength(2);
  });

  test('against an empty file, whatever is stated', async () => {
    expect(found(await compare(array(), array(placed)))).toEqual(['one added']);
    expect(found(await compare(array(placed), array()))).toEqual(['one removed']);
  });
});

describe('an unread type is never taken as removed', () => {
  const denied: Coverage = {
    [thing]: {
      status: 'unread',
      resources: 0,
      gaps: [{ code: 'AccessDenied', message: 'no', operation: 'test:ListThings', count: 1 }],
    },
  };

  test('when the second snapshot could not read it', async () => {
    const { findings, summary } = await compare(stored({ one: {}, two: {} }), stored({}, denied));
    expect(findings).toEqual([]);
    expect(summary.resources).toMatchObject({ before: 2, after: 0, removed: 0, unchanged: 0 });
    expect(summary.notCompared).toEqual([
      { type: thing, reason: 'not read in the second snapshot: AccessDenied: no' },
    ]);
  });

  test('nor as added, when the first could not', async () => {
    const { findings, summary } = await compare(stored({}, denied), stored({ one: {} }));
    expect(findings).toEqual([]);
    expect(summary.notCompared[0]?.reason).toBe('not read in the first snapshot: AccessDenied: no');
  });

  test('nor when one of them was not asked for it', async () => {
    const { findings, summary } = await compare(stored({ one: {} }), stored({ s: {} }, {}, service));
    expect(findings).toEqual([]);
    expect(summary.notCompared).toEqual([
      { type: thing, reason: 'not asked for in the second snapshot' },
      { type: service, reason: 'not asked for in the first snapshot' },
    ]);
  });
});

describe('what cannot be read is refused with the file, the place and an example', () => {
  const good = array(one);
  test.each([
    ['nothing', text(''), 'after.json is empty; a snapshot without resources is the JSON array []'],
    ['blank lines only', text('\n \n'), 'after.json is empty'],
    ['no JSON', text('hello'), 'after.json is not JSON at line 1, column 1'],
    ['an array that is cut off', text('[{"type":'), 'after.json is not JSON at line 1, column 10'],
    ['UTF-16 text', Buffer.from('\ufeff[]', 'utf16le'), 'after.json is UTF-16 text; save it as UTF-8'],
    ['an archive', Buffer.from([0x50, 0x4b, 0, 0]), 'after.json is not text; accepted are'],
    ['a line that is no JSON', text(`${lines(one)}\n\n{"type`), 'after.json is not JSON at line 3, column 7'],
    ['an element without id', array({ type: thing }), 'Element 0 of after.json is no resource. id: '],
    ['an element that is no object', text('[1]'), 'Element 0 of after.json is no resource. the element: '],
    ['a line without type', text('{"id":"x"}'), 'Line 1 of after.json is no resource. type: '],
    ['tags that are none', array({ ...one, tags: ['a'] }), 'tags: expected a map or a list of Key and Value'],
    ['a resource twice', array(one, one), 'after.json holds Test::A::Thing one twice; remove one'],
    [
      'a resource twice in a place',
      array({ ...one, account: '1', region: 'r' }, { ...one, account: '1', region: 'r' }),
      'after.json holds Test::A::Thing one twice; remove one',
    ],
    ['compressed data that is cut off', gzipSync(good).subarray(0, 30), 'after.json is damaged or cut off'],
    [
      'a snapshot of an unknown version',
      text('{"tidemark":"snapshot","schemaVersion":9}'),
      'schemaVersion 9',
    ],
  ])('%s', async (_name, bytes, message) => {
    const comparing = compare(good, bytes);
    await expect(comparing).rejects.toBeInstanceOf(FormatError);
    await expect(comparing).rejects.toThrow(message);
  });

  test('a resource twice names its place where both files state places', async () => {
    const placed = { ...one, account: '111122223333', region: 'eu-west-1' };
    await expect(compare(array(placed), array(placed, placed))).rejects.toThrow(
      'after.json holds Test::A::Thing one of 111122223333 eu-west-1 twice; remove one',
    );
  });
});
