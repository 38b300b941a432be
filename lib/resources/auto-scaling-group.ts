import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeLifecycleHooksCommand,
  type LifecycleHook,
  paginateDescribeAutoScalingGroups,
  type ScheduledUpdateGroupAction,
} from '@aws-sdk/client-auto-scaling';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { toJson } from '../model/json.ts';
import type { Membership } from '../model/knowledge.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { tagMap } from '../snapshot/normalise/tags.ts';
import { autoScalingGroupCost } from './auto-scaling-group-cost.ts';
import { autoScalingGroupRules } from './auto-scaling-group-rules.ts';
import { type GroupLists, readGroupLists, recordsPerPage, scales } from './auto-scaling-lists.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { textAt } from './network-shape.ts';

const callsAtOnce = 8;

const nodeGroupTag = 'eks:nodegroup-name';
/** Tags by which those that set the desired capacity by themselves know their groups. */
const autoscalerTags = ['k8s.io/cluster-autoscaler/enabled', nodeGroupTag];

const asText = (value: number | undefined) => (value === undefined ? undefined : String(value));

/**
 * The sizes of a group, without those that something else sets: a scaling policy, a scheduled action or the
 * autoscaler of a Kubernetes cluster.
 */
function sizes(
  { MinSize, MaxSize, DesiredCapacity, Tags = [] }: AutoScalingGroup,
  { policies, actions }: GroupParts,
): object {
  const sets = (size: keyof ScheduledUpdateGroupAction) =>
    actions.some((action) => action[size] !== undefined);
  const isScaled =
    actions.length > 0 || policies.some(scales) || Tags.some(({ Key }) => autoscalerTags.includes(Key ?? ''));
  return {
    MinSize: sets('MinSize') ? undefined : asText(MinSize),
    MaxSize: sets('MaxSize') ? undefined : asText(MaxSize),
    DesiredCapacity: isScaled ? undefined : asText(DesiredCapacity),
  };
}

/** The metrics of a group by how fine they are. */
function metrics({ EnabledMetrics = [] }: AutoScalingGroup): object[] {
  const granularities = [...new Set(EnabledMetrics.map(({ Granularity }) => Granularity))];
  return granularities.map((Granularity) => ({
    Granularity,
    Metrics: EnabledMetrics.filter((each) => each.Granularity === Granularity).map(({ Metric }) => Metric),
  }));
}

function hook({ AutoScalingGroupName: _group, GlobalTimeout: _limit, ...rest }: LifecycleHook): object {
  return rest;
}

interface GroupParts {
  readonly policies: NonNullable<ReturnType<GroupLists['policies']['get']>>;
  readonly actions: NonNullable<ReturnType<GroupLists['actions']['get']>>;
  readonly notifications: object[];
  readonly hooks: readonly LifecycleHook[] | undefined;
}

function properties(group: AutoScalingGroup, parts: GroupParts): object {
  const { Status: poolStatus, ...warmPool } = group.WarmPoolConfiguration ?? {};
  return {
    AutoScalingGroupName: group.AutoScalingGroupName,
    AutoScalingGroupARN: group.AutoScalingGroupARN,
    AvailabilityZones: group.AvailabilityZones,
    AvailabilityZoneIds: group.AvailabilityZoneIds,
    AvailabilityZoneDistribution: group.AvailabilityZoneDistribution,
    AvailabilityZoneImpairmentPolicy: group.AvailabilityZoneImpairmentPolicy,
    CapacityRebalance: group.CapacityRebalance,
    CapacityReservationSpecification: group.CapacityReservationSpecification,
    Context: group.Context,
    Cooldown: asText(group.DefaultCooldown),
    DefaultInstanceWarmup: group.DefaultInstanceWarmup,
    DeletionProtection: group.DeletionProtection,
    DesiredCapacityType: group.DesiredCapacityType,
    HealthCheckGracePeriod: group.HealthCheckGracePeriod,
    HealthCheckType: group.HealthCheckType,
    InstanceLifecyclePolicy: group.InstanceLifecyclePolicy,
    InstanceMaintenancePolicy: group.InstanceMaintenancePolicy,
    LaunchConfigurationName: group.LaunchConfigurationName,
    LaunchTemplate: group.LaunchTemplate,
    LifecycleHookSpecificationList: parts.hooks?.map(hook),
    LoadBalancerNames: group.LoadBalancerNames,
    MaxInstanceLifetime: group.MaxInstanceLifetime,
    MetricsCollection: metrics(group),
    MixedInstancesPolicy: group.MixedInstancesPolicy,
    NewInstancesProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn,
    NotificationConfigurations: parts.notifications,
    Operator: group.Operator?.Principal,
    PlacementGroup: group.PlacementGroup,
    PropagatedTags: (group.Tags ?? [])
      .filter(({ PropagateAtLaunch }) => PropagateAtLaunch)
      .map(({ Key }) => Key),
    ScalingPolicies: parts.policies.map(
      ({ AutoScalingGroupName: _group, PolicyARN: _arn, Alarms: _alarms, ...policy }) => policy,
    ),
    ScheduledActions: parts.actions.map(
      ({
        AutoScalingGroupName: _group,
        ScheduledActionARN: _arn,
        Time: _next,
        StartTime: _start,
        ...action
      }) => action,
    ),
    ServiceLinkedRoleARN: group.ServiceLinkedRoleARN,
    SuspendedProcesses: (group.SuspendedProcesses ?? []).map(({ ProcessName }) => ({ ProcessName })),
    TargetGroupARNs: group.TargetGroupARNs,
    TerminationPolicies: group.TerminationPolicies,
    TrafficSources: group.TrafficSources,
    VPCZoneIdentifier: (group.VPCZoneIdentifier ?? '').split(',').filter((subnet) => subnet !== ''),
    WarmPoolConfiguration: poolStatus === 'PendingDelete' ? undefined : warmPool,
    ...sizes(group, parts),
  };
}

async function readGroup(
  reader: ResourceReader,
  group: AutoScalingGroup,
  lists: GroupLists,
): Promise<ReadResource | undefined> {
  const { AutoScalingGroupName, AutoScalingGroupARN, Status } = group;
  // A status is told only while the group is being deleted.
  if (!AutoScalingGroupName || Status !== undefined) return undefined;
  const unread: UnreadProperty[] = [...lists.unread];
  const hooks = await reader.optional(unread, '/LifecycleHookSpecificationList', () =>
    reader.clients.get(AutoScalingClient).send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName })),
  );
  return {
    id: AutoScalingGroupName,
    arn: AutoScalingGroupARN,
    tags: tagMap(toJson(group.Tags ?? [])),
    properties: properties(group, {
      policies: lists.policies.get(AutoScalingGroupName) ?? [],
      actions: lists.actions.get(AutoScalingGroupName) ?? [],
      notifications: lists.notifications.get(AutoScalingGroupName) ?? [],
      hooks: hooks?.LifecycleHooks,
    }),
    unread,
  };
}

const membership: Membership = {
  reason: 'EKS makes and deletes the groups of its node groups',
  ownerOf: (group) => {
    const nodeGroup = group.tags[nodeGroupTag];
    return nodeGroup === undefined ? textAt(group, '/Operator') : `EKS node group ${nodeGroup}`;
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html
 *
 * Instances come and go as the group scales, and are not told. Where a scaling policy, a scheduled action or the
 * autoscaler of a cluster sets a size, that size is left out, and what sets it is told instead: `ScalingPolicies`,
 * `ScheduledActions`, `SuspendedProcesses`, `WarmPoolConfiguration` and `PropagatedTags`, which tags instances get,
 * are not in the schema. `InstanceId` and `SkipZonalShiftValidation` act on a call only.
 */
export const autoScalingGroup = defineResourceType({
  type: 'AWS::AutoScaling::AutoScalingGroup',
  scope: 'regional',
  permissions: [
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeLifecycleHooks',
    'autoscaling:DescribeNotificationConfigurations',
    'autoscaling:DescribePolicies',
    'autoscaling:DescribeScheduledActions',
  ],
  async *read(reader) {
    const client = reader.clients.get(AutoScalingClient);
    const limit = pLimit(callsAtOnce);
    let lists: GroupLists | undefined;
    for await (const page of paginateDescribeAutoScalingGroups({ client, pageSize: recordsPerPage }, {})) {
      const groups = page.AutoScalingGroups ?? [];
      if (groups.length === 0) continue;
      lists ??= await readGroupLists(reader);
      const known = lists;
      const read = await limit.map(groups, (group) => readGroup(reader, group, known));
      yield* read.filter((group) => group !== undefined);
    }
  },
  unordered: {
    '/AvailabilityZoneIds': 'value',
    '/LifecycleHookSpecificationList': ['LifecycleHookName'],
    '/LoadBalancerNames': 'value',
    '/MetricsCollection': ['Granularity'],
    '/MetricsCollection/*/Metrics': 'value',
    '/NotificationConfigurations': ['TopicARN'],
    '/NotificationConfigurations/*/NotificationTypes': 'value',
    '/PropagatedTags': 'value',
    '/ScalingPolicies': ['PolicyName'],
    '/ScalingPolicies/*/StepAdjustments': 'value',
    '/ScheduledActions': ['ScheduledActionName'],
    '/SuspendedProcesses': ['ProcessName'],
    '/TargetGroupARNs': 'value',
    '/TrafficSources': ['Identifier'],
    '/VPCZoneIdentifier': 'value',
  },
  volatile: {
    '/CreatedTime': 'time of creation',
    '/Instances': 'instances come and go as the group scales',
    '/PredictedCapacity': 'a forecast',
    '/WarmPoolConfiguration/Status': 'progress of a deletion',
    '/WarmPoolSize': 'follows the size of the group',
  },
  defaults: { DeletionProtection: 'none' },
  sensitivity: { '': 'MEDIUM', '/Context': 'LOW', '/Cooldown': 'LOW', '/MetricsCollection': 'LOW' },
  membership,
  costNeeds: ['AWS::EC2::LaunchTemplate'],
  rules: autoScalingGroupRules,
  monthlyCost: autoScalingGroupCost,
});
