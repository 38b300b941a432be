import {
  DescribeContinuousBackupsCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  ListTagsOfResourceCommand,
  paginateListTables,
} from '@aws-sdk/client-dynamodb';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { scalingPermissions } from './application-autoscaling.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { tableCost } from './dynamodb-cost.ts';
import { tableRules } from './dynamodb-rules.ts';
import { isOnDemand, type OfAllTables, readOfAllTables, tableProperties } from './dynamodb-shape.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { everyPage } from './s3-bucket-part.ts';

async function readTable(
  reader: ResourceReader,
  TableName: string,
  all: OfAllTables,
): Promise<ReadResource | undefined> {
  const { optional } = reader;
  const client = reader.clients.get(DynamoDBClient);
  const unread: UnreadProperty[] = [...all.unread];
  const gaps = unread.length;
  const described = await optional(unread, '', () => client.send(new DescribeTableCommand({ TableName })));
  const table = described?.Table;
  if (unread.length > gaps) return { id: TableName, properties: { TableName }, unread };
  if (!table?.TableArn || table.TableStatus === 'DELETING') return undefined;
  if (!isOnDemand(table)) unread.push(...all.unreadOfProvisioned);
  const ResourceArn = table.TableArn;
  const policyOf = async (arn: string, path: string) =>
    (await optional(unread, path, () => client.send(new GetResourcePolicyCommand({ ResourceArn: arn }))))
      ?.Policy;
  const streamArn = table.StreamSpecification?.StreamEnabled ? table.LatestStreamArn : undefined;
  const backups = await optional(unread, '/PointInTimeRecoverySpecification', () =>
    client.send(new DescribeContinuousBackupsCommand({ TableName })),
  );
  const recovery = backups?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  const expiry = await optional(unread, '/TimeToLiveSpecification', () =>
    client.send(new DescribeTimeToLiveCommand({ TableName })),
  );
  const timeToLive = expiry?.TimeToLiveDescription;
  const kinesis = await optional(unread, '/KinesisStreamSpecification', () =>
    client.send(new DescribeKinesisStreamingDestinationCommand({ TableName })),
  );
  const stream = kinesis?.KinesisDataStreamDestinations?.find(({ DestinationStatus }) =>
    /^(ACTIVE|ENABL|UPDAT)/.test(DestinationStatus ?? ''),
  );
  const Tags = await optional(unread, '/Tags', () =>
    everyPage(async (NextToken) => {
      const page = await client.send(new ListTagsOfResourceCommand({ ResourceArn, NextToken }));
      return { items: page.Tags, next: page.NextToken };
    }),
  );
  const policy = await policyOf(ResourceArn, '/ResourcePolicy');
  const streamPolicy = streamArn && (await policyOf(streamArn, '/StreamResourcePolicy'));
  return {
    id: TableName,
    arn: ResourceArn,
    tags: Tags,
    properties: {
      ...tableProperties(table, all),
      PointInTimeRecoverySpecification: recovery && {
        PointInTimeRecoveryEnabled: recovery.PointInTimeRecoveryStatus === 'ENABLED',
        RecoveryPeriodInDays: recovery.RecoveryPeriodInDays,
      },
      TimeToLiveSpecification: /^ENABL/.test(timeToLive?.TimeToLiveStatus ?? '')
        ? { Enabled: true, AttributeName: timeToLive?.AttributeName }
        : undefined,
      KinesisStreamSpecification: stream && {
        StreamArn: stream.StreamArn,
        ApproximateCreationDateTimePrecision: stream.ApproximateCreationDateTimePrecision,
      },
      ResourcePolicy: { PolicyDocument: policy },
      StreamResourcePolicy: { PolicyDocument: streamPolicy },
    },
    unread,
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 *
 * Capacity that an autoscaler owns is left out, and its target and policies stand in `ScalableTargets`, named as in
 * Application Auto Scaling: scaling is no change, losing the autoscaler is. Replicas stand as in
 * AWS::DynamoDB::GlobalTable, and the policy of the stream as `StreamResourcePolicy`.
 */
export const dynamodbTable = defineResourceType({
  type: 'AWS::DynamoDB::Table',
  scope: 'regional',
  permissions: [
    ...scalingPermissions,
    'dynamodb:DescribeContinuousBackups',
    'dynamodb:DescribeKinesisStreamingDestination',
    'dynamodb:DescribeTable',
    'dynamodb:DescribeTimeToLive',
    'dynamodb:GetResourcePolicy',
    'dynamodb:ListContributorInsights',
    'dynamodb:ListTables',
    'dynamodb:ListTagsOfResource',
  ],
  async *read(reader) {
    const client = reader.clients.get(DynamoDBClient);
    const names = await everyItem(paginateListTables({ client }, {}), ({ TableNames }) => TableNames);
    if (names.length === 0) return;
    const all = await readOfAllTables(reader);
    yield* readWithOwnCalls(names, (name) => readTable(reader, name, all));
  },
  unordered: {
    '/AttributeDefinitions': ['AttributeName'],
    '/GlobalSecondaryIndexes': ['IndexName'],
    '/GlobalSecondaryIndexes/*/Projection/NonKeyAttributes': 'value',
    '/GlobalTableWitnesses': ['Region'],
    '/LocalSecondaryIndexes': ['IndexName'],
    '/LocalSecondaryIndexes/*/Projection/NonKeyAttributes': 'value',
    '/Replicas': ['Region'],
    '/ScalableTargets': ['ResourceId', 'ScalableDimension'],
    '/ScalableTargets/*/ScalingPolicies': ['PolicyName'],
    '/VectorIndexes': ['IndexName'],
  },
  volatile: {
    '/GlobalSecondaryIndexes/*/WarmThroughput': 'DynamoDB raises it by itself with the use of the index',
    '/ItemCount': 'changes with the data',
    '/TableSizeBytes': 'changes with the data',
    '/TableStatus': 'progress of the last change',
    '/WarmThroughput': 'DynamoDB raises it by itself with the use of the table',
  },
  defaults: { BillingMode: 'PROVISIONED', DeletionProtectionEnabled: false, TableClass: 'STANDARD' },
  holdsState: 'the items in it, unless a backup of them is kept elsewhere',
  sensitivity: {
    '/BillingMode': 'MEDIUM',
    '/GlobalSecondaryIndexes': 'MEDIUM',
    '/KeySchema': 'MEDIUM',
    '/KinesisStreamSpecification': 'MEDIUM',
    '/OnDemandThroughput': 'MEDIUM',
    '/PointInTimeRecoverySpecification': 'MEDIUM',
    '/ProvisionedThroughput': 'MEDIUM',
    '/Replicas': 'MEDIUM',
    '/ResourcePolicy': 'MEDIUM',
    '/ScalableTargets': 'MEDIUM',
    '/SSESpecification': 'MEDIUM',
    '/StreamResourcePolicy': 'MEDIUM',
    '/StreamSpecification': 'MEDIUM',
    '/TableId': 'HIGH',
    '/TimeToLiveSpecification': 'MEDIUM',
  },
  rules: tableRules,
  monthlyCost: tableCost,
});
