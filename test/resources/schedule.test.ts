import {
  GetScheduleCommand,
  type GetScheduleOutput,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { schedule } from '../../lib/resources/schedule.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const scheduler = mockClient(SchedulerClient);
const arn = 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/nightly';
const full: GetScheduleOutput = {
  Arn: arn,
  GroupName: 'default',
  Name: 'nightly',
  ScheduleExpression: 'cron(0 3 * * ? *)',
  StartDate: new Date('2026-01-01T00:00:00Z'),
  EndDate: new Date('2027-01-01T00:00:00Z'),
  Description: 'at night',
  ScheduleExpressionTimezone: 'Europe/Dublin',
  State: 'ENABLED',
  CreationDate: new Date(1),
  LastModificationDate: new Date(2),
  KmsKeyArn: 'k',
  FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
  ActionAfterCompletion: 'NONE',
  Target: {
    Arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/c',
    RoleArn: 'r',
    DeadLetterConfig: { Arn: 'q' },
    RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
    Input: '{"b": 1, "a": 2}',
    EcsParameters: {
      TaskDefinitionArn: 't',
      NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['b', 'a'] } },
      PlacementConstraints: [{ type: 'memberOf', expression: 'e' }],
      CapacityProviderStrategy: [
        { capacityProvider: 'b', weight: 1 },
        { capacityProvider: 'a', weight: 2 },
      ],
      Tags: [{ ownKey: 'v' }],
    },
  },
};

beforeEach(() => {
  scheduler.reset();
  scheduler
    .on(ListSchedulesCommand)
    .resolves({ Schedules: [{ Name: 'nightly', GroupName: 'default' }, {}], NextToken: '2' })
    .on(ListSchedulesCommand, { NextToken: '2' })
    .resolves({ Schedules: ['nightly', 'gone', 'denied'].map((Name) => ({ Name, GroupName: 'team' })) })
    .on(GetScheduleCommand, { Name: 'nightly', GroupName: 'default' })
    .resolves(full)
    .on(GetScheduleCommand, { Name: 'nightly', GroupName: 'team' })
    .resolves({ Name: 'nightly', GroupName: 'team' })
    .on(GetScheduleCommand, { Name: 'gone' })
    .rejects(awsError('ResourceNotFoundException'))
    .on(GetScheduleCommand, { Name: 'denied' })
    .rejects(awsError('AccessDeniedException', 'no'));
});

describe('reading', () => {
  test('every property of every page', async () => {
    const read = await readAll(schedule);
    expect(read.map(({ id }) => id)).toEqual(['nightly', 'team|nightly', 'team|denied']);
    expect(read[2]?.unread).toEqual([{ path: '', reason: 'AccessDeniedException: no' }]);
    expect(stored(schedule, read[0] ?? { id: '', properties: {} }).properties).toEqual({
      Arn: arn,
      Name: 'nightly',
      GroupName: 'default',
      Description: 'at night',
      State: 'ENABLED',
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Dublin',
      StartDate: '2026-01-01T00:00:00.000Z',
      EndDate: '2027-01-01T00:00:00.000Z',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
      ActionAfterCompletion: 'NONE',
      KmsKeyArn: 'k',
      Target: {
        Arn: full.Target?.Arn,
        RoleArn: 'r',
        DeadLetterConfig: { Arn: 'q' },
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
        Input: { a: 2, b: 1 },
        EcsParameters: {
          TaskDefinitionArn: 't',
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['a', 'b'] } },
          PlacementConstraints: [{ Type: 'memberOf', Expression: 'e' }],
          CapacityProviderStrategy: [
            { CapacityProvider: 'a', Weight: 2 },
            { CapacityProvider: 'b', Weight: 1 },
          ],
          Tags: [{ ownKey: 'v' }],
        },
      },
    });
  });

  test('read again in another order, it gives the same bytes', async () => {
    const first = storedLines(schedule, await readAll(schedule));
    scheduler.on(ListSchedulesCommand).resolves({
      Schedules: [
        { Name: 'denied', GroupName: 'team' },
        { Name: 'nightly', GroupName: 'team' },
        { Name: 'nightly', GroupName: 'default' },
      ],
    });
    scheduler
      .on(GetScheduleCommand, { Name: 'nightly', GroupName: 'default' })
      .resolves({ ...full, LastModificationDate: new Date(9) });
    expect(storedLines(schedule, await readAll(schedule))).toEqual(first);
  });
});

const target = (Arn: string, more: JsonObject = {}) => ({ Target: { Arn, RoleArn: 'r', ...more } });
const own = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const theirs = 'arn:aws:lambda:eu-west-1:999988887777:function:f';
const call = (name: string) => `arn:aws:scheduler:::aws-sdk:${name}`;

describe('what a change of a schedule means', () => {
  const changed = 'scheduler-target-changed';
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['disabled', {}, { State: 'DISABLED' }, 'MEDIUM', ['scheduler-schedule-disabled']],
    ['enabled', { State: 'DISABLED' }, {}, 'INFO', []],
    ['another input', target(own), target(own, { Input: 'x' }), 'MEDIUM', [changed]],
    [
      'a powerful call',
      target(own),
      target(call('iam:createUser')),
      'HIGH',
      ['scheduler-calls-powerful-api', changed],
    ],
    ['a harmless call', target(own), target(call('sqs:sendMessage')), 'MEDIUM', [changed]],
    ['instances for the day', target(own), target(call('ec2:startInstances')), 'MEDIUM', [changed]],
    [
      'backups deleted',
      target(own),
      target(call('backup:deleteRecoveryPoint')),
      'HIGH',
      ['scheduler-calls-powerful-api', changed],
    ],
    [
      'a foreign target',
      target(own),
      target(theirs),
      'HIGH',
      ['scheduler-target-in-foreign-account', changed],
    ],
    ['another time', { ScheduleExpression: 'a' }, { ScheduleExpression: 'b' }, 'MEDIUM', []],
    ['described', {}, { Description: 'x' }, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(schedule, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[string, JsonObject, string]>([
    ['an own function', target(own), 'LOW'],
    ['a powerful call', target(call('kms:scheduleKeyDeletion')), 'HIGH'],
  ])('a new one of %s', (_, after, severity) => {
    expect(riskOf(schedule, undefined, after)?.severity).toBe(severity);
  });

  test('one that deletes itself comes and goes; what it costs depends on its use', () => {
    const once = resource(schedule.type, { ActionAfterCompletion: 'DELETE' });
    expect(schedule.membership?.ownerOf(once)).toBe('whatever plans it for one time');
    expect(schedule.membership?.ownerOf(resource(schedule.type, {}))).toBeUndefined();
    expect(schedule.monthlyCost?.(once, costContext({})).usd).toBeNull();
  });
});
