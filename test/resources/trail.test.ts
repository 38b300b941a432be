import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventConfigurationCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { trail } from '../../lib/resources/trail.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { changeBetween, resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const cloudTrail = mockClient(CloudTrailClient);
const arn = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main';

const full: Trail = {
  Name: 'main',
  S3BucketName: 'trail-logs',
  S3KeyPrefix: 'all',
  SnsTopicName: 'trail-topic',
  SnsTopicARN: 'arn:aws:sns:eu-west-1:111122223333:trail-topic',
  IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: true,
  HomeRegion: 'eu-west-1',
  TrailARN: arn,
  LogFileValidationEnabled: true,
  CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:trail:*',
  CloudWatchLogsRoleArn: 'arn:aws:iam::111122223333:role/trail',
  KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  HasCustomEventSelectors: true,
  HasInsightSelectors: true,
  IsOrganizationTrail: false,
  RecursiveLogging: false,
};
const buckets = [
  { Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::b/', 'arn:aws:s3:::a/'] },
  { Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] },
];
const basic = {
  ReadWriteType: 'All' as const,
  IncludeManagementEvents: true,
  DataResources: buckets,
  ExcludeManagementEventSources: ['rdsdata.amazonaws.com', 'kms.amazonaws.com'],
};

function answer(shuffled = false) {
  const order = <T>(list: T[]) => (shuffled ? [...list].reverse() : list);
  cloudTrail.reset();
  cloudTrail
    .on(DescribeTrailsCommand, { includeShadowTrails: true })
    .resolves({
      trailList: order([
        full,
        { Name: 'elsewhere', HomeRegion: 'us-east-1', TrailARN: 'arn:x' },
        { HomeRegion: 'eu-west-1' },
      ]),
    })
    .on(GetTrailStatusCommand, { Name: arn })
    .resolves({
      IsLogging: true,
      LatestDeliveryError: 'AccessDenied',
      LatestCloudWatchLogsDeliveryError: 'NoSuchLogGroup',
      LatestDeliveryTime: new Date(shuffled ? 1 : 2),
    })
    .on(GetEventSelectorsCommand, { TrailName: arn })
    .resolves({
      EventSelectors: [
        {
          ...basic,
          DataResources: order(buckets).map((each) => ({ ...each, Values: order(each.Values) })),
          ExcludeManagementEventSources: order(basic.ExcludeManagementEventSources),
        },
      ],
    })
    .on(GetInsightSelectorsCommand, { TrailName: arn })
    .resolves({
      InsightSelectors: order([
        { InsightType: 'ApiCallRateInsight' },
        { InsightType: 'ApiErrorRateInsight' },
      ]),
    })
    .on(GetEventConfigurationCommand, { TrailName: arn })
    .resolves({
      MaxEventSize: 'Large',
      ContextKeySelectors: [{ Type: 'TagContext', Equals: order(['b', 'a']) }],
      AggregationConfigurations: [
        { EventCategory: 'Data', Templates: order(['RESOURCE_ACCESS', 'API_ACTIVITY']) },
      ],
    })
    .on(ListTagsCommand)
    .resolves({
      ResourceTagList: [{ ResourceId: arn, TagsList: [{ Key: 'Name', Value: 'main' }] }],
      NextToken: '2',
    })
    .on(ListTagsCommand, { NextToken: '2' })
    .resolves({ ResourceTagList: [{ ResourceId: arn, TagsList: [{ Key: 'team', Value: 'a' }] }, {}] });
}

beforeEach(() => answer());

describe('reading', () => {
  test('every property, in the words of CloudFormation', async () => {
    const [read, ...rest] = await readAll(trail);
    expect(rest).toEqual([]);
    const { id, tags, properties, unread } = stored(trail, read ?? { id: '', properties: {} });
    expect({ id, tags, unread, arn: read?.arn }).toEqual({
      id: 'main',
      tags: { Name: 'main', team: 'a' },
      unread: [],
      arn,
    });
    expect(properties).toEqual({
      TrailName: 'main',
      Arn: arn,
      HomeRegion: 'eu-west-1',
      IsLogging: true,
      IsMultiRegionTrail: true,
      IsOrganizationTrail: false,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      RecursiveLogging: false,
      KMSKeyId: full.KmsKeyId,
      S3BucketName: 'trail-logs',
      S3KeyPrefix: 'all',
      SnsTopicName: 'trail-topic',
      SnsTopicArn: full.SnsTopicARN,
      CloudWatchLogsLogGroupArn: full.CloudWatchLogsLogGroupArn,
      CloudWatchLogsRoleArn: full.CloudWatchLogsRoleArn,
      EventSelectors: [
        {
          ReadWriteType: 'All',
          IncludeManagementEvents: true,
          DataResources: [
            { Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] },
            { Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::a/', 'arn:aws:s3:::b/'] },
          ],
          ExcludeManagementEventSources: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'],
        },
      ],
      InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }],
      MaxEventSize: 'Large',
      ContextKeySelectors: [{ Type: 'TagContext', Equals: ['a', 'b'] }],
      AggregationConfigurations: [{ EventCategory: 'Data', Templates: ['API_ACTIVITY', 'RESOURCE_ACCESS'] }],
      LatestDeliveryError: 'AccessDenied',
      LatestCloudWatchLogsDeliveryError: 'NoSuchLogGroup',
    });
  });

  test('read twice, in any order, it gives the same bytes', async () => {
    const first = storedLines(trail, await readAll(trail));
    answer(true);
    expect(storedLines(trail, await readAll(trail))).toEqual(first);
  });

  test('a trail without insights has none; what is denied is unread', async () => {
    cloudTrail.on(GetInsightSelectorsCommand).rejects(awsError('InsightNotEnabledException'));
    cloudTrail.on(GetEventConfigurationCommand).rejects(awsError('UnsupportedOperationException'));
    cloudTrail.on(GetEventSelectorsCommand).rejects(awsError('AccessDenied', 'no'));
    cloudTrail.on(ListTagsCommand).rejects(awsError('AccessDenied', 'no'));
    const [read] = await readAll(trail);
    expect(read?.properties).toMatchObject({ InsightSelectors: undefined, MaxEventSize: undefined });
    expect(read?.unread?.map(({ path }) => path)).toEqual([
      '/EventSelectors',
      '/AdvancedEventSelectors',
      '/Tags',
    ]);
  });

  test("an organization's trail is read by its members, without the tags of the management account", async () => {
    const TrailARN = 'arn:aws:cloudtrail:eu-west-1:999988887777:trail/org';
    cloudTrail.on(DescribeTrailsCommand).resolves({ trailList: [{ ...full, TrailARN }] });
    expect((await readAll(trail))[0]).toMatchObject({ arn: TrailARN, tags: undefined });
    expect(cloudTrail.commandCalls(ListTagsCommand)).toEqual([]);
  });
});

const base: JsonObject = {
  IsLogging: true,
  IsMultiRegionTrail: true,
  S3BucketName: 'logs',
  HomeRegion: 'eu-west-1',
  KMSKeyId: 'k1',
  CloudWatchLogsLogGroupArn: 'g1',
};
const selecting = (...selectors: JsonObject[]) => ({ EventSelectors: selectors });
const all = { ReadWriteType: 'All', IncludeManagementEvents: true };
const data = { DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] };
const advanced = (...fields: [string, string[]][]) => ({
  FieldSelectors: fields.map(([Field, Equals]) => ({ Field, Equals })),
});
const management: [string, string[]] = ['eventCategory', ['Management']];

describe('what a change of a trail means', () => {
  const missing = ['cloudtrail-management-events-missing'];
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'it was stopped',
      {},
      { IsLogging: false },
      'CRITICAL',
      ['cloudtrail-logging-stopped', 'logging-turned-off'],
    ],
    ['it was started', { IsLogging: false }, {}, 'INFO', []],
    ['one region only', {}, { IsMultiRegionTrail: false }, 'HIGH', ['cloudtrail-single-region']],
    ['all regions', { IsMultiRegionTrail: false }, {}, 'INFO', []],
    [
      'no global events',
      {},
      { IncludeGlobalServiceEvents: false },
      'HIGH',
      ['cloudtrail-global-events-missing'],
    ],
    [
      'files not validated',
      { EnableLogFileValidation: true },
      { EnableLogFileValidation: false },
      'HIGH',
      ['logging-turned-off'],
    ],
    ['no changes', selecting(all), selecting({ ...all, ReadWriteType: 'ReadOnly' }), 'HIGH', missing],
    ['no reads', selecting(all), selecting({ ...all, ReadWriteType: 'WriteOnly' }), 'HIGH', missing],
    [
      'both halves',
      selecting(all),
      selecting({ ...all, ReadWriteType: 'ReadOnly' }, { ...all, ReadWriteType: 'WriteOnly' }),
      'MEDIUM',
      [],
    ],
    [
      'no KMS events',
      selecting(all),
      selecting({ ...all, ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
      'HIGH',
      missing,
    ],
    ['nothing at all', {}, selecting({ ...data, IncludeManagementEvents: false }), 'HIGH', missing],
    ['everything again', selecting({ ...all, ReadWriteType: 'ReadOnly' }), selecting(all), 'INFO', []],
    [
      'no data events',
      selecting({ ...all, ...data }),
      selecting(all),
      'MEDIUM',
      ['cloudtrail-data-events-stopped'],
    ],
    ['data events', selecting(all), selecting({ ...all, ...data }), 'MEDIUM', []],
    [
      'as much in advanced selectors',
      selecting(all),
      { AdvancedEventSelectors: [advanced(management)] },
      'MEDIUM',
      [],
    ],
    [
      'advanced: reads only',
      {},
      { AdvancedEventSelectors: [advanced(management, ['readOnly', ['true']])] },
      'HIGH',
      missing,
    ],
    [
      'advanced: changes only',
      {},
      { AdvancedEventSelectors: [advanced(management, ['readOnly', ['false']])] },
      'HIGH',
      missing,
    ],
    [
      'advanced: one source',
      {},
      { AdvancedEventSelectors: [advanced(management, ['eventSource', ['a.amazonaws.com']])] },
      'HIGH',
      missing,
    ],
    [
      'advanced: data only',
      {},
      {
        AdvancedEventSelectors: [
          advanced(['eventCategory', ['Data']], ['resources.type', ['AWS::S3::Object']]),
        ],
      },
      'HIGH',
      missing,
    ],
    ['another bucket', {}, { S3BucketName: 'other' }, 'HIGH', ['cloudtrail-bucket-changed']],
    ['another prefix', { S3KeyPrefix: 'a' }, { S3KeyPrefix: 'b' }, 'MEDIUM', []],
    ['another key', {}, { KMSKeyId: 'k2' }, 'HIGH', ['cloudtrail-key-changed']],
    ['no key', {}, { KMSKeyId: null }, 'HIGH', ['cloudtrail-key-changed']],
    ['a key for the first time', { KMSKeyId: null }, {}, 'MEDIUM', []],
    ['no log group', {}, { CloudWatchLogsLogGroupArn: null }, 'MEDIUM', ['cloudtrail-log-group-changed']],
    ['delivery fails', {}, { LatestDeliveryError: 'AccessDenied' }, 'HIGH', ['cloudtrail-delivery-fails']],
    ['delivery works', { LatestDeliveryError: 'AccessDenied' }, {}, 'INFO', []],
    ['another topic', { SnsTopicName: 'a' }, { SnsTopicName: 'b' }, 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(trail, { ...base, ...before }, { ...base, ...after })).toMatchObject({ severity, rules });
  });

  test('a deleted trail is CRITICAL, a new one that records little is not', () => {
    const before = resource(trail.type, base);
    expect(assessRisk({ kind: 'removed', before }, trail)).toMatchObject({
      severity: 'CRITICAL',
      rules: ['cloudtrail-trail-deleted'],
    });
    expect(
      riskOf(trail, undefined, { ...base, IsMultiRegionTrail: false, ...selecting(data) })?.severity,
    ).toBe('LOW');
    expect(changeBetween(trail, base, { ...base, LatestDeliveryTime: '2026-01-01' })).toBeUndefined();
  });
});

test('what a trail costs depends on what happens, and is not known', () => {
  expect(trail.monthlyCost?.(resource(trail.type, base), costContext({})).usd).toBeNull();
});
