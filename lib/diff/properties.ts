import { diff, type IChange } from 'json-diff-ts';
import type { PropertyChange } from '../model/change.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { ElementIdentity } from '../model/knowledge.ts';
import { toPointer, valueAt } from '../model/pointer.ts';
import type { PatternTree } from '../snapshot/normalise/walk.ts';
import { type KeyedModel, keyArrays, keyedPath, originalSegments } from './keyed.ts';

interface Sides {
  readonly before: KeyedModel;
  readonly after: KeyedModel;
}

function shape(model: KeyedModel, path: string): string {
  const array = model.arrays.get(path);
  if (!array) return 'no array';
  return array.isSet ? 'set' : `list of ${array.indexOf.size}`;
}

function sideValue(
  model: KeyedModel,
  keys: readonly string[],
): { pointer: string | undefined; value: JsonValue } {
  const segments = originalSegments(model, keys);
  if (segments === undefined) return { pointer: undefined, value: null };
  const pointer = toPointer(segments);
  return { pointer, value: valueAt(model.original, pointer) ?? null };
}

function propertyChange(sides: Sides, keys: readonly string[]): PropertyChange {
  const before = sideValue(sides.before, keys);
  const after = sideValue(sides.after, keys);
  const existed = before.value !== null;
  const path = (existed ? before.pointer : after.pointer) ?? before.pointer ?? toPointer(keys);
  return { path, before: before.value, after: after.value };
}

/** Whether a change is one: services tell the same number or boolean now as such, now as text. */
function differs({ before, after }: PropertyChange): boolean {
  const isScalar = (value: JsonValue) => value !== null && typeof value !== 'object';
  return !(isScalar(before) && isScalar(after) && String(before) === String(after));
}

function flatten(changes: readonly IChange[], parent: readonly string[], sides: Sides): PropertyChange[] {
  return changes.flatMap((change) => {
    const keys = [...parent, change.key];
    const path = keys.reduce(keyedPath, '');
    const sameShape = shape(sides.before, path) === shape(sides.after, path);
    if (change.changes && sameShape) return flatten(change.changes, keys, sides);
    return [propertyChange(sides, keys)];
  });
}

/**
 * What differs between two normalised models, as JSON Pointers with the value before and after, sorted by path.
 * Elements of sets are matched by identity; an array whose order means something is compared element by element
 * when its length is the same, and is one change when it is not.
 */
export function diffProperties(
  before: JsonObject,
  after: JsonObject,
  sets: PatternTree<ElementIdentity>,
): PropertyChange[] {
  const sides: Sides = { before: keyArrays(before, sets), after: keyArrays(after, sets) };
  const found = flatten(diff(sides.before.keyed, sides.after.keyed), [], sides);
  // A value whose JSON type changed comes as a removal and an addition of the same path.
  const byPath = new Map(
    found.filter(differs).map((change) => [`${change.path} ${change.before === null}`, change]),
  );
  return [...byPath.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}
