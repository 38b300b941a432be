import {
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  paginateListQueues,
  type QueueAttributeName,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { formerValue } from './former-state.ts';
import { readEach } from './read-each.ts';
import { redirected, when } from './watcher-rules.ts';

type Attributes = Readonly<Partial<Record<QueueAttributeName, string>>>;

/** SQS tells numbers and flags as text. */
const flag = (text: string | undefined) => (text === undefined ? undefined : text === 'true');
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

function properties(QueueUrl: string, attributes: Attributes): object {
  return {
    QueueUrl,
    Arn: attributes.QueueArn,
    QueueName: QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1),
    FifoQueue: flag(attributes.FifoQueue),
    ContentBasedDeduplication: flag(attributes.ContentBasedDeduplication),
    DeduplicationScope: attributes.DeduplicationScope,
    FifoThroughputLimit: attributes.FifoThroughputLimit,
    DelaySeconds: number(attributes.DelaySeconds),
    MaximumMessageSize: number(attributes.MaximumMessageSize),
    MessageRetentionPeriod: number(attributes.MessageRetentionPeriod),
    ReceiveMessageWaitTimeSeconds: number(attributes.ReceiveMessageWaitTimeSeconds),
    VisibilityTimeout: number(attributes.VisibilityTimeout),
    KmsMasterKeyId: attributes.KmsMasterKeyId,
    KmsDataKeyReusePeriodSeconds: number(attributes.KmsDataKeyReusePeriodSeconds),
    SqsManagedSseEnabled: flag(attributes.SqsManagedSseEnabled),
    RedrivePolicy: attributes.RedrivePolicy,
    RedriveAllowPolicy: attributes.RedriveAllowPolicy,
    Policy: attributes.Policy,
  };
}

async function readQueue({ clients, optional }: ResourceReader, QueueUrl: string): Promise<ReadResource> {
  const client = clients.get(SQSClient);
  const unread: UnreadProperty[] = [];
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const tags = await optional(unread, '/Tags', () => client.send(new ListQueueTagsCommand({ QueueUrl })));
  return {
    id: QueueUrl,
    arn: Attributes.QueueArn,
    tags: tags?.Tags,
    properties: properties(QueueUrl, Attributes),
    unread,
  };
}

const isEncrypted = ({ properties: { KmsMasterKeyId, SqsManagedSseEnabled } }: Resource) =>
  KmsMasterKeyId !== undefined || SqsManagedSseEnabled === true;

/** Four days, in seconds. */
const defaultRetention = 345_600;

/** How long a queue keeps a message, in seconds. */
function retentionOf({ properties }: Resource): number {
  return Number(properties.MessageRetentionPeriod ?? defaultRetention);
}

const inDays = (seconds: number) => `${Number((seconds / 86_400).toFixed(2))} days`;

/** The danger that one state keeps messages for less time than the other. */
function shortened(from: Resource, to: Resource): Danger[] {
  const [was, is] = [retentionOf(from), retentionOf(to)];
  return when(is < was, () => ({
    subject: 'retention shortened',
    path: '/MessageRetentionPeriod',
    values: formerValue(was),
    reason: `Queue ${to.id} keeps messages for ${inDays(is)} now, no longer for ${inDays(was)}: what nobody takes by then is lost.`,
  }));
}

const retentionShortened: ChangeRule = {
  kind: 'change',
  id: 'sqs-retention-shortened',
  title: 'a queue keeps messages for less time',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html',
    'MITRE ATT&CK T1485',
  ],
  recommendation: 'Set the former period again, and look whether messages were lost meanwhile.',
  remedy: {
    command: 'aws sqs set-queue-attributes --queue-url {{id}} --attributes MessageRetentionPeriod={{former}}',
    console: 'Simple Queue Service (SQS) › Queues › {{/QueueName}} › Edit › Message retention period',
  },
  dangers: (change) => (change.kind === 'modified' ? shortened(change.before, change.after) : []),
  ended: (change) =>
    change.kind === 'modified'
      ? shortened(change.after, change.before).map((danger) => ({
          ...danger,
          reason: 'Safer: the queue keeps messages for longer.',
        }))
      : [],
};

const rules: readonly Rule[] = [
  becoming({
    id: 'sqs-queue-not-encrypted',
    title: 'the messages of a queue are not encrypted',
    severity: 'HIGH',
    createdSeverity: () => 'MEDIUM',
    sources: ['FSBP SQS.1'],
    recommendation: 'Encrypt the queue with SSE-SQS or with a key of your own.',
    remedy: {
      command: 'aws sqs set-queue-attributes --queue-url {{id}} --attributes SqsManagedSseEnabled=true',
      console:
        'Simple Queue Service (SQS) › Queues › {{/QueueName}} › Edit › Encryption › Amazon SQS key (SSE-SQS)',
    },
    safer: 'messages are encrypted',
    dangersOf: (queue) =>
      when(!isEncrypted(queue), () => ({
        subject: 'not encrypted',
        path: '/SqsManagedSseEnabled',
        reason: `Messages that wait in queue ${queue.id} are not encrypted.`,
      })),
  }),
  redirected(
    {
      id: 'sqs-queue-key-changed',
      title: 'a queue is encrypted with another key',
      severity: 'MEDIUM',
      property: 'KmsMasterKeyId',
      sources: [
        'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html',
      ],
      recommendation: 'Make sure that the key is yours and stays; if not, set the former key again.',
      remedy: {
        command: 'aws sqs set-queue-attributes --queue-url {{id}} --attributes KmsMasterKeyId={{former}}',
        console: 'Simple Queue Service (SQS) › Queues › {{/QueueName}} › Edit › Encryption',
      },
    },
    ({ id }, from, to) =>
      to === 'none'
        ? `Messages in queue ${id} are no longer encrypted with your key ${from}.`
        : `Messages in queue ${id} are encrypted with key ${to} instead of ${from}.`,
  ),
  redirected(
    {
      id: 'sqs-dead-letter-queue-changed',
      title: 'what a queue does with messages that nobody can handle changed',
      severity: 'MEDIUM',
      property: 'RedrivePolicy',
      better: 'messages that nobody can handle are kept',
      sources: [
        'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
      ],
      recommendation: 'Set the dead-letter queue again: without it such messages are lost when they expire.',
      remedy: {
        command: `aws sqs set-queue-attributes --queue-url {{id}} --attributes '{"RedrivePolicy":"{{former}}"}'`,
        console: 'Simple Queue Service (SQS) › Queues › {{/QueueName}} › Edit › Dead-letter queue',
      },
    },
    ({ id }, _, to) =>
      to === 'none'
        ? `Queue ${id} has no dead-letter queue any more: messages that nobody can handle are lost.`
        : `Queue ${id} gives messages that nobody can handle up otherwise than before.`,
  ),
  retentionShortened,
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
 * The policy, a resource of its own in CloudFormation (`AWS::SQS::QueuePolicy`), is a property here.
 */
export const sqsQueue = defineResourceType({
  type: 'AWS::SQS::Queue',
  scope: 'regional',
  permissions: ['sqs:GetQueueAttributes', 'sqs:ListQueueTags', 'sqs:ListQueues'],
  async *read(reader) {
    yield* readEach({
      pages: paginateListQueues({ client: reader.clients.get(SQSClient), pageSize: 1000 }, {}),
      items: ({ QueueUrls }) => QueueUrls,
      id: (url) => url,
      read: (_, id) => readQueue(reader, id),
    });
  },
  unordered: { '/RedriveAllowPolicy/sourceQueueArns': 'value' },
  volatile: {
    '/ApproximateNumberOfMessages': 'counts messages',
    '/ApproximateNumberOfMessagesDelayed': 'counts messages',
    '/ApproximateNumberOfMessagesNotVisible': 'counts messages',
    '/CreatedTimestamp': 'time of creation',
    '/LastModifiedTimestamp': 'time of the last change',
  },
  defaults: {
    ContentBasedDeduplication: false,
    DelaySeconds: 0,
    FifoQueue: false,
    KmsDataKeyReusePeriodSeconds: 300,
    MessageRetentionPeriod: defaultRetention,
    ReceiveMessageWaitTimeSeconds: 0,
    VisibilityTimeout: 30,
  },
  holdsState: 'the messages in it',
  sensitivity: {
    '/KmsMasterKeyId': 'MEDIUM',
    '/Policy': 'MEDIUM',
    '/RedrivePolicy': 'MEDIUM',
    '/SqsManagedSseEnabled': 'MEDIUM',
  },
  rules,
  monthlyCost: () => unknownCost('SQS charges by request: how many there will be is not known.'),
});
