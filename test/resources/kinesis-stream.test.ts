import {
  DescribeStreamSummaryCommand,
  GetResourcePolicyCommand,
  KinesisClient,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  type StreamDescriptionSummary,
} from '@aws-sdk/client-kinesis';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { kinesisStream } from '../../lib/resources/kinesis-stream.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const kinesis = mockClient(KinesisClient);
const arn = (name: string) => `arn:aws:kinesis:eu-west-1:111122223333:stream/${name}`;
const full: StreamDescriptionSummary = {
  StreamName: 'orders',
  StreamARN: arn('orders'),
  StreamId: 's1',
  StreamStatus: 'ACTIVE',
  StreamModeDetails: { StreamMode: 'PROVISIONED' },
  RetentionPeriodHours: 48,
  StreamCreationTimestamp: new Date(1),
  EnhancedMonitoring: [{ ShardLevelMetrics: ['OutgoingBytes', 'IncomingBytes'] }, {}],
  EncryptionType: 'KMS',
  KeyId: 'alias/a',
  OpenShardCount: 3,
  ConsumerCount: 2,
  WarmThroughput: { TargetMiBps: 10, CurrentMiBps: 5 },
  MaxRecordSizeInKiB: 1024,
};
const onDemand: StreamDescriptionSummary = {
  ...full,
  StreamName: 'clicks',
  StreamARN: arn('clicks'),
  StreamModeDetails: { StreamMode: 'ON_DEMAND' },
  EncryptionType: 'NONE',
  KeyId: undefined,
};
const policy = (Principal: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'kinesis:GetRecords', Resource: '*' }],
});
const streams: Record<string, StreamDescriptionSummary> = {
  orders: full,
  clicks: onDemand,
  deleting: { ...full, StreamName: 'deleting', StreamStatus: 'DELETING' },
};

beforeEach(() => {
  kinesis.reset();
  kinesis
    .on(ListStreamsCommand)
    .resolves({ StreamNames: ['orders', 'deleting'], HasMoreStreams: true, NextToken: '2' })
    .on(ListStreamsCommand, { NextToken: '2' })
    .resolves({ StreamNames: ['clicks', 'gone'], HasMoreStreams: false })
    .on(DescribeStreamSummaryCommand)
    .callsFake(({ StreamName = '' }: { StreamName?: string }) => {
      if (StreamName === 'gone') throw awsError('ResourceNotFoundException');
      return { StreamDescriptionSummary: streams[StreamName] };
    })
    .on(GetResourcePolicyCommand, { ResourceARN: arn('orders') })
    .resolves({ Policy: JSON.stringify(policy('111122223333')) })
    .on(GetResourcePolicyCommand, { ResourceARN: arn('clicks') })
    .rejects(awsError('AccessDeniedException', 'no'))
    .on(ListTagsForStreamCommand)
    .resolves({ Tags: [{ Key: 'Name', Value: 'orders' }], HasMoreTags: true })
    .on(ListTagsForStreamCommand, { ExclusiveStartTagKey: 'Name' })
    .resolves({ Tags: [{ Key: 'team', Value: 'a' }], HasMoreTags: false });
});

describe('reading', () => {
  test('every property of every page', async () => {
    const [first, second, ...rest] = (await readAll(kinesisStream)).map((each) =>
      stored(kinesisStream, each),
    );
    expect(rest).toEqual([]);
    expect(first?.tags).toEqual({ Name: 'orders', team: 'a' });
    expect({ ...first?.properties, ResourcePolicy: undefined }).toEqual({
      Name: 'orders',
      Arn: arn('orders'),
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      ShardCount: 3,
      RetentionPeriodHours: 48,
      MaxRecordSizeInKiB: 1024,
      WarmThroughputMiBps: 10,
      DesiredShardLevelMetrics: ['IncomingBytes', 'OutgoingBytes'],
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/a' },
    });
    expect(first?.properties).toMatchObject({ ResourcePolicy: { Statement: [{ Effect: 'Allow' }] } });
    expect(second?.properties).not.toHaveProperty('ShardCount');
    expect(second?.properties).not.toHaveProperty('StreamEncryption');
    expect(second?.unread).toEqual([{ path: '/ResourcePolicy', reason: 'AccessDeniedException: no' }]);
  });

  test('read again while streams scale, in another order, it gives the same bytes', async () => {
    const first = storedLines(kinesisStream, await readAll(kinesisStream));
    kinesis.on(ListStreamsCommand).resolves({ StreamNames: ['clicks', 'orders'] });
    kinesis.on(DescribeStreamSummaryCommand, { StreamName: 'clicks' }).resolves({
      StreamDescriptionSummary: {
        ...onDemand,
        OpenShardCount: 64,
        StreamStatus: 'UPDATING',
        ConsumerCount: 9,
      },
    });
    expect(storedLines(kinesisStream, await readAll(kinesisStream))).toEqual(first);
  });

  test('denied tags are unread', async () => {
    kinesis.on(ListTagsForStreamCommand).rejects(awsError('AccessDeniedException', 'no'));
    expect((await readAll(kinesisStream))[0]?.unread?.map(({ path }) => path)).toEqual(['/Tags']);
  });
});

const key = (KeyId: string) => ({ StreamEncryption: { EncryptionType: 'KMS', KeyId } });
const base: JsonObject = { ...key('a'), RetentionPeriodHours: 48, ShardCount: 2 };

describe('what a change of a stream means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['not encrypted', {}, { StreamEncryption: null }, 'HIGH', ['kinesis-stream-not-encrypted']],
    ['encrypted', { StreamEncryption: null }, {}, 'INFO', []],
    ['another key', {}, key('b'), 'MEDIUM', ['kinesis-key-changed']],
    ['kept shorter', {}, { RetentionPeriodHours: 24 }, 'MEDIUM', ['kinesis-retention-shortened']],
    ['kept longer', {}, { RetentionPeriodHours: 72 }, 'INFO', []],
    ['open to all', {}, { ResourcePolicy: policy('*') }, 'CRITICAL', ['policy-public']],
    [
      'open to another',
      { ResourcePolicy: policy('111122223333') },
      { ResourcePolicy: policy('999988887777') },
      'HIGH',
      ['kinesis-policy-changed', 'policy-foreign-account'],
    ],
    ['more shards', {}, { ShardCount: 20 }, 'MEDIUM', []],
    ['other metrics', {}, { DesiredShardLevelMetrics: ['ALL'] }, 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(kinesisStream, { ...base, ...before }, { ...base, ...after });
    expect(risk?.severity).toBe(severity);
    expect([...(risk?.rules ?? [])].sort()).toEqual(rules);
  });

  test('deleted, with its records; new without encryption', () => {
    const before = resource(kinesisStream.type, base);
    expect(assessRisk({ kind: 'removed', before }, kinesisStream).rules).toEqual([
      'stateful-resource-deleted',
    ]);
    expect(riskOf(kinesisStream, undefined, {})?.severity).toBe('MEDIUM');
  });
});

test.each<[string, JsonObject, Record<string, number>, number | null]>([
  [
    '2 shards x 730 h x 0.015 USD = 21.90 USD',
    { ShardCount: 2 },
    { 'AmazonKinesis shard/hour': 0.015 },
    21.9,
  ],
  ['unknown on demand', {}, { 'AmazonKinesis shard/hour': 0.015 }, null],
  ['unknown without a price', { ShardCount: 2 }, {}, null],
])('%s', (_, properties, prices, usd) => {
  expect(kinesisStream.monthlyCost?.(resource('', properties), costContext(prices)).usd).toBe(usd);
});
