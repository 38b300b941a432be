import {
  type Api,
  ApiGatewayV2Client,
  GetApisCommand,
  GetStagesCommand,
  type Stage,
} from '@aws-sdk/client-apigatewayv2';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free, unknownCost } from '../model/cost.ts';
import { permissions } from './api-gateway.ts';
import { httpApiRules, httpStageRules } from './api-gateway-rules.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { type ConfigurationPage, everyPage } from './s3-bucket-part.ts';

const MaxResults = '500';

/** The HTTP and WebSocket APIs of a region. */
export async function apis({ clients }: ResourceReader): Promise<Api[]> {
  const client = clients.get(ApiGatewayV2Client);
  return everyPage(async (NextToken) => {
    const page = await client.send(new GetApisCommand({ MaxResults, NextToken }));
    return { items: page.Items, next: page.NextToken };
  });
}

/** Everything that an API has of something, page by page; nothing of an API that is gone. */
export async function everyPageOf<Item>(
  page: (token: string | undefined) => Promise<ConfigurationPage<Item>>,
): Promise<Item[]> {
  try {
    return await everyPage(page);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function toApi(api: Api, { partition, region }: ResourceReader): ReadResource[] {
  if (!api.ApiId) return [];
  return [
    {
      id: api.ApiId,
      arn: `arn:${partition}:apigateway:${region}::/apis/${api.ApiId}`,
      tags: api.Tags,
      properties: {
        ApiId: api.ApiId,
        ApiEndpoint: api.ApiEndpoint,
        ApiKeySelectionExpression: api.ApiKeySelectionExpression,
        CorsConfiguration: api.CorsConfiguration,
        Description: api.Description,
        DisableExecuteApiEndpoint: api.DisableExecuteApiEndpoint,
        DisableSchemaValidation: api.DisableSchemaValidation,
        IpAddressType: api.IpAddressType,
        Name: api.Name,
        ProtocolType: api.ProtocolType,
        RouteSelectionExpression: api.RouteSelectionExpression,
        Version: api.Version,
      },
    },
  ];
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
 * HTTP and WebSocket APIs.
 */
export const httpApi = defineResourceType({
  type: 'AWS::ApiGatewayV2::Api',
  scope: 'regional',
  permissions,
  async *read(reader) {
    yield* (await apis(reader)).flatMap((api) => toApi(api, reader));
  },
  volatile: {
    '/ImportInfo': 'what API Gateway says of an import',
    '/Warnings': 'what API Gateway says of an import',
  },
  defaults: { DisableExecuteApiEndpoint: false },
  sensitivity: { '/CorsConfiguration': 'MEDIUM', '/Description': 'INFO' },
  rules: httpApiRules,
  monthlyCost: () => unknownCost('API Gateway bills requests, which no configuration tells.'),
});

function toStage(ApiId: string, stage: Stage, { partition, region }: ResourceReader): ReadResource {
  const { StageName = '' } = stage;
  return {
    id: `${ApiId}|${StageName}`,
    arn: `arn:${partition}:apigateway:${region}::/apis/${ApiId}/stages/${StageName}`,
    tags: stage.Tags,
    properties: {
      ApiId,
      StageName,
      AccessLogSettings: stage.AccessLogSettings,
      AutoDeploy: stage.AutoDeploy,
      ClientCertificateId: stage.ClientCertificateId,
      DefaultRouteSettings: stage.DefaultRouteSettings,
      DeploymentId: stage.AutoDeploy ? undefined : stage.DeploymentId,
      Description: stage.Description,
      RouteSettings: stage.RouteSettings,
      StageVariables: stage.StageVariables,
    },
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html
 * The deployment of a stage with automatic deployment follows from the API, and is left out.
 */
export const httpApiStage = defineResourceType({
  type: 'AWS::ApiGatewayV2::Stage',
  scope: 'regional',
  permissions,
  async *read(reader) {
    const client = reader.clients.get(ApiGatewayV2Client);
    for (const { ApiId } of await apis(reader)) {
      if (!ApiId) continue;
      const stages = await everyPageOf(async (NextToken) => {
        const page = await client.send(new GetStagesCommand({ ApiId, MaxResults, NextToken }));
        return { items: page.Items, next: page.NextToken };
      });
      yield* stages.map((stage) => toStage(ApiId, stage, reader));
    }
  },
  volatile: { '/LastDeploymentStatusMessage': 'progress of the last deployment' },
  secret: ['/StageVariables'],
  sensitivity: {
    '/AccessLogSettings': 'MEDIUM',
    '/DeploymentId': 'MEDIUM',
    '/Description': 'INFO',
    '/StageVariables': 'MEDIUM',
  },
  rules: httpStageRules,
  monthlyCost: () => free,
});
