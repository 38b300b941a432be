import { isJsonObject, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { deleted, inState, when } from './watcher-rules.ts';

const exfiltration = 'MITRE ATT&CK T1537';

/** What of a destination says where the data goes. */
const addresses = [
  '/BucketARN',
  '/ClusterJDBCURL',
  '/DomainARN',
  '/ClusterEndpoint',
  '/CollectionEndpoint',
  '/EndpointConfiguration/Url',
  '/HECEndpoint',
  '/AccountUrl',
  '/CatalogConfiguration/CatalogArn',
];

/** Where the data of a stream goes: the address with the property of the destination. */
function goals({ properties }: Resource): { name: string; goal: string }[] {
  return Object.entries(properties)
    .filter(([name]) => name.endsWith('DestinationConfiguration'))
    .flatMap(([name, destination]) => {
      const found = isJsonObject(destination) ? addresses.map((path) => valueAt(destination, path)) : [];
      const goal = found.find((address) => typeof address === 'string');
      return typeof goal === 'string' ? [{ name, goal }] : [];
    });
}

/** Functions through which the data of a stream goes. */
function functions({ properties }: Resource): string[] {
  return Object.values(properties)
    .flatMap((member) =>
      toObjects(isJsonObject(member) ? valueAt(member, '/ProcessingConfiguration/Processors') : []),
    )
    .flatMap(({ Parameters }) => toObjects(Parameters))
    .filter(({ ParameterName }) => ParameterName === 'LambdaArn')
    .map(({ ParameterValue }) => String(ParameterValue));
}

/** Destinations that are of no AWS account. */
const outside = /^(HttpEndpoint|Splunk|Snowflake)DestinationConfiguration$/;

/** The dangers of a delivery stream: that its data goes elsewhere, or lies open on the way. */
export const deliveryStreamRules: readonly Rule[] = [
  deleted(
    {
      id: 'firehose-stream-deleted',
      title: 'a delivery stream was deleted',
      severity: 'MEDIUM',
      sources: [
        'https://docs.aws.amazon.com/firehose/latest/dev/what-is-this-service.html',
        'MITRE ATT&CK T1562.008',
      ],
      recommendation: 'Create the stream again, if logs or data still are to be delivered.',
    },
    (stream) =>
      `Delivery stream ${stream.id} was deleted: nothing reaches ${
        goals(stream)
          .map(({ goal }) => goal)
          .join(', ') || 'its destination'
      } any more.`,
  ),
  becoming({
    id: 'firehose-stream-not-encrypted',
    title: 'the data in a delivery stream is not encrypted',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources: ['FSBP DataFirehose.1', 'https://docs.aws.amazon.com/firehose/latest/dev/encryption.html'],
    recommendation: 'Turn server-side encryption on again.',
    safer: 'data is encrypted',
    dangersOf: ({ id, properties }) =>
      // A stream that reads from Kinesis is encrypted there.
      when(
        properties.DeliveryStreamEncryptionConfigurationInput === undefined &&
          properties.DeliveryStreamType === 'DirectPut',
        () => ({
          subject: 'not encrypted',
          path: '/DeliveryStreamEncryptionConfigurationInput',
          reason: `Data that waits in delivery stream ${id} is not encrypted.`,
        }),
      ),
  }),
  {
    kind: 'change',
    id: 'firehose-destination-changed',
    title: 'a delivery stream delivers elsewhere',
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html', exfiltration],
    recommendation: 'Make sure that the destination is yours; if not, set the former one again.',
    dangers: (change) => {
      if (change.kind !== 'modified') return [];
      const former = goals(change.before).map(({ goal }) => goal);
      return goals(change.after)
        .filter(({ goal }) => !former.includes(goal))
        .map(({ name, goal }) => ({
          subject: goal,
          path: `/${name}`,
          reason: `Delivery stream ${change.after.id} delivers to ${goal}, no longer to ${former.join(', ')}.`,
        }));
    },
  },
  inState(
    {
      id: 'firehose-delivers-outside',
      title: 'a delivery stream delivers outside AWS',
      severity: 'MEDIUM',
      sources: [
        'https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html',
        'MITRE ATT&CK T1567',
      ],
      recommendation: 'Make sure that you know the receiver; if not, delete the stream.',
      safer: 'the data stays in AWS',
    },
    (stream) =>
      goals(stream)
        .filter(({ name }) => outside.test(name))
        .map(({ name, goal }) => ({
          subject: goal,
          path: `/${name}`,
          reason: `Delivery stream ${stream.id} sends its data to ${goal}.`,
        })),
  ),
  {
    kind: 'change',
    id: 'firehose-function-changed',
    title: 'another function sees the data of a delivery stream',
    severity: 'MEDIUM',
    sources: ['https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html'],
    recommendation: 'Make sure that you know the function: it reads and changes all the data.',
    dangers: (change) => {
      if (change.kind !== 'modified') return [];
      const known = new Set(functions(change.before));
      return functions(change.after)
        .filter((arn) => !known.has(arn))
        .map((arn) => ({
          subject: `function ${arn}`,
          reason: `The data of delivery stream ${change.after.id} goes through ${arn} now.`,
        }));
    },
  },
];
