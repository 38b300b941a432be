import type { Configuration } from './schema.ts';

/** The regions of all environments, each once, sorted. */
export function configuredRegions({ environments }: Pick<Configuration, 'environments'>): string[] {
  return [...new Set(Object.values(environments).flatMap(({ regions }) => regions))].sort();
}
