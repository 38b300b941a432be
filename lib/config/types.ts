import { matchesType } from '../model/type-pattern.ts';
import { listableTypeNames } from '../schemas/schemas.ts';
import type { Configuration } from './schema.ts';

/** A choice of resource types, by name or pattern. */
export interface TypeChoice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Types to read through Cloud Control beside those that are read natively. */
  readonly cloudControl: readonly string[];
}

const nothingChosen: TypeChoice = { include: [], exclude: [], cloudControl: [] };

function matchesAny(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => matchesType(pattern, type));
}

function choose(types: readonly string[], { include, exclude }: TypeChoice): string[] {
  return types.filter(
    (type) => (include.length === 0 || matchesAny(include, type)) && !matchesAny(exclude, type),
  );
}

/**
 * The resource types that are read in an environment: of those that Tidemark reads natively the ones that are turned on,
 * and those that the configuration has read through Cloud Control.
 */
export function environmentTypes(
  configuration: Configuration,
  environment: string,
  nativeTypes: readonly string[],
): string[] {
  const choices = [configuration.types, configuration.environments[environment]?.types ?? nothingChosen];
  const native = choices.reduce<readonly string[]>((types, choice) => choose(types, choice), nativeTypes);
  const patterns = choices.flatMap(({ cloudControl }) => cloudControl);
  const controlled = listableTypeNames.filter(
    (type) =>
      matchesAny(patterns, type) &&
      !nativeTypes.includes(type) &&
      !choices.some(({ exclude }) => matchesAny(exclude, type)),
  );
  return [...native, ...controlled];
}
