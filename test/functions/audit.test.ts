import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noSeverities } from '../../lib/findings/summary.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { CapturedOutput } from './captured-output.ts';
import { FakeAws, invoke, shipped, stubEnvironment, target } from './hub.ts';

stubEnvironment();
vi.mock('../../functions/environment.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../functions/environment.ts')>()),
  readShipped: () => shipped,
}));
const { handler: audit } = await import('../../functions/audit.ts');

const aws = new FakeAws();
let output: CapturedOutput;
beforeEach(() => {
  aws.reset();
  output = new CapturedOutput();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('audit', () => {
  /** Lets the next execution end, and leaves its report. */
  function executionEnds(status: 'SUCCEEDED' | 'RUNNING' | 'FAILED'): void {
    aws.stepFunctions
      .on(DescribeExecutionCommand)
      .callsFake(async ({ executionArn }: { executionArn: string }) => {
        const started = executionArn.split(':').at(-1) ?? '';
        aws.bucket.write(storeKeys.reportJson(started), report(started));
        return { status, ...(status === 'FAILED' ? { error: 'NotFoundError', cause: 'no plan' } : {}) };
      });
  }

  const severities = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFO: 0 };
  const cost = { delta: 0, baseline: 0, percent: null, unknown: 0, currency: 'USD' };

  function report(started: string) {
    return {
      schemaVersion: 1,
      runId: started,
      mode: 'detect',
      trigger: 'audit',
      startedAt: '2026-11-21T07:00:00.000Z',
      endedAt: '2026-11-21T07:01:00.000Z',
      status: 'complete',
      severities,
      cost,
      environments: [
        {
          environment: 'prod',
          targets: [],
          severities,
          resolved: 0,
          cost,
          inherited: { severities: noSeverities(), acknowledged: 0, dangers: [] },
          incidents: [],
          recommendations: [],
          findings: [],
          findingsTotal: 0,
          alertable: 0,
        },
      ],
    };
  }

  test('answers at once with the run id, which is also the name of the execution', async () => {
    const answer = await invoke(audit, { environment: 'prod' });
    expect(answer).toEqual({
      runId: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/),
      executionArn: expect.stringMatching(/:execution:tidemark-scan:\d{8}T\d{6}Z-[0-9a-f]{8}$/),
      status: 'started',
    });
    expect(aws.stepFunctions.commandCalls(DescribeExecutionCommand)).toEqual([]);
  });

  test('starts the same state machine as the schedule, narrowed as asked, and says who asked and why', async () => {
    await invoke(audit, {
      environment: 'prod',
      accounts: [target.account],
      regions: ['eu-west-1', 'global'],
      types: ['AWS::IAM::Role'],
      mode: 'baseline',
      reason: 'CHG-42 was rolled out',
    });
    const [call] = aws.stepFunctions.commandCalls(StartExecutionCommand);
    expect(call?.args[0].input.stateMachineArn).toMatch(/:stateMachine:tidemark-scan$/);
    expect(JSON.parse(call?.args[0].input.input ?? '')).toEqual({
      mode: 'baseline',
      trigger: 'audit',
      runId: call?.args[0].input.name,
      requestedBy: 'tidemark-test, request request-1',
      environments: ['prod'],
      accounts: [target.account],
      regions: ['eu-west-1', 'global'],
      types: ['AWS::IAM::Role'],
      reason: 'CHG-42 was rolled out',
    });
  });

  test('answers with the summary when it is asked to wait', async () => {
    executionEnds('SUCCEEDED');
    expect(await invoke(audit, { environment: 'prod', wait: true })).toMatchObject({
      status: 'complete',
      report: expect.stringMatching(/^s3:\/\/tidemark-test\/runs\/.+\/report\.html$/),
      summary: { severities, environments: [{ environment: 'prod', targets: { scanned: 0, failed: 0 } }] },
    });
    expect(output.log.at(-1)).toMatchObject({ environment: 'prod', run: expect.stringMatching(/^\d{8}T/) });
  });

  test('answers with the run id when its own time runs out before the run ends', async () => {
    executionEnds('RUNNING');
    expect(await invoke(audit, { environment: 'prod', wait: true }, 9_000)).toMatchObject({
      status: 'running',
      runId: expect.any(String),
    });
  });

  test('says how a run failed that it waited for', async () => {
    executionEnds('FAILED');
    await expect(invoke(audit, { environment: 'prod', wait: true })).rejects.toThrow(
      /execution:tidemark-scan:.+ ended as FAILED: NotFoundError no plan/,
    );
  });
});
