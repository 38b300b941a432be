import { isJsonObject, toObjects } from '../model/json.ts';
import { toPointer, valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { asWord, definition, type RemedyValues, recreation, restoration } from './former-state.ts';
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

/** Sets the destination of a stream as it was, whatever kind it is of now, for {@link restoration}. */
function formerDestination(before: Resource, after: Resource): RemedyValues {
  const destinationsOf = ({ properties }: Resource) =>
    Object.entries(properties).filter(([name]) => name.endsWith('DestinationConfiguration'));
  return {
    patch: asWord([
      ...destinationsOf(after)
        .filter(([name]) => before.properties[name] === undefined)
        .map(([name]) => ({ op: 'remove', path: toPointer([name]) })),
      ...destinationsOf(before).map(([name, value]) => ({ op: 'add', path: toPointer([name]), value })),
    ]),
  };
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
      values: (before) => definition(before, ['Arn']),
      severity: 'MEDIUM',
      sources: [
        'https://docs.aws.amazon.com/firehose/latest/dev/what-is-this-service.html',
        'MITRE ATT&CK T1562.008',
      ],
      recommendation: 'Create the stream again, if logs or data still are to be delivered.',
      remedy: {
        command: recreation,
        console: 'Amazon Data Firehose › Firehose streams › Create Firehose stream › {{id}}',
      },
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
    remedy: {
      command:
        'aws firehose start-delivery-stream-encryption --delivery-stream-name {{id}} --delivery-stream-encryption-configuration-input KeyType=AWS_OWNED_CMK',
      console:
        'Amazon Data Firehose › Firehose streams › {{id}} › Configuration › Server-side encryption › Edit',
    },
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
    remedy: {
      command: restoration,
      console:
        'Amazon Data Firehose › Firehose streams › {{id}} › Configuration › Destination settings › Edit',
    },
    dangers: (change) => {
      if (change.kind !== 'modified') return [];
      const former = goals(change.before).map(({ goal }) => goal);
      return goals(change.after)
        .filter(({ goal }) => !former.includes(goal))
        .map(({ name, goal }) => ({
          subject: goal,
          path: `/${name}`,
          reason: `Delivery stream ${change.after.id} delivers to ${goal}, no longer to ${former.join(', ')}.`,
          values: formerDestination(change.before, change.after),
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
      remedy: {
        command: 'aws firehose delete-delivery-stream --delivery-stream-name {{id}}',
        console: 'Amazon Data Firehose › Firehose streams › {{id}} › Delete Firehose stream',
      },
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
    sources: ['https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html', exfiltration],
    recommendation: 'Make sure that you know the function: it reads and changes all the data.',
    remedy: {
      command: restoration,
      console:
        'Amazon Data Firehose › Firehose streams › {{id}} › Configuration › Transform and convert records › Edit',
    },
    dangers: (change) => {
      if (change.kind !== 'modified') return [];
      const known = new Set(functions(change.before));
      return functions(change.after)
        .filter((arn) => !known.has(arn))
        .map((arn) => ({
          subject: `function ${arn}`,
          reason: `The data of delivery stream ${change.after.id} goes through ${arn} now.`,
          values: formerDestination(change.before, change.after),
        }));
    },
  },
];
