import {
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  type Rule,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { eventsRule } from '../../lib/resources/events-rule.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const events = mockClient(EventBridgeClient);
const arn = (name: string) => `arn:aws:events:eu-west-1:111122223333:rule/${name}`;
const full: Rule = {
  Name: 'guard',
  Arn: arn('guard'),
  EventPattern: '{"source":["aws.guardduty"],"detail":{"type":["b","a"]}}',
  State: 'ENABLED',
  Description: 'of attacks',
  ScheduleExpression: 'rate(1 day)',
  RoleArn: 'arn:aws:iam::111122223333:role/r',
  ManagedBy: 'guardduty.amazonaws.com',
  EventBusName: 'default',
};
const topic: Target = { Id: '2', Arn: 'arn:aws:sns:eu-west-1:111122223333:alerts', InputPath: '$.detail' };
const ecs: Target = {
  Id: '1',
  Arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/c',
  RoleArn: 'r',
  Input: '{"b":1, "a":2}',
  InputTransformer: { InputPathsMap: { a: '$.a' }, InputTemplate: '<a>' },
  EcsParameters: {
    TaskDefinitionArn: 't',
    TaskCount: 1,
    LaunchType: 'FARGATE',
    NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['b', 'a'], AssignPublicIp: 'ENABLED' } },
    PlacementConstraints: [{ type: 'distinctInstance', expression: 'e' }],
    PlacementStrategy: [{ type: 'spread', field: 'f' }],
    CapacityProviderStrategy: [{ capacityProvider: 'p', weight: 1, base: 0 }],
    Tags: [{ Key: 'k', Value: 'v' }],
  },
  HttpParameters: { HeaderParameters: { Authorization: 'canary' }, PathParameterValues: ['p'] },
  RunCommandParameters: { RunCommandTargets: [{ Key: 'tag:a', Values: ['b'] }] },
  DeadLetterConfig: { Arn: 'q' },
  RetryPolicy: { MaximumRetryAttempts: 1 },
};

beforeEach(() => {
  events.reset();
  events
    .on(ListEventBusesCommand)
    .resolves({ EventBuses: [{ Name: 'default' }, {}], NextToken: '2' })
    .on(ListEventBusesCommand, { NextToken: '2' })
    .resolves({ EventBuses: [{ Name: 'own' }] })
    .on(ListRulesCommand, { EventBusName: 'default' })
    .resolves({ Rules: [full, {}], NextToken: '2' })
    .on(ListRulesCommand, { EventBusName: 'default', NextToken: '2' })
    .resolves({ Rules: [] })
    .on(ListRulesCommand, { EventBusName: 'own' })
    .resolves({ Rules: [{ Name: 'second', Arn: arn('own/second') }] })
    .on(ListTargetsByRuleCommand)
    .resolves({})
    .on(ListTargetsByRuleCommand, { Rule: 'guard', EventBusName: 'default' })
    .resolves({ Targets: [topic], NextToken: '2' })
    .on(ListTargetsByRuleCommand, { Rule: 'guard', EventBusName: 'default', NextToken: '2' })
    .resolves({ Targets: [ecs] })
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: [{ Key: 'Name', Value: 'guard' }] });
});

describe('reading', () => {
  test('every property of the rules of every bus, with their targets', async () => {
    const [first, second, ...rest] = await readAll(eventsRule);
    expect(rest).toEqual([]);
    expect(second).toMatchObject({ id: arn('own/second'), properties: { EventBusName: 'own' } });
    const { tags, properties } = stored(eventsRule, first ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'guard' });
    expect(properties).toEqual({
      Arn: arn('guard'),
      Name: 'guard',
      EventBusName: 'default',
      Description: 'of attacks',
      State: 'ENABLED',
      EventPattern: { source: ['aws.guardduty'], detail: { type: ['a', 'b'] } },
      ScheduleExpression: 'rate(1 day)',
      RoleArn: full.RoleArn,
      ManagedBy: 'guardduty.amazonaws.com',
      Targets: [
        {
          Id: '1',
          Arn: ecs.Arn,
          RoleArn: 'r',
          Input: { a: 2, b: 1 },
          InputTransformer: { InputPathsMap: { a: '$.a' }, InputTemplate: '<a>' },
          EcsParameters: {
            TaskDefinitionArn: 't',
            TaskCount: 1,
            LaunchType: 'FARGATE',
            NetworkConfiguration: { AwsVpcConfiguration: { Subnets: ['a', 'b'], AssignPublicIp: 'ENABLED' } },
            PlacementConstraints: [{ Type: 'distinctInstance', Expression: 'e' }],
            PlacementStrategies: [{ Type: 'spread', Field: 'f' }],
            CapacityProviderStrategy: [{ CapacityProvider: 'p', Weight: 1, Base: 0 }],
            TagList: [{ Key: 'k', Value: 'v' }],
          },
          HttpParameters: {
            HeaderParameters: { Authorization: expect.stringMatching(/^hmac-sha256:/) },
            PathParameterValues: ['p'],
          },
          RunCommandParameters: { RunCommandTargets: [{ Key: 'tag:a', Values: ['b'] }] },
          DeadLetterConfig: { Arn: 'q' },
          RetryPolicy: { MaximumRetryAttempts: 1 },
        },
        { Id: '2', Arn: topic.Arn, InputPath: '$.detail' },
      ],
    });
  });

  test('read again in another order, it gives the same bytes', async () => {
    const first = storedLines(eventsRule, await readAll(eventsRule));
    events.on(ListEventBusesCommand).resolves({ EventBuses: [{ Name: 'own' }, { Name: 'default' }] });
    events.on(ListRulesCommand, { EventBusName: 'default' }).resolves({
      Rules: [{ ...full, EventPattern: '{"detail": {"type": ["a", "b"]}, "source": ["aws.guardduty"]}' }],
    });
    events
      .on(ListTargetsByRuleCommand, { Rule: 'guard', EventBusName: 'default' })
      .resolves({ Targets: [ecs, topic] });
    expect(storedLines(eventsRule, await readAll(eventsRule))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    events.on(ListTargetsByRuleCommand).rejects(awsError('AccessDeniedException', 'no'));
    events.on(ListTagsForResourceCommand).rejects(awsError('ResourceNotFoundException'));
    expect((await readAll(eventsRule))[0]?.unread).toEqual([
      { path: '/Targets', reason: 'AccessDeniedException: no' },
    ]);
  });
});

const watching = { EventPattern: { source: ['aws.guardduty'] } };
const calls = { EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'] } };
const to = (...arns: string[]) => ({ Targets: arns.map((Arn, at) => ({ Id: String(at), Arn })) });
const own = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const theirs = 'arn:aws:events:eu-west-1:999988887777:event-bus/default';
const document = 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript';

describe('what a change of a rule means', () => {
  const disabled = { State: 'DISABLED' };
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['disabled', {}, disabled, 'MEDIUM', ['events-rule-disabled']],
    ['disabled, and it watches', watching, { ...watching, ...disabled }, 'HIGH', ['events-rule-disabled']],
    ['disabled, and it watches calls', calls, { ...calls, ...disabled }, 'HIGH', ['events-rule-disabled']],
    ['enabled', disabled, {}, 'INFO', []],
    ['a target less', to(own, 'x'), to(own), 'MEDIUM', ['events-target-removed']],
    ['a watching target less', { ...watching, ...to(own) }, watching, 'HIGH', ['events-target-removed']],
    ['a target more', to(own), to(own, 'x'), 'MEDIUM', ['events-target-added']],
    ['a foreign target', {}, to(theirs), 'HIGH', ['events-target-in-foreign-account', 'events-target-added']],
    ['commands', {}, to(document), 'HIGH', ['events-target-runs-commands', 'events-target-added']],
    [
      'other events',
      watching,
      { EventPattern: { source: ['aws.ec2'] } },
      'MEDIUM',
      ['events-pattern-changed'],
    ],
    ['described', {}, { Description: 'x' }, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(eventsRule, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[string, JsonObject, string]>([
    ['that runs a function', to(own), 'LOW'],
    ['that runs commands', to(document), 'HIGH'],
    ['that is disabled', disabled, 'LOW'],
  ])('a new rule %s', (_, after, severity) => {
    expect(riskOf(eventsRule, undefined, after)?.severity).toBe(severity);
  });

  test.each<[string, JsonObject, string, string[]]>([
    ['that watches', watching, 'HIGH', ['events-watching-rule-deleted']],
    ['that does not', {}, 'MEDIUM', []],
  ])('a deleted rule %s', (_, properties, severity, rules) => {
    const before = resource(eventsRule.type, properties);
    expect(assessRisk({ kind: 'removed', before }, eventsRule)).toMatchObject({ severity, rules });
  });
});

test.each<[string, JsonObject, string | undefined]>([
  ['of a service', { ManagedBy: 'ecs.amazonaws.com' }, 'ecs.amazonaws.com'],
  ['of a service, that watches', { ManagedBy: 'guardduty.amazonaws.com', ...watching }, undefined],
  ['of people', {}, undefined],
])('a rule %s comes and goes as its owner does', (_, properties, owner) => {
  expect(eventsRule.membership?.ownerOf(resource(eventsRule.type, properties))).toBe(owner);
});

test('rules are free', () => {
  expect(eventsRule.monthlyCost?.(resource(eventsRule.type, {}), costContext({})).usd).toBe(0);
});
