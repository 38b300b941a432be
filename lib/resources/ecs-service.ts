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
import { valueAt } from '../model/pointer.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { serviceCost } from './ecs-cost.ts';
import { inSchemaNames } from './ecs-shape.ts';

const callsAtOnce = 8;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const servicesPerCall = 10;

/**
 * A service whose deployments another controller makes keeps what it runs in its task sets; what a deployment alone
 * holds is taken from the primary one, which is the state the service was told to be in.
 */
function properties(service: Service): object {
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
    // A daemon runs once on every instance: the count is that of the instances, not anybody's wish.
    DesiredCount: service.schedulingStrategy === 'DAEMON' ? undefined : service.desiredCount,
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

function toResource(service: Service): ReadResource[] {
  const { serviceArn, clusterArn, status, tags } = service;
  if (!serviceArn || !clusterArn || status === 'INACTIVE' || status === 'DRAINING') return [];
  return [{ id: `${serviceArn}|${clusterArn}`, arn: serviceArn, tags, properties: properties(service) }];
}

/** The services of a cluster; none of a cluster that was deleted meanwhile. */
async function readCluster({ clients }: ResourceReader, cluster: string): Promise<ReadResource[]> {
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
        read.push(...(answer.services ?? []).flatMap(toResource));
      }
    }
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return read;
}

const executeCommand: StateRule = {
  kind: 'state',
  id: 'ecs-execute-command-enabled',
  title: 'a shell can be opened in the containers of a service',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html',
    'MITRE ATT&CK T1609',
  ],
  recommendation:
    'Turn ECS Exec off again once the debugging is done; keep its sessions logged while it is on.',
  safer: 'no shell can be opened in the containers',
  dangers: ({ properties: { EnableExecuteCommand, ServiceName } }) =>
    EnableExecuteCommand === true
      ? [
          {
            subject: 'ECS Exec on',
            path: '/EnableExecuteCommand',
            reason: `Whoever may call ecs:ExecuteCommand can open a shell in the containers of service ${String(ServiceName)}, with the permissions of its task role.`,
          },
        ]
      : [],
};

const publicAddress: StateRule = {
  kind: 'state',
  id: 'ecs-public-ip-assigned',
  title: 'the tasks of a service have public addresses',
  severity: 'HIGH',
  sources: ['FSBP ECS.2'],
  recommendation:
    'Set AssignPublicIp to DISABLED and let a load balancer and a NAT gateway face the internet.',
  safer: 'the tasks have no public addresses',
  dangers: ({ properties: values }) =>
    valueAt(values, '/NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp') === 'ENABLED'
      ? [
          {
            subject: 'public addresses',
            path: '/NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp',
            reason: `Every task of service ${String(values.ServiceName)} gets a public address: only its security groups keep the internet out.`,
          },
        ]
      : [],
};

const stopped: StateRule = {
  kind: 'state',
  id: 'ecs-service-stopped',
  title: 'a service runs no tasks',
  severity: 'MEDIUM',
  sources: ['AWS Well-Architected REL10-BP01'],
  recommendation: 'Set the desired count again, unless somebody stopped the service on purpose.',
  safer: 'the service runs tasks',
  dangers: ({ properties: { DesiredCount, ServiceName } }) =>
    DesiredCount === 0
      ? [
          {
            subject: 'desired count 0',
            path: '/DesiredCount',
            reason: `Service ${String(ServiceName)} has a desired count of 0: it serves nobody.`,
          },
        ]
      : [],
};

const oldPlatform: StateRule = {
  kind: 'state',
  id: 'ecs-old-platform-version',
  title: 'a service is pinned to an old Fargate platform',
  severity: 'MEDIUM',
  sources: ['FSBP ECS.10'],
  recommendation: 'Set PlatformVersion to LATEST: older platforms get no security updates.',
  safer: 'the platform is current',
  dangers: ({ properties: { PlatformVersion, ServiceName } }) =>
    /^1\.[0-3]\.\d+$/.test(String(PlatformVersion ?? ''))
      ? [
          {
            subject: `platform ${String(PlatformVersion)}`,
            path: '/PlatformVersion',
            reason: `Service ${String(ServiceName)} runs on Fargate platform ${String(PlatformVersion)}, which gets no security updates.`,
          },
        ]
      : [],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
 * The desired count is compared although an autoscaler may own it: the ECS API does not tell which services have one.
 * Events, deployments and counts of running tasks are not mapped. Monitoring is told by none of the calls made.
 */
export const ecsService = defineResourceType({
  type: 'AWS::ECS::Service',
  scope: 'regional',
  permissions: ['ecs:DescribeServices', 'ecs:ListClusters', 'ecs:ListServices'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    for await (const page of paginateListClusters(
      { client: reader.clients.get(ECSClient) },
      { maxResults: 100 },
    )) {
      const read = await limit.map(page.clusterArns ?? [], (cluster) => readCluster(reader, cluster));
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
    '/TaskDefinition': 'MEDIUM',
  },
  rules: [executeCommand, publicAddress, stopped, oldPlatform],
  costNeeds: ['AWS::ECS::TaskDefinition'],
  monthlyCost: serviceCost,
});
