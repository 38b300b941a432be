import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptions,
  paginateListSubscriptionsByTopic,
  paginateListTopics,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import pLimit from 'p-limit';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach } from './read-each.ts';
import { disableTools, inState, redirected, when } from './watcher-rules.ts';

const callsAtOnce = 8;

/** One that waits for its confirmation, or was deleted, has a word in place of its ARN. */
const isConfirmed = ({ SubscriptionArn }: Subscription) => SubscriptionArn?.startsWith('arn:');

/** The subscriptions of a topic, those of other accounts among them; none once it is gone. */
async function subscriptionsOf({ clients }: ResourceReader, TopicArn: string): Promise<Subscription[]> {
  const found: Subscription[] = [];
  try {
    const pages = paginateListSubscriptionsByTopic({ client: clients.get(SNSClient) }, { TopicArn });
    for await (const page of pages) found.push(...(page.Subscriptions ?? []));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return found;
}

/** Own subscriptions, to topics of other accounts too, and then those that others have to the own topics. */
async function* pages(reader: ResourceReader): AsyncIterable<Subscription[]> {
  const client = reader.clients.get(SNSClient);
  const limit = pLimit(callsAtOnce);
  for await (const page of paginateListSubscriptions({ client }, {})) yield page.Subscriptions ?? [];
  for await (const page of paginateListTopics({ client }, {})) {
    const read = await limit.map(page.Topics ?? [], ({ TopicArn }) =>
      TopicArn ? subscriptionsOf(reader, TopicArn) : [],
    );
    yield read.flat().filter(({ Owner }) => Owner !== reader.account);
  }
}

/** The parts of an endpoint; the path of a web address is as good as a password, where it is one of a webhook. */
function endpoint({ Endpoint }: Subscription): object {
  if (!Endpoint || !/^https?:/.test(Endpoint) || !URL.canParse(Endpoint)) return { Endpoint };
  const address = new URL(Endpoint);
  const rest = Endpoint.slice(address.protocol.length + 2).replace(address.host, '');
  return { Endpoint: address.origin, EndpointPath: rest === '/' ? undefined : rest };
}

async function readSubscription(
  { clients, account, optional }: ResourceReader,
  subscription: Subscription,
  SubscriptionArn: string,
): Promise<ReadResource> {
  const unread: UnreadProperty[] = [];
  // Only its owner may ask for the attributes of a subscription.
  const answer =
    (subscription.Owner ?? account) === account
      ? await optional(unread, attributePaths, () =>
          clients.get(SNSClient).send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
        )
      : undefined;
  const { Attributes: attributes = {} } = answer ?? {};
  return {
    id: SubscriptionArn,
    arn: SubscriptionArn,
    properties: {
      Arn: SubscriptionArn,
      TopicArn: subscription.TopicArn,
      Owner: subscription.Owner,
      Protocol: subscription.Protocol,
      ...endpoint(subscription),
      RawMessageDelivery: attributes.RawMessageDelivery && attributes.RawMessageDelivery === 'true',
      FilterPolicy: attributes.FilterPolicy,
      FilterPolicyScope: attributes.FilterPolicyScope,
      DeliveryPolicy: attributes.DeliveryPolicy,
      RedrivePolicy: attributes.RedrivePolicy,
      ReplayPolicy: attributes.ReplayPolicy,
      SubscriptionRoleArn: attributes.SubscriptionRoleArn,
      ConfirmationWasAuthenticated:
        attributes.ConfirmationWasAuthenticated && attributes.ConfirmationWasAuthenticated === 'true',
    },
    unread,
  };
}

const attributePaths = [
  'RawMessageDelivery',
  'FilterPolicy',
  'FilterPolicyScope',
  'DeliveryPolicy',
  'RedrivePolicy',
  'ReplayPolicy',
  'SubscriptionRoleArn',
  'ConfirmationWasAuthenticated',
].map((name) => `/${name}`);

/** Where messages leave AWS, with how grave it is that they do. */
const outside: Readonly<Record<string, { readonly severity: Severity; readonly way: string }>> = {
  http: { severity: 'HIGH', way: 'unencrypted to a web address' },
  https: { severity: 'MEDIUM', way: 'to a web address' },
  email: { severity: 'MEDIUM', way: 'by e-mail' },
  'email-json': { severity: 'MEDIUM', way: 'by e-mail' },
  sms: { severity: 'MEDIUM', way: 'by text message' },
};

function foreignAccounts({ account, properties }: Resource): { id: string; path: string }[] {
  if (account === '') return [];
  const ofEndpoint = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(String(properties.Endpoint))?.[1];
  return [
    { id: ofEndpoint, path: '/Endpoint' },
    { id: typeof properties.Owner === 'string' ? properties.Owner : undefined, path: '/Owner' },
  ].flatMap(({ id, path }) => (id === undefined || id === account ? [] : [{ id, path }]));
}

const rules: readonly Rule[] = [
  inState(
    {
      id: 'sns-subscription-foreign-account',
      title: 'another account receives the messages of a topic',
      severity: 'HIGH',
      sources: [
        'IAM Access Analyzer external access',
        'https://docs.aws.amazon.com/sns/latest/dg/sns-send-message-to-sqs-cross-account.html',
      ],
      recommendation:
        'Make sure that you know the account and it needs the messages; if not, delete the subscription.',
      remedy: {
        command: 'aws sns unsubscribe --subscription-arn {{id}}',
        console: 'Simple Notification Service (SNS) › Subscriptions › {{shortName}} › Delete',
      },
      safer: 'the other account no longer receives messages',
    },
    (subscription) =>
      foreignAccounts(subscription).map(({ id, path }) => ({
        subject: `account ${id}`,
        path,
        reason: `Account ${id} receives the messages of topic ${String(subscription.properties.TopicArn)}.`,
      })),
  ),
  inState(
    {
      id: 'sns-subscription-outside',
      title: 'messages of a topic leave AWS',
      severity: 'MEDIUM',
      sources: [
        'https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html',
        'MITRE ATT&CK T1567',
      ],
      recommendation: 'Make sure that you know the receiver; if not, delete the subscription.',
      remedy: {
        command: 'aws sns unsubscribe --subscription-arn {{id}}',
        console: 'Simple Notification Service (SNS) › Subscriptions › {{shortName}} › Delete',
      },
      safer: 'messages no longer go there',
    },
    ({ properties: { Protocol, Endpoint, TopicArn } }) => {
      const { severity, way } = outside[String(Protocol)] ?? {};
      return when(way !== undefined, () => ({
        subject: `${String(Protocol)} ${String(Endpoint)}`,
        path: '/Endpoint',
        ...(severity === undefined ? {} : { severity }),
        reason: `Messages of topic ${String(TopicArn)} go ${way}: ${String(Endpoint)}.`,
      }));
    },
  ),
  redirected(
    {
      id: 'sns-subscription-filter-changed',
      title: 'a subscription lets other messages through',
      severity: 'MEDIUM',
      property: 'FilterPolicy',
      sources: ['https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html', disableTools],
      recommendation: 'Compare the filter with the approved one: alerts may be among what no longer passes.',
      remedy: {
        command:
          'aws sns set-subscription-attributes --subscription-arn {{id}} --attribute-name FilterPolicy --attribute-value {{former}}',
        console:
          'Simple Notification Service (SNS) › Subscriptions › {{shortName}} › Edit › Subscription filter policy',
      },
    },
    ({ id }) => `Subscription ${id} filters its messages otherwise than before.`,
  ),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html
 *
 * Beside the schema: who owns the subscription, and apart from the origin of a web address its rest. A subscription
 * that waits for its confirmation receives nothing and has no identifier yet.
 */
export const snsSubscription = defineResourceType({
  type: 'AWS::SNS::Subscription',
  scope: 'regional',
  taggable: false,
  permissions: [
    'sns:GetSubscriptionAttributes',
    'sns:ListSubscriptions',
    'sns:ListSubscriptionsByTopic',
    'sns:ListTopics',
  ],
  async *read(reader) {
    yield* readEach({
      pages: pages(reader),
      items: (page) => page.filter(isConfirmed),
      id: ({ SubscriptionArn }) => SubscriptionArn,
      read: (each, id) => readSubscription(reader, each, id),
    });
  },
  volatile: {
    '/EffectiveDeliveryPolicy': 'follows from the delivery policy',
    '/ReplayStatus': 'progress of a replay',
  },
  secret: ['/EndpointPath'],
  defaults: { FilterPolicyScope: 'MessageAttributes', RawMessageDelivery: false },
  sensitivity: { '': 'MEDIUM', '/DeliveryPolicy': 'LOW', '/RawMessageDelivery': 'LOW' },
  rules,
  monthlyCost: () => unknownCost('SNS charges by delivery: how many there will be is not known.'),
});
