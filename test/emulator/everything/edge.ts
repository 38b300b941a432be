import { ACM } from '@aws-sdk/client-acm';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2';
import { CloudFront } from '@aws-sdk/client-cloudfront';
import { Route53 } from '@aws-sdk/client-route-53';
import { WAFV2 } from '@aws-sdk/client-wafv2';
import { canarySecret } from '../seed.ts';
import { type Place, policy, tagPairs, tags } from './place.ts';

/** A REST API and an HTTP API, each with a stage whose variables hold a secret. */
export async function createApis({ shop, configuration, arn }: Place): Promise<void> {
  const rest = new APIGateway(configuration);
  const { id: restApiId } = await rest.createRestApi({
    name: 'shop',
    description: 'The shop for partners',
    endpointConfiguration: { types: ['REGIONAL'] },
    policy: policy('execute-api:/*', 'execute-api', { AWS: ['222233334444', '333344445555'] }),
    binaryMediaTypes: ['image/png', 'image/jpeg'],
    tags,
  });
  await rest.createAuthorizer({
    restApiId,
    name: 'partners',
    type: 'TOKEN',
    authorizerUri: `arn:aws:apigateway:${shop.region}:lambda:path/2015-03-31/functions/${arn('lambda', `function:${shop.functions.orderProcessor}`)}/invocations`,
    identitySource: 'method.request.header.Authorization',
    authorizerResultTtlInSeconds: 300,
  });
  const { items = [] } = await rest.getResources({ restApiId });
  const method = { restApiId, resourceId: items[0]?.id, httpMethod: 'GET' };
  await rest.putMethod({ ...method, authorizationType: 'AWS_IAM' });
  await rest.putIntegration({
    ...method,
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
  });
  const { id: deploymentId } = await rest.createDeployment({ restApiId });
  await rest.createStage({
    restApiId,
    deploymentId,
    stageName: 'live',
    tracingEnabled: true,
    variables: { stage: 'prod', token: canarySecret },
    tags,
  });
  const http = new ApiGatewayV2(configuration);
  const { ApiId } = await http.createApi({
    Name: 'basket',
    ProtocolType: 'HTTP',
    CorsConfiguration: {
      AllowOrigins: ['https://shop.example.com', 'https://m.example.com'],
      AllowMethods: ['GET', 'POST'],
      MaxAge: 300,
    },
    Tags: tags,
  });
  await http.createAuthorizer({
    ApiId,
    Name: 'customers',
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: 'https://login.example.com', Audience: ['shop', 'mobile'] },
  });
  const { IntegrationId } = await http.createIntegration({
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: arn('lambda', `function:${shop.functions.orderProcessor}`),
    PayloadFormatVersion: '2.0',
  });
  await http.createRoute({ ApiId, RouteKey: 'POST /basket', Target: `integrations/${IntegrationId}` });
  await http.createStage({
    ApiId,
    StageName: 'live',
    AutoDeploy: true,
    StageVariables: { stage: 'prod', token: canarySecret },
    DefaultRouteSettings: { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 50 },
    Tags: tags,
  });
}

/** A distribution in front of a bucket and of the shop, with a secret header for the latter. */
export async function createDistribution({ shop, configuration }: Place): Promise<void> {
  const bucketOrigin = {
    Id: 'images',
    DomainName: `${shop.buckets.uploads}.s3.${shop.region}.amazonaws.com`,
    S3OriginConfig: { OriginAccessIdentity: '' },
  };
  const shopOrigin = {
    Id: 'shop',
    DomainName: 'origin.example.com',
    CustomHeaders: {
      Quantity: 1,
      Items: [{ HeaderName: 'X-Origin-Key', HeaderValue: canarySecret }],
    },
    CustomOriginConfig: {
      HTTPPort: 80,
      HTTPSPort: 443,
      OriginProtocolPolicy: 'https-only' as const,
      OriginSslProtocols: { Quantity: 2, Items: ['TLSv1.2' as const, 'TLSv1.1' as const] },
    },
  };
  const behavior = {
    ViewerProtocolPolicy: 'redirect-to-https' as const,
    CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    Compress: true,
  };
  const cloudfront = new CloudFront(configuration);
  const { ETag } = await cloudfront.createFunction({
    Name: 'canonical-host',
    FunctionConfig: { Comment: 'One host name for all', Runtime: 'cloudfront-js-2.0' },
    FunctionCode: Buffer.from('function handler(event) { return event.request; }\n'),
  });
  await cloudfront.publishFunction({ Name: 'canonical-host', IfMatch: ETag });
  await cloudfront.createDistributionWithTags({
    DistributionConfigWithTags: {
      DistributionConfig: {
        CallerReference: 'everything',
        Comment: 'The shop',
        Enabled: true,
        Aliases: { Quantity: 2, Items: ['shop.example.com', 'www.example.com'] },
        Origins: { Quantity: 2, Items: [bucketOrigin, shopOrigin] },
        DefaultCacheBehavior: { ...behavior, TargetOriginId: 'shop' },
        CacheBehaviors: {
          Quantity: 1,
          Items: [{ ...behavior, PathPattern: 'images/*', TargetOriginId: 'images' }],
        },
        ViewerCertificate: { CloudFrontDefaultCertificate: true },
      },
      Tags: { Items: tagPairs },
    },
  });
}

/** A public and a private zone with records, and certificates for them. */
export async function createNames({ shop, configuration }: Place): Promise<void> {
  const route53 = new Route53(configuration);
  const { HostedZone } = await route53.createHostedZone({
    Name: 'example.com',
    CallerReference: 'public',
    HostedZoneConfig: { Comment: 'The shop' },
  });
  await route53.createHostedZone({
    Name: 'internal.example.com',
    CallerReference: 'private',
    VPC: { VPCRegion: 'eu-west-1', VPCId: shop.network.vpcId },
  });
  const HostedZoneId = HostedZone?.Id?.replace('/hostedzone/', '');
  await route53.changeTagsForResource({
    ResourceType: 'hostedzone',
    ResourceId: HostedZoneId,
    AddTags: tagPairs,
  });
  const record = (Name: string, Type: 'A' | 'TXT' | 'MX', values: string[]) => ({
    Action: 'CREATE' as const,
    ResourceRecordSet: { Name, Type, TTL: 300, ResourceRecords: values.map((Value) => ({ Value })) },
  });
  await route53.changeResourceRecordSets({
    HostedZoneId,
    ChangeBatch: {
      Changes: [
        record('shop.example.com', 'A', ['203.0.113.10', '203.0.113.11']),
        record('example.com', 'MX', ['10 mail1.example.com', '20 mail2.example.com']),
        record('example.com', 'TXT', ['"v=spf1 -all"', '"owner=shop"']),
      ],
    },
  });
  await new ACM(configuration).requestCertificate({
    DomainName: 'shop.example.com',
    SubjectAlternativeNames: ['shop.example.com', 'www.example.com', 'api.example.com'],
    ValidationMethod: 'DNS',
    Tags: tagPairs,
  });
}

/** A web access control list of two rules. */
export async function createFirewall({ configuration }: Place): Promise<void> {
  const VisibilityConfig = (MetricName: string) => ({
    SampledRequestsEnabled: true,
    CloudWatchMetricsEnabled: true,
    MetricName,
  });
  const waf = new WAFV2(configuration);
  await waf.createIPSet({
    Name: 'offices',
    Scope: 'REGIONAL',
    Description: 'Where the staff is',
    IPAddressVersion: 'IPV4',
    Addresses: ['203.0.113.0/24', '198.51.100.0/24'],
    Tags: tagPairs,
  });
  await waf.createWebACL({
    Name: 'shop',
    Scope: 'REGIONAL',
    DefaultAction: { Allow: {} },
    Description: 'In front of the shop',
    VisibilityConfig: VisibilityConfig('shop'),
    Rules: [
      {
        Name: 'common',
        Priority: 0,
        OverrideAction: { None: {} },
        Statement: {
          ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' },
        },
        VisibilityConfig: VisibilityConfig('common'),
      },
      {
        Name: 'rate',
        Priority: 1,
        Action: { Block: {} },
        Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' } },
        VisibilityConfig: VisibilityConfig('rate'),
      },
    ],
    Tags: tagPairs,
  });
}
