import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConflictError } from '../model/errors.ts';
import type { ObjectStore, StoredObject, WriteOptions } from './object-store.ts';

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

/**
 * A folder as object store: what the CLI uses without a bucket. A file is written beside its place and moved there,
 * so a crash leaves the old one whole. The version is the digest of the contents.
 */
export class FolderObjectStore implements ObjectStore {
  readonly location: string;

  constructor(folder: string) {
    this.location = folder;
  }

  async get(key: string): Promise<StoredObject | undefined> {
    try {
      const body = await readFile(join(this.location, key));
      return { body, version: createHash('sha256').update(body).digest('hex') };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async put(key: string, body: Uint8Array | string, { condition }: WriteOptions = {}): Promise<void> {
    const path = join(this.location, key);
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.${randomUUID()}.draft`;
    await writeFile(draft, body);
    try {
      if (condition && 'ifAbsent' in condition) await link(draft, path);
      else {
        await this.#requireVersion(key, condition?.ifVersion);
        await rename(draft, path);
      }
    } catch (error) {
      if (isExisting(error))
        throw new ConflictError(`${path} was written by another run; run again`, {}, { cause: error });
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async #requireVersion(key: string, version: string | undefined): Promise<void> {
    if (version === undefined) return;
    const current = await this.get(key);
    if (current?.version === version) return;
    throw new ConflictError(
      `${join(this.location, key)} was changed by another run since it was read; run again`,
    );
  }
}
