import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFindingsSchema } from '../../lib/findings/lifecycle.ts';
import { InputError } from '../../lib/model/errors.ts';
import type { RunReport } from '../../lib/model/report.ts';
import { openSnapshot } from '../../lib/snapshot/format.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { World } from './world.ts';

const account = '111122223333';
const regional = 'Test::Regional::Thing';
const global = 'Test::Global::Thing';
const target = { environment: 'prod', account, region: 'eu-west-1' };

let world: World;
beforeEach(async () => {
  world = await World.create();
  world.put(
    regional,
    account,
    'eu-west-1',
    { id: 'a', tags: [{ Key: 'Env', Value: 'prod' }], properties: { Size: 1, Price: 10 } },
    { id: 'b', properties: { Size: 1 } },
  );
  world.put(global, account, 'global', { id: 'g', properties: { Size: 1 } });
});
afterEach(() => world.remove());

function findings(report: RunReport) {
  return report.environments.flatMap((environment) => environment.findings);
}

async function baselineLines(): Promise<string[]> {
  const stored = await world.store.get(storeKeys.baseline(target));
  const lines: string[] = [];
  for await (const batch of (await openSnapshot(stored?.body ?? new Uint8Array(), 'baseline')).lines)
    lines.push(...batch);
  return lines;
}

describe('a run', () => {
  test('makes a baseline where there is none and says so', async () => {
    const report = await world.run();
    expect(report).toMatchObject({ status: 'complete', environments: [{ environment: 'prod' }] });
    expect(
      report.environments[0]?.targets.map(({ region, status, resources, note }) => [
        region,
        status,
        resources,
        note,
      ]),
    ).toEqual([
      ['eu-west-1', 'baselined', 2, 'there was no baseline, so this snapshot became it'],
      ['global', 'baselined', 1, 'there was no baseline, so this snapshot became it'],
    ]);
  });

  test('over an unchanged account finds nothing', async () => {
    await world.run({ mode: 'baseline' });
    const report = await world.run();
    expect(findings(report)).toEqual([]);
    expect(report.environments[0]?.targets.map(({ status }) => status)).toEqual(['compared', 'compared']);
  });

  test('finds what was added, removed and modified, with risk and cost', async () => {
    await world.run({ mode: 'baseline' });
    world.put(
      regional,
      account,
      'eu-west-1',
      { id: 'a', tags: [{ Key: 'Env', Value: 'prod' }], properties: { Size: 2, Price: 25 } },
      { id: 'c', properties: { Price: 5 } },
    );
    const report = await world.run();
    expect(
      findings(report).map(({ id, change, severity, status, monthlyCost }) => [
        id,
        change,
        severity,
        status,
        monthlyCost.delta,
      ]),
    ).toEqual([
      ['b', 'removed', 'HIGH', 'new', null],
      ['a', 'modified', 'LOW', 'new', 15],
      ['c', 'added', 'LOW', 'new', 5],
    ]);
    expect(report.cost).toEqual({ delta: 20, baseline: 10, percent: 200, unknown: 1, currency: 'USD' });
    expect(report.severities).toEqual({ CRITICAL: 0, HIGH: 1, MEDIUM: 0, LOW: 2, INFO: 0 });
    expect(report.environments[0]?.alertable).toBe(1);
    expect(await world.json(storeKeys.reportJson(report.runId))).toEqual(report);
    const page = Buffer.from(
      (await world.store.get(storeKeys.reportHtml(report.runId)))?.body ?? [],
    ).toString();
    expect(page).toContain('Test::Regional::Thing');
  });

  test('finds the same again as ongoing, and resolves what was undone', async () => {
    await world.run({ mode: 'baseline' });
    world.put(regional, account, 'eu-west-1', { id: 'a', properties: { Size: 1, Price: 10 } });
    await world.run();
    expect(findings(await world.run()).map(({ status }) => status)).toEqual(['ongoing', 'ongoing']);
    world.put(
      regional,
      account,
      'eu-west-1',
      { id: 'a', tags: [{ Key: 'Env', Value: 'prod' }], properties: { Size: 1, Price: 10 } },
      { id: 'b', properties: { Size: 1 } },
    );
    const report = await world.run();
    expect(findings(report)).toEqual([]);
    expect(report.environments[0]?.resolved).toBe(2);
  });

  test('writes who approved a baseline, why, and what was accepted with it', async () => {
    await world.run({ mode: 'baseline' });
    world.put(regional, account, 'eu-west-1');
    await world.run();
    const { runId, endedAt } = await world.run({
      mode: 'baseline',
      requestedBy: 'ana',
      reason: 'moved away',
      regions: ['eu-west-1'],
    });
    expect(await world.json(storeKeys.approval(target, runId, new Date(endedAt)))).toMatchObject({
      action: 'baseline-approved',
      requestedBy: 'ana',
      reason: 'moved away',
      resources: 0,
      acceptedFindings: [{ id: 'b' }, { id: 'a' }],
    });
    expect(findings(await world.run())).toEqual([]);
  });

  test('that only scans stores a snapshot, and leaves baseline and open findings alone', async () => {
    await world.run({ mode: 'baseline' });
    world.put(regional, account, 'eu-west-1');
    await world.run();
    const kept = async () => [await world.json(storeKeys.open(target)), await baselineLines()];
    const before = await kept();
    const report = await world.run({ mode: 'scan', regions: ['eu-west-1'] });
    expect(report).toMatchObject({
      mode: 'scan',
      environments: [{ findingsTotal: 0, alertable: 0, targets: [{ status: 'scanned', resources: 0 }] }],
    });
    expect(await kept()).toEqual(before);
    const snapshot = await world.store.get(storeKeys.snapshot(target, report.runId));
    expect((await openSnapshot(snapshot?.body ?? new Uint8Array(), 'snapshot')).header).toMatchObject({
      runId: report.runId,
      target,
    });
  });

  test('that only scans makes no baseline where there is none', async () => {
    await world.run({ mode: 'scan' });
    expect(await world.store.get(storeKeys.baseline(target))).toBeUndefined();
  });

  test('refuses to be narrowed to what the configuration does not have', async () => {
    for (const request of [
      { environments: ['qa'] },
      { accounts: ['999999999999'] },
      { regions: ['us-east-1'] },
      { types: ['AWS::X::Y'] },
    ]) {
      await expect(world.run(request)).rejects.toBeInstanceOf(InputError);
    }
    await expect(world.run({ environments: ['qa'] })).rejects.toThrow(
      'environment: qa is not in the configuration; known are prod',
    );
  });
});

describe('unread is not removed', () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });

  test('a type that fails halfway takes no part, and the lost coverage is a finding', async () => {
    await world.run({ mode: 'baseline' });
    world.put(regional, account, 'eu-west-1', { id: 'a', properties: { Size: 9 } });
    world.failures.set(regional, denied);
    const report = await world.run();
    expect(report.status).toBe('incomplete');
    expect(findings(report)).toMatchObject([
      { type: 'Tidemark::Coverage::ResourceType', id: regional, change: 'modified' },
    ]);
    expect(report.environments[0]?.targets[0]?.coverage).toMatchObject({
      [regional]: { status: 'unread', gaps: [{ code: 'AccessDenied' }] },
    });
  });

  test('open findings of an unread type stay open, and are not alerted again when it is read again', async () => {
    await world.run({ mode: 'baseline' });
    world.put(regional, account, 'eu-west-1', { id: 'a', properties: { Size: 9, Price: 10 } });
    await world.run();
    world.failures.set(regional, denied);
    expect((await world.run()).environments[0]?.resolved).toBe(0);
    world.failures.clear();
    const again = await world.run();
    expect(findings(again).map(({ id, status }) => [id, status])).toEqual([
      ['b', 'ongoing'],
      ['a', 'ongoing'],
    ]);
  });

  test('a property that could not be read is neither gone nor changed', async () => {
    await world.run({ mode: 'baseline' });
    world.put(
      regional,
      account,
      'eu-west-1',
      {
        id: 'a',
        tags: [{ Key: 'Env', Value: 'prod' }],
        properties: { Price: 10 },
        unread: [{ path: '/Size', reason: 'AccessDenied: no' }],
      },
      { id: 'b', properties: {}, unread: [{ path: '', reason: 'AccessDenied: no' }] },
      { id: 'unknown', properties: {}, unread: [{ path: '', reason: 'AccessDenied: no' }] },
    );
    const report = await world.run();
    expect(findings(report).map(({ type }) => type)).toEqual(['Tidemark::Coverage::ResourceType']);
    expect(report.environments[0]?.targets[0]?.coverage[regional]).toMatchObject({
      status: 'partial',
      gaps: [
        { code: 'AccessDenied', operation: '/Size', count: 1 },
        { code: 'AccessDenied', count: 2 },
      ],
    });
  });

  test('approving a part keeps the rest of the baseline', async () => {
    await world.run({ mode: 'baseline' });
    world.failures.set(regional, denied);
    await world.run({ mode: 'baseline' });
    expect(await baselineLines()).toHaveLength(2);
    world.failures.clear();
    expect(findings(await world.run())).toEqual([]);
  });

  test('a run narrowed to some types leaves the others and their findings alone', async () => {
    await world.run({ mode: 'baseline' });
    world.put(regional, account, 'eu-west-1');
    await world.run();
    const report = await world.run({ types: [global] });
    expect(report.environments[0]?.targets.map(({ region }) => region)).toEqual(['global']);
    const open = openFindingsSchema.parse(await world.json(storeKeys.open(target)));
    expect(open.findings).toHaveLength(2);
  });
});

describe('a failing account', () => {
  test('is in the report with its error and does not stop the others', async () => {
    await world.remove();
    world = await World.create(
      '{ prod: { accounts: ["111122223333", "999988887777"], regions: [eu-west-1] }, dev: { accounts: ["555566667777"], regions: [eu-west-1] } }',
    );
    world.put(regional, '555566667777', 'eu-west-1', { id: 'd', properties: {} });
    world.refusingAccounts.add('999988887777');
    const report = await world.run();
    expect(report.status).toBe('incomplete');
    const failed = report.environments
      .flatMap(({ targets }) => targets)
      .filter(({ status }) => status === 'failed');
    expect(failed.map(({ account: id, region, error }) => [id, region, error])).toEqual([
      ['999988887777', 'eu-west-1', expect.stringContaining('Could not assume the role')],
      ['999988887777', 'global', expect.stringContaining('account 999988887777')],
    ]);
    expect(report.environments[1]?.targets[0]).toMatchObject({ status: 'baselined', resources: 1 });
  });

  test('that AWS throttles throughout is failed, not unread', async () => {
    world.failures.set(regional, Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    const report = await world.run({ regions: ['eu-west-1'] });
    expect(report.environments[0]?.targets[0]).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('ThrottledError'),
    });
  });
});

describe('a tag selector', () => {
  beforeEach(async () => {
    await world.remove();
    world = await World.create(
      '{ prod: { accounts: ["111122223333"], regions: [eu-west-1], tags: { Env: prod } } }',
    );
    world.put(
      regional,
      account,
      'eu-west-1',
      { id: 'a', tags: { Env: 'prod' }, properties: {} },
      { id: 'b', tags: { Env: 'dev' }, properties: {} },
    );
    world.put(global, account, 'global', { id: 'untaggable', properties: {} });
    await world.run({ mode: 'baseline' });
  });

  test('leaves out what does not carry the tags, but not what cannot', async () => {
    expect(await baselineLines()).toHaveLength(1);
    expect((await world.run()).environments[0]?.targets.map(({ resources }) => resources)).toEqual([1, 1]);
  });

  test('a lost tag is a changed tag, not a deletion', async () => {
    world.put(regional, account, 'eu-west-1', { id: 'a', tags: {}, properties: {} });
    expect(findings(await world.run())).toMatchObject([
      { id: 'a', change: 'modified', properties: [{ path: '/Tags/Env', before: 'prod', after: null }] },
    ]);
  });
});

test('two runs that write the same baseline cannot overwrite each other', async () => {
  await world.run({ mode: 'baseline' });
  const [one, other] = await Promise.all([world.run({ mode: 'baseline' }), world.run({ mode: 'baseline' })]);
  const statuses = [one, other].flatMap(({ environments }) =>
    environments.flatMap(({ targets }) => targets.map(({ status }) => status)),
  );
  expect(statuses).toContain('baselined');
  expect(await baselineLines()).toHaveLength(2);
});
