import {
  ListTagsForResourceCommand,
  paginateDescribeEventSubscriptions,
  RDSClient,
} from '@aws-sdk/client-rds';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { definition, recreation } from './former-state.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { protectionLost } from './property-rules.ts';
import { deleted, disableTools } from './watcher-rules.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-eventsubscription.html */
export const rdsEventSubscription = defineResourceType({
  type: 'AWS::RDS::EventSubscription',
  scope: 'regional',
  permissions: ['rds:DescribeEventSubscriptions', 'rds:ListTagsForResource'],
  async *read({ clients, optional }) {
    const client = clients.get(RDSClient);
    const subscriptions = await everyItem(
      paginateDescribeEventSubscriptions({ client, pageSize: 100 }, {}),
      ({ EventSubscriptionsList }) => EventSubscriptionsList,
    );
    yield* readWithOwnCalls(subscriptions, async (subscription) => {
      const { CustSubscriptionId, EventSubscriptionArn, Status } = subscription;
      if (!CustSubscriptionId || Status === 'deleting') return undefined;
      const unread: UnreadProperty[] = [];
      const tags = await optional(unread, '/Tags', () =>
        client.send(new ListTagsForResourceCommand({ ResourceName: EventSubscriptionArn })),
      );
      if (!tags && unread.length === 0) return undefined;
      return {
        id: CustSubscriptionId,
        arn: EventSubscriptionArn,
        tags: tags?.TagList,
        properties: {
          SubscriptionName: CustSubscriptionId,
          Enabled: subscription.Enabled,
          EventCategories: subscription.EventCategoriesList,
          SnsTopicArn: subscription.SnsTopicArn,
          SourceIds: subscription.SourceIdsList,
          SourceType: subscription.SourceType,
        },
        unread,
      };
    });
  },
  unordered: { '/EventCategories': 'value', '/SourceIds': 'value' },
  volatile: { '/Status': 'progress of the last change' },
  defaults: { Enabled: true },
  sensitivity: { '': 'MEDIUM' },
  rules: [
    deleted(
      {
        id: 'rds-event-subscription-deleted',
        title: 'a subscription to what happens to databases was deleted',
        severity: 'HIGH',
        sources: ['FSBP RDS.19', 'FSBP RDS.20', disableTools],
        recommendation: 'Create the subscription again, unless another one tells the same.',
        remedy: {
          command: recreation,
          console: 'RDS › Event subscriptions › Create event subscription › {{id}}',
        },
        values: (before) => definition(before, []),
      },
      ({ id, properties }) =>
        `Event subscription ${id} was deleted: ${String(properties.SnsTopicArn)} no longer hears what happens to databases.`,
      ({ properties }) => properties.Enabled !== false,
    ),
    protectionLost({
      id: 'rds-event-subscription-disabled',
      title: 'nobody is told any more what happens to databases',
      severity: 'HIGH',
      sources: ['FSBP RDS.19', 'FSBP RDS.20'],
      recommendation: 'Enable the subscription again.',
      remedy: {
        command: 'aws rds modify-event-subscription --subscription-name {{id}} --enabled',
        console: 'RDS › Event subscriptions › {{id}} › Edit › Enabled',
      },
      path: '/Enabled',
      protects: (value) => value === true,
      reason: ({ id, properties }) =>
        `Event subscription ${id} no longer tells ${String(properties.SnsTopicArn)} what happens to databases.`,
      better: 'events of databases are told',
    }),
  ],
  monthlyCost: () => free,
});
