import { gunzipSync } from 'node:zlib';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CapturedOutput } from './captured-output.ts';
import { FakeAws, invoke, runId, secretValues, shipped, stubEnvironment, target, writePlan } from './hub.ts';

stubEnvironment();
vi.mock('../../functions/environment.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../functions/environment.ts')>()),
  readShipped: () => shipped,
}));
const { handler: planScan } = await import('../../functions/plan-scan.ts');
const { handler: scanTarget } = await import('../../functions/scan-target.ts');

const aws = new FakeAws();
let output: CapturedOutput;
beforeEach(() => {
  aws.reset();
  output = new CapturedOutput();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Scans a target in which a function was deleted; only the output of this scan is captured. */
async function detect(): Promise<unknown> {
  return aws.detectDeletion((event) => {
    output = new CapturedOutput();
    return invoke(scanTarget, event);
  });
}

describe('plan-scan', () => {
  test('writes the plan and the targets, and answers where they are', async () => {
    const event = {
      request: { trigger: 'schedule', mode: 'detect', environments: ['prod'], runId },
      executionName: 'execution-1',
    };
    expect(await invoke(planScan, event)).toEqual({
      runId,
      environments: [
        {
          environment: 'prod',
          concurrency: 4,
          bucket: 'tidemark-test',
          targetsKey: `runs/${runId}/targets/prod.json`,
          targetCount: 6,
        },
      ],
    });
    expect(aws.bucket.read(`runs/${runId}/targets/prod.json`)).toHaveLength(6);
    expect(output.log.at(0)).toMatchObject({ message: 'Started', execution: 'execution-1' });
    expect(output.log.at(-1)).toMatchObject({ message: 'Done', execution: 'execution-1', run: runId });
  });
});

describe('scan-target', () => {
  test('answers in few words, whatever the size of the target', async () => {
    expect(await detect()).toEqual({ status: 'compared', resources: 1, findingsTotal: 1 });
  });

  test('logs run, environment, account and region in every line', async () => {
    await detect();
    expect(output.log.length).toBeGreaterThanOrEqual(2);
    for (const line of output.log) {
      expect(line).toMatchObject({
        level: 'INFO',
        service: 'tidemark',
        function_name: 'tidemark-test',
        run: runId,
        ...target,
      });
    }
  });

  test('measures resources, calls, throttles and duration of its environment', async () => {
    await detect();
    expect(output.metrics).toMatchObject([
      {
        service: 'tidemark',
        Environment: 'prod',
        Resources: 1,
        ApiCalls: expect.any(Number),
        Throttles: 0,
        ScanDuration: expect.any(Number),
        run: runId,
        account: target.account,
        region: 'eu-west-1',
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: 'Tidemark',
              Dimensions: [expect.arrayContaining(['service', 'Environment'])],
              Metrics: [
                { Name: 'Resources', Unit: 'Count' },
                { Name: 'ApiCalls', Unit: 'Count' },
                { Name: 'Throttles', Unit: 'Count' },
                { Name: 'ScanDuration', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
      },
    ]);
  });

  test('lets no secret into the log or into what is stored', async () => {
    await detect();
    const stored = [...aws.bucket.objects].map(([key, bytes]) =>
      (key.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString(),
    );
    expect(stored.join('')).toContain('PASSWORD');
    for (const secret of Object.values(secretValues)) {
      expect(output.text).not.toContain(secret);
      expect(stored.join('')).not.toContain(secret);
    }
  });

  test('assumes the read role of the account with the external id', async () => {
    await detect();
    expect(aws.sts.commandCalls(AssumeRoleCommand).at(-1)?.args[0].input).toMatchObject({
      RoleArn: `arn:aws:iam::${target.account}:role/tidemark-read`,
      ExternalId: 'test-1',
    });
  });

  test.each([
    [
      'AccessDenied',
      'AssumeRoleError',
      /Could not assume .*role\/tidemark-read: AccessDenied.*account 111122223333/,
    ],
    ['ThrottlingException', 'ThrottledError', /ThrottlingException.*account 111122223333/],
  ])(
    'a role that answers %s ends it with the name that Step Functions goes by, %s',
    async (code, name, message) => {
      writePlan(aws.bucket, 'detect', [target]);
      aws.sts.on(AssumeRoleCommand).rejects(Object.assign(new Error('refused'), { name: code }));
      await expect(invoke(scanTarget, { runId, ...target })).rejects.toMatchObject({
        name,
        message: expect.stringMatching(message),
      });
      const errors = output.log.filter(({ level }) => level === 'ERROR');
      expect(errors).toMatchObject([{ run: runId, ...target, error: { name } }]);
    },
  );

  test('does not read with a digest key that is none', async () => {
    aws.secrets.on(GetSecretValueCommand).resolves({ SecretString: 'short' });
    await expect(invoke(scanTarget, { runId, ...target })).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/secret:digest-key holds no key .* deploy the hub stack again/),
    });
    expect(output.text).not.toContain('"short"');
  });
});
