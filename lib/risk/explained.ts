import stringify from 'safe-stable-stringify';
import type { PropertyChange } from '../model/change.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import { matchesPattern, pointerSegments } from '../model/pointer.ts';
import type { Danger } from '../model/rule.ts';

/** Whether a changed path belongs to a danger that ended: at, below or above where the danger stood. */
function belongsTo(path: string, danger: Danger): boolean {
  return (
    danger.path !== undefined && (matchesPattern(path, danger.path) || matchesPattern(danger.path, path))
  );
}

/** The list that a change added an element to; undefined of any other change. */
function listAddedTo({ path, before, after }: PropertyChange): string | undefined {
  const isElement = /^\d+$/.test(pointerSegments(path).at(-1) ?? '');
  return isElement && before === null && isJsonObject(after)
    ? path.slice(0, path.lastIndexOf('/'))
    : undefined;
}

/** Whether two elements are the same but for one member, and for what somebody wrote about them. */
function differInOne(one: JsonObject, other: JsonObject): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const differing = [...names].filter(
    (name) => name !== 'Description' && stringify(one[name]) !== stringify(other[name]),
  );
  return differing.length <= 1;
}

/**
 * Says of a changed property whether dangers that ended explain it. A new element of a list is explained only where it
 * takes the place of one that was dangerous, such as the same port for another network: where it stands in the list
 * says nothing, since the places of both states are different ones.
 */
export function explainedBy(
  ended: readonly Danger[],
  changes: readonly PropertyChange[],
): (change: PropertyChange) => boolean {
  const isDangers = ({ path }: PropertyChange) => ended.some((danger) => belongsTo(path, danger));
  return (change) => {
    const list = listAddedTo(change);
    const { after: added } = change;
    if (list === undefined || !isJsonObject(added)) return isDangers(change);
    if (ended.some(({ path }) => path !== undefined && matchesPattern(list, path))) return true;
    return changes.some(
      (other) =>
        other.path.startsWith(`${list}/`) &&
        other.after === null &&
        isJsonObject(other.before) &&
        isDangers(other) &&
        differInOne(other.before, added),
    );
  };
}
