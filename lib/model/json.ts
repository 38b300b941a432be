/** A JSON scalar. */
export type JsonPrimitive = string | number | boolean | null;
/** A JSON object; readonly, because models are shared between passes. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
/** A JSON array; readonly, because models are shared between passes. */
export type JsonArray = readonly JsonValue[];
/** Anything that JSON can hold. */
export type JsonValue = JsonPrimitive | JsonObject | JsonArray;

/** Whether a value is a JSON object (not null, not an array). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a JSON array; narrows readonly arrays too, which `Array.isArray` does not. */
export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value);
}

/** The elements of a value: of an array its items, of anything else present that one value, else none. */
export function toList(value: JsonValue | undefined): JsonArray {
  if (value === undefined || value === null) return [];
  return isJsonArray(value) ? value : [value];
}

/** The objects among the elements of a value. */
export function toObjects(value: JsonValue | undefined): JsonObject[] {
  return toList(value).filter(isJsonObject);
}

/**
 * Turns what an AWS SDK returns into JSON: absent members are left out, a `Date` becomes its ISO 8601 text,
 * bytes become base64, a `Set` an array, a bigint its decimal text. Functions and symbols are left out.
 */
export function toJson(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Set) return [...value].map(toJson);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object') return toJsonObject(value);
  return null;
}

/** Like {@link toJson} for an object: its defined members. */
export function toJsonObject(value: object): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined || typeof member === 'function' || typeof member === 'symbol') continue;
    result[key] = toJson(member);
  }
  return result;
}
