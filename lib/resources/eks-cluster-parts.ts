import {
  DescribeAddonCommand,
  DescribeFargateProfileCommand,
  DescribeIdentityProviderConfigCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  type OidcIdentityProviderConfig,
  type PodIdentityAssociation,
  paginateListAddons,
  paginateListFargateProfiles,
  paginateListIdentityProviderConfigs,
  paginateListPodIdentityAssociations,
} from '@aws-sdk/client-eks';
import type { ResourceReader } from '../aws/reader.ts';
import { free, unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { clusterNames, pageSize } from './eks-clusters.ts';
import { identityProviderRules, podIdentityRules } from './eks-identity-rules.ts';
import { everyItemOf, readWithOwnCalls } from './listing.ts';
import { capitalised } from './schema-names.ts';

/** One thing that belongs to a cluster: how it is called, and how it is asked for. */
interface Part<Detail> {
  readonly id: string;
  /** What is known of it before it is asked for. */
  readonly own: object;
  readonly ask: () => Promise<Detail | undefined>;
  readonly read: (detail: Detail) => Omit<ReadResource, 'id'> | undefined;
}

/** Reads it; what is denied is unread as a whole, and what is gone is left out. */
async function readPart<Detail>(
  reader: ResourceReader,
  part: Part<Detail>,
): Promise<ReadResource | undefined> {
  const unread: UnreadProperty[] = [];
  const detail = await reader.optional(unread, '', part.ask);
  if (unread.length > 0) return { id: part.id, properties: part.own, unread };
  const resource = detail && part.read(detail);
  return resource && { id: part.id, ...resource };
}

function association(found: PodIdentityAssociation): Omit<ReadResource, 'id'> {
  return {
    arn: found.associationArn,
    tags: found.tags,
    properties: {
      AssociationArn: found.associationArn,
      AssociationId: found.associationId,
      ClusterName: found.clusterName,
      DisableSessionTags: found.disableSessionTags,
      ExternalId: found.externalId,
      Namespace: found.namespace,
      OwnerArn: found.ownerArn,
      Policy: found.policy,
      RoleArn: found.roleArn,
      ServiceAccount: found.serviceAccount,
      TargetRoleArn: found.targetRoleArn,
    },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-podidentityassociation.html */
export const eksPodIdentityAssociation = defineResourceType({
  type: 'AWS::EKS::PodIdentityAssociation',
  scope: 'regional',
  permissions: ['eks:DescribePodIdentityAssociation', 'eks:ListClusters', 'eks:ListPodIdentityAssociations'],
  async *read(reader) {
    const client = reader.clients.get(EKSClient);
    for (const clusterName of await clusterNames(reader)) {
      const listed = await everyItemOf(
        paginateListPodIdentityAssociations({ client, pageSize }, { clusterName }),
        (page) => page.associations,
      );
      yield* readWithOwnCalls(listed, async ({ associationArn: id, associationId }) =>
        id === undefined
          ? undefined
          : readPart(reader, {
              id,
              own: { AssociationArn: id, ClusterName: clusterName },
              ask: async () => {
                const command = new DescribePodIdentityAssociationCommand({ clusterName, associationId });
                return (await client.send(command)).association;
              },
              read: association,
            }),
      );
    }
  },
  defaults: { DisableSessionTags: false },
  sensitivity: { '': 'MEDIUM' },
  rules: podIdentityRules,
  monthlyCost: () => free,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-addon.html */
export const eksAddon = defineResourceType({
  type: 'AWS::EKS::Addon',
  scope: 'regional',
  permissions: ['eks:DescribeAddon', 'eks:ListAddons', 'eks:ListClusters'],
  async *read(reader) {
    const client = reader.clients.get(EKSClient);
    for (const clusterName of await clusterNames(reader)) {
      const names = await everyItemOf(
        paginateListAddons({ client, pageSize }, { clusterName }),
        (page) => page.addons,
      );
      yield* readWithOwnCalls(names, (addonName) =>
        readPart(reader, {
          id: `${clusterName}|${addonName}`,
          own: { ClusterName: clusterName, AddonName: addonName },
          ask: async () => (await client.send(new DescribeAddonCommand({ clusterName, addonName }))).addon,
          read: (addon) =>
            addon.status === 'DELETING'
              ? undefined
              : {
                  arn: addon.addonArn,
                  tags: addon.tags,
                  properties: {
                    AddonName: addonName,
                    AddonVersion: addon.addonVersion,
                    Arn: addon.addonArn,
                    ClusterName: clusterName,
                    ConfigurationValues: addon.configurationValues,
                    NamespaceConfig: capitalised(addon.namespaceConfig),
                    PodIdentityAssociationArns: addon.podIdentityAssociations,
                    ServiceAccountRoleArn: addon.serviceAccountRoleArn,
                  },
                },
        }),
      );
    }
  },
  unordered: { '/PodIdentityAssociationArns': 'value' },
  volatile: { '/Health': 'state of the add-on', '/Status': 'progress of the last change' },
  sensitivity: {
    '/ConfigurationValues': 'MEDIUM',
    '/PodIdentityAssociationArns': 'MEDIUM',
    '/ServiceAccountRoleArn': 'MEDIUM',
  },
  monthlyCost: () => free,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-fargateprofile.html */
export const eksFargateProfile = defineResourceType({
  type: 'AWS::EKS::FargateProfile',
  scope: 'regional',
  permissions: ['eks:DescribeFargateProfile', 'eks:ListClusters', 'eks:ListFargateProfiles'],
  async *read(reader) {
    const client = reader.clients.get(EKSClient);
    for (const clusterName of await clusterNames(reader)) {
      const names = await everyItemOf(
        paginateListFargateProfiles({ client, pageSize }, { clusterName }),
        (page) => page.fargateProfileNames,
      );
      yield* readWithOwnCalls(names, (fargateProfileName) =>
        readPart(reader, {
          id: `${clusterName}|${fargateProfileName}`,
          own: { ClusterName: clusterName, FargateProfileName: fargateProfileName },
          ask: async () =>
            (await client.send(new DescribeFargateProfileCommand({ clusterName, fargateProfileName })))
              .fargateProfile,
          read: (profile) =>
            profile.status === 'DELETING'
              ? undefined
              : {
                  arn: profile.fargateProfileArn,
                  tags: profile.tags,
                  properties: {
                    Arn: profile.fargateProfileArn,
                    ClusterName: clusterName,
                    FargateProfileName: fargateProfileName,
                    PodExecutionRoleArn: profile.podExecutionRoleArn,
                    Selectors: profile.selectors?.map(({ namespace, labels }) => ({
                      Namespace: namespace,
                      Labels: Object.entries(labels ?? {}).map(([Key, Value]) => ({ Key, Value })),
                    })),
                    Subnets: profile.subnets,
                  },
                },
        }),
      );
    }
  },
  unordered: { '/Selectors': 'value', '/Selectors/*/Labels': ['Key'] },
  volatile: { '/Health': 'state of the profile', '/Status': 'progress of the last change' },
  sensitivity: { '': 'MEDIUM' },
  monthlyCost: () => unknownCost('Fargate bills the pods that run, which no configuration tells.'),
});

function oidcProvider(oidc: OidcIdentityProviderConfig): Omit<ReadResource, 'id'> | undefined {
  if (oidc.status === 'DELETING') return undefined;
  return {
    arn: oidc.identityProviderConfigArn,
    tags: oidc.tags,
    properties: {
      ClusterName: oidc.clusterName,
      IdentityProviderConfigArn: oidc.identityProviderConfigArn,
      IdentityProviderConfigName: oidc.identityProviderConfigName,
      Type: 'oidc',
      Oidc: {
        ClientId: oidc.clientId,
        GroupsClaim: oidc.groupsClaim,
        GroupsPrefix: oidc.groupsPrefix,
        IssuerUrl: oidc.issuerUrl,
        RequiredClaims: Object.entries(oidc.requiredClaims ?? {}).map(([Key, Value]) => ({ Key, Value })),
        UsernameClaim: oidc.usernameClaim,
        UsernamePrefix: oidc.usernamePrefix,
      },
    },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-identityproviderconfig.html */
export const eksIdentityProviderConfig = defineResourceType({
  type: 'AWS::EKS::IdentityProviderConfig',
  scope: 'regional',
  permissions: ['eks:DescribeIdentityProviderConfig', 'eks:ListClusters', 'eks:ListIdentityProviderConfigs'],
  async *read(reader) {
    const client = reader.clients.get(EKSClient);
    for (const clusterName of await clusterNames(reader)) {
      const listed = await everyItemOf(
        paginateListIdentityProviderConfigs({ client, pageSize }, { clusterName }),
        (page) => page.identityProviderConfigs,
      );
      yield* readWithOwnCalls(listed, (identityProviderConfig) => {
        const { name = '', type = '' } = identityProviderConfig;
        return readPart(reader, {
          id: [name, clusterName, type].join('|'),
          own: { ClusterName: clusterName, IdentityProviderConfigName: name, Type: type },
          ask: async () => {
            const command = new DescribeIdentityProviderConfigCommand({
              clusterName,
              identityProviderConfig,
            });
            return (await client.send(command)).identityProviderConfig?.oidc;
          },
          read: oidcProvider,
        });
      });
    }
  },
  unordered: { '/Oidc/RequiredClaims': ['Key'] },
  volatile: { '/Status': 'progress of the last change' },
  sensitivity: { '': 'MEDIUM' },
  rules: identityProviderRules,
  monthlyCost: () => free,
});
