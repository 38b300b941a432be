import {
  GetHostedZoneCommand,
  ListTagsForResourcesCommand,
  paginateListQueryLoggingConfigs,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { ResourceReader } from '../aws/reader.ts';
import { priceSource } from '../cost/estimate.ts';
import { unknownCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { globalRegion } from '../model/snapshot.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { protectionLost } from './property-rules.ts';
import { hostedZones, linkedServiceMembership, type Zone } from './route53-zones.ts';

/** ListTagsForResources takes at most this many. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListTagsForResources.html */
const zonesPerCall = 10;

const loggingOff = protectionLost({
  id: 'route53-query-logging-off',
  title: 'queries of a zone are no longer logged',
  severity: 'HIGH',
  sources: ['FSBP Route53.2'],
  recommendation: 'Configure query logging of the zone again.',
  remedy: {
    command:
      'aws route53 create-query-logging-config --hosted-zone-id {{id}} --cloud-watch-logs-log-group-arn {{former}}',
    console: 'Route 53 › Hosted zones › {{/Name}} › Configure query logging',
  },
  path: '/QueryLoggingConfig/CloudWatchLogsLogGroupArn',
  protects: (value) => value !== null,
  reason: ({ id, properties }) => `Queries of zone ${String(properties.Name ?? id)} are no longer logged.`,
  better: 'queries are logged',
});

const vpcAdded: ChangeRule = {
  kind: 'change',
  id: 'route53-vpc-associated',
  title: 'a private zone answers in another VPC',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-associate-vpcs.html',
  ],
  recommendation:
    'Make sure that the VPC is to see the names of the zone, which take precedence there over public ones.',
  remedy: {
    command:
      'aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id {{id}} --vpc VPCRegion={{vpc-region}},VPCId={{vpc}}',
    console: 'Route 53 › Hosted zones › {{/Name}} › Edit › VPCs to associate with the hosted zone',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const before = toObjects(change.before.properties.VPCs).map(({ VPCId }) => VPCId);
    return toObjects(change.after.properties.VPCs)
      .filter(({ VPCId }) => !before.includes(VPCId))
      .map(({ VPCId, VPCRegion }) => ({
        subject: String(VPCId),
        values: { vpc: String(VPCId), 'vpc-region': String(VPCRegion) },
        path: '/VPCs',
        reason: `Private zone ${String(change.after.properties.Name)} answers in ${String(VPCId)} (${String(VPCRegion)}) now.`,
      }));
  },
};

async function readTags(
  { clients, optional }: ResourceReader,
  zones: readonly Zone[],
  unread: UnreadProperty[],
) {
  const client = clients.get(Route53Client);
  const tags = new Map<string, object>();
  await optional(unread, '/Tags', async () => {
    for (let from = 0; from < zones.length; from += zonesPerCall) {
      const ResourceIds = zones.slice(from, from + zonesPerCall).map(({ zoneId }) => zoneId);
      const answer = await client.send(
        new ListTagsForResourcesCommand({ ResourceType: 'hostedzone', ResourceIds }),
      );
      for (const { ResourceId, Tags } of answer.ResourceTagSets ?? []) {
        if (ResourceId && Tags) tags.set(ResourceId, Tags);
      }
    }
  });
  return tags;
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-hostedzone.html
 * Only private zones are asked one by one, for their VPCs: Route 53 answers five calls a second in all.
 */
export const route53HostedZone = defineResourceType({
  type: 'AWS::Route53::HostedZone',
  scope: 'global',
  permissions: [
    'route53:GetHostedZone',
    'route53:ListHostedZones',
    'route53:ListQueryLoggingConfigs',
    'route53:ListTagsForResources',
  ],
  async *read(reader) {
    const { clients, optional, partition } = reader;
    const client = clients.get(Route53Client);
    const zones = await hostedZones(reader);
    if (zones.length === 0) return;
    const unreadOfAll: UnreadProperty[] = [];
    const tags = await readTags(reader, zones, unreadOfAll);
    const logging = await optional(unreadOfAll, '/QueryLoggingConfig', () =>
      everyItem(
        paginateListQueryLoggingConfigs({ client }, {}),
        ({ QueryLoggingConfigs }) => QueryLoggingConfigs,
      ),
    );
    yield* readWithOwnCalls(zones, async (zone) => {
      const { zoneId, Name, Config, LinkedService, Features } = zone;
      const unread: UnreadProperty[] = [...unreadOfAll];
      const isPrivate = Config?.PrivateZone === true;
      const details = isPrivate
        ? await optional(unread, '/VPCs', () => client.send(new GetHostedZoneCommand({ Id: zoneId })))
        : undefined;
      if (isPrivate && !details && unread.length === unreadOfAll.length) return undefined;
      const logged = logging?.find(({ HostedZoneId }) => HostedZoneId === zoneId);
      return {
        id: zoneId,
        arn: `arn:${partition}:route53:::hostedzone/${zoneId}`,
        tags: tags.get(zoneId),
        properties: {
          Id: zoneId,
          Name,
          HostedZoneConfig: { Comment: Config?.Comment, PrivateZone: isPrivate },
          HostedZoneFeatures: {
            EnableAcceleratedRecovery:
              Features?.AcceleratedRecoveryStatus && /^ENABL/.test(Features.AcceleratedRecoveryStatus),
          },
          LinkedService,
          QueryLoggingConfig: { CloudWatchLogsLogGroupArn: logged?.CloudWatchLogsLogGroupArn },
          VPCs: details?.VPCs?.map(({ VPCId, VPCRegion }) => ({ VPCId, VPCRegion })),
        },
        unread,
      };
    });
  },
  unordered: { '/VPCs': ['VPCId'] },
  volatile: { '/ResourceRecordSetCount': 'each record set is a resource' },
  membership: linkedServiceMembership,
  holdsState: 'its records, and its name servers, which a new zone does not get back',
  sensitivity: { '/HostedZoneConfig/Comment': 'INFO', '/QueryLoggingConfig': 'MEDIUM', '/VPCs': 'MEDIUM' },
  rules: [loggingOff, vpcAdded],
  monthlyCost: (_zone, { prices }) => {
    const price = prices.find('AmazonRoute53', globalRegion, 'hosted-zone/month');
    if (!price) return unknownCost('Tidemark has no price of hosted zones.');
    const what = 'A hosted zone, one of the first 25 of its account, without the queries it answers';
    return { usd: price.usd, assumptions: [`${what}, at ${price.usd} USD a month ${priceSource(price)}.`] };
  },
});
