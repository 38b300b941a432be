import {
  DescribeDomainsCommand,
  type DomainStatus,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
} from '@aws-sdk/client-opensearch';
import type { UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { domainCost } from './opensearch-cost.ts';
import { defineResourceType } from './define.ts';
import { readWithOwnCalls } from './listing.ts';
import { propertyDanger, protectionLost } from './property-rules.ts';

/** DescribeDomains takes at most this many. https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomains.html */
const domainsPerCall = 5;

const rules: readonly Rule[] = [
  propertyDanger({
    id: 'opensearch-outside-vpc',
    title: 'a domain has a public endpoint',
    severity: 'HIGH',
    sources: ['FSBP Opensearch.2'],
    recommendation: 'Move the data to a domain in a VPC.',
    safer: 'the domain is in a VPC',
    path: '/VPCOptions',
    isDanger: (value) => value === null,
    reason: ({ id }) =>
      `Domain ${id} is in no VPC: only its access policy stands between the internet and its data.`,
  }),
  propertyDanger({
    id: 'opensearch-without-encryption-at-rest',
    title: 'a domain is not encrypted at rest',
    severity: 'MEDIUM',
    sources: ['FSBP Opensearch.1'],
    recommendation: 'Turn encryption at rest on.',
    safer: 'the domain is encrypted at rest',
    path: '/EncryptionAtRestOptions/Enabled',
    isDanger: (value) => value === false,
    reason: ({ id }) => `The indexes of domain ${id} are not encrypted at rest.`,
  }),
  propertyDanger({
    id: 'opensearch-without-node-encryption',
    title: 'nodes of a domain talk unencrypted',
    severity: 'MEDIUM',
    sources: ['FSBP Opensearch.3'],
    recommendation: 'Turn node-to-node encryption on.',
    safer: 'nodes talk encrypted',
    path: '/NodeToNodeEncryptionOptions/Enabled',
    isDanger: (value) => value === false,
    reason: ({ id }) => `The nodes of domain ${id} talk to one another unencrypted.`,
  }),
  propertyDanger({
    id: 'opensearch-anonymous-access',
    title: 'a domain lets in who does not sign in',
    severity: 'HIGH',
    sources: ['FSBP Opensearch.7'],
    recommendation: 'Turn anonymous access off.',
    safer: 'everybody has to sign in',
    path: '/AdvancedSecurityOptions/AnonymousAuthEnabled',
    isDanger: (value) => value === true,
    reason: ({ id }) => `Domain ${id} serves requests of clients that have not signed in.`,
  }),
  propertyDanger({
    id: 'opensearch-old-tls',
    title: 'a domain takes connections with TLS 1.0',
    severity: 'MEDIUM',
    sources: ['FSBP Opensearch.8'],
    recommendation: 'Set the TLS security policy to one with at least TLS 1.2.',
    safer: 'the domain takes current versions of TLS only',
    path: '/DomainEndpointOptions/TLSSecurityPolicy',
    isDanger: (value) => String(value).startsWith('Policy-Min-TLS-1-0'),
    reason: ({ id }, value) => `Domain ${id} takes connections with TLS 1.0 (${String(value)}).`,
  }),
  protectionLost({
    id: 'opensearch-audit-log-off',
    title: 'a domain no longer writes its audit log',
    severity: 'HIGH',
    sources: ['FSBP Opensearch.5', 'MITRE ATT&CK T1562.008'],
    recommendation: 'Publish the audit log again, and look at what happened while it was off.',
    path: '/LogPublishingOptions/AUDIT_LOGS/Enabled',
    protects: (value) => value === true,
    reason: ({ id }) => `Domain ${id} no longer writes who read and changed what.`,
    better: 'the audit log is written',
  }),
  protectionLost({
    id: 'opensearch-access-control-off',
    title: 'a domain lost its fine-grained access control',
    severity: 'HIGH',
    sources: ['FSBP Opensearch.7'],
    recommendation: 'Turn fine-grained access control on again.',
    path: '/AdvancedSecurityOptions/Enabled',
    protects: (value) => value === true,
    reason: ({ id }) => `Domain ${id} no longer controls who may use which index.`,
    better: 'access to indexes is controlled',
  }),
];

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
  rules,
  monthlyCost: domainCost,
});
