import {
  DescribeDomainsCommand,
  type DomainStatus,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
} from '@aws-sdk/client-opensearch';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { readWithOwnCalls } from './listing.ts';
import { domainCost } from './opensearch-cost.ts';
import { openSearchRules } from './opensearch-rules.ts';

/** DescribeDomains takes at most this many. https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomains.html */
const domainsPerCall = 5;

function properties(domain: DomainStatus): object {
  const { VPCOptions, AdvancedSecurityOptions, SoftwareUpdateOptions } = domain;
  return {
    DomainName: domain.DomainName,
    Id: domain.DomainId,
    Arn: domain.ARN,
    DomainEndpoint: domain.Endpoint,
    DomainEndpointV2: domain.EndpointV2,
    DomainEndpoints: domain.Endpoints,
    EngineVersion: domain.EngineVersion,
    EngineMode: domain.EngineMode,
    UseCase: domain.UseCase,
    ClusterConfig: domain.ClusterConfig,
    EBSOptions: domain.EBSOptions,
    AccessPolicies: domain.AccessPolicies,
    IPAddressType: domain.IPAddressType,
    SnapshotOptions: domain.SnapshotOptions,
    VPCOptions: VPCOptions?.VPCId ? VPCOptions : undefined,
    CognitoOptions: domain.CognitoOptions,
    EncryptionAtRestOptions: domain.EncryptionAtRestOptions,
    NodeToNodeEncryptionOptions: domain.NodeToNodeEncryptionOptions,
    AdvancedOptions: domain.AdvancedOptions,
    LogPublishingOptions: domain.LogPublishingOptions,
    DomainEndpointOptions: domain.DomainEndpointOptions,
    AdvancedSecurityOptions,
    IdentityCenterOptions: domain.IdentityCenterOptions,
    OffPeakWindowOptions: domain.OffPeakWindowOptions,
    SoftwareUpdateOptions,
    AIMLOptions: domain.AIMLOptions,
    DeploymentStrategyOptions: domain.DeploymentStrategyOptions,
    AutomatedSnapshotPauseOptions: domain.AutomatedSnapshotPauseOptions,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-opensearchservice-domain.html */
export const openSearchDomain = defineResourceType({
  type: 'AWS::OpenSearchService::Domain',
  scope: 'regional',
  permissions: ['es:DescribeDomains', 'es:ListDomainNames', 'es:ListTags'],
  async *read({ clients, optional }) {
    const client = clients.get(OpenSearchClient);
    const { DomainNames = [] } = await client.send(new ListDomainNamesCommand({}));
    const names = DomainNames.flatMap(({ DomainName }) => DomainName ?? []);
    for (let from = 0; from < names.length; from += domainsPerCall) {
      const some = names.slice(from, from + domainsPerCall);
      const { DomainStatusList = [] } = await client.send(new DescribeDomainsCommand({ DomainNames: some }));
      yield* readWithOwnCalls(DomainStatusList, async (domain) => {
        if (!domain.DomainName || domain.Deleted) return undefined;
        const unread: UnreadProperty[] = [];
        const tags = await optional(unread, '/Tags', () =>
          client.send(new ListTagsCommand({ ARN: domain.ARN })),
        );
        if (!tags && unread.length === 0) return undefined;
        return {
          id: domain.DomainName,
          arn: domain.ARN,
          tags: tags?.TagList,
          properties: properties(domain),
          unread,
        };
      });
    }
  },
  unordered: { '/ClusterConfig/NodeOptions': ['NodeType'] },
  volatile: {
    '/AdvancedSecurityOptions/AnonymousAuthDisableDate': 'a date that OpenSearch sets',
    '/ChangeProgressDetails': 'progress of the last change',
    '/Processing': 'progress of the last change',
    '/ServiceSoftwareOptions': 'offers of AWS',
    '/UpgradeProcessing': 'progress of an upgrade',
  },
  secret: ['/AdvancedSecurityOptions/MasterUserOptions/MasterUserPassword'],
  holdsState: 'its indexes, unless a snapshot of them is kept',
  sensitivity: {
    '/AccessPolicies': 'MEDIUM',
    '/AdvancedSecurityOptions': 'MEDIUM',
    '/ClusterConfig': 'MEDIUM',
    '/CognitoOptions': 'MEDIUM',
    '/DomainEndpointOptions': 'MEDIUM',
    '/EBSOptions': 'MEDIUM',
    '/EncryptionAtRestOptions': 'MEDIUM',
    '/EngineVersion': 'MEDIUM',
    '/Id': 'MEDIUM',
    '/IdentityCenterOptions': 'MEDIUM',
    '/LogPublishingOptions': 'MEDIUM',
    '/VPCOptions': 'MEDIUM',
  },
  rules: openSearchRules,
  monthlyCost: domainCost,
});
