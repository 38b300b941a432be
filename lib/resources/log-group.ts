import {
  CloudWatchLogsClient,
  DescribeResourcePoliciesCommand,
  GetDataProtectionPolicyCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  paginateDescribeLogGroups,
  paginateDescribeSubscriptionFilters,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ResourceReader } from '../aws/reader.ts';
import { sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { logGroupMembership, logGroupRules } from './log-group-rules.ts';
import { readEach } from './read-each.ts';

/** Where the logs of a group are sent on to, in the words of `AWS::Logs::SubscriptionFilter`. */
async function readSubscriptions({ clients }: ResourceReader, logGroupName: string): Promise<object[]> {
  const client = clients.get(CloudWatchLogsClient);
  const filters: object[] = [];
  for await (const page of paginateDescribeSubscriptionFilters({ client }, { logGroupName })) {
    filters.push(
      ...(page.subscriptionFilters ?? []).map((filter) => ({
        FilterName: filter.filterName,
        FilterPattern: filter.filterPattern,
        DestinationArn: filter.destinationArn,
        RoleArn: filter.roleArn,
        Distribution: filter.distribution,
        ApplyOnTransformedLogs: filter.applyOnTransformedLogs,
        EmitSystemFields: filter.emitSystemFields,
        FieldSelectionCriteria: filter.fieldSelectionCriteria,
      })),
    );
  }
  return filters;
}

async function readLogGroup(reader: ResourceReader, group: LogGroup, name: string): Promise<ReadResource> {
  const { clients, optional, partition, region, account } = reader;
  const client = clients.get(CloudWatchLogsClient);
  const arn = group.logGroupArn ?? `arn:${partition}:logs:${region}:${account}:log-group:${name}`;
  const unread: UnreadProperty[] = [];
  const subscriptions = await optional(unread, '/SubscriptionFilters', () => readSubscriptions(reader, name));
  const sharing = await optional(unread, '/ResourcePolicyDocument', () =>
    client.send(new DescribeResourcePoliciesCommand({ policyScope: 'RESOURCE', resourceArn: arn })),
  );
  const protection =
    group.dataProtectionStatus === undefined
      ? undefined
      : await optional(unread, '/DataProtectionPolicy', () =>
          client.send(new GetDataProtectionPolicyCommand({ logGroupIdentifier: name })),
        );
  const tags = await optional(unread, '/Tags', () =>
    client.send(new ListTagsForResourceCommand({ resourceArn: arn })),
  );
  return {
    id: name,
    arn,
    tags: tags?.tags,
    properties: {
      LogGroupName: name,
      Arn: group.arn,
      LogGroupClass: group.logGroupClass,
      RetentionInDays: group.retentionInDays,
      RetentionPolicyName: group.retentionPolicyName,
      KmsKeyId: group.kmsKeyId,
      DeletionProtectionEnabled: group.deletionProtectionEnabled,
      BearerTokenAuthenticationEnabled: group.bearerTokenAuthenticationEnabled,
      DataProtectionStatus: group.dataProtectionStatus,
      InheritedProperties: group.inheritedProperties,
      DataProtectionPolicy: protection?.policyDocument,
      ResourcePolicyDocument: sharing?.resourcePolicies?.find(({ resourceArn }) => resourceArn !== undefined)
        ?.policyDocument,
      SubscriptionFilters: subscriptions,
    },
    unread,
  };
}

/** https://aws.amazon.com/cloudwatch/pricing/ */
function monthlyCost(group: Resource, context: CostContext): MonthlyCost {
  const price = (key: string) => context.prices.find('AmazonCloudWatch', group.region, key);
  const written = usedPart(group, context, {
    name: 'logIngestionGigabytes',
    price: price('logs/ingested-gb'),
    words: 'GB are written',
    per: 'GB',
  });
  const kept = usedPart(group, context, {
    name: 'logStorageGigabytes',
    price: price('logs/stored-gb-month'),
    words: 'GB are kept',
    per: 'GB-month',
  });
  if (!written && !kept) {
    return unknownCost(
      'CloudWatch charges by the logs that are written, kept and queried: how many there will be is not known.',
    );
  }
  const without = [written ? [] : ['what is written'], kept ? [] : ['what is kept'], ['queries']].flat();
  return sumOfParts([
    ...(written ? [written] : []),
    ...(kept ? [kept] : []),
    { usd: 0, assumption: `Without ${without.join(' and ')}.` },
  ]);
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
 *
 * Subscription filters, resources of their own in CloudFormation, are a property here: they send copies of the logs
 * elsewhere. Field index policies are not read: they make queries cheaper, and cost a call for each log group.
 */
export const logGroup = defineResourceType({
  type: 'AWS::Logs::LogGroup',
  scope: 'regional',
  permissions: [
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:DescribeSubscriptionFilters',
    'logs:GetDataProtectionPolicy',
    'logs:ListTagsForResource',
  ],
  async *read(reader) {
    yield* readEach({
      pages: paginateDescribeLogGroups(
        { client: reader.clients.get(CloudWatchLogsClient), pageSize: 50 },
        {},
      ),
      items: ({ logGroups }) => logGroups,
      id: ({ logGroupName }) => logGroupName,
      read: (each, id) => readLogGroup(reader, each, id),
    });
  },
  unordered: {
    '/FieldIndexPolicies': 'value',
    '/InheritedProperties': 'value',
    '/SubscriptionFilters': ['FilterName'],
    '/SubscriptionFilters/*/EmitSystemFields': 'value',
  },
  volatile: {
    '/CreationTime': 'time of creation',
    '/MetricFilterCount': 'counts filters, which are resources of their own',
    '/StoredBytes': 'grows with each message',
  },
  defaults: {
    BearerTokenAuthenticationEnabled: false,
    DeletionProtectionEnabled: false,
    LogGroupClass: 'STANDARD',
  },
  membership: logGroupMembership,
  holdsState: 'the logs in it',
  sensitivity: { '': 'MEDIUM', '/InheritedProperties': 'LOW' },
  rules: logGroupRules,
  monthlyCost,
});
