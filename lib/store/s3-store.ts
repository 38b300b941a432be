import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { awsErrorParts } from '../aws/errors.ts';
import { ConflictError } from '../model/errors.ts';
import type { ObjectStore, StoredObject, WriteCondition, WriteOptions } from './object-store.ts';

function conditionHeaders(condition: WriteCondition | undefined): { IfMatch?: string; IfNoneMatch?: string } {
  if (condition === undefined) return {};
  return 'ifAbsent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.ifVersion };
}

/** Whether the key is not there; a bucket that is not there is a mistake and stays an error. */
function isMissingKey(error: unknown): boolean {
  return awsErrorParts(error).code === 'NoSuchKey';
}

/** Whether S3 refused a write for its condition; 404: what was read has been deleted since. */
function isConflict(error: unknown): boolean {
  const { status } = awsErrorParts(error);
  return status === 412 || status === 409 || isMissingKey(error);
}

/** S3 metadata travels in HTTP headers, which hold ASCII only. */
function asciiMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, encodeURIComponent(value)]));
}

/**
 * An S3 bucket as object store. Conditional writes are S3's own, so two runs cannot overwrite each other:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class S3ObjectStore implements ObjectStore {
  readonly location: string;
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.location = `s3://${bucket}`;
  }

  async get(key: string): Promise<StoredObject | undefined> {
    try {
      const { Body, ETag = '' } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: key }),
      );
      return { body: (await Body?.transformToByteArray()) ?? new Uint8Array(), version: ETag };
    } catch (error) {
      if (isMissingKey(error)) return undefined;
      throw error;
    }
  }

  async put(key: string, body: Uint8Array | string, options: WriteOptions = {}): Promise<void> {
    const { condition, contentType, contentEncoding, metadata } = options;
    try {
      await this.#client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: body,
          ...conditionHeaders(condition),
          ...(contentType === undefined ? {} : { ContentType: contentType }),
          ...(contentEncoding === undefined ? {} : { ContentEncoding: contentEncoding }),
          ...(metadata === undefined ? {} : { Metadata: asciiMetadata(metadata) }),
        }),
      );
    } catch (error) {
      if (!isConflict(error)) throw error;
      throw new ConflictError(
        `${this.location}/${key} was changed by another run since it was read; run again`,
        {},
        { cause: error },
      );
    }
  }
}
