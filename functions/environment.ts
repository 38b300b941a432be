import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Configuration, loadedConfigurationSchema } from '../lib/config/schema.ts';
import { ConfigurationError } from '../lib/model/errors.ts';

/** An environment variable that the deployment sets. Throws a {@link ConfigurationError} when it did not. */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new ConfigurationError(
    `The environment variable ${name} is not set; deploy the hub stack again, which sets it`,
  );
}

/** The name of the file beside a bundle with the configuration it was deployed with. */
export const configurationFile = 'configuration.json';

/**
 * What a deployment ships with the functions that plan: the configuration, and the types that can be read. The
 * declarations of the types themselves bring the SDK clients of all services, which planning has no use for.
 */
export const shippedSchema = z.strictObject({
  configuration: loadedConfigurationSchema,
  knownTypes: z.array(z.strictObject({ type: z.string(), scope: z.enum(['regional', 'global']) })),
});

/** The shape of the shipped file. */
export interface Shipped {
  readonly configuration: Configuration;
  readonly knownTypes: readonly { readonly type: string; readonly scope: 'regional' | 'global' }[];
}

/** Reads what the deployment shipped beside the bundle. Throws when it is not there or not what this build writes. */
export function readShipped(file: URL): Shipped {
  return shippedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
