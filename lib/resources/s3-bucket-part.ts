import type { S3Client } from '@aws-sdk/client-s3';

/** A part of a bucket's configuration that S3 answers in a call of its own. */
export interface BucketPart {
  /** JSON Pointers of the properties it gives: what is unread when the call is refused. */
  readonly paths: readonly [string, ...string[]];
  /** The IAM action of the call, which often has another name than the call. */
  readonly permission: string;
  /** The properties, in CloudFormation vocabulary; throws what S3 throws, also where there is no such configuration. */
  readonly read: (client: S3Client, Bucket: string) => Promise<object>;
}

/** A page of one of S3's lists of configurations, for which the SDK has no paginators. */
export interface ConfigurationPage<T> {
  readonly items: readonly T[] | undefined;
  readonly next: string | undefined;
}

/** Every item of such a list, page by page. A page without a token is the last, whatever it says of being truncated. */
export async function everyPage<T>(
  page: (token: string | undefined) => Promise<ConfigurationPage<T>>,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    found.push(...(items ?? []));
    token = next || undefined;
  } while (token !== undefined);
  return found;
}
