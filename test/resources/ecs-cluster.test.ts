import { type Cluster, DescribeClustersCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { ecsCluster } from '../../lib/resources/ecs-cluster.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ecs = mockClient(ECSClient);
const arn = (name: string) => `arn:aws:ecs:eu-west-1:111122223333:cluster/${name}`;

/** A cluster as DescribeClusters returns it, with every property set. */
const main: Cluster = {
  clusterArn: arn('main'),
  clusterName: 'main',
  configuration: {
    executeCommandConfiguration: {
      kmsKeyId: 'key-1',
      logging: 'OVERRIDE',
      logConfiguration: {
        cloudWatchLogGroupName: '/exec',
        cloudWatchEncryptionEnabled: true,
        s3BucketName: 'exec-logs',
        s3EncryptionEnabled: true,
        s3KeyPrefix: 'exec/',
      },
    },
    managedStorageConfiguration: { kmsKeyId: 'key-2', fargateEphemeralStorageKmsKeyId: 'key-3' },
  },
  status: 'ACTIVE',
  registeredContainerInstancesCount: 2,
  runningTasksCount: 7,
  pendingTasksCount: 1,
  activeServicesCount: 3,
  tags: [{ key: 'Team', value: 'web' }],
  settings: [{ name: 'containerInsights', value: 'enhanced' }],
  capacityProviders: ['FARGATE_SPOT', 'FARGATE'],
  defaultCapacityProviderStrategy: [
    { capacityProvider: 'FARGATE_SPOT', weight: 3, base: 0 },
    { capacityProvider: 'FARGATE', weight: 1, base: 2 },
  ],
  serviceConnectDefaults: { namespace: 'arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-1' },
};

beforeEach(() => {
  ecs.reset();
  ecs
    .on(ListClustersCommand)
    .resolves({ clusterArns: [arn('main'), arn('old')], nextToken: '2' })
    .on(ListClustersCommand, { nextToken: '2' })
    .resolves({ clusterArns: [arn('small')], nextToken: '3' })
    .on(ListClustersCommand, { nextToken: '3' })
    .resolves({})
    .on(DescribeClustersCommand)
    .resolves({
      clusters: [main, { clusterName: 'old', status: 'INACTIVE' }, {}],
      failures: [{ reason: 'MISSING' }],
    })
    .on(DescribeClustersCommand, { clusters: [arn('small')] })
    .resolves({ clusters: [{ clusterName: 'small', clusterArn: arn('small'), status: 'ACTIVE' }] });
});

describe('reading clusters', () => {
  test('every property comes in the words of the schema; what is gone does not', async () => {
    const read = await readAll(ecsCluster);
    expect(read.map(({ id }) => id)).toEqual(['main', 'small']);
    const { properties, tags } = stored(ecsCluster, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'web' });
    expect(properties).toEqual({
      ClusterName: 'main',
      Arn: arn('main'),
      CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      ClusterSettings: [{ Name: 'containerInsights', Value: 'enhanced' }],
      Configuration: {
        ExecuteCommandConfiguration: {
          KmsKeyId: 'key-1',
          Logging: 'OVERRIDE',
          LogConfiguration: {
            CloudWatchLogGroupName: '/exec',
            CloudWatchEncryptionEnabled: true,
            S3BucketName: 'exec-logs',
            S3EncryptionEnabled: true,
            S3KeyPrefix: 'exec/',
          },
        },
        ManagedStorageConfiguration: { KmsKeyId: 'key-2', FargateEphemeralStorageKmsKeyId: 'key-3' },
      },
      DefaultCapacityProviderStrategy: [
        { CapacityProvider: 'FARGATE', Weight: 1, Base: 2 },
        { CapacityProvider: 'FARGATE_SPOT', Weight: 3, Base: 0 },
      ],
      ServiceConnectDefaults: { Namespace: 'arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-1' },
    });
  });

  test('sets in another order and other counts give the same bytes', async () => {
    const first = storedLines(ecsCluster, await readAll(ecsCluster));
    ecs.on(DescribeClustersCommand, { clusters: [arn('main'), arn('old')] }).resolves({
      clusters: [
        {
          ...main,
          runningTasksCount: 9,
          status: 'PROVISIONING',
          capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
          defaultCapacityProviderStrategy: [...(main.defaultCapacityProviderStrategy ?? [])].reverse(),
        },
      ],
    });
    expect(storedLines(ecsCluster, await readAll(ecsCluster))).toEqual(first);
  });

  test('a denied call makes the type unread', async () => {
    ecs.on(DescribeClustersCommand).rejects(awsError('AccessDeniedException'));
    ecs.on(DescribeClustersCommand, { clusters: [arn('small')] }).rejects(awsError('AccessDeniedException'));
    await expect(readAll(ecsCluster)).rejects.toThrow('AccessDeniedException');
  });
});

describe('what a change of a cluster means', () => {
  const insights = (Value: string) => ({ ClusterSettings: [{ Name: 'containerInsights', Value }] });
  const logging = (Logging: string) => ({ Configuration: { ExecuteCommandConfiguration: { Logging } } });
  const cases: [string, JsonObject, JsonObject, string, string[]][] = [
    [
      'insights turned off',
      insights('enabled'),
      insights('disabled'),
      'MEDIUM',
      ['ecs-container-insights-turned-off'],
    ],
    ['insights made richer', insights('enabled'), insights('enhanced'), 'LOW', []],
    ['insights turned on', insights('disabled'), insights('enabled'), 'INFO', []],
    [
      'shells no longer logged',
      logging('DEFAULT'),
      logging('NONE'),
      'HIGH',
      ['ecs-execute-command-not-logged'],
    ],
    ['shells logged', logging('NONE'), logging('DEFAULT'), 'INFO', []],
    ['shells logged elsewhere', logging('DEFAULT'), logging('OVERRIDE'), 'MEDIUM', []],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(ecsCluster, before, after);
    expect(risk?.rules).toEqual(rules);
    expect(risk?.severity).toBe(severity);
  });
});

test('a cluster costs nothing by itself', () => {
  expect(ecsCluster.monthlyCost?.(resource(ecsCluster.type, {}), costContext({}))?.usd).toBe(0);
});
