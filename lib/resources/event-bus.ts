import {
  DescribeEventBusCommand,
  EventBridgeClient,
  type EventBus,
  ListEventBusesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-eventbridge';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { eventPages } from './events-rule.ts';
import { readEach } from './read-each.ts';
import { redirected } from './watcher-rules.ts';

async function readBus(
  { clients, optional }: ResourceReader,
  bus: EventBus,
  Name: string,
): Promise<ReadResource> {
  const client = clients.get(EventBridgeClient);
  const unread: UnreadProperty[] = [];
  const described = await optional(unread, ['/KmsKeyIdentifier', '/DeadLetterConfig', '/LogConfig'], () =>
    client.send(new DescribeEventBusCommand({ Name })),
  );
  const tags = await optional(unread, '/Tags', () =>
    client.send(new ListTagsForResourceCommand({ ResourceARN: bus.Arn })),
  );
  return {
    id: Name,
    arn: bus.Arn,
    tags: tags?.Tags,
    properties: {
      Name,
      Arn: bus.Arn,
      Description: bus.Description,
      ManagedBy: bus.ManagedBy,
      Policy: bus.Policy,
      KmsKeyIdentifier: described?.KmsKeyIdentifier,
      DeadLetterConfig: described?.DeadLetterConfig,
      LogConfig: described?.LogConfig,
    },
    unread,
  };
}

const keyChanged = redirected(
  {
    id: 'events-bus-key-changed',
    title: 'the events of a bus are encrypted otherwise',
    severity: 'MEDIUM',
    property: 'KmsKeyIdentifier',
    better: 'events are encrypted with a key of your own',
    sources: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-at-rest.html'],
    recommendation: 'Set the key again, or make sure that the new one is yours.',
    remedy: {
      command: 'aws events update-event-bus --name {{id}} --kms-key-identifier {{former}}',
      console: 'Amazon EventBridge › Buses › Event buses › {{id}} › Encryption › Edit',
    },
  },
  ({ id }, from, to) => `Events of bus ${id} are encrypted with key ${to} instead of ${from}.`,
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
export const eventBus = defineResourceType({
  type: 'AWS::Events::EventBus',
  scope: 'regional',
  permissions: ['events:DescribeEventBus', 'events:ListEventBuses', 'events:ListTagsForResource'],
  async *read(reader) {
    const client = reader.clients.get(EventBridgeClient);
    yield* readEach({
      pages: eventPages((token) => client.send(new ListEventBusesCommand(token))),
      items: ({ EventBuses }) => EventBuses,
      id: ({ Name }) => Name,
      read: (each, id) => readBus(reader, each, id),
    });
  },
  volatile: { '/CreationTime': 'time of creation', '/LastModifiedTime': 'time of the last change' },
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO' },
  rules: [keyChanged],
  monthlyCost: () =>
    unknownCost(
      'EventBridge charges by event that is put by others than AWS: how many there will be is not known.',
    ),
});
