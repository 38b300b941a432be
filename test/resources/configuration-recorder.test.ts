import {
  ConfigServiceClient,
  type ConfigurationRecorder,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  DescribeDeliveryChannelsCommand,
} from '@aws-sdk/client-config-service';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { configurationRecorder } from '../../lib/resources/configuration-recorder.ts';
import { deliveryChannel } from '../../lib/resources/delivery-channel.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const config = mockClient(ConfigServiceClient);
const full: ConfigurationRecorder = {
  arn: 'arn:aws:config:eu-west-1:111122223333:configuration-recorder/default/1',
  name: 'default',
  roleARN: 'role',
  recordingGroup: {
    allSupported: false,
    includeGlobalResourceTypes: false,
    resourceTypes: ['AWS::S3::Bucket', 'AWS::EC2::Instance'],
    exclusionByResourceTypes: { resourceTypes: ['AWS::IAM::User', 'AWS::IAM::Role'] },
    recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
  },
  recordingMode: {
    recordingFrequency: 'CONTINUOUS',
    recordingModeOverrides: [
      {
        description: 'd',
        resourceTypes: ['AWS::S3::Bucket', 'AWS::EC2::Instance'],
        recordingFrequency: 'DAILY',
      },
    ],
  },
  recordingScope: 'PAID',
  servicePrincipal: 'p',
  connectorArn: 'c',
  scopeConfiguration: {
    scopeType: 's',
    scopeValues: ['b', 'a'],
    allRegions: false,
    includedRegions: ['y', 'x'],
  },
};
const status = {
  name: 'default',
  recording: true,
  lastStartTime: new Date(1),
  lastStatus: 'Success' as const,
};

beforeEach(() => {
  config.reset();
  config
    .on(DescribeConfigurationRecordersCommand)
    .resolves({ ConfigurationRecorders: [full, {}] })
    .on(DescribeConfigurationRecorderStatusCommand)
    .resolves({ ConfigurationRecordersStatus: [{ name: 'other' }, status] })
    .on(DescribeDeliveryChannelsCommand)
    .resolves({
      DeliveryChannels: [
        {
          name: 'default',
          s3BucketName: 'b',
          s3KeyPrefix: 'p',
          s3KmsKeyArn: 'k',
          snsTopicARN: 't',
          configSnapshotDeliveryProperties: { deliveryFrequency: 'One_Hour' },
        },
        {},
      ],
    });
});

describe('reading', () => {
  test('every property of a recorder, and whether it records', async () => {
    const [read, ...rest] = await readAll(configurationRecorder);
    expect(rest).toEqual([]);
    expect(stored(configurationRecorder, read ?? { id: '', properties: {} }).properties).toEqual({
      Name: 'default',
      ResourceARN: full.arn,
      RoleARN: 'role',
      RecordingGroup: {
        AllSupported: false,
        IncludeGlobalResourceTypes: false,
        ResourceTypes: ['AWS::EC2::Instance', 'AWS::S3::Bucket'],
        ExclusionByResourceTypes: { ResourceTypes: ['AWS::IAM::Role', 'AWS::IAM::User'] },
        RecordingStrategy: { UseOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
      },
      RecordingMode: {
        RecordingFrequency: 'CONTINUOUS',
        RecordingModeOverrides: [
          {
            Description: 'd',
            ResourceTypes: ['AWS::EC2::Instance', 'AWS::S3::Bucket'],
            RecordingFrequency: 'DAILY',
          },
        ],
      },
      RecordingScope: 'PAID',
      ServicePrincipal: 'p',
      ConnectorArn: 'c',
      ScopeConfiguration: {
        ScopeType: 's',
        ScopeValues: ['a', 'b'],
        AllRegions: false,
        IncludedRegions: ['x', 'y'],
      },
      Recording: true,
    });
  });

  test('read again in another order, it gives the same bytes', async () => {
    const first = storedLines(configurationRecorder, await readAll(configurationRecorder));
    config.on(DescribeConfigurationRecordersCommand).resolves({
      ConfigurationRecorders: [
        {
          ...full,
          recordingGroup: {
            ...full.recordingGroup,
            resourceTypes: [...(full.recordingGroup?.resourceTypes ?? [])].reverse(),
          },
        },
      ],
    });
    config.on(DescribeConfigurationRecorderStatusCommand).resolves({
      ConfigurationRecordersStatus: [{ ...status, lastStatus: 'Pending', lastStartTime: new Date(9) }],
    });
    expect(storedLines(configurationRecorder, await readAll(configurationRecorder))).toEqual(first);
  });

  test('a failure is told with its code; a denied status is unread', async () => {
    const failing = { name: 'default', recording: true, lastStatus: 'Failure' as const };
    config
      .on(DescribeConfigurationRecorderStatusCommand)
      .resolves({ ConfigurationRecordersStatus: [{ ...failing, lastErrorCode: 'AccessDenied' }] });
    expect((await readAll(configurationRecorder))[0]?.properties).toMatchObject({
      LastErrorCode: 'AccessDenied',
    });
    config
      .on(DescribeConfigurationRecorderStatusCommand)
      .resolves({ ConfigurationRecordersStatus: [failing] });
    expect((await readAll(configurationRecorder))[0]?.properties).toMatchObject({ LastErrorCode: 'Failure' });
    config.on(DescribeConfigurationRecorderStatusCommand).rejects(awsError('AccessDeniedException', 'no'));
    expect((await readAll(configurationRecorder))[0]?.unread?.map(({ path }) => path)).toEqual([
      '/Recording',
      '/LastErrorCode',
    ]);
  });

  test('delivery channels', async () => {
    expect(await readAll(deliveryChannel)).toEqual([
      {
        id: 'default',
        properties: {
          Name: 'default',
          S3BucketName: 'b',
          S3KeyPrefix: 'p',
          S3KmsKeyArn: 'k',
          SnsTopicARN: 't',
          ConfigSnapshotDeliveryProperties: { DeliveryFrequency: 'One_Hour' },
        },
      },
    ]);
  });
});

const everything = { AllSupported: true, IncludeGlobalResourceTypes: true };
const base: JsonObject = { Recording: true, RecordingGroup: everything, RoleARN: 'a' };
const without = (...ResourceTypes: string[]) => ({
  RecordingGroup: {
    AllSupported: false,
    ExclusionByResourceTypes: { ResourceTypes },
    RecordingStrategy: { UseOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
  },
});
const only = { RecordingGroup: { AllSupported: false, ResourceTypes: ['AWS::S3::Bucket'] } };
const noGlobal = { RecordingGroup: { ...everything, IncludeGlobalResourceTypes: false } };

describe('what a change of a recorder means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['stopped', {}, { Recording: false }, 'HIGH', ['config-recording-stopped']],
    ['started', { Recording: false }, {}, 'INFO', []],
    ['some types only', {}, only, 'HIGH', ['config-records-less']],
    ['no IAM', {}, noGlobal, 'HIGH', ['config-records-less']],
    ['without roles', {}, without('AWS::IAM::Role'), 'HIGH', ['config-records-less']],
    ['fewer excluded', without('AWS::IAM::Role', 'AWS::IAM::User'), without('AWS::IAM::User'), 'INFO', []],
    ['everything', only, {}, 'INFO', []],
    ['failing', {}, { LastErrorCode: 'AccessDenied' }, 'HIGH', ['config-recorder-fails']],
    ['another role', {}, { RoleARN: 'b' }, 'MEDIUM', ['config-recorder-role-changed']],
    ['daily', {}, { RecordingMode: { RecordingFrequency: 'DAILY' } }, 'MEDIUM', []],
  ])('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(configurationRecorder, { ...base, ...before }, { ...base, ...after });
    expect(risk).toMatchObject({ severity, rules });
  });

  test.each([
    [configurationRecorder, 'config-recorder-deleted'],
    [deliveryChannel, 'config-delivery-channel-deleted'],
  ])('deleted', (type, rule) => {
    const risk = assessRisk({ kind: 'removed', before: resource(type.type, base) }, type);
    expect(risk).toMatchObject({ severity: 'HIGH', rules: [rule] });
  });

  test('a new one that records little is nothing special; its cost depends on what changes', () => {
    expect(riskOf(configurationRecorder, undefined, { Recording: false, ...only })?.severity).toBe('LOW');
    const context = costContext({});
    expect(configurationRecorder.monthlyCost?.(resource('', base), context).usd).toBeNull();
    expect(deliveryChannel.monthlyCost?.(resource('', base), context).usd).toBe(0);
  });
});

test.each<[string, JsonObject, JsonObject, string, string[]]>([
  [
    'another bucket',
    { S3BucketName: 'a' },
    { S3BucketName: 'b' },
    'HIGH',
    ['config-delivery-bucket-changed'],
  ],
  ['no key', { S3KmsKeyArn: 'a' }, {}, 'MEDIUM', ['config-delivery-key-changed']],
  ['a first key', {}, { S3KmsKeyArn: 'a' }, 'MEDIUM', []],
  ['a topic', {}, { SnsTopicARN: 't' }, 'LOW', []],
])('a delivery channel with %s', (_, before, after, severity, rules) => {
  expect(riskOf(deliveryChannel, before, after)).toMatchObject({ severity, rules });
});
