import {
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListProvisionedConcurrencyConfigsCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { AwsClients } from '../../lib/aws/clients.ts';
import { resourceReader } from '../../lib/aws/reader.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { aliasesOf, lambdaAlias } from '../../lib/resources/lambda-alias.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, place, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const lambda = mockClient(LambdaClient);
const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const weights = { '3': 0.2, '2': 0.1 };

beforeEach(() => {
  lambda.reset();
  lambda
    .on(ListFunctionsCommand)
    .resolves({ Functions: [{ FunctionName: 'orders', FunctionArn: arn }], NextMarker: '2' })
    .on(ListFunctionsCommand, { Marker: '2' })
    .resolves({ Functions: [{ FunctionName: 'plain' }, {}] })
    .on(ListAliasesCommand)
    .resolves({ Aliases: [] })
    .on(ListAliasesCommand, { FunctionName: 'orders' })
    .resolves({
      Aliases: [
        {
          AliasArn: `${arn}:live`,
          Name: 'live',
          FunctionVersion: '1',
          Description: 'what customers use',
          RoutingConfig: { AdditionalVersionWeights: weights },
          RevisionId: 'r1',
        },
      ],
      NextMarker: '2',
    })
    .on(ListAliasesCommand, { FunctionName: 'orders', Marker: '2' })
    .resolves({
      Aliases: [{ AliasArn: `${arn}:next`, Name: 'next', FunctionVersion: '2', Description: '' }, {}],
    })
    .on(ListProvisionedConcurrencyConfigsCommand)
    .resolves({
      ProvisionedConcurrencyConfigs: [
        { FunctionArn: `${arn}:live`, RequestedProvisionedConcurrentExecutions: 5, Status: 'IN_PROGRESS' },
        {},
      ],
    });
});

describe('reading aliases', () => {
  test('every property comes in the words of the schema, with provisioned concurrency', async () => {
    const read = await readAll(lambdaAlias);
    expect(read.map((each) => stored(lambdaAlias, each).properties)).toEqual([
      {
        AliasArn: `${arn}:live`,
        FunctionName: 'orders',
        Name: 'live',
        FunctionVersion: '1',
        Description: 'what customers use',
        RoutingConfig: {
          AdditionalVersionWeights: [
            { FunctionVersion: '2', FunctionWeight: 0.1 },
            { FunctionVersion: '3', FunctionWeight: 0.2 },
          ],
        },
        ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 },
      },
      { AliasArn: `${arn}:next`, FunctionName: 'orders', Name: 'next', FunctionVersion: '2' },
    ]);
    expect(lambda.commandCalls(ListProvisionedConcurrencyConfigsCommand)).toHaveLength(1);
  });

  test('weights in another order and another revision id give the same bytes', async () => {
    const first = storedLines(lambdaAlias, await readAll(lambdaAlias));
    lambda.on(ListAliasesCommand, { FunctionName: 'orders' }).resolves({
      Aliases: [
        { AliasArn: `${arn}:next`, Name: 'next', FunctionVersion: '2', RevisionId: 'r9' },
        {
          AliasArn: `${arn}:live`,
          Name: 'live',
          FunctionVersion: '1',
          Description: 'what customers use',
          RoutingConfig: { AdditionalVersionWeights: { '2': 0.1, '3': 0.2 } },
          RevisionId: 'r2',
        },
      ],
    });
    expect(storedLines(lambdaAlias, await readAll(lambdaAlias))).toEqual(first);
  });

  test('denied provisioned concurrency is unread, and nothing else', async () => {
    lambda.on(ListProvisionedConcurrencyConfigsCommand).rejects(awsError('AccessDeniedException', 'no'));
    const [live] = await readAll(lambdaAlias);
    expect(live?.unread).toEqual([
      { path: '/ProvisionedConcurrencyConfig', reason: 'AccessDeniedException: no' },
    ]);
  });

  test('a function deleted after it was listed has no aliases', async () => {
    lambda.on(ListAliasesCommand).rejects(awsError('ResourceNotFoundException'));
    lambda.on(ListAliasesCommand, { FunctionName: 'orders' }).rejects(awsError('ResourceNotFoundException'));
    expect(await readAll(lambdaAlias)).toEqual([]);
  });

  test('aliases are asked for once in a scan, and again after a failure', async () => {
    const reader = resourceReader(place, new AwsClients(place.region));
    lambda
      .on(ListAliasesCommand, { FunctionName: 'orders' })
      .rejectsOnce(awsError('ServiceException'))
      .resolves({});
    await expect(aliasesOf(reader, 'orders')).rejects.toThrow('ServiceException');
    await Promise.all([aliasesOf(reader, 'orders'), aliasesOf(reader, 'orders')]);
    await aliasesOf(reader, 'orders');
    expect(lambda.commandCalls(ListAliasesCommand)).toHaveLength(2);
  });
});

describe('what a change of an alias means', () => {
  const cases: [string, JsonObject, JsonObject, string][] = [
    ['another version', { FunctionVersion: '1' }, { FunctionVersion: '2' }, 'LOW'],
    ['another description', { Description: 'a' }, { Description: 'b' }, 'INFO'],
    [
      'traffic shifted',
      { FunctionVersion: '1' },
      {
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 1 }] },
      },
      'MEDIUM',
    ],
  ];
  test.each(cases)('%s', (_, before, after, severity) => {
    expect(riskOf(lambdaAlias, before, after)?.severity).toBe(severity);
  });
});

describe('cost', () => {
  const alias = (executions?: number) =>
    resource(lambdaAlias.type, {
      FunctionName: 'orders',
      ...(executions
        ? { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: executions } }
        : {}),
    });
  const target = resource(
    'AWS::Lambda::Function',
    { MemorySize: 512, Architectures: ['arm64'] },
    { id: 'orders' },
  );
  const prices = { 'AWSLambda provisioned-concurrency/arm64/gb-second': 0.0000033334 };

  test('without provisioned concurrency nothing', () => {
    expect(lambdaAlias.monthlyCost?.(alias(), costContext({}))?.usd).toBe(0);
  });
  test('5 executions of 0.5 GB all month: 5 × 0.5 × 730 × 3600 × 0.0000033334 = 21.90', () => {
    const cost = lambdaAlias.monthlyCost?.(alias(5), costContext(prices, [target]));
    expect(cost?.usd).toBeCloseTo(21.9, 2);
    expect(cost?.assumptions[0]).toContain('5 provisioned executions of 512 MB on arm64 all month (730 h)');
  });
  test('without the function or the price it is unknown', () => {
    expect(lambdaAlias.monthlyCost?.(alias(5), costContext(prices))?.usd).toBeNull();
    const plain = resource('AWS::Lambda::Function', {}, { id: 'orders' });
    expect(lambdaAlias.monthlyCost?.(alias(5), costContext(prices, [plain]))?.usd).toBeNull();
  });
});
