import {
  DescribeStateMachineCommand,
  type DescribeStateMachineOutput,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { stateMachine } from '../../lib/resources/state-machine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const states = mockClient(SFNClient);
const arn = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;
const log = (name: string) => ({ cloudWatchLogsLogGroup: { logGroupArn: name } });
const full = {
  stateMachineArn: arn('orders'),
  name: 'orders',
  status: 'ACTIVE',
  definition: '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}',
  roleArn: 'arn:aws:iam::111122223333:role/r',
  type: 'EXPRESS',
  creationDate: new Date(1),
  loggingConfiguration: { level: 'ALL', includeExecutionData: true, destinations: [log('b'), log('a')] },
  tracingConfiguration: { enabled: true },
  label: 'l',
  revisionId: '1',
  description: 'd',
  encryptionConfiguration: {
    kmsKeyId: 'k',
    kmsDataKeyReusePeriodSeconds: 300,
    type: 'CUSTOMER_MANAGED_KMS_KEY',
  },
} satisfies DescribeStateMachineOutput;
const plain = (name: string) => ({ ...full, stateMachineArn: arn(name), name });
const listed = (name: string) => ({
  stateMachineArn: arn(name),
  name,
  type: 'STANDARD' as const,
  creationDate: new Date(1),
});

beforeEach(() => {
  states.reset();
  states
    .on(ListStateMachinesCommand)
    .resolves({ stateMachines: [listed('orders')], nextToken: '2' })
    .on(ListStateMachinesCommand, { nextToken: '2' })
    .resolves({ stateMachines: ['secret', 'deleting', 'gone', 'denied'].map(listed) })
    .on(DescribeStateMachineCommand, { stateMachineArn: arn('orders') })
    .resolves(full)
    .on(DescribeStateMachineCommand, { stateMachineArn: arn('secret') })
    .rejects(awsError('KmsAccessDeniedException', 'no'))
    .on(DescribeStateMachineCommand, { stateMachineArn: arn('secret'), includedData: 'METADATA_ONLY' })
    .resolves({ ...plain('secret'), definition: '', loggingConfiguration: { level: 'OFF' } })
    .on(DescribeStateMachineCommand, { stateMachineArn: arn('deleting') })
    .resolves({ ...plain('deleting'), status: 'DELETING' })
    .on(DescribeStateMachineCommand, { stateMachineArn: arn('gone') })
    .rejects(awsError('StateMachineDoesNotExist'))
    .on(DescribeStateMachineCommand, { stateMachineArn: arn('denied') })
    .rejects(awsError('AccessDeniedException', 'no'))
    .on(ListTagsForResourceCommand)
    .resolves({ tags: [{ key: 'Name', value: 'orders' }] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const read = await readAll(stateMachine);
    expect(read.map(({ id }) => id)).toEqual(['orders', 'secret', 'denied'].map(arn));
    const [first, second] = read.map((each) => stored(stateMachine, each));
    expect(first?.tags).toEqual({ Name: 'orders' });
    expect(first?.properties).toEqual({
      Arn: arn('orders'),
      StateMachineName: 'orders',
      StateMachineType: 'EXPRESS',
      Description: 'd',
      Label: 'l',
      RoleArn: full.roleArn,
      Definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
      LoggingConfiguration: {
        Level: 'ALL',
        IncludeExecutionData: true,
        Destinations: ['a', 'b'].map((name) => ({ CloudWatchLogsLogGroup: { LogGroupArn: name } })),
      },
      TracingConfiguration: { Enabled: true },
      EncryptionConfiguration: {
        KmsKeyId: 'k',
        KmsDataKeyReusePeriodSeconds: 300,
        Type: 'CUSTOMER_MANAGED_KMS_KEY',
      },
    });
    expect(second?.unread).toEqual([{ path: '/Definition', reason: 'KmsAccessDeniedException: no' }]);
    expect(second?.properties).not.toHaveProperty('LoggingConfiguration');
  });

  test('read again, written otherwise and in another order, it gives the same bytes', async () => {
    const first = storedLines(stateMachine, await readAll(stateMachine));
    states
      .on(ListStateMachinesCommand)
      .resolves({ stateMachines: ['denied', 'secret', 'orders'].map(listed) });
    states.on(DescribeStateMachineCommand, { stateMachineArn: arn('orders') }).resolves({
      ...full,
      revisionId: '2',
      definition: '{"States":{"A":{"End":true,"Type":"Pass"}},"StartAt":"A"}',
      loggingConfiguration: { ...full.loggingConfiguration, destinations: [log('a'), log('b')] },
    });
    expect(storedLines(stateMachine, await readAll(stateMachine))).toEqual(first);
  });

  test('denied tags are unread', async () => {
    states.on(ListTagsForResourceCommand).rejects(awsError('AccessDeniedException', 'no'));
    expect((await readAll(stateMachine))[0]?.unread?.[0]?.path).toBe('/Tags');
  });
});

const task = (Resource: string) => ({
  Definition: {
    StartAt: 'A',
    States: { A: { Type: 'Task', Resource, Retry: [{ ErrorEquals: ['a'] }], End: true } },
  },
});
const [own, theirs] = ['111122223333', '999988887777'].map(
  (id) => `arn:aws:lambda:eu-west-1:${id}:function:f`,
);

describe('what a change of a state machine means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['another role', { RoleArn: 'a' }, { RoleArn: 'b' }, 'HIGH', ['states-role-changed']],
    ['a foreign task', task(own ?? ''), task(theirs ?? ''), 'HIGH', ['states-uses-foreign-account']],
    ['no foreign task', task(theirs ?? ''), task(own ?? ''), 'INFO', []],
    ['another task', task(own ?? ''), task('arn:aws:states:::sns:publish'), 'MEDIUM', []],
    ['no log', { LoggingConfiguration: { Level: 'ALL' } }, {}, 'HIGH', ['logging-turned-off']],
    [
      'another key',
      { EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: 'k' } },
      {},
      'MEDIUM',
      ['states-encryption-changed'],
    ],
    ['traced', {}, { TracingConfiguration: { Enabled: true } }, 'LOW', []],
    ['described', {}, { Description: 'x' }, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(stateMachine, before, after)).toMatchObject({ severity, rules });
  });

  test('what it costs depends on its use', () => {
    expect(stateMachine.monthlyCost?.(resource(stateMachine.type, {}), costContext({})).usd).toBeNull();
  });
});
