import type { Resource } from '../model/resource.ts';
import { openSnapshot, requireIdentity } from '../snapshot/format.ts';
import type { StoredObject } from '../store/object-store.ts';
import type { ResourceSelector } from './read-target.ts';

function identityKey({ type, id }: Pick<Resource, 'type' | 'id'>): string {
  return JSON.stringify([type, id]);
}

/** The identities of the resources of a baseline. */
async function baselineIdentities(baseline: StoredObject | undefined, source: string): Promise<Set<string>> {
  const known = new Set<string>();
  if (!baseline) return known;
  const { lines } = await openSnapshot(baseline.body, source);
  for await (const batch of lines) {
    for (const line of batch) {
      known.add(identityKey(requireIdentity(line, source)));
    }
  }
  return known;
}

/**
 * Selects the resources of an environment by its tags. A resource of the baseline stays selected whatever its tags
 * are now, so that losing the tag is seen as a changed tag and not as a deletion; types that cannot have tags are
 * always selected, because nothing tells whose they are.
 */
export async function resourceSelector(
  tags: Readonly<Record<string, string>>,
  baseline: StoredObject | undefined,
  source: string,
): Promise<ResourceSelector> {
  const wanted = Object.entries(tags);
  if (wanted.length === 0) return () => true;
  const known = await baselineIdentities(baseline, source);
  return (resource, { taggable }) =>
    taggable === false ||
    wanted.every(([key, value]) => resource.tags[key] === value) ||
    known.has(identityKey(resource));
}
