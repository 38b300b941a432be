import type { Resource } from './resource.ts';

/** What stands around resources in the snapshot they are in. */
export interface Surroundings {
  /** The resources of certain types that a resource names by id or ARN in its properties, or that name it, by type and id. */
  neighbours(resource: Resource): readonly Resource[];
}

/** Surroundings of which nothing is known. */
export const noSurroundings: Surroundings = { neighbours: () => [] };
