import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { sqsQueue } from '../../lib/resources/sqs-queue.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const sqs = mockClient(SQSClient);
const url = (name: string) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`;
const policy = (Principal: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'SQS:*', Resource: '*' }],
});
const full = {
  QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:jobs.fifo',
  ApproximateNumberOfMessages: '5',
  ApproximateNumberOfMessagesDelayed: '0',
  ApproximateNumberOfMessagesNotVisible: '1',
  CreatedTimestamp: '1',
  LastModifiedTimestamp: '2',
  FifoQueue: 'true',
  ContentBasedDeduplication: 'true',
  DeduplicationScope: 'messageGroup',
  FifoThroughputLimit: 'perMessageGroupId',
  DelaySeconds: '1',
  MaximumMessageSize: '262144',
  MessageRetentionPeriod: '86400',
  ReceiveMessageWaitTimeSeconds: '20',
  VisibilityTimeout: '60',
  KmsMasterKeyId: 'alias/a',
  KmsDataKeyReusePeriodSeconds: '600',
  SqsManagedSseEnabled: 'false',
  RedrivePolicy: '{"deadLetterTargetArn":"d","maxReceiveCount":3}',
  RedriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":["b","a"]}',
  Policy: JSON.stringify(policy('111122223333')),
};

beforeEach(() => {
  sqs.reset();
  sqs
    .on(ListQueuesCommand)
    .resolves({ QueueUrls: [url('jobs.fifo')], NextToken: '2' })
    .on(ListQueuesCommand, { NextToken: '2' })
    .resolves({ QueueUrls: [url('plain'), url('gone')] })
    .on(GetQueueAttributesCommand, { QueueUrl: url('jobs.fifo'), AttributeNames: ['All'] })
    .resolves({ Attributes: full })
    .on(GetQueueAttributesCommand, { QueueUrl: url('plain') })
    .resolves({})
    .on(GetQueueAttributesCommand, { QueueUrl: url('gone') })
    .rejects(awsError('QueueDoesNotExist'))
    .on(ListQueueTagsCommand)
    .resolves({ Tags: { Name: 'jobs' } });
});

describe('reading', () => {
  test('every property of every page, numbers and flags as such', async () => {
    const [first, second, ...rest] = await readAll(sqsQueue);
    expect(rest).toEqual([]);
    expect(second?.id).toBe(url('plain'));
    expect(first?.arn).toBe(full.QueueArn);
    const { tags, properties } = stored(sqsQueue, first ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'jobs' });
    expect(properties).toEqual({
      QueueUrl: url('jobs.fifo'),
      Arn: full.QueueArn,
      QueueName: 'jobs.fifo',
      FifoQueue: true,
      ContentBasedDeduplication: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      DelaySeconds: 1,
      MaximumMessageSize: 262_144,
      MessageRetentionPeriod: 86_400,
      ReceiveMessageWaitTimeSeconds: 20,
      VisibilityTimeout: 60,
      KmsMasterKeyId: 'alias/a',
      KmsDataKeyReusePeriodSeconds: 600,
      SqsManagedSseEnabled: false,
      RedrivePolicy: { deadLetterTargetArn: 'd', maxReceiveCount: 3 },
      RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: ['a', 'b'] },
      Policy: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: ['111122223333'] }, Action: ['sqs:*'], Resource: ['*'] },
        ],
      },
    });
  });

  test('read again with other counts, in another order, it gives the same bytes', async () => {
    const first = storedLines(sqsQueue, await readAll(sqsQueue));
    sqs.on(ListQueuesCommand).resolves({ QueueUrls: [url('plain'), url('jobs.fifo')] });
    sqs.on(GetQueueAttributesCommand, { QueueUrl: url('jobs.fifo') }).resolves({
      Attributes: {
        ...full,
        ApproximateNumberOfMessages: '99',
        RedriveAllowPolicy: '{"sourceQueueArns":["a","b"], "redrivePermission":"byQueue"}',
      },
    });
    expect(storedLines(sqsQueue, await readAll(sqsQueue))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    sqs.on(ListQueueTagsCommand).rejects(awsError('AccessDenied', 'no'));
    sqs.on(GetQueueAttributesCommand, { QueueUrl: url('plain') }).rejects(awsError('AccessDenied', 'no'));
    expect((await readAll(sqsQueue)).map(({ unread }) => unread)).toEqual([
      [{ path: '/Tags', reason: 'AccessDenied: no' }],
      [{ path: '', reason: 'AccessDenied: no' }],
    ]);
  });
});

const base: JsonObject = { SqsManagedSseEnabled: true };

describe('what a change of a queue means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['not encrypted', {}, { SqsManagedSseEnabled: false }, 'HIGH', ['sqs-queue-not-encrypted']],
    ['encrypted', { SqsManagedSseEnabled: false }, {}, 'INFO', []],
    ['a key of its own', {}, { SqsManagedSseEnabled: false, KmsMasterKeyId: 'a' }, 'MEDIUM', []],
    ['no key of its own', { KmsMasterKeyId: 'a' }, {}, 'MEDIUM', ['sqs-queue-key-changed']],
    ['another key', { KmsMasterKeyId: 'a' }, { KmsMasterKeyId: 'b' }, 'MEDIUM', ['sqs-queue-key-changed']],
    [
      'no dead letters',
      { RedrivePolicy: { maxReceiveCount: 3 } },
      {},
      'MEDIUM',
      ['sqs-dead-letter-queue-changed'],
    ],
    [
      'other dead letters',
      { RedrivePolicy: { maxReceiveCount: 3 } },
      { RedrivePolicy: { maxReceiveCount: 4 } },
      'MEDIUM',
      ['sqs-dead-letter-queue-changed'],
    ],
    ['first dead letters', {}, { RedrivePolicy: { maxReceiveCount: 3 } }, 'INFO', []],
    ['open to all', {}, { Policy: policy('*') }, 'CRITICAL', ['policy-public']],
    ['open to an account', {}, { Policy: policy('999988887777') }, 'HIGH', ['policy-foreign-account']],
    ['slower', {}, { DelaySeconds: 5 }, 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(sqsQueue, { ...base, ...before }, { ...base, ...after });
    expect(risk).toMatchObject({ severity, rules });
  });

  test('a deleted queue loses its messages; a new one that is not encrypted deserves a look', () => {
    const before = resource(sqsQueue.type, base);
    expect(assessRisk({ kind: 'removed', before }, sqsQueue).rules).toEqual(['stateful-resource-deleted']);
    expect(riskOf(sqsQueue, undefined, {})?.severity).toBe('MEDIUM');
    expect(sqsQueue.monthlyCost?.(before, costContext({})).usd).toBeNull();
  });
});
