/** An object as it was read: its bytes, and the version that a conditional write names. */
export interface StoredObject {
  readonly body: Uint8Array;
  readonly version: string;
}

/** When a write may happen: only over the version that was read, or only where nothing is. */
export type WriteCondition = { readonly ifVersion: string } | { readonly ifAbsent: true };

/** How to write an object. */
export interface WriteOptions {
  readonly condition?: WriteCondition;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  /** Kept with the object where the store can: who, when, why. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Objects under path-like keys: an S3 bucket, or a folder. A write is whole or not at all. */
export interface ObjectStore {
  /** Where it is, for people: `s3://bucket` or the folder's path. */
  readonly location: string;
  /** The object, or undefined where there is none. */
  get(key: string): Promise<StoredObject | undefined>;
  /** Writes an object. Throws a `ConflictError` when the condition does not hold. */
  put(key: string, body: Uint8Array | string, options?: WriteOptions): Promise<void>;
}
