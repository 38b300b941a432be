import { key, keyPolicy, lambda } from './models.ts';
import { account, allow, appearing, changing, policy, type Scenario, stranger } from './scenario.ts';

const ownStatement = allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${account}:root` } });
const busArn = `arn:aws:events:eu-west-1:${account}:event-bus/orders`;
const stream = (Url: string) => ({
  HttpEndpointDestinationConfiguration: {
    EndpointConfiguration: { Name: 'logs', Url },
    RoleARN: `arn:aws:iam::${account}:role/firehose`,
    S3BackupMode: 'FailedDataOnly',
  },
});
const distribution = (DomainName: string) => ({
  DistributionConfig: {
    Enabled: true,
    Comment: 'shop',
    DefaultRootObject: 'index.html',
    DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: 'redirect-to-https' },
    Origins: [
      {
        Id: 'site',
        DomainName,
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
      },
    ],
    ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
  },
});
const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:shop-checkout`;
const image = (registry: string) => ({
  PackageType: 'Image',
  Layers: [],
  Code: { ImageUri: `${registry}.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:1f0c` },
});

/** Ways to data and to visitors from outside, written by somebody who had not read the rules. */
export const blindSharingScenarios: readonly Scenario[] = [
  {
    name: 'a key decrypts for everybody who comes by way of S3, of whatever account',
    type: 'AWS::KMS::Key',
    ...changing(
      key,
      { KeyPolicy: keyPolicy },
      {
        KeyPolicy: policy(
          ownStatement,
          allow(['kms:Decrypt', 'kms:GenerateDataKey'], '*', {
            Principal: { AWS: '*' },
            Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
          }),
        ),
      },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a key decrypts for every organization by a pattern of paths: ForAnyValue',
    type: 'AWS::KMS::Key',
    ...changing(
      key,
      { KeyPolicy: keyPolicy },
      {
        KeyPolicy: policy(
          ownStatement,
          allow('kms:Decrypt', '*', {
            Principal: '*',
            Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-*/*'] } },
          }),
        ),
      },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a foreign account may make rules on an event bus and so read all its events',
    type: 'AWS::Events::EventBus',
    ...changing(
      { Name: 'orders', Arn: busArn },
      {},
      {
        Policy: policy(
          allow(['events:PutRule', 'events:PutTargets', 'events:DescribeRule'], `${busArn}/*`, {
            Principal: { AWS: `arn:aws:iam::${stranger}:root` },
            Condition: { StringEqualsIfExists: { 'events:creatorAccount': stranger } },
          }),
        ),
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  },
  {
    name: 'a stream of logs is delivered to another server of the internet',
    type: 'AWS::KinesisFirehose::DeliveryStream',
    ...changing(
      { DeliveryStreamName: 'logs', DeliveryStreamType: 'DirectPut' },
      stream('https://http-intake.logs.example.com/v1/input'),
      stream('https://203-0-113-66.example.net/in'),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['firehose-destination-changed', 'firehose-delivers-outside'],
  },
  {
    name: 'a foreign account may read the whole data catalog',
    type: 'AWS::Glue::ResourcePolicy',
    ...appearing({
      CatalogId: account,
      PolicyInJson: policy(
        allow(['glue:Get*', 'glue:BatchGet*'], `arn:aws:glue:eu-west-1:${account}:*`, {
          Principal: { AWS: `arn:aws:iam::${stranger}:root` },
        }),
      ),
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  },
  {
    name: 'the list of office networks that many groups let in holds the whole internet now',
    type: 'AWS::EC2::PrefixList',
    ...changing(
      {
        PrefixListId: 'pl-1',
        PrefixListName: 'offices',
        AddressFamily: 'IPv4',
        MaxEntries: 10,
        OwnerId: account,
      },
      { Entries: [{ Cidr: '203.0.113.0/28', Description: 'office' }] },
      {
        Entries: [
          { Cidr: '203.0.113.0/28', Description: 'office' },
          { Cidr: '0.0.0.0/0', Description: 'vpn' },
        ],
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-prefix-list-holds-internet', 'ec2-prefix-list-widened'],
  },
  {
    name: 'a transit gateway accepts the networks of other accounts unasked',
    type: 'AWS::EC2::TransitGateway',
    ...changing(
      { Id: 'tgw-1', Description: 'hub', AmazonSideAsn: 64512, DnsSupport: 'enable' },
      { AutoAcceptSharedAttachments: 'disable' },
      { AutoAcceptSharedAttachments: 'enable' },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-transit-gateway-accepts-attachments'],
  },
  {
    name: 'visitors of the site get it from a server nobody knows',
    type: 'AWS::CloudFront::Distribution',
    before: distribution('origin.shop.example.com'),
    after: distribution('origin-shop.example.net'),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['cloudfront-origin-in-other-domain'],
  },
  {
    name: 'a part of the zone is handed to the name servers of somebody else',
    type: 'AWS::Route53::RecordSet',
    ...changing(
      { Name: 'pay.example.com.', HostedZoneId: 'Z1', Type: 'NS', TTL: '300' },
      { ResourceRecords: ['ns-1.awsdns-01.com.', 'ns-2.awsdns-02.net.'] },
      { ResourceRecords: ['ns1.parking.example.net.', 'ns2.parking.example.net.'] },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['route53-domain-steered-elsewhere'],
  },
  {
    name: 'tokens of another issuer open the API',
    type: 'AWS::ApiGatewayV2::Authorizer',
    ...changing(
      {
        ApiId: 'a1',
        AuthorizerId: 'z1',
        Name: 'jwt',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
      },
      { JwtConfiguration: { Audience: ['shop'], Issuer: 'https://login.example.com' } },
      { JwtConfiguration: { Audience: ['shop'], Issuer: 'https://login.example.net' } },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['apigateway-token-issuer-changed'],
  },
  {
    name: 'everybody with any AWS account may call the URL of a function',
    type: 'AWS::Lambda::Permission',
    ...appearing({
      FunctionName: functionArn,
      Id: 'url',
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: 'AWS_IAM',
    }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['lambda-permission-public'],
  },
  {
    name: 'a function runs an image out of the registry of a foreign account',
    type: 'AWS::Lambda::Function',
    ...changing(lambda, image(account), image(stranger)),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['lambda-image-of-foreign-account'],
  },
];
