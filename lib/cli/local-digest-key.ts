import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, keyedDigest, shortestDigestKey } from '../model/digest.ts';
import { ConfigurationError, InputError } from '../model/errors.ts';

/** The name of the key's file in a store folder. */
export const digestKeyFile = 'digest-key';
/** 256 bits: all that HMAC-SHA-256 can use. */
const keyBytes = 32;

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function unusable(folder: string, error: unknown): InputError {
  return new InputError(
    `--store ${folder} cannot be used (${errorCode(error) ?? error}); name a folder that you may read and write, such as --store .tidemark`,
    {},
    { cause: error },
  );
}

/** The digest of a store folder, or undefined where the folder has no key yet. */
export async function findLocalDigest(folder: string): Promise<Digest | undefined> {
  const path = join(folder, digestKeyFile);
  let key: string;
  try {
    key = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw unusable(folder, error);
  }
  if (key.length >= shortestDigestKey) return keyedDigest(key);
  throw new ConfigurationError(
    `${path} holds no key of at least ${shortestDigestKey} characters. Put it back from a copy; or remove it and approve new baselines, since under another key every secret looks changed`,
  );
}

/** Writes a new key, unless another process was faster. The file is whole from the beginning, and for its owner only. */
async function makeKey(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${digestKeyFile}.${randomUUID()}.draft`);
  try {
    await writeFile(draft, `${randomBytes(keyBytes).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    await link(draft, join(folder, digestKeyFile));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * The digest of a store folder, whose key is made at first use and kept, so that the digests of all runs compare.
 * Throws an {@link InputError} when the folder cannot be used.
 */
export async function localDigest(folder: string): Promise<Digest> {
  const known = await findLocalDigest(folder);
  if (known) return known;
  await makeKey(folder).catch((error: unknown) => {
    throw unusable(folder, error);
  });
  const made = await findLocalDigest(folder);
  if (made) return made;
  throw unusable(folder, 'the digest key was taken away again');
}
