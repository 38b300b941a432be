import {
  DescribeNotebookInstanceCommand,
  DescribeNotebookInstanceLifecycleConfigCommand,
  ListNotebookInstanceLifecycleConfigsCommand,
  ListNotebookInstancesCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import {
  sagemakerLifecycleConfig,
  sagemakerNotebookInstance,
} from '../../lib/resources/sagemaker-notebooks.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOfRemoval, storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const sagemaker = mockClient(SageMakerClient);
const arn = 'arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/lab';
const configArn = 'arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance-lifecycle-config/setup';
const same = {
  AcceleratorTypes: ['ml.eia2.medium' as const],
  AdditionalCodeRepositories: ['https://a', 'https://b'],
  DefaultCodeRepository: 'https://git',
  DirectInternetAccess: 'Disabled' as const,
  InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
  InstanceType: 'ml.t3.medium' as const,
  IpAddressType: 'ipv4' as const,
  KmsKeyId: 'arn:key',
  PlatformIdentifier: 'notebook-al2023-v1',
  RoleArn: 'arn:role',
  RootAccess: 'Disabled' as const,
  SubnetId: 'subnet-1',
  VolumeSizeInGB: 20,
};
const notebook = {
  ...same,
  NotebookInstanceArn: arn,
  NotebookInstanceName: 'lab',
  NotebookInstanceStatus: 'InService' as const,
  Url: 'lab.notebook.aws',
  SecurityGroups: ['sg-2', 'sg-1'],
  NotebookInstanceLifecycleConfigName: 'setup',
  LastModifiedTime: new Date(0),
};
const listed = (NotebookInstanceName: string, NotebookInstanceArn: string) => ({
  NotebookInstanceName,
  NotebookInstanceArn,
});
const gone = Object.assign(awsError('ValidationException'), { message: 'RecordNotFound' });

beforeEach(() => {
  sagemaker.reset();
  sagemaker
    .on(ListNotebookInstancesCommand)
    .resolves({ NotebookInstances: [listed('lab', arn)], NextToken: '2' })
    .on(ListNotebookInstancesCommand, { NextToken: '2' })
    .resolves({
      NotebookInstances: [
        listed('gone', 'arn:gone'),
        { ...listed('x', 'arn:x'), NotebookInstanceStatus: 'Deleting' },
      ],
    })
    .on(DescribeNotebookInstanceCommand)
    .rejects(gone)
    .on(DescribeNotebookInstanceCommand, { NotebookInstanceName: 'lab' })
    .resolves(notebook)
    .on(ListNotebookInstanceLifecycleConfigsCommand)
    .resolves({
      NotebookInstanceLifecycleConfigs: [
        { NotebookInstanceLifecycleConfigName: 'setup', NotebookInstanceLifecycleConfigArn: configArn },
        { NotebookInstanceLifecycleConfigName: 'gone', NotebookInstanceLifecycleConfigArn: 'arn:gone' },
        { NotebookInstanceLifecycleConfigName: undefined, NotebookInstanceLifecycleConfigArn: undefined },
      ],
    })
    .on(DescribeNotebookInstanceLifecycleConfigCommand)
    .rejects(gone)
    .on(DescribeNotebookInstanceLifecycleConfigCommand, { NotebookInstanceLifecycleConfigName: 'setup' })
    .resolves({ OnCreate: [{ Content: 'Y2FuYXJ5' }], OnStart: [{ Content: 'Y2FuYXJ5Mg==' }] })
    .on(ListTagsCommand)
    .resolves({ Tags: [{ Key: 'Team', Value: 'ml' }], NextToken: '2' })
    .on(ListTagsCommand, { NextToken: '2' })
    .resolves({ Tags: [{ Key: 'Stage', Value: 'dev' }] });
});

describe('reading notebooks', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const read = await storedById(sagemakerNotebookInstance);
    expect(Object.keys(read)).toEqual([arn]);
    expect(read[arn]).toMatchObject({ arn, tags: { Team: 'ml', Stage: 'dev' } });
    expect(read[arn]?.properties).toEqual({
      ...same,
      NotebookInstanceName: 'lab',
      NotebookInstanceArn: arn,
      LifecycleConfigName: 'setup',
      SecurityGroupIds: ['sg-1', 'sg-2'],
    });
  });

  test('scripts are kept as digests', async () => {
    const read = await storedById(sagemakerLifecycleConfig);
    expect(Object.keys(read)).toEqual([configArn]);
    expect(read[configArn]?.properties).toEqual({
      NotebookInstanceLifecycleConfigName: 'setup',
      NotebookInstanceLifecycleConfigArn: configArn,
      OnCreate: [{ Content: expect.stringMatching(/^hmac-sha256:/) }],
      OnStart: [{ Content: expect.stringMatching(/^hmac-sha256:/) }],
    });
  });

  test('another order and state give the same bytes', async () => {
    const first = storedLines(sagemakerNotebookInstance, await readAll(sagemakerNotebookInstance));
    sagemaker
      .on(DescribeNotebookInstanceCommand, { NotebookInstanceName: 'lab' })
      .resolves({ ...turnedRound(notebook), NotebookInstanceStatus: 'Stopped' });
    expect(storedLines(sagemakerNotebookInstance, await readAll(sagemakerNotebookInstance))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    const paths = async (type: typeof sagemakerLifecycleConfig) =>
      (await readAll(type))[0]?.unread?.map(({ path }) => path);
    sagemaker
      .on(ListTagsCommand)
      .rejects(denied)
      .on(DescribeNotebookInstanceLifecycleConfigCommand)
      .rejects(denied);
    expect(await paths(sagemakerNotebookInstance)).toEqual(['/Tags']);
    expect(await paths(sagemakerLifecycleConfig)).toEqual(['/OnCreate', '/OnStart', '/Tags']);
    sagemaker.on(DescribeNotebookInstanceCommand).rejects(denied);
    expect(await paths(sagemakerNotebookInstance)).toEqual(['']);
  });
});

const inVpc: JsonObject = { NotebookInstanceName: 'lab', SubnetId: 'subnet-1' };
const metadata = (MinimumInstanceMetadataServiceVersion: string) => ({
  InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion },
});

describe('what a change means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'the internet',
      { DirectInternetAccess: 'Disabled' },
      { DirectInternetAccess: 'Enabled' },
      'HIGH',
      ['sagemaker-notebook-direct-internet'],
    ],
    ['no internet', { DirectInternetAccess: 'Enabled' }, { DirectInternetAccess: 'Disabled' }, 'INFO', []],
    [
      'root',
      { RootAccess: 'Disabled' },
      { RootAccess: 'Enabled' },
      'MEDIUM',
      ['sagemaker-notebook-root-access'],
    ],
    ['IMDSv1', metadata('2'), metadata('1'), 'MEDIUM', ['sagemaker-notebook-imdsv1']],
    ['another role', { RoleArn: 'a' }, { RoleArn: 'b' }, 'MEDIUM', []],
    ['a larger volume', { VolumeSizeInGB: 5 }, { VolumeSizeInGB: 6 }, 'LOW', []],
  ])('notebook: %s', (_, before, after, severity, rules) => {
    expect(riskOf(sagemakerNotebookInstance, { ...inVpc, ...before }, { ...inVpc, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('notebook: a new one outside a VPC, a deleted one', () => {
    expect(riskOf(sagemakerNotebookInstance, undefined, { RootAccess: 'Disabled' })?.rules).toEqual([
      'sagemaker-notebook-outside-vpc',
    ]);
    expect(riskOf(sagemakerNotebookInstance, undefined, inVpc)?.severity).toBe('LOW');
    expect(riskOfRemoval(sagemakerNotebookInstance, inVpc).severity).toBe('HIGH');
  });

  const script = (Content: string): JsonObject => ({ OnStart: [{ Content }] });
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['another script', script('a'), script('b'), 'HIGH', ['sagemaker-lifecycle-script-changed']],
    ['a first script', {}, script('b'), 'HIGH', ['sagemaker-lifecycle-script-changed']],
    ['no script', script('a'), {}, 'MEDIUM', []],
  ])('lifecycle configuration: %s', (_, before, after, severity, rules) => {
    const base = { NotebookInstanceLifecycleConfigName: 'setup' };
    expect(riskOf(sagemakerLifecycleConfig, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
    expect(riskOf(sagemakerLifecycleConfig, undefined, after)?.severity).toBe('LOW');
  });

  test('what they cost', () => {
    expect(sagemakerNotebookInstance.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBeNull();
    expect(sagemakerLifecycleConfig.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
  });
});
