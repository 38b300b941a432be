import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeTargetGroups,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import type { ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { type JsonObject, toJson, toObjects } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { tagMap } from '../snapshot/normalise/tags.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { attributesInUse, elbCallsAtOnce, elbPageSize, partOf, withTags } from './elb-shape.ts';
import { readTargetOwners, type TargetOwners, targetOwnerPermissions } from './target-group-owners.ts';

/** The tag of the AWS Load Balancer Controller, which registers the pods of a Kubernetes cluster. */
const clusterTag = 'elbv2.k8s.aws/cluster';

function properties({ TargetGroupArn = '', TargetGroupName, ...group }: TargetGroup): object {
  return {
    ...group,
    TargetGroupArn,
    TargetGroupFullName: TargetGroupArn.slice(TargetGroupArn.lastIndexOf(':') + 1),
    Name: TargetGroupName,
  };
}

/** Targets that were registered by hand; one that is on its way out has left. */
async function readTargets(reader: ResourceReader, unread: UnreadProperty[], TargetGroupArn: string) {
  const health = await partOf(reader, unread, '/Targets', () =>
    reader.clients
      .get(ElasticLoadBalancingV2Client)
      .send(new DescribeTargetHealthCommand({ TargetGroupArn })),
  );
  if (health === 'gone') return health;
  return health?.TargetHealthDescriptions?.filter(
    ({ TargetHealth }) => TargetHealth?.State !== 'draining',
  ).flatMap(({ Target }) => Target ?? []);
}

async function readTargetGroup(
  reader: ResourceReader,
  group: ReadResource,
  owners: TargetOwners,
): Promise<ReadResource | undefined> {
  const TargetGroupArn = group.id;
  const unread = [...(group.unread ?? [])];
  const attributes = await partOf(reader, unread, '/TargetGroupAttributes', () =>
    reader.clients
      .get(ElasticLoadBalancingV2Client)
      .send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })),
  );
  const cluster = tagMap(toJson(group.tags ?? {}))?.[clusterTag];
  const managers = [
    ...(owners.of.get(TargetGroupArn) ?? []),
    ...(cluster === undefined ? [] : [`Kubernetes cluster ${cluster}`]),
  ];
  const isKept = managers.length === 0 && owners.unread.length === 0;
  const targets = isKept ? await readTargets(reader, unread, TargetGroupArn) : undefined;
  if (attributes === 'gone' || targets === 'gone') return undefined;
  return {
    ...group,
    properties: {
      ...group.properties,
      TargetGroupAttributes: attributesInUse(attributes?.Attributes),
      Targets: targets,
      TargetsManagedBy: managers,
    },
    unread: managers.length > 0 ? unread : [...unread, ...owners.unread],
  };
}

/** Only these are registered by services that scale. */
const scaling: ReadonlySet<string | undefined> = new Set(['instance', 'ip']);
const nobody: TargetOwners = { of: new Map(), unread: [] };

/** The targets by what they are called, as Elastic Load Balancing takes them. */
const targetsOf = ({ properties: { Targets } }: Resource) =>
  new Map(
    toObjects(Targets).map(({ Id, Port }): [string, JsonObject] =>
      Port === undefined ? [`${Id}`, { Id: `${Id}` }] : [`${Id}:${Port}`, { Id: `${Id}`, Port }],
    ),
  );
/** How a remedy names targets. */
const targetList = (targets: readonly JsonObject[]) => ({ targets: JSON.stringify(targets) });
/** Whether the targets changed, and were known on both sides. */
const isAboutTargets = (change: ResourceChange) =>
  change.kind === 'modified' && change.properties.some(({ path }) => path.startsWith('/Targets'));
const nameOf = ({ id, properties: { Name } }: Resource) => String(Name ?? id);

const targetAdded: ChangeRule = {
  kind: 'change',
  id: 'elb-target-registered',
  title: 'a target gets a share of the requests',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html',
    'MITRE ATT&CK T1557',
  ],
  recommendation: 'Make sure that the target is yours; if not, deregister it and find out what it was sent.',
  remedy: {
    command: 'aws elbv2 deregister-targets --target-group-arn {{id}} --targets {{targets}}',
    console: 'EC2 › Target Groups › {{/Name}} › Targets › Deregister',
  },
  dangers: (change) => {
    if (change.kind !== 'modified' || !isAboutTargets(change)) return [];
    const before = targetsOf(change.before);
    return [...targetsOf(change.after)]
      .filter(([target]) => !before.has(target))
      .map(([target, argument]) => ({
        subject: target,
        values: targetList([argument]),
        path: '/Targets',
        reason: `Target group ${nameOf(change.after)} sends requests to ${target} now, which was registered by hand.`,
      }));
  },
};

const noTargets: ChangeRule = {
  kind: 'change',
  id: 'elb-no-targets',
  title: 'a target group has no targets any more',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html',
  ],
  recommendation: 'Register the targets again, unless the target group is out of use.',
  remedy: {
    command: 'aws elbv2 register-targets --target-group-arn {{id}} --targets {{targets}}',
    console: 'EC2 › Target Groups › {{/Name}} › Targets › Register targets',
  },
  dangers: (change) =>
    change.kind === 'modified' &&
    isAboutTargets(change) &&
    targetsOf(change.before).size > 0 &&
    targetsOf(change.after).size === 0 &&
    change.after.properties.TargetsManagedBy === undefined
      ? [
          {
            subject: 'no targets',
            values: targetList([...targetsOf(change.before).values()]),
            path: '/Targets',
            reason: `Target group ${nameOf(change.after)} lost all its targets: requests to it fail.`,
          },
        ]
      : [],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html
 *
 * Targets that an Auto Scaling group, an ECS service or a Kubernetes cluster registers come and go as it scales: they
 * are left out, and `TargetsManagedBy`, which the schema does not have, says who registers them. Attributes that are off are left out.
 */
export const targetGroup = defineResourceType({
  type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  scope: 'regional',
  permissions: [
    ...targetOwnerPermissions,
    'elasticloadbalancing:DescribeTags',
    'elasticloadbalancing:DescribeTargetGroupAttributes',
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTargetHealth',
  ],
  async *read(reader) {
    const client = reader.clients.get(ElasticLoadBalancingV2Client);
    const limit = pLimit(elbCallsAtOnce);
    let owners: TargetOwners | undefined;
    for await (const { TargetGroups = [] } of paginateDescribeTargetGroups(
      { client, pageSize: elbPageSize },
      {},
    )) {
      if (TargetGroups.some(({ TargetType }) => scaling.has(TargetType)))
        owners ??= await readTargetOwners(reader);
      const typeOf = new Map(
        TargetGroups.map(({ TargetGroupArn, TargetType }) => [TargetGroupArn, TargetType]),
      );
      const groups = TargetGroups.flatMap((group) =>
        group.TargetGroupArn
          ? [{ id: group.TargetGroupArn, arn: group.TargetGroupArn, properties: properties(group) }]
          : [],
      );
      const read = await limit.map(await withTags(reader, groups), (group) =>
        readTargetGroup(reader, group, (scaling.has(typeOf.get(group.id)) && owners) || nobody),
      );
      yield* read.filter((group) => group !== undefined);
    }
  },
  unordered: {
    '/LoadBalancerArns': 'value',
    '/TargetGroupAttributes': ['Key'],
    '/Targets': ['Id', 'Port'],
    '/TargetsManagedBy': 'value',
  },
  defaults: { HealthCheckEnabled: true, IpAddressType: 'ipv4', TargetType: 'instance' },
  sensitivity: {
    '/HealthCheckEnabled': 'MEDIUM',
    '/LoadBalancerArns': 'MEDIUM',
    '/Port': 'MEDIUM',
    '/Protocol': 'MEDIUM',
    '/Targets': 'MEDIUM',
    '/TargetsManagedBy': 'MEDIUM',
  },
  rules: [targetAdded, noTargets],
  monthlyCost: () => free,
});
