import { z } from 'zod';
import { FormatError, NotFoundError } from '../model/errors.ts';
import type { ObjectStore, WriteOptions } from './object-store.ts';

/** A JSON document as it was read, with the version that a conditional write names. */
export interface VersionedDocument<T> {
  readonly value: T;
  readonly version: string;
}

/** Reads a JSON document, or undefined where there is none. Throws a {@link FormatError} when it is not of the schema. */
export async function readDocument<T>(
  store: ObjectStore,
  key: string,
  schema: z.ZodType<T>,
): Promise<VersionedDocument<T> | undefined> {
  const object = await store.get(key);
  if (!object) return undefined;
  const place = `${store.location}/${key}`;
  const value = parseDocument(Buffer.from(object.body).toString('utf8'), place);
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data, version: object.version };
  throw new FormatError(`${place} is not what this Tidemark writes: ${z.prettifyError(parsed.error)}`);
}

/** Reads a JSON document that must be there. Throws a {@link NotFoundError} when it is not. */
export async function requireDocument<T>(store: ObjectStore, key: string, schema: z.ZodType<T>): Promise<T> {
  const document = await readDocument(store, key, schema);
  if (document) return document.value;
  throw new NotFoundError(
    `${store.location}/${key} does not exist; was the run planned, and has it not expired?`,
  );
}

/** Writes a JSON document. */
export async function writeDocument(
  store: ObjectStore,
  key: string,
  value: object,
  options: Pick<WriteOptions, 'condition' | 'metadata'> = {},
): Promise<void> {
  await store.put(key, JSON.stringify(value), { ...options, contentType: 'application/json' });
}

function parseDocument(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(`${place} is not JSON: it was cut off or changed`, {}, { cause: error });
  }
}
