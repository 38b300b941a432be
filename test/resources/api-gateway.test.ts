import {
  APIGatewayClient,
  GetRestApisCommand,
  GetStagesCommand,
  type RestApi,
  type Stage,
} from '@aws-sdk/client-api-gateway';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { restApi, restApiStage } from '../../lib/resources/api-gateway.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const gateway = mockClient(APIGatewayClient);
const policy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"execute-api:Invoke","Resource":"*"}]}';
const api: RestApi = {
  id: 'a1',
  name: 'shop',
  description: 'the shop',
  createdDate: new Date(0),
  version: '2',
  warnings: ['x'],
  binaryMediaTypes: ['image/png', 'application/zip'],
  minimumCompressionSize: 1024,
  apiKeySource: 'AUTHORIZER',
  endpointConfiguration: {
    types: ['PRIVATE'],
    vpcEndpointIds: ['vpce-2', 'vpce-1'],
    ipAddressType: 'dualstack',
  },
  policy: policy.replaceAll('"', '\\"'),
  tags: { Team: 'shop' },
  disableExecuteApiEndpoint: true,
  rootResourceId: 'r1',
  securityPolicy: 'TLS_1_2',
  endpointAccessMode: 'STRICT',
};
const setting = {
  metricsEnabled: true,
  loggingLevel: 'INFO',
  dataTraceEnabled: false,
  throttlingBurstLimit: 10,
  throttlingRateLimit: 5,
  cachingEnabled: true,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: true,
};
const stage: Stage = {
  deploymentId: 'd1',
  clientCertificateId: 'c1',
  stageName: 'prod',
  description: 'live',
  cacheClusterEnabled: true,
  cacheClusterSize: '0.5',
  cacheClusterStatus: 'AVAILABLE',
  methodSettings: { '*/*': { loggingLevel: 'ERROR' }, '~1pets~1{id}/GET': setting },
  variables: { token: 'canary-of-a-stage' },
  documentationVersion: '1',
  accessLogSettings: { format: '$context.requestId', destinationArn: 'arn:log' },
  canarySettings: {
    percentTraffic: 10,
    deploymentId: 'd2',
    stageVariableOverrides: { lower: 'canary-2' },
    useStageCache: false,
  },
  tracingEnabled: true,
  webAclArn: 'arn:waf',
  tags: { Team: 'shop' },
  createdDate: new Date(0),
  lastUpdatedDate: new Date(0),
};

beforeEach(() => {
  gateway.reset();
  gateway
    .on(GetRestApisCommand)
    .resolves({ items: [api], position: '2' })
    .on(GetRestApisCommand, { position: '2' })
    .resolves({ items: [{ id: 'gone' }, {}] })
    .on(GetStagesCommand)
    .rejects(awsError('NotFoundException'))
    .on(GetStagesCommand, { restApiId: 'a1' })
    .resolves({ item: [stage, {}] });
});

describe('reading REST APIs', () => {
  test('every property of an API, with its policy unescaped', async () => {
    const read = await storedById(restApi);
    expect(Object.keys(read)).toEqual(['a1', 'gone']);
    expect(read.a1).toMatchObject({
      arn: 'arn:aws:apigateway:eu-west-1::/restapis/a1',
      tags: { Team: 'shop' },
    });
    expect(read.a1?.properties).toEqual({
      RestApiId: 'a1',
      RootResourceId: 'r1',
      Name: 'shop',
      Description: 'the shop',
      Version: '2',
      ApiKeySourceType: 'AUTHORIZER',
      BinaryMediaTypes: ['application/zip', 'image/png'],
      DisableExecuteApiEndpoint: true,
      EndpointAccessMode: 'STRICT',
      EndpointConfiguration: {
        Types: ['PRIVATE'],
        VpcEndpointIds: ['vpce-1', 'vpce-2'],
        IpAddressType: 'dualstack',
      },
      MinimumCompressionSize: 1024,
      Policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: ['111122223333'] },
            Action: ['execute-api:invoke'],
            Resource: ['*'],
          },
        ],
      },
      SecurityPolicy: 'TLS_1_2',
    });
  });

  test('every property of a stage, its variables as digests', async () => {
    const read = await storedById(restApiStage);
    expect(Object.keys(read)).toEqual(['a1|prod']);
    const { Variables, CanarySetting, ...properties } = read['a1|prod']?.properties ?? {};
    expect(JSON.stringify([Variables, CanarySetting])).not.toContain('canary-');
    expect(CanarySetting).toMatchObject({
      PercentTraffic: 10,
      DeploymentId: 'd2',
      StageVariableOverrides: { lower: expect.any(String) },
    });
    expect(properties).toEqual({
      RestApiId: 'a1',
      StageName: 'prod',
      DeploymentId: 'd1',
      Description: 'live',
      AccessLogSetting: { Format: '$context.requestId', DestinationArn: 'arn:log' },
      CacheClusterEnabled: true,
      CacheClusterSize: '0.5',
      ClientCertificateId: 'c1',
      DocumentationVersion: '1',
      MethodSettings: [
        { ResourcePath: '/*', HttpMethod: '*', LoggingLevel: 'ERROR' },
        {
          ResourcePath: '/~1pets~1{id}',
          HttpMethod: 'GET',
          MetricsEnabled: true,
          LoggingLevel: 'INFO',
          DataTraceEnabled: false,
          ThrottlingBurstLimit: 10,
          ThrottlingRateLimit: 5,
          CachingEnabled: true,
          CacheTtlInSeconds: 300,
          CacheDataEncrypted: true,
        },
      ],
      TracingEnabled: true,
      WebAclArn: 'arn:waf',
    });
  });

  test('another order gives the same bytes', async () => {
    const lines = async () => [
      ...storedLines(restApi, await readAll(restApi)),
      ...storedLines(restApiStage, await readAll(restApiStage)),
    ];
    const first = await lines();
    gateway
      .on(GetRestApisCommand)
      .resolves({ items: [{ id: 'gone' }, turnedRound({ ...api, warnings: [] })] })
      .on(GetStagesCommand, { restApiId: 'a1' })
      .resolves({
        item: [
          {
            ...stage,
            cacheClusterStatus: 'FLUSH_IN_PROGRESS',
            methodSettings: { '~1pets~1{id}/GET': setting, '*/*': { loggingLevel: 'ERROR' } },
          },
        ],
      });
    expect(await lines()).toEqual(first);
  });

  test('denied stages make the type unread', async () => {
    gateway.on(GetStagesCommand, { restApiId: 'a1' }).rejects(awsError('AccessDeniedException', 'no'));
    await expect(readAll(restApiStage)).rejects.toThrow('no');
  });
});

describe('what a change of an API means', () => {
  const types = (...Types: string[]): JsonObject => ({ EndpointConfiguration: { Types } });
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['opened', types('PRIVATE'), types('REGIONAL'), 'HIGH', ['apigateway-private-api-opened']],
    ['closed', types('REGIONAL'), types('PRIVATE'), 'INFO', []],
    ['moved', types('EDGE'), types('REGIONAL'), 'MEDIUM', []],
    ['no policy', { Policy: policy }, {}, 'HIGH', ['apigateway-policy-removed']],
    [
      'the default endpoint',
      { DisableExecuteApiEndpoint: true },
      {},
      'MEDIUM',
      ['apigateway-default-endpoint-enabled'],
    ],
    ['public', {}, { Policy: policy.replace('111122223333', '*') }, 'CRITICAL', ['policy-public']],
    ['described', {}, { Description: 'x' }, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(restApi, { Name: 'a', ...before }, { Name: 'a', ...after })).toMatchObject({
      severity,
      rules,
    });
  });
});

const methods = (LoggingLevel: string, DataTraceEnabled = false): JsonObject => ({
  MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel, DataTraceEnabled }],
});

describe('what a change of a stage means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['no execution log', methods('INFO'), methods('OFF'), 'MEDIUM', ['apigateway-execution-logging-off']],
    ['a shorter log', methods('INFO'), methods('ERROR'), 'MEDIUM', []],
    ['a log', methods('OFF'), methods('ERROR'), 'INFO', []],
    [
      'whole requests',
      methods('INFO'),
      methods('INFO', true),
      'MEDIUM',
      ['apigateway-requests-logged-whole'],
    ],
    [
      'no access log',
      { AccessLogSetting: { DestinationArn: 'arn:log' } },
      {},
      'HIGH',
      ['logging-turned-off'],
    ],
    ['no firewall', { WebAclArn: 'arn:waf' }, {}, 'HIGH', ['apigateway-firewall-removed']],
    ['a firewall', {}, { WebAclArn: 'arn:waf' }, 'INFO', []],
    ['a deployment', { DeploymentId: 'a' }, { DeploymentId: 'b' }, 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(restApiStage, { StageName: 'a', ...before }, { StageName: 'a', ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test.each<[string, JsonObject, number | null]>([
    ['nothing', {}, 0],
    ['something unknown with a cache', { CacheClusterEnabled: true }, null],
  ])('a stage costs %s', (_, properties, usd) => {
    expect(restApiStage.monthlyCost?.(resource(restApiStage.type, properties), costContext({}))?.usd).toBe(
      usd,
    );
    expect(restApi.monthlyCost?.(resource(restApi.type, {}), costContext({}))?.usd).toBeNull();
  });
});
