import {
  DynamoDBClient,
  paginateListContributorInsights,
  type SSEDescription,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { readScalableTargets } from './application-autoscaling.ts';

/** What is read once for all tables of a region. */
export interface OfAllTables {
  /** Capacity that an autoscaler owns, by resource id such as `table/orders` or `table/orders/index/by-date`. */
  readonly scaling: ReadonlyMap<string, readonly object[]>;
  /** Scalable dimensions, as `table/orders dynamodb:table:ReadCapacityUnits`. */
  readonly scaled: ReadonlySet<string>;
  /** Contributor Insights by table and index, as `orders` or `orders/by-date`. */
  readonly insights: ReadonlyMap<string, object>;
  readonly unread: readonly UnreadProperty[];
  /** What is unread of a table with provisioned capacity: one that is on demand has nothing to scale. */
  readonly unreadOfProvisioned: readonly UnreadProperty[];
}

/** A dimension counts as scaled when a target and at least one policy exist: losing the policy ends the scaling. */
async function readScaling(reader: ResourceReader, unread: UnreadProperty[]) {
  const scaling = new Map<string, object[]>();
  const scaled = new Set<string>();
  const capacityPaths = ['/ScalableTargets', '/ProvisionedThroughput', '/GlobalSecondaryIndexes'];
  for (const target of await readScalableTargets(reader, 'dynamodb', unread, capacityPaths)) {
    const { ResourceId, ScalableDimension, ScalingPolicies } = target;
    if (ScalingPolicies.length > 0) scaled.add(`${ResourceId} ${ScalableDimension}`);
    const table = ResourceId.split('/').slice(0, 2).join('/');
    scaling.set(table, [...(scaling.get(table) ?? []), target]);
  }
  return { scaling, scaled };
}

/** Reads it: two lists of autoscaling and one of Contributor Insights. */
export async function readOfAllTables(reader: ResourceReader): Promise<OfAllTables> {
  const unread: UnreadProperty[] = [];
  const unreadOfProvisioned: UnreadProperty[] = [];
  const capacity = await readScaling(reader, unreadOfProvisioned);
  const insights = new Map<string, object>();
  await reader.optional(unread, '/ContributorInsightsSpecification', async () => {
    const client = reader.clients.get(DynamoDBClient);
    for await (const page of paginateListContributorInsights({ client }, {})) {
      for (const each of page.ContributorInsightsSummaries ?? []) {
        const { TableName, IndexName, ContributorInsightsStatus, ContributorInsightsMode } = each;
        if (!/^ENABL/.test(ContributorInsightsStatus ?? '')) continue;
        insights.set([TableName, IndexName].filter(Boolean).join('/'), {
          Enabled: true,
          Mode: ContributorInsightsMode,
        });
      }
    }
  });
  return { ...capacity, insights, unread, unreadOfProvisioned };
}

function encryption(sse: SSEDescription | undefined): object | undefined {
  if (!/^(ENABL|UPDAT)/.test(sse?.Status ?? '')) return undefined;
  return { SSEEnabled: true, SSEType: sse?.SSEType, KMSMasterKeyId: sse?.KMSMasterKeyArn };
}

function throughput(
  units: { ReadCapacityUnits?: number | undefined; WriteCapacityUnits?: number | undefined } | undefined,
  id: string,
  kind: 'table' | 'index',
  { scaled }: OfAllTables,
): object {
  const own = (count: number | undefined, dimension: string) =>
    scaled.has(`${id} dynamodb:${kind}:${dimension}`) ? undefined : count || undefined;
  return {
    ReadCapacityUnits: own(units?.ReadCapacityUnits, 'ReadCapacityUnits'),
    WriteCapacityUnits: own(units?.WriteCapacityUnits, 'WriteCapacityUnits'),
  };
}

/** Whether a table is billed by the request. */
export function isOnDemand({ BillingModeSummary }: TableDescription): boolean {
  return BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
}

/** What DescribeTable and those lists tell of a table, in the words of the CloudFormation schema. */
export function tableProperties(table: TableDescription, all: OfAllTables): object {
  const id = `table/${table.TableName}`;
  return {
    TableName: table.TableName,
    Arn: table.TableArn,
    TableId: table.TableId,
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: table.KeySchema,
    BillingMode: table.BillingModeSummary?.BillingMode,
    ProvisionedThroughput: throughput(table.ProvisionedThroughput, id, 'table', all),
    OnDemandThroughput: table.OnDemandThroughput,
    ScalableTargets: isOnDemand(table) ? undefined : all.scaling.get(id),
    TableClass: table.TableClassSummary?.TableClass,
    DeletionProtectionEnabled: table.DeletionProtectionEnabled,
    SSESpecification: encryption(table.SSEDescription),
    StreamSpecification: table.StreamSpecification?.StreamEnabled
      ? { StreamViewType: table.StreamSpecification.StreamViewType }
      : undefined,
    ContributorInsightsSpecification: all.insights.get(table.TableName ?? ''),
    GlobalSecondaryIndexes: table.GlobalSecondaryIndexes?.filter(
      ({ IndexStatus }) => IndexStatus !== 'DELETING',
    ).map((index) => ({
      IndexName: index.IndexName,
      KeySchema: index.KeySchema,
      Projection: index.Projection,
      OnDemandThroughput: index.OnDemandThroughput,
      ContributorInsightsSpecification: all.insights.get(`${table.TableName}/${index.IndexName}`),
      ProvisionedThroughput: throughput(
        index.ProvisionedThroughput,
        `${id}/index/${index.IndexName}`,
        'index',
        all,
      ),
    })),
    LocalSecondaryIndexes: table.LocalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    })),
    Replicas: table.Replicas?.filter(({ ReplicaStatus }) => ReplicaStatus !== 'DELETING').map((replica) => ({
      Region: replica.RegionName,
      KMSMasterKeyId: replica.KMSMasterKeyId,
      TableClass: replica.ReplicaTableClassSummary?.TableClass,
    })),
    GlobalTableVersion: table.GlobalTableVersion,
    GlobalTableWitnesses: table.GlobalTableWitnesses?.map(({ RegionName }) => ({ Region: RegionName })),
    MultiRegionConsistency: table.MultiRegionConsistency,
  };
}
