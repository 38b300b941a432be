import type { Configuration } from './schema.ts';

/** A choice of resource types, by name or pattern. */
export interface TypeChoice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Whether a type name matches a name, or a pattern in which `*` stands for any text. */
export function matchesType(pattern: string, type: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`).test(type);
}

function choose(types: readonly string[], { include, exclude }: TypeChoice): string[] {
  return types.filter(
    (type) =>
      (include.length === 0 || include.some((pattern) => matchesType(pattern, type))) &&
      !exclude.some((pattern) => matchesType(pattern, type)),
  );
}

/** The resource types that are read in an environment. */
export function environmentTypes(
  configuration: Configuration,
  environment: string,
  knownTypes: readonly string[],
): string[] {
  const own = configuration.environments[environment]?.types ?? { include: [], exclude: [] };
  return choose(choose(knownTypes, configuration.types), own);
}
