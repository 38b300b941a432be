import { LambdaClient, ListFunctionsCommand, ListFunctionUrlConfigsCommand } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { lambdaUrl } from '../../lib/resources/lambda-url.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const lambda = mockClient(LambdaClient);
const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const url = {
  FunctionUrl: 'https://abc.lambda-url.eu-west-1.on.aws/',
  FunctionArn: arn,
  CreationTime: '2026-11-01T09:00:00.000Z',
  LastModifiedTime: '2026-11-01T09:00:00.000Z',
  AuthType: 'AWS_IAM' as const,
  Cors: { AllowOrigins: ['https://b', 'https://a'], AllowMethods: ['POST', 'GET'], MaxAge: 60 },
  InvokeMode: 'RESPONSE_STREAM' as const,
};

beforeEach(() => {
  lambda.reset();
  lambda
    .on(ListFunctionsCommand)
    .resolves({ Functions: [{ FunctionName: 'orders', FunctionArn: arn }, {}] })
    .on(ListFunctionUrlConfigsCommand)
    .resolves({ FunctionUrlConfigs: [url], NextMarker: '2' })
    .on(ListFunctionUrlConfigsCommand, { Marker: '2' })
    .resolves({
      FunctionUrlConfigs: [{ ...url, FunctionArn: `${arn}:live`, Cors: undefined, InvokeMode: undefined }],
    });
});

describe('reading function URLs', () => {
  test('the URLs of a function and its aliases come in the words of the schema', async () => {
    const read = await readAll(lambdaUrl);
    expect(read.map((each) => [each.id, stored(lambdaUrl, each).properties])).toEqual([
      [
        arn,
        {
          FunctionArn: arn,
          TargetFunctionArn: arn,
          FunctionUrl: url.FunctionUrl,
          AuthType: 'AWS_IAM',
          Cors: { AllowOrigins: ['https://a', 'https://b'], AllowMethods: ['GET', 'POST'], MaxAge: 60 },
          InvokeMode: 'RESPONSE_STREAM',
        },
      ],
      [
        `${arn}:live`,
        {
          FunctionArn: `${arn}:live`,
          TargetFunctionArn: arn,
          Qualifier: 'live',
          FunctionUrl: url.FunctionUrl,
          AuthType: 'AWS_IAM',
          InvokeMode: 'BUFFERED',
        },
      ],
    ]);
  });

  test('sets in another order and other times give the same bytes', async () => {
    const first = storedLines(lambdaUrl, await readAll(lambdaUrl));
    const shuffled = { ...url.Cors, AllowOrigins: ['https://a', 'https://b'], AllowMethods: ['GET', 'POST'] };
    lambda.on(ListFunctionUrlConfigsCommand).resolves({
      FunctionUrlConfigs: [{ ...url, LastModifiedTime: 'later', Cors: shuffled }],
      NextMarker: '2',
    });
    lambda.on(ListFunctionUrlConfigsCommand, { Marker: '2' }).resolves({
      FunctionUrlConfigs: [{ ...url, FunctionArn: `${arn}:live`, Cors: undefined, InvokeMode: 'BUFFERED' }],
    });
    expect(storedLines(lambdaUrl, await readAll(lambdaUrl))).toEqual(first);
  });

  test('a function deleted after it was listed has no URL; a denied call makes the type unread', async () => {
    lambda.on(ListFunctionUrlConfigsCommand).rejects(awsError('ResourceNotFoundException'));
    expect(await readAll(lambdaUrl)).toEqual([]);
    lambda.on(ListFunctionUrlConfigsCommand).rejects(awsError('AccessDeniedException'));
    await expect(readAll(lambdaUrl)).rejects.toThrow('AccessDeniedException');
  });
});

describe('what a function URL means', () => {
  const any = { AllowOrigins: ['*'], AllowCredentials: true };
  const cases: [string, JsonObject | undefined, JsonObject, string, string[]][] = [
    [
      'new without authentication',
      undefined,
      { AuthType: 'NONE' },
      'CRITICAL',
      ['lambda-url-without-authentication'],
    ],
    ['new with authentication', undefined, { AuthType: 'AWS_IAM' }, 'LOW', []],
    [
      'authentication turned off',
      { AuthType: 'AWS_IAM' },
      { AuthType: 'NONE' },
      'CRITICAL',
      ['lambda-url-without-authentication'],
    ],
    ['authentication turned on', { AuthType: 'NONE' }, { AuthType: 'AWS_IAM' }, 'INFO', []],
    ['credentials from any origin', {}, { Cors: any }, 'MEDIUM', ['lambda-url-credentials-from-any-origin']],
    ['any origin without credentials', {}, { Cors: { AllowOrigins: ['*'] } }, 'MEDIUM', []],
    ['credentials from any origin ended', { Cors: any }, { Cors: { AllowOrigins: ['*'] } }, 'INFO', []],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    const target = { TargetFunctionArn: arn };
    const risk = riskOf(lambdaUrl, before && { ...target, ...before }, { ...target, ...after });
    expect(risk?.severity).toBe(severity);
    expect(risk?.rules).toEqual(rules);
  });
});

test('a function URL costs nothing', () => {
  expect(lambdaUrl.monthlyCost?.(resource(lambdaUrl.type, {}), costContext({}))?.usd).toBe(0);
});
