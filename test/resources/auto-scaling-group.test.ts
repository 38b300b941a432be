import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeLifecycleHooksCommand,
  DescribeNotificationConfigurationsCommand,
  DescribePoliciesCommand,
  DescribeScheduledActionsCommand,
} from '@aws-sdk/client-auto-scaling';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { autoScalingGroup } from '../../lib/resources/auto-scaling-group.ts';
import { awsError, readAll, stored, storedLines } from './type-fixtures.ts';

const scaling = mockClient(AutoScalingClient);

/** What every group has. */
const bare = (AutoScalingGroupName: string): AutoScalingGroup => ({
  AutoScalingGroupName,
  MinSize: 1,
  MaxSize: 4,
  DesiredCapacity: 2,
  DefaultCooldown: 300,
  AvailabilityZones: ['eu-west-1a'],
  HealthCheckType: 'EC2',
  CreatedTime: new Date('2026-01-01T00:00:00Z'),
});
/** A group as DescribeAutoScalingGroups returns it. */
const full: AutoScalingGroup = {
  ...bare('web'),
  AutoScalingGroupARN:
    'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:u:autoScalingGroupName/web',
  LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'web', Version: '$Latest' },
  PredictedCapacity: 3,
  AvailabilityZones: ['eu-west-1b', 'eu-west-1a'],
  AvailabilityZoneIds: ['euw1-az2', 'euw1-az1'],
  LoadBalancerNames: ['old'],
  TargetGroupARNs: ['arn:b', 'arn:a'],
  TrafficSources: [
    { Identifier: 'arn:b', Type: 'elbv2' },
    { Identifier: 'arn:a', Type: 'elbv2' },
  ],
  HealthCheckGracePeriod: 60,
  Instances: [
    {
      InstanceId: 'i-1',
      AvailabilityZone: 'eu-west-1a',
      LifecycleState: 'InService',
      HealthStatus: 'Healthy',
      ProtectedFromScaleIn: false,
    },
  ],
  SuspendedProcesses: [
    { ProcessName: 'AZRebalance', SuspensionReason: 'User suspended at 2026-01-01T00:00:00Z' },
  ],
  PlacementGroup: 'spread',
  VPCZoneIdentifier: 'subnet-2,subnet-1',
  EnabledMetrics: [
    { Metric: 'GroupMinSize', Granularity: '1Minute' },
    { Metric: 'GroupMaxSize', Granularity: '1Minute' },
  ],
  Tags: [
    { Key: 'Name', Value: 'web', PropagateAtLaunch: true },
    { Key: 'team', Value: 'shop', PropagateAtLaunch: false },
  ],
  TerminationPolicies: ['OldestInstance', 'Default'],
  NewInstancesProtectedFromScaleIn: false,
  ServiceLinkedRoleARN: 'arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/r',
  MaxInstanceLifetime: 604800,
  CapacityRebalance: true,
  WarmPoolConfiguration: { MinSize: 1, PoolState: 'Stopped', Status: 'PendingDelete' },
  WarmPoolSize: 1,
  Context: 'context',
  DesiredCapacityType: 'units',
  DefaultInstanceWarmup: 30,
  InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 120 },
  DeletionProtection: 'prevent-all-deletion',
  AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-only' },
  AvailabilityZoneImpairmentPolicy: { ZonalShiftEnabled: true },
  CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
  InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
};
const policy = { AutoScalingGroupName: 'web', PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling' };

beforeEach(() => {
  scaling.reset();
  scaling
    .on(DescribeAutoScalingGroupsCommand)
    .resolves({ AutoScalingGroups: [full], NextToken: '2' })
    .on(DescribeAutoScalingGroupsCommand, { NextToken: '2' })
    .resolves({
      AutoScalingGroups: [
        bare('kept'),
        bare('scheduled'),
        { ...bare('nodes'), Tags: [{ Key: 'eks:nodegroup-name', Value: 'blue' }] },
        { ...bare('leaving'), Status: 'Delete in progress' },
      ],
    })
    .on(DescribeLifecycleHooksCommand)
    .resolves({
      LifecycleHooks: [
        {
          LifecycleHookName: 'drain',
          AutoScalingGroupName: 'web',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          NotificationTargetARN: 'arn:aws:sns:eu-west-1:111122223333:hooks',
          RoleARN: 'arn:aws:iam::111122223333:role/hooks',
          HeartbeatTimeout: 300,
          GlobalTimeout: 30000,
          DefaultResult: 'CONTINUE',
        },
      ],
    })
    .on(DescribePoliciesCommand)
    .resolves({
      ScalingPolicies: [
        {
          ...policy,
          PolicyARN: 'arn:policy',
          Enabled: true,
          Alarms: [{ AlarmName: 'TargetTracking-web-AlarmHigh-1' }],
          TargetTrackingConfiguration: { TargetValue: 50 },
        },
      ],
      NextToken: '2',
    })
    .on(DescribePoliciesCommand, { NextToken: '2' })
    .resolves({
      ScalingPolicies: [
        { ...policy, AutoScalingGroupName: 'kept', PolicyName: 'off', Enabled: false },
        {
          ...policy,
          AutoScalingGroupName: 'kept',
          PolicyName: 'forecast',
          PredictiveScalingConfiguration: { Mode: 'ForecastOnly', MetricSpecifications: [] },
        },
      ],
    })
    .on(DescribeScheduledActionsCommand)
    .resolves({
      ScheduledUpdateGroupActions: [
        {
          AutoScalingGroupName: 'scheduled',
          ScheduledActionName: 'night',
          ScheduledActionARN: 'arn:action',
          Time: new Date('2026-11-22T20:00:00Z'),
          StartTime: new Date('2026-11-22T20:00:00Z'),
          Recurrence: '0 20 * * *',
          MinSize: 0,
        },
      ],
    })
    .on(DescribeNotificationConfigurationsCommand)
    .resolves({
      NotificationConfigurations: [
        {
          AutoScalingGroupName: 'web',
          TopicARN: 'arn:t',
          NotificationType: 'autoscaling:EC2_INSTANCE_TERMINATE',
        },
        {
          AutoScalingGroupName: 'web',
          TopicARN: 'arn:t',
          NotificationType: 'autoscaling:EC2_INSTANCE_LAUNCH',
        },
        {},
      ],
    });
});

describe('reading', () => {
  test('every property, in the words of CloudFormation', async () => {
    const [first] = await readAll(autoScalingGroup);
    const { id, arn, tags, properties } = stored(autoScalingGroup, first ?? { id: '', properties: {} });
    expect([id, arn, tags]).toEqual(['web', full.AutoScalingGroupARN, { Name: 'web', team: 'shop' }]);
    expect(properties).toEqual({
      AutoScalingGroupName: 'web',
      AutoScalingGroupARN: full.AutoScalingGroupARN,
      AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
      AvailabilityZoneIds: ['euw1-az1', 'euw1-az2'],
      AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-only' },
      AvailabilityZoneImpairmentPolicy: { ZonalShiftEnabled: true },
      CapacityRebalance: true,
      CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
      Context: 'context',
      Cooldown: '300',
      DefaultInstanceWarmup: 30,
      DeletionProtection: 'prevent-all-deletion',
      DesiredCapacityType: 'units',
      HealthCheckGracePeriod: 60,
      HealthCheckType: 'EC2',
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
      InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 120 },
      LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'web', Version: '$Latest' },
      LifecycleHookSpecificationList: [
        {
          LifecycleHookName: 'drain',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          NotificationTargetARN: 'arn:aws:sns:eu-west-1:111122223333:hooks',
          RoleARN: 'arn:aws:iam::111122223333:role/hooks',
          HeartbeatTimeout: 300,
          DefaultResult: 'CONTINUE',
        },
      ],
      LoadBalancerNames: ['old'],
      MaxInstanceLifetime: 604800,
      MetricsCollection: [{ Granularity: '1Minute', Metrics: ['GroupMaxSize', 'GroupMinSize'] }],
      NewInstancesProtectedFromScaleIn: false,
      NotificationConfigurations: [
        {
          TopicARN: 'arn:t',
          NotificationTypes: ['autoscaling:EC2_INSTANCE_LAUNCH', 'autoscaling:EC2_INSTANCE_TERMINATE'],
        },
      ],
      PlacementGroup: 'spread',
      PropagatedTags: ['Name'],
      ScalingPolicies: [
        {
          PolicyName: 'cpu',
          PolicyType: 'TargetTrackingScaling',
          Enabled: true,
          TargetTrackingConfiguration: { TargetValue: 50 },
        },
      ],
      ServiceLinkedRoleARN: full.ServiceLinkedRoleARN,
      SuspendedProcesses: [{ ProcessName: 'AZRebalance' }],
      TargetGroupARNs: ['arn:a', 'arn:b'],
      TerminationPolicies: ['OldestInstance', 'Default'],
      TrafficSources: [
        { Identifier: 'arn:a', Type: 'elbv2' },
        { Identifier: 'arn:b', Type: 'elbv2' },
      ],
      VPCZoneIdentifier: ['subnet-1', 'subnet-2'],
      MinSize: '1',
      MaxSize: '4',
    });
  });

  test('a size that something else sets is left out, and a group that is being deleted is skipped', async () => {
    const sizes = (await readAll(autoScalingGroup)).map(({ id, properties }) => {
      const { MinSize, MaxSize, DesiredCapacity } = stored(autoScalingGroup, { id, properties }).properties;
      return [id, MinSize, MaxSize, DesiredCapacity];
    });
    expect(sizes).toEqual([
      ['web', '1', '4', undefined],
      ['kept', '1', '4', '2'],
      ['scheduled', undefined, '4', undefined],
      ['nodes', '1', '4', undefined],
    ]);
  });

  test('another order, another size and other instances give the same bytes', async () => {
    const first = storedLines(autoScalingGroup, await readAll(autoScalingGroup));
    scaling.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [
        {
          ...full,
          DesiredCapacity: 4,
          Instances: [],
          PredictedCapacity: 9,
          AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
          TargetGroupARNs: ['arn:a', 'arn:b'],
          TrafficSources: (full.TrafficSources ?? []).toReversed(),
          EnabledMetrics: (full.EnabledMetrics ?? []).toReversed(),
          VPCZoneIdentifier: 'subnet-1,subnet-2',
        },
        bare('kept'),
        { ...bare('scheduled'), MinSize: 0, DesiredCapacity: 0 },
        { ...bare('nodes'), DesiredCapacity: 3, Tags: [{ Key: 'eks:nodegroup-name', Value: 'blue' }] },
      ],
    });
    expect(storedLines(autoScalingGroup, await readAll(autoScalingGroup))).toEqual(first);
  });

  test('denied parts are unread, and with them the sizes that they may set', async () => {
    const denied = awsError('AccessDenied', 'no');
    scaling.on(DescribePoliciesCommand).rejects(denied);
    scaling.on(DescribeScheduledActionsCommand).rejects(denied);
    scaling.on(DescribeNotificationConfigurationsCommand).rejects(denied);
    scaling.on(DescribeLifecycleHooksCommand).rejects(denied);
    const paths = new Set((await readAll(autoScalingGroup))[0]?.unread?.map(({ path }) => path));
    expect([...paths].sort()).toEqual([
      '/DesiredCapacity',
      '/LifecycleHookSpecificationList',
      '/MaxSize',
      '/MinSize',
      '/NotificationConfigurations',
      '/ScalingPolicies',
      '/ScheduledActions',
    ]);
  });

  test('an account without groups is asked for nothing else; a denied list is unread', async () => {
    scaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
    expect(await readAll(autoScalingGroup)).toEqual([]);
    expect(scaling.calls()).toHaveLength(1);
    scaling.on(DescribeAutoScalingGroupsCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(autoScalingGroup)).rejects.toThrow('AccessDenied');
  });
});
