import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FolderObjectStore } from '../../lib/store/folder-store.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { World } from '../scan/world.ts';
import { callerArn, WorldCli } from './harness.ts';

const account = '111122223333';
const target = { environment: 'prod', account, region: 'eu-west-1' };
const everybody = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
const stranger = { Effect: 'Allow', Principal: { AWS: '999988887777' }, Action: 's3:*', Resource: '*' };
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });

let world: World;
let tidemark: WorldCli;
beforeEach(async () => {
  world = await World.create();
  tidemark = new WorldCli(world);
  await tidemark.configure('{ prod: { accounts: ["111122223333"], regions: [eu-west-1] } }');
  world.put(
    'Test::Regional::Thing',
    account,
    'eu-west-1',
    { id: 'open', properties: { PolicyDocument: policy(everybody) } },
    { id: 'shared', properties: { PolicyDocument: policy(stranger) } },
    { id: 'closed', properties: { Size: 1 } },
  );
});
afterEach(() => world.remove());

interface Listed {
  readonly fingerprint: string;
  readonly id: string;
  readonly standing: string;
}

async function listed(...args: string[]): Promise<Listed[]> {
  const { out } = await tidemark.run(['posture', 'prod', '--json', ...args]);
  return JSON.parse(out).dangers;
}

describe('a baseline is not blessed blindly', () => {
  test('approving it lists the dangers that are there, and how to answer for them', async () => {
    const { out, code } = await tidemark.run(['baseline', 'prod']);
    expect(code).toBe(0);
    expect(out).toContain('Inherited risk: 2 dangers older than the baseline');
    expect(out).toContain('lets anyone on the internet');
    expect(out).toContain('tidemark acknowledge prod <fingerprint> --reason');
  });

  test('later reports tell of them on one line, and of no change', async () => {
    await tidemark.run(['baseline', 'prod']);
    const { out, code } = await tidemark.run(['detect', 'prod']);
    expect(code).toBe(0);
    expect(out).toContain('2 dangers older than the baseline; list them: tidemark posture prod');
    expect(out).not.toContain('lets anyone on the internet');
  });

  test('a danger that a change brings is a finding, and not inherited', async () => {
    await tidemark.run(['baseline', 'prod']);
    world.put('Test::Regional::Thing', account, 'eu-west-1', {
      id: 'closed',
      properties: { Size: 1, PolicyDocument: policy(everybody) },
    });
    await tidemark.run(['detect', 'prod']);
    expect(await listed()).toEqual([]);
  });
});

describe('tidemark posture', () => {
  test('lists what is inherited, most severe first, from a severity on', async () => {
    await tidemark.run(['baseline', 'prod']);
    expect((await listed()).map(({ id }) => id)).toEqual(['open', 'shared']);
    expect((await listed('--severity', 'critical')).map(({ id }) => id)).toEqual(['open']);
    const { out } = await tidemark.run(['posture', 'prod']);
    expect(out).toMatch(/CRITICAL {2}open\n/);
    expect(out).toContain('2 dangers in 2 targets.');
  });

  test('a run narrowed to some types does not make it forget the others', async () => {
    await tidemark.run(['baseline', 'prod']);
    await tidemark.run(['detect', 'prod', '--type', 'Test::Global::Thing']);
    expect(await listed()).toHaveLength(2);
  });

  test.each([
    ['before anything was read', ['posture', 'prod'], 'was not read yet'],
    [
      'with a severity that is none',
      ['posture', 'prod', '--severity', 'BAD'],
      '--severity "BAD" is no severity',
    ],
    ['of an environment that is none', ['posture', 'prd'], 'did you mean prod?'],
  ])('%s says what is wrong', async (_when, args, message) => {
    const { code, err, out } = await tidemark.run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

describe('tidemark acknowledge', () => {
  test('takes a danger out of the inherited risk from the next reading on, and records who answers for it', async () => {
    await tidemark.run(['baseline', 'prod']);
    const [first] = await listed();
    const { code, out } = await tidemark.run([
      'acknowledge',
      'prod',
      (first?.fingerprint ?? '').slice(0, 12),
      '--reason',
      'a public web server',
      '--until',
      '2027-03-31',
      '--by',
      'ana',
    ]);
    expect([code, out]).toEqual([0, expect.stringContaining('1 danger acknowledged until 2027-03-31')]);
    const report = await tidemark.run(['detect', 'prod']);
    expect(report.out).toContain('1 danger older than the baseline, 1 more acknowledged');
    expect((await listed()).map(({ id }) => id)).toEqual(['shared']);
    const { out: text } = await tidemark.run(['posture', 'prod', '--acknowledged']);
    expect(text).toContain('acknowledged by ana until 2027-03-31: a public web server');
  });

  test('takes all that are not more severe, in the hub bucket in the name of the caller', async () => {
    await world.run({ mode: 'baseline' });
    const { code } = await tidemark.run([
      ...['acknowledge', 'prod', '--all-up-to', 'HIGH', '--reason', 'known'],
      ...['--bucket', 'tidemark-baselines'],
    ]);
    expect(code).toBe(0);
    expect(await world.json(storeKeys.acknowledged(target))).toMatchObject({
      acknowledgements: [{ id: 'shared', by: callerArn, reason: 'known' }],
    });
  });

  const fingerprint = '0123456789abcdef';
  test.each([
    ['what is no fingerprint', ['xyz', '--reason', 'r'], 'is no fingerprint of a danger'],
    [
      'a fingerprint of nothing',
      [fingerprint, '--reason', 'r'],
      'no danger that is there has the fingerprint',
    ],
    ['nothing', ['--reason', 'r'], 'name the fingerprints of dangers'],
    ['no reason', [fingerprint], "required option '--reason <text>' not specified"],
    ['an empty reason', [fingerprint, '--reason', ' '], '--reason must say why'],
    ['a day that is past', [fingerprint, '--reason', 'r', '--until', '2020-01-01'], 'must be a day to come'],
    ['what is no day', [fingerprint, '--reason', 'r', '--until', 'soon'], 'must be a day to come'],
  ])('refuses %s, and writes nothing', async (_what, args, message) => {
    await tidemark.run(['baseline', 'prod']);
    const { code, err } = await tidemark.run(['acknowledge', 'prod', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(await new FolderObjectStore(tidemark.store).get(storeKeys.acknowledged(target))).toBeUndefined();
  });
});
