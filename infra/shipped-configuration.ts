import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configurationFile, type Shipped } from '../functions/environment.ts';
import type { Configuration } from '../lib/config/schema.ts';
import type { ResourceType } from '../lib/resources/define.ts';

/**
 * Writes what plan-scan and audit need of the configuration to a file, to be put beside their bundles: with the
 * accounts of an organisation it exceeds the 4 KB that Lambda has for environment variables.
 *
 * @returns the file's name there → where it is now.
 */
export function shippedConfiguration(
  configuration: Configuration,
  types: readonly ResourceType[],
): Record<string, string> {
  const shipped: Shipped = {
    configuration,
    knownTypes: types.map(({ type, scope }) => ({ type, scope })),
  };
  const path = join(mkdtempSync(join(tmpdir(), 'tidemark-configuration-')), configurationFile);
  writeFileSync(path, JSON.stringify(shipped));
  return { [configurationFile]: path };
}
