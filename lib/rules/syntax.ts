import type { ASTNode } from '@marcbachmann/cel-js';
import { toPointer } from '../model/pointer.ts';

/** How deep `exists`, `all`, `map` and the like may stand within each other: each level multiplies the work. */
const deepestLoop = 3;
const loops = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const roots = new Set(['resource', 'before', 'after']);
const pointerFunctions = new Set(['valueAt', 'valuesAt', 'hasValue']);

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function childrenOf({ args }: ASTNode): ASTNode[] {
  const flatten = (value: unknown): ASTNode[] =>
    Array.isArray(value) ? value.flatMap(flatten) : isNode(value) ? [value] : [];
  return flatten(args);
}

function textOf(node: ASTNode | undefined): string | undefined {
  return node?.op === 'value' && typeof node.args === 'string' ? node.args : undefined;
}

/** A call of a function or a method: its name, and its arguments with what it is called on. */
export interface Call {
  readonly name: string;
  readonly isMethod: boolean;
  readonly args: readonly ASTNode[];
  /** Texts that stand there as such; undefined of an argument that is worked out. */
  readonly texts: readonly (string | undefined)[];
}

function callOf(node: ASTNode): Call | undefined {
  if (node.op !== 'call' && node.op !== 'rcall') return undefined;
  const [name] = node.args;
  const args = childrenOf(node);
  return { name, isMethod: node.op === 'rcall', args, texts: args.map(textOf) };
}

/** Every call in an expression. */
export function callsIn(node: ASTNode): Call[] {
  const call = callOf(node);
  return [...(call ? [call] : []), ...childrenOf(node).flatMap(callsIn)];
}

/** What an expression does that it may not, or undefined. */
export function forbidden(node: ASTNode, depth = 0): string | undefined {
  const call = callOf(node);
  if (call?.isMethod && call.name === 'matches') {
    return 'write matches(text, "pattern") in place of text.matches("pattern")';
  }
  // A value that is bound and doubled again and again fills the memory within a line.
  if (node.op === 'id' && node.args === 'cel')
    return 'cel.bind is not for rules; write the value where it is used';
  const below = depth + (call?.isMethod && loops.has(call.name) ? 1 : 0);
  if (below > deepestLoop) return `exists, all, map and filter stand at most ${deepestLoop} deep`;
  return childrenOf(node)
    .map((child) => forbidden(child, below))
    .find((mistake) => mistake !== undefined);
}

/** The names that lead from a variable to a node: of `resource.tags.Owner` the variable, `tags` and `Owner`. */
function chainOf(node: ASTNode): string[] | undefined {
  if (node.op === 'id') return roots.has(node.args) ? [node.args] : undefined;
  if (node.op !== '.' && node.op !== '.?' && node.op !== '[]' && node.op !== '[?]') return undefined;
  const [from, to] = node.args;
  const above = chainOf(from);
  const name = typeof to === 'string' ? to : textOf(to);
  // An index, or a key that is worked out, may be any.
  return above && [...above, name ?? '*'];
}

function pointerOf([, part, ...rest]: readonly string[]): string | undefined {
  if (part === 'properties' && rest.length > 0) return toPointer(rest);
  return part === 'tags' ? toPointer(['Tags', ...rest]) : undefined;
}

function readsBelow(node: ASTNode): string[] {
  const chain = chainOf(node);
  if (chain && chain.length > 1) {
    const pointer = pointerOf(chain);
    return pointer === undefined ? [] : [pointer];
  }
  const call = callOf(node);
  if (call && pointerFunctions.has(call.name) && call.args[0]?.op === 'id') {
    const pointer = roots.has(call.args[0].args) ? call.texts[1] : undefined;
    if (pointer !== undefined) return [pointer];
  }
  return childrenOf(node).flatMap(readsBelow);
}

/** The properties and tags that an expression looks at, as JSON Pointers, properties before tags. */
export function readsOf(node: ASTNode): string[] {
  const reads = [...new Set(readsBelow(node))];
  const isTag = (pointer: string) => pointer.startsWith('/Tags');
  return [...reads.filter((pointer) => !isTag(pointer)), ...reads.filter(isTag)];
}

/** Where in the text a `?` makes a `has(a.b.c)` false, not an error, when `a.b` is not there. */
function optionalMarks(node: ASTNode): number[] {
  const call = callOf(node);
  const below = childrenOf(node).flatMap(optionalMarks);
  const [field] = call?.name === 'has' && !call.isMethod ? call.args : [];
  if (field?.op !== '.') return below;
  let inner: ASTNode = field;
  while (inner.op === '.' && inner.args[0].op === '.') inner = inner.args[0];
  if (inner === field || inner.op !== '.') return below;
  const { input, args } = inner;
  return [...below, input.indexOf('.', args[0].end) + 1];
}

/**
 * An expression in which `has(a.b.c)` is false where already `a.b` is absent. CEL makes that an error, and then a rule
 * that asks for what is missing would say nothing just where all of it is missing.
 */
export function withOptionalHas(text: string, node: ASTNode): string {
  const marks = [...new Set(optionalMarks(node))].sort((one, other) => other - one);
  return marks.reduce((marked, at) => `${marked.slice(0, at)}?${marked.slice(at)}`, text);
}
