import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { environmentVariable, readShipped } from '../../functions/environment.ts';
import { ConfigurationError } from '../../lib/model/errors.ts';
import { shipped } from './hub.ts';

describe('an environment variable', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('that the deployment sets is read', () => {
    vi.stubEnv('TIDEMARK_BUCKET', 'tidemark-test');
    expect(environmentVariable('TIDEMARK_BUCKET')).toBe('tidemark-test');
  });

  test.each([[undefined], ['']])('that is %j is told by name, with what to do', (value) => {
    vi.stubEnv('TIDEMARK_BUCKET', value);
    expect(() => environmentVariable('TIDEMARK_BUCKET')).toThrow(ConfigurationError);
    expect(() => environmentVariable('TIDEMARK_BUCKET')).toThrow(
      /TIDEMARK_BUCKET is not set; deploy the hub/,
    );
  });
});

describe('the configuration beside a bundle', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-shipped-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is read as it was deployed', async () => {
    const file = join(folder, 'configuration.json');
    await writeFile(file, JSON.stringify(shipped));
    expect(readShipped(pathToFileURL(file))).toEqual(shipped);
  });

  test('is refused when it is not what this build writes', async () => {
    const file = join(folder, 'configuration.json');
    await writeFile(file, JSON.stringify({ ...shipped, more: 1 }));
    expect(() => readShipped(pathToFileURL(file))).toThrow(/Unrecognized key/);
  });
});
