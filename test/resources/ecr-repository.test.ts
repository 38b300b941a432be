import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  type Repository,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { ecrRepository } from '../../lib/resources/ecr-repository.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOfRemoval, storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const ecr = mockClient(ECRClient);
const arn = 'arn:aws:ecr:eu-west-1:111122223333:repository/app';
const full: Repository = {
  repositoryArn: arn,
  registryId: '111122223333',
  repositoryName: 'app',
  repositoryUri: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app',
  createdAt: new Date(0),
  imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
  imageTagMutabilityExclusionFilters: [
    { filter: 'latest', filterType: 'WILDCARD' },
    { filter: 'dev*', filterType: 'WILDCARD' },
  ],
  imageScanningConfiguration: { scanOnPush: true },
  encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'arn:key' },
};
const rule = (rulePriority: number) => ({ rulePriority, selection: { tagStatus: 'untagged' } });
const lifecycle = (...priorities: number[]) => JSON.stringify({ rules: priorities.map(rule) });

beforeEach(() => {
  ecr.reset();
  ecr
    .on(DescribeRepositoriesCommand)
    .resolves({ repositories: [full], nextToken: '2' })
    .on(DescribeRepositoriesCommand, { nextToken: '2' })
    .resolves({
      repositories: [{ repositoryName: 'plain', repositoryArn: `${arn}2` }, { repositoryName: 'gone' }, {}],
    })
    .on(GetRepositoryPolicyCommand)
    .rejects(awsError('RepositoryPolicyNotFoundException'))
    .on(GetRepositoryPolicyCommand, { repositoryName: 'app' })
    .resolves({
      policyText:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"ecr:BatchGetImage"}]}',
    })
    .on(GetLifecyclePolicyCommand)
    .rejects(awsError('LifecyclePolicyNotFoundException'))
    .on(GetLifecyclePolicyCommand, { repositoryName: 'app' })
    .resolves({ lifecyclePolicyText: lifecycle(1, 2) })
    .on(ListTagsForResourceCommand)
    .resolves({ tags: [{ Key: 'Team', Value: 'app' }] })
    .on(ListTagsForResourceCommand, { resourceArn: undefined })
    .rejects(awsError('RepositoryNotFoundException'));
});

describe('reading repositories', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const read = await storedById(ecrRepository);
    expect(Object.keys(read)).toEqual(['app', 'plain']);
    expect(read.app).toMatchObject({ arn, tags: { Team: 'app' } });
    expect(read.app?.properties).toEqual({
      RepositoryName: 'app',
      Arn: arn,
      RepositoryUri: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app',
      ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      ImageTagMutabilityExclusionFilters: ['dev*', 'latest'].map((value) => ({
        ImageTagMutabilityExclusionFilterType: 'WILDCARD',
        ImageTagMutabilityExclusionFilterValue: value,
      })),
      ImageScanningConfiguration: { ScanOnPush: true },
      EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: 'arn:key' },
      RepositoryPolicyText: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: ['111122223333'] }, Action: ['ecr:batchgetimage'] }],
      },
      LifecyclePolicy: { LifecyclePolicyText: { rules: [rule(1), rule(2)] } },
    });
    expect(read.plain?.properties).toEqual({
      RepositoryName: 'plain',
      Arn: `${arn}2`,
      ...ecrRepository.defaults,
    });
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(ecrRepository, await readAll(ecrRepository));
    ecr
      .on(DescribeRepositoriesCommand)
      .resolves({ repositories: [{ repositoryName: 'plain', repositoryArn: `${arn}2` }, turnedRound(full)] })
      .on(GetLifecyclePolicyCommand, { repositoryName: 'app' })
      .resolves({ lifecyclePolicyText: lifecycle(2, 1) });
    expect(storedLines(ecrRepository, await readAll(ecrRepository))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    for (const command of [GetRepositoryPolicyCommand, GetLifecyclePolicyCommand])
      ecr.on(command).rejects(denied);
    ecr.on(ListTagsForResourceCommand).rejects(denied);
    const plain = (await readAll(ecrRepository)).find(({ id }) => id === 'plain');
    expect(plain?.unread?.map(({ path }) => path)).toEqual([
      '/RepositoryPolicyText',
      '/LifecyclePolicy',
      '/Tags',
    ]);
  });
});

const allow = (Principal: string): JsonObject => ({
  RepositoryPolicyText: { Statement: [{ Effect: 'Allow', Principal: { AWS: Principal }, Action: 'ecr:*' }] },
});

describe('what a change of a repository means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'scanning off',
      { ImageScanningConfiguration: { ScanOnPush: true } },
      {},
      'MEDIUM',
      ['ecr-scanning-turned-off'],
    ],
    ['scanning on', {}, { ImageScanningConfiguration: { ScanOnPush: true } }, 'INFO', []],
    ['tags mutable', { ImageTagMutability: 'IMMUTABLE' }, {}, 'HIGH', ['ecr-tags-mutable']],
    ['tags immutable', {}, { ImageTagMutability: 'IMMUTABLE' }, 'INFO', []],
    [
      'some tags mutable',
      { ImageTagMutability: 'IMMUTABLE' },
      { ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' },
      'LOW',
      [],
    ],
    [
      'no lifecycle',
      { LifecyclePolicy: { LifecyclePolicyText: lifecycle(1) } },
      {},
      'LOW',
      ['ecr-lifecycle-policy-removed'],
    ],
    ['public', {}, allow('*'), 'CRITICAL', ['policy-public']],
    ['another account', {}, allow('999988887777'), 'HIGH', ['policy-foreign-account']],
    ['its own account', {}, allow('111122223333'), 'MEDIUM', []],
  ])('%s', (_, before, after, severity, rules) => {
    const base = { RepositoryName: 'app' };
    expect(riskOf(ecrRepository, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('its deletion loses images, and its cost is not known', () => {
    expect(riskOfRemoval(ecrRepository, {}).severity).toBe('HIGH');
    expect(ecrRepository.monthlyCost?.(resource(ecrRepository.type, {}), costContext({}))?.usd).toBeNull();
  });
});
