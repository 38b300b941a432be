import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { ConfigurationError, messageOf } from '../model/errors.ts';
import { toJson } from '../model/json.ts';
import { type ConfigurationPath, describePath, locate, type Mistake, schemaMistakes } from './mistakes.ts';
import { type Configuration, configurationSchema } from './schema.ts';
import { semanticMistakes } from './semantics.ts';

/** Bytes a configuration may have; one with a thousand environments has a tenth of it. */
const sizeLimit = 1_000_000;
/** Nodes that aliases may multiply; beyond it a file is an attack or an accident. */
const aliasLimit = 100;

/** The smallest configuration that is accepted. */
const smallest = `version: 1
memberRole: { externalId: tidemark-7f3a9c }
environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }`;

interface LocatedMistake extends Mistake {
  readonly line: number;
  readonly column: number;
}

function configurationError(file: string, mistakes: readonly LocatedMistake[]): ConfigurationError {
  const lines = [...mistakes]
    .sort((one, other) => one.line - other.line || one.column - other.column)
    .map(
      ({ line, column, path, message }) =>
        `${file}:${line}:${column} ${path.length > 0 ? `${describePath(path)}: ` : ''}${message}`,
    );
  return new ConfigurationError([...new Set(lines)].join('\n'));
}

/**
 * Parses `tidemark.yaml`. Throws one {@link ConfigurationError} that lists every mistake, sorted by line, each with
 * file, line, column, field and an accepted example. `knownTypes` are the resource types that patterns must match.
 */
export function parseConfiguration(text: string, file: string, knownTypes: readonly string[]): Configuration {
  if (Buffer.byteLength(text) > sizeLimit)
    throw new ConfigurationError(`${file} has more than ${sizeLimit} bytes`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const located = (mistake: Mistake): LocatedMistake => ({ ...mistake, ...locate(document, lines, mistake) });
  if (document.errors.length > 0) {
    const syntax = document.errors.map(({ message, pos: [offset] }) =>
      located({ path: [], message: `is not valid YAML: ${message}`, offset }),
    );
    throw configurationError(file, syntax);
  }
  const value = toValue(file, () => document.toJS({ maxAliasCount: aliasLimit }));
  if (value === null) {
    throw new ConfigurationError(
      `${file} is empty; begin with: version: 1, memberRole and environments as in docs/configuration.md`,
    );
  }
  const parsed = configurationSchema.safeParse(value);
  const present = (path: ConfigurationPath) => document.hasIn(path);
  const mistakes = [
    ...(parsed.success ? [] : schemaMistakes(parsed.error.issues, present)),
    ...semanticMistakes(toJson(value), knownTypes, (path) => located({ path, message: '' }).line),
  ];
  if (parsed.success && mistakes.length === 0) return parsed.data;
  throw configurationError(file, mistakes.map(located));
}

function toValue(file: string, convert: () => unknown): unknown {
  try {
    return convert();
  } catch (error) {
    throw new ConfigurationError(`${file} cannot be read: ${messageOf(error)}`);
  }
}

/** Loads a configuration file. Throws a {@link ConfigurationError} also when the file is not there or not readable. */
export async function loadConfiguration(file: string, knownTypes: readonly string[]): Promise<Configuration> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigurationError(
      `${file} cannot be read (${reason}); name the configuration with --config, or write one, such as:\n${smallest}`,
    );
  }
  return parseConfiguration(text, file, knownTypes);
}
