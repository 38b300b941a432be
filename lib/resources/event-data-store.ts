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
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach, unlessAbsent } from './read-each.ts';
import { readTrailTags, selectorSets } from './trail.ts';
import { disableLogs, inState, redirected, when } from './watcher-rules.ts';

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

const stores = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html';

const rules: readonly Rule[] = [
  inState(
    {
      id: 'cloudtrail-store-pending-deletion',
      title: 'an event data store is about to be deleted',
      severity: 'CRITICAL',
      sources: [stores, disableLogs],
      recommendation: 'Restore the event data store now; after a week what it recorded is lost.',
      safer: 'the event data store stays',
    },
    ({ properties: { Name, Status } }) =>
      when(Status === 'PENDING_DELETION', () => ({
        subject: 'pending deletion',
        path: '/Status',
        reason: `Event data store ${String(Name)} is to be deleted, with all that it recorded.`,
      })),
  ),
  becoming({
    id: 'cloudtrail-store-ingestion-stopped',
    title: 'an event data store records nothing',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources: [stores, disableLogs],
    recommendation:
      'Start the ingestion again, and look in the event history at what was done meanwhile, and by whom.',
    safer: 'the event data store records again',
    dangersOf: ({ properties: { Name, IngestionEnabled } }) =>
      when(IngestionEnabled === false, () => ({
        subject: 'ingestion stopped',
        path: '/IngestionEnabled',
        reason: `Event data store ${String(Name)} does not record what is done.`,
      })),
  }),
  becoming({
    id: 'cloudtrail-store-termination-protection-off',
    title: 'an event data store may be deleted at once',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources: [stores, disableLogs],
    recommendation: 'Turn termination protection on again, and look for a deletion that was to follow.',
    safer: 'termination protection is on',
    dangersOf: ({ properties: { Name, TerminationProtectionEnabled } }) =>
      when(TerminationProtectionEnabled === false, () => ({
        subject: 'no termination protection',
        path: '/TerminationProtectionEnabled',
        reason: `Nothing keeps anybody from deleting event data store ${String(Name)}.`,
      })),
  }),
  {
    kind: 'change',
    id: 'cloudtrail-store-retention-shortened',
    title: 'an event data store keeps events for a shorter time',
    severity: 'HIGH',
    sources: [stores, 'MITRE ATT&CK T1070'],
    recommendation: 'Set the retention again: what is older is deleted.',
    dangers: (change) => {
      const [from, to] = [change.before, change.after].map((store) =>
        Number(store?.properties.RetentionPeriod),
      );
      return when(change.kind === 'modified' && Number(to) < Number(from), () => ({
        subject: `retention ${to} days`,
        path: '/RetentionPeriod',
        reason: `Event data store ${String(change.after?.properties.Name)} keeps events ${to} days, no longer ${from}.`,
      }));
    },
  },
  redirected(
    {
      id: 'cloudtrail-store-selectors-changed',
      title: 'an event data store records other events',
      severity: 'MEDIUM',
      property: 'AdvancedEventSelectors',
      sources: [stores, disableLogs],
      recommendation:
        'Compare the selectors with the approved ones: what they no longer match is not recorded.',
    },
    ({ properties }) => `Event data store ${String(properties.Name)} records other events than before.`,
  ),
];

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
  rules,
  monthlyCost: () =>
    unknownCost(
      'CloudTrail Lake charges by the events that are taken in, kept and queried: how many there will be is not known.',
    ),
});
