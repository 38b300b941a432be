import {
  DescribeDomainsCommand,
  type DomainStatus,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
} from '@aws-sdk/client-opensearch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { openSearchDomain } from '../../lib/resources/opensearch-domain.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOfRemoval, storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const openSearch = mockClient(OpenSearchClient);
const ARN = 'arn:aws:es:eu-west-1:111122223333:domain/logs';
/** What is told as it is. */
const same = {
  DomainName: 'logs',
  EngineVersion: 'OpenSearch_2.19',
  EngineMode: 'STANDARD',
  UseCase: 'SEARCH',
  ClusterConfig: {
    InstanceType: 'm6g.large.search' as const,
    InstanceCount: 3,
    DedicatedMasterEnabled: true,
    DedicatedMasterCount: 3,
    DedicatedMasterType: 'm6g.large.search' as const,
    ZoneAwarenessEnabled: true,
    ZoneAwarenessConfig: { AvailabilityZoneCount: 3 },
    WarmEnabled: false,
    ColdStorageOptions: { Enabled: false },
    MultiAZWithStandbyEnabled: false,
  },
  EBSOptions: { EBSEnabled: true, VolumeType: 'gp3' as const, VolumeSize: 100, Iops: 3000, Throughput: 125 },
  IPAddressType: 'ipv4' as const,
  SnapshotOptions: { AutomatedSnapshotStartHour: 3 },
  VPCOptions: {
    VPCId: 'vpc-1',
    SubnetIds: ['subnet-1', 'subnet-2'],
    AvailabilityZones: ['a', 'b'],
    SecurityGroupIds: ['sg-1', 'sg-2'],
  },
  CognitoOptions: { Enabled: true, UserPoolId: 'p', IdentityPoolId: 'i', RoleArn: 'arn:r' },
  EncryptionAtRestOptions: { Enabled: true, KmsKeyId: 'arn:key' },
  NodeToNodeEncryptionOptions: { Enabled: true },
  AdvancedOptions: { 'rest.action.multi.allow_explicit_index': 'true' },
  LogPublishingOptions: { AUDIT_LOGS: { Enabled: true, CloudWatchLogsLogGroupArn: 'arn:log' } },
  DomainEndpointOptions: {
    EnforceHTTPS: true,
    TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' as const,
    CustomEndpointEnabled: false,
  },
  IdentityCenterOptions: { EnabledAPIAccess: true, IdentityCenterInstanceARN: 'arn:i' },
  OffPeakWindowOptions: { Enabled: true, OffPeakWindow: { WindowStartTime: { Hours: 2, Minutes: 0 } } },
  SoftwareUpdateOptions: { AutoSoftwareUpdateEnabled: true },
  AIMLOptions: { S3VectorsEngine: { Enabled: false } },
  DeploymentStrategyOptions: { DeploymentStrategy: 'Default' },
  AutomatedSnapshotPauseOptions: { Enabled: false },
} satisfies JsonObject;
const full = {
  ...same,
  DomainId: '111122223333/logs',
  ARN,
  Created: true,
  Deleted: false,
  Endpoint: 'logs.es.amazonaws.com',
  EndpointV2: 'logs.aos.on.aws',
  Endpoints: { vpc: 'vpc-logs' },
  Processing: false,
  UpgradeProcessing: false,
  AccessPolicies:
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"es:*"}]}',
  ServiceSoftwareOptions: { CurrentVersion: 'R2', NewVersion: 'R3', UpdateAvailable: true },
  AdvancedSecurityOptions: { Enabled: true, AnonymousAuthDisableDate: new Date(0) },
  ChangeProgressDetails: { ChangeId: 'x' },
};
const read = (domain: object): DomainStatus => ({
  DomainId: 'id',
  DomainName: undefined,
  ARN: undefined,
  ClusterConfig: {},
  ...domain,
});
const names = ['logs', 'b', 'c', 'd', 'e', 'gone'];

beforeEach(() => {
  openSearch.reset();
  openSearch
    .on(ListDomainNamesCommand)
    .resolves({ DomainNames: names.map((DomainName) => ({ DomainName })) })
    .on(DescribeDomainsCommand, { DomainNames: names.slice(0, 5) })
    .resolves({ DomainStatusList: [read(full), read({ DomainName: 'b', Deleted: true })] })
    .on(DescribeDomainsCommand, { DomainNames: ['gone'] })
    .resolves({ DomainStatusList: [read({ DomainName: 'gone', ARN: 'arn:gone' })] })
    .on(ListTagsCommand, { ARN })
    .resolves({ TagList: [{ Key: 'Team', Value: 'logs' }] })
    .on(ListTagsCommand, { ARN: 'arn:gone' })
    .rejects(awsError('ResourceNotFoundException'));
});

describe('reading domains', () => {
  test('every property, five domains a call, in the words of CloudFormation', async () => {
    const found = await storedById(openSearchDomain);
    expect(Object.keys(found)).toEqual(['logs']);
    expect(found.logs).toMatchObject({ arn: ARN, tags: { Team: 'logs' } });
    expect(found.logs?.properties).toEqual({
      ...same,
      Id: '111122223333/logs',
      Arn: ARN,
      DomainEndpoint: 'logs.es.amazonaws.com',
      DomainEndpointV2: 'logs.aos.on.aws',
      DomainEndpoints: { vpc: 'vpc-logs' },
      AccessPolicies: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: ['111122223333'] }, Action: ['es:*'] }],
      },
      AdvancedSecurityOptions: { Enabled: true },
    });
  });

  test('another order and other progress give the same bytes', async () => {
    const first = storedLines(openSearchDomain, await readAll(openSearchDomain));
    openSearch.on(DescribeDomainsCommand, { DomainNames: names.slice(0, 5) }).resolves({
      DomainStatusList: [read(turnedRound({ ...full, Processing: true, ServiceSoftwareOptions: {} }))],
    });
    expect(storedLines(openSearchDomain, await readAll(openSearchDomain))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    openSearch.on(ListTagsCommand).rejects(awsError('AccessDeniedException', 'no'));
    expect((await readAll(openSearchDomain))[0]?.unread).toEqual([
      { path: '/Tags', reason: 'AccessDeniedException: no' },
    ]);
  });
});

const vpc: JsonObject = { VPCOptions: { VPCId: 'vpc-1' } };
const auditLog = (Enabled: boolean) => ({ LogPublishingOptions: { AUDIT_LOGS: { Enabled } } });

describe('what a change of a domain means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'anonymous access',
      {},
      { AdvancedSecurityOptions: { AnonymousAuthEnabled: true } },
      'HIGH',
      ['opensearch-anonymous-access'],
    ],
    [
      'no access control',
      { AdvancedSecurityOptions: { Enabled: true } },
      {},
      'HIGH',
      ['opensearch-access-control-off'],
    ],
    ['no audit log', auditLog(true), auditLog(false), 'HIGH', ['opensearch-audit-log-off']],
    ['an audit log', auditLog(false), auditLog(true), 'INFO', []],
    [
      'plain HTTP',
      { DomainEndpointOptions: { EnforceHTTPS: true } },
      { DomainEndpointOptions: { EnforceHTTPS: false } },
      'HIGH',
      ['transit-encryption-turned-off'],
    ],
    [
      'TLS 1.0',
      { DomainEndpointOptions: { TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' } },
      { DomainEndpointOptions: { TLSSecurityPolicy: 'Policy-Min-TLS-1-0-2019-07' } },
      'MEDIUM',
      ['opensearch-old-tls'],
    ],
    [
      'public policy',
      {},
      { AccessPolicies: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'es:*' }] } },
      'CRITICAL',
      ['policy-public'],
    ],
    [
      'policy for an address',
      {},
      {
        AccessPolicies: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 'es:*',
              Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.1' } },
            },
          ],
        },
      },
      'MEDIUM',
      [],
    ],
    ['more nodes', {}, { ClusterConfig: { InstanceCount: 5 } }, 'MEDIUM', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(openSearchDomain, { ...vpc, ...before }, { ...vpc, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('a new domain outside a VPC and without encryption', () => {
    const off = { Enabled: false };
    expect(
      riskOf(openSearchDomain, undefined, { EncryptionAtRestOptions: off, NodeToNodeEncryptionOptions: off })
        ?.rules,
    ).toEqual([
      'opensearch-outside-vpc',
      'opensearch-without-encryption-at-rest',
      'opensearch-without-node-encryption',
    ]);
    expect(riskOf(openSearchDomain, undefined, vpc)?.severity).toBe('LOW');
    expect(riskOfRemoval(openSearchDomain, vpc).severity).toBe('HIGH');
    expect(
      openSearchDomain.monthlyCost?.(resource(openSearchDomain.type, {}), costContext({}))?.usd,
    ).toBeNull();
  });
});
