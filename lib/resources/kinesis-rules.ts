import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { formerValue } from './former-state.ts';
import { redirected, when } from './watcher-rules.ts';

const hours = ({ properties: { RetentionPeriodHours } }: Resource) => Number(RetentionPeriodHours);
const encryption = 'https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html';

/** The dangers of AWS::Kinesis::Stream. */
export const kinesisStreamRules: readonly Rule[] = [
  becoming({
    id: 'kinesis-stream-not-encrypted',
    title: 'the records of a stream are not encrypted',
    severity: 'HIGH',
    createdSeverity: () => 'MEDIUM',
    sources: ['FSBP Kinesis.1', encryption],
    recommendation: 'Turn server-side encryption on again; records that are in the stream stay as they are.',
    remedy: {
      command:
        'aws kinesis start-stream-encryption --stream-name {{id}} --encryption-type KMS --key-id alias/aws/kinesis',
      console: 'Kinesis › Data streams › {{id}} › Configuration › Encryption › Edit',
    },
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
    sources: [encryption, 'MITRE ATT&CK T1486'],
    recommendation: 'Make sure that the key is yours and stays; if not, set the former key again.',
    remedy: {
      command:
        'aws kinesis start-stream-encryption --stream-name {{id}} --encryption-type KMS --key-id {{former}}',
      console: 'Kinesis › Data streams › {{id}} › Configuration › Encryption › Edit',
    },
    dangers: (change) => {
      const [from, to] = [change.before, change.after].map((stream) =>
        valueAt(stream?.properties ?? {}, '/StreamEncryption/KeyId'),
      );
      return when(from !== undefined && to !== undefined && from !== to, () => ({
        subject: `key ${String(to)}`,
        path: '/StreamEncryption',
        reason: `Records of stream ${change.after?.id} are encrypted with key ${String(to)} instead of ${String(from)}.`,
        values: formerValue(from),
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
    remedy: {
      command:
        'aws kinesis increase-stream-retention-period --stream-name {{id}} --retention-period-hours {{former}}',
      console: 'Kinesis › Data streams › {{id}} › Configuration › Data retention › Edit',
    },
    dangers: (change) =>
      when(change.kind === 'modified' && hours(change.after) < hours(change.before), () => ({
        subject: 'retention shortened',
        path: '/RetentionPeriodHours',
        reason: `Stream ${change.after?.id} keeps its records ${change.after?.properties.RetentionPeriodHours} hours, no longer ${change.before?.properties.RetentionPeriodHours}.`,
        values: formerValue(change.before?.properties.RetentionPeriodHours),
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
      remedy: {
        command: 'aws kinesis put-resource-policy --resource-arn {{/Arn}} --policy {{former}}',
        console: 'Kinesis › Data streams › {{id}} › Data stream sharing › Resource-based policy › Edit',
      },
    },
    ({ id }) => `The policy of stream ${id} says otherwise than before who may read and write it.`,
  ),
];
