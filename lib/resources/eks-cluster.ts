import { type Cluster, DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import { toList, toObjects } from '../model/json.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { clusterNames } from './eks-clusters.ts';
import { readWithOwnCalls } from './listing.ts';
import { capitalised } from './schema-names.ts';

const openNetworks = new Set(['0.0.0.0/0', '::/0']);
/** What EKS lets in where no networks are named. */
const everywhere = ['0.0.0.0/0'];

const publicEndpoint: StateRule = {
  kind: 'state',
  id: 'eks-endpoint-open-to-world',
  title: 'the Kubernetes API can be reached from the whole internet',
  severity: 'HIGH',
  sources: ['FSBP EKS.1', 'MITRE ATT&CK T1133'],
  recommendation: 'Turn the public endpoint off, or narrow its networks to those that need it.',
  remedy: {
    command:
      'aws eks update-cluster-config --name {{id}} --resources-vpc-config endpointPublicAccess=false,endpointPrivateAccess=true',
    console: 'Elastic Kubernetes Service › Clusters › {{id}} › Networking › Manage › Endpoint access',
  },
  safer: 'the Kubernetes API is no longer open to the internet',
  dangers: ({ id, properties }) => {
    if (valueAt(properties, '/ResourcesVpcConfig/EndpointPublicAccess') !== true) return [];
    const networks = toList(valueAt(properties, '/ResourcesVpcConfig/PublicAccessCidrs')).map(String);
    return (networks.length > 0 ? networks : everywhere)
      .filter((network) => openNetworks.has(network))
      .map((network) => ({
        subject: `public endpoint from ${network}`,
        path: '/ResourcesVpcConfig',
        reason: `The Kubernetes API of cluster ${id} can be reached from ${network}: only its authentication stands between it and the internet.`,
      }));
  },
};

/** Logs that say who did what. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const securityLogs = ['api', 'audit', 'authenticator'];

function logs({ properties }: Resource): string[] {
  const enabled = valueAt(properties, '/Logging/ClusterLogging/EnabledTypes');
  return toObjects(enabled).map(({ Type }) => String(Type));
}

const lostLogs = (had: Resource, has: Resource) =>
  logs(had).filter((log) => securityLogs.includes(log) && !logs(has).includes(log));

const loggingOff: ChangeRule = {
  kind: 'change',
  id: 'eks-control-plane-logging-off',
  title: 'a control plane log was turned off',
  severity: 'HIGH',
  sources: ['FSBP EKS.8', 'MITRE ATT&CK T1562.008'],
  recommendation: 'Turn the log on again, and look at what happened while it was off.',
  remedy: {
    command: `aws eks update-cluster-config --name {{id}} --logging '{"clusterLogging":[{"types":["api","audit","authenticator"],"enabled":true}]}'`,
    console:
      'Elastic Kubernetes Service › Clusters › {{id}} › Observability › Control plane logs › Manage logging',
  },
  dangers: (change) =>
    change.kind === 'modified'
      ? lostLogs(change.before, change.after).map((log) => ({
          subject: `${log} log`,
          path: '/Logging',
          reason: `Cluster ${change.after.id} no longer writes its ${log} log: what is done in it stays unseen.`,
        }))
      : [],
  ended: (change) =>
    change.kind === 'modified'
      ? lostLogs(change.after, change.before).map((log) => ({
          subject: `${log} log`,
          path: '/Logging',
          reason: `Safer: the cluster writes its ${log} log.`,
        }))
      : [],
};

function clusterCost({ region, properties }: Resource, { prices }: CostContext): MonthlyCost {
  const price = prices.find('AmazonEKS', region, 'cluster/hour');
  if (!price) return unknownCost(`Tidemark has no price of EKS clusters in ${region}.`);
  const isAutomatic = valueAt(properties, '/ComputeConfig/Enabled') === true;
  return sumOfParts([
    {
      usd: price.usd * hoursPerMonth,
      assumption: `All month (730 h) at ${price.usd} USD/h ${priceSource(price)}, in standard support of its version.`,
    },
    ...(isAutomatic ? [{ usd: 0, assumption: 'Without what EKS Auto Mode charges for its nodes.' }] : []),
  ]);
}

function properties(cluster: Cluster): object {
  const enabled = cluster.logging?.clusterLogging?.find((each) => each.enabled)?.types;
  return {
    Name: cluster.name,
    Id: cluster.id,
    Arn: cluster.arn,
    Endpoint: cluster.endpoint,
    Version: cluster.version,
    RoleArn: cluster.roleArn,
    ResourcesVpcConfig: capitalised({ ...cluster.resourcesVpcConfig, clusterSecurityGroupId: undefined }),
    ClusterSecurityGroupId: cluster.resourcesVpcConfig?.clusterSecurityGroupId,
    KubernetesNetworkConfig: capitalised(cluster.kubernetesNetworkConfig),
    Logging: { ClusterLogging: { EnabledTypes: enabled?.map((Type) => ({ Type })) } },
    OpenIdConnectIssuerUrl: cluster.identity?.oidc?.issuer,
    CertificateAuthorityData: cluster.certificateAuthority?.data,
    EncryptionConfig: capitalised(cluster.encryptionConfig),
    OutpostConfig: capitalised(cluster.outpostConfig),
    AccessConfig: capitalised(cluster.accessConfig),
    UpgradePolicy: capitalised(cluster.upgradePolicy),
    ZonalShiftConfig: capitalised(cluster.zonalShiftConfig),
    RemoteNetworkConfig: capitalised(cluster.remoteNetworkConfig),
    ComputeConfig: capitalised(cluster.computeConfig),
    StorageConfig: capitalised(cluster.storageConfig),
    DeletionProtection: cluster.deletionProtection,
    ControlPlaneScalingConfig: capitalised(cluster.controlPlaneScalingConfig),
    KubeApiServerConfig: capitalised(cluster.kubeApiServerConfig),
    KubeSchedulerConfig: capitalised(cluster.kubeSchedulerConfig),
    KubeControllerManagerConfig: capitalised(cluster.kubeControllerManagerConfig),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-cluster.html */
export const eksCluster = defineResourceType({
  type: 'AWS::EKS::Cluster',
  scope: 'regional',
  permissions: ['eks:DescribeCluster', 'eks:ListClusters'],
  async *read(reader) {
    const client = reader.clients.get(EKSClient);
    yield* readWithOwnCalls(await clusterNames(reader), async (name): Promise<ReadResource | undefined> => {
      const unread: UnreadProperty[] = [];
      const answer = await reader.optional(unread, '', () =>
        client.send(new DescribeClusterCommand({ name })),
      );
      if (unread.length > 0) return { id: name, properties: { Name: name }, unread };
      const { cluster } = answer ?? {};
      if (!cluster || cluster.status === 'DELETING') return undefined;
      return { id: name, arn: cluster.arn, tags: cluster.tags, properties: properties(cluster) };
    });
  },
  unordered: {
    '/ComputeConfig/NodePools': 'value',
    '/EncryptionConfig/*/Resources': 'value',
    '/Logging/ClusterLogging/EnabledTypes': ['Type'],
    '/RemoteNetworkConfig/RemoteNodeNetworks/*/Cidrs': 'value',
    '/RemoteNetworkConfig/RemotePodNetworks/*/Cidrs': 'value',
    '/ResourcesVpcConfig/PublicAccessCidrs': 'value',
  },
  volatile: {
    '/Health': 'state of the cluster',
    '/PlatformVersion': 'EKS updates the platform by itself',
    '/Status': 'progress of the last change',
  },
  holdsState: 'all that runs in it, and what Kubernetes stores in it',
  sensitivity: {
    '/AccessConfig': 'MEDIUM',
    '/CertificateAuthorityData': 'MEDIUM',
    '/ComputeConfig': 'MEDIUM',
    '/EncryptionConfig': 'MEDIUM',
    '/Endpoint': 'MEDIUM',
    '/Id': 'MEDIUM',
    '/Logging': 'MEDIUM',
    '/OpenIdConnectIssuerUrl': 'MEDIUM',
    '/RemoteNetworkConfig': 'MEDIUM',
    '/ResourcesVpcConfig': 'MEDIUM',
    '/RoleArn': 'MEDIUM',
    '/Version': 'MEDIUM',
  },
  rules: [publicEndpoint, loggingOff],
  monthlyCost: clusterCost,
});
