import {
  DescribeNodegroupCommand,
  EKSClient,
  type Nodegroup,
  paginateListNodegroups,
} from '@aws-sdk/client-eks';
import { hoursPerMonth, priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { clusterNames, pageSize } from './eks-clusters.ts';
import { everyItemOf, readWithOwnCalls } from './listing.ts';
import { capitalised } from './schema-names.ts';

const openSsh: StateRule = {
  kind: 'state',
  id: 'eks-nodes-ssh-open-to-world',
  title: 'nodes take SSH connections from everywhere',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html',
    'FSBP EC2.19',
    'CIS AWS Foundations 3.0 5.2',
  ],
  recommendation:
    'Name the security groups that may connect, or do without SSH and use Systems Manager Session Manager.',
  remedy: {
    command:
      'aws ec2 revoke-security-group-ingress --group-id <remote-access-security-group> --protocol tcp --port 22 --cidr 0.0.0.0/0',
    console:
      'Elastic Kubernetes Service › Clusters › {{/ClusterName}} › Compute › Node groups › {{/NodegroupName}} › Details › Allow SSH remote access from (its security group)',
  },
  safer: 'SSH is limited to known security groups',
  dangers: ({ id, properties }) =>
    valueAt(properties, '/RemoteAccess/Ec2SshKey') !== undefined &&
    toList(valueAt(properties, '/RemoteAccess/SourceSecurityGroups')).length === 0
      ? [
          {
            subject: 'SSH from everywhere',
            path: '/RemoteAccess',
            reason: `Node group ${id} has an SSH key and names no source security group: EKS opens port 22 of its nodes to the internet.`,
          },
        ]
      : [],
};

function nodegroupCost({ region, properties }: Resource, { prices }: CostContext): MonthlyCost {
  if (properties.CapacityType === 'SPOT')
    return unknownCost('The price of spot instances changes all the time.');
  const [type, ...others] = toList(properties.InstanceTypes).map(String);
  if (type === undefined || others.length > 0)
    return unknownCost('Which instance types the nodes have is decided when they start.');
  const kind = String(properties.AmiType ?? '').startsWith('WINDOWS') ? 'windows' : 'linux';
  const price = prices.find('AmazonEC2', region, `${kind}/${type}`);
  if (!price) return unknownCost(`Tidemark has no price of ${type} (${kind}) in ${region}.`);
  const desired = valueAt(properties, '/ScalingConfig/DesiredSize');
  const nodes = Number(desired ?? valueAt(properties, '/ScalingConfig/MinSize') ?? 0);
  return {
    usd: nodes * price.usd * hoursPerMonth,
    assumptions: [
      `${nodes} nodes${desired === undefined ? ', the least that the autoscaler may go down to,' : ''} of ${type} all month (730 h) on demand at ${price.usd} USD/h ${priceSource(price)}; without their volumes.`,
    ],
  };
}

/** The desired size belongs to an autoscaler wherever there is room for one. */
function scaling({ scalingConfig: { minSize, maxSize, desiredSize } = {} }: Nodegroup): object {
  return {
    MinSize: minSize,
    MaxSize: maxSize,
    DesiredSize: minSize === maxSize ? desiredSize : undefined,
  };
}

function properties(group: Nodegroup): object {
  const { launchTemplate } = group;
  return {
    Id: `${group.clusterName}/${group.nodegroupName}`,
    Arn: group.nodegroupArn,
    ClusterName: group.clusterName,
    NodegroupName: group.nodegroupName,
    AmiType: group.amiType,
    CapacityType: group.capacityType,
    DiskSize: group.diskSize,
    InstanceTypes: group.instanceTypes,
    Labels: group.labels,
    LaunchTemplate: launchTemplate && { Id: launchTemplate.id, Version: launchTemplate.version },
    NodeRepairConfig: capitalised(group.nodeRepairConfig),
    NodeRole: group.nodeRole,
    ReleaseVersion: group.releaseVersion,
    RemoteAccess: capitalised(group.remoteAccess),
    ScalingConfig: scaling(group),
    Subnets: group.subnets,
    Taints: capitalised(group.taints),
    UpdateConfig: capitalised(group.updateConfig),
    Version: group.version,
    WarmPoolConfig: capitalised(group.warmPoolConfig),
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-nodegroup.html
 * The Cluster Autoscaler sets the desired size of any group between its limits, and AWS does not tell whether one
 * runs: `DesiredSize` is compared only where the limits leave no room.
 */
export const eksNodegroup = defineResourceType({
  type: 'AWS::EKS::Nodegroup',
  scope: 'regional',
  permissions: ['eks:DescribeNodegroup', 'eks:ListClusters', 'eks:ListNodegroups'],
  async *read(reader) {
    const client = reader.clients.get(EKSClient);
    for (const clusterName of await clusterNames(reader)) {
      const names = await everyItemOf(
        paginateListNodegroups({ client, pageSize }, { clusterName }),
        (page) => page.nodegroups,
      );
      yield* readWithOwnCalls(names, async (nodegroupName): Promise<ReadResource | undefined> => {
        const unread: UnreadProperty[] = [];
        const id = `${clusterName}/${nodegroupName}`;
        const answer = await reader.optional(unread, '', () =>
          client.send(new DescribeNodegroupCommand({ clusterName, nodegroupName })),
        );
        if (unread.length > 0) return { id, properties: { Id: id }, unread };
        const group = answer?.nodegroup;
        if (!group || group.status === 'DELETING') return undefined;
        return { id, arn: group.nodegroupArn, tags: group.tags, properties: properties(group) };
      });
    }
  },
  unordered: {
    '/NodeRepairConfig/NodeRepairConfigOverrides': ['NodeMonitoringCondition', 'NodeUnhealthyReason'],
    '/RemoteAccess/SourceSecurityGroups': 'value',
    '/Taints': ['Key', 'Effect'],
  },
  volatile: {
    '/Health': 'state of the nodes',
    '/Resources': 'the Auto Scaling group that EKS makes',
    '/Status': 'progress of the last change',
  },
  sensitivity: {
    '/InstanceTypes': 'MEDIUM',
    '/LaunchTemplate': 'MEDIUM',
    '/NodeRole': 'MEDIUM',
    '/RemoteAccess': 'MEDIUM',
    '/ScalingConfig': 'MEDIUM',
    // Follows the load wherever a cluster autoscaler runs.
    '/ScalingConfig/DesiredSize': 'LOW',
    '/Subnets': 'MEDIUM',
    '/Version': 'MEDIUM',
  },
  rules: [openSsh],
  monthlyCost: nodegroupCost,
});
