import { closest } from 'fastest-levenshtein';
import { type Document, isMap, isNode, isPair, isScalar, type LineCounter, type Pair } from 'yaml';
import type { z } from 'zod';
import { configurationSchema, environmentSchema } from './schema.ts';

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

/** The keys that are known at a path, to suggest from. */
function knownKeys(path: ConfigurationPath): string[] {
  if (path.length === 0) return Object.keys(configurationSchema.shape);
  const [top, second, part] = path;
  if (top === 'memberRole') return Object.keys(configurationSchema.shape.memberRole.shape);
  if (top === 'types' || part === 'types') return ['include', 'exclude', 'cloudControl'];
  if (top === 'awsConfig')
    return second === undefined ? ['mode', 'aggregator'] : ['name', 'account', 'region'];
  if (part === 'alerts') return ['threshold', 'email'];
  return Object.keys(environmentSchema.shape);
}

function unknownKeyMistakes(issue: z.core.$ZodIssueUnrecognizedKeys): Mistake[] {
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    atKey: true,
    message: `is no known key; did you mean ${closest(key, known)}? Known here: ${known.join(', ')}`,
  }));
}

/** What is missing, with an example of it, by the last part of the path. */
const examples: ReadonlyMap<string, string> = new Map([
  ['version', 'version: 1'],
  ['memberRole', 'memberRole: { externalId: tidemark-7f3a9c }'],
  ['externalId', 'externalId: tidemark-7f3a9c'],
  ['environments', 'environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }'],
  ['accounts', 'accounts: ["111122223333"]'],
  ['name', 'name: organization'],
  ['account', 'account: "111122223333"'],
  ['region', 'region: eu-west-1'],
  ['regions', 'regions: [eu-west-1]'],
]);

/** Turns what the schema found into mistakes with words of our own. */
export function schemaMistakes(
  issues: readonly z.core.$ZodIssue[],
  present: (path: ConfigurationPath) => boolean,
): Mistake[] {
  return issues.flatMap((issue): Mistake[] => {
    if (issue.code === 'unrecognized_keys') return unknownKeyMistakes(issue);
    if (issue.code === 'invalid_key') {
      return [
        {
          path: issue.path,
          atKey: true,
          message: `the name ${issue.issues.map(({ message }) => message).join('; ')}`,
        },
      ];
    }
    const example = examples.get(String(issue.path.at(-1)));
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
