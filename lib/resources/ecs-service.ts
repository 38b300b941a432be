import {
  DescribeServicesCommand,
  ECSClient,
  paginateListClusters,
  paginateListServices,
  type Service,
} from '@aws-sdk/client-ecs';
import pLimit from 'p-limit';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { readScalableTargets, type ScalableTarget, scalingPermissions } from './application-autoscaling.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { serviceCost } from './ecs-cost.ts';
import { serviceRules } from './ecs-service-rules.ts';
import { inSchemaNames } from './ecs-shape.ts';

const callsAtOnce = 8;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const servicesPerCall = 10;

/**
 * A service whose deployments another controller makes keeps what it runs in its task sets; what a deployment alone
 * holds is taken from the primary one, which is the state the service was told to be in.
 */
function properties(service: Service, scaling: readonly ScalableTarget[]): object {
  const deployment = service.deployments?.find(({ status }) => status === 'PRIMARY');
  const taskSet = service.taskSets?.find(({ status }) => status === 'PRIMARY');
  const runs = { ...service, ...(taskSet ?? {}) };
  return {
    ServiceArn: service.serviceArn,
    ServiceName: service.serviceName,
    Cluster: service.clusterArn,
    AvailabilityZoneRebalancing: service.availabilityZoneRebalancing,
    CapacityProviderStrategy: inSchemaNames(runs.capacityProviderStrategy, 'capacityProviderStrategy'),
    DeploymentConfiguration: inSchemaNames(service.deploymentConfiguration, 'deploymentConfiguration'),
    DeploymentController: inSchemaNames(service.deploymentController, 'deploymentController'),
    DesiredCount: isCountOfSomebodyElse(service, scaling) ? undefined : service.desiredCount,
    ScalableTargets: scaling,
    EnableECSManagedTags: service.enableECSManagedTags,
    EnableExecuteCommand: service.enableExecuteCommand,
    HealthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    LaunchType: runs.launchType,
    LoadBalancers: inSchemaNames(runs.loadBalancers, 'loadBalancers'),
    NetworkConfiguration: inSchemaNames(runs.networkConfiguration, 'networkConfiguration'),
    PlacementConstraints: inSchemaNames(service.placementConstraints, 'placementConstraints'),
    PlacementStrategies: inSchemaNames(service.placementStrategy, 'placementStrategy'),
    PlatformVersion: runs.platformVersion,
    PropagateTags: service.propagateTags,
    Role: service.roleArn,
    SchedulingStrategy: service.schedulingStrategy,
    ServiceConnectConfiguration: inSchemaNames(
      deployment?.serviceConnectConfiguration,
      'serviceConnectConfiguration',
    ),
    ServiceRegistries: inSchemaNames(runs.serviceRegistries, 'serviceRegistries'),
    TaskDefinition: runs.taskDefinition,
    VolumeConfigurations: inSchemaNames(deployment?.volumeConfigurations, 'volumeConfigurations'),
    VpcLatticeConfigurations: inSchemaNames(deployment?.vpcLatticeConfigurations, 'vpcLatticeConfigurations'),
  };
}

/**
 * Whether the number of tasks is nobody's wish: a daemon runs once on every instance, and an autoscaler sets the count
 * by its policies.
 */
function isCountOfSomebodyElse({ schedulingStrategy }: Service, scaling: readonly ScalableTarget[]): boolean {
  return schedulingStrategy === 'DAEMON' || scaling.some(({ ScalingPolicies }) => ScalingPolicies.length > 0);
}

function toResource(service: Service, { targets, unread }: Scaling): ReadResource[] {
  const { serviceArn, clusterArn, status, tags } = service;
  if (!serviceArn || !clusterArn || status === 'INACTIVE' || status === 'DRAINING') return [];
  // `service/shop/web`, whatever the form of the service's ARN.
  const resourceId = `service/${nameIn(clusterArn)}/${nameIn(serviceArn)}`;
  const scaling = targets.filter(({ ResourceId }) => ResourceId === resourceId);
  return [
    {
      id: `${serviceArn}|${clusterArn}`,
      arn: serviceArn,
      tags,
      properties: properties(service, scaling),
      unread,
    },
  ];
}

function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** What autoscalers own of the services of a region, and what could not be read of it. */
interface Scaling {
  readonly targets: readonly ScalableTarget[];
  readonly unread: readonly UnreadProperty[];
}

/** The services of a cluster; none of a cluster that was deleted meanwhile. */
async function readCluster(
  { clients }: ResourceReader,
  cluster: string,
  scaling: Scaling,
): Promise<ReadResource[]> {
  const client = clients.get(ECSClient);
  const read: ReadResource[] = [];
  try {
    const pages = paginateListServices({ client }, { cluster, maxResults: 100 });
    for await (const { serviceArns = [] } of pages) {
      for (let from = 0; from < serviceArns.length; from += servicesPerCall) {
        const services = serviceArns.slice(from, from + servicesPerCall);
        const answer = await client.send(
          new DescribeServicesCommand({ cluster, services, include: ['TAGS'] }),
        );
        read.push(...(answer.services ?? []).flatMap((service) => toResource(service, scaling)));
      }
    }
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return read;
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
 * The desired count is left out where an autoscaler owns it; what it may set is in `ScalableTargets`, AWS Config's word.
 * Events, deployments and counts of running tasks are not mapped. Monitoring is told by none of the calls made.
 */
export const ecsService = defineResourceType({
  type: 'AWS::ECS::Service',
  scope: 'regional',
  permissions: [...scalingPermissions, 'ecs:DescribeServices', 'ecs:ListClusters', 'ecs:ListServices'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    const unread: UnreadProperty[] = [];
    const targets = await readScalableTargets(reader, 'ecs', unread, ['/DesiredCount', '/ScalableTargets']);
    for await (const page of paginateListClusters(
      { client: reader.clients.get(ECSClient) },
      { maxResults: 100 },
    )) {
      const read = await limit.map(page.clusterArns ?? [], (cluster) =>
        readCluster(reader, cluster, { targets, unread }),
      );
      yield* read.flat();
    }
  },
  unordered: {
    '/CapacityProviderStrategy': ['CapacityProvider'],
    '/DeploymentConfiguration/Alarms/AlarmNames': 'value',
    '/DeploymentConfiguration/LifecycleHooks': ['HookTargetArn', 'TargetType'],
    '/DeploymentConfiguration/LifecycleHooks/*/LifecycleStages': 'value',
    '/LoadBalancers': ['TargetGroupArn', 'LoadBalancerName', 'ContainerName', 'ContainerPort'],
    '/PlacementConstraints': 'value',
    '/ScalableTargets': ['ScalableDimension'],
    '/ScalableTargets/*/ScalingPolicies': ['PolicyName'],
    '/ServiceConnectConfiguration/LogConfiguration/SecretOptions': ['Name'],
    '/ServiceConnectConfiguration/Services': ['PortName'],
    '/ServiceConnectConfiguration/Services/*/ClientAliases': ['DnsName', 'Port'],
    '/ServiceRegistries': ['RegistryArn'],
    '/VolumeConfigurations': ['Name'],
    '/VolumeConfigurations/*/ManagedEBSVolume/TagSpecifications': ['ResourceType'],
    '/VpcLatticeConfigurations': ['TargetGroupArn', 'PortName'],
  },
  volatile: {
    '/CreatedAt': 'time of creation',
    '/CurrentServiceDeployment': 'progress of the last deployment',
    '/CurrentServiceRevisions': 'progress of the last deployment',
    '/Deployments': 'progress of the last deployment',
    '/Events': 'log of the service',
    '/ForceNewDeployment': 'asks for a deployment, is no state',
    '/PendingCount': 'counts what runs',
    '/RunningCount': 'counts what runs',
    '/Status': 'a service in transition is the same service',
    '/TaskSets': 'progress of the last deployment',
  },
  secret: [
    '/ServiceConnectConfiguration/LogConfiguration/Options/splunk-token',
    '/ServiceConnectConfiguration/LogConfiguration/Options/apikey',
  ],
  defaults: {
    DeploymentController: { Type: 'ECS' },
    EnableECSManagedTags: false,
    EnableExecuteCommand: false,
    HealthCheckGracePeriodSeconds: 0,
    PropagateTags: 'NONE',
    SchedulingStrategy: 'REPLICA',
  },
  sensitivity: {
    '/CapacityProviderStrategy': 'MEDIUM',
    '/DeploymentController': 'MEDIUM',
    '/LaunchType': 'MEDIUM',
    '/LoadBalancers': 'MEDIUM',
    '/NetworkConfiguration': 'MEDIUM',
    '/Role': 'MEDIUM',
    '/ServiceConnectConfiguration': 'MEDIUM',
  },
  rules: serviceRules,
  costNeeds: ['AWS::ECS::TaskDefinition'],
  monthlyCost: serviceCost,
});
