import { type Cluster, DescribeClustersCommand, ECSClient, paginateListClusters } from '@aws-sdk/client-ecs';
import type { ResourceReader } from '../aws/reader.ts';
import { changedResource, type ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { inSchemaNames } from './ecs-shape.ts';

const goneStatuses: ReadonlySet<string> = new Set(['INACTIVE', 'DEPROVISIONING']);

function toResource(cluster: Cluster): ReadResource[] {
  const { clusterArn, clusterName, status, tags } = cluster;
  if (!clusterName || goneStatuses.has(status ?? '')) return [];
  return [
    {
      id: clusterName,
      arn: clusterArn,
      tags,
      properties: {
        ClusterName: clusterName,
        Arn: clusterArn,
        CapacityProviders: cluster.capacityProviders,
        ClusterSettings: inSchemaNames(cluster.settings, 'settings'),
        Configuration: inSchemaNames(cluster.configuration, 'configuration'),
        DefaultCapacityProviderStrategy: inSchemaNames(
          cluster.defaultCapacityProviderStrategy,
          'defaultCapacityProviderStrategy',
        ),
        ServiceConnectDefaults: inSchemaNames(cluster.serviceConnectDefaults, 'serviceConnectDefaults'),
      },
    },
  ];
}

async function describe({ clients }: ResourceReader, clusters: string[]): Promise<ReadResource[]> {
  const answer = await clients
    .get(ECSClient)
    .send(new DescribeClustersCommand({ clusters, include: ['CONFIGURATIONS', 'SETTINGS', 'TAGS'] }));
  return (answer.clusters ?? []).flatMap(toResource);
}

function insights({ properties }: Resource): boolean {
  return toObjects(properties.ClusterSettings).some(
    ({ Name, Value }) => Name === 'containerInsights' && (Value === 'enabled' || Value === 'enhanced'),
  );
}

function insightsSwitch(change: ResourceChange, on: boolean, reason: string): Danger[] {
  if (change.kind !== 'modified' || insights(change.before) === on || insights(change.after) !== on)
    return [];
  return [{ subject: 'Container Insights off', path: '/ClusterSettings', reason }];
}

const insightsTurnedOff: ChangeRule = {
  kind: 'change',
  id: 'ecs-container-insights-turned-off',
  title: 'Container Insights of a cluster was turned off',
  severity: 'MEDIUM',
  sources: ['FSBP ECS.12'],
  recommendation: 'Turn Container Insights on again, unless somebody decided to save it.',
  remedy: {
    command:
      'aws ecs update-cluster-settings --cluster {{id}} --settings name=containerInsights,value=enabled',
    console:
      'Elastic Container Service › Clusters › {{id}} › Update cluster › Monitoring › Container Insights',
  },
  dangers: (change) =>
    insightsSwitch(
      change,
      false,
      `Container Insights of cluster ${changedResource(change).id} was turned off: nobody sees how its containers fare.`,
    ),
  ended: (change) => insightsSwitch(change, true, 'Safer: Container Insights is on.'),
};

const shellNotLogged: StateRule = {
  kind: 'state',
  id: 'ecs-execute-command-not-logged',
  title: 'shells in the containers of a cluster are not logged',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html',
    'MITRE ATT&CK T1562.008',
  ],
  recommendation: 'Set the logging of ECS Exec to DEFAULT or OVERRIDE, so that every command leaves a trace.',
  remedy: {
    command:
      'aws ecs update-cluster --cluster {{id}} --configuration executeCommandConfiguration={logging=DEFAULT}',
    console: 'Elastic Container Service › Clusters › {{id}} › Update cluster › ECS Exec › Logging',
  },
  safer: 'shells are logged',
  dangers: ({ id, properties }) =>
    valueAt(properties, '/Configuration/ExecuteCommandConfiguration/Logging') === 'NONE'
      ? [
          {
            subject: 'ECS Exec logging NONE',
            path: '/Configuration/ExecuteCommandConfiguration/Logging',
            reason: `What anybody does in a shell of a container of cluster ${id} is not logged: ECS Exec logging is NONE.`,
          },
        ]
      : [],
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-cluster.html */
export const ecsCluster = defineResourceType({
  type: 'AWS::ECS::Cluster',
  scope: 'regional',
  permissions: ['ecs:DescribeClusters', 'ecs:ListClusters'],
  async *read(reader) {
    // A page of the list is as long as a description may be: 100.
    for await (const page of paginateListClusters(
      { client: reader.clients.get(ECSClient) },
      { maxResults: 100 },
    )) {
      const arns = page.clusterArns ?? [];
      if (arns.length > 0) yield* await describe(reader, arns);
    }
  },
  unordered: {
    '/CapacityProviders': 'value',
    '/ClusterSettings': ['Name'],
    '/DefaultCapacityProviderStrategy': ['CapacityProvider'],
  },
  volatile: {
    '/ActiveServicesCount': 'counts what runs',
    '/Attachments': 'follow from the capacity providers',
    '/AttachmentsStatus': 'progress of the attachments',
    '/PendingTasksCount': 'counts what runs',
    '/RegisteredContainerInstancesCount': 'counts what runs',
    '/RunningTasksCount': 'counts what runs',
    '/Statistics': 'counts what runs',
    '/Status': 'a cluster in transition is the same cluster',
  },
  sensitivity: {
    '/CapacityProviders': 'MEDIUM',
    '/Configuration': 'MEDIUM',
    '/DefaultCapacityProviderStrategy': 'MEDIUM',
  },
  rules: [insightsTurnedOff, shellNotLogged],
  monthlyCost: () => free,
});
