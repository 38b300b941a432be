import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { differingLines, type LinePair } from '../../lib/diff/merge.ts';
import { FormatError } from '../../lib/model/errors.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { SnapshotHeader } from '../../lib/model/snapshot.ts';
import { compareIdentity, lineIdentity, resourceLine } from '../../lib/snapshot/canonical.ts';
import { openSnapshot, parseResource, snapshotBytes } from '../../lib/snapshot/format.ts';
import { resource } from '../resource-fixtures.ts';

function header(resources: number): SnapshotHeader {
  return {
    tidemark: 'snapshot',
    schemaVersion: 1,
    target: { environment: 'prod', account: '111122223333', region: 'eu-west-1' },
    runId: 'run-1',
    takenAt: '2026-11-21T07:00:00.000Z',
    coverage: { 'A::B::C': { status: 'complete', resources, gaps: [] } },
  };
}

function lines(...ids: string[]): string[] {
  return ids.map((id) => resourceLine(resource('A::B::C', { Name: id }, { id })));
}

async function readAll(bytes: Uint8Array): Promise<string[]> {
  const read: string[] = [];
  for await (const batch of (await openSnapshot(bytes, 'snapshot.jsonl.gz')).lines) read.push(...batch);
  return read;
}

describe('a snapshot comes back as it was written', () => {
  test.each([0, 1, 25_000])('with %i resources', async (count) => {
    const written = lines(...Array.from({ length: count }, (_, at) => `id-${String(at).padStart(6, '0')}`));
    const bytes = snapshotBytes(header(count), written);
    expect((await openSnapshot(bytes, 'x')).header).toEqual(header(count));
    expect(await readAll(bytes)).toEqual(written);
  });

  test('the same content gives the same bytes', () => {
    expect(snapshotBytes(header(2), lines('a', 'b'))).toEqual(snapshotBytes(header(2), lines('a', 'b')));
  });

  test('a resource line starts with what identifies it and parses back to the resource', () => {
    const odd: Resource = resource(
      'A::B::C',
      { Z: 1, A: { C: 1, B: 2 } },
      {
        id: 'with "quotes" \\ and ü',
        arn: 'arn:x',
        tags: { b: '1', a: '2' },
        unread: [{ path: '/Z', reason: 'AccessDenied: no' }],
      },
    );
    const line = resourceLine(odd);
    expect(lineIdentity(line)).toEqual({
      type: 'A::B::C',
      id: odd.id,
      account: odd.account,
      region: odd.region,
    });
    expect(parseResource(line, 'x')).toEqual(odd);
    expect(line.indexOf('"A"')).toBeLessThan(line.indexOf('"Z"'));
  });
});

describe('a snapshot that is not whole is refused, never half read', () => {
  const whole = snapshotBytes(header(3), lines('a', 'b', 'c'));
  const cases: [string, Uint8Array, RegExp][] = [
    ['cut off', whole.subarray(0, whole.length - 12), /damaged or cut off/],
    [
      'with a part missing',
      snapshotBytes(header(3), lines('a', 'b')),
      /holds 2 resources where its header counts 3/,
    ],
    ['with a line too many', snapshotBytes(header(3), lines('a', 'b', 'c', 'd')), /holds 4 resources/],
    [
      'of an unknown version',
      gzipSync('{"tidemark":"snapshot","schemaVersion":2}\n'),
      /schemaVersion 2; this Tidemark reads version 1/,
    ],
    ['with a wrong header', gzipSync('{"tidemark":"snapshot","schemaVersion":1}\n'), /header is not valid/],
    ['that is something else', Buffer.from('hello\n'), /not a Tidemark snapshot/],
    ['empty', new Uint8Array(), /not a Tidemark snapshot/],
  ];
  test.each(cases)('%s', async (_name, bytes, message) => {
    await expect(readAll(bytes)).rejects.toThrow(message);
    await expect(readAll(bytes)).rejects.toBeInstanceOf(FormatError);
  });

  test('a line that is no resource is refused', () => {
    expect(() => parseResource('{"type":1}', 'file')).toThrow(/file holds a line that is no resource/);
  });
});

async function* batched(all: readonly string[], size: number): AsyncGenerator<string[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

async function merged(before: string[], after: string[], size = 2) {
  const pairs: LinePair[] = [];
  const same: string[] = [];
  const left = { lines: batched(before, size), source: 'before' };
  const right = { lines: batched(after, size), source: 'after' };
  for await (const pair of differingLines(left, right, (line) => same.push(line))) pairs.push(pair);
  return { pairs, same };
}

describe('merging two snapshots', () => {
  const changed = resourceLine(resource('A::B::C', { Name: 'other' }, { id: 'c' }));

  test.each([1, 2, 100])('finds what came, went and changed in batches of %i lines', async (size) => {
    const { pairs, same } = await merged(
      lines('a', 'b', 'c', 'e'),
      [...lines('a'), changed, ...lines('d', 'e', 'f')],
      size,
    );
    expect(
      pairs.map(({ identity, before, after }) => [identity.id, Boolean(before), Boolean(after)]),
    ).toEqual([
      ['b', true, false],
      ['c', true, true],
      ['d', false, true],
      ['f', false, true],
    ]);
    expect(same).toEqual(lines('a', 'e'));
  });

  test('reports everything when one side is empty', async () => {
    expect((await merged([], lines('a', 'b'))).pairs.map(({ after }) => after)).toEqual(lines('a', 'b'));
    expect((await merged(lines('a', 'b'), [])).pairs.map(({ before }) => before)).toEqual(lines('a', 'b'));
  });

  test('refuses lines out of order and lines that are no resource', async () => {
    await expect(merged(lines('b', 'a'), lines('c', 'd'))).rejects.toThrow(/before is not sorted/);
    await expect(merged(['{}'], lines('a'))).rejects.toThrow(/before holds a line that is no resource/);
  });

  test('orders by type, id, account and region', () => {
    const base = { type: 'a', id: 'a', account: 'a', region: 'a' };
    expect(compareIdentity(base, base)).toBe(0);
    for (const part of ['type', 'id', 'account', 'region']) {
      expect(compareIdentity(base, { ...base, [part]: 'b' })).toBe(-1);
      expect(compareIdentity({ ...base, [part]: 'b' }, base)).toBe(1);
    }
  });
});

test('the compressed bytes are JSON Lines', () => {
  const text = gunzipSync(snapshotBytes(header(1), lines('a'))).toString();
  expect(
    text
      .split('\n')
      .slice(0, 2)
      .map((line) => Object.keys(JSON.parse(line))[0]),
  ).toEqual(['tidemark', 'type']);
});
