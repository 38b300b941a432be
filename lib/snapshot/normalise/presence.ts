import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { descend, mapMembers, type PatternTree, registered } from './walk.ts';

function isEmpty(value: JsonValue): boolean {
  if (value === null || value === '') return true;
  if (isJsonArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/**
 * Whether an object is a choice: `{ "Allow": {} }`, whose one member says by its name alone what was chosen. Its empty
 * value means nothing else, and without it another choice would look the same.
 */
function isChoice(value: JsonObject): boolean {
  const [only, ...others] = Object.values(value);
  return others.length === 0 && isJsonObject(only) && Object.keys(only).length === 0;
}

function withoutEmpties(value: JsonValue, isTop: boolean): JsonValue {
  if (isJsonArray(value)) return value.map((element) => withoutEmpties(element, false));
  if (!isJsonObject(value)) return value;
  if (!isTop && isChoice(value)) return value;
  return mapMembers(value, (member) => {
    const kept = withoutEmpties(member, false);
    return isEmpty(kept) ? undefined : kept;
  });
}

/**
 * Pass `empties`: leaves out members that are null or empty (`""`, `[]`, `{}`, also once their own members are left
 * out), because the APIs return any of them for "not set", from one day to the next. Array elements stay, and so do
 * choices.
 */
export function dropEmpties(value: JsonValue): JsonValue {
  return withoutEmpties(value, true);
}

/** Pass `volatile`: leaves out what changes without anybody changing it. */
export function dropVolatile(value: JsonValue, volatile: PatternTree<string>): JsonValue {
  const walk = (current: JsonValue, nodes: readonly PatternTree<string>[]): JsonValue | undefined => {
    if (registered(nodes) !== undefined) return undefined;
    if (nodes.length === 0) return current;
    if (isJsonArray(current)) {
      return current.flatMap((element, at) => walk(element, descend(nodes, String(at))) ?? []);
    }
    if (isJsonObject(current)) return mapMembers(current, (member, key) => walk(member, descend(nodes, key)));
    return current;
  };
  return walk(value, [volatile]) ?? null;
}

/** Pass `defaults`: states the values that AWS leaves out when they are the default. */
export function fillDefaults(properties: JsonObject, defaults: JsonObject): JsonObject {
  return { ...defaults, ...properties };
}
