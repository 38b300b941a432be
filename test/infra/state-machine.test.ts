import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { storeKeys } from '../../lib/store/keys.ts';
import { asText, synthesize } from './synthesis.ts';

const retrySchema = z.object({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number(),
  BackoffRate: z.number(),
  MaxAttempts: z.number(),
  JitterStrategy: z.string(),
});
const stateSchema = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Next: z.string().optional(),
  Retry: z.array(retrySchema).optional(),
  Catch: z.array(z.object({ ErrorEquals: z.array(z.string()), Next: z.string() })).optional(),
  Parameters: z.record(z.string(), z.unknown()).optional(),
  get ItemProcessor() {
    return z
      .object({
        ProcessorConfig: z.record(z.string(), z.string()),
        States: z.record(z.string(), stateSchema),
      })
      .optional();
  },
});
type State = z.infer<typeof stateSchema>;
const definitionSchema = z.looseObject({
  StartAt: z.string(),
  TimeoutSeconds: z.number(),
  States: z.record(z.string(), stateSchema),
});

let properties: Record<string, unknown>;
let definition: z.infer<typeof definitionSchema>;
/** The states by name, those within maps included; the names are unique. */
let states: Map<string, State>;

function collect(from: Record<string, State>, into = new Map<string, State>()): Map<string, State> {
  for (const [name, state] of Object.entries(from)) {
    into.set(name, state);
    if (state.ItemProcessor) collect(state.ItemProcessor.States, into);
  }
  return into;
}

function state(name: string): State {
  const found = states.get(name);
  if (!found) throw new Error(`There is no state ${name}; there are ${[...states.keys()].join(', ')}`);
  return found;
}

beforeAll(() => {
  const [machine] = Object.values(synthesize().hubResources).filter(
    ({ Type }) => Type === 'AWS::StepFunctions::StateMachine',
  );
  properties = machine?.Properties ?? {};
  definition = definitionSchema.parse(JSON.parse(asText(properties.DefinitionString)));
  states = collect(definition.States);
});

const invocations = ['PlanScan', 'ScanTarget', 'SummarizeRun', 'PublishAlerts'];
const calls = [
  'RecordFailure',
  'SendRunToDeadLetterQueue',
  'SendEnvironmentToDeadLetterQueue',
  'SendTargetToDeadLetterQueue',
  'SendAlertToDeadLetterQueue',
];

describe('the state machine', () => {
  test('is traced, logs errors, and ends at the latest after six hours', () => {
    expect(properties).toMatchObject({
      StateMachineName: 'tidemark-scan',
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ERROR' },
    });
    expect(definition.TimeoutSeconds).toBe(6 * 3600);
  });

  test('plans, scans, sums up and alerts, in this order', () => {
    const order: string[] = [];
    for (let name: string | undefined = definition.StartAt; name; name = state(name).Next) order.push(name);
    expect(order).toEqual([
      'CompleteRequest',
      'PlanScan',
      'ScanEnvironments',
      'SummarizeRun',
      'AlertEnvironments',
    ]);
  });

  test('has the tasks that these tests know, and no others', () => {
    const tasks = [...states].filter(([, { Type }]) => Type === 'Task').map(([name]) => name);
    expect(tasks.sort()).toEqual([...invocations, ...calls].sort());
  });
});

describe('retries', () => {
  test.each([...invocations, ...calls])('%s backs off exponentially, with full jitter', (name) => {
    const { Retry = [] } = state(name);
    expect(Retry).not.toEqual([]);
    for (const retry of Retry) {
      expect(retry).toMatchObject({ BackoffRate: 2, JitterStrategy: 'FULL' });
      expect(retry.MaxAttempts).toBeGreaterThanOrEqual(5);
    }
  });

  test.each(invocations)('%s waits long when AWS throttles, and little for what passes by itself', (name) => {
    const retryOf = (error: string) =>
      state(name).Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(error));
    expect(retryOf('ThrottledError')?.IntervalSeconds).toBe(30);
    expect(retryOf('Lambda.TooManyRequestsException')?.IntervalSeconds).toBe(2);
    expect(retryOf('Lambda.ServiceException')?.IntervalSeconds).toBe(2);
    expect(retryOf('ConflictError')?.IntervalSeconds).toBe(2);
  });

  test.each(['InputError', 'AssumeRoleError', 'States.TaskFailed', 'States.ALL'])(
    'an invocation that ends in %s is not tried again, since it would end so again',
    (error) => {
      for (const name of invocations) {
        expect(state(name).Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain(error);
      }
    },
  );
});

describe('a failure', () => {
  test.each([
    ['PlanScan', 'SendRunToDeadLetterQueue'],
    ['SummarizeRun', 'SendRunToDeadLetterQueue'],
    ['ScanTargets', 'SendEnvironmentToDeadLetterQueue'],
    ['ScanTarget', 'RecordFailure'],
    ['RecordFailure', 'SendTargetToDeadLetterQueue'],
    ['PublishAlerts', 'SendAlertToDeadLetterQueue'],
  ])('of whatever kind of %s goes to %s', (name, next) => {
    expect(state(name).Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: next }]);
  });

  test('of a target is in the dead-letter queue also when it was recorded', () => {
    expect(state('RecordFailure').Next).toBe('SendTargetToDeadLetterQueue');
  });

  test.each([
    ['SendTargetToDeadLetterQueue', 'scan-target', ['runId', 'environment', 'account', 'region', 'mode']],
    ['SendEnvironmentToDeadLetterQueue', 'scan-environment', ['runId', 'environment', 'mode']],
    ['SendAlertToDeadLetterQueue', 'publish-alerts', ['runId', 'environment']],
    ['SendRunToDeadLetterQueue', 'run', ['request']],
  ])('is sent by %s with all that is needed to do it again', (name, step, fields) => {
    const { Arguments } = state(name);
    expect(Arguments).toMatchObject({
      QueueUrl: expect.stringMatching(/^<DeadLettersQueue\w+>$/),
      MessageBody: {
        step,
        ...Object.fromEntries(fields.map((field) => [field, `{% $states.input.${field} %}`])),
        error: { name: '{% $states.input.error.Error %}', cause: expect.stringContaining('error.Cause') },
        failedAt: expect.any(String),
      },
    });
  });

  test('of the run as a whole fails the execution, after it was sent', () => {
    expect(state('SendRunToDeadLetterQueue').Next).toBe('RunFailed');
    expect(state('RunFailed').Type).toBe('Fail');
  });

  test('is recorded under the key where the summary looks for it', () => {
    const key = String(state('RecordFailure').Parameters?.['Key.$']);
    const [, format = '', names = ''] = /^States\.Format\('(.+?)', (.+)\)$/.exec(key) ?? [];
    const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
    const values = new Map(Object.entries({ runId: 'run-1', ...target }).map(([k, v]) => [`$.${k}`, v]));
    const filled = names
      .split(', ')
      .reduce((text, name) => text.replace('{}', values.get(name) ?? name), format);
    expect(filled).toBe(storeKeys.failure('run-1', target));
  });
});

describe('the environments', () => {
  test('are separate: one whose targets cannot be started is recorded, and the others go on', () => {
    const scan = state('ScanEnvironments');
    expect(scan.ItemProcessor?.ProcessorConfig.Mode).toBe('INLINE');
    expect(Object.keys(scan.ItemProcessor?.States ?? {}).sort()).toEqual([
      'HasTargets',
      'NoTargets',
      'ScanTargets',
      'SendEnvironmentToDeadLetterQueue',
    ]);
  });

  test.each(['ScanEnvironments', 'ScanTargets', 'AlertEnvironments'])('%s passes no results on', (name) => {
    expect(state(name)).toMatchObject({ ResultPath: null });
  });
});

describe('the targets of an environment', () => {
  test('are read from the list in the bucket, so that no input grows with the accounts', () => {
    expect(state('ScanTargets').ItemReader).toEqual({
      Resource: 'arn:<AWS::Partition>:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { 'Bucket.$': '$.bucket', 'Key.$': '$.targetsKey' },
    });
  });

  test('run distributed, as many at a time as the environment allows, and none of them ends the others', () => {
    const targets = state('ScanTargets');
    expect(targets).toMatchObject({
      MaxConcurrencyPath: '$.concurrency',
      ToleratedFailurePercentage: 100,
      Label: 'targets',
    });
    expect(targets.ItemProcessor?.ProcessorConfig).toEqual({
      Mode: 'DISTRIBUTED',
      ExecutionType: 'STANDARD',
    });
  });

  test('give no result but that they are done', () => {
    expect(state('ScanTarget').OutputPath).toBeNull();
  });
});
