import type { JsonObject } from '../../../lib/model/json.ts';
import { account, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { type Turn, turning } from '../turning.ts';

const repository: JsonObject = {
  RepositoryName: 'shop',
  ImageTagMutability: 'IMMUTABLE',
  ImageScanningConfiguration: { ScanOnPush: true },
};
const ofRepository = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::ECR::Repository', repository, turn);
const lifecycle = (countNumber: number): JsonObject => ({
  LifecyclePolicy: {
    LifecyclePolicyText: {
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber },
          action: { type: 'expire' },
        },
      ],
    },
  },
});
const scanned = (ScanType: string, ...filters: string[]): JsonObject => ({
  ScanType,
  Rules: filters.map((Filter) => ({
    ScanFrequency: 'SCAN_ON_PUSH',
    RepositoryFilters: [{ Filter, FilterType: 'WILDCARD' }],
  })),
});
const ofScanning = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::ECR::RegistryScanningConfiguration', { RegistryId: account }, turn);
const copiedTo = (...destinations: JsonObject[]): JsonObject => ({
  ReplicationConfiguration: { Rules: [{ Destinations: destinations }] },
});
const frankfurt = { Region: 'eu-central-1', RegistryId: account };

const vpc = (EndpointPublicAccess: boolean, ...PublicAccessCidrs: string[]): JsonObject => ({
  ResourcesVpcConfig: { EndpointPublicAccess, EndpointPrivateAccess: true, PublicAccessCidrs },
});
const logs = (...types: string[]): JsonObject => ({
  Logging: { ClusterLogging: { EnabledTypes: types.map((Type) => ({ Type })) } },
});
const ofCluster = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::EKS::Cluster', { Name: 'shop', Version: '1.34' }, turn);

const entry: JsonObject = {
  ClusterName: 'shop',
  PrincipalArn: `arn:aws:iam::${account}:role/developers`,
  KubernetesGroups: [],
  Type: 'STANDARD',
};
const access = (name: string): JsonObject => ({
  AccessPolicies: [
    {
      PolicyArn: `arn:aws:eks::aws:cluster-access-policy/${name}`,
      AccessScope: { Type: 'cluster', Namespaces: [] },
    },
  ],
});
const entryOf = (owner: string): JsonObject => ({
  ...entry,
  PrincipalArn: `arn:aws:iam::${owner}:role/build`,
});

const pods: JsonObject = {
  ClusterName: 'shop',
  AssociationId: 'a-0123456789abcdef0',
  Namespace: 'shop',
  ServiceAccount: 'web',
  RoleArn: `arn:aws:iam::${account}:role/web`,
};
const ofPods = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::EKS::PodIdentityAssociation', pods, turn);

const provider: JsonObject = {
  ClusterName: 'shop',
  Type: 'oidc',
  IdentityProviderConfigName: 'office',
  Oidc: { IssuerUrl: 'https://idp.example.com', ClientId: 'kubernetes' },
};

/** Cases of container registries and of Kubernetes. */
export const imageAndKubernetesCases: readonly RuleCase[] = [
  ofRepository('ecr-scanning-turned-off', {
    from: {},
    to: { ImageScanningConfiguration: { ScanOnPush: false } },
    not: lifecycle(10),
  }),
  ofRepository('ecr-tags-mutable', {
    from: {},
    to: { ImageTagMutability: 'MUTABLE' },
    not: { ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' },
  }),
  ofRepository('ecr-lifecycle-policy-removed', { from: lifecycle(10), to: {}, not: lifecycle(20) }),
  ofScanning('ecr-enhanced-scanning-off', {
    from: scanned('ENHANCED', '*'),
    to: scanned('BASIC', '*'),
    not: scanned('ENHANCED', '*', 'shop'),
  }),
  ofScanning('ecr-registry-scanned-less', {
    from: scanned('BASIC', 'shop', 'tools'),
    to: scanned('BASIC', 'tools'),
    not: scanned('BASIC', 'shop', 'tools', 'next'),
  }),
  turning(
    'ecr-replicated-to-foreign-account',
    'AWS::ECR::ReplicationConfiguration',
    { RegistryId: account },
    {
      from: copiedTo(frankfurt),
      to: copiedTo(frankfurt, { Region: 'us-east-1', RegistryId: stranger }),
      not: copiedTo(frankfurt, { Region: 'us-east-1', RegistryId: account }),
    },
  ),
  ofCluster('eks-endpoint-open-to-world', {
    from: vpc(false),
    to: vpc(true, '0.0.0.0/0'),
    not: vpc(true, '203.0.113.0/24'),
  }),
  ofCluster('eks-control-plane-logging-off', {
    from: logs('api', 'audit', 'scheduler'),
    to: logs('api', 'scheduler'),
    not: logs('api', 'audit'),
  }),
  turning('eks-access-administrator', 'AWS::EKS::AccessEntry', entry, {
    from: access('AmazonEKSViewPolicy'),
    to: access('AmazonEKSClusterAdminPolicy'),
    not: access('AmazonEKSEditPolicy'),
  }),
  {
    rule: 'eks-access-foreign-account',
    type: 'AWS::EKS::AccessEntry',
    fires: [null, entryOf(stranger)],
    nearMiss: [null, entryOf(account)],
    safer: [entryOf(stranger), entryOf(account)],
  },
  ofPods('eks-pod-role-changed', {
    from: {},
    to: { RoleArn: `arn:aws:iam::${account}:role/administrator` },
    not: { DisableSessionTags: true },
    instead: { DisableSessionTags: true },
  }),
  ofPods('eks-pod-role-of-foreign-account', {
    from: {},
    to: { TargetRoleArn: `arn:aws:iam::${stranger}:role/collect` },
    not: { TargetRoleArn: `arn:aws:iam::${account}:role/orders` },
  }),
  {
    rule: 'eks-identity-provider-trusted',
    type: 'AWS::EKS::IdentityProviderConfig',
    fires: [null, provider],
    nearMiss: [provider, { ...provider, Oidc: { IssuerUrl: 'https://idp.example.com', ClientId: 'shop' } }],
    safer: [provider, null],
  },
  turning(
    'eks-nodes-ssh-open-to-world',
    'AWS::EKS::Nodegroup',
    { ClusterName: 'shop', NodegroupName: 'web' },
    {
      from: { RemoteAccess: { Ec2SshKey: 'operations', SourceSecurityGroups: ['sg-1'] } },
      to: { RemoteAccess: { Ec2SshKey: 'operations' } },
      not: { RemoteAccess: { Ec2SshKey: 'operations', SourceSecurityGroups: ['sg-2'] } },
    },
  ),
];
