import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { ElementIdentity } from '../model/knowledge.ts';
import { isPolicyDocument } from '../model/policy.ts';
import { canonicalText } from '../snapshot/canonical.ts';
import { elementKey, identityOf } from '../snapshot/normalise/sets.ts';
import { descend, type PatternTree } from '../snapshot/normalise/walk.ts';

/**
 * A model in which every array has become an object: of a set, keyed by what identifies its elements, so that an
 * object differ meets an element with its counterpart wherever it stands; of a list, keyed by index.
 */
export interface KeyedModel {
  readonly original: JsonValue;
  readonly keyed: JsonValue;
  /** The arrays by keyed path: whether they are sets, their length, and which key stands at which index. */
  readonly arrays: ReadonlyMap<string, KeyedArray>;
}

/** An array of a {@link KeyedModel}. */
export interface KeyedArray {
  readonly isSet: boolean;
  readonly indexOf: ReadonlyMap<string, number>;
}

interface Position {
  readonly path: string;
  readonly name: string;
  readonly nodes: readonly PatternTree<ElementIdentity>[];
  readonly inPolicy: boolean;
}

/** The path of a keyed model: segments behind a character that no property name holds. */
export function keyedPath(path: string, segment: string): string {
  return `${path}\u0000${segment}`;
}

/**
 * A statement is the same as another by its Sid, or where it has none by its effect, whom it is for and what it is
 * about; then a difference of its actions or conditions is shown as such.
 */
function statementKey({ Sid, Effect, Principal, NotPrincipal, Resource, NotResource }: JsonObject): string {
  if (typeof Sid === 'string') return `Sid ${Sid}`;
  const parts = [Effect, Principal, NotPrincipal, Resource, NotResource];
  return canonicalText(parts.map((part) => part ?? null));
}

function arrayIdentity({ name, nodes, inPolicy }: Position): ElementIdentity | undefined {
  if (!inPolicy) return identityOf(name, nodes);
  return name === 'Statement' ? statementKey : 'value';
}

function uniqueKey(key: string, taken: ReadonlyMap<string, number>): string {
  let candidate = key;
  for (let copy = 2; taken.has(candidate); copy += 1) candidate = `${key} #${copy}`;
  return candidate;
}

/** Turns the arrays of a model into keyed objects. */
export function keyArrays(model: JsonValue, sets: PatternTree<ElementIdentity>): KeyedModel {
  const arrays = new Map<string, KeyedArray>();

  const below = (position: Position, segment: string, name: string, inPolicy: boolean): Position => ({
    path: keyedPath(position.path, segment),
    name,
    nodes: descend(position.nodes, name === '' ? '*' : segment),
    inPolicy,
  });

  const walk = (value: JsonValue, position: Position): JsonValue => {
    if (isJsonObject(value)) {
      const inPolicy = position.inPolicy || isPolicyDocument(value);
      const members = Object.entries(value).map(([key, member]) => [
        key,
        walk(member, below(position, key, key, inPolicy)),
      ]);
      return Object.fromEntries(members);
    }
    if (!isJsonArray(value)) return value;
    const identity = arrayIdentity(position);
    const indexOf = new Map<string, number>();
    const keyed: Record<string, JsonValue> = {};
    value.forEach((element, at) => {
      const key = identity === undefined ? String(at) : uniqueKey(elementKey(element, identity), indexOf);
      indexOf.set(key, at);
      keyed[key] = walk(element, below(position, key, '', position.inPolicy));
    });
    arrays.set(position.path, { isSet: identity !== undefined, indexOf });
    return keyed;
  };

  const keyed = walk(model, { path: '', name: '', nodes: [sets], inPolicy: false });
  return { original: model, keyed, arrays };
}

/** Where a keyed path leads in the original model: the segments of its JSON Pointer; undefined where it leads nowhere. */
export function originalSegments(model: KeyedModel, keys: readonly string[]): string[] | undefined {
  const segments: string[] = [];
  let path = '';
  for (const key of keys) {
    const array = model.arrays.get(path);
    const segment = array ? array.indexOf.get(key) : key;
    if (segment === undefined) return undefined;
    segments.push(String(segment));
    path = keyedPath(path, key);
  }
  return segments;
}
