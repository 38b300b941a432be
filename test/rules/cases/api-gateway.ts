import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const method = ofType('AWS::ApiGateway::Method', {
  RestApiId: 'a1b2c3d4e5',
  ResourceId: 'r1s2t3',
  ResourcePath: '/orders',
  HttpMethod: 'POST',
});
const route = ofType('AWS::ApiGatewayV2::Route', {
  ApiId: 'f6g7h8i9j0',
  RouteId: 'k1l2m3n',
  RouteKey: 'GET /orders',
});
const restApi = ofType('AWS::ApiGateway::RestApi', { RestApiId: 'a1b2c3d4e5', Name: 'shop' });
const authorizer = ofType('AWS::ApiGatewayV2::Authorizer', {
  ApiId: 'f6g7h8i9j0',
  AuthorizerId: 'a1b2c3',
  Name: 'sign-in',
  AuthorizerType: 'JWT',
});
const tokens = (Issuer: string, ...Audience: string[]) => ({ JwtConfiguration: { Issuer, Audience } });
const httpApi = ofType('AWS::ApiGatewayV2::Api', { ApiId: 'f6g7h8i9j0', Name: 'shop' });
const stage = ofType('AWS::ApiGateway::Stage', { RestApiId: 'a1b2c3d4e5', StageName: 'live' });
const httpStage = ofType('AWS::ApiGatewayV2::Stage', { ApiId: 'f6g7h8i9j0', StageName: '$default' });

const settings = (of: object) => ({
  MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ...of }],
});
const webAcl = (name: string) => ({
  WebAclArn: `arn:aws:wafv2:eu-west-1:${account}:regional/webacl/${name}/5f0a2b1c-0000-4000-8000-0123456789ab`,
});
const onlyShop = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:role/shop-web` },
      Action: 'execute-api:Invoke',
      Resource: 'execute-api:/*',
    },
  ],
};
const logTo = (Format: string) => ({
  AccessLogSettings: { DestinationArn: `arn:aws:logs:eu-west-1:${account}:log-group:shop-api`, Format },
});

/** Cases of API Gateway. */
export const apiGatewayCases: readonly RuleCase[] = [
  method(
    'apigateway-call-without-authorization',
    [{ AuthorizationType: 'AWS_IAM' }, { AuthorizationType: 'NONE' }],
    [{ AuthorizationType: 'AWS_IAM' }, { AuthorizationType: 'CUSTOM', AuthorizerId: 'u1v2w3' }],
  ),
  route(
    'apigateway-call-without-authorization',
    [{ AuthorizationType: 'JWT', AuthorizerId: 'u1v2w3' }, { AuthorizationType: 'NONE' }],
    [
      { RouteKey: 'OPTIONS /orders', AuthorizationType: 'AWS_IAM' },
      { RouteKey: 'OPTIONS /orders', AuthorizationType: 'NONE' },
    ],
  ),
  restApi(
    'apigateway-private-api-opened',
    [{ EndpointConfiguration: { Types: ['PRIVATE'] } }, { EndpointConfiguration: { Types: ['REGIONAL'] } }],
    [{ EndpointConfiguration: { Types: ['EDGE'] } }, { EndpointConfiguration: { Types: ['REGIONAL'] } }],
  ),
  restApi(
    'apigateway-policy-removed',
    [{ Policy: onlyShop }, {}],
    [{ Policy: onlyShop }, { Policy: { ...onlyShop, Id: 'only-shop' } }],
  ),
  restApi(
    'apigateway-default-endpoint-enabled',
    [{ DisableExecuteApiEndpoint: true }, { DisableExecuteApiEndpoint: false }],
    [
      { DisableExecuteApiEndpoint: true, SecurityPolicy: 'TLS_1_0' },
      { DisableExecuteApiEndpoint: true, SecurityPolicy: 'TLS_1_2' },
    ],
  ),
  httpApi(
    'apigateway-default-endpoint-enabled',
    [{ DisableExecuteApiEndpoint: true }, { DisableExecuteApiEndpoint: false }],
    [{ DisableExecuteApiEndpoint: false }, { DisableExecuteApiEndpoint: false, IpAddressType: 'dualstack' }],
  ),
  stage(
    'apigateway-execution-logging-off',
    [settings({ LoggingLevel: 'INFO' }), settings({ LoggingLevel: 'OFF' })],
    [settings({ LoggingLevel: 'INFO' }), settings({ LoggingLevel: 'ERROR' })],
  ),
  stage(
    'apigateway-requests-logged-whole',
    [settings({ LoggingLevel: 'INFO' }), settings({ LoggingLevel: 'INFO', DataTraceEnabled: true })],
    [settings({ LoggingLevel: 'ERROR' }), settings({ LoggingLevel: 'INFO' })],
  ),
  stage('apigateway-firewall-removed', [webAcl('shop'), {}], [webAcl('shop'), webAcl('shop-new')]),
  httpApi(
    'apigateway-cors-everybody',
    [
      { CorsConfiguration: { AllowOrigins: ['https://shop.example'] } },
      { CorsConfiguration: { AllowOrigins: ['*'] } },
    ],
    [
      { CorsConfiguration: { AllowOrigins: ['https://shop.example'] } },
      { CorsConfiguration: { AllowOrigins: ['https://shop.example'], AllowMethods: ['*'] } },
    ],
  ),
  httpStage('apigateway-access-log-off', [logTo('$context.requestId'), {}], [logTo('a'), logTo('b')]),
  authorizer(
    'apigateway-token-issuer-changed',
    [tokens('https://login.example.com'), tokens('https://login.example.net')],
    [tokens('https://login.example.com'), tokens('https://login.example.com', 'shop', 'app')],
    [tokens('https://login.example.com', 'shop', 'app'), tokens('https://login.example.com')],
  ),
];
