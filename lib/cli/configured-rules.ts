import { stat } from 'node:fs/promises';
import { type LoadedConfiguration, loadConfigurationWithRules } from '../config/load.ts';
import { ruleSettingsOf } from '../config/rule-settings.ts';
import { InputError } from '../model/errors.ts';
import type { RuleSetting } from '../model/rule-policy.ts';
import { knownNames } from '../resources/rule-catalogue.ts';
import type { TestedRule } from '../rules/definition.ts';
import { requireEnvironment } from './scope.ts';
import type { TypeCatalogue } from './surroundings.ts';

/** The configuration that is taken where none is named. */
const usualFile = 'tidemark.yaml';

/** Whose rules are asked for. */
export interface RuleScope {
  /** The configuration; absent: none. */
  readonly config?: string | undefined;
  readonly environment?: string | undefined;
}

/** The rules of a configuration. */
export interface RulesOfConfiguration {
  readonly own: readonly TestedRule[];
  readonly settings: readonly RuleSetting[];
}

/** The configuration that is named, or the usual one where it is there. */
export async function namedOrUsual(config: string | undefined): Promise<string | undefined> {
  if (config !== undefined) return config;
  return (await stat(usualFile).catch(() => undefined)) === undefined ? undefined : usualFile;
}

const nothing = { off: {}, severity: {} };

function settingsOf(
  { configuration }: LoadedConfiguration,
  file: string,
  environment: string | undefined,
): RuleSetting[] {
  if (environment !== undefined) requireEnvironment(environment, { configuration, file });
  const chosen = environment === undefined ? undefined : configuration.environments[environment];
  return ruleSettingsOf(configuration.rules, chosen?.rules ?? nothing);
}

/**
 * What a configuration makes of the rules: for all environments, or for one. Throws an `InputError` when the
 * configuration or one of its rule files must be corrected.
 */
export async function rulesOfConfiguration(
  { config, environment }: RuleScope,
  { types }: TypeCatalogue,
): Promise<RulesOfConfiguration> {
  if (config === undefined) {
    if (environment === undefined) return { own: [], settings: [] };
    throw new InputError(
      `--environment ${JSON.stringify(environment)} is an environment of a configuration; name that too, such as --config tidemark.yaml`,
    );
  }
  const loaded = await loadConfigurationWithRules(config, knownNames(types));
  return { own: loaded.rules, settings: settingsOf(loaded, config, environment) };
}
