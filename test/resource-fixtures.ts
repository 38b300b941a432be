import { createHmac } from 'node:crypto';
import { diffResource } from '../lib/diff/resource.ts';
import type { ResourceChange } from '../lib/model/change.ts';
import type { Digest } from '../lib/model/digest.ts';
import type { JsonObject } from '../lib/model/json.ts';
import type { TypeKnowledge } from '../lib/model/knowledge.ts';
import type { Resource } from '../lib/model/resource.ts';
import { normalise } from '../lib/snapshot/normalise/index.ts';

/** A digest with a fixed key. */
export const testDigest: Digest = (text) => createHmac('sha256', 'test key').update(text).digest('hex');

/** A resource with the given properties; everything else is made up. */
export function resource(type: string, properties: JsonObject, rest: Partial<Resource> = {}): Resource {
  return { type, id: 'id-1', account: '111122223333', region: 'eu-west-1', tags: {}, properties, ...rest };
}

/** The change between two states of one resource as a scan sees it: both normalised, then compared. */
export function changeBetween(
  knowledge: TypeKnowledge,
  before: JsonObject,
  after: JsonObject,
  rest: Partial<Resource> = {},
): ResourceChange | undefined {
  const state = (properties: JsonObject) =>
    normalise(resource(knowledge.type, properties, rest), knowledge, testDigest);
  return diffResource(state(before), state(after), knowledge);
}
