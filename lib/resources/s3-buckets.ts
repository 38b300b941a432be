import { type Bucket, GetBucketLocationCommand, paginateListBuckets, S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';

/** Calls in flight at once, so that a scan stays out of the way of the account's own requests. */
export const callsAtOnce = 8;
/** Buckets a page: as many as are read before the first of them is yielded. S3 takes up to 10,000. */
const pageSize = 250;

/** A bucket of the region that is read. `unread` is not empty where not even its region is known. */
export interface ListedBucket {
  readonly name: string;
  readonly unread: readonly UnreadProperty[];
}

/** Buckets of the two oldest regions have names of their own for them, or none. */
function regionOf(LocationConstraint: string | undefined): string {
  if (!LocationConstraint) return 'us-east-1';
  return LocationConstraint === 'EU' ? 'eu-west-1' : LocationConstraint;
}

async function ofThisRegion(
  { clients, optional, region }: ResourceReader,
  { Name, BucketRegion }: Bucket,
): Promise<ListedBucket[]> {
  if (!Name) return [];
  if (BucketRegion) return BucketRegion === region ? [{ name: Name, unread: [] }] : [];
  const unread: UnreadProperty[] = [];
  const location = await optional(unread, '', () =>
    clients.get(S3Client).send(new GetBucketLocationCommand({ Bucket: Name })),
  );
  const isHere = location !== undefined && regionOf(location.LocationConstraint) === region;
  return isHere || unread.length > 0 ? [{ name: Name, unread }] : [];
}

/**
 * The buckets of the reader's region, a page at a time. S3 lists the buckets of an account in every region; it is
 * asked for those of one, and what another answers is left out here. Only where the answer names no region, which
 * AWS does not do when it is asked for one, each bucket's location is read. A bucket whose location is forbidden is
 * given as unread: it may be here.
 */
export async function* bucketsOfRegion(reader: ResourceReader): AsyncGenerator<ListedBucket[]> {
  const { clients, region } = reader;
  const limit = pLimit(callsAtOnce);
  const pages = paginateListBuckets({ client: clients.get(S3Client), pageSize }, { BucketRegion: region });
  for await (const { Buckets = [] } of pages) {
    const listed = await Promise.all(Buckets.map((bucket) => limit(() => ofThisRegion(reader, bucket))));
    yield listed.flat();
  }
}
