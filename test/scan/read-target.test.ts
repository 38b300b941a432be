import { describe, expect, test } from 'vitest';
import { AwsClients } from '../../lib/aws/clients.ts';
import { resourceReader } from '../../lib/aws/reader.ts';
import type { Coverage, TypeCoverage } from '../../lib/model/snapshot.ts';
import { defineResourceType, type ReadResource, type ResourceType } from '../../lib/resources/define.ts';
import { isThrottledThroughout, readTarget } from '../../lib/scan/read-target.ts';
import { testDigest } from '../resource-fixtures.ts';
import { awsError, place } from '../resources/type-fixtures.ts';

const target = { environment: 'prod', account: place.account, region: place.region };

function typeOf(name: string, resources: readonly ReadResource[], failure?: Error): ResourceType {
  return defineResourceType({
    type: name,
    scope: 'regional',
    permissions: [],
    secret: ['/Key'],
    async *read() {
      yield* resources;
      if (failure) throw failure;
    },
  });
}

function read(types: readonly ResourceType[], onType?: (type: string, coverage: TypeCoverage) => void) {
  const reader = resourceReader(
    place,
    new AwsClients(place.region, { accessKeyId: 'x', secretAccessKey: 'x' }),
  );
  return readTarget(reader, target, {
    types,
    digest: testDigest,
    selects: ({ id }) => id !== 'not mine',
    ...(onType === undefined ? {} : { onType }),
  });
}

describe('reading a target', () => {
  test('gives sorted lines and how far each type was read, however the types were listed', async () => {
    const types = [
      typeOf('B::B::B', [{ id: '2', properties: {} }]),
      typeOf('A::A::A', [
        { id: 'z', properties: {} },
        { id: 'b', properties: {}, tags: [{ Key: 'Team', Value: 'a' }], arn: 'arn:b' },
        { id: 'not mine', properties: {} },
      ]),
    ];
    const seen: string[] = [];
    const reading = await read(types, (type, { status }) => seen.push(`${type} ${status}`));
    expect(reading.lines.map((line) => JSON.parse(line))).toMatchObject([
      { type: 'A::A::A', id: 'b', arn: 'arn:b', tags: { Team: 'a' } },
      { type: 'A::A::A', id: 'z', tags: {} },
      { type: 'B::B::B', id: '2' },
    ]);
    expect(reading.coverage).toEqual({
      'A::A::A': { status: 'complete', resources: 2, gaps: [] },
      'B::B::B': { status: 'complete', resources: 1, gaps: [] },
    });
    expect(seen.sort()).toEqual(['A::A::A complete', 'B::B::B complete']);
    expect(await read(types.toReversed())).toEqual(reading);
  });

  test('keeps a resource that two pages show once, as last shown', async () => {
    const type = typeOf('A::A::A', [
      { id: 'a', properties: { Size: 1 } },
      { id: 'a', properties: { Size: 2 } },
    ]);
    const { lines, coverage } = await read([type]);
    expect(lines).toEqual([expect.stringContaining('"Size":2')]);
    expect(coverage['A::A::A']?.resources).toBe(1);
  });

  test('lets no secret into a line', async () => {
    const { lines } = await read([typeOf('A::A::A', [{ id: 'a', properties: { Key: 'c4n4ry' } }])]);
    expect(lines.join()).toContain('hmac-sha256:');
    expect(lines.join()).not.toContain('c4n4ry');
  });

  test('keeps nothing of a type that failed halfway, and goes on with the others', async () => {
    const some = [{ id: 'a', properties: {} }];
    const failing = typeOf('A::A::A', some, awsError('AccessDenied', 'no a:List'));
    const { lines, coverage } = await read([failing, typeOf('B::B::B', some)]);
    expect(lines).toHaveLength(1);
    expect(coverage).toEqual({
      'A::A::A': {
        status: 'unread',
        resources: 0,
        gaps: [{ code: 'AccessDenied', message: 'no a:List', count: 1 }],
      },
      'B::B::B': { status: 'complete', resources: 1, gaps: [] },
    });
  });

  test('counts equal gaps together', async () => {
    const unread = [{ path: '/Policy', reason: 'AccessDenied: no' }];
    const things = ['a', 'b', 'c'].map((id) => ({ id, properties: {}, unread }));
    const { coverage } = await read([
      typeOf('A::A::A', [...things, { id: 'd', properties: {}, unread: [] }]),
    ]);
    expect(coverage['A::A::A']).toMatchObject({ status: 'partial', resources: 4, gaps: [{ count: 3 }] });
  });
});

describe('a target is worth another try as a whole', () => {
  const throttled: TypeCoverage = {
    status: 'unread',
    resources: 0,
    gaps: [{ code: 'ThrottlingException', message: 'slow down', count: 1 }],
  };
  const complete: TypeCoverage = { status: 'complete', resources: 1, gaps: [] };
  const denied: TypeCoverage = { ...throttled, gaps: [{ code: 'AccessDenied', message: 'no', count: 1 }] };
  test.each<[string, Coverage, boolean]>([
    ['when AWS throttled every type', { A: throttled, B: throttled }, true],
    ['not when one was read', { A: throttled, B: complete }, false],
    ['not when one was denied', { A: throttled, B: denied }, false],
    ['not when there was nothing to read', {}, false],
  ])('%s', (_name, coverage, expected) => {
    expect(isThrottledThroughout(coverage)).toBe(expected);
  });
});
