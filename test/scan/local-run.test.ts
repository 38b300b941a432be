import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scanRequestSchema } from '../../lib/scan/events.ts';
import { type LocalRunOptions, runLocally } from '../../lib/scan/run.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { World } from './world.ts';

const request = scanRequestSchema.parse({ trigger: 'cli' });
let world: World;

beforeEach(async () => {
  world = await World.create(
    '{ prod: { accounts: ["111122223333", "444455556666"], regions: [eu-west-1], concurrency: 1 } }',
  );
});
afterEach(() => world.remove());

function run(rest: Partial<LocalRunOptions>) {
  return runLocally(request, { ...world.options, ...rest });
}

test('progress is told as targets begin, types are read, and targets end or fail', async () => {
  world.refusingAccounts.add('444455556666');
  const told: string[] = [];
  await run({
    onTarget: ({ account, region }, outcome) => {
      const state =
        outcome instanceof Error ? outcome.name : typeof outcome === 'string' ? outcome : outcome.status;
      told.push(`${account} ${region} ${state}`);
    },
    onType: ({ account, region }, type, { status }) => told.push(`${account} ${region} ${type} ${status}`),
  });
  expect(told).toEqual([
    '111122223333 eu-west-1 started',
    '111122223333 eu-west-1 Test::Regional::Thing complete',
    '111122223333 eu-west-1 baselined',
    '111122223333 global started',
    '111122223333 global Test::Global::Thing complete',
    '111122223333 global baselined',
    '444455556666 eu-west-1 started',
    '444455556666 eu-west-1 AssumeRoleError',
    '444455556666 global started',
    '444455556666 global AssumeRoleError',
  ]);
});

test('no more targets are scanned at the same time than the environment allows', async () => {
  let [running, most] = [0, 0];
  await run({
    onTarget: (_target, outcome) => {
      running += outcome === 'started' ? 1 : -1;
      most = Math.max(most, running);
    },
  });
  expect(most).toBe(1);
});

test('whatever is thrown is in the report', async () => {
  const report = await run({ connectorFor: () => () => Promise.reject('boom') });
  expect(report.status).toBe('incomplete');
  expect(report.environments[0]?.targets.map(({ error }) => error)).toEqual(Array(4).fill('Error: boom'));
});

test('when what was open is no longer remembered, every finding is new', async () => {
  await run({});
  const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
  world.put('Test::Regional::Thing', target.account, target.region, { id: 'a', properties: {} });
  await run({});
  await rm(join(world.store.location, storeKeys.open(target)));
  const report = await run({});
  expect(report.environments[0]?.findings.map(({ id, status }) => [id, status])).toEqual([['a', 'new']]);
});
