import { closest } from 'fastest-levenshtein';
import { type Document, isMap, isNode, isPair, isScalar, type LineCounter, type Pair } from 'yaml';
import { z } from 'zod';
import { isJsonObject, type JsonValue, toJson } from '../model/json.ts';

/** Where in the configuration something stands: keys and indices. */
export type ConfigurationPath = readonly PropertyKey[];

/** A mistake, with where it stands. */
export interface Mistake {
  readonly path: ConfigurationPath;
  readonly message: string;
  /** Whether the key itself is wrong, not its value. */
  readonly atKey?: boolean;
  /** Byte offset in the file, where the path does not lead to it. */
  readonly offset?: number;
}

/** A path the way people write it: `environments.prod.accounts[1]`. */
export function describePath(path: ConfigurationPath): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

/** The pair of a map at a path, or undefined. */
function findPair(document: Document, path: ConfigurationPath): Pair | undefined {
  const parent =
    document.getIn(path.slice(0, -1), true) ?? (path.length === 1 ? document.contents : undefined);
  if (!isMap(parent)) return undefined;
  const key = String(path.at(-1));
  return parent.items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === key);
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** Where a path stands in the file; of a path that is not there, where the nearest thing around it stands. */
export function locate(
  document: Document,
  lines: LineCounter,
  { path, offset, atKey = false }: Mistake,
): { line: number; column: number } {
  for (let length = path.length; offset === undefined && length > 0; length -= 1) {
    const part = path.slice(0, length);
    const key = offsetOf(findPair(document, part)?.key);
    const found = atKey ? key : (offsetOf(document.getIn(part, true)) ?? key);
    if (found !== undefined) return position(lines, found);
  }
  return position(lines, offset ?? 0);
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The words of a format: what its messages suggest. */
export interface FormatWords {
  readonly schema: z.ZodType;
  /** What is missing, with an example of it, by the last part of the path. */
  readonly examples: ReadonlyMap<string, string>;
}

function partOf(schema: JsonValue | undefined, part: PropertyKey): JsonValue | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { properties, additionalProperties, items } = schema;
  if (typeof part === 'number') return items;
  return isJsonObject(properties) && Object.hasOwn(properties, part)
    ? properties[String(part)]
    : additionalProperties;
}

/** The keys that are known at a path, to suggest from. */
function knownKeys(path: ConfigurationPath, { schema }: FormatWords): string[] {
  const whole: JsonValue = toJson(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const there = path.reduce<JsonValue | undefined>(partOf, whole);
  return isJsonObject(there) && isJsonObject(there.properties) ? Object.keys(there.properties) : [];
}

function unknownKeyMistakes(issue: z.core.$ZodIssueUnrecognizedKeys, words: FormatWords): Mistake[] {
  const known = knownKeys(issue.path, words);
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    atKey: true,
    message: `is no known key; did you mean ${closest(key, known)}? Known here: ${known.join(', ')}`,
  }));
}

/** Turns what the schema found into mistakes with words of our own. */
export function schemaMistakes(
  issues: readonly z.core.$ZodIssue[],
  present: (path: ConfigurationPath) => boolean,
  words: FormatWords,
): Mistake[] {
  return issues.flatMap((issue): Mistake[] => {
    if (issue.code === 'unrecognized_keys') return unknownKeyMistakes(issue, words);
    if (issue.code === 'invalid_key') {
      return [
        {
          path: issue.path,
          atKey: true,
          message: `the name ${issue.issues.map(({ message }) => message).join('; ')}`,
        },
      ];
    }
    const example = words.examples.get(String(issue.path.at(-1)));
    if (example !== undefined && !present(issue.path)) {
      return [{ path: issue.path, message: `is missing, such as ${example}` }];
    }
    const message = issue.message.replace(/^Invalid (input|option): /, '');
    return [
      {
        path: issue.path,
        message:
          example === undefined || /such as|did you mean/.test(message)
            ? message
            : `${message}, such as ${example}`,
      },
    ];
  });
}
