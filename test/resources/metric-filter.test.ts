import {
  CloudWatchLogsClient,
  DescribeMetricFiltersCommand,
  DescribeResourcePoliciesCommand,
  type MetricFilter,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { logsResourcePolicy } from '../../lib/resources/logs-resource-policy.ts';
import { metricFilter } from '../../lib/resources/metric-filter.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const logs = mockClient(CloudWatchLogsClient);
const full: MetricFilter = {
  filterName: 'root',
  filterPattern: '{ $.userIdentity.type = "Root" }',
  metricTransformations: [
    { metricName: 'b', metricNamespace: 'n', metricValue: '1' },
    {
      metricName: 'a',
      metricNamespace: 'n',
      metricValue: '1',
      defaultValue: 0,
      unit: 'Count',
      dimensions: { y: '$.y', x: '$.x' },
    },
  ],
  creationTime: 1,
  logGroupName: 'trail',
  applyOnTransformedLogs: true,
  fieldSelectionCriteria: 'c',
  emitSystemFieldDimensions: ['@b', '@a'],
};
const policy = (Principal: JsonObject): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'logs:PutLogEvents', Resource: '*' }],
});

beforeEach(() => {
  logs.reset();
  logs
    .on(DescribeMetricFiltersCommand)
    .resolves({ metricFilters: [full, { filterName: 'x' }], nextToken: '2' })
    .on(DescribeMetricFiltersCommand, { nextToken: '2' })
    .resolves({ metricFilters: [{ ...full, filterName: 'second' }] })
    .on(DescribeResourcePoliciesCommand)
    .resolves({
      resourcePolicies: [
        {
          policyName: 'p1',
          policyDocument: JSON.stringify(policy({ Service: 'es.amazonaws.com' })),
          lastUpdatedTime: 1,
        },
        {},
      ],
      nextToken: '2',
    })
    .on(DescribeResourcePoliciesCommand, { nextToken: '2' })
    .resolves({
      resourcePolicies: [{ policyName: 'p2' }, { policyName: 'of a group', policyScope: 'RESOURCE' }],
    });
});

describe('reading', () => {
  test('every property of every page', async () => {
    const [first, second, ...rest] = (await readAll(metricFilter)).map((each) => stored(metricFilter, each));
    expect(rest).toEqual([]);
    expect([first?.id, second?.id]).toEqual(['trail|root', 'trail|second']);
    expect(first?.properties).toEqual({
      FilterName: 'root',
      LogGroupName: 'trail',
      FilterPattern: '{ $.userIdentity.type = "Root" }',
      FieldSelectionCriteria: 'c',
      ApplyOnTransformedLogs: true,
      EmitSystemFieldDimensions: ['@a', '@b'],
      MetricTransformations: [
        {
          MetricName: 'a',
          MetricNamespace: 'n',
          MetricValue: '1',
          DefaultValue: 0,
          Unit: 'Count',
          Dimensions: [
            { Key: 'x', Value: '$.x' },
            { Key: 'y', Value: '$.y' },
          ],
        },
        { MetricName: 'b', MetricNamespace: 'n', MetricValue: '1' },
      ],
    });
  });

  test('read again in another order, it gives the same bytes', async () => {
    const first = storedLines(metricFilter, await readAll(metricFilter));
    const reversed = { ...full, metricTransformations: [...(full.metricTransformations ?? [])].reverse() };
    logs
      .on(DescribeMetricFiltersCommand)
      .resolves({ metricFilters: [{ ...reversed, filterName: 'second' }, reversed] });
    expect(storedLines(metricFilter, await readAll(metricFilter))).toEqual(first);
  });

  test('policies of the account, not those of single log groups', async () => {
    const read = await readAll(logsResourcePolicy);
    expect(read.map(({ id }) => id)).toEqual(['p1', 'p2']);
    const first = storedLines(logsResourcePolicy, read);
    expect(first[0]).toContain('"Service":["es.amazonaws.com"]');
    expect(storedLines(logsResourcePolicy, await readAll(logsResourcePolicy))).toEqual(first);
  });

  test('a denied list makes the type unread', async () => {
    logs.on(DescribeMetricFiltersCommand).rejects(awsError('AccessDeniedException'));
    logs.on(DescribeResourcePoliciesCommand).rejects(awsError('AccessDeniedException'));
    await expect(readAll(metricFilter)).rejects.toThrow('AccessDeniedException');
    await expect(readAll(logsResourcePolicy)).rejects.toThrow('AccessDeniedException');
  });
});

describe('what a change means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'another pattern',
      { FilterPattern: 'a' },
      { FilterPattern: 'b' },
      'MEDIUM',
      ['logs-metric-filter-pattern-changed'],
    ],
    [
      'another pattern, where it counted what somebody did',
      { FilterPattern: '{ $.userIdentity.type = "Root" }' },
      { FilterPattern: '{ $.userIdentity.type = "Rooot" }' },
      'HIGH',
      ['logs-metric-filter-pattern-changed'],
    ],
    ['another metric', {}, { MetricTransformations: [{ MetricName: 'x' }] }, 'MEDIUM', []],
  ])('a filter with %s', (_, before, after, severity, rules) => {
    expect(riskOf(metricFilter, before, after)).toMatchObject({ severity, rules });
  });

  test('a deleted filter', () => {
    const risk = assessRisk({ kind: 'removed', before: resource(metricFilter.type, {}) }, metricFilter);
    expect(risk).toMatchObject({ severity: 'MEDIUM', rules: ['logs-metric-filter-deleted'] });
    const before = resource(metricFilter.type, { FilterPattern: '{ ($.eventName = DeleteTrail) }' });
    expect(assessRisk({ kind: 'removed', before }, metricFilter).severity).toBe('HIGH');
  });

  test.each<[string, JsonObject, string, string[]]>([
    ['a service', { Service: 'es.amazonaws.com' }, 'LOW', []],
    ['everybody', { AWS: '*' }, 'CRITICAL', ['policy-public']],
    ['another account', { AWS: '999988887777' }, 'HIGH', ['policy-foreign-account']],
  ])('a new policy for %s', (_, principal, severity, rules) => {
    const after = { PolicyDocument: policy(principal) };
    expect(riskOf(logsResourcePolicy, undefined, after)).toMatchObject({ severity, rules });
  });

  test('both are free', () => {
    for (const type of [metricFilter, logsResourcePolicy]) {
      expect(type.monthlyCost?.(resource('', {}), costContext({})).usd).toBe(0);
    }
  });
});
