import { account } from '../../scenarios/scenario.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const cache = {
  ReplicationGroupId: 'example',
  Engine: 'valkey',
  AuthTokenEnabled: true,
  AutomaticFailoverEnabled: true,
  TransitEncryptionEnabled: true,
  TransitEncryptionMode: 'required',
  CacheSubnetGroupName: 'private',
  CacheNodeType: 'cache.t4g.small',
};
const larger: States = [cache, { ...cache, CacheNodeType: 'cache.m7g.large' }];
const withoutToken = { ...cache, AuthTokenEnabled: false };
const withoutFailover = { ...cache, AutomaticFailoverEnabled: false };
const preferred = { ...cache, TransitEncryptionMode: 'preferred' };
const inDefault = { ...cache, CacheSubnetGroupName: 'default' };

const user = (AccessString: string, Type = 'iam') => ({
  UserId: 'example',
  UserName: 'example',
  Engine: 'valkey',
  AccessString,
  AuthenticationMode: { Type },
});
const reader = 'on ~shop:* +@read';
const everything = 'on ~* +@all';
const users = (...UserIds: string[]) => ({ UserGroupId: 'example', Engine: 'valkey', UserIds });

const domain = {
  DomainName: 'example',
  Arn: `arn:aws:es:eu-west-1:${account}:domain/example`,
  EngineVersion: 'OpenSearch_2.19',
  VPCOptions: { VPCId: 'vpc-1', SubnetIds: ['subnet-a'], SecurityGroupIds: ['sg-1'] },
  EncryptionAtRestOptions: { Enabled: true },
  NodeToNodeEncryptionOptions: { Enabled: true },
  AdvancedSecurityOptions: { Enabled: true, AnonymousAuthEnabled: false },
  DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
  LogPublishingOptions: {
    AUDIT_LOGS: {
      CloudWatchLogsLogGroupArn: `arn:aws:logs:eu-west-1:${account}:log-group:audit`,
      Enabled: true,
    },
  },
};
const { VPCOptions: _vpc, ...open } = domain;
const { LogPublishingOptions: _logs, ...unlogged } = domain;
const plain = { ...domain, EncryptionAtRestOptions: { Enabled: false } };
const plainNodes = { ...domain, NodeToNodeEncryptionOptions: { Enabled: false } };
const anonymous = { ...domain, AdvancedSecurityOptions: { Enabled: true, AnonymousAuthEnabled: true } };
const coarse = { ...domain, AdvancedSecurityOptions: { Enabled: false, AnonymousAuthEnabled: false } };
const tls = (policy: string) => ({
  ...domain,
  DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: policy },
});
const newer: States = [domain, { ...domain, EngineVersion: 'OpenSearch_3.1' }];

const ofCache = casesOf('AWS::ElastiCache::ReplicationGroup');
const ofUser = casesOf('AWS::ElastiCache::User');
const ofUsers = casesOf('AWS::ElastiCache::UserGroup');
const ofDomain = casesOf('AWS::OpenSearchService::Domain');

/** The rules of caches and search domains. */
export const cacheAndSearchCases: readonly RuleCase[] = [
  ofCache('elasticache-password-removed', [cache, withoutToken], larger, [withoutToken, cache]),
  ofCache('elasticache-failover-turned-off', [cache, withoutFailover], larger, [withoutFailover, cache]),
  ofCache('elasticache-tls-optional', [cache, preferred], larger, [preferred, cache]),
  ofCache('elasticache-default-subnet-group', [cache, inDefault], larger, [inDefault, cache]),
  ofUser(
    'elasticache-user-without-password',
    [user(reader), user(reader, 'no-password-required')],
    // How AWS advises to disarm the default user.
    [user(reader), user('off ~* -@all', 'no-password-required')],
    [user(reader, 'no-password-required'), user(reader)],
  ),
  ofUser(
    'elasticache-user-may-do-everything',
    [user(reader), user(everything)],
    [user(reader), user('on ~shop:* +@all')],
    [user(everything), user(reader)],
  ),
  ofUsers(
    'elasticache-user-added-to-group',
    [users('default', 'shop'), users('default', 'shop', 'stranger')],
    [users('default', 'shop'), users('default')],
    [users('default', 'shop', 'stranger'), users('default', 'shop')],
  ),
  ofDomain('opensearch-outside-vpc', [domain, open], newer, [open, domain]),
  ofDomain('opensearch-without-encryption-at-rest', [domain, plain], newer, [plain, domain]),
  ofDomain('opensearch-without-node-encryption', [domain, plainNodes], newer, [plainNodes, domain]),
  ofDomain('opensearch-anonymous-access', [domain, anonymous], newer, [anonymous, domain]),
  ofDomain(
    'opensearch-old-tls',
    [domain, tls('Policy-Min-TLS-1-0-2019-07')],
    [domain, tls('Policy-Min-TLS-1-2-2019-07')],
    [tls('Policy-Min-TLS-1-0-2019-07'), domain],
  ),
  ofDomain('opensearch-audit-log-off', [domain, unlogged], newer, [unlogged, domain]),
  ofDomain('opensearch-access-control-off', [domain, coarse], newer, [coarse, domain]),
];
