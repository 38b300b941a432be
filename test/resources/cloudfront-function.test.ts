import {
  CloudFrontClient,
  GetFunctionCommand,
  ListFunctionsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudfront';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { cloudFrontFunction } from '../../lib/resources/cloudfront-function.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const cloudFront = mockClient(CloudFrontClient);
const stores = [{ KeyValueStoreARN: 'arn:b' }, { KeyValueStoreARN: 'arn:a' }];
const summary = (Name: string, Items = stores) => ({
  Name,
  Status: 'DEPLOYED',
  FunctionConfig: {
    Comment: 'c',
    Runtime: 'cloudfront-js-2.0' as const,
    KeyValueStoreAssociations: { Quantity: Items.length, Items },
  },
  FunctionMetadata: { FunctionARN: `arn:${Name}`, Stage: 'LIVE' as const, LastModifiedTime: new Date(0) },
});
const page = (Items: ReturnType<typeof summary>[], NextMarker?: string) => ({
  FunctionList: { MaxItems: 100, Quantity: Items.length, Items, NextMarker },
});

beforeEach(() => {
  cloudFront.reset();
  cloudFront
    .on(ListFunctionsCommand, { Stage: 'LIVE' })
    .resolves(page([summary('rewrite')], '2'))
    .on(ListFunctionsCommand, { Stage: 'LIVE', Marker: '2' })
    .resolves(page([summary('gone')]))
    .on(GetFunctionCommand)
    .rejects(awsError('NoSuchFunctionExists'))
    .on(GetFunctionCommand, { Name: 'rewrite', Stage: 'LIVE' })
    .callsFake(() => ({ FunctionCode: Buffer.from('canary') }))
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: { Items: [{ Key: 'Team', Value: 'site' }] } });
});

test('every property of the published functions, their code as a digest', async () => {
  const read = await storedById(cloudFrontFunction);
  expect(Object.keys(read)).toEqual(['arn:rewrite']);
  expect(read['arn:rewrite']?.tags).toEqual({ Team: 'site' });
  expect(read['arn:rewrite']?.properties).toEqual({
    Name: 'rewrite',
    FunctionARN: 'arn:rewrite',
    FunctionCode: expect.stringMatching(/^hmac-sha256:/),
    FunctionConfig: {
      Comment: 'c',
      Runtime: 'cloudfront-js-2.0',
      KeyValueStoreAssociations: stores.toReversed(),
    },
  });
});

test('another order gives the same bytes', async () => {
  const first = storedLines(cloudFrontFunction, await readAll(cloudFrontFunction));
  cloudFront
    .on(ListFunctionsCommand, { Stage: 'LIVE' })
    .resolves(page([summary('gone'), summary('rewrite', stores.toReversed())]));
  expect(storedLines(cloudFrontFunction, await readAll(cloudFrontFunction))).toEqual(first);
});

test('what is denied is unread', async () => {
  const denied = awsError('AccessDenied', 'no');
  cloudFront.on(GetFunctionCommand).rejects(denied).on(ListTagsForResourceCommand).rejects(denied);
  expect((await readAll(cloudFrontFunction))[0]?.unread?.map(({ path }) => path)).toEqual([
    '/FunctionCode',
    '/Tags',
  ]);
});

test('changed code is told, a changed comment hardly; a new function is LOW, all are free', () => {
  const of = (FunctionCode: string, Comment = 'c') => ({
    Name: 'rewrite',
    FunctionCode,
    FunctionConfig: { Comment },
  });
  expect(riskOf(cloudFrontFunction, of('a'), of('b'))).toMatchObject({
    severity: 'MEDIUM',
    rules: ['cloudfront-function-code-changed'],
  });
  expect(riskOf(cloudFrontFunction, of('a'), of('a', 'd'))).toMatchObject({ severity: 'LOW', rules: [] });
  expect(riskOf(cloudFrontFunction, undefined, of('a'))?.severity).toBe('LOW');
  expect(cloudFrontFunction.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
});
