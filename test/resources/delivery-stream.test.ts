import {
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  type DestinationDescription,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  ListTagsForDeliveryStreamCommand,
} from '@aws-sdk/client-firehose';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { deliveryStream } from '../../lib/resources/delivery-stream.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const firehose = mockClient(FirehoseClient);
const arn = (name: string) => `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${name}`;
const s3 = {
  RoleARN: 'role',
  BucketARN: 'arn:aws:s3:::b',
  BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
  CompressionFormat: 'GZIP' as const,
  EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' as const },
};
const parameters = [
  { ParameterName: 'RoleArn' as const, ParameterValue: 'r' },
  { ParameterName: 'LambdaArn' as const, ParameterValue: 'f' },
];
const ProcessingConfiguration = {
  Enabled: true,
  Processors: [{ Type: 'Lambda' as const, Parameters: parameters }],
};
const described = (
  name: string,
  destination: Omit<DestinationDescription, 'DestinationId'>,
): DeliveryStreamDescription => ({
  DeliveryStreamName: name,
  DeliveryStreamARN: arn(name),
  DeliveryStreamStatus: 'ACTIVE',
  DeliveryStreamType: 'DirectPut',
  VersionId: '1',
  CreateTimestamp: new Date(1),
  LastUpdateTimestamp: new Date(2),
  Destinations: [{ DestinationId: 'd1', ...destination }],
  HasMoreDestinations: false,
});
const full: DeliveryStreamDescription = {
  ...described('logs', {
    S3DestinationDescription: s3,
    ExtendedS3DestinationDescription: { ...s3, ProcessingConfiguration, S3BackupDescription: s3 },
  }),
  DeliveryStreamType: 'KinesisStreamAsSource',
  DeliveryStreamEncryptionConfiguration: { Status: 'ENABLED', KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: 'k' },
  Source: {
    KinesisStreamSourceDescription: {
      KinesisStreamARN: 's',
      RoleARN: 'r',
      DeliveryStartTimestamp: new Date(1),
    },
  },
};
const web = described('web', {
  HttpEndpointDestinationDescription: {
    EndpointConfiguration: { Url: 'https://example.com/in', Name: 'e' },
    RequestConfiguration: {
      CommonAttributes: [
        { AttributeName: 'b', AttributeValue: 'canary' },
        { AttributeName: 'a', AttributeValue: 'canary' },
      ],
    },
    S3DestinationDescription: s3,
  },
});
const search = described('search', {
  AmazonopensearchserviceDestinationDescription: {
    DomainARN: 'd',
    VpcConfigurationDescription: { SubnetIds: ['b', 'a'], RoleARN: 'r', SecurityGroupIds: ['s'], VpcId: 'v' },
  },
});
const old = described('old', { S3DestinationDescription: s3 });
const splunk = described('splunk', {
  SplunkDestinationDescription: { HECEndpoint: 'e', HECToken: 'canary' },
});
const all: Record<string, DeliveryStreamDescription> = { logs: full, web, search, old, splunk };

beforeEach(() => {
  firehose.reset();
  firehose
    .on(ListDeliveryStreamsCommand)
    .resolves({ DeliveryStreamNames: ['logs', 'web'], HasMoreDeliveryStreams: true })
    .on(ListDeliveryStreamsCommand, { ExclusiveStartDeliveryStreamName: 'web' })
    .resolves({
      DeliveryStreamNames: ['search', 'old', 'splunk', 'gone', 'going'],
      HasMoreDeliveryStreams: false,
    })
    .on(DescribeDeliveryStreamCommand)
    .callsFake(({ DeliveryStreamName: name = '' }: { DeliveryStreamName?: string }) => {
      if (name === 'gone') throw awsError('ResourceNotFoundException');
      if (name === 'going')
        return { DeliveryStreamDescription: { ...old, DeliveryStreamStatus: 'DELETING' } };
      return { DeliveryStreamDescription: all[name] };
    })
    .on(ListTagsForDeliveryStreamCommand)
    .resolves({ Tags: [{ Key: 'Name', Value: 'x' }] });
});

describe('reading', () => {
  const s3Configuration = { ...s3 };
  test('every property of every page, in the words of CloudFormation', async () => {
    const read = (await readAll(deliveryStream)).map((each) => stored(deliveryStream, each));
    expect(read.map(({ id }) => id)).toEqual(Object.keys(all));
    const [first, second, third, fourth] = read;
    expect(first?.tags).toEqual({ Name: 'x' });
    expect(first?.properties).toEqual({
      DeliveryStreamName: 'logs',
      Arn: arn('logs'),
      DeliveryStreamType: 'KinesisStreamAsSource',
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: 'k' },
      KinesisStreamSourceConfiguration: { KinesisStreamARN: 's', RoleARN: 'r' },
      ExtendedS3DestinationConfiguration: {
        ...s3Configuration,
        S3BackupConfiguration: s3Configuration,
        ProcessingConfiguration: {
          Enabled: true,
          Processors: [{ Type: 'Lambda', Parameters: [...parameters].reverse() }],
        },
      },
    });
    expect(second?.properties).toMatchObject({
      HttpEndpointDestinationConfiguration: {
        EndpointConfiguration: { Url: 'https://example.com/in', Name: 'e' },
        S3Configuration: s3Configuration,
      },
    });
    expect(third?.properties).toMatchObject({
      AmazonopensearchserviceDestinationConfiguration: {
        VpcConfiguration: { SubnetIds: ['a', 'b'], RoleARN: 'r', SecurityGroupIds: ['s'] },
      },
    });
    expect(fourth?.properties).toMatchObject({ S3DestinationConfiguration: s3Configuration });
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  test('read again in another order, it gives the same bytes', async () => {
    const first = storedLines(deliveryStream, await readAll(deliveryStream));
    firehose.on(ListDeliveryStreamsCommand).resolves({ DeliveryStreamNames: Object.keys(all).reverse() });
    firehose.on(DescribeDeliveryStreamCommand, { DeliveryStreamName: 'logs' }).resolves({
      DeliveryStreamDescription: {
        ...full,
        VersionId: '2',
        DeliveryStreamEncryptionConfiguration: {
          ...full.DeliveryStreamEncryptionConfiguration,
          Status: 'ENABLING',
        },
      },
    });
    expect(storedLines(deliveryStream, await readAll(deliveryStream))).toEqual(first);
  });

  test('denied tags are unread; a stream without destination is told without one', async () => {
    firehose.on(ListDeliveryStreamsCommand).resolves({ DeliveryStreamNames: ['old'] });
    firehose.on(ListTagsForDeliveryStreamCommand).rejects(awsError('AccessDeniedException', 'no'));
    firehose
      .on(DescribeDeliveryStreamCommand)
      .resolves({ DeliveryStreamDescription: { ...old, Destinations: undefined } });
    const [read] = await readAll(deliveryStream);
    expect(read?.unread).toEqual([{ path: '/Tags', reason: 'AccessDeniedException: no' }]);
    expect(read?.properties).not.toHaveProperty('S3DestinationConfiguration');
  });
});

const bucket = (name: string, more: JsonObject = {}) => ({
  ExtendedS3DestinationConfiguration: { BucketARN: name, ...more },
});
const url = (Url: string) => ({ HttpEndpointDestinationConfiguration: { EndpointConfiguration: { Url } } });
const through = (ParameterValue: string) =>
  bucket('b', {
    ProcessingConfiguration: {
      Processors: [{ Type: 'Lambda', Parameters: [{ ParameterName: 'LambdaArn', ParameterValue }] }],
    },
  });
const encrypted = { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' } };

describe('what a change of a delivery stream means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['another bucket', bucket('b'), bucket('c'), 'HIGH', ['firehose-destination-changed']],
    [
      'outside',
      bucket('b'),
      url('https://x'),
      'HIGH',
      ['firehose-destination-changed', 'firehose-delivers-outside'],
    ],
    ['another function', through('f'), through('g'), 'MEDIUM', ['firehose-function-changed']],
    ['another prefix', bucket('b'), bucket('b', { Prefix: 'x' }), 'MEDIUM', []],
    ['other buffering', bucket('b'), bucket('b', { BufferingHints: { SizeInMBs: 9 } }), 'LOW', []],
    ['not encrypted', encrypted, {}, 'HIGH', ['firehose-stream-not-encrypted']],
    ['encrypted', {}, encrypted, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(deliveryStream, before, after)).toMatchObject({ severity, rules });
  });

  test('new and deleted', () => {
    expect(riskOf(deliveryStream, undefined, { ...bucket('b'), ...encrypted })?.severity).toBe('LOW');
    expect(riskOf(deliveryStream, undefined, { ...url('https://x'), ...encrypted })?.severity).toBe('MEDIUM');
    for (const properties of [bucket('b'), {}]) {
      const before = resource(deliveryStream.type, properties);
      expect(assessRisk({ kind: 'removed', before }, deliveryStream).rules).toEqual([
        'firehose-stream-deleted',
      ]);
      expect(deliveryStream.monthlyCost?.(before, costContext({})).usd).toBeNull();
    }
  });
});
