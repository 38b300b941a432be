import {
  CloudControlClient,
  GetResourceCommand,
  ListResourcesCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudcontrol';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { cloudControlType } from '../../lib/resources/cloud-control.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { readAll, stored } from './type-fixtures.ts';

const aws = mockClient(CloudControlClient);

function typeOf(name: string): ResourceType {
  const type = cloudControlType(name);
  if (!type) throw new Error(`${name} cannot be read`);
  return type;
}

const graphQlApi = 'AWS::AppSync::GraphQLApi';
const arn = (id: string) => `arn:aws:appsync:eu-west-1:111122223333:apis/${id}`;

function has(TypeName: string, resources: Readonly<Record<string, object>>): void {
  const ResourceDescriptions = Object.keys(resources).map((Identifier) => ({ Identifier }));
  aws.on(ListResourcesCommand, { TypeName }).resolves({ TypeName, ResourceDescriptions });
  for (const [Identifier, model] of Object.entries(resources)) {
    aws.on(GetResourceCommand, { TypeName, Identifier }).resolves({
      TypeName,
      ResourceDescription: { Identifier, Properties: JSON.stringify(model) },
    });
  }
}

beforeEach(() => aws.reset());

describe('a type that nobody described by hand', () => {
  test('is listed page by page and read one by one, with ARN and tags', async () => {
    has(graphQlApi, {
      [arn('a')]: { Arn: arn('a'), Name: 'orders', Tags: [{ Key: 'team', Value: 'shop' }], ApiId: 'a' },
      [arn('b')]: { Arn: arn('b'), Name: 'stock' },
    });
    aws
      .on(ListResourcesCommand, { TypeName: graphQlApi })
      .resolvesOnce({ ResourceDescriptions: [{ Identifier: arn('a') }], NextToken: 'more' })
      .resolvesOnce({ ResourceDescriptions: [{ Identifier: arn('b') }] });
    const read = await readAll(typeOf(graphQlApi));
    expect(read.map((each) => stored(typeOf(graphQlApi), each))).toMatchObject([
      { id: arn('a'), arn: arn('a'), tags: { team: 'shop' }, properties: { Name: 'orders' } },
      { id: arn('b'), arn: arn('b'), tags: {}, properties: { Name: 'stock' } },
    ]);
  });

  test('is left out when it vanishes between the list and the reading', async () => {
    has(graphQlApi, { [arn('a')]: { Name: 'orders' }, [arn('b')]: { Name: 'stock' } });
    aws
      .on(GetResourceCommand, { TypeName: graphQlApi, Identifier: arn('a') })
      .rejects(new ResourceNotFoundException({ message: 'gone', $metadata: {} }));
    expect((await readAll(typeOf(graphQlApi))).map(({ id }) => id)).toEqual([arn('b')]);
  });

  test('is unread, not gone, when reading it is refused', async () => {
    has(graphQlApi, { [arn('a')]: { Name: 'orders' } });
    aws.on(GetResourceCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    expect(await readAll(typeOf(graphQlApi))).toMatchObject([
      { id: arn('a'), unread: [{ path: '', reason: 'AccessDeniedException: no' }] },
    ]);
  });

  test('is unread as a whole when AWS throttles to the end', async () => {
    has(graphQlApi, { [arn('a')]: { Name: 'orders' } });
    aws.on(GetResourceCommand).rejects(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await expect(readAll(typeOf(graphQlApi))).rejects.toThrow('slow');
  });
});

describe('a type that is listed below a parent', () => {
  const addon = 'AWS::EKS::Addon';

  test('is listed for each parent, which is read once', async () => {
    has('AWS::EKS::Cluster', { shop: { Name: 'shop' }, stock: { Name: 'stock' } });
    for (const cluster of ['shop', 'stock']) {
      const ResourceModel = JSON.stringify({ ClusterName: cluster });
      aws
        .on(ListResourcesCommand, { TypeName: addon, ResourceModel })
        .resolves({ ResourceDescriptions: [{ Identifier: `${cluster}|coredns` }] });
      aws.on(GetResourceCommand, { TypeName: addon, Identifier: `${cluster}|coredns` }).resolves({
        ResourceDescription: { Properties: JSON.stringify({ ClusterName: cluster, AddonName: 'coredns' }) },
      });
    }
    expect((await readAll(typeOf(addon))).map(({ id }) => id)).toEqual(['shop|coredns', 'stock|coredns']);
  });

  test('is unread when a parent could not be read, since what is below it is not known', async () => {
    has('AWS::EKS::Cluster', { shop: { Name: 'shop' } });
    aws
      .on(GetResourceCommand, { TypeName: 'AWS::EKS::Cluster', Identifier: 'shop' })
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(readAll(typeOf(addon))).rejects.toThrow(/AWS::EKS::Cluster shop could not be read/);
  });
});

test('a choice that a listing asks for is made in every way the region offers', async () => {
  has('AWS::WAFv2::IPSet', { 'blocked|1|REGIONAL': { Name: 'blocked', Scope: 'REGIONAL' } });
  await readAll(typeOf('AWS::WAFv2::IPSet'));
  const asked = aws.commandCalls(ListResourcesCommand).map(({ args }) => args[0].input.ResourceModel);
  expect(asked).toEqual([JSON.stringify({ Scope: 'REGIONAL' })]);
});

test('the account is named where a listing asks for it', async () => {
  has('AWS::QuickSight::Theme', {});
  await readAll(typeOf('AWS::QuickSight::Theme'));
  const [call] = aws.commandCalls(ListResourcesCommand);
  expect(call?.args[0].input.ResourceModel).toBe(JSON.stringify({ AwsAccountId: '111122223333' }));
});

describe('what reading through Cloud Control may call', () => {
  test('is Cloud Control, and what only reads of the handlers of the type and its parents', () => {
    expect(typeOf('AWS::EKS::Addon').permissions).toEqual([
      'cloudformation:GetResource',
      'cloudformation:ListResources',
      'eks:DescribeAddon',
      'eks:DescribeCluster',
      'eks:ListAddons',
      'eks:ListClusters',
    ]);
  });

  test('never gives data or secrets', () => {
    const all = ['AWS::SecretsManager::Secret', 'AWS::S3::Bucket', 'AWS::Glue::Table', 'AWS::DMS::Endpoint'];
    const actions = all.flatMap((name) => typeOf(name).permissions);
    expect(actions.filter((action) => /GetSecretValue|GetObject|Decrypt|GetDataAccess/.test(action))).toEqual(
      [],
    );
  });
});

test('what Cloud Control cannot list is no type to read', () => {
  expect(cloudControlType('AWS::CloudFormation::CustomResource')).toBeUndefined();
  expect(cloudControlType('AWS::Example::Nothing')).toBeUndefined();
});
