import {
  CloudTrailClient,
  GetEventConfigurationCommand,
  GetEventDataStoreCommand,
  type GetEventDataStoreResponse,
  GetInsightSelectorsCommand,
  GetResourcePolicyCommand,
  ListEventDataStoresCommand,
  ListTagsCommand,
} from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { eventDataStore } from '../../lib/resources/event-data-store.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const cloudTrail = mockClient(CloudTrailClient);
const arn = (name: string) => `arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/${name}`;
const selectors = [
  {
    Name: 'm',
    FieldSelectors: [
      { Field: 'readOnly', Equals: ['false'] },
      { Field: 'eventCategory', Equals: ['b', 'a'] },
    ],
  },
];
const full: GetEventDataStoreResponse = {
  EventDataStoreArn: arn('1'),
  Name: 'lake',
  Status: 'ENABLED',
  AdvancedEventSelectors: selectors,
  MultiRegionEnabled: true,
  OrganizationEnabled: false,
  RetentionPeriod: 366,
  TerminationProtectionEnabled: true,
  CreatedTimestamp: new Date(1),
  UpdatedTimestamp: new Date(2),
  KmsKeyId: 'k',
  BillingMode: 'EXTENDABLE_RETENTION_PRICING',
  FederationStatus: 'ENABLED',
  FederationRoleArn: 'r',
  PartitionKeys: [{ Name: 'calendarday', Type: 'date' }],
};
const policy = (Principal: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'cloudtrail:StartQuery', Resource: '*' }],
});

beforeEach(() => {
  cloudTrail.reset();
  cloudTrail
    .on(ListEventDataStoresCommand)
    .resolves({ EventDataStores: [{ EventDataStoreArn: arn('1') }, {}], NextToken: '2' })
    .on(ListEventDataStoresCommand, { NextToken: '2' })
    .resolves({ EventDataStores: [{ EventDataStoreArn: arn('2') }, { EventDataStoreArn: arn('gone') }] })
    .on(GetEventDataStoreCommand, { EventDataStore: arn('1') })
    .resolves(full)
    .on(GetEventDataStoreCommand, { EventDataStore: arn('2') })
    .resolves({ Name: 'stopped', Status: 'STOPPED_INGESTION' })
    .on(GetEventDataStoreCommand, { EventDataStore: arn('gone') })
    .rejects(awsError('EventDataStoreNotFoundException'))
    .on(GetInsightSelectorsCommand)
    .rejects(awsError('InsightNotEnabledException'))
    .on(GetInsightSelectorsCommand, { EventDataStore: arn('1') })
    .resolves({ InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }], InsightsDestination: arn('3') })
    .on(GetEventConfigurationCommand)
    .resolves({ MaxEventSize: 'Large', ContextKeySelectors: [{ Type: 'TagContext', Equals: ['b', 'a'] }] })
    .on(GetResourcePolicyCommand)
    .rejects(awsError('ResourcePolicyNotFoundException'))
    .on(ListTagsCommand)
    .resolves({ ResourceTagList: [{ TagsList: [{ Key: 'Name', Value: 'x' }] }] });
});

describe('reading', () => {
  test('every property of every page', async () => {
    const [first, second, ...rest] = (await readAll(eventDataStore)).map((each) =>
      stored(eventDataStore, each),
    );
    expect(rest).toEqual([]);
    expect(second?.properties).toMatchObject({ Name: 'stopped', IngestionEnabled: false });
    expect(first?.tags).toEqual({ Name: 'x' });
    expect(first?.properties).toEqual({
      EventDataStoreArn: arn('1'),
      Name: 'lake',
      IngestionEnabled: true,
      MultiRegionEnabled: true,
      OrganizationEnabled: false,
      RetentionPeriod: 366,
      BillingMode: 'EXTENDABLE_RETENTION_PRICING',
      TerminationProtectionEnabled: true,
      KmsKeyId: 'k',
      AdvancedEventSelectors: [
        {
          Name: 'm',
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['a', 'b'] },
            { Field: 'readOnly', Equals: ['false'] },
          ],
        },
      ],
      FederationEnabled: true,
      FederationRoleArn: 'r',
      InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }],
      InsightsDestination: arn('3'),
      MaxEventSize: 'Large',
      ContextKeySelectors: [{ Type: 'TagContext', Equals: ['a', 'b'] }],
    });
  });

  test('read again in another order, it gives the same bytes', async () => {
    const first = storedLines(eventDataStore, await readAll(eventDataStore));
    cloudTrail
      .on(ListEventDataStoresCommand)
      .resolves({ EventDataStores: [{ EventDataStoreArn: arn('2') }, { EventDataStoreArn: arn('1') }] });
    cloudTrail.on(GetEventDataStoreCommand, { EventDataStore: arn('1') }).resolves({
      ...full,
      UpdatedTimestamp: new Date(9),
      FederationStatus: 'ENABLING',
      AdvancedEventSelectors: selectors.map((each) => ({
        ...each,
        FieldSelectors: [...each.FieldSelectors].reverse(),
      })),
    });
    expect(storedLines(eventDataStore, await readAll(eventDataStore))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    cloudTrail.on(GetInsightSelectorsCommand, { EventDataStore: arn('1') }).rejects(denied);
    cloudTrail.on(GetResourcePolicyCommand).rejects(denied);
    cloudTrail.on(GetEventConfigurationCommand).rejects(denied);
    cloudTrail.on(ListTagsCommand).rejects(denied);
    expect((await readAll(eventDataStore))[0]?.unread?.map(({ path }) => path)).toEqual([
      '/InsightSelectors',
      '/InsightsDestination',
      '/MaxEventSize',
      '/ContextKeySelectors',
      '/ResourcePolicy',
      '/Tags',
    ]);
  });
});

const base: JsonObject = { Name: 'lake', RetentionPeriod: 366, TerminationProtectionEnabled: true };
const chosen = (Name: string) => ({ AdvancedEventSelectors: [{ Name }] });

describe('what a change of an event data store means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['to be deleted', {}, { Status: 'PENDING_DELETION' }, 'CRITICAL', ['cloudtrail-store-pending-deletion']],
    ['restored', { Status: 'PENDING_DELETION' }, {}, 'INFO', []],
    ['stopped', {}, { IngestionEnabled: false }, 'HIGH', ['cloudtrail-store-ingestion-stopped']],
    ['started', { IngestionEnabled: false }, {}, 'INFO', []],
    ['kept shorter', {}, { RetentionPeriod: 7 }, 'HIGH', ['cloudtrail-store-retention-shortened']],
    ['kept longer', {}, { RetentionPeriod: 900 }, 'INFO', []],
    ['other events', chosen('a'), chosen('b'), 'MEDIUM', ['cloudtrail-store-selectors-changed']],
    ['open to all', {}, { ResourcePolicy: policy('*') }, 'CRITICAL', ['policy-public']],
    [
      'unprotected',
      {},
      { TerminationProtectionEnabled: false },
      'HIGH',
      ['cloudtrail-store-termination-protection-off'],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(eventDataStore, { ...base, ...before }, { ...base, ...after });
    expect(risk).toMatchObject({ severity, rules });
  });

  test('deleted, and what it costs', () => {
    const before = resource(eventDataStore.type, base);
    expect(assessRisk({ kind: 'removed', before }, eventDataStore).rules).toEqual([
      'stateful-resource-deleted',
    ]);
    expect(eventDataStore.monthlyCost?.(before, costContext({})).usd).toBeNull();
  });
});
