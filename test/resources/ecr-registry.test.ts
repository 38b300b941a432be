import {
  DescribeRegistryCommand,
  ECRClient,
  GetRegistryPolicyCommand,
  GetRegistryScanningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { ecrRegistryPolicy, ecrRegistryScanning, ecrReplication } from '../../lib/resources/ecr-registry.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const ecr = mockClient(ECRClient);
const registryId = '111122223333';
const scanning = {
  scanType: 'ENHANCED' as const,
  rules: [
    {
      scanFrequency: 'SCAN_ON_PUSH' as const,
      repositoryFilters: [
        { filter: 'b*', filterType: 'WILDCARD' as const },
        { filter: 'a*', filterType: 'WILDCARD' as const },
      ],
    },
    {
      scanFrequency: 'CONTINUOUS_SCAN' as const,
      repositoryFilters: [{ filter: 'prod*', filterType: 'WILDCARD' as const }],
    },
  ],
};
const replication = {
  rules: [
    {
      destinations: [
        { region: 'us-east-1', registryId },
        { region: 'eu-central-1', registryId },
      ],
      repositoryFilters: [{ filter: 'prod', filterType: 'PREFIX_MATCH' as const }],
    },
  ],
};

beforeEach(() => {
  ecr.reset();
  ecr
    .on(GetRegistryPolicyCommand)
    .resolves({
      registryId,
      policyText:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"ecr:ReplicateImage"}]}',
    })
    .on(GetRegistryScanningConfigurationCommand)
    .resolves({ registryId, scanningConfiguration: scanning })
    .on(DescribeRegistryCommand)
    .resolves({ registryId, replicationConfiguration: replication });
});

describe('reading the registry', () => {
  test('its policy, scanning and replication, in the words of CloudFormation', async () => {
    expect((await storedById(ecrRegistryPolicy))[registryId]?.properties).toEqual({
      RegistryId: registryId,
      PolicyText: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: [registryId] }, Action: ['ecr:replicateimage'] }],
      },
    });
    expect((await storedById(ecrRegistryScanning))[registryId]?.properties).toEqual({
      RegistryId: registryId,
      ScanType: 'ENHANCED',
      Rules: [
        {
          ScanFrequency: 'SCAN_ON_PUSH',
          RepositoryFilters: [
            { Filter: 'a*', FilterType: 'WILDCARD' },
            { Filter: 'b*', FilterType: 'WILDCARD' },
          ],
        },
        {
          ScanFrequency: 'CONTINUOUS_SCAN',
          RepositoryFilters: [{ Filter: 'prod*', FilterType: 'WILDCARD' }],
        },
      ],
    });
    expect((await storedById(ecrReplication))[registryId]?.properties).toEqual({
      RegistryId: registryId,
      ReplicationConfiguration: {
        Rules: [
          {
            Destinations: [
              { Region: 'eu-central-1', RegistryId: registryId },
              { Region: 'us-east-1', RegistryId: registryId },
            ],
            RepositoryFilters: [{ Filter: 'prod', FilterType: 'PREFIX_MATCH' }],
          },
        ],
      },
    });
  });

  test('a registry without policy and replication has none, and its scanning is basic', async () => {
    ecr
      .on(GetRegistryPolicyCommand)
      .rejects(awsError('RegistryPolicyNotFoundException'))
      .on(GetRegistryScanningConfigurationCommand)
      .resolves({})
      .on(DescribeRegistryCommand)
      .resolves({ replicationConfiguration: { rules: [] } });
    expect(await readAll(ecrRegistryPolicy)).toEqual([]);
    expect(await readAll(ecrReplication)).toEqual([]);
    expect((await storedById(ecrRegistryScanning))[registryId]?.properties).toEqual({
      RegistryId: registryId,
      ScanType: 'BASIC',
    });
  });

  test('another order gives the same bytes', async () => {
    const lines = async () => [
      ...storedLines(ecrRegistryScanning, await readAll(ecrRegistryScanning)),
      ...storedLines(ecrReplication, await readAll(ecrReplication)),
    ];
    const first = await lines();
    ecr
      .on(GetRegistryScanningConfigurationCommand)
      .resolves({ registryId, scanningConfiguration: turnedRound(scanning) })
      .on(DescribeRegistryCommand)
      .resolves({ registryId, replicationConfiguration: turnedRound(replication) });
    expect(await lines()).toEqual(first);
  });

  test('what is denied makes the type unread', async () => {
    ecr.on(GetRegistryPolicyCommand).rejects(awsError('AccessDeniedException', 'no'));
    await expect(readAll(ecrRegistryPolicy)).rejects.toThrow('no');
  });
});

const rule = (Filter: string): JsonObject => ({
  ScanFrequency: 'SCAN_ON_PUSH',
  RepositoryFilters: [{ Filter, FilterType: 'WILDCARD' }],
});
const copies = (...registries: string[]): JsonObject => ({
  ReplicationConfiguration: {
    Rules: [{ Destinations: registries.map((RegistryId) => ({ Region: 'eu-west-1', RegistryId })) }],
  },
});

describe('what a change of the registry means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['basic scanning', { ScanType: 'ENHANCED' }, {}, 'HIGH', ['ecr-enhanced-scanning-off']],
    ['enhanced scanning', {}, { ScanType: 'ENHANCED' }, 'INFO', []],
    [
      'a rule less',
      { Rules: [rule('a'), rule('b')] },
      { Rules: [rule('a')] },
      'MEDIUM',
      ['ecr-registry-scanned-less'],
    ],
    ['a rule more', { Rules: [rule('a')] }, { Rules: [rule('a'), rule('b')] }, 'INFO', []],
    ['everything', { Rules: [rule('a'), rule('b')] }, { Rules: [rule('*')] }, 'INFO', []],
    ['a part of the name', { Rules: [rule('shop-web')] }, { Rules: [rule('shop')] }, 'INFO', []],
    [
      'less often',
      { Rules: [rule('a')] },
      { Rules: [{ ...rule('a'), ScanFrequency: 'MANUAL' }] },
      'MEDIUM',
      ['ecr-registry-scanned-less'],
    ],
    [
      'all the time',
      { Rules: [rule('a')] },
      { Rules: [{ ...rule('a'), ScanFrequency: 'CONTINUOUS_SCAN' }] },
      'INFO',
      [],
    ],
  ])('scanning: %s', (_, before, after, severity, rules) => {
    const base = { RegistryId: registryId };
    expect(riskOf(ecrRegistryScanning, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'to another account',
      copies(registryId),
      copies(registryId, '999988887777'),
      'HIGH',
      ['ecr-replicated-to-foreign-account'],
    ],
    ['no longer to it', copies(registryId, '999988887777'), copies(registryId), 'INFO', []],
  ])('copies: %s', (_, before, after, severity, rules) => {
    expect(riskOf(ecrReplication, before, after)).toMatchObject({ severity, rules });
  });

  test('a policy for another account, and what all cost', () => {
    const PolicyText = {
      Statement: [{ Effect: 'Allow', Principal: { AWS: '999988887777' }, Action: 'ecr:ReplicateImage' }],
    };
    expect(riskOf(ecrRegistryPolicy, undefined, { PolicyText })).toMatchObject({
      severity: 'HIGH',
      rules: ['policy-foreign-account'],
    });
    const cost = (type: typeof ecrReplication, properties: JsonObject) =>
      type.monthlyCost?.(resource('x', properties), costContext({}))?.usd;
    expect([
      cost(ecrRegistryPolicy, {}),
      cost(ecrRegistryScanning, {}),
      cost(ecrRegistryScanning, { ScanType: 'ENHANCED' }),
      cost(ecrReplication, {}),
    ]).toEqual([0, 0, null, null]);
  });
});
