import {
  BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Owner, tagList, tagsOf } from './plan.ts';

/** The buckets of an account, by name. */
export interface Buckets {
  readonly invoices: string;
  readonly uploads: string;
  readonly accessLogs: string;
}

/** Creates buckets for customers' invoices, for uploads from browsers, and for the access logs of both. */
export async function seedBuckets(s3: S3Client, owner: Owner): Promise<Buckets> {
  const name = (purpose: string) => `orders-${purpose}-${owner.kind}-${owner.account}`;
  const buckets = { invoices: name('invoices'), uploads: name('uploads'), accessLogs: name('access-logs') };
  await createGuardedBucket(s3, owner, buckets.accessLogs);
  await Promise.all([
    createGuardedBucket(s3, owner, buckets.invoices).then(() => configureInvoices(s3, buckets)),
    createGuardedBucket(s3, owner, buckets.uploads).then(() => configureUploads(s3, buckets)),
  ]);
  return buckets;
}

/** Creates one private, encrypted, versioned bucket that refuses plain HTTP, as account templates make them. */
export async function createGuardedBucket(s3: S3Client, owner: Owner, Bucket: string): Promise<void> {
  const region = Object.values(BucketLocationConstraint).find((constraint) => constraint === owner.region);
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ...(region && { CreateBucketConfiguration: { LocationConstraint: region } }),
    }),
  );
  await Promise.all([
    s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      }),
    ),
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true },
          ],
        },
      }),
    ),
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
    s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      }),
    ),
    s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tagList(tagsOf(owner, Bucket)) } })),
    s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(tlsOnly(Bucket)) })),
  ]);
}

function tlsOnly(bucket: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}

async function configureInvoices(s3: S3Client, buckets: Buckets): Promise<void> {
  const Bucket = buckets.invoices;
  await Promise.all([
    s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: [
            {
              ID: 'archive-after-a-quarter',
              Status: 'Enabled',
              Filter: { Prefix: 'invoices/' },
              Transitions: [
                { Days: 90, StorageClass: 'STANDARD_IA' },
                { Days: 365, StorageClass: 'GLACIER' },
              ],
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
          ],
        },
      }),
    ),
    logAccess(s3, Bucket, buckets.accessLogs),
  ]);
}

async function configureUploads(s3: S3Client, buckets: Buckets): Promise<void> {
  const Bucket = buckets.uploads;
  await Promise.all([
    s3.send(
      new PutBucketCorsCommand({
        Bucket,
        CORSConfiguration: {
          CORSRules: [
            {
              ID: 'shop',
              AllowedOrigins: ['https://shop.example.com'],
              AllowedMethods: ['PUT', 'POST'],
              AllowedHeaders: ['*'],
              ExposeHeaders: ['ETag'],
              MaxAgeSeconds: 3000,
            },
          ],
        },
      }),
    ),
    logAccess(s3, Bucket, buckets.accessLogs),
  ]);
}

async function logAccess(s3: S3Client, Bucket: string, TargetBucket: string): Promise<void> {
  await s3.send(
    new PutBucketLoggingCommand({
      Bucket,
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: `${Bucket}/` } },
    }),
  );
}
