import { Environment, EvaluationError, type ParseResult } from '@marcbachmann/cel-js';
import { messageOf } from '../model/errors.ts';
import { resourceShape } from './cel-values.ts';
import { celFunctions, compilePattern, parseNetwork } from './functions.ts';
import { type Call, callsIn, forbidden, readsOf, withOptionalHas } from './syntax.ts';

/** Characters of an expression. */
const longest = 4_000;
/** How many dangers an expression may tell of one resource, and how long each may be. */
const most = { dangers: 50, characters: 200 } as const;

/** What an expression says: whether there is a danger, or which ones there are. */
export type Answer = boolean | readonly string[];

/** An expression that was checked and can be evaluated. */
export interface Expression {
  /** The properties and tags that it looks at, as JSON Pointers, properties before tags. */
  readonly reads: readonly string[];
  /** Throws an {@link ExpressionError} when the values are not of the types that the expression takes them for. */
  readonly evaluate: (variables: Readonly<Record<string, unknown>>) => Answer;
}

/** An expression that is none, or that cannot be evaluated. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

function environment(): Environment {
  const made = new Environment({
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: 500, maxDepth: 40, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
  });
  for (const { signature, handler } of celFunctions)
    made.registerFunction(signature, handler, { async: false });
  return made;
}

/** Where each kind of expression is evaluated: the variables it has, and nothing else of this program. */
const environments = {
  state: environment().registerVariable('resource', { schema: resourceShape }),
  change: environment()
    .registerVariable('before', { schema: resourceShape })
    .registerVariable('after', { schema: resourceShape })
    .registerVariable('kind', 'string')
    .registerVariable('paths', 'list<string>'),
} as const;
export type ExpressionKind = keyof typeof environments;

/** What CEL says of an error, with the character where it is. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error);
  const summary = 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
  const range = 'range' in error ? error.range : undefined;
  const start = typeof range === 'object' && range !== null && 'start' in range ? range.start : undefined;
  return typeof start === 'number' ? `${summary} (character ${start + 1})` : summary;
}

function parse(text: string, kind: ExpressionKind): ParseResult {
  if (text.length > longest) throw new ExpressionError(`has more than ${longest} characters`);
  try {
    return environments[kind].parse(text);
  } catch (error) {
    throw new ExpressionError(`is no CEL expression: ${describe(error)}`);
  }
}

/** Refuses what is right CEL and cannot be a rule. */
function requireRule(parsed: ParseResult): void {
  const mistake = forbidden(parsed.ast);
  if (mistake !== undefined) throw new ExpressionError(mistake);
  const { valid, type = '', error } = parsed.check();
  if (!valid) throw new ExpressionError(`is no CEL expression for a rule: ${describe(error)}`);
  if (!['bool', 'dyn', 'list', 'list<string>'].includes(type)) {
    throw new ExpressionError(`gives ${type}; it must give true or false, or a list of texts, each a danger`);
  }
  for (const call of callsIn(parsed.ast)) requireRightTexts(call);
}

/** Refuses a pattern or a network that stands in the expression as such and is none. */
function requireRightTexts({ name, texts }: Call): void {
  const written = texts.filter((text) => text !== undefined);
  if (name === 'matches' && texts[1] !== undefined) requirePattern(texts[1]);
  if (name !== 'cidrContains' && name !== 'isInternet') return;
  const wrong = written.find((text) => parseNetwork(text) === undefined);
  if (wrong !== undefined) {
    throw new ExpressionError(`${JSON.stringify(wrong)} is no network, such as 10.0.0.0/8`);
  }
}

function requirePattern(pattern: string): void {
  try {
    compilePattern(pattern);
  } catch (error) {
    throw new ExpressionError(`has a wrong pattern: ${describe(error)}`);
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof EvaluationError && ['no_such_key', 'index_out_of_bounds'].includes(error.code);
}

function toText(value: unknown): string {
  if (typeof value === 'object' || value === undefined)
    throw new ExpressionError('gave a list with something else than texts');
  return String(value).slice(0, most.characters);
}

function toAnswer(value: unknown): Answer {
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return [...new Set(value.map(toText))].slice(0, most.dangers);
  throw new ExpressionError('gave neither true or false nor a list of texts');
}

/**
 * Checks an expression and makes it ready. What is absent makes it false. It can reach its variables and the functions
 * of CEL and lib/rules/functions.ts, and ends soon: it has neither recursion nor loops but over the lists it is given,
 * and these only a few deep. Throws an {@link ExpressionError} that says what is wrong.
 */
export function compileExpression(text: string, kind: ExpressionKind): Expression {
  const parsed = parse(text, kind);
  const { ast } = parse(text, kind);
  requireRule(parsed);
  const run = parse(withOptionalHas(text, ast), kind);
  return {
    reads: readsOf(ast),
    evaluate: (variables) => {
      try {
        return toAnswer(run({ ...variables }));
      } catch (error) {
        if (isAbsence(error)) return false;
        throw error instanceof ExpressionError ? error : new ExpressionError(describe(error));
      }
    },
  };
}
