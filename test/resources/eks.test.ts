import {
  type Cluster,
  DescribeAccessEntryCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListAccessEntriesCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListNodegroupsCommand,
  type Nodegroup,
} from '@aws-sdk/client-eks';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { eksAccessEntry } from '../../lib/resources/eks-access-entry.ts';
import { eksCluster } from '../../lib/resources/eks-cluster.ts';
import { eksNodegroup } from '../../lib/resources/eks-nodegroup.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOfRemoval, storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const eks = mockClient(EKSClient);
const arn = 'arn:aws:eks:eu-west-1:111122223333:cluster/main';
const role = 'arn:aws:iam::111122223333:role/developer';
const policyArn = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy';

const cluster: Cluster = {
  name: 'main',
  arn,
  id: 'id-1',
  createdAt: new Date(0),
  version: '1.34',
  endpoint: 'https://main.eks.amazonaws.com',
  roleArn: 'arn:role',
  resourcesVpcConfig: {
    subnetIds: ['subnet-1', 'subnet-2'],
    securityGroupIds: ['sg-1'],
    clusterSecurityGroupId: 'sg-2',
    vpcId: 'vpc-1',
    endpointPublicAccess: true,
    endpointPrivateAccess: true,
    publicAccessCidrs: ['192.0.2.0/24', '198.51.100.0/24'],
  },
  kubernetesNetworkConfig: {
    serviceIpv4Cidr: '10.100.0.0/16',
    ipFamily: 'ipv4',
    elasticLoadBalancing: { enabled: false },
  },
  logging: {
    clusterLogging: [
      { types: ['api', 'audit'], enabled: true },
      { types: ['scheduler'], enabled: false },
    ],
  },
  identity: { oidc: { issuer: 'https://oidc' } },
  status: 'ACTIVE',
  certificateAuthority: { data: 'LS0t' },
  platformVersion: 'eks.5',
  tags: { Team: 'platform' },
  encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: 'arn:key' } }],
  outpostConfig: { outpostArns: ['arn:outpost'], controlPlaneInstanceType: 'm5.large' },
  accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
  upgradePolicy: { supportType: 'STANDARD' },
  zonalShiftConfig: { enabled: true },
  remoteNetworkConfig: { remoteNodeNetworks: [{ cidrs: ['10.1.0.0/16'] }] },
  computeConfig: { enabled: true, nodePools: ['general-purpose', 'system'], nodeRoleArn: 'arn:noderole' },
  storageConfig: { blockStorage: { enabled: true } },
  deletionProtection: true,
  controlPlaneScalingConfig: { tier: 'standard' },
};
const group: Nodegroup = {
  nodegroupName: 'workers',
  nodegroupArn: 'arn:group',
  clusterName: 'main',
  version: '1.34',
  releaseVersion: '1.34.1-20261101',
  status: 'ACTIVE',
  capacityType: 'ON_DEMAND',
  scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 },
  instanceTypes: ['m5.large'],
  subnets: ['subnet-1', 'subnet-2'],
  remoteAccess: { ec2SshKey: 'key', sourceSecurityGroups: ['sg-1'] },
  amiType: 'AL2023_x86_64_STANDARD',
  nodeRole: 'arn:noderole',
  labels: { lower: 'x' },
  taints: [
    { key: 'dedicated', value: 'gpu', effect: 'NO_SCHEDULE' },
    { key: 'a', value: 'b', effect: 'NO_EXECUTE' },
  ],
  resources: { autoScalingGroups: [{ name: 'eks-workers' }] },
  diskSize: 20,
  updateConfig: { maxUnavailable: 1 },
  nodeRepairConfig: { enabled: true },
  launchTemplate: { name: 'lt', id: 'lt-1', version: '3' },
  tags: { Team: 'platform' },
};

beforeEach(() => {
  eks.reset();
  eks
    .on(ListClustersCommand)
    .resolves({ clusters: ['main'], nextToken: '2' })
    .on(ListClustersCommand, { nextToken: '2' })
    .resolves({ clusters: ['gone', 'going'] })
    .on(DescribeClusterCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(DescribeClusterCommand, { name: 'main' })
    .resolves({ cluster })
    .on(DescribeClusterCommand, { name: 'going' })
    .resolves({ cluster: { name: 'going', status: 'DELETING' } })
    .on(ListNodegroupsCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(ListNodegroupsCommand, { clusterName: 'main' })
    .resolves({ nodegroups: ['workers'], nextToken: '2' })
    .on(ListNodegroupsCommand, { clusterName: 'main', nextToken: '2' })
    .resolves({ nodegroups: ['going', 'gone'] })
    .on(DescribeNodegroupCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(DescribeNodegroupCommand, { clusterName: 'main', nodegroupName: 'workers' })
    .resolves({ nodegroup: group })
    .on(DescribeNodegroupCommand, { clusterName: 'main', nodegroupName: 'going' })
    .resolves({ nodegroup: { status: 'DELETING' } })
    .on(ListAccessEntriesCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(ListAccessEntriesCommand, { clusterName: 'main' })
    .resolves({ accessEntries: [role], nextToken: '2' })
    .on(ListAccessEntriesCommand, { clusterName: 'main', nextToken: '2' })
    .resolves({ accessEntries: ['gone'] })
    .on(DescribeAccessEntryCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(DescribeAccessEntryCommand, { principalArn: role })
    .resolves({
      accessEntry: {
        clusterName: 'main',
        principalArn: role,
        accessEntryArn: 'arn:entry',
        kubernetesGroups: ['viewers', 'auditors'],
        username: 'developer',
        type: 'STANDARD',
        tags: { Team: 'platform' },
      },
    })
    .on(ListAssociatedAccessPoliciesCommand)
    .resolves({
      associatedAccessPolicies: [
        { policyArn, accessScope: { type: 'namespace', namespaces: ['b', 'a'] }, associatedAt: new Date(0) },
      ],
    });
});

describe('reading clusters', () => {
  test('every property of a cluster, in the words of CloudFormation', async () => {
    const read = await storedById(eksCluster);
    expect(Object.keys(read)).toEqual(['main']);
    expect(read.main).toMatchObject({ arn, tags: { Team: 'platform' } });
    expect(read.main?.properties).toEqual({
      Name: 'main',
      Id: 'id-1',
      Arn: arn,
      Endpoint: 'https://main.eks.amazonaws.com',
      Version: '1.34',
      RoleArn: 'arn:role',
      ResourcesVpcConfig: {
        SubnetIds: ['subnet-1', 'subnet-2'],
        SecurityGroupIds: ['sg-1'],
        VpcId: 'vpc-1',
        EndpointPublicAccess: true,
        EndpointPrivateAccess: true,
        PublicAccessCidrs: ['192.0.2.0/24', '198.51.100.0/24'],
      },
      ClusterSecurityGroupId: 'sg-2',
      KubernetesNetworkConfig: {
        ServiceIpv4Cidr: '10.100.0.0/16',
        IpFamily: 'ipv4',
        ElasticLoadBalancing: { Enabled: false },
      },
      Logging: { ClusterLogging: { EnabledTypes: [{ Type: 'api' }, { Type: 'audit' }] } },
      OpenIdConnectIssuerUrl: 'https://oidc',
      CertificateAuthorityData: 'LS0t',
      EncryptionConfig: [{ Resources: ['secrets'], Provider: { KeyArn: 'arn:key' } }],
      OutpostConfig: { OutpostArns: ['arn:outpost'], ControlPlaneInstanceType: 'm5.large' },
      AccessConfig: { AuthenticationMode: 'API', BootstrapClusterCreatorAdminPermissions: false },
      UpgradePolicy: { SupportType: 'STANDARD' },
      ZonalShiftConfig: { Enabled: true },
      RemoteNetworkConfig: { RemoteNodeNetworks: [{ Cidrs: ['10.1.0.0/16'] }] },
      ComputeConfig: { Enabled: true, NodePools: ['general-purpose', 'system'], NodeRoleArn: 'arn:noderole' },
      StorageConfig: { BlockStorage: { Enabled: true } },
      DeletionProtection: true,
      ControlPlaneScalingConfig: { Tier: 'standard' },
    });
  });

  test('every property of a node group, but the size that an autoscaler owns', async () => {
    const read = await storedById(eksNodegroup);
    expect(Object.keys(read)).toEqual(['main/workers']);
    expect(read['main/workers']?.tags).toEqual({ Team: 'platform' });
    expect(read['main/workers']?.properties).toEqual({
      Id: 'main/workers',
      Arn: 'arn:group',
      ClusterName: 'main',
      NodegroupName: 'workers',
      AmiType: 'AL2023_x86_64_STANDARD',
      CapacityType: 'ON_DEMAND',
      DiskSize: 20,
      InstanceTypes: ['m5.large'],
      Labels: { lower: 'x' },
      LaunchTemplate: { Id: 'lt-1', Version: '3' },
      NodeRepairConfig: { Enabled: true },
      NodeRole: 'arn:noderole',
      ReleaseVersion: '1.34.1-20261101',
      RemoteAccess: { Ec2SshKey: 'key', SourceSecurityGroups: ['sg-1'] },
      ScalingConfig: { MinSize: 1, MaxSize: 4 },
      Subnets: ['subnet-1', 'subnet-2'],
      Taints: [
        { Key: 'a', Value: 'b', Effect: 'NO_EXECUTE' },
        { Key: 'dedicated', Value: 'gpu', Effect: 'NO_SCHEDULE' },
      ],
      UpdateConfig: { MaxUnavailable: 1 },
      Version: '1.34',
    });
  });

  test('every property of an access entry', async () => {
    const read = await storedById(eksAccessEntry);
    expect(Object.keys(read)).toEqual([`${role}|main`]);
    expect(read[`${role}|main`]?.properties).toEqual({
      ClusterName: 'main',
      PrincipalArn: role,
      AccessEntryArn: 'arn:entry',
      KubernetesGroups: ['auditors', 'viewers'],
      Type: 'STANDARD',
      Username: 'developer',
      AccessPolicies: [{ PolicyArn: policyArn, AccessScope: { Type: 'namespace', Namespaces: ['a', 'b'] } }],
    });
  });

  test('another order and another number of nodes give the same bytes', async () => {
    const lines = async () => [
      ...storedLines(eksCluster, await readAll(eksCluster)),
      ...storedLines(eksNodegroup, await readAll(eksNodegroup)),
    ];
    const first = await lines();
    eks
      .on(DescribeClusterCommand, { name: 'main' })
      .resolves({ cluster: { ...turnedRound(cluster), status: 'UPDATING', platformVersion: 'eks.6' } })
      .on(DescribeNodegroupCommand, { clusterName: 'main', nodegroupName: 'workers' })
      .resolves({
        nodegroup: {
          ...turnedRound(group),
          scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 3 },
          status: 'UPDATING',
        },
      });
    expect(await lines()).toEqual(first);
  });

  test('a size without room for an autoscaler is compared', async () => {
    eks
      .on(DescribeNodegroupCommand, { nodegroupName: 'workers' })
      .resolves({ nodegroup: { ...group, scalingConfig: { minSize: 2, maxSize: 2, desiredSize: 2 } } });
    const read = await storedById(eksNodegroup);
    expect(read['main/workers']?.properties.ScalingConfig).toEqual({
      MinSize: 2,
      MaxSize: 2,
      DesiredSize: 2,
    });
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    eks
      .on(DescribeClusterCommand)
      .rejects(denied)
      .on(DescribeNodegroupCommand)
      .rejects(denied)
      .on(ListAssociatedAccessPoliciesCommand)
      .rejects(denied);
    const whole = [{ path: '', reason: 'AccessDeniedException: no' }];
    expect((await readAll(eksCluster))[0]?.unread).toEqual(whole);
    expect((await readAll(eksNodegroup))[0]?.unread).toEqual(whole);
    expect((await readAll(eksAccessEntry))[0]?.unread).toEqual([{ ...whole[0], path: '/AccessPolicies' }]);
    eks.on(DescribeAccessEntryCommand).rejects(denied);
    expect((await readAll(eksAccessEntry))[0]?.unread).toEqual(whole);
    eks.on(ListNodegroupsCommand).rejects(denied);
    await expect(readAll(eksNodegroup)).rejects.toThrow('no');
  });
});

const endpoint = (EndpointPublicAccess: boolean, ...PublicAccessCidrs: string[]): JsonObject => ({
  ResourcesVpcConfig: { EndpointPublicAccess, PublicAccessCidrs },
});
const logging = (...types: string[]): JsonObject => ({
  Logging: { ClusterLogging: { EnabledTypes: types.map((Type) => ({ Type })) } },
});

describe('what a change means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'an open endpoint',
      endpoint(false),
      endpoint(true, '0.0.0.0/0'),
      'HIGH',
      ['eks-endpoint-open-to-world'],
    ],
    [
      'an endpoint for networks that nobody named',
      endpoint(false),
      endpoint(true),
      'HIGH',
      ['eks-endpoint-open-to-world'],
    ],
    ['an endpoint for an office', endpoint(false), endpoint(true, '192.0.2.0/24'), 'MEDIUM', []],
    ['a closed endpoint', endpoint(true, '0.0.0.0/0'), endpoint(false, '0.0.0.0/0'), 'INFO', []],
    [
      'no audit log',
      logging('audit', 'scheduler'),
      logging('scheduler'),
      'HIGH',
      ['eks-control-plane-logging-off'],
    ],
    ['no scheduler log', logging('audit', 'scheduler'), logging('audit'), 'MEDIUM', []],
    ['an audit log', logging(), logging('audit'), 'INFO', []],
    [
      'deletion protection off',
      { DeletionProtection: true },
      { DeletionProtection: false },
      'HIGH',
      ['deletion-protection-turned-off'],
    ],
    ['a new version', { Version: '1.33' }, { Version: '1.34' }, 'MEDIUM', []],
  ])('cluster: %s', (_, before, after, severity, rules) => {
    expect(riskOf(eksCluster, { Name: 'main', ...before }, { Name: 'main', ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('a deleted cluster loses what runs in it', () => {
    expect(riskOfRemoval(eksCluster, {}).severity).toBe('HIGH');
  });

  const admin = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'an administrator',
      {},
      { AccessPolicies: [{ PolicyArn: admin }] },
      'HIGH',
      ['eks-access-administrator'],
    ],
    ['a master', {}, { KubernetesGroups: ['system:masters'] }, 'HIGH', ['eks-access-administrator']],
    ['a viewer', {}, { AccessPolicies: [{ PolicyArn: policyArn }] }, 'MEDIUM', []],
    ['no administrator any more', { AccessPolicies: [{ PolicyArn: admin }] }, {}, 'INFO', []],
  ])('access entry: %s', (_, before, after, severity, rules) => {
    const base = { ClusterName: 'main', PrincipalArn: role };
    expect(riskOf(eksAccessEntry, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('access entry: one of another account', () => {
    const foreign = { PrincipalArn: 'arn:aws:iam::999988887777:role/x' };
    expect(riskOf(eksAccessEntry, undefined, foreign)).toMatchObject({
      severity: 'HIGH',
      rules: ['eks-access-foreign-account'],
    });
    expect(riskOf(eksAccessEntry, undefined, { PrincipalArn: role })?.severity).toBe('LOW');
  });

  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'SSH from everywhere',
      {},
      { RemoteAccess: { Ec2SshKey: 'k' } },
      'HIGH',
      ['eks-nodes-ssh-open-to-world'],
    ],
    [
      'SSH from a group',
      {},
      { RemoteAccess: { Ec2SshKey: 'k', SourceSecurityGroups: ['sg-1'] } },
      'MEDIUM',
      [],
    ],
    ['no SSH', { RemoteAccess: { Ec2SshKey: 'k' } }, {}, 'INFO', []],
  ])('node group: %s', (_, before, after, severity, rules) => {
    expect(riskOf(eksNodegroup, { Id: 'x', ...before }, { Id: 'x', ...after })).toMatchObject({
      severity,
      rules,
    });
  });
});

describe('the monthly cost', () => {
  const prices = { 'AmazonEKS cluster/hour': 0.1, 'AmazonEC2 linux/m5.large': 0.1 };
  test('of a cluster: 730 × 0.1', () => {
    const cost = (properties: JsonObject, of = prices) =>
      eksCluster.monthlyCost?.(resource(eksCluster.type, properties), costContext(of));
    expect(cost({})?.usd).toBeCloseTo(73, 6);
    expect(cost({ ComputeConfig: { Enabled: true } })?.assumptions).toHaveLength(2);
    expect(eksCluster.monthlyCost?.(resource(eksCluster.type, {}), costContext({}))?.usd).toBeNull();
    expect(eksAccessEntry.monthlyCost?.(resource(eksAccessEntry.type, {}), costContext({}))?.usd).toBe(0);
  });

  const InstanceTypes = ['m5.large'];
  test.each<[string, JsonObject, number | null]>([
    [
      '3 nodes × 730 × 0.1',
      { InstanceTypes, ScalingConfig: { MinSize: 3, MaxSize: 3, DesiredSize: 3 } },
      219,
    ],
    ['at least 1 node × 730 × 0.1', { InstanceTypes, ScalingConfig: { MinSize: 1, MaxSize: 3 } }, 73],
    ['spot: unknown', { InstanceTypes, CapacityType: 'SPOT' }, null],
    ['several types: unknown', { InstanceTypes: ['a', 'b'] }, null],
    ['Windows without a price: unknown', { InstanceTypes, AmiType: 'WINDOWS_CORE_2022_x86_64' }, null],
  ])('of a node group: %s', (_, properties, usd) => {
    const cost = eksNodegroup.monthlyCost?.(resource(eksNodegroup.type, properties), costContext(prices));
    expect(cost?.usd === null ? null : Math.round(cost?.usd ?? 0)).toBe(usd);
  });
});
