import { closest } from 'fastest-levenshtein';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { matchesType } from '../model/type-pattern.ts';
import { listableTypeNames, schemaTypeNames } from '../schemas/schemas.ts';
import type { ConfigurationPath, Mistake } from './mistakes.ts';

interface Place {
  readonly path: ConfigurationPath;
  readonly value: string;
}

function textsAt(value: JsonValue | undefined, path: ConfigurationPath): Place[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((element, at) =>
    typeof element === 'string' ? [{ path: [...path, at], value: element }] : [],
  );
}

function repeatedIn(places: readonly Place[], what: string): Mistake[] {
  const first = new Map<string, Place>();
  return places.flatMap((place) => {
    if (!first.has(place.value)) {
      first.set(place.value, place);
      return [];
    }
    return [{ path: place.path, message: `${what} ${place.value} is named twice; leave it out here` }];
  });
}

function typeMistakes(
  choice: JsonValue | undefined,
  path: ConfigurationPath,
  knownTypes: readonly string[],
): Mistake[] {
  if (!isJsonObject(choice)) return [];
  const matches = (types: readonly string[], pattern: string) =>
    types.some((type) => matchesType(pattern, type));
  const controlled = textsAt(choice.cloudControl, [...path, 'cloudControl']);
  const isControlled = (pattern: string) => matches(listableTypeNames, pattern);
  const notNative = (pattern: string) =>
    isControlled(pattern)
      ? `${JSON.stringify(pattern)} is not read natively; write it under cloudControl to read it through Cloud Control`
      : `${JSON.stringify(pattern)} matches no resource type that Tidemark reads; did you mean ${closest(pattern, [...knownTypes])}?`;
  return [
    ...['include', 'exclude'].flatMap((list) =>
      textsAt(choice[list], [...path, list])
        .filter(({ value }) => value !== '' && !matches(knownTypes, value))
        .filter(({ value }) => list === 'include' || !isControlled(value))
        .map((place) => ({
          path: place.path,
          message: notNative(place.value),
        })),
    ),
    ...controlled
      .filter(({ value }) => value !== '' && !isControlled(value))
      .map((place) => ({
        path: place.path,
        message: matches(schemaTypeNames, place.value)
          ? `Cloud Control cannot list ${place.value}`
          : `${JSON.stringify(place.value)} matches no resource type of CloudFormation; did you mean ${closest(place.value, [...listableTypeNames])}?`,
      })),
    ...controlled
      .filter(({ value }) => knownTypes.includes(value))
      .map((place) => ({
        path: place.path,
        message: `${place.value} is read natively already; leave it out here`,
      })),
  ];
}

/**
 * Mistakes that lie between values: repetitions, an account in two environments, patterns that match nothing. Looks at
 * whatever is there, so they are told together with the mistakes in single values. `lineOf` gives the line of a path.
 */
export function semanticMistakes(
  configuration: JsonValue,
  knownTypes: readonly string[],
  lineOf: (path: ConfigurationPath) => number,
): Mistake[] {
  if (!isJsonObject(configuration)) return [];
  const environments = isJsonObject(configuration.environments) ? configuration.environments : {};
  const mistakes = typeMistakes(configuration.types, ['types'], knownTypes);
  const owners = new Map<string, { environment: string; path: ConfigurationPath }>();
  for (const [environment, settings] of Object.entries(environments)) {
    if (!isJsonObject(settings)) continue;
    const path = ['environments', environment];
    const accounts = textsAt(settings.accounts, [...path, 'accounts']);
    mistakes.push(
      ...repeatedIn(accounts, 'account'),
      ...repeatedIn(textsAt(settings.regions, [...path, 'regions']), 'region'),
      ...typeMistakes(settings.types, [...path, 'types'], knownTypes),
    );
    for (const account of accounts) {
      const owner = owners.get(account.value);
      if (owner && owner.environment !== environment) {
        mistakes.push({
          path: account.path,
          message: `account ${account.value} is in environment ${owner.environment} already (line ${lineOf(owner.path)}); an account belongs to one environment`,
        });
      } else if (!owner) owners.set(account.value, { environment, path: account.path });
    }
  }
  return mistakes;
}
