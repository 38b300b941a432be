import { type JsonObject, toList, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule, StateRule } from '../model/rule.ts';
import { originMoved } from './cloudfront-origin-rules.ts';
import { propertyDanger, protectionLost } from './property-rules.ts';

const config = '/DistributionConfig';

/** The default behavior and the others, each with the paths it is for and where it stands. */
function behaviors({ properties }: Resource): { name: string; path: string; behavior: JsonObject }[] {
  const others = toObjects(valueAt(properties, `${config}/CacheBehaviors`)).map((behavior, at) => ({
    name: String(behavior.PathPattern),
    path: `${config}/CacheBehaviors/${at}`,
    behavior,
  }));
  const [first] = toObjects(valueAt(properties, `${config}/DefaultCacheBehavior`));
  return first ? [{ name: '*', path: `${config}/DefaultCacheBehavior`, behavior: first }, ...others] : others;
}

function origins({ properties }: Resource): { id: string; path: string; origin: JsonObject }[] {
  return toObjects(valueAt(properties, `${config}/Origins`)).map((origin, at) => ({
    id: String(origin.Id),
    path: `${config}/Origins/${at}`,
    origin,
  }));
}

const plainViewers: StateRule = {
  kind: 'state',
  id: 'cloudfront-unencrypted-viewers',
  title: 'a distribution answers unencrypted requests',
  severity: 'HIGH',
  sources: ['FSBP CloudFront.3'],
  recommendation: 'Set the viewer protocol policy to redirect-to-https or https-only.',
  remedy: {
    command:
      'aws cloudfront update-distribution --id {{id}} --if-match <etag> --distribution-config file://<configuration-with-redirect-to-https.json>',
    console: 'CloudFront › Distributions › {{id}} › Behaviors › Edit › Viewer protocol policy',
  },
  safer: 'requests are encrypted',
  dangers: (distribution) =>
    behaviors(distribution)
      .filter(({ behavior }) => behavior.ViewerProtocolPolicy === 'allow-all')
      .map(({ name, path }) => ({
        subject: `plain HTTP for ${name}`,
        path: `${path}/ViewerProtocolPolicy`,
        reason: `Distribution ${distribution.id} answers unencrypted requests for ${name}.`,
      })),
};

const plainOrigins: StateRule = {
  kind: 'state',
  id: 'cloudfront-unencrypted-origin',
  title: 'a distribution fetches unencrypted from its origin',
  severity: 'MEDIUM',
  sources: ['FSBP CloudFront.9', 'FSBP CloudFront.10'],
  recommendation: 'Set the protocol policy of the origin to https-only, with TLS 1.2.',
  remedy: {
    command:
      'aws cloudfront update-distribution --id {{id}} --if-match <etag> --distribution-config file://<configuration-with-https-only-origins.json>',
    console: 'CloudFront › Distributions › {{id}} › Origins › Edit › Protocol',
  },
  safer: 'the origin is asked encrypted',
  dangers: (distribution) =>
    origins(distribution)
      .filter(
        ({ origin }) =>
          valueAt(origin, '/CustomOriginConfig/OriginProtocolPolicy') === 'http-only' ||
          toList(valueAt(origin, '/CustomOriginConfig/OriginSSLProtocols')).includes('SSLv3'),
      )
      .map(({ id, path, origin }) => ({
        subject: `origin ${id}`,
        path: `${path}/CustomOriginConfig`,
        reason: `Distribution ${distribution.id} fetches from ${String(origin.DomainName)} unencrypted or with SSL 3: what it delivers can be changed on the way.`,
      })),
};

const bucketWithoutControl: StateRule = {
  kind: 'state',
  id: 'cloudfront-bucket-without-access-control',
  title: 'a bucket is asked without origin access control',
  severity: 'MEDIUM',
  sources: ['FSBP CloudFront.13'],
  recommendation: 'Give the origin an origin access control, and let the bucket trust only that.',
  remedy: {
    command:
      'aws cloudfront update-distribution --id {{id}} --if-match <etag> --distribution-config file://<configuration-with-origin-access-control.json>',
    console: 'CloudFront › Distributions › {{id}} › Origins › Edit › Origin access',
  },
  safer: 'the bucket is asked with origin access control',
  dangers: (distribution) =>
    origins(distribution)
      .filter(({ origin }) => /\.s3[.-][a-z0-9.-]*amazonaws\.com/.test(String(origin.DomainName)))
      .filter(({ origin }) => !String(origin.DomainName).includes('s3-website'))
      .filter(
        ({ origin }) =>
          !origin.OriginAccessControlId && !valueAt(origin, '/S3OriginConfig/OriginAccessIdentity'),
      )
      .map(({ id, path, origin }) => ({
        subject: `origin ${id}`,
        path,
        reason: `Distribution ${distribution.id} asks ${String(origin.DomainName)} as anybody could: the bucket has to be public for it.`,
      })),
};

/** Whether a behavior asks for signed requests, by key groups or by the older key pairs of accounts. */
const isSigned = ({ TrustedKeyGroups, TrustedSigners }: JsonObject) =>
  toList(TrustedKeyGroups).length > 0 || toList(TrustedSigners).length > 0;

/** The paths for which one distribution asks for signed requests, and another does not. */
function noLongerSigned(had: Resource, has: Resource): Danger[] {
  const left = behaviors(has);
  return behaviors(had)
    .filter(({ behavior }) => isSigned(behavior))
    .flatMap(({ name }) => {
      // Without a behavior of its own a path is left to the default one.
      const now = left.find((each) => each.name === name) ?? left[0];
      if (now && isSigned(now.behavior)) return [];
      return [
        {
          subject: `unsigned requests for ${name}`,
          path: now?.path ?? `${config}/DefaultCacheBehavior`,
          reason: `Distribution ${has.id} delivers to everybody what only holders of signed links could see (${name}).`,
        },
      ];
    });
}

const signatureNotRequired: ChangeRule = {
  kind: 'change',
  id: 'cloudfront-signed-requests-not-required',
  title: 'a distribution no longer asks for signed requests',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html'],
  recommendation: 'Set the trusted key groups of the behavior again.',
  remedy: {
    command:
      'aws cloudfront update-distribution --id {{id}} --if-match <etag> --distribution-config file://<configuration-with-trusted-key-groups.json>',
    console: 'CloudFront › Distributions › {{id}} › Behaviors › Edit › Restrict viewer access',
  },
  dangers: (change) => (change.kind === 'modified' ? noLongerSigned(change.before, change.after) : []),
  ended: (change) =>
    change.kind === 'modified'
      ? noLongerSigned(change.after, change.before).map((danger) => ({
          ...danger,
          reason: `Safer: requests have to be signed (${danger.subject}).`,
        }))
      : [],
};

/** The dangers of AWS::CloudFront::Distribution. */
export const distributionRules: readonly Rule[] = [
  plainViewers,
  plainOrigins,
  bucketWithoutControl,
  propertyDanger({
    id: 'cloudfront-old-tls',
    title: 'a distribution takes old versions of TLS',
    severity: 'HIGH',
    sources: [
      'FSBP CloudFront.15',
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html',
    ],
    recommendation: 'Set the minimum protocol version to TLSv1.2_2021 or newer.',
    remedy: {
      command:
        'aws cloudfront update-distribution --id {{id}} --if-match <etag> --distribution-config file://<configuration-with-TLSv1.2_2021.json>',
      console: 'CloudFront › Distributions › {{id}} › General › Settings › Edit › Security policy',
    },
    safer: 'viewers need a current version of TLS',
    path: `${config}/ViewerCertificate/MinimumProtocolVersion`,
    // With its default certificate CloudFront always says TLSv1, and nobody can change it.
    isDanger: (version, { properties }) =>
      /^(SSLv3|TLSv1(_2016)?|TLSv1\.1_2016)$/.test(String(version)) &&
      valueAt(properties, `${config}/ViewerCertificate/CloudFrontDefaultCertificate`) !== true,
    reason: ({ id }, version) => `Distribution ${id} takes connections from ${String(version)} on.`,
  }),
  protectionLost({
    id: 'cloudfront-logging-off',
    title: 'requests to a distribution are no longer logged',
    severity: 'HIGH',
    sources: ['FSBP CloudFront.5'],
    recommendation:
      'Turn standard logging on again, unless the newer log delivery to CloudWatch took its place.',
    remedy: {
      command:
        'aws cloudfront update-distribution --id {{id}} --if-match <etag> --distribution-config file://<configuration-with-logging.json>',
      console: 'CloudFront › Distributions › {{id}} › Logging › Standard log destinations › Add',
    },
    path: `${config}/Logging`,
    protects: (value) => value !== null,
    reason: ({ id }) => `Distribution ${id} no longer logs requests.`,
    better: 'requests are logged',
  }),
  protectionLost({
    id: 'cloudfront-firewall-removed',
    title: 'a distribution lost its web ACL',
    severity: 'HIGH',
    sources: ['FSBP CloudFront.6'],
    recommendation: 'Associate the web ACL with the distribution again.',
    remedy: {
      command: 'aws cloudfront associate-distribution-web-acl --id {{id}} --web-acl-arn {{former}}',
      console: 'CloudFront › Distributions › {{id}} › Security › Edit',
    },
    path: `${config}/WebACLId`,
    protects: (value) => value !== null,
    reason: ({ id }, from) => `Distribution ${id} is no longer protected by ${String(from)}.`,
    better: 'the distribution is protected by a web ACL',
  }),
  signatureNotRequired,
  originMoved,
  protectionLost({
    id: 'cloudfront-disabled',
    title: 'a distribution was disabled',
    severity: 'MEDIUM',
    sources: [
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HowToDeleteDistribution.html',
    ],
    recommendation: 'Enable the distribution again, unless it is to be deleted.',
    remedy: {
      command:
        'aws cloudfront update-distribution --id {{id}} --if-match <etag> --distribution-config file://<configuration-with-enabled-true.json>',
      console: 'CloudFront › Distributions › {{id}} › Enable',
    },
    path: `${config}/Enabled`,
    protects: (value) => value === true,
    reason: ({ id }) => `Distribution ${id} is disabled: it answers nobody, and can be deleted.`,
    better: 'the distribution answers',
  }),
];
