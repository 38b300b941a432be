import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runReportSchema } from '../../lib/model/report.ts';
import { scanRequestSchema } from '../../lib/scan/events.ts';
import { planScan } from '../../lib/scan/plan-scan.ts';
import { summarizeRun, summaryOf } from '../../lib/scan/summarize-run.ts';
import { writeDocument } from '../../lib/store/documents.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { World } from './world.ts';

const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
const runId = 'run-1';
let world: World;

beforeEach(async () => {
  world = await World.create();
  const planOptions = { ...world.options, bucket: 'bucket', knownTypes: world.types };
  const request = scanRequestSchema.parse({ trigger: 'schedule', runId, regions: ['eu-west-1'] });
  await planScan({ request, executionName: 'execution-1' }, planOptions);
});
afterEach(() => world.remove());

async function errorAfter(failure: object | undefined): Promise<string | undefined> {
  if (failure) await writeDocument(world.store, storeKeys.failure(runId, target), failure);
  const report = await summarizeRun(runId, world.options);
  expect(report.status).toBe('incomplete');
  return report.environments[0]?.targets[0]?.error;
}

describe('a target without a result is in the report, with why', () => {
  test.each<[string, object | undefined, string]>([
    [
      'the error of a Lambda function',
      {
        error: {
          Error: 'AssumeRoleError',
          Cause: JSON.stringify({
            errorType: 'AssumeRoleError',
            errorMessage: 'Could not assume',
            trace: [],
          }),
        },
      },
      'AssumeRoleError: Could not assume',
    ],
    [
      'an error of the state machine',
      { error: { Error: 'States.Timeout', Cause: 'ran too long' } },
      'States.Timeout: ran too long',
    ],
    ['a cause that is JSON of another kind', { error: { Error: 'E', Cause: '[1]' } }, 'E: [1]'],
    ['an error without cause', { error: { Error: 'States.Timeout' } }, 'States.Timeout'],
    ['a failure without error', { failedAt: '2026-11-21T07:00:00Z' }, 'Failed'],
    [
      'no failure either',
      undefined,
      'The scan of this target ended without a result; see the dead-letter queue',
    ],
  ])('%s', async (_name, failure, message) => {
    expect(await errorAfter(failure)).toBe(message);
  });
});

test('the answer of the function is small and leads to the report', async () => {
  const report = await summarizeRun(runId, world.options);
  expect(summaryOf(report)).toEqual({
    runId,
    status: 'incomplete',
    reportKey: 'runs/run-1/report.json',
    environments: [{ environment: 'prod', alertable: 0 }],
  });
  expect(runReportSchema.parse(await world.json('runs/run-1/report.json'))).toEqual(report);
});

test('a local failure names its error once', async () => {
  world.refusingAccounts.add(target.account);
  const { environments } = await world.run({ regions: ['eu-west-1'] });
  expect(environments[0]?.targets[0]?.error).toBe(
    'AssumeRoleError: Could not assume the role [environment prod, account 111122223333, region eu-west-1]',
  );
});
