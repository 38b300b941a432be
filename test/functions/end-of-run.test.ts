import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { storeKeys } from '../../lib/store/keys.ts';
import { CapturedOutput } from './captured-output.ts';
import { FakeAws, invoke, runId, shipped, stubEnvironment, target, writePlan } from './hub.ts';

stubEnvironment();
vi.mock('../../functions/environment.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../functions/environment.ts')>()),
  readShipped: () => shipped,
}));
const { handler: scanTarget } = await import('../../functions/scan-target.ts');
const { handler: summarizeRun } = await import('../../functions/summarize-run.ts');
const { handler: publishAlerts } = await import('../../functions/publish-alerts.ts');

const aws = new FakeAws();
let output: CapturedOutput;
beforeEach(() => {
  aws.reset();
  output = new CapturedOutput();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Scans a target in which a function was deleted. */
async function detect(): Promise<unknown> {
  return aws.detectDeletion((event) => {
    output = new CapturedOutput();
    return invoke(scanTarget, event);
  });
}

describe('summarize-run', () => {
  beforeEach(async () => {
    await detect();
    aws.bucket.write(storeKeys.failure(runId, { ...target, account: '222233334444' }), {
      error: { Error: 'AssumeRoleError', Cause: JSON.stringify({ errorMessage: 'no role there' }) },
    });
    output = new CapturedOutput();
  });

  test('answers small, and says when a target failed', async () => {
    expect(await invoke(summarizeRun, { runId })).toEqual({
      runId,
      status: 'incomplete',
      reportKey: `runs/${runId}/report.json`,
      environments: [{ environment: 'prod', alertable: expect.any(Number) }],
    });
    expect(aws.bucket.objects.has(`runs/${runId}/report.html`)).toBe(true);
  });

  test('measures targets scanned and failed, the cost delta, and findings by severity', async () => {
    await invoke(summarizeRun, { runId });
    const measured = (name: string) => output.metrics.filter((line) => name in line);
    expect(measured('TargetsScanned')).toMatchObject([
      { Environment: 'prod', TargetsScanned: 1, TargetsFailed: 1, run: runId },
    ]);
    expect(measured('CostDelta')).toMatchObject([{ Environment: 'prod', CostDelta: expect.any(Number) }]);
    const findings = measured('Findings');
    expect(findings.map(({ Environment, Severity }) => [Environment, Severity])).toEqual(
      ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'].map((severity) => ['prod', severity]),
    );
    expect(findings.reduce((sum, { Findings }) => sum + Number(Findings), 0)).toBe(1);
  });

  test('a run that makes baselines is measured by its targets only', async () => {
    writePlan(aws.bucket, 'baseline', [target]);
    await invoke(summarizeRun, { runId });
    expect(output.metrics.flatMap((line) => Object.keys(line))).toContain('TargetsScanned');
    expect(output.metrics.flatMap((line) => Object.keys(line))).not.toContain('Findings');
  });

  test('says that a run was never planned, or has expired', async () => {
    await expect(invoke(summarizeRun, { runId: 'unknown' })).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringMatching(/runs\/unknown\/plan\.json does not exist/),
    });
  });
});

describe('publish-alerts', () => {
  test('sends nothing when nothing waits to be alerted', async () => {
    aws.memberHas('pay');
    writePlan(aws.bucket, 'baseline', [target]);
    await invoke(scanTarget, { runId, ...target });
    expect(await invoke(publishAlerts, { runId, environment: 'prod' })).toEqual({
      runId,
      environment: 'prod',
      alerted: 0,
    });
    expect(aws.sns.calls()).toEqual([]);
  });

  test("sends one message to the environment's topic, and an event for each finding", async () => {
    await detect();
    expect(await invoke(publishAlerts, { runId, environment: 'prod' })).toEqual({
      runId,
      environment: 'prod',
      alerted: 1,
      messageId: 'message-1',
    });
    expect(aws.sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => input)).toMatchObject([
      { TopicArn: 'arn:aws:sns:eu-west-1:999988887777:tidemark-alerts-prod', MessageStructure: 'json' },
    ]);
    expect(aws.events.commandCalls(PutEventsCommand).at(0)?.args[0].input).toMatchObject({
      Entries: [{ Source: 'tidemark', DetailType: 'Tidemark Finding' }],
    });
    expect(output.log.at(-1)).toMatchObject({ run: runId, environment: 'prod' });
  });
});
