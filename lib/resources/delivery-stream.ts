import {
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  type ListDeliveryStreamsOutput,
  ListTagsForDeliveryStreamCommand,
} from '@aws-sdk/client-firehose';
import type { ResourceReader } from '../aws/reader.ts';
import { sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { unknownCost } from '../model/cost.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, toJson } from '../model/json.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { deliveryStreamRules } from './delivery-stream-rules.ts';
import { readEach } from './read-each.ts';

/** What goes on by itself, or says again what another member says. */
const left: ReadonlySet<string> = new Set([
  'DeliveryStartTimestamp',
  'DestinationId',
  'SnapshotInfo',
  'VpcId',
]);

/** Where the name of the schema is not the API's with `Configuration` for `Description`. */
const renamed: Readonly<Record<string, string>> = {
  S3BackupDescription: 'S3BackupConfiguration',
  S3DestinationDescription: 'S3Configuration',
  VpcConfigurationDescription: 'VpcConfiguration',
};

/** Sources and destinations as the API describes them, in the words of the schema. */
function inSchemaWords(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(inSchemaWords);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !left.has(name))
      .map(([name, member]) => [
        renamed[name] ?? name.replace(/Description$/, 'Configuration'),
        inSchemaWords(member),
      ]),
  );
}

/** The one destination of a stream. Beside an extended S3 destination AWS tells a part of it in older words. */
function destination({ Destinations = [] }: DeliveryStreamDescription): JsonObject {
  const described = toJson(Destinations[0] ?? {});
  if (!isJsonObject(described)) return {};
  const { S3DestinationDescription: s3, ...rest } = described;
  const words = inSchemaWords(rest);
  const only = s3 !== undefined && rest.ExtendedS3DestinationDescription === undefined;
  return {
    ...(isJsonObject(words) ? words : {}),
    ...(only ? { S3DestinationConfiguration: inSchemaWords(s3) } : {}),
  };
}

function properties(stream: DeliveryStreamDescription): object {
  const source = inSchemaWords(toJson(stream.Source ?? {}));
  const { Status, KeyType, KeyARN } = stream.DeliveryStreamEncryptionConfiguration ?? {};
  const isEncrypted = Status === 'ENABLED' || Status === 'ENABLING';
  return {
    DeliveryStreamName: stream.DeliveryStreamName,
    Arn: stream.DeliveryStreamARN,
    DeliveryStreamType: stream.DeliveryStreamType,
    DeliveryStreamEncryptionConfigurationInput: isEncrypted ? { KeyType, KeyARN } : undefined,
    ...(isJsonObject(source) ? source : {}),
    ...destination(stream),
  };
}

async function readDeliveryStream(
  { clients, optional }: ResourceReader,
  DeliveryStreamName: string,
): Promise<ReadResource | undefined> {
  const client = clients.get(FirehoseClient);
  const { DeliveryStreamDescription: stream } = await client.send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
  );
  if (!stream || stream.DeliveryStreamStatus === 'DELETING') return undefined;
  const unread: UnreadProperty[] = [];
  // A stream has 50 tags at most, which one page holds.
  const tags = await optional(unread, '/Tags', () =>
    client.send(new ListTagsForDeliveryStreamCommand({ DeliveryStreamName, Limit: 50 })),
  );
  return {
    id: DeliveryStreamName,
    arn: stream.DeliveryStreamARN,
    tags: tags?.Tags,
    properties: properties(stream),
    unread,
  };
}

async function* streamPages({ clients }: ResourceReader): AsyncIterable<ListDeliveryStreamsOutput> {
  let start: { ExclusiveStartDeliveryStreamName?: string } = {};
  for (;;) {
    const page = await clients
      .get(FirehoseClient)
      .send(new ListDeliveryStreamsCommand({ Limit: 10_000, ...start }));
    yield page;
    const last = page.DeliveryStreamNames?.at(-1);
    if (!page.HasMoreDeliveryStreams || last === undefined) return;
    start = { ExclusiveStartDeliveryStreamName: last };
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html */
export const deliveryStream = defineResourceType({
  type: 'AWS::KinesisFirehose::DeliveryStream',
  scope: 'regional',
  permissions: [
    'firehose:DescribeDeliveryStream',
    'firehose:ListDeliveryStreams',
    'firehose:ListTagsForDeliveryStream',
  ],
  async *read(reader) {
    yield* readEach({
      pages: streamPages(reader),
      items: ({ DeliveryStreamNames }) => DeliveryStreamNames,
      id: (name) => name,
      read: (_, id) => readDeliveryStream(reader, id),
    });
  },
  unordered: {
    '/*/ProcessingConfiguration/Processors/*/Parameters': ['ParameterName', 'ParameterValue'],
    '/*/RequestConfiguration/CommonAttributes': ['AttributeName'],
    '/*/DestinationTableConfigurationList': ['DestinationDatabaseName', 'DestinationTableName'],
  },
  volatile: {
    '/CreateTimestamp': 'time of creation',
    '/DeliveryStreamStatus': 'a stream in transition is the same stream',
    '/LastUpdateTimestamp': 'time of the last change',
    '/VersionId': 'counts the changes',
  },
  secret: [
    '/HttpEndpointDestinationConfiguration/EndpointConfiguration/AccessKey',
    '/HttpEndpointDestinationConfiguration/RequestConfiguration/CommonAttributes/*/AttributeValue',
    '/SnowflakeDestinationConfiguration/KeyPassphrase',
    '/SplunkDestinationConfiguration/HECToken',
  ],
  defaults: { DeliveryStreamType: 'DirectPut' },
  sensitivity: { '': 'MEDIUM', '/*/BufferingHints': 'LOW', '/*/CloudWatchLoggingOptions': 'MEDIUM' },
  rules: deliveryStreamRules,
  monthlyCost: (stream, context) => {
    const price = context.prices.find('AmazonKinesisFirehose', stream.region, 'ingested/gb');
    const data = usedPart(stream, context, {
      name: 'firehoseGigabytes',
      price,
      words: 'GB go through it',
      per: 'GB',
    });
    if (data) return sumOfParts([data]);
    return unknownCost(
      'Firehose charges by the data that goes through it: how much there will be is not known.',
    );
  },
});
