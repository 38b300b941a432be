import {
  GetDataProtectionPolicyCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  paginateListTopics,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach, unlessAbsent } from './read-each.ts';
import { redirected } from './watcher-rules.ts';

type Attributes = Readonly<Record<string, string>>;

/** Protocols whose deliveries a topic can log, as the attributes and as the schema name them. */
const loggedProtocols = {
  HTTP: 'http/s',
  SQS: 'sqs',
  Lambda: 'lambda',
  Firehose: 'firehose',
  Application: 'application',
};

function deliveryLogging(attributes: Attributes): object[] {
  return Object.entries(loggedProtocols).flatMap(([prefix, Protocol]) => {
    const [SuccessFeedbackRoleArn, SuccessFeedbackSampleRate, FailureFeedbackRoleArn] = [
      attributes[`${prefix}SuccessFeedbackRoleArn`],
      attributes[`${prefix}SuccessFeedbackSampleRate`],
      attributes[`${prefix}FailureFeedbackRoleArn`],
    ];
    return SuccessFeedbackRoleArn || FailureFeedbackRoleArn
      ? [{ Protocol, SuccessFeedbackRoleArn, SuccessFeedbackSampleRate, FailureFeedbackRoleArn }]
      : [];
  });
}

/** SNS tells numbers and flags as text. */
const flag = (text: string | undefined) => (text === undefined ? undefined : text === 'true');
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

function properties(TopicArn: string, attributes: Attributes): object {
  return {
    TopicArn,
    TopicName: TopicArn.slice(TopicArn.lastIndexOf(':') + 1),
    Owner: attributes.Owner,
    DisplayName: attributes.DisplayName,
    Policy: attributes.Policy,
    KmsMasterKeyId: attributes.KmsMasterKeyId,
    DeliveryPolicy: attributes.DeliveryPolicy,
    DeliveryStatusLogging: deliveryLogging(attributes),
    SignatureVersion: attributes.SignatureVersion,
    TracingConfig: attributes.TracingConfig,
    FifoTopic: flag(attributes.FifoTopic),
    ContentBasedDeduplication: flag(attributes.ContentBasedDeduplication),
    FifoThroughputScope: attributes.FifoThroughputScope,
    ArchivePolicy: attributes.ArchivePolicy,
    MaximumMessageSize: number(attributes.MaximumMessageSize),
  };
}

async function readTopic({ clients, optional }: ResourceReader, TopicArn: string): Promise<ReadResource> {
  const client = clients.get(SNSClient);
  const unread: UnreadProperty[] = [];
  const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  // FIFO topics have no data protection, and say so with an error.
  const protection = await optional(unread, '/DataProtectionPolicy', () =>
    unlessAbsent(/^InvalidParameter/, () =>
      client.send(new GetDataProtectionPolicyCommand({ ResourceArn: TopicArn })),
    ),
  );
  const tags = await optional(unread, '/Tags', () =>
    client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn })),
  );
  return {
    id: TopicArn,
    arn: TopicArn,
    tags: tags?.Tags,
    properties: {
      ...properties(TopicArn, Attributes),
      DataProtectionPolicy: protection?.DataProtectionPolicy,
    },
    unread,
  };
}

const rules: readonly Rule[] = [
  redirected(
    {
      id: 'sns-topic-key-changed',
      title: 'a topic is encrypted otherwise, or not at all',
      severity: 'HIGH',
      property: 'KmsMasterKeyId',
      better: 'messages are encrypted',
      sources: [
        'Security Hub SNS.1',
        'https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html',
      ],
      recommendation: 'Set the key of the topic again.',
      remedy: {
        command:
          'aws sns set-topic-attributes --topic-arn {{id}} --attribute-name KmsMasterKeyId --attribute-value {{former}}',
        console: 'Simple Notification Service (SNS) › Topics › {{/TopicName}} › Edit › Encryption',
      },
    },
    ({ id }, from, to) =>
      to === 'none'
        ? `Messages of topic ${id} are no longer encrypted with key ${from}, nor with any other.`
        : `Messages of topic ${id} are encrypted with key ${to} instead of ${from}.`,
  ),
  redirected(
    {
      id: 'sns-topic-data-protection-changed',
      title: 'the data protection of a topic changed',
      severity: 'MEDIUM',
      property: 'DataProtectionPolicy',
      better: 'data that must not pass is kept back',
      sources: ['https://docs.aws.amazon.com/sns/latest/dg/sns-message-data-protection-policies.html'],
      recommendation: 'Compare the policy with the approved one: it says which data may not pass.',
      remedy: {
        command:
          'aws sns put-data-protection-policy --resource-arn {{id}} --data-protection-policy {{former}}',
        console:
          'Simple Notification Service (SNS) › Topics › {{/TopicName}} › Edit › Data protection policy',
      },
    },
    ({ id }, _, to) =>
      to === 'none' ? `Topic ${id} lets any data pass.` : `Topic ${id} keeps other data back than before.`,
  ),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
 *
 * The policy, a resource of its own in CloudFormation (`AWS::SNS::TopicPolicy`), is a property here. Subscriptions are
 * resources of their own. The effective delivery policy follows from the delivery policy and from AWS's defaults.
 */
export const snsTopic = defineResourceType({
  type: 'AWS::SNS::Topic',
  scope: 'regional',
  permissions: [
    'sns:GetDataProtectionPolicy',
    'sns:GetTopicAttributes',
    'sns:ListTagsForResource',
    'sns:ListTopics',
  ],
  async *read(reader) {
    yield* readEach({
      pages: paginateListTopics({ client: reader.clients.get(SNSClient) }, {}),
      items: ({ Topics }) => Topics,
      id: ({ TopicArn }) => TopicArn,
      read: (_, id) => readTopic(reader, id),
    });
  },
  unordered: { '/DeliveryStatusLogging': ['Protocol'], '/Subscription': ['Endpoint', 'Protocol'] },
  volatile: {
    '/BeginningArchiveTime': 'moves on as messages expire',
    '/EffectiveDeliveryPolicy': 'follows from the delivery policy',
    '/SubscriptionsConfirmed': 'counts subscriptions, which are resources of their own',
    '/SubscriptionsDeleted': 'counts subscriptions',
    '/SubscriptionsPending': 'counts subscriptions',
  },
  defaults: { ContentBasedDeduplication: false, FifoTopic: false, TracingConfig: 'PassThrough' },
  sensitivity: {
    '/Policy': 'MEDIUM',
    '/KmsMasterKeyId': 'MEDIUM',
    '/DataProtectionPolicy': 'MEDIUM',
    '/DisplayName': 'INFO',
  },
  rules,
  monthlyCost: () =>
    unknownCost('SNS charges by message: how many will be published and delivered is not known.'),
});
