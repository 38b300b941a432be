import { valueAt } from '../model/pointer.ts';
import type { Rule } from '../model/rule.ts';
import { propertyDanger, protectionLost } from './property-rules.ts';

/** The dangers of AWS::OpenSearchService::Domain. */
export const openSearchRules: readonly Rule[] = [
  propertyDanger({
    id: 'opensearch-outside-vpc',
    title: 'a domain has a public endpoint',
    severity: 'HIGH',
    sources: ['FSBP Opensearch.2'],
    recommendation: 'Move the data to a domain in a VPC.',
    remedy: {
      command: `aws opensearch update-domain-config --domain-name {{id}} --access-policies '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{account}}"},"Action":"es:*","Resource":"{{/Arn}}/*"}]}'`,
      console: 'OpenSearch Service › Domains › {{id}} › Security configuration › Edit › Access policy',
    },
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
    remedy: {
      command:
        'aws opensearch update-domain-config --domain-name {{id}} --encryption-at-rest-options Enabled=true',
      console: 'OpenSearch Service › Domains › {{id}} › Security configuration › Edit › Encryption',
    },
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
    remedy: {
      command:
        'aws opensearch update-domain-config --domain-name {{id}} --node-to-node-encryption-options Enabled=true',
      console: 'OpenSearch Service › Domains › {{id}} › Security configuration › Edit › Encryption',
    },
    safer: 'nodes talk encrypted',
    path: '/NodeToNodeEncryptionOptions/Enabled',
    isDanger: (value) => value === false,
    reason: ({ id }) => `The nodes of domain ${id} talk to one another unencrypted.`,
  }),
  propertyDanger({
    id: 'opensearch-anonymous-access',
    title: 'a domain lets in who does not sign in',
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html'],
    recommendation: 'Turn anonymous access off.',
    remedy: {
      command:
        'aws opensearch update-domain-config --domain-name {{id}} --advanced-security-options AnonymousAuthEnabled=false',
      console:
        'OpenSearch Service › Domains › {{id}} › Security configuration › Edit › Fine-grained access control',
    },
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
    remedy: {
      command:
        'aws opensearch update-domain-config --domain-name {{id}} --domain-endpoint-options EnforceHTTPS=true,TLSSecurityPolicy=Policy-Min-TLS-1-2-PFS-2023-10',
      console: 'OpenSearch Service › Domains › {{id}} › Security configuration › Edit › Encryption',
    },
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
    remedy: {
      command: `aws opensearch update-domain-config --domain-name {{id}} --log-publishing-options '{"AUDIT_LOGS":{"CloudWatchLogsLogGroupArn":"{{logGroup}}","Enabled":true}}'`,
      console: 'OpenSearch Service › Domains › {{id}} › Logs › Audit logs › Enable',
    },
    path: '/LogPublishingOptions/AUDIT_LOGS/Enabled',
    protects: (value) => value === true,
    reason: ({ id }) => `Domain ${id} no longer writes who read and changed what.`,
    better: 'the audit log is written',
    values: (_, before) => {
      const group = valueAt(before.properties, '/LogPublishingOptions/AUDIT_LOGS/CloudWatchLogsLogGroupArn');
      return typeof group === 'string' ? { logGroup: group } : {};
    },
  }),
  protectionLost({
    id: 'opensearch-access-control-off',
    title: 'a domain lost its fine-grained access control',
    severity: 'HIGH',
    sources: ['FSBP Opensearch.7'],
    recommendation: 'Turn fine-grained access control on again.',
    remedy: {
      command:
        'aws opensearch update-domain-config --domain-name {{id}} --advanced-security-options Enabled=true,InternalUserDatabaseEnabled=false,MasterUserOptions={MasterUserARN=<arn-of-the-administrator>}',
      console:
        'OpenSearch Service › Domains › {{id}} › Security configuration › Edit › Fine-grained access control',
    },
    path: '/AdvancedSecurityOptions/Enabled',
    protects: (value) => value === true,
    reason: ({ id }) => `Domain ${id} no longer controls who may use which index.`,
    better: 'access to indexes is controlled',
  }),
];
