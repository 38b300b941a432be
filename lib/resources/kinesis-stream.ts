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
import { hoursPerMonth, priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach } from './read-each.ts';
import { redirected, when } from './watcher-rules.ts';

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

const hours = ({ properties: { RetentionPeriodHours } }: Resource) => Number(RetentionPeriodHours);
const encryption = 'https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html';

const rules: readonly Rule[] = [
  becoming({
    id: 'kinesis-stream-not-encrypted',
    title: 'the records of a stream are not encrypted',
    severity: 'HIGH',
    createdSeverity: () => 'MEDIUM',
    sources: ['FSBP Kinesis.1', encryption],
    recommendation: 'Turn server-side encryption on again; records that are in the stream stay as they are.',
    safer: 'records are encrypted',
    dangersOf: ({ id, properties: { StreamEncryption } }) =>
      when(StreamEncryption === undefined, () => ({
        subject: 'not encrypted',
        path: '/StreamEncryption',
        reason: `Records that are written to stream ${id} are not encrypted.`,
      })),
  }),
  {
    kind: 'change',
    id: 'kinesis-key-changed',
    title: 'a stream is encrypted with another key',
    severity: 'MEDIUM',
    sources: [encryption],
    recommendation: 'Make sure that the key is yours and stays; if not, set the former key again.',
    dangers: (change) => {
      const [from, to] = [change.before, change.after].map((stream) =>
        valueAt(stream?.properties ?? {}, '/StreamEncryption/KeyId'),
      );
      return when(from !== undefined && to !== undefined && from !== to, () => ({
        subject: `key ${String(to)}`,
        path: '/StreamEncryption',
        reason: `Records of stream ${change.after?.id} are encrypted with key ${String(to)} instead of ${String(from)}.`,
      }));
    },
  },
  {
    kind: 'change',
    id: 'kinesis-retention-shortened',
    title: 'a stream keeps its records for a shorter time',
    severity: 'MEDIUM',
    sources: ['FSBP Kinesis.3'],
    recommendation: 'Set the retention again: older records are gone at once.',
    dangers: (change) =>
      when(change.kind === 'modified' && hours(change.after) < hours(change.before), () => ({
        subject: 'retention shortened',
        path: '/RetentionPeriodHours',
        reason: `Stream ${change.after?.id} keeps its records ${change.after?.properties.RetentionPeriodHours} hours, no longer ${change.before?.properties.RetentionPeriodHours}.`,
      })),
    ended: (change) =>
      when(change.kind === 'modified' && hours(change.after) > hours(change.before), () => ({
        subject: 'retention shortened',
        path: '/RetentionPeriodHours',
        reason: 'Safer: the records are kept for a longer time.',
      })),
  },
  redirected(
    {
      id: 'kinesis-policy-changed',
      title: 'others may use a stream than before',
      severity: 'MEDIUM',
      property: 'ResourcePolicy',
      sources: ['https://docs.aws.amazon.com/streams/latest/dev/resource-based-policy-examples.html'],
      recommendation: 'Compare the policy with the approved one.',
    },
    ({ id }) => `The policy of stream ${id} says otherwise than before who may read and write it.`,
  ),
];

/** https://aws.amazon.com/kinesis/data-streams/pricing/ */
function monthlyCost({ region, properties: { ShardCount } }: Resource, { prices }: CostContext): MonthlyCost {
  if (typeof ShardCount !== 'number') {
    return unknownCost(
      'A stream on demand is charged by the data that goes through it: how much there will be is not known.',
    );
  }
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
  rules,
  monthlyCost,
});
