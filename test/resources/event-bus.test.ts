import {
  DescribeEventBusCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { eventBus } from '../../lib/resources/event-bus.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const events = mockClient(EventBridgeClient);
const Arn = 'arn:aws:events:eu-west-1:111122223333:event-bus/own';
const policy = (Principal: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'events:PutEvents', Resource: Arn }],
});
const own = {
  Name: 'own',
  Arn,
  Description: 'd',
  ManagedBy: 'm',
  Policy: JSON.stringify(policy('111122223333')),
};

beforeEach(() => {
  events.reset();
  events
    .on(ListEventBusesCommand)
    .resolves({ EventBuses: [{ Name: 'default' }, {}], NextToken: '2' })
    .on(ListEventBusesCommand, { NextToken: '2' })
    .resolves({ EventBuses: [own] })
    .on(DescribeEventBusCommand)
    .resolves({
      KmsKeyIdentifier: 'k',
      DeadLetterConfig: { Arn: 'q' },
      LogConfig: { Level: 'INFO', IncludeDetail: 'FULL' },
      LastModifiedTime: new Date(1),
    })
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: [{ Key: 'Name', Value: 'x' }] });
});

test('every property of every page', async () => {
  const [first, second, ...rest] = (await readAll(eventBus)).map((each) => stored(eventBus, each));
  expect(rest).toEqual([]);
  expect(first?.id).toBe('default');
  expect(second?.tags).toEqual({ Name: 'x' });
  expect(second?.properties).toEqual({
    Name: 'own',
    Arn,
    Description: 'd',
    ManagedBy: 'm',
    Policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: ['111122223333'] },
          Action: ['events:putevents'],
          Resource: [Arn],
        },
      ],
    },
    KmsKeyIdentifier: 'k',
    DeadLetterConfig: { Arn: 'q' },
    LogConfig: { Level: 'INFO', IncludeDetail: 'FULL' },
  });
});

test('read again in another order, it gives the same bytes; what is denied is unread', async () => {
  const first = storedLines(eventBus, await readAll(eventBus));
  events.on(ListEventBusesCommand).resolves({ EventBuses: [own, { Name: 'default' }] });
  expect(storedLines(eventBus, await readAll(eventBus))).toEqual(first);
  events.on(DescribeEventBusCommand).rejects(awsError('AccessDeniedException', 'no'));
  events.on(ListTagsForResourceCommand).rejects(awsError('AccessDeniedException', 'no'));
  expect((await readAll(eventBus))[0]?.unread?.map(({ path }) => path)).toEqual([
    '/KmsKeyIdentifier',
    '/DeadLetterConfig',
    '/LogConfig',
    '/Tags',
  ]);
});

test.each<[string, JsonObject, JsonObject, string, string[]]>([
  ['open to all', {}, { Policy: policy('*') }, 'CRITICAL', ['policy-public']],
  ['open to an account', {}, { Policy: policy('999988887777') }, 'HIGH', ['policy-foreign-account']],
  ['closed', { Policy: policy('*') }, {}, 'INFO', []],
  ['another key', { KmsKeyIdentifier: 'a' }, { KmsKeyIdentifier: 'b' }, 'MEDIUM', ['events-bus-key-changed']],
  ['described', {}, { Description: 'x' }, 'INFO', []],
])('a bus that is %s', (_, before, after, severity, rules) => {
  expect(riskOf(eventBus, before, after)).toMatchObject({ severity, rules });
});

test('what a bus costs depends on its use', () => {
  expect(eventBus.monthlyCost?.(resource('', {}), costContext({})).usd).toBeNull();
});
