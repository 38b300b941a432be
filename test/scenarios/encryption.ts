import { bucket, key, listener, table } from './models.ts';
import { account, allow, changing, policy, type Scenario } from './scenario.ts';

const listenerType = 'AWS::ElasticLoadBalancingV2::Listener';
const parameterGroup = { DBParameterGroupName: 'orders-pg16', Family: 'postgres16', Description: 'orders' };
const httpsOnly = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::shop-orders', 'arn:aws:s3:::shop-orders/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const reporting = allow('s3:GetObject', 'arn:aws:s3:::shop-orders/*', {
  Principal: { AWS: `arn:aws:iam::${account}:role/reporting` },
});
const domain = {
  DomainName: 'search',
  EncryptionAtRestOptions: { Enabled: true },
  NodeToNodeEncryptionOptions: { Enabled: true },
  DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
  VPCOptions: { SubnetIds: ['subnet-0123456789abcdef0'] },
  AdvancedSecurityOptions: { Enabled: true, InternalUserDatabaseEnabled: false },
};
const cache = {
  ReplicationGroupId: 'sessions',
  Engine: 'redis',
  AtRestEncryptionEnabled: true,
  TransitEncryptionEnabled: true,
  TransitEncryptionMode: 'required',
  AutomaticFailoverEnabled: true,
};
const queue = { QueueName: 'orders', Arn: `arn:aws:sqs:eu-west-1:${account}:orders` };
const distribution = (viewer: string, minimum: string) => ({
  DistributionConfig: {
    Enabled: true,
    DefaultCacheBehavior: { TargetOriginId: 'web', ViewerProtocolPolicy: viewer },
    Origins: [
      {
        Id: 'web',
        DomainName: 'origin.example.com',
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
      },
    ],
    ViewerCertificate: {
      AcmCertificateArn: `arn:aws:acm:us-east-1:${account}:certificate/1`,
      MinimumProtocolVersion: minimum,
      SslSupportMethod: 'sni-only',
    },
    Logging: { Bucket: 'logs.s3.amazonaws.com' },
  },
});
const stream = { Name: 'clicks', ShardCount: 2, RetentionPeriodHours: 24 };
const parameter = { Name: '/orders/db/password', Tier: 'Standard', DataType: 'text' };
const certificate = {
  DomainName: 'shop.example.com',
  Type: 'AMAZON_ISSUED',
  KeyAlgorithm: 'RSA_2048',
  Status: 'ISSUED',
  RenewalEligibility: 'ELIGIBLE',
};

/** Every way to weaken encryption. */
export const encryptionScenarios: readonly Scenario[] = [
  {
    name: 'volumes are no longer encrypted by default',
    type: 'AWS::EC2::EbsEncryptionByDefault',
    ...changing(
      { KmsKeyId: 'alias/aws/ebs' },
      { EbsEncryptionByDefault: true },
      { EbsEncryptionByDefault: false },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-ebs-encryption-by-default-off'],
  },
  {
    name: 'the balancer talks HTTP where it talked HTTPS',
    type: listenerType,
    ...changing(listener, {}, { Protocol: 'HTTP', SslPolicy: null, Certificates: [] }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['elb-listener-unencrypted'],
  },
  {
    name: 'the balancer accepts TLS 1.0 again',
    type: listenerType,
    ...changing(listener, {}, { SslPolicy: 'ELBSecurityPolicy-TLS-1-0-2015-04' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['elb-listener-old-tls'],
  },
  {
    name: 'signing in is no longer asked for',
    type: listenerType,
    ...changing(
      listener,
      {
        DefaultActions: [
          {
            Type: 'authenticate-oidc',
            Order: 1,
            AuthenticateOidcConfig: { Issuer: 'https://id.example.com', ClientId: 'shop' },
          },
          {
            Type: 'forward',
            Order: 2,
            TargetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/1',
          },
        ],
      },
      {
        DefaultActions: [
          {
            Type: 'forward',
            Order: 1,
            TargetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/1',
          },
        ],
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['elb-listener-authentication-removed'],
  },
  {
    name: 'visitors are redirected to another site',
    type: listenerType,
    ...changing(
      listener,
      {},
      {
        DefaultActions: [
          { Type: 'redirect', RedirectConfig: { Host: 'shop-example.net', StatusCode: 'HTTP_302' } },
        ],
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['elb-listener-redirects-elsewhere'],
  },
  {
    name: 'the database takes connections without TLS',
    type: 'AWS::RDS::DBParameterGroup',
    ...changing(
      parameterGroup,
      { Parameters: { 'rds.force_ssl': '1' } },
      { Parameters: { 'rds.force_ssl': '0' } },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['rds-parameter-rds-force-ssl-off'],
  },
  {
    name: 'MySQL takes connections without TLS',
    type: 'AWS::RDS::DBParameterGroup',
    ...changing(
      { ...parameterGroup, Family: 'mysql8.0' },
      { Parameters: { require_secure_transport: 'ON' } },
      { Parameters: { require_secure_transport: 'OFF' } },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['rds-parameter-require-secure-transport-off'],
  },
  {
    name: 'the default encryption of a bucket is removed',
    type: 'AWS::S3::Bucket',
    before: bucket,
    after: Object.fromEntries(Object.entries(bucket).filter(([name]) => name !== 'BucketEncryption')),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['bucket-encryption-removed'],
  },
  {
    name: 'a bucket may be read without TLS again',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      { Bucket: 'shop-orders' },
      { PolicyDocument: policy(httpsOnly, reporting) },
      { PolicyDocument: policy(reporting) },
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['s3-policy-tls-not-required'],
  },
  {
    name: 'a key is no longer rotated',
    type: 'AWS::KMS::Key',
    ...changing(key, {}, { EnableKeyRotation: false }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['key-rotation-turned-off'],
  },
  {
    name: 'a table is encrypted with a key of AWS instead of the own',
    type: 'AWS::DynamoDB::Table',
    ...changing(table, {}, { SSESpecification: { SSEEnabled: false } }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['dynamodb-customer-key-removed'],
  },
  {
    name: 'search takes plain HTTP',
    type: 'AWS::OpenSearchService::Domain',
    ...changing(
      domain,
      {},
      { DomainEndpointOptions: { EnforceHTTPS: false, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' } },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['transit-encryption-turned-off'],
  },
  {
    name: 'search lets everybody in without a password',
    type: 'AWS::OpenSearchService::Domain',
    ...changing(
      domain,
      {},
      {
        AdvancedSecurityOptions: {
          Enabled: true,
          AnonymousAuthEnabled: true,
          InternalUserDatabaseEnabled: false,
        },
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['opensearch-anonymous-access'],
  },
  {
    name: 'the cache takes connections without TLS',
    type: 'AWS::ElastiCache::ReplicationGroup',
    ...changing(cache, {}, { TransitEncryptionMode: 'preferred' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['elasticache-tls-optional'],
  },
  {
    name: 'messages of a queue are no longer encrypted',
    type: 'AWS::SQS::Queue',
    ...changing(queue, { SqsManagedSseEnabled: true }, { SqsManagedSseEnabled: false }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['sqs-queue-not-encrypted'],
  },
  {
    name: 'records of a stream are no longer encrypted',
    type: 'AWS::Kinesis::Stream',
    ...changing(stream, { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } }, {}),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['kinesis-stream-not-encrypted'],
  },
  {
    name: 'a password is stored in plain text',
    type: 'AWS::SSM::Parameter',
    id: '/orders/db/password',
    ...changing(parameter, { Type: 'SecureString', KeyId: 'alias/aws/ssm' }, { Type: 'String' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ssm-parameter-no-longer-encrypted'],
  },
  {
    name: 'viewers of the site may use plain HTTP',
    type: 'AWS::CloudFront::Distribution',
    before: distribution('redirect-to-https', 'TLSv1.2_2021'),
    after: distribution('allow-all', 'TLSv1.2_2021'),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['cloudfront-unencrypted-viewers'],
  },
  {
    name: 'viewers of the site may use TLS 1.0',
    type: 'AWS::CloudFront::Distribution',
    before: distribution('redirect-to-https', 'TLSv1.2_2021'),
    after: distribution('redirect-to-https', 'TLSv1'),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['cloudfront-old-tls'],
  },
  {
    name: 'a certificate is revoked',
    type: 'AWS::CertificateManager::Certificate',
    ...changing(certificate, {}, { Status: 'REVOKED' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['acm-certificate-unusable'],
  },
  {
    name: 'Glue reaches the database without TLS',
    type: 'AWS::Glue::Connection',
    ...changing(
      {},
      {
        ConnectionInput: {
          Name: 'orders',
          ConnectionType: 'JDBC',
          ConnectionProperties: { JDBC_ENFORCE_SSL: 'true' },
        },
      },
      {
        ConnectionInput: {
          Name: 'orders',
          ConnectionType: 'JDBC',
          ConnectionProperties: { JDBC_ENFORCE_SSL: 'false' },
        },
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['glue-connection-jdbc-enforce-ssl-off'],
  },
  {
    name: 'the balancer moves to a newer TLS policy of the same minimum',
    type: listenerType,
    ...changing(
      listener,
      { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' },
      { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'a certificate is renewed by itself',
    type: 'AWS::CertificateManager::Certificate',
    ...changing(certificate, { NotAfter: '2026-12-01T00:00:00Z' }, { NotAfter: '2028-01-01T00:00:00Z' }),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: 'valid until',
  },
];
