import { changedResource, type Replacement, type ResourceChange } from '../model/change.ts';
import type { Resource } from '../model/resource.ts';

/** Another resource that changed, and that a changed one names or is named by. */
export interface LinkedChange {
  readonly type: string;
  readonly id: string;
}

/** A finding names at most this many others. */
const mostLinks = 20;
/** More changes than these are a migration, in which everything is linked to everything. */
const mostChanges = 2_000;
const quoted = /"((?:[^"\\]|\\.)*)"/g;

/** What a change tells by: the resource before and after. */
function statesOf({ before, after }: ResourceChange | Replacement): Resource[] {
  return [before, after].filter((state) => state !== undefined);
}

function namesOf(change: ResourceChange | Replacement): Set<string> {
  return new Set(statesOf(change).flatMap(({ id, arn }) => (arn === undefined ? [id] : [id, arn])));
}

/** The texts in the properties of a change, as JSON has them. */
function textsOf(change: ResourceChange | Replacement): Set<string> {
  return new Set(
    statesOf(change).flatMap(({ properties }) =>
      [...JSON.stringify(properties).matchAll(quoted)].map(([, text = '']) => text),
    ),
  );
}

/**
 * Which changes belong to resources that name each other by id or ARN, in the order of the changes. Of a migration of
 * thousands of changes nothing is told.
 */
export function linkedChanges(
  changes: readonly (ResourceChange | Replacement)[],
): readonly (readonly LinkedChange[])[] {
  if (changes.length > mostChanges) return changes.map(() => []);
  const placesOf = new Map<string, number[]>();
  for (const [place, change] of changes.entries()) {
    for (const name of namesOf(change)) {
      const text = JSON.stringify(name).slice(1, -1);
      placesOf.set(text, [...(placesOf.get(text) ?? []), place]);
    }
  }
  const links = changes.map(() => new Set<number>());
  for (const [place, change] of changes.entries()) {
    for (const other of [...textsOf(change)].flatMap((text) => placesOf.get(text) ?? [])) {
      if (other === place) continue;
      links[place]?.add(other);
      links[other]?.add(place);
    }
  }
  return links.map((places) =>
    [...places]
      .sort((one, other) => one - other)
      .slice(0, mostLinks)
      .flatMap((place) => {
        const change = changes[place];
        if (change === undefined) return [];
        const { type, id } = changedResource(change);
        return [{ type, id }];
      }),
  );
}
