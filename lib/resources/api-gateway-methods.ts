import {
  APIGatewayClient,
  type Authorizer,
  GetAuthorizersCommand,
  type Integration,
  type Method,
  paginateGetResources,
} from '@aws-sdk/client-api-gateway';
import { free } from '../model/cost.ts';
import { isJsonObject } from '../model/json.ts';
import { permissions, restApis } from './api-gateway.ts';
import { withoutAuthorization } from './api-gateway-authorization-rules.ts';
import { everyPageOf } from './api-gateway-v2.ts';
import { defineResourceType } from './define.ts';
import { everyItemOf } from './listing.ts';
import { capitalised } from './schema-names.ts';

const pageSize = 500;
/** Members whose keys are the user's own. */
const userKeys = [
  'requestModels',
  'requestParameters',
  'requestTemplates',
  'responseModels',
  'responseParameters',
  'responseTemplates',
];

const responses = (map: object | undefined) => capitalised(Object.values(map ?? {}), userKeys);

function integration(of: Integration | undefined): object | undefined {
  if (of === undefined) return undefined;
  const { httpMethod, integrationResponses, ...rest } = of;
  const named = capitalised(rest, userKeys);
  return {
    ...(isJsonObject(named) ? named : {}),
    IntegrationHttpMethod: httpMethod,
    IntegrationResponses: responses(integrationResponses),
  };
}

function methodProperties(method: Method): object {
  return {
    ApiKeyRequired: method.apiKeyRequired,
    AuthorizationScopes: method.authorizationScopes,
    AuthorizationType: method.authorizationType,
    AuthorizerId: method.authorizerId,
    Integration: integration(method.methodIntegration),
    MethodResponses: responses(method.methodResponses),
    OperationName: method.operationName,
    RequestModels: method.requestModels,
    RequestParameters: method.requestParameters,
    RequestValidatorId: method.requestValidatorId,
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
 * `ResourcePath` is what people know the method by.
 */
export const restApiMethod = defineResourceType({
  type: 'AWS::ApiGateway::Method',
  scope: 'regional',
  taggable: false,
  permissions,
  async *read(reader) {
    const client = reader.clients.get(APIGatewayClient);
    for (const { id: restApiId } of await restApis(reader)) {
      if (!restApiId) continue;
      const resources = await everyItemOf(
        paginateGetResources({ client, pageSize }, { restApiId, embed: ['methods'] }),
        ({ items }) => items,
      );
      for (const { id: ResourceId, path, resourceMethods = {} } of resources) {
        for (const [HttpMethod, method] of Object.entries(resourceMethods)) {
          yield {
            id: [restApiId, ResourceId, HttpMethod].join('|'),
            properties: {
              RestApiId: restApiId,
              ResourceId,
              ResourcePath: path,
              HttpMethod,
              ...methodProperties(method),
            },
          };
        }
      }
    }
  },
  unordered: {
    '/AuthorizationScopes': 'value',
    '/Integration/CacheKeyParameters': 'value',
    '/Integration/IntegrationResponses': ['StatusCode'],
    '/MethodResponses': ['StatusCode'],
  },
  defaults: { ApiKeyRequired: false, AuthorizationType: 'NONE' },
  sensitivity: {
    '/ApiKeyRequired': 'MEDIUM',
    '/AuthorizationScopes': 'MEDIUM',
    '/AuthorizationType': 'MEDIUM',
    '/AuthorizerId': 'MEDIUM',
    '/Integration': 'MEDIUM',
  },
  rules: [
    withoutAuthorization(
      ({ properties }) =>
        `${String(properties.HttpMethod)} ${String(properties.ResourcePath ?? properties.ResourceId)}`,
      {
        sources: ['OWASP API Security API2:2023'],
        remedy: {
          command:
            'aws apigateway update-method --rest-api-id {{/RestApiId}} --resource-id {{/ResourceId}} --http-method {{/HttpMethod}} --patch-operations op=replace,path=/authorizationType,value=AWS_IAM',
          console:
            'API Gateway › APIs › {{/RestApiId}} › Resources › {{/ResourcePath}} › {{/HttpMethod}} › Method request › Edit',
        },
      },
    ),
  ],
  monthlyCost: () => free,
});

function authorizerProperties(RestApiId: string, authorizer: Authorizer): object {
  return {
    RestApiId,
    AuthorizerId: authorizer.id,
    AuthorizerCredentials: authorizer.authorizerCredentials,
    AuthorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
    AuthorizerUri: authorizer.authorizerUri,
    AuthType: authorizer.authType,
    IdentitySource: authorizer.identitySource,
    IdentityValidationExpression: authorizer.identityValidationExpression,
    Name: authorizer.name,
    ProviderARNs: authorizer.providerARNs,
    Type: authorizer.type,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html */
export const restApiAuthorizer = defineResourceType({
  type: 'AWS::ApiGateway::Authorizer',
  scope: 'regional',
  taggable: false,
  permissions,
  async *read(reader) {
    const client = reader.clients.get(APIGatewayClient);
    for (const { id: restApiId } of await restApis(reader)) {
      if (!restApiId) continue;
      const authorizers = await everyPageOf(async (position) => {
        const page = await client.send(new GetAuthorizersCommand({ restApiId, limit: pageSize, position }));
        return { items: page.items, next: page.position };
      });
      yield* authorizers.map((authorizer) => ({
        id: `${restApiId}|${authorizer.id}`,
        properties: authorizerProperties(restApiId, authorizer),
      }));
    }
  },
  unordered: { '/ProviderARNs': 'value' },
  sensitivity: { '': 'MEDIUM' },
  monthlyCost: () => free,
});
