import { AutoScalingClient, paginateDescribeAutoScalingGroups } from '@aws-sdk/client-auto-scaling';
import {
  DescribeServicesCommand,
  ECSClient,
  type LoadBalancer,
  paginateListClusters,
  paginateListServices,
  type Service,
} from '@aws-sdk/client-ecs';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const servicesPerCall = 10;
const recordsPerPage = 100;

/** What registers targets by itself, such as `Auto Scaling group web`, by the ARN of the target group. */
export interface TargetOwners {
  readonly of: ReadonlyMap<string, readonly string[]>;
  readonly unread: readonly UnreadProperty[];
}

/** The IAM actions that {@link readTargetOwners} needs. */
export const targetOwnerPermissions = [
  'autoscaling:DescribeAutoScalingGroups',
  'ecs:DescribeServices',
  'ecs:ListClusters',
  'ecs:ListServices',
] as const;

type Note = (targetGroup: string | undefined, owner: string) => void;

async function noteAutoScalingGroups({ clients }: ResourceReader, note: Note): Promise<void> {
  const client = clients.get(AutoScalingClient);
  for await (const page of paginateDescribeAutoScalingGroups({ client, pageSize: recordsPerPage }, {})) {
    for (const group of page.AutoScalingGroups ?? []) {
      const sources = (group.TrafficSources ?? []).map(({ Identifier }) => Identifier);
      for (const arn of new Set([...(group.TargetGroupARNs ?? []), ...sources])) {
        note(arn, `Auto Scaling group ${group.AutoScalingGroupName}`);
      }
    }
  }
}

function loadBalancersOf({ loadBalancers, taskSets }: Service): LoadBalancer[] {
  return [...(loadBalancers ?? []), ...(taskSets ?? []).flatMap((set) => set.loadBalancers ?? [])];
}

async function noteServices({ clients }: ResourceReader, cluster: string, note: Note): Promise<void> {
  const client = clients.get(ECSClient);
  const arns: string[] = [];
  for await (const page of paginateListServices({ client, pageSize: recordsPerPage }, { cluster })) {
    arns.push(...(page.serviceArns ?? []));
  }
  for (let at = 0; at < arns.length; at += servicesPerCall) {
    const command = new DescribeServicesCommand({ cluster, services: arns.slice(at, at + servicesPerCall) });
    const { services = [] } = await client.send(command);
    for (const service of services) {
      for (const { targetGroupArn, advancedConfiguration } of loadBalancersOf(service)) {
        note(targetGroupArn, `ECS service ${service.serviceName}`);
        note(advancedConfiguration?.alternateTargetGroupArn, `ECS service ${service.serviceName}`);
      }
    }
  }
}

async function noteClusters(reader: ResourceReader, note: Note): Promise<void> {
  const client = reader.clients.get(ECSClient);
  for await (const page of paginateListClusters({ client, pageSize: recordsPerPage }, {})) {
    for (const cluster of page.clusterArns ?? []) {
      try {
        await noteServices(reader, cluster, note);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }
}

/**
 * Which Auto Scaling groups and ECS services register the targets of which target groups. Elastic Load Balancing does
 * not tell; of a service whose list is denied, neither targets nor owners are known.
 */
export async function readTargetOwners(reader: ResourceReader): Promise<TargetOwners> {
  const owners = new Map<string, Set<string>>();
  const unread: UnreadProperty[] = [];
  const note: Note = (targetGroup, owner) => {
    if (targetGroup) owners.set(targetGroup, (owners.get(targetGroup) ?? new Set()).add(owner));
  };
  const paths = ['/Targets', '/TargetsManagedBy'];
  await reader.optional(unread, paths, () => noteAutoScalingGroups(reader, note));
  if (unread.length === 0) await reader.optional(unread, paths, () => noteClusters(reader, note));
  return { of: new Map([...owners].map(([arn, names]) => [arn, [...names].sort()])), unread };
}
