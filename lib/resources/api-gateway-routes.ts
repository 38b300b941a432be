import { ApiGatewayV2Client, GetAuthorizersCommand, GetRoutesCommand } from '@aws-sdk/client-apigatewayv2';
import { free } from '../model/cost.ts';
import { permissions } from './api-gateway.ts';
import { tokenIssuerChanged, withoutAuthorization } from './api-gateway-authorization-rules.ts';
import { apis, everyPageOf } from './api-gateway-v2.ts';
import { defineResourceType } from './define.ts';

const MaxResults = '500';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html */
export const httpApiRoute = defineResourceType({
  type: 'AWS::ApiGatewayV2::Route',
  scope: 'regional',
  taggable: false,
  permissions,
  async *read(reader) {
    const client = reader.clients.get(ApiGatewayV2Client);
    for (const { ApiId } of await apis(reader)) {
      if (!ApiId) continue;
      const routes = await everyPageOf(async (NextToken) => {
        const page = await client.send(new GetRoutesCommand({ ApiId, MaxResults, NextToken }));
        return { items: page.Items, next: page.NextToken };
      });
      yield* routes.map((route) => ({
        id: `${ApiId}|${route.RouteId}`,
        properties: {
          ApiId,
          RouteId: route.RouteId,
          ApiKeyRequired: route.ApiKeyRequired,
          AuthorizationScopes: route.AuthorizationScopes,
          AuthorizationType: route.AuthorizationType,
          AuthorizerId: route.AuthorizerId,
          ModelSelectionExpression: route.ModelSelectionExpression,
          OperationName: route.OperationName,
          RequestModels: route.RequestModels,
          RequestParameters: route.RequestParameters,
          RouteKey: route.RouteKey,
          RouteResponseSelectionExpression: route.RouteResponseSelectionExpression,
          Target: route.Target,
        },
      }));
    }
  },
  unordered: { '/AuthorizationScopes': 'value' },
  defaults: { ApiKeyRequired: false, AuthorizationType: 'NONE' },
  sensitivity: {
    '/ApiKeyRequired': 'MEDIUM',
    '/AuthorizationScopes': 'MEDIUM',
    '/AuthorizationType': 'MEDIUM',
    '/AuthorizerId': 'MEDIUM',
    '/RouteKey': 'MEDIUM',
    '/Target': 'MEDIUM',
  },
  rules: [
    withoutAuthorization(({ properties }) => String(properties.RouteKey), {
      sources: ['FSBP APIGateway.8', 'OWASP API Security API2:2023'],
      remedy: {
        command:
          'aws apigatewayv2 update-route --api-id {{/ApiId}} --route-id {{/RouteId}} --authorization-type AWS_IAM',
        console: 'API Gateway › APIs › {{/ApiId}} › Authorization › {{/RouteKey}} › Attach authorization',
      },
    }),
  ],
  monthlyCost: () => free,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html */
export const httpApiAuthorizer = defineResourceType({
  type: 'AWS::ApiGatewayV2::Authorizer',
  scope: 'regional',
  taggable: false,
  permissions,
  async *read(reader) {
    const client = reader.clients.get(ApiGatewayV2Client);
    for (const { ApiId } of await apis(reader)) {
      if (!ApiId) continue;
      const authorizers = await everyPageOf(async (NextToken) => {
        const page = await client.send(new GetAuthorizersCommand({ ApiId, MaxResults, NextToken }));
        return { items: page.Items, next: page.NextToken };
      });
      yield* authorizers.map(({ AuthorizerId, ...authorizer }) => ({
        id: `${AuthorizerId}|${ApiId}`,
        properties: { ApiId, AuthorizerId, ...authorizer },
      }));
    }
  },
  unordered: { '/IdentitySource': 'value', '/JwtConfiguration/Audience': 'value' },
  sensitivity: { '': 'MEDIUM' },
  rules: [tokenIssuerChanged],
  monthlyCost: () => free,
});
