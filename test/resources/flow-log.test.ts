import { DescribeFlowLogsCommand, EC2Client, type FlowLog } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { flowLog } from '../../lib/resources/flow-log.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A flow log as DescribeFlowLogs returns it. */
const full: FlowLog = {
  CreationTime: new Date('2026-01-01T00:00:00Z'),
  DeliverLogsErrorMessage: 'Access error',
  DeliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/flow-logs',
  DeliverCrossAccountRole: 'arn:aws:iam::444455556666:role/flow-logs',
  DeliverLogsStatus: 'FAILED',
  FlowLogId: 'fl-1',
  FlowLogStatus: 'ACTIVE',
  LogGroupName: '/vpc/flow',
  ResourceId: 'vpc-1',
  TrafficType: 'ALL',
  LogDestinationType: 'cloud-watch-logs',
  LogDestination: 'arn:aws:logs:eu-west-1:444455556666:log-group:/vpc/flow',
  LogFormat: `\${version} \${srcaddr}`,
  Tags: [{ Key: 'Name', Value: 'all' }],
  MaxAggregationInterval: 60,
  DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: false },
  TagFieldSpecifications: [{ ResourceType: 'network-interface', TagKeys: ['team', 'app'] }],
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeFlowLogsCommand)
    .resolves({ FlowLogs: [full], NextToken: '2' })
    .on(DescribeFlowLogsCommand, { NextToken: '2' })
    .resolves({
      FlowLogs: [
        { FlowLogId: 'fl-2', ResourceId: 'tgw-attach-1', DeliverLogsErrorMessage: 'Rate limited' },
        {},
      ],
    });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(flowLog);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/fl-1');
    const { id, tags, properties } = stored(flowLog, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['fl-1', { Name: 'all' }]);
    expect(properties).toEqual({
      Id: 'fl-1',
      ResourceId: 'vpc-1',
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
      LogDestination: 'arn:aws:logs:eu-west-1:444455556666:log-group:/vpc/flow',
      LogGroupName: '/vpc/flow',
      DeliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/flow-logs',
      DeliverCrossAccountRole: 'arn:aws:iam::444455556666:role/flow-logs',
      DeliverLogsErrorMessage: 'Access error',
      LogFormat: `\${version} \${srcaddr}`,
      MaxAggregationInterval: 60,
      DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: false },
      TagFieldSpecifications: [{ ResourceType: 'network-interface', TagKeys: ['app', 'team'] }],
    });
    expect(stored(flowLog, second ?? { id: '', properties: {} }).properties).toEqual({
      Id: 'fl-2',
      ResourceId: 'tgw-attach-1',
      ResourceType: 'TransitGatewayAttachment',
      LogDestinationType: 'cloud-watch-logs',
      MaxAggregationInterval: 600,
    });
  });

  test('another order and a delivery that is slowed down give the same bytes', async () => {
    const first = storedLines(flowLog, await readAll(flowLog));
    ec2.on(DescribeFlowLogsCommand).resolves({
      FlowLogs: [
        { FlowLogId: 'fl-2', ResourceId: 'tgw-attach-1', DeliverLogsStatus: 'SUCCESS' },
        {
          ...full,
          TagFieldSpecifications: [{ ResourceType: 'network-interface', TagKeys: ['app', 'team'] }],
        },
      ],
    });
    expect(storedLines(flowLog, await readAll(flowLog))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeFlowLogsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(flowLog)).rejects.toThrow('UnauthorizedOperation');
  });
});

const base: JsonObject = { ResourceId: 'vpc-1', TrafficType: 'ALL', LogDestination: 'arn:aws:s3:::logs' };

describe('what a change of a flow log means', () => {
  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    ['it is new', undefined, base, 'LOW', []],
    [
      'it is new and writes to another account',
      undefined,
      { ...base, LogDestination: 'arn:aws:logs:eu-west-1:444455556666:log-group:flow' },
      'MEDIUM',
      ['ec2-flow-log-foreign-destination'],
    ],
    [
      'it writes to its own account',
      undefined,
      { ...base, LogDestination: 'arn:aws:logs:eu-west-1:111122223333:log-group:flow' },
      'LOW',
      [],
    ],
    [
      'its records do not arrive',
      base,
      { ...base, DeliverLogsErrorMessage: 'Access error' },
      'HIGH',
      ['ec2-flow-log-not-delivered'],
    ],
    ['its records arrive again', { ...base, DeliverLogsErrorMessage: 'Access error' }, base, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(flowLog, before, after)).toMatchObject({ severity, rules });
  });

  test('its deletion blinds whoever watches the network', () => {
    const risk = assessRisk({ kind: 'removed', before: resource(flowLog.type, base) }, flowLog);
    expect(risk).toMatchObject({ severity: 'HIGH', rules: ['ec2-flow-log-deleted'] });
    expect(risk.reasons[0]).toContain('of vpc-1 was deleted: its ALL traffic');
  });
});

test('what a flow log costs depends on the traffic', () => {
  expect(flowLog.monthlyCost?.(resource(flowLog.type, base), costContext({})).usd).toBeNull();
});
