import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeContinuousBackupsCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  ListContributorInsightsCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { dynamodbTable } from '../../lib/resources/dynamodb-table.ts';
import { changeBetween, resource } from '../resource-fixtures.ts';
import { riskOfRemoval } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const dynamodb = mockClient(DynamoDBClient);
const scaling = mockClient(ApplicationAutoScalingClient);
const arn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders';
const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const byName = { AttributeName: 'name', KeyType: 'HASH' } as const;

/** A table as DescribeTable returns it, with every property set. */
const full: TableDescription = {
  TableName: 'orders',
  TableArn: arn,
  TableId: 'id-of-table',
  TableStatus: 'ACTIVE',
  CreationDateTime: new Date('2026-01-01T00:00:00Z'),
  AttributeDefinitions: [
    { AttributeName: 'name', AttributeType: 'S' },
    { AttributeName: 'day', AttributeType: 'N' },
  ],
  KeySchema: [byName],
  ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 5, NumberOfDecreasesToday: 1 },
  OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 11 },
  WarmThroughput: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000, Status: 'ACTIVE' },
  TableSizeBytes: 42,
  ItemCount: 2,
  TableClassSummary: { TableClass: 'STANDARD' },
  DeletionProtectionEnabled: true,
  SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: key },
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  LatestStreamArn: `${arn}/stream/2026`,
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-day',
      IndexStatus: 'ACTIVE',
      KeySchema: [byName],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] },
      OnDemandThroughput: { MaxReadRequestUnits: 3 },
      ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 1 },
      ItemCount: 1,
    },
    { IndexName: 'going', IndexStatus: 'DELETING' },
  ],
  LocalSecondaryIndexes: [
    { IndexName: 'local', KeySchema: [byName], Projection: { ProjectionType: 'ALL' }, ItemCount: 1 },
  ],
  Replicas: [
    {
      RegionName: 'eu-central-1',
      ReplicaStatus: 'ACTIVE',
      KMSMasterKeyId: key,
      ReplicaTableClassSummary: { TableClass: 'STANDARD' },
    },
    { RegionName: 'us-east-1', ReplicaStatus: 'DELETING' },
  ],
  GlobalTableVersion: '2019.11.21',
  GlobalTableWitnesses: [{ RegionName: 'eu-west-2', WitnessStatus: 'ACTIVE' }],
  MultiRegionConsistency: 'STRONG',
};
const policy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'dynamodb:GetItem', Resource: arn },
  ],
};
const tracking = {
  TargetValue: 70,
  PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' as const },
};

beforeEach(() => {
  dynamodb.reset();
  scaling.reset();
  dynamodb
    .on(ListTablesCommand)
    .resolves({ TableNames: ['orders'], LastEvaluatedTableName: 'orders' })
    .on(ListTablesCommand, { ExclusiveStartTableName: 'orders' })
    .resolves({ TableNames: ['simple', 'going', 'gone'] })
    .on(ListContributorInsightsCommand)
    .resolves({
      ContributorInsightsSummaries: [
        {
          TableName: 'orders',
          ContributorInsightsStatus: 'ENABLED',
          ContributorInsightsMode: 'THROTTLED_KEYS',
        },
        { TableName: 'orders', IndexName: 'by-day', ContributorInsightsStatus: 'ENABLED' },
        { TableName: 'simple', ContributorInsightsStatus: 'DISABLED' },
      ],
    })
    .on(DescribeTableCommand, { TableName: 'orders' })
    .resolves({ Table: full })
    .on(DescribeTableCommand, { TableName: 'simple' })
    .resolves({
      Table: {
        TableName: 'simple',
        TableArn: `${arn}2`,
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      },
    })
    .on(DescribeTableCommand, { TableName: 'going' })
    .resolves({ Table: { TableName: 'going', TableArn: arn, TableStatus: 'DELETING' } })
    .on(DescribeTableCommand, { TableName: 'gone' })
    .rejects(awsError('ResourceNotFoundException'))
    .on(DescribeContinuousBackupsCommand, { TableName: 'orders' })
    .resolves({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 35 },
      },
    })
    .on(DescribeTimeToLiveCommand, { TableName: 'orders' })
    .resolves({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' } })
    .on(DescribeKinesisStreamingDestinationCommand, { TableName: 'orders' })
    .resolves({
      KinesisDataStreamDestinations: [
        { StreamArn: 'old', DestinationStatus: 'DISABLED' },
        {
          StreamArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/s',
          DestinationStatus: 'ACTIVE',
          ApproximateCreationDateTimePrecision: 'MILLISECOND',
        },
      ],
    })
    .on(ListTagsOfResourceCommand)
    .resolves({})
    .on(ListTagsOfResourceCommand, { ResourceArn: arn })
    .resolves({ Tags: [{ Key: 'Team', Value: 'orders' }], NextToken: '2' })
    .on(ListTagsOfResourceCommand, { ResourceArn: arn, NextToken: '2' })
    .resolves({ Tags: [{ Key: 'Stage', Value: 'prod' }] })
    .on(GetResourcePolicyCommand)
    .rejects(awsError('PolicyNotFoundException'))
    .on(GetResourcePolicyCommand, { ResourceArn: arn })
    .resolves({ Policy: JSON.stringify(policy) });
  scaling
    .on(DescribeScalableTargetsCommand)
    .resolves({
      ScalableTargets: [
        {
          ServiceNamespace: 'dynamodb',
          ResourceId: 'table/orders',
          ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
          MinCapacity: 1,
          MaxCapacity: 9,
          RoleARN: 'arn:aws:iam::111122223333:role/scaling',
          CreationTime: new Date(0),
        },
      ],
    })
    .on(DescribeScalingPoliciesCommand)
    .resolves({
      ScalingPolicies: [
        {
          PolicyARN: 'arn',
          PolicyName: 'reads',
          ServiceNamespace: 'dynamodb',
          ResourceId: 'table/orders',
          ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: tracking,
          CreationTime: new Date(0),
        },
      ],
    });
});

describe('reading tables', () => {
  test('every property of every page, in the words of CloudFormation, without the capacity that is autoscaled', async () => {
    const read = await readAll(dynamodbTable);
    expect(read.map(({ id, unread }) => [id, unread])).toEqual([
      ['orders', []],
      ['simple', []],
    ]);
    const [orders, simple] = read.map((each) => stored(dynamodbTable, each));
    expect(orders?.tags).toEqual({ Team: 'orders', Stage: 'prod' });
    expect(orders?.properties).toEqual({
      TableName: 'orders',
      Arn: arn,
      TableId: 'id-of-table',
      AttributeDefinitions: [
        { AttributeName: 'day', AttributeType: 'N' },
        { AttributeName: 'name', AttributeType: 'S' },
      ],
      KeySchema: [byName],
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { WriteCapacityUnits: 5 },
      OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 11 },
      ScalableTargets: [
        {
          ResourceId: 'table/orders',
          ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
          MinCapacity: 1,
          MaxCapacity: 9,
          RoleARN: 'arn:aws:iam::111122223333:role/scaling',
          ScalingPolicies: [
            {
              PolicyName: 'reads',
              PolicyType: 'TargetTrackingScaling',
              TargetTrackingScalingPolicyConfiguration: tracking,
            },
          ],
        },
      ],
      TableClass: 'STANDARD',
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      ContributorInsightsSpecification: { Enabled: true, Mode: 'THROTTLED_KEYS' },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-day',
          KeySchema: [byName],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] },
          OnDemandThroughput: { MaxReadRequestUnits: 3 },
          ContributorInsightsSpecification: { Enabled: true },
          ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 1 },
        },
      ],
      LocalSecondaryIndexes: [
        { IndexName: 'local', KeySchema: [byName], Projection: { ProjectionType: 'ALL' } },
      ],
      Replicas: [{ Region: 'eu-central-1', KMSMasterKeyId: key, TableClass: 'STANDARD' }],
      GlobalTableVersion: '2019.11.21',
      GlobalTableWitnesses: [{ Region: 'eu-west-2' }],
      MultiRegionConsistency: 'STRONG',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
      KinesisStreamSpecification: {
        StreamArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/s',
        ApproximateCreationDateTimePrecision: 'MILLISECOND',
      },
      ResourcePolicy: {
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: ['111122223333'] },
              Action: ['dynamodb:getitem'],
              Resource: [arn],
            },
          ],
        },
      },
    });
    expect(simple?.properties).toEqual({
      TableName: 'simple',
      Arn: `${arn}2`,
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: false,
      TableClass: 'STANDARD',
    });
  });

  test('the same tables in another order, with other data and another scaled capacity, give the same bytes', async () => {
    const first = storedLines(dynamodbTable, await readAll(dynamodbTable));
    dynamodb.on(DescribeTableCommand, { TableName: 'orders' }).resolves({
      Table: {
        ...full,
        TableStatus: 'UPDATING',
        ItemCount: 77,
        AttributeDefinitions: full.AttributeDefinitions?.toReversed(),
        ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 5 },
        WarmThroughput: { ReadUnitsPerSecond: 13000 },
        LatestStreamArn: `${arn}/stream/2027`,
      },
    });
    expect(storedLines(dynamodbTable, await readAll(dynamodbTable))).toEqual(first);
  });

  test('what is denied is unread, each at its path', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    scaling.on(DescribeScalableTargetsCommand).rejects(denied);
    dynamodb.on(DescribeTimeToLiveCommand).rejects(denied).on(ListContributorInsightsCommand).rejects(denied);
    const [orders, simple] = await readAll(dynamodbTable);
    expect(simple?.unread).toHaveLength(2);
    expect(orders?.unread?.map(({ path }) => path)).toEqual([
      '/ContributorInsightsSpecification',
      '/ScalableTargets',
      '/ProvisionedThroughput',
      '/GlobalSecondaryIndexes',
      '/TimeToLiveSpecification',
    ]);
    dynamodb.on(DescribeTableCommand).rejects(denied);
    expect((await readAll(dynamodbTable))[1]?.unread?.at(-1)).toEqual({
      path: '',
      reason: 'AccessDeniedException: no',
    });
  });

  test('without tables nothing else is asked', async () => {
    dynamodb.on(ListTablesCommand).resolves({});
    expect(await readAll(dynamodbTable)).toEqual([]);
    expect(scaling.calls()).toHaveLength(0);
  });
});

const target = (policies: number) => ({
  ScalableTargets: [
    {
      ResourceId: 'table/orders',
      ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
      MinCapacity: 3,
      ScalingPolicies: policies > 0 ? [{ PolicyName: 'reads' }] : [],
    },
  ],
});
const base: JsonObject = { TableName: 'orders' };

describe('what a change of a table means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'recovery off',
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } },
      'HIGH',
      ['backups-turned-off'],
    ],
    [
      'deletion protection off',
      { DeletionProtectionEnabled: true },
      {},
      'HIGH',
      ['deletion-protection-turned-off'],
    ],
    ['deletion protection on', {}, { DeletionProtectionEnabled: true }, 'INFO', []],
    [
      'own key gone',
      { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: key } },
      {},
      'HIGH',
      ['dynamodb-customer-key-removed', 'encryption-turned-off'],
    ],
    ['own key set', {}, { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: key } }, 'INFO', []],
    [
      'items expire',
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
      },
      'MEDIUM',
      ['dynamodb-time-to-live-enabled'],
    ],
    [
      'items expire for good',
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } },
      {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
      },
      'HIGH',
      ['dynamodb-time-to-live-enabled'],
    ],
    ['items no longer expire', { TimeToLiveSpecification: { AttributeName: 'ttl' } }, {}, 'INFO', []],
    ['autoscaling lost', target(1), target(0), 'MEDIUM', ['dynamodb-autoscaling-removed']],
    ['autoscaling gained', target(0), target(1), 'MEDIUM', []],
    ['autoscaling lost with on-demand', target(1), { BillingMode: 'PAY_PER_REQUEST' }, 'MEDIUM', []],
    ['replica lost', { Replicas: [{ Region: 'us-east-1' }] }, {}, 'HIGH', ['dynamodb-replica-removed']],
    ['replica gained', {}, { Replicas: [{ Region: 'us-east-1' }] }, 'MEDIUM', []],
    ['another class', {}, { TableClass: 'STANDARD_INFREQUENT_ACCESS' }, 'LOW', []],
    [
      'open to everybody',
      {},
      {
        ResourcePolicy: {
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'dynamodb:*' }] },
        },
      },
      'CRITICAL',
      ['policy-public'],
    ],
    [
      'open to another account',
      {},
      {
        ResourcePolicy: {
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: '999988887777' }, Action: 'dynamodb:*' }],
          },
        },
      },
      'HIGH',
      ['policy-foreign-account'],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(dynamodbTable, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('a deleted table loses its items', () => {
    expect(riskOfRemoval(dynamodbTable, base)).toMatchObject({
      severity: 'HIGH',
      rules: ['stateful-resource-deleted'],
    });
    expect(changeBetween(dynamodbTable, base, base)).toBeUndefined();
  });
});

describe('the monthly cost', () => {
  const prices = {
    'AmazonDynamoDB provisioned/read-unit-hour': 0.0001,
    'AmazonDynamoDB provisioned/write-unit-hour': 0.0005,
    'AmazonDynamoDB on-demand/million-read-units': 0.125,
    'AmazonDynamoDB on-demand/million-write-units': 0.625,
  };
  test.each<[string, JsonObject, number | undefined]>([
    [
      '(10 + 2) × 730 × 0.0001 + 5 × 730 × 0.0005',
      {
        ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 5 },
        GlobalSecondaryIndexes: [{ ProvisionedThroughput: { ReadCapacityUnits: 2 } }],
      },
      2.701,
    ],
    ['autoscaled from 3: 3 × 730 × 0.0001', target(1), 0.219],
    ['on demand: 0.125 + 0.625', { BillingMode: 'PAY_PER_REQUEST' }, 0.75],
    ['infrequent access: unknown', { TableClass: 'STANDARD_INFREQUENT_ACCESS' }, undefined],
  ])('%s', (_, properties, usd) => {
    const cost = dynamodbTable.monthlyCost?.(resource(dynamodbTable.type, properties), costContext(prices));
    if (usd === undefined) expect(cost?.usd).toBeNull();
    else expect(cost?.usd).toBeCloseTo(usd, 6);
  });

  test.each(['PROVISIONED', 'PAY_PER_REQUEST'])('%s without a price is unknown', (BillingMode) => {
    expect(
      dynamodbTable.monthlyCost?.(resource(dynamodbTable.type, { BillingMode }), costContext({}))?.usd,
    ).toBeNull();
  });
});
