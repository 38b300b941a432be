import { LineCounter, parseDocument } from 'yaml';
import { ConfigurationError, messageOf } from '../model/errors.ts';
import { type ConfigurationPath, describePath, locate, type Mistake } from './mistakes.ts';

/** Bytes a file may have; a configuration with a thousand environments has a tenth of it. */
const sizeLimit = 1_000_000;
/** Nodes that aliases may multiply; beyond it a file is an attack or an accident. */
const aliasLimit = 100;

interface LocatedMistake extends Mistake {
  readonly line: number;
  readonly column: number;
}

/** A YAML file that was read, and where in it things stand. */
export interface YamlFile {
  readonly value: unknown;
  /** Whether something stands at a path. */
  readonly present: (path: ConfigurationPath) => boolean;
  /** The line of a path. */
  readonly lineOf: (path: ConfigurationPath) => number;
  /** One error that lists mistakes, sorted by line, each with file, line, column and field. */
  readonly error: (mistakes: readonly Mistake[]) => ConfigurationError;
}

function errorOf(file: string, mistakes: readonly LocatedMistake[]): ConfigurationError {
  const lines = [...mistakes]
    .sort((one, other) => one.line - other.line || one.column - other.column)
    .map(
      ({ line, column, path, message }) =>
        `${file}:${line}:${column} ${path.length > 0 ? `${describePath(path)}: ` : ''}${message}`,
    );
  return new ConfigurationError([...new Set(lines)].join('\n'));
}

function toValue(file: string, convert: () => unknown): unknown {
  try {
    return convert();
  } catch (error) {
    throw new ConfigurationError(`${file} cannot be read: ${messageOf(error)}`);
  }
}

/**
 * Reads YAML. Throws a {@link ConfigurationError} when it is too long, no YAML, or empty; `begin` says what an empty
 * file is to begin with.
 */
export function readYaml(text: string, file: string, begin: string): YamlFile {
  if (Buffer.byteLength(text) > sizeLimit)
    throw new ConfigurationError(`${file} has more than ${sizeLimit} bytes`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const located = (mistake: Mistake): LocatedMistake => ({ ...mistake, ...locate(document, lines, mistake) });
  if (document.errors.length > 0) {
    const syntax = document.errors.map(({ message, pos: [offset] }) =>
      located({ path: [], message: `is not valid YAML: ${message}`, offset }),
    );
    throw errorOf(file, syntax);
  }
  const value = toValue(file, () => document.toJS({ maxAliasCount: aliasLimit }));
  if (value === null) throw new ConfigurationError(`${file} is empty; begin with: ${begin}`);
  return {
    value,
    present: (path) => document.hasIn(path),
    lineOf: (path) => located({ path, message: '' }).line,
    error: (mistakes) => errorOf(file, mistakes.map(located)),
  };
}
