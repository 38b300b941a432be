import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFindingsSchema } from '../../lib/findings/lifecycle.ts';
import { FormatError } from '../../lib/model/errors.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource, UnreadProperty } from '../../lib/model/resource.ts';
import type { ReadResource } from '../../lib/resources/define.ts';
import { restoreUnread } from '../../lib/scan/restore-unread.ts';
import { openSnapshot, parseResource } from '../../lib/snapshot/format.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { resource } from '../resource-fixtures.ts';
import { World } from './world.ts';

const account = '111122223333';
const regional = 'Test::Regional::Thing';
const target = { environment: 'prod', account, region: 'eu-west-1' };
const denied = (...paths: string[]): UnreadProperty[] =>
  paths.map((path) => ({ path, reason: 'AccessDenied: no' }));

describe('what could not be read now is taken from what was read before', () => {
  const cases: [string, JsonObject, string[], JsonObject, JsonObject][] = [
    ['a property', { A: 1 }, ['/Policy'], { A: 9, Policy: 'p' }, { A: 1, Policy: 'p' }],
    ['a property that was not there', { A: 1, Policy: 'half' }, ['/Policy'], { A: 9 }, { A: 1 }],
    ['a part of a property', { N: { A: 1 } }, ['/N/B'], { N: { A: 9, B: 2 } }, { N: { A: 1, B: 2 } }],
    ['several', {}, ['/A', '/B'], { A: 1, B: 2, C: 3 }, { A: 1, B: 2 }],
  ];
  test.each(cases)('%s', (_name, properties, paths, earlier, expected) => {
    const restored = restoreUnread(
      resource('T', properties, { unread: denied(...paths) }),
      resource('T', earlier),
    );
    expect(restored).toEqual(resource('T', expected));
  });

  test('tags', () => {
    const now = resource('T', {}, { unread: denied('/Tags'), tags: {} });
    expect(restoreUnread(now, resource('T', {}, { tags: { Team: 'a' } })).tags).toEqual({ Team: 'a' });
  });

  test('a whole resource, with the gaps it had then', () => {
    const earlier = resource('T', { A: 1 }, { unread: denied('/B') });
    expect(restoreUnread(resource('T', {}, { unread: denied('', '/A') }), earlier)).toEqual(earlier);
  });

  const unreadable: [string, JsonObject, string, Partial<Resource>, JsonObject][] = [
    ['it was not read before either', { A: 1 }, '/Policy', { unread: denied('/Policy') }, {}],
    ['more than it was not read before', { A: 1 }, '/Policy', { unread: denied('') }, {}],
    [
      'a part of it was not read before',
      { A: 1 },
      '/Policy',
      { unread: denied('/Policy/B') },
      { Policy: {} },
    ],
    ['what it is part of is gone', { A: 1 }, '/N/B', {}, { N: { B: 1 } }],
    ['what it was part of is a list', { N: { A: 1 } }, '/N/B', {}, { N: [1] }],
  ];
  test.each(unreadable)('but stays unread when %s', (_name, properties, path, rest, earlier) => {
    const now = resource('T', properties, { unread: denied(path) });
    expect(restoreUnread(now, resource('T', earlier, rest))).toEqual(now);
  });
});

describe('approving what was read in part never forgets the rest', () => {
  let world: World;
  const put = (...things: ReadResource[]) => world.put(regional, account, 'eu-west-1', ...things);
  const thing: ReadResource = { id: 'a', properties: { Size: 1, Policy: 'strict' } };

  beforeEach(async () => {
    world = await World.create();
    put(thing, { id: 'b', properties: { Size: 1 } }, { id: 'd', properties: { Size: 1 } });
    await world.run({ mode: 'baseline' });
  });
  afterEach(() => world.remove());

  async function baseline(): Promise<Resource[]> {
    const { body = new Uint8Array() } = (await world.store.get(storeKeys.baseline(target))) ?? {};
    const resources: Resource[] = [];
    for await (const batch of (await openSnapshot(body, 'baseline')).lines) {
      resources.push(...batch.map((line) => parseResource(line, 'baseline')));
    }
    return resources;
  }

  test('a denied property keeps its baseline value, so that a change behind the denial is found later', async () => {
    put(
      { id: 'a', properties: { Size: 2 }, unread: denied('/Policy') },
      { id: 'b', properties: {}, unread: denied('') },
      { id: 'c', properties: {}, unread: denied('/Policy') },
      { id: 'd', properties: { Size: 1 } },
    );
    await world.run({ mode: 'baseline' });
    expect((await baseline()).map(({ id, properties, unread }) => [id, properties, unread?.length])).toEqual([
      ['a', { Size: 2, Policy: 'strict' }, undefined],
      ['b', { Size: 1 }, undefined],
      ['c', {}, 1],
      ['d', { Size: 1 }, undefined],
    ]);
    put({ id: 'a', properties: { Size: 2, Policy: 'open' } }, { id: 'b', properties: { Size: 1 } });
    const { environments } = await world.run();
    const changed = environments[0]?.findings.find(({ id }) => id === 'a');
    expect(changed?.properties).toEqual([{ path: '/Policy', before: 'strict', after: 'open' }]);
  });

  test('the findings of a type that could not be read now are not taken as accepted', async () => {
    put(thing, { id: 'd', properties: { Size: 1 } });
    await world.run();
    world.failures.set(regional, Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await world.run({ mode: 'baseline' });
    const open = openFindingsSchema.parse(await world.json(storeKeys.open(target)));
    expect(open.findings.map(({ id }) => id)).toEqual(['b']);
    world.failures.clear();
    const { environments } = await world.run();
    expect(environments[0]?.findings.map(({ id, status }) => [id, status])).toEqual([['b', 'ongoing']]);
  });

  test('types that a narrowed approval did not ask for stay as they were', async () => {
    put();
    await world.run({ mode: 'baseline', types: ['Test::Global::Thing'] });
    expect((await baseline()).map(({ id }) => id)).toEqual(['a', 'b', 'd']);
  });

  test('a baseline that is damaged is refused, and stays', async () => {
    const { body = new Uint8Array() } = (await world.store.get(storeKeys.baseline(target))) ?? {};
    const cut = body.subarray(0, body.length - 20);
    await world.store.put(storeKeys.baseline(target), cut);
    const { environments } = await world.run({ regions: ['eu-west-1'] });
    expect(environments[0]?.targets[0]).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^FormatError: .*is damaged or cut off/),
    });
    expect((await world.store.get(storeKeys.baseline(target)))?.body).toHaveLength(cut.length);
    await expect(baseline()).rejects.toBeInstanceOf(FormatError);
  });
});
