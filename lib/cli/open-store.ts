import { FolderObjectStore } from '../store/folder-store.ts';
import { localDigest } from './local-digest-key.ts';
import { requireBucketName, type ScanOptions } from './options.ts';
import type { AwsAccess, StoreAccess } from './surroundings.ts';

/** Opens what `--bucket` or `--store` names. Throws an `InputError` when it cannot be used. */
export async function openStore(
  { bucket, store, digestSecret }: Pick<ScanOptions, 'bucket' | 'store' | 'digestSecret'>,
  aws: AwsAccess,
  region: string,
): Promise<StoreAccess> {
  if (bucket === undefined) return { store: new FolderObjectStore(store), digest: await localDigest(store) };
  requireBucketName(bucket);
  return aws.openBucket(bucket, digestSecret, region);
}
