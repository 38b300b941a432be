import {
  GetDataProtectionPolicyCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { snsSubscription } from '../../lib/resources/sns-subscription.ts';
import { snsTopic } from '../../lib/resources/sns-topic.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const sns = mockClient(SNSClient);
const topic = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const other = `${topic}-2`;
const policy = (Principal: JsonObject | string, Condition: JsonObject = {}): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'a', Effect: 'Allow', Principal, Action: 'SNS:Publish', Resource: topic, Condition }],
});
const attributes = {
  TopicArn: topic,
  Owner: '111122223333',
  Policy: JSON.stringify(policy({ AWS: '*' }, { StringEquals: { 'AWS:SourceOwner': '111122223333' } })),
  DisplayName: 'Alerts',
  KmsMasterKeyId: 'alias/a',
  DeliveryPolicy: '{"http":{"disableSubscriptionOverrides":true}}',
  EffectiveDeliveryPolicy: '{"http":{}}',
  SignatureVersion: '2',
  TracingConfig: 'Active',
  FifoTopic: 'true',
  ContentBasedDeduplication: 'true',
  FifoThroughputScope: 'Topic',
  ArchivePolicy: '{"MessageRetentionPeriod":"30"}',
  BeginningArchiveTime: '2026-01-01T00:00:00Z',
  MaximumMessageSize: '262144',
  SubscriptionsConfirmed: '3',
  SubscriptionsDeleted: '0',
  SubscriptionsPending: '1',
  SQSSuccessFeedbackRoleArn: 'r1',
  SQSSuccessFeedbackSampleRate: '100',
  SQSFailureFeedbackRoleArn: 'r2',
  HTTPFailureFeedbackRoleArn: 'r3',
};
const sub = (name: string, rest: Subscription): Subscription => ({
  SubscriptionArn: `${topic}:${name}`,
  Owner: '111122223333',
  TopicArn: topic,
  ...rest,
});
const webhook = sub('a', { Protocol: 'https', Endpoint: 'https://hooks.example.com/services/T0/canary' });
const mail = sub('b', { Protocol: 'email', Endpoint: 'ops@example.com' });
const pending = { ...mail, SubscriptionArn: 'PendingConfirmation' };
const theirs = sub('c', {
  Protocol: 'sqs',
  Endpoint: 'arn:aws:sqs:eu-west-1:999988887777:q',
  Owner: '999988887777',
});

beforeEach(() => {
  sns.reset();
  sns
    .on(ListTopicsCommand)
    .resolves({ Topics: [{ TopicArn: topic }, {}], NextToken: '2' })
    .on(ListTopicsCommand, { NextToken: '2' })
    .resolves({ Topics: [{ TopicArn: other }, { TopicArn: 'arn:gone' }] })
    .on(GetTopicAttributesCommand, { TopicArn: topic })
    .resolves({ Attributes: attributes })
    .on(GetTopicAttributesCommand, { TopicArn: other })
    .resolves({})
    .on(GetTopicAttributesCommand, { TopicArn: 'arn:gone' })
    .rejects(awsError('NotFoundException'))
    .on(GetDataProtectionPolicyCommand)
    .rejects(awsError('InvalidParameterException'))
    .on(GetDataProtectionPolicyCommand, { ResourceArn: topic })
    .resolves({ DataProtectionPolicy: '{"Name":"p"}' })
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: [{ Key: 'Name', Value: 'alerts' }] })
    .on(ListSubscriptionsCommand)
    .resolves({ Subscriptions: [webhook, pending], NextToken: '2' })
    .on(ListSubscriptionsCommand, { NextToken: '2' })
    .resolves({ Subscriptions: [mail] })
    .on(ListSubscriptionsByTopicCommand)
    .resolves({})
    .on(ListSubscriptionsByTopicCommand, { TopicArn: topic })
    .resolves({ Subscriptions: [mail], NextToken: '2' })
    .on(ListSubscriptionsByTopicCommand, { TopicArn: topic, NextToken: '2' })
    .resolves({ Subscriptions: [theirs] })
    .on(ListSubscriptionsByTopicCommand, { TopicArn: 'arn:gone' })
    .rejects(awsError('NotFoundException'))
    .on(GetSubscriptionAttributesCommand)
    .resolves({
      Attributes: {
        RawMessageDelivery: 'true',
        FilterPolicy: '{"severity":["HIGH"]}',
        FilterPolicyScope: 'MessageBody',
        DeliveryPolicy: '{"a":1}',
        EffectiveDeliveryPolicy: '{"a":1,"b":2}',
        RedrivePolicy: '{"deadLetterTargetArn":"q"}',
        ReplayPolicy: '{"r":1}',
        ReplayStatus: 'Completed',
        SubscriptionRoleArn: 'role',
        ConfirmationWasAuthenticated: 'true',
        PendingConfirmation: 'false',
      },
    });
});

describe('reading topics', () => {
  test('every property of every page', async () => {
    const [first, second, ...rest] = await readAll(snsTopic);
    expect(rest).toEqual([]);
    expect(second).toMatchObject({ id: other, unread: [] });
    const { tags, properties } = stored(snsTopic, first ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'alerts' });
    expect(properties).toMatchObject({ Policy: { Statement: [{ Action: ['sns:publish'] }] } });
    expect({ ...properties, Policy: undefined }).toEqual({
      TopicArn: topic,
      TopicName: 'alerts',
      Owner: '111122223333',
      DisplayName: 'Alerts',
      KmsMasterKeyId: 'alias/a',
      DeliveryPolicy: { http: { disableSubscriptionOverrides: true } },
      DeliveryStatusLogging: [
        { Protocol: 'http/s', FailureFeedbackRoleArn: 'r3' },
        {
          Protocol: 'sqs',
          SuccessFeedbackRoleArn: 'r1',
          SuccessFeedbackSampleRate: '100',
          FailureFeedbackRoleArn: 'r2',
        },
      ],
      SignatureVersion: '2',
      TracingConfig: 'Active',
      FifoTopic: true,
      ContentBasedDeduplication: true,
      FifoThroughputScope: 'Topic',
      ArchivePolicy: { MessageRetentionPeriod: '30' },
      MaximumMessageSize: 262_144,
      DataProtectionPolicy: { Name: 'p' },
    });
  });

  test('read again with other counts, in another order, it gives the same bytes', async () => {
    const first = storedLines(snsTopic, await readAll(snsTopic));
    sns.on(ListTopicsCommand).resolves({ Topics: [{ TopicArn: other }, { TopicArn: topic }] });
    sns
      .on(GetTopicAttributesCommand, { TopicArn: topic })
      .resolves({ Attributes: { ...attributes, SubscriptionsConfirmed: '9' } });
    expect(storedLines(snsTopic, await readAll(snsTopic))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    sns.on(ListTagsForResourceCommand).rejects(awsError('AuthorizationError', 'no'));
    sns.on(GetTopicAttributesCommand, { TopicArn: other }).rejects(awsError('AuthorizationError', 'no'));
    expect((await readAll(snsTopic)).map(({ unread }) => unread)).toEqual([
      [{ path: '/Tags', reason: 'AuthorizationError: no' }],
      [{ path: '', reason: 'AuthorizationError: no' }],
    ]);
  });
});

describe('what a change of a topic means', () => {
  const open = { Policy: policy({ AWS: '*' }) };
  const closed = { Policy: policy({ AWS: '*' }, { StringEquals: { 'AWS:SourceOwner': '111122223333' } }) };
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['open to all', closed, open, 'CRITICAL', ['policy-public']],
    ['closed', open, closed, 'INFO', []],
    [
      'open to an account',
      closed,
      { Policy: policy({ AWS: '999988887777' }) },
      'HIGH',
      ['policy-foreign-account'],
    ],
    ['no key', { KmsMasterKeyId: 'a' }, {}, 'HIGH', ['sns-topic-key-changed']],
    ['another key', { KmsMasterKeyId: 'a' }, { KmsMasterKeyId: 'b' }, 'HIGH', ['sns-topic-key-changed']],
    ['a first key', {}, { KmsMasterKeyId: 'a' }, 'INFO', []],
    [
      'no data protection',
      { DataProtectionPolicy: { Name: 'p' } },
      {},
      'MEDIUM',
      ['sns-topic-data-protection-changed'],
    ],
    ['a name', {}, { DisplayName: 'x' }, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(snsTopic, before, after)?.severity).toBe(severity);
    expect(riskOf(snsTopic, before, after)?.rules).toEqual(rules);
  });
});

describe('reading subscriptions', () => {
  test('own ones, and those that others have to own topics, but no path of a web address', async () => {
    const read = await readAll(snsSubscription);
    expect(read.map(({ id }) => id)).toEqual(['a', 'b', 'c'].map((name) => `${topic}:${name}`));
    const [first, , third] = read.map((each) => stored(snsSubscription, each).properties);
    expect(first).toEqual({
      Arn: `${topic}:a`,
      TopicArn: topic,
      Owner: '111122223333',
      Protocol: 'https',
      Endpoint: 'https://hooks.example.com',
      EndpointPath: expect.stringMatching(/^hmac-sha256:/),
      RawMessageDelivery: true,
      FilterPolicy: { severity: ['HIGH'] },
      FilterPolicyScope: 'MessageBody',
      DeliveryPolicy: { a: 1 },
      RedrivePolicy: { deadLetterTargetArn: 'q' },
      ReplayPolicy: { r: 1 },
      SubscriptionRoleArn: 'role',
      ConfirmationWasAuthenticated: true,
    });
    expect(third).toMatchObject({ Owner: '999988887777', Endpoint: theirs.Endpoint });
    expect(JSON.stringify(read.map((each) => stored(snsSubscription, each)))).not.toContain('canary');
    expect(sns.commandCalls(GetSubscriptionAttributesCommand)).toHaveLength(2);
  });

  test('read again in another order, it gives the same bytes; what is denied is unread', async () => {
    const first = storedLines(snsSubscription, await readAll(snsSubscription));
    sns.on(ListSubscriptionsCommand).resolves({ Subscriptions: [mail, webhook] });
    expect(storedLines(snsSubscription, await readAll(snsSubscription))).toEqual(first);
    sns.on(GetSubscriptionAttributesCommand).rejects(awsError('AuthorizationError', 'no'));
    expect((await readAll(snsSubscription))[0]?.unread).toHaveLength(8);
    sns.on(ListSubscriptionsByTopicCommand).rejects(awsError('AuthorizationError'));
    await expect(readAll(snsSubscription)).rejects.toThrow('AuthorizationError');
  });

  test('a web address without a path is told whole', async () => {
    sns
      .on(ListSubscriptionsCommand)
      .resolves({ Subscriptions: [{ ...webhook, Endpoint: 'http://a.example.com/' }] });
    expect((await readAll(snsSubscription))[0]?.properties).toMatchObject({
      Endpoint: 'http://a.example.com',
      EndpointPath: undefined,
    });
  });
});

describe('what a subscription means', () => {
  const queue = (account: string) => ({ Protocol: 'sqs', Endpoint: `arn:aws:sqs:eu-west-1:${account}:q` });
  test.each<[string, JsonObject, string, string[]]>([
    ['a queue of the account', queue('111122223333'), 'LOW', []],
    ['a queue of another account', queue('999988887777'), 'HIGH', ['sns-subscription-foreign-account']],
    [
      'owned by another account',
      { ...queue('111122223333'), Owner: '999988887777' },
      'HIGH',
      ['sns-subscription-foreign-account'],
    ],
    ['e-mail', { Protocol: 'email', Endpoint: 'a@b.c' }, 'MEDIUM', ['sns-subscription-outside']],
    ['http', { Protocol: 'http', Endpoint: 'http://a.b' }, 'HIGH', ['sns-subscription-outside']],
  ])('%s is new', (_, after, severity, rules) => {
    expect(riskOf(snsSubscription, undefined, after)).toMatchObject({ severity, rules });
  });

  test('another filter is told', () => {
    const risk = riskOf(snsSubscription, { FilterPolicy: { a: ['1'] } }, { FilterPolicy: { a: ['2'] } });
    expect(risk).toMatchObject({ severity: 'MEDIUM', rules: ['sns-subscription-filter-changed'] });
  });

  test.each<[string, JsonObject, JsonObject, string]>([
    ['a first filter', {}, { FilterPolicy: { a: ['2'] } }, 'MEDIUM'],
    ['raw', {}, { RawMessageDelivery: true }, 'LOW'],
    ['no longer http', { Protocol: 'http', Endpoint: 'http://a.b' }, queue('111122223333'), 'MEDIUM'],
  ])('%s', (_, before, after, severity) => {
    expect(riskOf(snsSubscription, before, after)?.severity).toBe(severity);
  });

  test('what is used decides the cost', () => {
    for (const type of [snsTopic, snsSubscription]) {
      expect(type.monthlyCost?.(resource(type.type, {}), costContext({})).usd).toBeNull();
    }
  });
});
