import { account, allow, policy } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const block = (IgnorePublicAcls: boolean) => ({
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls,
    RestrictPublicBuckets: true,
  },
});
const owned = (ObjectOwnership: string) => ({ OwnershipControls: { Rules: [{ ObjectOwnership }] } });
const bucket = { BucketName: 'example', ...block(true), ...owned('BucketOwnerEnforced') };
const withAcls = { BucketName: 'example', ...block(false), ...owned('ObjectWriter') };
const grant = (ID: string) => ({
  AccessControlList: {
    Grants: [{ Grantee: { Type: 'CanonicalUser', ID }, Permission: 'READ' }],
  },
});
const cors = (AllowedOrigins: string[]) => ({
  CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins }] },
});
/** The account with which CloudFront delivers its logs. */
const logDelivery = 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0';
const otherAccount = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
const website = { WebsiteConfiguration: { IndexDocument: 'index.html' } };
const versioned = { VersioningConfiguration: { Status: 'Enabled' } };

const ofBucket = casesOf('AWS::S3::Bucket');

/** Who may use a bucket. */
const bucketCases: readonly RuleCase[] = [
  ofBucket(
    's3-created-without-public-access-block',
    [null, { ...bucket, ...block(false) }],
    [null, bucket],
    [{ ...bucket, ...block(false) }, bucket],
  ),
  ofBucket(
    's3-public-acl',
    [withAcls, { ...withAcls, AccessControl: 'PublicRead' }],
    [withAcls, { ...withAcls, ...block(true), AccessControl: 'PublicRead' }],
    [{ ...withAcls, AccessControl: 'PublicRead' }, withAcls],
  ),
  ofBucket(
    's3-acl-foreign-account',
    [withAcls, { ...withAcls, ...grant(otherAccount) }],
    [withAcls, { ...withAcls, ...grant(logDelivery) }],
    [{ ...withAcls, ...grant(otherAccount) }, withAcls],
  ),
  ofBucket(
    's3-acls-enabled',
    [bucket, { ...bucket, ...owned('ObjectWriter') }],
    [
      { ...bucket, ...owned('BucketOwnerPreferred') },
      { ...bucket, ...owned('ObjectWriter') },
    ],
    [{ ...bucket, ...owned('ObjectWriter') }, bucket],
  ),
  ofBucket(
    's3-cors-any-site',
    [bucket, { ...bucket, ...cors(['*']) }],
    [bucket, { ...bucket, ...cors(['https://*.example.com']) }],
    [
      { ...bucket, ...cors(['*']) },
      { ...bucket, ...cors(['https://shop.example.com']) },
    ],
  ),
  ofBucket(
    's3-website-hosting',
    [bucket, { ...bucket, ...website }],
    [bucket, { ...bucket, ...versioned }],
    [{ ...bucket, ...website }, bucket],
  ),
];

const everything = 'arn:aws:s3:::example/*';
const withPolicy = (...statements: Parameters<typeof policy>) => ({
  Bucket: 'example',
  PolicyDocument: policy(...statements),
});
const readers = { ...allow('s3:GetObject', everything), Principal: { AWS: account } };
const trail = {
  ...allow('s3:PutObject', everything),
  Principal: { Service: 'cloudtrail.amazonaws.com' },
};
const tlsOnly = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: everything,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const lockout = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: everything };

const ofPolicy = casesOf('AWS::S3::BucketPolicy');

/** What the policy of a bucket says. */
const policyCases: readonly RuleCase[] = [
  ofPolicy(
    's3-policy-tls-not-required',
    [withPolicy(readers, tlsOnly), withPolicy(readers)],
    [withPolicy(readers, tlsOnly), withPolicy(tlsOnly)],
    [withPolicy(readers), withPolicy(readers, tlsOnly)],
  ),
  ofPolicy(
    's3-policy-keeps-logs-out',
    [withPolicy(trail, readers), withPolicy(readers)],
    [withPolicy(trail, readers), withPolicy(trail)],
    [withPolicy(readers), withPolicy(trail, readers)],
  ),
  ofPolicy(
    's3-policy-locks-everybody-out',
    [withPolicy(readers), withPolicy(readers, lockout)],
    [withPolicy(readers), withPolicy(readers, tlsOnly)],
    [withPolicy(readers, lockout), withPolicy(readers)],
  ),
];

/** The rules of who may use a bucket. */
export const s3AccessCases: readonly RuleCase[] = [...bucketCases, ...policyCases];
