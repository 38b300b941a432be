import {
  APIGatewayClient,
  GetStagesCommand,
  type MethodSetting,
  paginateGetRestApis,
  type RestApi,
  type Stage,
} from '@aws-sdk/client-api-gateway';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free, unknownCost } from '../model/cost.ts';
import { isJsonObject } from '../model/json.ts';
import { restApiRules, stageRules } from './api-gateway-rules.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { everyItem } from './listing.ts';
import { capitalised } from './schema-names.ts';

/** IAM knows API Gateway's calls by their HTTP method. */
export const permissions = ['apigateway:GET'];

/** The REST APIs of a region. */
export async function restApis({ clients }: ResourceReader): Promise<RestApi[]> {
  const client = clients.get(APIGatewayClient);
  return everyItem(paginateGetRestApis({ client, pageSize: 500 }, {}), ({ items }) => items);
}

/** API Gateway returns a policy as JSON text with its quotes escaped: `{\"Version\":…`. */
function policyText(policy: string | undefined): string | undefined {
  return policy?.startsWith('{\\"') ? policy.replaceAll('\\"', '"').replaceAll('\\\\', '\\') : policy;
}

function toRestApi(api: RestApi, { partition, region }: ResourceReader): ReadResource[] {
  if (!api.id) return [];
  return [
    {
      id: api.id,
      arn: `arn:${partition}:apigateway:${region}::/restapis/${api.id}`,
      tags: api.tags,
      properties: {
        RestApiId: api.id,
        RootResourceId: api.rootResourceId,
        Name: api.name,
        Description: api.description,
        Version: api.version,
        ApiKeySourceType: api.apiKeySource,
        BinaryMediaTypes: api.binaryMediaTypes,
        DisableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
        EndpointAccessMode: api.endpointAccessMode,
        EndpointConfiguration: capitalised(api.endpointConfiguration),
        MinimumCompressionSize: api.minimumCompressionSize,
        Policy: policyText(api.policy),
        SecurityPolicy: api.securityPolicy,
      },
    },
  ];
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
 */
export const restApi = defineResourceType({
  type: 'AWS::ApiGateway::RestApi',
  scope: 'regional',
  permissions,
  async *read(reader) {
    yield* (await restApis(reader)).flatMap((api) => toRestApi(api, reader));
  },
  unordered: {
    '/BinaryMediaTypes': 'value',
    '/EndpointConfiguration/Types': 'value',
    '/EndpointConfiguration/VpcEndpointIds': 'value',
  },
  volatile: { '/Warnings': 'what API Gateway says of an import' },
  defaults: { ApiKeySourceType: 'HEADER', DisableExecuteApiEndpoint: false },
  sensitivity: {
    '/Description': 'INFO',
    '/EndpointConfiguration': 'MEDIUM',
    '/Policy': 'MEDIUM',
    '/SecurityPolicy': 'MEDIUM',
  },
  rules: restApiRules,
  monthlyCost: () => unknownCost('API Gateway bills requests, which no configuration tells.'),
});

/** `~1pets/GET` of the API is the resource path `/~1pets` and the method `GET` of the schema. */
function methodSettings(settings: Readonly<Record<string, MethodSetting>> | undefined): object[] {
  return Object.entries(settings ?? {}).map(([key, setting]) => {
    const at = key.lastIndexOf('/');
    const named = capitalised(setting);
    return {
      ...(isJsonObject(named) ? named : {}),
      ResourcePath: `/${key.slice(0, at)}`,
      HttpMethod: key.slice(at + 1),
    };
  });
}

function toStage(RestApiId: string, stage: Stage, { partition, region }: ResourceReader): ReadResource[] {
  if (!stage.stageName) return [];
  return [
    {
      id: `${RestApiId}|${stage.stageName}`,
      arn: `arn:${partition}:apigateway:${region}::/restapis/${RestApiId}/stages/${stage.stageName}`,
      tags: stage.tags,
      properties: {
        RestApiId,
        StageName: stage.stageName,
        DeploymentId: stage.deploymentId,
        Description: stage.description,
        AccessLogSetting: capitalised(stage.accessLogSettings),
        CacheClusterEnabled: stage.cacheClusterEnabled,
        CacheClusterSize: stage.cacheClusterEnabled ? stage.cacheClusterSize : undefined,
        CanarySetting: capitalised(stage.canarySettings, ['stageVariableOverrides']),
        ClientCertificateId: stage.clientCertificateId,
        DocumentationVersion: stage.documentationVersion,
        MethodSettings: methodSettings(stage.methodSettings),
        TracingEnabled: stage.tracingEnabled,
        Variables: stage.variables,
        WebAclArn: stage.webAclArn,
      },
    },
  ];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html */
export const restApiStage = defineResourceType({
  type: 'AWS::ApiGateway::Stage',
  scope: 'regional',
  permissions,
  async *read(reader) {
    const client = reader.clients.get(APIGatewayClient);
    for (const { id: restApiId = '' } of await restApis(reader)) {
      try {
        const { item = [] } = await client.send(new GetStagesCommand({ restApiId }));
        yield* item.flatMap((stage) => toStage(restApiId, stage, reader));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  },
  unordered: { '/MethodSettings': ['ResourcePath', 'HttpMethod'] },
  volatile: { '/CacheClusterStatus': 'progress of the last change of the cache' },
  secret: ['/CanarySetting/StageVariableOverrides', '/Variables'],
  defaults: { CacheClusterEnabled: false, TracingEnabled: false },
  sensitivity: {
    '/AccessLogSetting': 'MEDIUM',
    '/CacheClusterEnabled': 'MEDIUM',
    '/CacheClusterSize': 'MEDIUM',
    '/CanarySetting': 'MEDIUM',
    '/ClientCertificateId': 'MEDIUM',
    '/Description': 'INFO',
    '/MethodSettings': 'MEDIUM',
    '/Variables': 'MEDIUM',
    '/WebAclArn': 'MEDIUM',
  },
  rules: stageRules,
  monthlyCost: ({ properties }) =>
    properties.CacheClusterEnabled === true
      ? unknownCost('Tidemark has no price of the cache of a stage.')
      : free,
});
