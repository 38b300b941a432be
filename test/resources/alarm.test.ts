import {
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type LogAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { alarm, compositeAlarm } from '../../lib/resources/alarm.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const cloudWatch = mockClient(CloudWatchClient);
const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
const actions = {
  AlarmActions: ['b', 'a'],
  OKActions: ['c'],
  InsufficientDataActions: ['d'],
  ActionsEnabled: true,
};
const state = {
  AlarmConfigurationUpdatedTimestamp: new Date(1),
  StateValue: 'OK' as const,
  StateReason: 'fine',
  StateReasonData: '{}',
  StateUpdatedTimestamp: new Date(2),
  StateTransitionedTimestamp: new Date(3),
};
const full: MetricAlarm = {
  ...state,
  ...actions,
  AlarmName: 'errors',
  AlarmArn: arn('errors'),
  AlarmDescription: 'too many',
  MetricName: 'Errors',
  Namespace: 'AWS/Lambda',
  Statistic: 'Sum',
  ExtendedStatistic: 'p99',
  Dimensions: [
    { Name: 'Resource', Value: 'r' },
    { Name: 'FunctionName', Value: 'f' },
  ],
  Period: 60,
  Unit: 'Count',
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'breaching',
  EvaluateLowSampleCountPercentile: 'ignore',
  Metrics: [
    {
      Id: 'm2',
      ReturnData: true,
      MetricStat: {
        Metric: {
          Namespace: 'n',
          MetricName: 'm',
          Dimensions: [
            { Name: 'b', Value: '1' },
            { Name: 'a', Value: '2' },
          ],
        },
        Period: 60,
        Stat: 'Sum',
      },
    },
    { Id: 'm1', Expression: 'm2 * 2', Label: 'l', Period: 60, AccountId: '111122223333' },
  ],
  ThresholdMetricId: 'm1',
  EvaluationState: 'PARTIAL_DATA',
  EvaluationInterval: 60,
  WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 },
};
const table: MetricAlarm = {
  AlarmName: 'TargetTracking-table/t-AlarmHigh-1',
  AlarmArn: arn('t'),
  Threshold: 42,
};
const log: LogAlarm = { AlarmName: 'log', AlarmArn: arn('log'), QueryResultsToAlarm: 1 };
const composite: CompositeAlarm = {
  ...state,
  ...actions,
  AlarmName: 'all',
  AlarmArn: arn('all'),
  AlarmRule: 'ALARM(errors)',
  ActionsSuppressor: 'deployment',
  ActionsSuppressorWaitPeriod: 60,
  ActionsSuppressorExtensionPeriod: 30,
  ActionsSuppressedBy: 'WaitPeriod',
  ActionsSuppressedReason: 'x',
};

beforeEach(() => {
  cloudWatch.reset();
  cloudWatch
    .on(DescribeAlarmsCommand, { AlarmTypes: ['MetricAlarm', 'LogAlarm'] })
    .resolves({ MetricAlarms: [full, {}], NextToken: '2' })
    .on(DescribeAlarmsCommand, { AlarmTypes: ['MetricAlarm', 'LogAlarm'], NextToken: '2' })
    .resolves({ MetricAlarms: [table, { AlarmName: 'nameless' }], LogAlarms: [log] })
    .on(DescribeAlarmsCommand, { AlarmTypes: ['CompositeAlarm'] })
    .resolves({ CompositeAlarms: [composite] })
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: [{ Key: 'Name', Value: 'x' }] });
});

describe('reading', () => {
  test('every property of every page, without the state', async () => {
    const read = await readAll(alarm);
    expect(read.map(({ id }) => id)).toEqual(['errors', table.AlarmName, 'nameless', 'log']);
    const { tags, properties } = stored(alarm, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'x' });
    expect(properties).toEqual({
      Arn: arn('errors'),
      AlarmName: 'errors',
      AlarmDescription: 'too many',
      ActionsEnabled: true,
      AlarmActions: ['a', 'b'],
      OKActions: ['c'],
      InsufficientDataActions: ['d'],
      MetricName: 'Errors',
      Namespace: 'AWS/Lambda',
      Statistic: 'Sum',
      ExtendedStatistic: 'p99',
      Dimensions: [
        { Name: 'FunctionName', Value: 'f' },
        { Name: 'Resource', Value: 'r' },
      ],
      Period: 60,
      Unit: 'Count',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'breaching',
      EvaluateLowSampleCountPercentile: 'ignore',
      Metrics: [
        { Id: 'm1', Expression: 'm2 * 2', Label: 'l', Period: 60, AccountId: '111122223333' },
        {
          Id: 'm2',
          ReturnData: true,
          MetricStat: {
            Metric: {
              Namespace: 'n',
              MetricName: 'm',
              Dimensions: [
                { Name: 'a', Value: '2' },
                { Name: 'b', Value: '1' },
              ],
            },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ],
      ThresholdMetricId: 'm1',
      EvaluationInterval: 60,
      WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 },
    });
  });

  test('composite alarms', async () => {
    const read = await readAll(compositeAlarm);
    expect(read.map((each) => stored(compositeAlarm, each).properties)).toEqual([
      {
        Arn: arn('all'),
        AlarmName: 'all',
        AlarmRule: 'ALARM(errors)',
        ActionsEnabled: true,
        AlarmActions: ['a', 'b'],
        OKActions: ['c'],
        InsufficientDataActions: ['d'],
        ActionsSuppressor: 'deployment',
        ActionsSuppressorWaitPeriod: 60,
        ActionsSuppressorExtensionPeriod: 30,
      },
    ]);
  });

  test('read again in another state and order, after a table scaled, it gives the same bytes', async () => {
    const first = storedLines(alarm, await readAll(alarm));
    cloudWatch.on(DescribeAlarmsCommand, { AlarmTypes: ['MetricAlarm', 'LogAlarm'] }).resolves({
      LogAlarms: [log],
      MetricAlarms: [
        { AlarmName: 'nameless' },
        { ...table, Threshold: 99 },
        {
          ...full,
          StateValue: 'ALARM',
          AlarmActions: ['a', 'b'],
          Dimensions: [...(full.Dimensions ?? [])].reverse(),
          Metrics: [...(full.Metrics ?? [])].reverse(),
        },
      ],
    });
    expect(storedLines(alarm, await readAll(alarm))).toEqual(first);
  });

  test('denied tags are unread; a denied list makes the type unread', async () => {
    cloudWatch.on(ListTagsForResourceCommand).rejects(awsError('AccessDenied', 'no'));
    expect((await readAll(alarm))[0]?.unread).toEqual([{ path: '/Tags', reason: 'AccessDenied: no' }]);
    cloudWatch.on(DescribeAlarmsCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(compositeAlarm)).rejects.toThrow('AccessDenied');
  });
});

const base: JsonObject = { AlarmActions: ['a', 'b'], Threshold: 1 };

describe('what a change of an alarm means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['silenced', {}, { ActionsEnabled: false }, 'HIGH', ['cloudwatch-alarm-actions-disabled']],
    ['heard again', { ActionsEnabled: false }, {}, 'INFO', []],
    ['one told less', {}, { AlarmActions: ['a'] }, 'MEDIUM', ['cloudwatch-alarm-action-removed']],
    ['nobody told', {}, { AlarmActions: [] }, 'HIGH', ['cloudwatch-alarm-action-removed']],
    ['one told more', {}, { AlarmActions: ['a', 'b', 'c'] }, 'MEDIUM', []],
    ['another threshold', {}, { Threshold: 1000 }, 'MEDIUM', []],
    ['described', {}, { AlarmDescription: 'x' }, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(alarm, { ...base, ...before }, { ...base, ...after })).toMatchObject({ severity, rules });
  });

  test('deleted', () => {
    const risk = assessRisk({ kind: 'removed', before: resource(alarm.type, base) }, alarm);
    expect(risk).toMatchObject({ severity: 'MEDIUM', rules: ['cloudwatch-alarm-deleted'] });
  });

  test('alarms of target tracking come and go with it', () => {
    const AlarmDescription = 'DO NOT EDIT OR DELETE. For TargetTrackingScalingPolicy arn:aws:autoscaling:x';
    const own = resource(alarm.type, { AlarmDescription }, { id: 'TargetTracking-web-AlarmHigh-1' });
    expect(alarm.membership?.ownerOf(own)).toBe('the scaling policy of web-AlarmHigh');
    expect(alarm.membership?.ownerOf(resource(alarm.type, {}))).toBeUndefined();
  });
});

test.each<[string, Record<string, number>, number | null]>([
  ['1 alarm at 0.10 USD a month', { 'AmazonCloudWatch alarm/month': 0.1 }, 0.1],
  ['unknown without a price', {}, null],
])('%s', (_, prices, usd) => {
  expect(alarm.monthlyCost?.(resource(alarm.type, base), costContext(prices)).usd).toBe(usd);
  expect(compositeAlarm.monthlyCost?.(resource(alarm.type, base), costContext(prices)).usd).toBeNull();
});
