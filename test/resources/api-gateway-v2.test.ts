import {
  type Api,
  ApiGatewayV2Client,
  GetApisCommand,
  GetStagesCommand,
  type Stage,
} from '@aws-sdk/client-apigatewayv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { httpApi, httpApiStage } from '../../lib/resources/api-gateway-v2.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const gateway = mockClient(ApiGatewayV2Client);
const sameApi = {
  ApiEndpoint: 'https://a1.execute-api.eu-west-1.amazonaws.com',
  ApiKeySelectionExpression: '$request.header.x-api-key',
  Description: 'the shop',
  DisableExecuteApiEndpoint: true,
  DisableSchemaValidation: false,
  IpAddressType: 'ipv4' as const,
  Name: 'shop',
  ProtocolType: 'HTTP' as const,
  RouteSelectionExpression: '$request.method $request.path',
  Version: '1',
};
const cors = {
  AllowCredentials: true,
  AllowHeaders: ['a', 'b'],
  AllowMethods: ['GET', 'POST'],
  AllowOrigins: ['https://a', 'https://b'],
  ExposeHeaders: ['x', 'y'],
  MaxAge: 5,
};
const api: Api = {
  ...sameApi,
  ApiId: 'a1',
  CorsConfiguration: turnedRound(cors),
  CreatedDate: new Date(0),
  ImportInfo: ['x'],
  Tags: { Team: 'shop' },
};
const sameStage = {
  AccessLogSettings: { DestinationArn: 'arn:log', Format: '$context.requestId' },
  AutoDeploy: false,
  ClientCertificateId: 'c1',
  DefaultRouteSettings: { ThrottlingBurstLimit: 5 },
  DeploymentId: 'd1',
  Description: 'live',
  RouteSettings: { 'GET /pets': { ThrottlingRateLimit: 2 } },
};
const stage: Stage = {
  ...sameStage,
  StageName: '$default',
  StageVariables: { token: 'canary' },
  LastUpdatedDate: new Date(0),
  Tags: { Team: 'shop' },
};

beforeEach(() => {
  gateway.reset();
  gateway
    .on(GetApisCommand)
    .resolves({ Items: [api], NextToken: '2' })
    .on(GetApisCommand, { NextToken: '2' })
    .resolves({ Items: [{ ...sameApi, ApiId: 'gone' }, { ...sameApi }] })
    .on(GetStagesCommand)
    .rejects(awsError('NotFoundException'))
    .on(GetStagesCommand, { ApiId: 'a1' })
    .resolves({ Items: [stage], NextToken: '2' })
    .on(GetStagesCommand, { ApiId: 'a1', NextToken: '2' })
    .resolves({ Items: [{ StageName: 'dev', AutoDeploy: true, DeploymentId: 'd7' }] });
});

describe('reading HTTP APIs', () => {
  test('every property of an API and of its stages', async () => {
    const read = await storedById(httpApi);
    expect(Object.keys(read)).toEqual(['a1', 'gone']);
    expect(read.a1).toMatchObject({ arn: 'arn:aws:apigateway:eu-west-1::/apis/a1', tags: { Team: 'shop' } });
    expect(read.a1?.properties).toEqual({ ...sameApi, ApiId: 'a1', CorsConfiguration: cors });
    const stages = await storedById(httpApiStage);
    expect(Object.keys(stages)).toEqual(['a1|$default', 'a1|dev']);
    expect(stages['a1|$default']?.properties).toEqual({
      ...sameStage,
      ApiId: 'a1',
      StageName: '$default',
      StageVariables: { token: expect.stringMatching(/^hmac-sha256:/) },
    });
    expect(stages['a1|dev']?.properties).toEqual({ ApiId: 'a1', StageName: 'dev', AutoDeploy: true });
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(httpApi, await readAll(httpApi));
    gateway.on(GetApisCommand).resolves({ Items: [{ ...sameApi, ApiId: 'gone' }, turnedRound(api)] });
    expect(storedLines(httpApi, await readAll(httpApi))).toEqual(first);
  });

  test('denied stages make the type unread', async () => {
    gateway.on(GetStagesCommand, { ApiId: 'a1' }).rejects(awsError('AccessDeniedException', 'no'));
    await expect(readAll(httpApiStage)).rejects.toThrow('no');
  });
});

describe('what a change means', () => {
  const origins = (...AllowOrigins: string[]): JsonObject => ({ CorsConfiguration: { AllowOrigins } });
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['every web site', origins('https://a'), origins('*'), 'MEDIUM', ['apigateway-cors-everybody']],
    ['one more web site', origins('https://a'), origins('https://a', 'https://b'), 'MEDIUM', []],
    ['known web sites', origins('*'), origins('https://a'), 'INFO', []],
    [
      'the default endpoint',
      { DisableExecuteApiEndpoint: true },
      {},
      'MEDIUM',
      ['apigateway-default-endpoint-enabled'],
    ],
  ])('API: %s', (_, before, after, severity, rules) => {
    expect(riskOf(httpApi, { Name: 'a', ...before }, { Name: 'a', ...after })).toMatchObject({
      severity,
      rules,
    });
    expect(httpApi.monthlyCost?.(resource(httpApi.type, {}), costContext({}))?.usd).toBeNull();
  });

  const log: JsonObject = { AccessLogSettings: { DestinationArn: 'arn:log' } };
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['no access log', log, {}, 'HIGH', ['apigateway-access-log-off']],
    ['an access log', {}, log, 'INFO', []],
    ['another format', log, { AccessLogSettings: { DestinationArn: 'arn:log', Format: 'x' } }, 'MEDIUM', []],
  ])('stage: %s', (_, before, after, severity, rules) => {
    expect(riskOf(httpApiStage, { ApiId: 'a', ...before }, { ApiId: 'a', ...after })).toMatchObject({
      severity,
      rules,
    });
    expect(httpApiStage.monthlyCost?.(resource(httpApiStage.type, {}), costContext({}))?.usd).toBe(0);
  });
});
