import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { pointerSegments } from '../../model/pointer.ts';

/** A set of path patterns, as a tree of segments, so that a walk down a model follows all of them at once. */
export interface PatternTree<T> {
  readonly children: Map<string, PatternTree<T>>;
  /** What was registered for exactly this path. */
  value?: T;
}

/** Builds the tree of patterns in which `*` stands for any one segment. */
export function patternTree<T>(patterns: Iterable<readonly [string, T]>): PatternTree<T> {
  const root: PatternTree<T> = { children: new Map() };
  for (const [pattern, value] of patterns) {
    let node = root;
    for (const segment of pointerSegments(pattern)) {
      const next = node.children.get(segment) ?? { children: new Map() };
      node.children.set(segment, next);
      node = next;
    }
    node.value = value;
  }
  return root;
}

/** The nodes one segment further down. */
export function descend<T>(nodes: readonly PatternTree<T>[], segment: string): PatternTree<T>[] {
  const found: PatternTree<T>[] = [];
  for (const node of nodes) {
    const named = node.children.get(segment);
    const any = node.children.get('*');
    if (named) found.push(named);
    if (any) found.push(any);
  }
  return found;
}

/** What was registered for the path at which the walk stands. */
export function registered<T>(nodes: readonly PatternTree<T>[]): T | undefined {
  return nodes.find((node) => node.value !== undefined)?.value;
}

/** Rebuilds an object with every member mapped; a member mapped to undefined is left out. */
export function mapMembers(
  object: JsonObject,
  map: (value: JsonValue, key: string) => JsonValue | undefined,
): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(object)) {
    const mapped = map(value, key);
    if (mapped !== undefined) result[key] = mapped;
  }
  return result;
}

/** Rebuilds a value with every string in it mapped, keys excepted. */
export function mapStrings(value: JsonValue, map: (text: string) => JsonValue): JsonValue {
  if (typeof value === 'string') return map(value);
  if (isJsonArray(value)) return value.map((element) => mapStrings(element, map));
  if (isJsonObject(value)) return mapMembers(value, (member) => mapStrings(member, map));
  return value;
}
