import type { JsonValue } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';

/** A value as CEL sees it: JSON in which whole numbers are integers, and what is null in a map is absent. */
export type CelValue = string | number | bigint | boolean | null | readonly CelValue[] | CelMap;
/** A map of CEL with text as keys. */
export interface CelMap {
  readonly [key: string]: CelValue;
}

/** The types of what a rule may look at of a resource; a name that is not here is told as a mistake. */
export const resourceShape = {
  type: 'string',
  id: 'string',
  arn: 'string',
  account: 'string',
  region: 'string',
  name: 'string',
  tags: 'map<string, string>',
  properties: 'map',
} as const;

/** A JSON value as CEL sees it. AWS treats an absent and a null property alike, so null members are left out. */
export function toCelValue(value: JsonValue): CelValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toCelValue);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === null ? [] : [[name, toCelValue(member)]])),
  );
}

const known = new WeakMap<Resource, CelMap>();

/** A resource as CEL sees it; several rules look at the same one. */
export function celResource(resource: Resource): CelMap {
  const found = known.get(resource);
  if (found) return found;
  const { type, id, arn, account, region, tags, properties } = resource;
  const made: CelMap = {
    type,
    id,
    ...(arn === undefined ? {} : { arn }),
    account,
    region,
    name: tags.Name ?? id,
    tags,
    properties: toCelValue(properties),
  };
  known.set(resource, made);
  return made;
}
