import { randomUUID } from 'node:crypto';
import { access, constants, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../model/errors.ts';

/** What the codes of file errors mean. */
const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
  ENOTDIR: 'lies below something that is no folder',
  EACCES: 'may not be read by you',
  EPERM: 'may not be read by you',
  ERR_FS_FILE_TOO_LARGE: 'has more than 2 GiB; compress it with gzip',
};

function meaningOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return meanings[code] ?? `cannot be read (${code})`;
}

/** Reads a file that was named on the command line. Throws an {@link InputError} that shows a right example. */
export async function readNamedFile(path: string, example: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(`${path} ${meaningOf(error)}; such as: ${example}`, {}, { cause: error });
  }
}

/** Refuses a file that could not be written in the end, before anything else is done. */
export async function requireWritable(flag: string, path: string): Promise<void> {
  const example = `name a file in a folder that you may write, such as ${flag} report.html`;
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) throw new InputError(`${flag} ${path} is a folder; ${example}`);
  try {
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw new InputError(`${flag} ${path} cannot be written; ${example}`, {}, { cause: error });
  }
}

/** Writes a file beside its place and moves it there, so that it is never there in part. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.draft`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}
