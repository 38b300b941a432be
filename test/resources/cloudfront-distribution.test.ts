import {
  CloudFrontClient,
  type DistributionConfig,
  type DistributionSummary,
  GetDistributionConfigCommand,
  ListDistributionsCommand,
  ListTagsForResourceCommand,
  type Origin,
} from '@aws-sdk/client-cloudfront';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { cloudFrontDistribution } from '../../lib/resources/cloudfront-distribution.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const cloudFront = mockClient(CloudFrontClient);
const arn = 'arn:aws:cloudfront::111122223333:distribution/E1';
const list = <T>(...Items: T[]) => ({ Quantity: Items.length, Items });
const behavior: DistributionConfig['DefaultCacheBehavior'] = {
  TargetOriginId: 'site',
  ViewerProtocolPolicy: 'https-only',
  TrustedSigners: { Enabled: false, Quantity: 0 },
  TrustedKeyGroups: { Enabled: true, ...list('group-2', 'group-1') },
  AllowedMethods: {
    ...list('HEAD' as const, 'GET' as const),
    CachedMethods: list('HEAD' as const, 'GET' as const),
  },
  Compress: true,
  SmoothStreaming: false,
  LambdaFunctionAssociations: list({
    LambdaFunctionARN: 'arn:f:1',
    EventType: 'origin-request' as const,
    IncludeBody: false,
  }),
  FunctionAssociations: { Quantity: 0 },
  FieldLevelEncryptionId: '',
  ForwardedValues: {
    QueryString: true,
    Cookies: { Forward: 'whitelist', WhitelistedNames: list('b', 'a') },
    Headers: list('Origin'),
    QueryStringCacheKeys: { Quantity: 0 },
  },
  MinTTL: 0,
  DefaultTTL: 60,
  MaxTTL: 600,
};
const behaviorRead = {
  TargetOriginId: 'site',
  ViewerProtocolPolicy: 'https-only',
  TrustedKeyGroups: ['group-1', 'group-2'],
  AllowedMethods: ['GET', 'HEAD'],
  CachedMethods: ['GET', 'HEAD'],
  Compress: true,
  SmoothStreaming: false,
  LambdaFunctionAssociations: [
    { LambdaFunctionARN: 'arn:f:1', EventType: 'origin-request', IncludeBody: false },
  ],
  ForwardedValues: {
    QueryString: true,
    Cookies: { Forward: 'whitelist', WhitelistedNames: ['a', 'b'] },
    Headers: ['Origin'],
  },
  MinTTL: 0,
  DefaultTTL: 60,
  MaxTTL: 600,
};
const origin = {
  Id: 'site',
  DomainName: 'origin.example.com',
  OriginPath: '/live',
  CustomHeaders: list({ HeaderName: 'X-Key', HeaderValue: 'canary' }),
  CustomOriginConfig: {
    HTTPPort: 80,
    HTTPSPort: 443,
    OriginProtocolPolicy: 'https-only' as const,
    OriginSslProtocols: list('TLSv1.2' as const, 'TLSv1.1' as const),
    OriginReadTimeout: 30,
    OriginKeepaliveTimeout: 5,
  },
  ConnectionAttempts: 3,
  ConnectionTimeout: 10,
  OriginShield: { Enabled: false },
};
const bucket = {
  Id: 'bucket',
  DomainName: 'b.s3.eu-west-1.amazonaws.com',
  CustomHeaders: { Quantity: 0 },
  S3OriginConfig: { OriginAccessIdentity: '' },
  OriginAccessControlId: 'OAC1',
};
const groups = list({
  Id: 'failover',
  FailoverCriteria: { StatusCodes: list(500, 502) },
  Members: list({ OriginId: 'site' }, { OriginId: 'bucket' }),
});
const config: DistributionConfig = {
  CallerReference: 'x',
  Aliases: list('www.example.com', 'example.com'),
  DefaultRootObject: 'index.html',
  Origins: list<Origin>(origin, bucket),
  OriginGroups: groups,
  DefaultCacheBehavior: behavior,
  CacheBehaviors: list({ ...behavior, PathPattern: '/b*' }, { ...behavior, PathPattern: '/a*' }),
  CustomErrorResponses: list({
    ErrorCode: 404,
    ResponsePagePath: '/404.html',
    ResponseCode: '404',
    ErrorCachingMinTTL: 10,
  }),
  Comment: 'the site',
  Logging: { Enabled: true, IncludeCookies: false, Bucket: 'logs.s3.amazonaws.com', Prefix: 'cdn/' },
  PriceClass: 'PriceClass_100',
  Enabled: true,
  ViewerCertificate: {
    CloudFrontDefaultCertificate: false,
    ACMCertificateArn: 'arn:cert',
    SSLSupportMethod: 'sni-only',
    MinimumProtocolVersion: 'TLSv1.2_2021',
    Certificate: 'arn:cert',
    CertificateSource: 'acm',
  },
  Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', ...list('GB', 'DE') } },
  WebACLId: 'arn:waf',
  HttpVersion: 'http2',
  IsIPV6Enabled: true,
  ContinuousDeploymentPolicyId: 'p1',
  Staging: false,
};
const summary = (Id: string): DistributionSummary => ({
  ...config,
  Id,
  ARN: arn,
  Status: 'Deployed',
  LastModifiedTime: new Date(0),
  DomainName: 'd1.cloudfront.net',
  Aliases: config.Aliases,
  CacheBehaviors: config.CacheBehaviors,
  CustomErrorResponses: config.CustomErrorResponses,
  PriceClass: 'PriceClass_100',
  ViewerCertificate: config.ViewerCertificate,
  Restrictions: config.Restrictions,
  WebACLId: '',
  HttpVersion: 'http2',
  IsIPV6Enabled: true,
  Staging: false,
});
const page = (Items: DistributionSummary[], NextMarker?: string) => ({
  DistributionList: {
    Marker: '',
    MaxItems: 100,
    IsTruncated: NextMarker !== undefined,
    Quantity: Items.length,
    Items,
    NextMarker,
  },
});

beforeEach(() => {
  cloudFront.reset();
  cloudFront
    .on(ListDistributionsCommand)
    .resolves(page([summary('E1')], '2'))
    .on(ListDistributionsCommand, { Marker: '2' })
    .resolves(page([summary('gone')]))
    .on(GetDistributionConfigCommand)
    .rejects(awsError('NoSuchDistribution'))
    .on(GetDistributionConfigCommand, { Id: 'E1' })
    .resolves({ DistributionConfig: config })
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: { Items: [{ Key: 'Team', Value: 'site' }] } });
});

describe('reading distributions', () => {
  test('every property, in the shape of the CloudFormation schema, origin headers as digests', async () => {
    const read = await storedById(cloudFrontDistribution);
    expect(Object.keys(read)).toEqual(['E1']);
    expect(read.E1).toMatchObject({ arn, tags: { Team: 'site' } });
    expect(read.E1?.properties).toEqual({
      Id: 'E1',
      DomainName: 'd1.cloudfront.net',
      DistributionConfig: {
        Aliases: ['example.com', 'www.example.com'],
        DefaultRootObject: 'index.html',
        Origins: [
          { Id: 'bucket', DomainName: 'b.s3.eu-west-1.amazonaws.com', OriginAccessControlId: 'OAC1' },
          {
            Id: 'site',
            DomainName: 'origin.example.com',
            OriginPath: '/live',
            OriginCustomHeaders: [
              { HeaderName: 'X-Key', HeaderValue: expect.stringMatching(/^hmac-sha256:/) },
            ],
            CustomOriginConfig: {
              HTTPPort: 80,
              HTTPSPort: 443,
              OriginProtocolPolicy: 'https-only',
              OriginSSLProtocols: ['TLSv1.1', 'TLSv1.2'],
              OriginReadTimeout: 30,
              OriginKeepaliveTimeout: 5,
            },
            ConnectionAttempts: 3,
            ConnectionTimeout: 10,
            OriginShield: { Enabled: false },
          },
        ],
        OriginGroups: groups,
        DefaultCacheBehavior: behaviorRead,
        CacheBehaviors: [
          { ...behaviorRead, PathPattern: '/b*' },
          { ...behaviorRead, PathPattern: '/a*' },
        ],
        CustomErrorResponses: [
          { ErrorCode: 404, ResponsePagePath: '/404.html', ResponseCode: '404', ErrorCachingMinTTL: 10 },
        ],
        Comment: 'the site',
        Logging: { IncludeCookies: false, Bucket: 'logs.s3.amazonaws.com', Prefix: 'cdn/' },
        PriceClass: 'PriceClass_100',
        Enabled: true,
        ViewerCertificate: {
          CloudFrontDefaultCertificate: false,
          AcmCertificateArn: 'arn:cert',
          SslSupportMethod: 'sni-only',
          MinimumProtocolVersion: 'TLSv1.2_2021',
        },
        Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Locations: ['DE', 'GB'] } },
        WebACLId: 'arn:waf',
        HttpVersion: 'http2',
        IPV6Enabled: true,
        ContinuousDeploymentPolicyId: 'p1',
        Staging: false,
      },
    });
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(cloudFrontDistribution, await readAll(cloudFrontDistribution));
    cloudFront.on(GetDistributionConfigCommand, { Id: 'E1' }).resolves({
      DistributionConfig: { ...turnedRound(config, ['CacheBehaviors', 'Members']), CallerReference: 'y' },
    });
    expect(storedLines(cloudFrontDistribution, await readAll(cloudFrontDistribution))).toEqual(first);
  });

  test('logging that is off and no origin groups are left out', async () => {
    const DistributionConfig = {
      ...config,
      Logging: { ...config.Logging, Enabled: false },
      OriginGroups: { Quantity: 0 },
    };
    cloudFront.on(GetDistributionConfigCommand, { Id: 'E1' }).resolves({ DistributionConfig });
    const { E1 } = await storedById(cloudFrontDistribution);
    expect(E1?.properties.DistributionConfig).not.toHaveProperty('Logging');
    expect(E1?.properties.DistributionConfig).not.toHaveProperty('OriginGroups');
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDenied', 'no');
    cloudFront
      .on(GetDistributionConfigCommand)
      .rejects(denied)
      .on(ListTagsForResourceCommand)
      .rejects(denied);
    expect((await readAll(cloudFrontDistribution))[0]?.unread?.map(({ path }) => path)).toEqual([
      '/DistributionConfig',
      '/Tags',
    ]);
  });
});

const of = (DistributionConfig: JsonObject): JsonObject => ({
  Id: 'E1',
  DistributionConfig: { Comment: 'c', ...DistributionConfig },
});
const viewers = (ViewerProtocolPolicy: string) => ({ DefaultCacheBehavior: { ViewerProtocolPolicy } });
const tls = (MinimumProtocolVersion: string, CloudFrontDefaultCertificate = false) => ({
  ViewerCertificate: { MinimumProtocolVersion, CloudFrontDefaultCertificate },
});
const from = (OriginProtocolPolicy: string) => ({
  Origins: [{ Id: 'o', DomainName: 'x', CustomOriginConfig: { OriginProtocolPolicy } }],
});
const s3 = (rest: JsonObject) => ({ Origins: [{ Id: 'o', DomainName: 'b.s3.amazonaws.com', ...rest }] });

describe('what a change of a distribution means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'plain viewers',
      viewers('https-only'),
      viewers('allow-all'),
      'HIGH',
      ['cloudfront-unencrypted-viewers'],
    ],
    ['redirected viewers', viewers('allow-all'), viewers('redirect-to-https'), 'INFO', []],
    [
      'plain viewers of a path',
      {},
      { CacheBehaviors: [{ PathPattern: '/a', ViewerProtocolPolicy: 'allow-all' }] },
      'HIGH',
      ['cloudfront-unencrypted-viewers'],
    ],
    ['a plain origin', from('https-only'), from('http-only'), 'MEDIUM', ['cloudfront-unencrypted-origin']],
    ['an encrypted origin', from('http-only'), from('https-only'), 'INFO', []],
    [
      'a bucket without control',
      s3({ OriginAccessControlId: 'a' }),
      s3({}),
      'MEDIUM',
      ['cloudfront-bucket-without-access-control'],
    ],
    [
      'a bucket with an identity',
      s3({ OriginAccessControlId: 'a' }),
      s3({ S3OriginConfig: { OriginAccessIdentity: 'i' } }),
      'MEDIUM',
      [],
    ],
    ['old TLS', tls('TLSv1.2_2021'), tls('TLSv1.1_2016'), 'HIGH', ['cloudfront-old-tls']],
    ['the default certificate', tls('TLSv1.2_2021'), tls('TLSv1', true), 'MEDIUM', []],
    ['no logging', { Logging: { Bucket: 'b' } }, {}, 'HIGH', ['cloudfront-logging-off']],
    ['logging', {}, { Logging: { Bucket: 'b' } }, 'INFO', []],
    ['no firewall', { WebACLId: 'a' }, {}, 'HIGH', ['cloudfront-firewall-removed']],
    [
      'no signatures',
      { DefaultCacheBehavior: { TrustedKeyGroups: ['g'] } },
      {},
      'HIGH',
      ['cloudfront-signed-requests-not-required'],
    ],
    ['disabled', { Enabled: true }, { Enabled: false }, 'MEDIUM', ['cloudfront-disabled']],
    ['a comment', { Comment: 'a' }, { Comment: 'b' }, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(cloudFrontDistribution, of(before), of(after))).toMatchObject({ severity, rules });
  });

  test('its cost is not known', () => {
    expect(cloudFrontDistribution.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBeNull();
  });
});
