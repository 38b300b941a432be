import {
  DescribeStreamSummaryCommand,
  GetResourcePolicyCommand,
  KinesisClient,
  ListTagsForStreamCommand,
  paginateListStreams,
  type StreamDescriptionSummary,
  type Tag,
} from '@aws-sdk/client-kinesis';
import type { ResourceReader } from '../aws/reader.ts';
import { hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { kinesisStreamRules } from './kinesis-rules.ts';
import { readEach } from './read-each.ts';

async function readTags({ clients }: ResourceReader, StreamName: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  let start: { ExclusiveStartTagKey?: string } = {};
  for (;;) {
    const page = await clients
      .get(KinesisClient)
      .send(new ListTagsForStreamCommand({ StreamName, ...start }));
    tags.push(...(page.Tags ?? []));
    const last = tags.at(-1)?.Key;
    if (!page.HasMoreTags || last === undefined) return tags;
    start = { ExclusiveStartTagKey: last };
  }
}

function properties(stream: StreamDescriptionSummary): object {
  const isProvisioned = stream.StreamModeDetails?.StreamMode !== 'ON_DEMAND';
  return {
    Name: stream.StreamName,
    Arn: stream.StreamARN,
    StreamModeDetails: stream.StreamModeDetails,
    // Kinesis itself keeps the number of shards of a stream on demand.
    ShardCount: isProvisioned ? stream.OpenShardCount : undefined,
    RetentionPeriodHours: stream.RetentionPeriodHours,
    MaxRecordSizeInKiB: stream.MaxRecordSizeInKiB,
    WarmThroughputMiBps: stream.WarmThroughput?.TargetMiBps,
    RecordDistributionStrategy: stream.RecordDistributionStrategy,
    DesiredShardLevelMetrics: stream.EnhancedMonitoring?.flatMap(
      ({ ShardLevelMetrics }) => ShardLevelMetrics ?? [],
    ),
    StreamEncryption:
      stream.EncryptionType === 'KMS' ? { EncryptionType: 'KMS', KeyId: stream.KeyId } : undefined,
  };
}

async function readStream(reader: ResourceReader, StreamName: string): Promise<ReadResource | undefined> {
  const { clients, optional } = reader;
  const client = clients.get(KinesisClient);
  const { StreamDescriptionSummary: stream } = await client.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  if (!stream || stream.StreamStatus === 'DELETING') return undefined;
  const unread: UnreadProperty[] = [];
  const policy = await optional(unread, '/ResourcePolicy', () =>
    client.send(new GetResourcePolicyCommand({ ResourceARN: stream.StreamARN })),
  );
  const tags = await optional(unread, '/Tags', () => readTags(reader, StreamName));
  return {
    id: StreamName,
    arn: stream.StreamARN,
    tags,
    properties: { ...properties(stream), ResourcePolicy: policy?.Policy },
    unread,
  };
}

/** A stream on demand is billed by the hour and by the GB. https://aws.amazon.com/kinesis/data-streams/pricing/ */
function onDemandCost(stream: Resource, context: CostContext): MonthlyCost {
  const { prices } = context;
  const hourly = prices.find('AmazonKinesis', stream.region, 'on-demand-stream/hour');
  if (!hourly) return unknownCost(`The price book has no price of streams on demand in ${stream.region}.`);
  const data = (['ingested', 'retrieved'] as const).flatMap(
    (direction) =>
      usedPart(stream, context, {
        name: 'kinesisGigabytes',
        price: prices.find('AmazonKinesis', stream.region, `on-demand-${direction}/gb`),
        words: `GB are ${direction === 'ingested' ? 'written' : 'read once'}`,
        per: 'GB',
      }) ?? [],
  );
  return sumOfParts([
    {
      usd: hourly.usd * hoursPerMonth,
      assumption: `A stream on demand all month (${hoursPerMonth} h) at ${hourly.usd} USD an hour ${priceSource(hourly)}.`,
    },
    ...data,
    {
      usd: 0,
      assumption: `Without ${data.length === 0 ? 'the data, ' : ''}longer retention and consumers of their own.`,
    },
  ]);
}

/** https://aws.amazon.com/kinesis/data-streams/pricing/ */
function monthlyCost(stream: Resource, context: CostContext): MonthlyCost {
  const {
    region,
    properties: { ShardCount },
  } = stream;
  const { prices } = context;
  if (typeof ShardCount !== 'number') return onDemandCost(stream, context);
  const price = prices.find('AmazonKinesis', region, 'shard/hour');
  if (!price) return unknownCost(`The price book has no price of Kinesis shards in ${region}.`);
  return {
    usd: ShardCount * hoursPerMonth * price.usd,
    assumptions: [
      `${ShardCount} shards all month (${hoursPerMonth} h) at ${price.usd} USD an hour ${priceSource(price)}, without the data, longer retention and consumers.`,
    ],
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html
 * The policy, a resource of its own in CloudFormation (`AWS::Kinesis::ResourcePolicy`), is a property here.
 */
export const kinesisStream = defineResourceType({
  type: 'AWS::Kinesis::Stream',
  scope: 'regional',
  permissions: [
    'kinesis:DescribeStreamSummary',
    'kinesis:GetResourcePolicy',
    'kinesis:ListStreams',
    'kinesis:ListTagsForStream',
  ],
  async *read(reader) {
    yield* readEach({
      pages: paginateListStreams({ client: reader.clients.get(KinesisClient), pageSize: 1000 }, {}),
      items: ({ StreamNames }) => StreamNames,
      id: (name) => name,
      read: (_, id) => readStream(reader, id),
    });
  },
  unordered: { '/DesiredShardLevelMetrics': 'value' },
  volatile: {
    '/ChannelCount': 'counts readers',
    '/ConsumerCount': 'counts readers',
    '/StreamCreationTimestamp': 'time of creation',
    '/StreamStatus': 'a stream in transition is the same stream',
    '/WarmThroughputObject': 'the current throughput comes after the target',
  },
  defaults: { RetentionPeriodHours: 24, StreamModeDetails: { StreamMode: 'PROVISIONED' } },
  holdsState: 'the records in it',
  sensitivity: {
    '/ResourcePolicy': 'MEDIUM',
    '/RetentionPeriodHours': 'MEDIUM',
    '/ShardCount': 'MEDIUM',
    '/StreamEncryption': 'MEDIUM',
  },
  rules: kinesisStreamRules,
  monthlyCost,
});
