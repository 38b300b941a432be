import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files that this process runs: the one bundle of a function, or in a checkout everything below lib and what it depends on. */
async function codeFiles(): Promise<string[]> {
  const own = fileURLToPath(import.meta.url);
  if (!own.endsWith('.ts')) return [own];
  const lib = dirname(dirname(own));
  const names = await readdir(lib, { recursive: true });
  const files = names.filter((name) => /\.(ts|json)$/.test(name)).sort();
  return [...files.map((name) => join(lib, name)), join(dirname(lib), 'package-lock.json')];
}

async function digestOfCode(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await codeFiles()) hash.update(await readFile(file));
  return hash.digest('hex');
}

let known: Promise<string> | undefined;

/**
 * Stands for the code that is running: the same for the same code, another for any other. What one Tidemark read,
 * another may read and spell otherwise, and no version number that people must remember to raise would tell.
 */
export function runningCode(): Promise<string> {
  known ??= digestOfCode();
  return known;
}
