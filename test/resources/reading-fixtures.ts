import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { normalise } from '../../lib/snapshot/normalise/index.ts';
import { resource, testDigest } from '../resource-fixtures.ts';
import { readAll, stored } from './type-fixtures.ts';

/** Everything a type's reader yields, as a scan stores it, by id. */
export async function storedById(type: ResourceType): Promise<Record<string, Resource>> {
  const read = await readAll(type);
  return Object.fromEntries(read.map((each) => [each.id, stored(type, each)]));
}

/** A value with every list in it the other way round, but for lists under these names, whose order means something. */
export function turnedRound<T>(value: T, ordered?: readonly string[]): T;
export function turnedRound(value: unknown, ordered: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((element) => turnedRound(element, ordered)).reverse();
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      ordered.includes(name) ? member : turnedRound(member, ordered),
    ]),
  );
}

/** How the deletion of a resource is judged. */
export function riskOfRemoval(type: ResourceType, properties: JsonObject, rest: Partial<Resource> = {}) {
  const before = normalise(resource(type.type, properties, rest), type, testDigest);
  return assessRisk({ kind: 'removed', before }, type);
}
