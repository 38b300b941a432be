import { S3Client } from '@aws-sdk/client-s3';
import pLimit, { type LimitFunction } from 'p-limit';
import { awsErrorParts } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { accessParts } from './s3-access-parts.ts';
import { bucketAccessRules } from './s3-access-rules.ts';
import type { BucketPart } from './s3-bucket-part.ts';
import { bucketsOfRegion, callsAtOnce, type ListedBucket } from './s3-buckets.ts';
import { dataParts } from './s3-data-parts.ts';
import { bucketDataRules } from './s3-data-rules.ts';
import { reportParts } from './s3-report-parts.ts';

const bucketParts: readonly BucketPart[] = [...accessParts, ...dataParts, ...reportParts];

/** What S3 answers where a region or a kind of bucket does not have a feature. It is not configured there, then. */
const unsupported: ReadonlySet<string> = new Set([
  'MethodNotAllowed',
  'NotImplemented',
  'UnsupportedArgument',
  'UnsupportedOperation',
  'XNotImplemented',
]);

/**
 * Whether an endpoint does not have the feature. One that does not know the call at all, as S3-compatible ones, takes
 * it for a listing of the objects, and refuses that: AWS names the action of the call instead.
 */
function isUnsupported(error: unknown): boolean {
  const { code, message } = awsErrorParts(error);
  return unsupported.has(code) || / perform: s3:ListBucket\b/.test(message);
}

/** What was read of a bucket so far. */
interface Reading {
  readonly unread: UnreadProperty[];
  /** Whether the bucket was deleted while it was read. */
  gone: boolean;
}

async function readPart(
  { clients, optional }: ResourceReader,
  Bucket: string,
  { paths, read }: BucketPart,
  reading: Reading,
): Promise<object | undefined> {
  return optional(reading.unread, paths, async () => {
    try {
      return await read(clients.get(S3Client), Bucket);
    } catch (error) {
      if (isUnsupported(error)) return undefined;
      // Like a part that is not configured this counts as not found, but nothing of the bucket is there.
      if (awsErrorParts(error).code === 'NoSuchBucket') reading.gone = true;
      throw error;
    }
  });
}

async function readBucket(
  reader: ResourceReader,
  { name, unread }: ListedBucket,
  limit: LimitFunction,
): Promise<ReadResource[]> {
  const arn = `arn:${reader.partition}:s3:::${name}`;
  if (unread.length > 0) return [{ id: name, arn, properties: { BucketName: name }, unread }];
  const reading: Reading = { unread: [], gone: false };
  const parts = await Promise.all(
    bucketParts.map((part) => limit(() => readPart(reader, name, part, reading))),
  );
  if (reading.gone) return [];
  const properties: object = Object.assign({ BucketName: name, Arn: arn }, ...parts);
  const byPath = reading.unread.sort((one, other) => (one.path < other.path ? -1 : 1));
  return [{ id: name, arn, properties, unread: byPath }];
}

/** What a bucket costs depends on what is in it; the assumption says what a gigabyte costs. */
function monthlyCost(bucket: Resource, context: CostContext): MonthlyCost {
  const price = context.prices.find('AmazonS3', bucket.region, 'standard/gb-month');
  const stored = usedPart(bucket, context, {
    name: 's3StorageGigabytes',
    price,
    words: 'GB in S3 Standard',
    per: 'GB-month',
  });
  if (stored) {
    return sumOfParts([stored, { usd: 0, assumption: 'Without requests and data transfer.' }]);
  }
  const rate = price
    ? `; S3 Standard costs ${price.usd} USD per GB-month in ${price.region} (${price.source}, ${price.date})`
    : '';
  return unknownCost(
    `S3 bills what is stored, requested and transferred, which the configuration does not tell${rate}.`,
  );
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 *
 * Beside the schema it holds what decides over the safety of a bucket and has no word there: `MFADelete` of the
 * versioning, and `AccessControlList`, AWS Config's name, for grants that are no canned ACL. Rules of CORS and of
 * website routing stay in their order, because the first that fits counts.
 */
export const bucket = defineResourceType({
  type: 'AWS::S3::Bucket',
  scope: 'regional',
  permissions: [
    ...new Set([
      's3:ListAllMyBuckets',
      's3:GetBucketLocation',
      ...bucketParts.map(({ permission }) => permission),
    ]),
  ].sort(),
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    for await (const buckets of bucketsOfRegion(reader)) {
      const read = await Promise.all(buckets.map((each) => readBucket(reader, each, limit)));
      yield* read.flat();
    }
  },
  unordered: {
    '/AccessControlList/Grants': 'value',
    '/AnalyticsConfigurations': ['Id'],
    '/AnalyticsConfigurations/*/TagFilters': ['Key'],
    '/BucketEncryption/ServerSideEncryptionConfiguration/*/BlockedEncryptionTypes/EncryptionType': 'value',
    '/IntelligentTieringConfigurations': ['Id'],
    '/IntelligentTieringConfigurations/*/TagFilters': ['Key'],
    '/IntelligentTieringConfigurations/*/Tierings': ['AccessTier'],
    '/InventoryConfigurations': ['Id'],
    '/InventoryConfigurations/*/OptionalFields': 'value',
    '/LifecycleConfiguration/Rules': ['Id'],
    '/LifecycleConfiguration/Rules/*/NoncurrentVersionTransitions': ['StorageClass'],
    '/LifecycleConfiguration/Rules/*/TagFilters': ['Key'],
    '/LifecycleConfiguration/Rules/*/Transitions': ['StorageClass'],
    '/MetricsConfigurations': ['Id'],
    '/MetricsConfigurations/*/TagFilters': ['Key'],
    '/NotificationConfiguration/LambdaConfigurations': 'value',
    '/NotificationConfiguration/LambdaConfigurations/*/Filter/S3Key/Rules': ['Name'],
    '/NotificationConfiguration/QueueConfigurations': 'value',
    '/NotificationConfiguration/QueueConfigurations/*/Filter/S3Key/Rules': ['Name'],
    '/NotificationConfiguration/TopicConfigurations': 'value',
    '/NotificationConfiguration/TopicConfigurations/*/Filter/S3Key/Rules': ['Name'],
    '/ReplicationConfiguration/Rules': ['Id'],
    '/ReplicationConfiguration/Rules/*/Filter/And/TagFilters': ['Key'],
  },
  volatile: {
    '/CreationDate': 'S3 shows another one in every region when a policy changes',
  },
  defaults: { AbacStatus: 'Disabled' },
  holdsState: 'every object in it, with all versions',
  sensitivity: {
    '/AbacStatus': 'MEDIUM',
    '/AccessControl': 'MEDIUM',
    '/AccessControlList': 'MEDIUM',
    '/BucketEncryption': 'MEDIUM',
    '/CorsConfiguration': 'MEDIUM',
    '/LoggingConfiguration': 'MEDIUM',
    '/NotificationConfiguration': 'MEDIUM',
    '/ObjectLockConfiguration': 'MEDIUM',
    '/OwnershipControls': 'MEDIUM',
    '/PublicAccessBlockConfiguration': 'MEDIUM',
    '/ReplicationConfiguration': 'MEDIUM',
    '/VersioningConfiguration': 'MEDIUM',
    '/WebsiteConfiguration': 'MEDIUM',
  },
  rules: [...bucketAccessRules, ...bucketDataRules],
  monthlyCost,
});
