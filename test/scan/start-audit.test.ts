import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError, TidemarkError } from '../../lib/model/errors.ts';
import { type AuditEvent, auditEventSchema, scanRequestSchema } from '../../lib/scan/events.ts';
import { type AuditOptions, startAudit } from '../../lib/scan/start-audit.ts';
import { World } from './world.ts';

const regional = 'Test::Regional::Thing';
const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:tidemark-scan:x';
const sfn = mockClient(SFNClient);
let world: World;

beforeEach(async () => {
  world = await World.create();
  sfn.reset();
  sfn.on(StartExecutionCommand).resolves({ executionArn });
  sfn.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });
});
afterEach(() => world.remove());

function audit(event: Partial<AuditEvent>, rest: Partial<AuditOptions> = {}) {
  return startAudit(auditEventSchema.parse(event), {
    configuration: world.configuration,
    knownTypes: world.types,
    stepFunctions: new SFNClient({ region: 'eu-west-1' }),
    stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:tidemark-scan',
    store: world.store,
    now: () => new Date('2026-11-21T07:00:00Z'),
    requestedBy: 'ana',
    remainingMilliseconds: () => 60_000,
    lookEvery: 1,
    ...rest,
  });
}

/** The input and the name of the execution that was started. */
function started() {
  const [call] = sfn.commandCalls(StartExecutionCommand);
  const { input = '', name } = call?.args[0].input ?? {};
  return { name, request: scanRequestSchema.parse(JSON.parse(input)) };
}

/** Lets the state machine end with the report of a run of the world, as it was asked to. */
function endWithReport(): void {
  sfn.on(DescribeExecutionCommand).callsFake(async () => {
    await world.run(started().request);
    return { status: 'SUCCEEDED' };
  });
}

describe('an audit by hand', () => {
  test('starts the state machine of the schedule, and answers with the run id at once', async () => {
    const answer = await audit({ environment: 'prod' });
    expect(answer).toEqual({ runId: started().name, executionArn, status: 'started' });
    expect(answer.runId).toMatch(/^20261121T070000Z-[0-9a-f]{8}$/);
    expect(started().request).toEqual({
      mode: 'detect',
      trigger: 'audit',
      environments: ['prod'],
      runId: answer.runId,
      requestedBy: 'ana',
    });
  });

  test('may be narrowed to accounts, regions and types, make a baseline, and give a reason', async () => {
    const scope = { accounts: ['111122223333'], regions: ['eu-west-1'], types: [regional] };
    await audit({ ...scope, mode: 'baseline', reason: 'migration' });
    expect(started().request).toMatchObject({ ...scope, mode: 'baseline', reason: 'migration' });
    expect(started().request).not.toHaveProperty('environments');
  });

  test.each<[string, Partial<AuditEvent>]>([
    ['environment', { environment: 'qa' }],
    ['accounts', { accounts: ['999999999999'] }],
    ['regions', { regions: ['us-east-1'] }],
    ['types', { types: ['AWS::X::Y'] }],
  ])('of an unknown %s is refused before anything is started', async (field, event) => {
    const auditing = audit(event);
    await expect(auditing).rejects.toBeInstanceOf(InputError);
    await expect(auditing).rejects.toThrow(`${field}: `);
    expect(sfn.commandCalls(StartExecutionCommand)).toEqual([]);
  });
});

describe('an audit that waits', () => {
  test('answers with the summary and where the report is', async () => {
    world.put(regional, '111122223333', 'eu-west-1', { id: 'a', properties: {} });
    await world.run({ mode: 'baseline' });
    world.put(regional, '111122223333', 'eu-west-1');
    endWithReport();
    const answer = await audit({ wait: true });
    expect(answer).toMatchObject({
      status: 'complete',
      report: `${world.store.location}/runs/${answer.runId}/report.html`,
      summary: {
        severities: { HIGH: 1 },
        environments: [
          {
            environment: 'prod',
            targets: { scanned: 2, failed: 0 },
            findings: [{ id: 'a', change: 'removed' }],
          },
        ],
      },
    });
  });

  test('counts failed targets, and names at most 50 findings of an environment', async () => {
    await world.run({ mode: 'baseline', regions: ['eu-west-1'] });
    const many = Array.from({ length: 60 }, (_, at) => ({ id: `thing-${at}`, properties: {} }));
    world.put(regional, '111122223333', 'eu-west-1', ...many);
    world.failures.set('Test::Global::Thing', Object.assign(new Error('x'), { name: 'ThrottlingException' }));
    endWithReport();
    const { status, summary } = await audit({ wait: true });
    expect(status).toBe('incomplete');
    expect(summary?.environments[0]?.targets).toEqual({ scanned: 1, failed: 1 });
    expect(summary?.environments[0]?.findings).toHaveLength(50);
  });

  test('looks again while the run goes on', async () => {
    sfn.on(DescribeExecutionCommand).resolvesOnce({ status: 'RUNNING' }).resolves({ status: 'FAILED' });
    await expect(audit({ wait: true })).rejects.toBeInstanceOf(TidemarkError);
    expect(sfn.commandCalls(DescribeExecutionCommand)).toHaveLength(2);
  });

  test('answers with the run id before the time of the function runs out', async () => {
    sfn.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
    let left = 10_002;
    const remainingMilliseconds = () => {
      left -= 1;
      return left;
    };
    const answer = await audit({ wait: true }, { remainingMilliseconds });
    expect(answer).toEqual({ runId: started().name, executionArn, status: 'running' });
  });

  test.each([
    ['with its error', { error: 'States.Runtime', cause: 'no bucket' }, 'FAILED: States.Runtime no bucket'],
    ['without one', {}, 'FAILED:'],
  ])('fails when the run failed, %s', async (_name, failure, message) => {
    sfn.on(DescribeExecutionCommand).resolves({ status: 'FAILED', ...failure });
    await expect(audit({ wait: true })).rejects.toThrow(`The execution ${executionArn} ended as ${message}`);
  });
});
