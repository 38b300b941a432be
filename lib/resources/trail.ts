import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventConfigurationCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
  paginateListTags,
  type Tag,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import type { TypeKnowledge } from '../model/knowledge.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { onePage, readEach, unlessAbsent } from './read-each.ts';
import { trailRules } from './trail-rules.ts';

/** The tags of a trail or an event data store. */
export async function readTrailTags({ clients }: ResourceReader, arn: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  const pages = paginateListTags({ client: clients.get(CloudTrailClient) }, { ResourceIdList: [arn] });
  for await (const page of pages)
    tags.push(...(page.ResourceTagList ?? []).flatMap((each) => each.TagsList ?? []));
  return tags;
}

/** What is a set in the selectors of trails and event data stores. */
export const selectorSets: NonNullable<TypeKnowledge['unordered']> = {
  '/AdvancedEventSelectors': 'value',
  '/AdvancedEventSelectors/*/FieldSelectors': ['Field'],
  '/AdvancedEventSelectors/*/FieldSelectors/*/*': 'value',
  '/InsightSelectors': ['InsightType'],
  '/InsightSelectors/*/EventCategories': 'value',
  '/ContextKeySelectors': ['Type'],
  '/ContextKeySelectors/*/Equals': 'value',
};

const statusPaths = ['/IsLogging', '/LatestDeliveryError', '/LatestCloudWatchLogsDeliveryError'];
const eventPaths = ['/AggregationConfigurations', '/ContextKeySelectors', '/MaxEventSize'];

/** Whether a trail is the organization's, as one of its member accounts sees it. */
function isForeign(arn: string, { account }: ResourceReader): boolean {
  return arn.split(':')[4] !== account;
}

async function readTrail(reader: ResourceReader, trail: Trail, id: string): Promise<ReadResource> {
  const client = reader.clients.get(CloudTrailClient);
  const unread: UnreadProperty[] = [];
  const TrailName = trail.TrailARN ?? id;
  const { optional } = reader;
  const status = await optional(unread, statusPaths, () =>
    client.send(new GetTrailStatusCommand({ Name: TrailName })),
  );
  const selectors = await optional(unread, ['/EventSelectors', '/AdvancedEventSelectors'], () =>
    client.send(new GetEventSelectorsCommand({ TrailName })),
  );
  const insights = await optional(unread, '/InsightSelectors', () =>
    unlessAbsent(/^InsightNotEnabled/, () => client.send(new GetInsightSelectorsCommand({ TrailName }))),
  );
  const events = await optional(unread, eventPaths, () =>
    unlessAbsent(/^UnsupportedOperation/, () => client.send(new GetEventConfigurationCommand({ TrailName }))),
  );
  const tags = isForeign(TrailName, reader)
    ? undefined
    : await optional(unread, '/Tags', () => readTrailTags(reader, TrailName));
  return {
    id,
    arn: trail.TrailARN,
    tags,
    properties: {
      TrailName: trail.Name,
      Arn: trail.TrailARN,
      HomeRegion: trail.HomeRegion,
      IsLogging: status?.IsLogging,
      IsMultiRegionTrail: trail.IsMultiRegionTrail,
      IsOrganizationTrail: trail.IsOrganizationTrail,
      IncludeGlobalServiceEvents: trail.IncludeGlobalServiceEvents,
      EnableLogFileValidation: trail.LogFileValidationEnabled,
      RecursiveLogging: trail.RecursiveLogging,
      KMSKeyId: trail.KmsKeyId,
      S3BucketName: trail.S3BucketName,
      S3KeyPrefix: trail.S3KeyPrefix,
      SnsTopicName: trail.SnsTopicName,
      SnsTopicArn: trail.SnsTopicARN,
      CloudWatchLogsLogGroupArn: trail.CloudWatchLogsLogGroupArn,
      CloudWatchLogsRoleArn: trail.CloudWatchLogsRoleArn,
      EventSelectors: selectors?.EventSelectors,
      AdvancedEventSelectors: selectors?.AdvancedEventSelectors,
      InsightSelectors: insights?.InsightSelectors,
      AggregationConfigurations: events?.AggregationConfigurations,
      MaxEventSize: events?.MaxEventSize,
      ContextKeySelectors: events?.ContextKeySelectors,
      LatestDeliveryError: status?.LatestDeliveryError,
      LatestCloudWatchLogsDeliveryError: status?.LatestCloudWatchLogsDeliveryError,
    },
    unread,
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html
 *
 * Each trail is read in its home region, an organization's trail by its members too: that is what watches them.
 * Tags of that one belong to the management account. A delivery error stays until a delivery succeeds
 * (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html), so it is a state.
 */
export const trail = defineResourceType({
  type: 'AWS::CloudTrail::Trail',
  scope: 'regional',
  permissions: [
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetEventConfiguration',
    'cloudtrail:GetEventSelectors',
    'cloudtrail:GetInsightSelectors',
    'cloudtrail:GetTrailStatus',
    'cloudtrail:ListTags',
  ],
  async *read(reader) {
    const client = reader.clients.get(CloudTrailClient);
    yield* readEach({
      pages: onePage(() => client.send(new DescribeTrailsCommand({ includeShadowTrails: true }))),
      items: ({ trailList }) => trailList?.filter(({ HomeRegion }) => HomeRegion === reader.region),
      id: ({ Name }) => Name,
      read: (each, id) => readTrail(reader, each, id),
    });
  },
  unordered: {
    ...selectorSets,
    '/EventSelectors': 'value',
    '/EventSelectors/*/DataResources': ['Type'],
    '/EventSelectors/*/DataResources/*/Values': 'value',
    '/EventSelectors/*/ExcludeManagementEventSources': 'value',
    '/AggregationConfigurations': ['EventCategory'],
    '/AggregationConfigurations/*/Templates': 'value',
  },
  volatile: {
    '/LatestDeliveryTime': 'time of the last delivery',
    '/LatestDigestDeliveryTime': 'time of the last delivery',
    '/StartLoggingTime': 'time of a call',
    '/StopLoggingTime': 'time of a call',
  },
  defaults: { IncludeGlobalServiceEvents: true, IsOrganizationTrail: false, RecursiveLogging: true },
  sensitivity: {
    '': 'MEDIUM',
    '/SnsTopicArn': 'LOW',
    '/SnsTopicName': 'LOW',
    '/MaxEventSize': 'LOW',
    '/AggregationConfigurations': 'LOW',
    '/ContextKeySelectors': 'LOW',
  },
  rules: trailRules,
  monthlyCost: () =>
    unknownCost(
      'CloudTrail charges by recorded event, but for the first copy of management events in a region: how many there will be is not known.',
    ),
});
