import {
  APIGatewayClient,
  GetResourcesCommand,
  GetRestApisCommand,
  GetAuthorizersCommand as GetRestAuthorizersCommand,
  type Method,
} from '@aws-sdk/client-api-gateway';
import {
  ApiGatewayV2Client,
  GetApisCommand,
  GetAuthorizersCommand,
  GetRoutesCommand,
} from '@aws-sdk/client-apigatewayv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { restApiAuthorizer, restApiMethod } from '../../lib/resources/api-gateway-methods.ts';
import { httpApiAuthorizer, httpApiRoute } from '../../lib/resources/api-gateway-routes.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const rest = mockClient(APIGatewayClient);
const http = mockClient(ApiGatewayV2Client);
const types = [restApiMethod, restApiAuthorizer, httpApiRoute, httpApiAuthorizer];
const method: Method = {
  httpMethod: 'POST',
  authorizationType: 'CUSTOM',
  authorizerId: 'auth1',
  apiKeyRequired: true,
  requestValidatorId: 'v1',
  operationName: 'Order',
  requestParameters: { 'method.request.header.x': true },
  requestModels: { 'application/json': 'Order' },
  authorizationScopes: ['b', 'a'],
  methodResponses: {
    200: {
      statusCode: '200',
      responseParameters: { 'method.response.header.x': true },
      responseModels: { 'application/json': 'Empty' },
    },
    400: { statusCode: '400' },
  },
  methodIntegration: {
    type: 'AWS',
    httpMethod: 'POST',
    uri: 'arn:lambda',
    connectionType: 'VPC_LINK',
    connectionId: 'c1',
    credentials: 'arn:role',
    requestParameters: { 'integration.request.header.x': "'1'" },
    requestTemplates: { 'application/json': '$input' },
    passthroughBehavior: 'NEVER',
    contentHandling: 'CONVERT_TO_TEXT',
    timeoutInMillis: 29000,
    cacheNamespace: 'n',
    cacheKeyParameters: ['b', 'a'],
    integrationResponses: {
      200: { statusCode: '200', selectionPattern: '', responseTemplates: { 'application/json': '{}' } },
    },
    responseTransferMode: 'BUFFERED',
  },
};
const authorizer = {
  id: 'auth1',
  name: 'tokens',
  type: 'TOKEN' as const,
  providerARNs: ['arn:b', 'arn:a'],
  authType: 'custom',
  authorizerUri: 'arn:lambda',
  authorizerCredentials: 'arn:role',
  identitySource: 'method.request.header.Authorization',
  identityValidationExpression: '.*',
  authorizerResultTtlInSeconds: 300,
};
const route = {
  ApiKeyRequired: false,
  AuthorizationScopes: ['b', 'a'],
  AuthorizationType: 'JWT' as const,
  AuthorizerId: 'auth2',
  ModelSelectionExpression: 'm',
  OperationName: 'Order',
  RequestModels: { a: 'b' },
  RequestParameters: { x: { Required: true } },
  RouteId: 'r1',
  RouteKey: 'GET /orders',
  RouteResponseSelectionExpression: '$default',
  Target: 'integrations/1',
};
const jwt = {
  AuthorizerId: 'auth2',
  AuthorizerCredentialsArn: 'arn:role',
  AuthorizerPayloadFormatVersion: '2.0',
  AuthorizerResultTtlInSeconds: 0,
  AuthorizerType: 'JWT' as const,
  AuthorizerUri: 'arn:lambda',
  EnableSimpleResponses: true,
  IdentitySource: ['b', 'a'],
  IdentityValidationExpression: '.*',
  JwtConfiguration: { Issuer: 'https://issuer', Audience: ['b', 'a'] },
  Name: 'jwt',
};
const gone = awsError('NotFoundException');

beforeEach(() => {
  rest.reset();
  http.reset();
  rest
    .on(GetRestApisCommand)
    .resolves({ items: [{ id: 'a1' }, { id: 'gone' }, {}] })
    .on(GetResourcesCommand)
    .rejects(gone)
    .on(GetResourcesCommand, { restApiId: 'a1' })
    .resolves({ items: [{ id: 'root', path: '/' }], position: '2' })
    .on(GetResourcesCommand, { restApiId: 'a1', position: '2' })
    .resolves({ items: [{ id: 'x1', path: '/orders', resourceMethods: { POST: method } }] })
    .on(GetRestAuthorizersCommand)
    .rejects(gone)
    .on(GetRestAuthorizersCommand, { restApiId: 'a1' })
    .resolves({ items: [], position: '2' })
    .on(GetRestAuthorizersCommand, { restApiId: 'a1', position: '2' })
    .resolves({ items: [authorizer] });
  http
    .on(GetApisCommand)
    .resolves({
      Items: [
        { ApiId: 'h1', Name: 'h', ProtocolType: 'HTTP', RouteSelectionExpression: '' },
        { ApiId: 'gone', Name: 'g', ProtocolType: 'HTTP', RouteSelectionExpression: '' },
        { Name: 'x', ProtocolType: 'HTTP', RouteSelectionExpression: '' },
      ],
    })
    .on(GetRoutesCommand)
    .rejects(gone)
    .on(GetRoutesCommand, { ApiId: 'h1' })
    .resolves({ Items: [route], NextToken: '2' })
    .on(GetRoutesCommand, { ApiId: 'h1', NextToken: '2' })
    .resolves({ Items: [] })
    .on(GetAuthorizersCommand)
    .rejects(gone)
    .on(GetAuthorizersCommand, { ApiId: 'h1' })
    .resolves({ Items: [jwt] });
});

describe('reading what is called', () => {
  test('every property of a method, with the keys of its maps as they are', async () => {
    const read = await storedById(restApiMethod);
    expect(Object.keys(read)).toEqual(['a1|x1|POST']);
    expect(read['a1|x1|POST']?.properties).toEqual({
      RestApiId: 'a1',
      ResourceId: 'x1',
      ResourcePath: '/orders',
      HttpMethod: 'POST',
      ApiKeyRequired: true,
      AuthorizationScopes: ['a', 'b'],
      AuthorizationType: 'CUSTOM',
      AuthorizerId: 'auth1',
      Integration: {
        Type: 'AWS',
        IntegrationHttpMethod: 'POST',
        Uri: 'arn:lambda',
        ConnectionType: 'VPC_LINK',
        ConnectionId: 'c1',
        Credentials: 'arn:role',
        RequestParameters: { 'integration.request.header.x': "'1'" },
        RequestTemplates: { 'application/json': '$input' },
        PassthroughBehavior: 'NEVER',
        ContentHandling: 'CONVERT_TO_TEXT',
        TimeoutInMillis: 29000,
        CacheNamespace: 'n',
        CacheKeyParameters: ['a', 'b'],
        IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': {} } }],
        ResponseTransferMode: 'BUFFERED',
      },
      MethodResponses: [
        {
          StatusCode: '200',
          ResponseParameters: { 'method.response.header.x': true },
          ResponseModels: { 'application/json': 'Empty' },
        },
        { StatusCode: '400' },
      ],
      OperationName: 'Order',
      RequestModels: { 'application/json': 'Order' },
      RequestParameters: { 'method.request.header.x': true },
      RequestValidatorId: 'v1',
    });
  });

  test('every property of authorizers and routes', async () => {
    expect((await storedById(restApiAuthorizer))['a1|auth1']?.properties).toEqual({
      RestApiId: 'a1',
      AuthorizerId: 'auth1',
      AuthorizerCredentials: 'arn:role',
      AuthorizerResultTtlInSeconds: 300,
      AuthorizerUri: 'arn:lambda',
      AuthType: 'custom',
      IdentitySource: 'method.request.header.Authorization',
      IdentityValidationExpression: '.*',
      Name: 'tokens',
      ProviderARNs: ['arn:a', 'arn:b'],
      Type: 'TOKEN',
    });
    expect((await storedById(httpApiRoute))['h1|r1']?.properties).toEqual({
      ...route,
      ApiId: 'h1',
      AuthorizationScopes: ['a', 'b'],
    });
    expect((await storedById(httpApiAuthorizer))['auth2|h1']?.properties).toEqual({
      ...jwt,
      ApiId: 'h1',
      IdentitySource: ['a', 'b'],
      JwtConfiguration: { Issuer: 'https://issuer', Audience: ['a', 'b'] },
    });
  });

  test('another order gives the same bytes', async () => {
    const lines = async () =>
      (await Promise.all(types.map(async (type) => storedLines(type, await readAll(type))))).flat();
    const first = await lines();
    rest
      .on(GetResourcesCommand, { restApiId: 'a1', position: '2' })
      .resolves({ items: [{ id: 'x1', path: '/orders', resourceMethods: { POST: turnedRound(method) } }] })
      .on(GetRestAuthorizersCommand, { restApiId: 'a1', position: '2' })
      .resolves({ items: [turnedRound(authorizer)] });
    http
      .on(GetRoutesCommand, { ApiId: 'h1' })
      .resolves({ Items: [turnedRound(route)] })
      .on(GetAuthorizersCommand, { ApiId: 'h1' })
      .resolves({ Items: [turnedRound(jwt)] });
    expect(await lines()).toEqual(first);
  });

  test('a denied list makes the type unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    rest.on(GetResourcesCommand).rejects(denied).on(GetRestAuthorizersCommand).rejects(denied);
    http.on(GetRoutesCommand).rejects(denied).on(GetAuthorizersCommand).rejects(denied);
    for (const type of types) await expect(readAll(type)).rejects.toThrow('no');
  });
});

const open = ['apigateway-call-without-authorization'];

describe('what a change means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['open to everybody', { AuthorizationType: 'AWS_IAM' }, { AuthorizationType: 'NONE' }, 'HIGH', open],
    ['open with an API key', { AuthorizationType: 'AWS_IAM' }, { ApiKeyRequired: true }, 'MEDIUM', []],
    ['no API key', { ApiKeyRequired: true }, {}, 'HIGH', open],
    ['closed', {}, { AuthorizationType: 'AWS_IAM' }, 'INFO', []],
    [
      'another backend',
      { AuthorizationType: 'AWS_IAM', Integration: { Uri: 'a' } },
      { AuthorizationType: 'AWS_IAM', Integration: { Uri: 'b' } },
      'MEDIUM',
      [],
    ],
  ])('method: %s', (_, before, after, severity, rules) => {
    const base = { RestApiId: 'a1', HttpMethod: 'GET', ResourcePath: '/orders' };
    expect(riskOf(restApiMethod, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test.each<[string, string, string[]]>([
    ['GET /orders', 'MEDIUM', open],
    ['$default', 'MEDIUM', open],
    ['$connect', 'MEDIUM', open],
    ['OPTIONS /orders', 'LOW', []],
    ['sendmessage', 'LOW', []],
    ['$disconnect', 'LOW', []],
  ])('a new route %s without authorization', (RouteKey, severity, rules) => {
    expect(riskOf(httpApiRoute, undefined, { ApiId: 'h1', RouteKey })).toMatchObject({ severity, rules });
  });

  test('an authorizer that asks somebody else, and what all cost', () => {
    expect(riskOf(restApiAuthorizer, { AuthorizerUri: 'a' }, { AuthorizerUri: 'b' })?.severity).toBe(
      'MEDIUM',
    );
    expect(riskOf(httpApiAuthorizer, { AuthorizerUri: 'a' }, { AuthorizerUri: 'b' })?.severity).toBe(
      'MEDIUM',
    );
    for (const type of types)
      expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))?.usd).toBe(0);
  });
});
