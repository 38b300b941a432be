import {
  GetPolicyCommand,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { lambdaPermission } from '../../lib/resources/lambda-permission.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const lambda = mockClient(LambdaClient);
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const aliasArn = `${functionArn}:live`;

function statement(Sid: string, Principal: unknown, Condition?: object, Resource = functionArn) {
  return { Sid, Effect: 'Allow', Principal, Action: 'lambda:InvokeFunction', Resource, Condition };
}

function policy(...statements: object[]): { Policy: string } {
  return { Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }) };
}

const ownStatements = [
  statement(
    's3',
    { Service: 's3.amazonaws.com' },
    {
      ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::inbox' },
      StringEquals: { 'AWS:SourceAccount': '111122223333' },
    },
  ),
  statement('account', { AWS: 'arn:aws:iam::999988887777:root' }),
  statement('role', { AWS: 'arn:aws:iam::111122223333:role/caller' }),
  statement(
    'alexa',
    { Service: 'alexa-appkit.amazon.com' },
    { StringEquals: { 'lambda:EventSourceToken': 'skill' } },
  ),
  {
    ...statement('url', '*', {
      StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE', 'aws:PrincipalOrgID': 'o-1' },
      Bool: { 'lambda:InvokedViaFunctionUrl': 'true' },
    }),
    Action: 'lambda:InvokeFunctionUrl',
  },
  {
    ...statement('odd', { AWS: ['a', 'b'] }, { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
    Effect: 'Deny',
  },
];

beforeEach(() => {
  lambda.reset();
  lambda
    .on(ListFunctionsCommand)
    .resolves({ Functions: [{ FunctionName: 'orders', FunctionArn: functionArn }], NextMarker: '2' })
    .on(ListFunctionsCommand, { Marker: '2' })
    .resolves({ Functions: [{ FunctionName: 'plain', FunctionArn: `${functionArn}2` }, {}] })
    .on(ListAliasesCommand)
    .resolves({})
    .on(ListAliasesCommand, { FunctionName: 'orders' })
    .resolves({ Aliases: [{ AliasArn: aliasArn, Name: 'live' }, {}] })
    .on(GetPolicyCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(GetPolicyCommand, { FunctionName: functionArn })
    .resolves(policy(...ownStatements))
    .on(GetPolicyCommand, { FunctionName: aliasArn })
    .resolves(policy(statement('s3', { Service: 's3.amazonaws.com' }, undefined, aliasArn)));
});

describe('reading permissions', () => {
  test('every statement of functions and aliases is a resource in the words of the schema', async () => {
    const read = await readAll(lambdaPermission);
    const byId = Object.fromEntries(read.map((each) => [each.id, stored(lambdaPermission, each).properties]));
    const common = { FunctionName: functionArn, Action: 'lambda:InvokeFunction' };
    expect(byId).toEqual({
      [`${functionArn}|s3`]: {
        ...common,
        Id: 's3',
        Principal: 's3.amazonaws.com',
        SourceArn: 'arn:aws:s3:::inbox',
        SourceAccount: '111122223333',
      },
      [`${functionArn}|account`]: { ...common, Id: 'account', Principal: '999988887777' },
      [`${functionArn}|role`]: { ...common, Id: 'role', Principal: 'arn:aws:iam::111122223333:role/caller' },
      [`${functionArn}|alexa`]: {
        ...common,
        Id: 'alexa',
        Principal: 'alexa-appkit.amazon.com',
        EventSourceToken: expect.stringMatching(/^hmac-sha256:/),
      },
      [`${functionArn}|url`]: {
        ...common,
        Id: 'url',
        Action: 'lambda:InvokeFunctionUrl',
        Principal: '*',
        FunctionUrlAuthType: 'NONE',
        PrincipalOrgID: 'o-1',
        InvokedViaFunctionUrl: true,
      },
      [`${functionArn}|odd`]: {
        ...common,
        Id: 'odd',
        Effect: 'Deny',
        Principal: { AWS: ['a', 'b'] },
        Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      },
      [`${aliasArn}|s3`]: { ...common, FunctionName: aliasArn, Id: 's3', Principal: 's3.amazonaws.com' },
    });
  });

  test('statements in another order give the same bytes', async () => {
    const first = storedLines(lambdaPermission, await readAll(lambdaPermission));
    lambda
      .on(GetPolicyCommand, { FunctionName: functionArn })
      .resolves(policy(...[...ownStatements].reverse()));
    expect(storedLines(lambdaPermission, await readAll(lambdaPermission))).toEqual(first);
  });

  test('a statement that a function repeats from its alias is one resource', async () => {
    lambda
      .on(GetPolicyCommand, { FunctionName: functionArn })
      .resolves(policy(statement('s3', { Service: 's3.amazonaws.com' }, undefined, aliasArn)));
    expect((await readAll(lambdaPermission)).map(({ id }) => id)).toEqual([`${aliasArn}|s3`]);
  });

  test('an empty policy has no permissions', async () => {
    lambda.on(GetPolicyCommand).resolves({});
    expect(await readAll(lambdaPermission)).toEqual([]);
  });

  test('a denied policy makes the whole type unread: nobody knows which permissions there are', async () => {
    lambda.on(GetPolicyCommand).rejects(awsError('AccessDeniedException'));
    await expect(readAll(lambdaPermission)).rejects.toThrow('AccessDeniedException');
  });
});

const base = { FunctionName: functionArn, Action: 'lambda:InvokeFunction' };

describe('what a permission means', () => {
  const cases: [string, JsonObject, string, string[]][] = [
    ['to everybody', { Principal: '*' }, 'CRITICAL', ['lambda-permission-public']],
    [
      'to everybody through a URL without authentication',
      { Principal: '*', FunctionUrlAuthType: 'NONE' },
      'CRITICAL',
      ['lambda-permission-public'],
    ],
    ['to everybody of the organization', { Principal: '*', PrincipalOrgID: 'o-1' }, 'LOW', []],
    ['a denial to everybody', { Principal: '*', Effect: 'Deny' }, 'LOW', []],
    ['to a foreign account', { Principal: '999988887777' }, 'HIGH', ['lambda-permission-foreign-account']],
    [
      'to a role of a foreign account',
      { Principal: 'arn:aws:iam::999988887777:role/x' },
      'HIGH',
      ['lambda-permission-foreign-account'],
    ],
    [
      'to a service for a topic of a foreign account',
      { Principal: 'sns.amazonaws.com', SourceArn: 'arn:aws:sns:eu-west-1:999988887777:t' },
      'HIGH',
      ['lambda-permission-foreign-account'],
    ],
    [
      'to a service for a foreign account',
      { Principal: 's3.amazonaws.com', SourceAccount: '999988887777' },
      'HIGH',
      ['lambda-permission-foreign-account'],
    ],
    ['to a role of the own account', { Principal: 'arn:aws:iam::111122223333:role/x' }, 'LOW', []],
    ['to S3 without source', { Principal: 's3.amazonaws.com' }, 'HIGH', ['lambda-permission-without-source']],
    [
      'to SNS without source',
      { Principal: 'sns.amazonaws.com' },
      'MEDIUM',
      ['lambda-permission-without-source'],
    ],
    [
      'to S3 for every bucket',
      { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::*' },
      'HIGH',
      ['lambda-permission-without-source'],
    ],
    [
      'to API Gateway for one API',
      { Principal: 'apigateway.amazonaws.com', SourceArn: 'arn:aws:execute-api:eu-west-1:*:a1b2c3/*' },
      'LOW',
      [],
    ],
    ['to S3 for one bucket', { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::inbox' }, 'LOW', []],
    [
      'to SNS for a topic of the own account',
      { Principal: 'sns.amazonaws.com', SourceArn: 'arn:aws:sns:eu-west-1:111122223333:t' },
      'LOW',
      [],
    ],
  ];
  test.each(cases)('%s', (_, properties, severity, rules) => {
    const risk = riskOf(lambdaPermission, undefined, { ...base, ...properties });
    expect(risk?.severity).toBe(severity);
    expect(risk?.rules).toEqual(rules);
  });

  test('narrowing a public permission is safer', () => {
    const risk = riskOf(
      lambdaPermission,
      { ...base, Principal: '*' },
      { ...base, Principal: 'arn:aws:iam::111122223333:role/x' },
    );
    expect(risk).toMatchObject({ severity: 'INFO', rules: [] });
    expect(risk?.reasons).toEqual(['Safer: the permission no longer lets everybody in (principal *).']);
  });

  test('another principal of the own account is MEDIUM', () => {
    const role = (name: string) => ({ ...base, Principal: `arn:aws:iam::111122223333:role/${name}` });
    expect(riskOf(lambdaPermission, role('a'), role('b'))?.severity).toBe('MEDIUM');
  });

  test('without an account nothing is foreign', () => {
    const after = { ...base, Principal: '999988887777' };
    expect(riskOf(lambdaPermission, undefined, after, { account: '' })?.rules).toEqual([]);
  });
});

test('a permission costs nothing', () => {
  expect(lambdaPermission.monthlyCost?.(resource(lambdaPermission.type, base), costContext({}))?.usd).toBe(0);
});
