import { type JsonValue, toJson } from '../model/json.ts';

/**
 * What WAF chooses by the presence of an empty object, such as `{ "Block": {} }`, with `true` in its place, because an
 * empty object means "not set" everywhere else and would be left out. Search strings come as bytes and become text.
 */
export function choices(value: unknown): JsonValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(choices);
  if (typeof value !== 'object' || value === null || value instanceof Date) return toJson(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return true;
  return Object.fromEntries(members.map(([name, member]) => [name, choices(member)]));
}
