import {
  type EventSourceMappingConfiguration,
  GetLayerVersionPolicyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { lambdaEventSourceMapping } from '../../lib/resources/lambda-event-source-mapping.ts';
import { lambdaLayerVersion } from '../../lib/resources/lambda-layer-version.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const lambda = mockClient(LambdaClient);
const layerArn = 'arn:aws:lambda:eu-west-1:111122223333:layer:tools:3';
const same = {
  EventSourceArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders',
  AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'g' },
  BatchSize: 100,
  BisectBatchOnFunctionError: true,
  DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:111122223333:failed' } },
  DocumentDBEventSourceConfig: { DatabaseName: 'd', CollectionName: 'c', FullDocument: 'Default' as const },
  LoggingConfig: { SystemLogLevel: 'INFO' as const },
  MaximumBatchingWindowInSeconds: 1,
  MaximumRecordAgeInSeconds: 60,
  MaximumRetryAttempts: 2,
  MetricsConfig: { Metrics: ['EventCount' as const] },
  ParallelizationFactor: 2,
  ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 5 },
  Queues: ['q'],
  ScalingConfig: { MaximumConcurrency: 5 },
  SelfManagedEventSource: { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ['a:9092', 'b:9092'] } },
  SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'g' },
  StartingPosition: 'AT_TIMESTAMP' as const,
  TumblingWindowInSeconds: 3,
};
const mapping: EventSourceMappingConfiguration = {
  ...same,
  UUID: 'uuid-1',
  EventSourceMappingArn: 'arn:mapping',
  FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
  State: 'Enabled',
  StateTransitionReason: 'USER_INITIATED',
  LastModified: new Date(0),
  LastProcessingResult: 'OK',
  StartingPositionTimestamp: new Date('2026-01-01T00:00:00Z'),
  FilterCriteria: { Filters: [{ Pattern: '{"b":[1]}' }, { Pattern: '{"a":[1]}' }] },
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  KMSKeyArn: 'arn:key',
  SourceAccessConfigurations: [
    { Type: 'VPC_SUBNET', URI: 'subnet:subnet-2' },
    { Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' },
  ],
  Topics: ['b', 'a'],
};
const version = {
  Version: 3,
  Description: 'd',
  CompatibleArchitectures: ['x86_64' as const, 'arm64' as const],
  CompatibleRuntimes: ['python3.13' as const, 'nodejs24.x' as const],
  LicenseInfo: 'MIT',
  CreatedDate: '2026-01-01',
};

beforeEach(() => {
  lambda.reset();
  lambda
    .on(ListEventSourceMappingsCommand)
    .resolves({ EventSourceMappings: [mapping], NextMarker: '2' })
    .on(ListEventSourceMappingsCommand, { Marker: '2' })
    .resolves({
      EventSourceMappings: [
        {
          UUID: 'uuid-2',
          State: 'Disabling',
          FilterCriteriaError: { ErrorCode: 'KMSAccessDenied', Message: 'no' },
        },
        { UUID: 'going', State: 'Deleting' },
      ],
    })
    .on(ListTagsCommand)
    .resolves({ Tags: { Team: 'orders' } })
    .on(ListLayersCommand)
    .resolves({ Layers: [{ LayerName: 'tools' }], NextMarker: '2' })
    .on(ListLayersCommand, { Marker: '2' })
    .resolves({ Layers: [{ LayerName: 'gone' }] })
    .on(ListLayerVersionsCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(ListLayerVersionsCommand, { LayerName: 'tools' })
    .resolves({ LayerVersions: [{ ...version, LayerVersionArn: layerArn }], NextMarker: '2' })
    .on(ListLayerVersionsCommand, { LayerName: 'tools', Marker: '2' })
    .resolves({ LayerVersions: [{ Version: 2, LayerVersionArn: `${layerArn}2` }, {}] })
    .on(GetLayerVersionPolicyCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(GetLayerVersionPolicyCommand, { LayerName: 'tools', VersionNumber: 3 })
    .resolves({
      Policy:
        '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"lambda:GetLayerVersion"}]}',
    });
});

describe('reading', () => {
  test('every property of an event source mapping', async () => {
    const read = await storedById(lambdaEventSourceMapping);
    expect(Object.keys(read)).toEqual(['uuid-1', 'uuid-2']);
    expect(read['uuid-1']).toMatchObject({ arn: 'arn:mapping', tags: { Team: 'orders' } });
    expect(read['uuid-1']?.properties).toEqual({
      ...same,
      Id: 'uuid-1',
      EventSourceMappingArn: 'arn:mapping',
      FunctionName: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
      Enabled: true,
      FilterCriteria: { Filters: [{ Pattern: { a: [1] } }, { Pattern: { b: [1] } }] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      KmsKeyArn: 'arn:key',
      SourceAccessConfigurations: [
        { Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' },
        { Type: 'VPC_SUBNET', URI: 'subnet:subnet-2' },
      ],
      StartingPositionTimestamp: 1767225600,
      Topics: ['a', 'b'],
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['a:9092', 'b:9092'] } },
    });
    expect(read['uuid-2']).toMatchObject({
      properties: { Enabled: false },
      unread: [{ path: '/FilterCriteria', reason: 'KMSAccessDenied: no' }],
    });
  });

  test('every property of a layer version, with who may use it', async () => {
    const read = await storedById(lambdaLayerVersion);
    expect(Object.keys(read)).toEqual([layerArn, `${layerArn}2`]);
    expect(read[layerArn]?.properties).toEqual({
      LayerVersionArn: layerArn,
      LayerName: 'tools',
      Version: 3,
      Description: 'd',
      CompatibleArchitectures: ['arm64', 'x86_64'],
      CompatibleRuntimes: ['nodejs24.x', 'python3.13'],
      LicenseInfo: 'MIT',
      Policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'a',
            Effect: 'Allow',
            Principal: { AWS: ['111122223333'] },
            Action: ['lambda:getlayerversion'],
          },
        ],
      },
    });
  });

  test('another order and another state give the same bytes', async () => {
    const lines = async () => [
      ...storedLines(lambdaEventSourceMapping, await readAll(lambdaEventSourceMapping)),
      ...storedLines(lambdaLayerVersion, await readAll(lambdaLayerVersion)),
    ];
    const first = await lines();
    lambda
      .on(ListEventSourceMappingsCommand, { Marker: undefined })
      .resolves({
        EventSourceMappings: [
          turnedRound({ ...mapping, State: 'Updating', LastProcessingResult: 'x' }, ['Queues']),
        ],
        NextMarker: '2',
      })
      .on(ListLayerVersionsCommand, { LayerName: 'tools', Marker: undefined })
      .resolves({ LayerVersions: [turnedRound({ ...version, LayerVersionArn: layerArn })], NextMarker: '2' });
    expect(await lines()).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    lambda.on(ListTagsCommand).rejects(denied).on(GetLayerVersionPolicyCommand).rejects(denied);
    expect((await readAll(lambdaEventSourceMapping))[0]?.unread?.[0]?.path).toBe('/Tags');
    expect((await readAll(lambdaLayerVersion))[0]?.unread?.[0]?.path).toBe('/Policy');
  });
});

describe('what a change means', () => {
  const foreign = 'arn:aws:sqs:eu-west-1:999988887777:q';
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['disabled', { Enabled: true }, { Enabled: false }, 'MEDIUM', ['lambda-event-source-disabled']],
    ['enabled', { Enabled: false }, { Enabled: true }, 'INFO', []],
    [
      'failures to another account',
      {},
      { DestinationConfig: { OnFailure: { Destination: foreign } } },
      'HIGH',
      ['lambda-event-source-foreign-account'],
    ],
    ['failures to the account', {}, { DestinationConfig: same.DestinationConfig }, 'MEDIUM', []],
    ['failures to nobody', { DestinationConfig: { OnFailure: { Destination: foreign } } }, {}, 'INFO', []],
    ['larger batches', { BatchSize: 1 }, { BatchSize: 2 }, 'LOW', []],
  ])('mapping: %s', (_, before, after, severity, rules) => {
    const base = { FunctionName: 'f' };
    expect(riskOf(lambdaEventSourceMapping, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('mapping: a new one that reads from another account', () => {
    expect(riskOf(lambdaEventSourceMapping, undefined, { EventSourceArn: foreign })?.rules).toEqual([
      'lambda-event-source-foreign-account',
    ]);
    expect(
      riskOf(lambdaEventSourceMapping, undefined, { EventSourceArn: foreign }, { account: '' })?.rules,
    ).toEqual([]);
  });

  const sharing = (Principal: string, Condition?: JsonObject): JsonObject => ({
    Policy: {
      Statement: [
        { Effect: 'Allow', Principal, Action: 'lambda:GetLayerVersion', ...(Condition && { Condition }) },
      ],
    },
  });
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['everybody', {}, sharing('*'), 'CRITICAL', ['policy-public']],
    ['the organization', {}, sharing('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }), 'MEDIUM', []],
    ['another account', {}, sharing('arn:aws:iam::999988887777:root'), 'HIGH', ['policy-foreign-account']],
    ['nobody any more', sharing('*'), {}, 'INFO', []],
  ])('layer: shared with %s', (_, before, after, severity, rules) => {
    const base = { LayerName: 'tools' };
    expect(riskOf(lambdaLayerVersion, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test.each<[string, JsonObject, number | null]>([
    ['free', {}, 0],
    ['unknown with provisioned pollers', { ProvisionedPollerConfig: { MinimumPollers: 1 } }, null],
  ])('a mapping is %s', (_, properties, usd) => {
    expect(lambdaEventSourceMapping.monthlyCost?.(resource('x', properties), costContext({}))?.usd).toBe(usd);
    expect(lambdaLayerVersion.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
  });
});
