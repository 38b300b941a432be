import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError, NotFoundError } from '../../lib/model/errors.ts';
import { planScanResultSchema, type ScanRequest, scanRequestSchema } from '../../lib/scan/events.ts';
import { readPlan } from '../../lib/scan/plan.ts';
import { newRunId, plannedTargets, planScan } from '../../lib/scan/plan-scan.ts';
import { World } from './world.ts';

const global = 'Test::Global::Thing';
const regional = 'Test::Regional::Thing';
let world: World;

beforeEach(async () => {
  world = await World.create(`{
    prod: { accounts: ["111122223333", "444455556666"], regions: [eu-west-1, eu-north-1], concurrency: 12 },
    dev: { accounts: ["777788889999"], regions: [us-east-1], types: { exclude: ["Test::Global::*"] } }
  }`);
});
afterEach(() => world.remove());

function plan(request: Partial<ScanRequest> = {}) {
  return planScan(
    {
      request: scanRequestSchema.parse({ trigger: 'schedule', runId: 'run-1', ...request }),
      executionName: 'x',
    },
    { ...world.options, bucket: 'bucket', knownTypes: world.types },
  );
}

async function targetsOf(environment: string): Promise<string[]> {
  const targets = await plannedTargets(world.store, 'run-1', environment);
  return targets.map(({ account, region }) => `${account} ${region}`);
}

describe('a run is planned', () => {
  test('as accounts × regions, and the global services of each account once', async () => {
    await plan();
    expect(await targetsOf('prod')).toEqual([
      '111122223333 eu-west-1',
      '111122223333 eu-north-1',
      '111122223333 global',
      '444455556666 eu-west-1',
      '444455556666 eu-north-1',
      '444455556666 global',
    ]);
    expect(await targetsOf('dev')).toEqual(['777788889999 us-east-1']);
  });

  test('with the types that are read through Cloud Control, global ones in the pseudo-region', async () => {
    await world.remove();
    world = await World.create(`{
      edge: { accounts: ["111122223333"], regions: [eu-west-1], types: { exclude: ["Test::*"], cloudControl: ["AWS::CloudFront::Function"] } },
      api: { accounts: ["444455556666"], regions: [eu-west-1], types: { exclude: ["Test::*"], cloudControl: ["AWS::AppSync::GraphQLApi"] } }
    }`);
    await plan();
    expect(await targetsOf('edge')).toEqual(['111122223333 global']);
    expect(await targetsOf('api')).toEqual(['444455556666 eu-west-1']);
    const { environments } = await readPlan(world.store, 'run-1');
    expect(environments.map(({ types }) => types)).toEqual([
      ['AWS::CloudFront::Function'],
      ['AWS::AppSync::GraphQLApi'],
    ]);
  });

  test('with an answer that does not grow with the number of targets', async () => {
    const answer = await plan();
    expect(planScanResultSchema.parse(answer)).toEqual({
      runId: 'run-1',
      environments: [
        {
          environment: 'prod',
          concurrency: 12,
          bucket: 'bucket',
          targetsKey: 'runs/run-1/targets/prod.json',
          targetCount: 6,
        },
        {
          environment: 'dev',
          concurrency: 4,
          bucket: 'bucket',
          targetsKey: 'runs/run-1/targets/dev.json',
          targetCount: 1,
        },
      ],
    });
  });

  test('and the plan keeps what the later steps need, whatever happens to the configuration meanwhile', async () => {
    await plan({ environments: ['dev'], requestedBy: 'ana' });
    expect(await readPlan(world.store, 'run-1')).toMatchObject({
      executionName: 'x',
      request: { requestedBy: 'ana' },
      memberRole: { name: 'tidemark-read', externalId: 'test-1' },
      environments: [
        { environment: 'dev', types: [regional], threshold: 'HIGH', referenceRegion: 'us-east-1' },
      ],
    });
  });

  test('narrowed to accounts, regions and types', async () => {
    await plan({ environments: ['prod'], accounts: ['444455556666'], regions: ['eu-north-1', 'global'] });
    expect(await targetsOf('prod')).toEqual(['444455556666 eu-north-1', '444455556666 global']);
    await plan({ types: [global] });
    expect(await targetsOf('prod')).toEqual(['111122223333 global', '444455556666 global']);
    expect(await targetsOf('dev')).toEqual([]);
  });
});

describe('a request that could not find anything is refused', () => {
  test.each<[string, Partial<ScanRequest>]>([
    ['a region of another environment', { environments: ['dev'], regions: ['eu-west-1'] }],
    ['a type that the environment does not read', { environments: ['dev'], types: [global] }],
    ['a global type in an AWS region', { types: [global], regions: ['eu-west-1'] }],
    [
      'an account in the regions of another environment',
      { accounts: ['777788889999'], regions: ['eu-west-1'] },
    ],
  ])('%s', async (_name, request) => {
    await expect(plan(request)).rejects.toBeInstanceOf(InputError);
    await expect(readPlan(world.store, 'run-1')).rejects.toBeInstanceOf(NotFoundError);
  });
});

test('run ids sort by time and are never the same twice', () => {
  const at = (time: string) => newRunId(new Date(time));
  expect(at('2026-11-21T07:00:00.123Z')).toMatch(/^20261121T070000Z-[0-9a-f]{8}$/);
  expect(at('2026-11-21T07:00:00Z') < at('2026-11-21T07:00:01Z')).toBe(true);
  expect(at('2026-11-21T07:00:00Z')).not.toBe(at('2026-11-21T07:00:00Z'));
});
