import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CapturedOutput } from './captured-output.ts';
import { FakeAws, invoke, runId, secretValues, shipped, stubEnvironment, target } from './hub.ts';

stubEnvironment();
vi.mock('../../functions/environment.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../functions/environment.ts')>()),
  readShipped: () => shipped,
}));
const handlers = {
  'plan-scan': (await import('../../functions/plan-scan.ts')).handler,
  'scan-target': (await import('../../functions/scan-target.ts')).handler,
  'summarize-run': (await import('../../functions/summarize-run.ts')).handler,
  'publish-alerts': (await import('../../functions/publish-alerts.ts')).handler,
  audit: (await import('../../functions/audit.ts')).handler,
};

const aws = new FakeAws();
let output: CapturedOutput;
beforeEach(() => {
  aws.reset();
  output = new CapturedOutput();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('an event that is not accepted', () => {
  test.each<[keyof typeof handlers, unknown, RegExp]>([
    ['plan-scan', {}, /request: .*executionName: .*Example: \{"request":/],
    ['plan-scan', { request: { trigger: 'cron' }, executionName: 'e' }, /request\.trigger: .*"schedule"/],
    [
      'plan-scan',
      { request: { trigger: 'schedule', environments: [] }, executionName: 'e' },
      /request\.environments/,
    ],
    [
      'plan-scan',
      { request: { trigger: 'schedule', environments: ['prd'] }, executionName: 'e' },
      /environment: prd is not in the configuration; known are prod, qa/,
    ],
    [
      'scan-target',
      { runId, environment: 'prod', account: '1', region: 'eu-west-1' },
      /account: must be a 12-digit account id/,
    ],
    ['scan-target', { ...target, runId: '../../x' }, /runId: must be 1 to 80 letters/],
    ['scan-target', null, /the event: .*expected object/],
    ['summarize-run', { run: runId }, /runId: .*Unrecognized key: "run"/],
    ['publish-alerts', { runId, environment: '' }, /environment: .*Example: \{"runId":/],
    ['audit', { environment: 'prd' }, /environment: prd is not in the configuration; known are prod, qa/],
    ['audit', { enviroment: 'prod' }, /Unrecognized key: "enviroment".*Example: \{"environment":"prod"/],
    ['audit', { environment: 'prod', wait: 'yes' }, /wait: .*expected boolean/],
    [
      'audit',
      { environment: 'prod', accounts: ['333344445555'] },
      /accounts: 333344445555 is not in the configuration; known are 111122223333, 222233334444/,
    ],
    [
      'audit',
      { environment: 'prod', regions: ['us-east-1'] },
      /regions: us-east-1 is not in the configuration; known are eu-central-1, eu-west-1, global/,
    ],
    ['audit', { types: ['AWS::EC2::Volume'] }, /types: AWS::EC2::Volume is not in the configuration/],
    ['audit', 'prod', /the event: .*expected object/],
  ])('of %s, %j, is refused by naming the field, and nothing is begun', async (name, event, message) => {
    await expect(invoke(handlers[name], event)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message),
    });
    expect(aws.bucket.objects.size).toBe(0);
    for (const mock of aws.begun) expect(mock.calls()).toEqual([]);
    const errors = output.log.filter(({ level }) => level === 'ERROR');
    expect(errors).toMatchObject([
      { message: expect.stringMatching(message), error: { name: 'InputError' } },
    ]);
  });

  test('is not repeated in the log, whatever was in it', async () => {
    await expect(
      invoke(handlers.audit, { environment: 'prod', password: secretValues.variable }),
    ).rejects.toThrow('Unrecognized key: "password"');
    expect(output.text).not.toContain(secretValues.variable);
  });
});
