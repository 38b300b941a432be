import { readFile } from 'node:fs/promises';
import { ConfigurationError } from '../model/errors.ts';
import { toJson } from '../model/json.ts';
import type { TestedRule } from '../rules/definition.ts';
import { withoutTests } from '../rules/definition.ts';
import { type FormatWords, schemaMistakes } from './mistakes.ts';
import { findRuleFiles, loadRuleFiles } from './rule-files.ts';
import { ruleSettingMistakes } from './rule-setting-mistakes.ts';
import { type Configuration, configurationSchema } from './schema.ts';
import { semanticMistakes } from './semantics.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** The smallest configuration that is accepted. */
const smallest = `version: 1
memberRole: { externalId: tidemark-7f3a9c }
environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }`;

const words: FormatWords = {
  schema: configurationSchema,
  examples: new Map([
    ['version', 'version: 1'],
    ['memberRole', 'memberRole: { externalId: tidemark-7f3a9c }'],
    ['externalId', 'externalId: tidemark-7f3a9c'],
    ['environments', 'environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }'],
    ['accounts', 'accounts: ["111122223333"]'],
    ['name', 'name: organization'],
    ['account', 'account: "111122223333"'],
    ['region', 'region: eu-west-1'],
    ['regions', 'regions: [eu-west-1]'],
    ['severity', 'severity: MEDIUM'],
    ['reason', 'reason: "the load balancer is public on purpose"'],
  ]),
};

function read(text: string, file: string): YamlFile {
  return readYaml(text, file, 'version: 1, memberRole and environments as in docs/configuration.md');
}

/**
 * Parses `tidemark.yaml`. Throws one {@link ConfigurationError} that lists every mistake, sorted by line, each with
 * file, line, column, field and an accepted example. `knownTypes` are the resource types that patterns must match.
 */
export function parseConfiguration(text: string, file: string, knownTypes: readonly string[]): Configuration {
  const { value, present, lineOf, error } = read(text, file);
  const parsed = configurationSchema.safeParse(value);
  const mistakes = [
    ...(parsed.success ? [] : schemaMistakes(parsed.error.issues, present, words)),
    ...semanticMistakes(toJson(value), knownTypes, lineOf),
  ];
  if (parsed.success && mistakes.length === 0) return parsed.data;
  throw error(mistakes);
}

async function readConfiguration(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigurationError(
      `${file} cannot be read (${reason}); name the configuration with --config, or write one, such as:\n${smallest}`,
    );
  }
}

/** What a configuration may name. */
export interface KnownNames {
  /** The resource types that patterns must match. */
  readonly types: readonly string[];
  /** The ids of the rules that Tidemark has. */
  readonly rules: readonly string[];
}

/** A configuration, with its own rules and their tests. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly rules: readonly TestedRule[];
}

/**
 * Loads a configuration file and the rule files it names. Throws a {@link ConfigurationError} also when one of them is
 * not there or not readable, or when it decides of a rule that there is not.
 */
export async function loadConfigurationWithRules(
  file: string,
  known: KnownNames,
): Promise<LoadedConfiguration> {
  const text = await readConfiguration(file);
  const configuration = parseConfiguration(text, file, known.types);
  const { error } = read(text, file);
  const { paths, mistakes } = await findRuleFiles(configuration.rules.files, file);
  if (mistakes.length > 0) throw error(mistakes);
  const rules = await loadRuleFiles(paths, known.types);
  const decided = ruleSettingMistakes(configuration, [...known.rules, ...rules.map(({ id }) => id)]);
  if (decided.length > 0) throw error(decided);
  return { configuration: { ...configuration, ownRules: rules.map(withoutTests) }, rules };
}

/** Loads a configuration file, with the rules of its own. Throws a {@link ConfigurationError} as above. */
export async function loadConfiguration(file: string, known: KnownNames): Promise<Configuration> {
  return (await loadConfigurationWithRules(file, known)).configuration;
}
