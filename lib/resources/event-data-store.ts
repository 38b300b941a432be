import {
  CloudTrailClient,
  GetEventConfigurationCommand,
  GetEventDataStoreCommand,
  type GetEventDataStoreResponse,
  GetInsightSelectorsCommand,
  GetResourcePolicyCommand,
  paginateListEventDataStores,
} from '@aws-sdk/client-cloudtrail';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { eventDataStoreRules } from './event-data-store-rules.ts';
import { readEach, unlessAbsent } from './read-each.ts';
import { readTrailTags, selectorSets } from './trail.ts';

function properties(store: GetEventDataStoreResponse): object {
  const { Status = 'ENABLED', FederationStatus = 'DISABLED' } = store;
  return {
    EventDataStoreArn: store.EventDataStoreArn,
    Name: store.Name,
    // A store that is on its way to a state counts as there.
    IngestionEnabled: Status !== 'STOPPED_INGESTION' && Status !== 'STOPPING_INGESTION',
    Status: Status === 'PENDING_DELETION' ? Status : undefined,
    MultiRegionEnabled: store.MultiRegionEnabled,
    OrganizationEnabled: store.OrganizationEnabled,
    RetentionPeriod: store.RetentionPeriod,
    BillingMode: store.BillingMode,
    TerminationProtectionEnabled: store.TerminationProtectionEnabled,
    KmsKeyId: store.KmsKeyId,
    AdvancedEventSelectors: store.AdvancedEventSelectors,
    FederationEnabled: FederationStatus === 'ENABLED' || FederationStatus === 'ENABLING',
    FederationRoleArn: store.FederationRoleArn,
  };
}

async function readStore(reader: ResourceReader, EventDataStore: string): Promise<ReadResource> {
  const client = reader.clients.get(CloudTrailClient);
  const { optional } = reader;
  const unread: UnreadProperty[] = [];
  const store = await client.send(new GetEventDataStoreCommand({ EventDataStore }));
  const insights = await optional(unread, ['/InsightSelectors', '/InsightsDestination'], () =>
    unlessAbsent(/^InsightNotEnabled/, () => client.send(new GetInsightSelectorsCommand({ EventDataStore }))),
  );
  const events = await optional(unread, ['/MaxEventSize', '/ContextKeySelectors'], () =>
    unlessAbsent(/^UnsupportedOperation/, () =>
      client.send(new GetEventConfigurationCommand({ EventDataStore })),
    ),
  );
  const policy = await optional(unread, '/ResourcePolicy', () =>
    client.send(new GetResourcePolicyCommand({ ResourceArn: EventDataStore })),
  );
  const tags = await optional(unread, '/Tags', () => readTrailTags(reader, EventDataStore));
  return {
    id: EventDataStore,
    arn: EventDataStore,
    tags,
    properties: {
      ...properties(store),
      InsightSelectors: insights?.InsightSelectors,
      InsightsDestination: insights?.InsightsDestination,
      MaxEventSize: events?.MaxEventSize,
      ContextKeySelectors: events?.ContextKeySelectors,
      ResourcePolicy: policy?.ResourcePolicy,
    },
    unread,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-eventdatastore.html */
export const eventDataStore = defineResourceType({
  type: 'AWS::CloudTrail::EventDataStore',
  scope: 'regional',
  permissions: [
    'cloudtrail:GetEventConfiguration',
    'cloudtrail:GetEventDataStore',
    'cloudtrail:GetInsightSelectors',
    'cloudtrail:GetResourcePolicy',
    'cloudtrail:ListEventDataStores',
    'cloudtrail:ListTags',
  ],
  async *read(reader) {
    yield* readEach({
      pages: paginateListEventDataStores({ client: reader.clients.get(CloudTrailClient) }, {}),
      items: ({ EventDataStores }) => EventDataStores,
      id: ({ EventDataStoreArn }) => EventDataStoreArn,
      read: (_, id) => readStore(reader, id),
    });
  },
  unordered: selectorSets,
  volatile: {
    '/CreatedTimestamp': 'time of creation',
    '/PartitionKeys': 'the same for every store',
    '/UpdatedTimestamp': 'time of the last change',
  },
  defaults: { FederationEnabled: false, IngestionEnabled: true, OrganizationEnabled: false },
  holdsState: 'the events it recorded',
  sensitivity: { '': 'MEDIUM', '/MaxEventSize': 'LOW', '/ContextKeySelectors': 'LOW' },
  rules: eventDataStoreRules,
  monthlyCost: () =>
    unknownCost(
      'CloudTrail Lake charges by the events that are taken in, kept and queried: how many there will be is not known.',
    ),
});
