import type { JsonObject } from '../../../lib/model/json.ts';
import { account } from '../../scenarios/scenario.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const distribution = ofType('AWS::CloudFront::Distribution', { Id: 'E1A2B3C4D5E6F7' });
const cloudFrontFunction = ofType('AWS::CloudFront::Function', { Name: 'rewrite' });

const config = (more: JsonObject): JsonObject => ({ DistributionConfig: { Enabled: true, ...more } });
const both = (before: JsonObject, after: JsonObject): States => [config(before), config(after)];
const viewers = (ViewerProtocolPolicy: string, more: JsonObject = {}) => ({
  DefaultCacheBehavior: { TargetOriginId: 'shop', ViewerProtocolPolicy, ...more },
});
const origin = (more: JsonObject) => ({
  Origins: [{ Id: 'shop', DomainName: 'shop.example', ...more }],
});
const customOrigin = (OriginProtocolPolicy: string, OriginReadTimeout = 30) =>
  origin({
    CustomOriginConfig: { OriginProtocolPolicy, OriginReadTimeout, OriginSSLProtocols: ['TLSv1.2'] },
  });
const bucket = { DomainName: 'shop-assets.s3.eu-west-1.amazonaws.com', S3OriginConfig: {} };
const certificate = (MinimumProtocolVersion: string) => ({
  ViewerCertificate: {
    AcmCertificateArn: `arn:aws:acm:us-east-1:${account}:certificate/shop`,
    MinimumProtocolVersion,
    SslSupportMethod: 'sni-only',
  },
});
const logging = (Prefix: string) => ({ Logging: { Bucket: 'shop-logs.s3.amazonaws.com', Prefix } });
const webAcl = (name: string) => ({
  WebACLId: `arn:aws:wafv2:us-east-1:${account}:global/webacl/${name}/5f0a2b1c-0000-4000-8000-0123456789ab`,
});

/** Cases of CloudFront. */
export const cloudFrontCases: readonly RuleCase[] = [
  distribution(
    'cloudfront-unencrypted-viewers',
    both(viewers('redirect-to-https'), viewers('allow-all')),
    both(viewers('redirect-to-https'), viewers('https-only')),
  ),
  distribution(
    'cloudfront-unencrypted-origin',
    both(customOrigin('https-only'), customOrigin('http-only')),
    both(customOrigin('https-only'), customOrigin('https-only', 60)),
  ),
  distribution(
    'cloudfront-bucket-without-access-control',
    both(origin({ ...bucket, OriginAccessControlId: 'E2QWRUHAPOMQZL' }), origin(bucket)),
    both(
      origin({ ...bucket, OriginAccessControlId: 'E2QWRUHAPOMQZL' }),
      origin({ ...bucket, OriginAccessControlId: 'E3QWRUHAPOMQZM' }),
    ),
  ),
  distribution(
    'cloudfront-old-tls',
    both(certificate('TLSv1.2_2021'), certificate('TLSv1')),
    both(certificate('TLSv1.2_2021'), certificate('TLSv1.2_2019')),
  ),
  distribution('cloudfront-logging-off', both(logging('a/'), {}), both(logging('a/'), logging('b/'))),
  distribution('cloudfront-firewall-removed', both(webAcl('shop'), {}), both(webAcl('shop'), webAcl('new'))),
  distribution(
    'cloudfront-signed-requests-not-required',
    both(viewers('https-only', { TrustedKeyGroups: ['kg-1'] }), viewers('https-only')),
    both(
      viewers('https-only', { TrustedKeyGroups: ['kg-1'] }),
      viewers('https-only', { TrustedKeyGroups: ['kg-1', 'kg-2'] }),
    ),
  ),
  distribution(
    'cloudfront-signed-requests-not-required',
    both(
      {
        ...viewers('https-only'),
        CacheBehaviors: [{ PathPattern: '/invoices/*', TrustedKeyGroups: ['kg-1'] }],
      },
      viewers('https-only'),
    ),
    both(
      {
        ...viewers('https-only'),
        CacheBehaviors: [{ PathPattern: '/invoices/*', TrustedKeyGroups: ['kg-1'] }],
      },
      {
        ...viewers('https-only'),
        CacheBehaviors: [{ PathPattern: '/invoices/*', TrustedSigners: ['self'] }],
      },
    ),
  ),
  distribution(
    'cloudfront-disabled',
    both({}, { Enabled: false }),
    both({}, { PriceClass: 'PriceClass_100' }),
  ),
  cloudFrontFunction(
    'cloudfront-function-code-changed',
    [{ FunctionCode: 'return event.request;' }, { FunctionCode: 'return steal(event.request);' }],
    [{ FunctionConfig: { Comment: 'a' } }, { FunctionConfig: { Comment: 'b' } }],
    [null, { FunctionCode: 'return event.request;' }],
  ),
  distribution(
    'cloudfront-origin-in-other-domain',
    both(origin({ DomainName: 'origin.shop.example' }), origin({ DomainName: 'origin-shop.example.net' })),
    both(origin({ DomainName: 'origin.shop.example' }), origin({ DomainName: 'origin-2.shop.example' })),
    both(origin({ DomainName: 'origin.shop.example' }), origin({ DomainName: 'origin-3.shop.example' })),
  ),
];
