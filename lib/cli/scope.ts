import type { Configuration } from '../config/schema.ts';
import { environmentTypes } from '../config/types.ts';
import { InputError } from '../model/errors.ts';
import { globalRegion } from '../model/snapshot.ts';
import { matchesType } from '../model/type-pattern.ts';
import type { ScanRequest } from '../scan/events.ts';
import { type ScanOptions, suggest } from './options.ts';

/** The part of a request that narrows the run. */
export type Scope = Pick<ScanRequest, 'environments' | 'accounts' | 'regions' | 'types'>;

interface ScopeContext {
  readonly configuration: Configuration;
  /** Every type that can be read. */
  readonly knownTypes: readonly string[];
  /** The file that the configuration was read from, for messages. */
  readonly file: string;
}

/** Refuses an environment that the configuration does not have. Throws an {@link InputError} with the closest one. */
export function requireEnvironment(
  environment: string,
  { configuration, file }: Pick<ScopeContext, 'configuration' | 'file'>,
): void {
  const known = Object.keys(configuration.environments);
  if (known.includes(environment)) return;
  throw new InputError(
    `environment ${JSON.stringify(environment)} is not in ${file}; ${suggest(environment, known)}`,
  );
}

function requireAccounts(accounts: readonly string[], known: readonly string[], where: string): void {
  for (const account of accounts) {
    if (!/^\d{12}$/.test(account)) {
      throw new InputError(
        `--account ${JSON.stringify(account)} is no account id of 12 digits, such as --account 111122223333; the environment stands before the options`,
      );
    }
    if (!known.includes(account)) {
      throw new InputError(`--account ${account} is not in ${where}; ${suggest(account, known)}`);
    }
  }
}

function requireRegions(regions: readonly string[], known: readonly string[], where: string): void {
  for (const region of regions) {
    if (!known.includes(region)) {
      throw new InputError(
        `--region ${JSON.stringify(region)} is not in ${where}; ${suggest(region, known)}`,
      );
    }
  }
}

/** The types that names and patterns with `*` stand for. */
function expandTypes(
  patterns: readonly string[],
  enabled: readonly string[],
  { knownTypes, file }: ScopeContext,
): string[] {
  return patterns.flatMap((pattern) => {
    const found = enabled.filter((type) => matchesType(pattern, type));
    if (found.length > 0) return found;
    if (knownTypes.some((type) => matchesType(pattern, type))) {
      throw new InputError(
        `--type ${pattern} is turned off in ${file}; turned on are ${enabled.join(', ') || 'none'}`,
      );
    }
    throw new InputError(
      `--type ${JSON.stringify(pattern)} matches no resource type that Tidemark reads; ${suggest(pattern, knownTypes)}`,
    );
  });
}

/**
 * What the arguments narrow a run to. Throws an {@link InputError} that names the flag, what is known, and what was
 * probably meant.
 */
export function resolveScope(
  environment: string | undefined,
  { account, region, type }: Pick<ScanOptions, 'account' | 'region' | 'type'>,
  context: ScopeContext,
): Scope {
  const { configuration, knownTypes, file } = context;
  if (environment !== undefined) requireEnvironment(environment, context);
  const names = environment === undefined ? Object.keys(configuration.environments) : [environment];
  const chosen = names.flatMap((name) => configuration.environments[name] ?? []);
  const where = environment === undefined ? file : `environment ${environment} of ${file}`;
  if (account)
    requireAccounts(
      account,
      chosen.flatMap(({ accounts }) => accounts),
      where,
    );
  if (region) requireRegions(region, [...chosen.flatMap(({ regions }) => regions), globalRegion], where);
  const enabled = new Set(names.flatMap((name) => environmentTypes(configuration, name, knownTypes)));
  return {
    ...(environment === undefined ? {} : { environments: [environment] }),
    ...(account ? { accounts: account } : {}),
    ...(region ? { regions: region } : {}),
    ...(type ? { types: [...new Set(expandTypes(type, [...enabled], context))] } : {}),
  };
}
