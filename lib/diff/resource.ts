import type { PropertyChange, ResourceChange } from '../model/change.ts';
import type { TypeKnowledge } from '../model/knowledge.ts';
import { matchesPattern } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import { compileKnowledge } from '../snapshot/normalise/index.ts';
import { diffProperties } from './properties.ts';

/** Paths of a resource that one of the two snapshots could not read; they take no part in comparing. */
function unreadPaths(before: Resource, after: Resource): string[] {
  return [...(before.unread ?? []), ...(after.unread ?? [])].map(({ path }) => path);
}

function isUnread(path: string, unread: readonly string[]): boolean {
  return unread.some((gap) => matchesPattern(path, gap));
}

/**
 * Compares two normalised states of one resource. Undefined when nothing differs that both snapshots could read.
 * Tags are compared as properties at `/Tags/{key}`.
 */
export function diffResource(
  before: Resource,
  after: Resource,
  knowledge: TypeKnowledge,
): ResourceChange | undefined {
  const { sets } = compileKnowledge(knowledge);
  const unread = unreadPaths(before, after);
  const properties: PropertyChange[] = diffProperties(
    { ...before.properties, Tags: before.tags },
    { ...after.properties, Tags: after.tags },
    sets,
  ).filter(({ path }) => !isUnread(path, unread));
  return properties.length === 0 ? undefined : { kind: 'modified', before, after, properties };
}
