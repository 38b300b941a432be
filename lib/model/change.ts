import { z } from 'zod';
import type { JsonValue } from './json.ts';
import type { Resource } from './resource.ts';

/** What happened to a resource. */
export const changeKindSchema = z.enum(['added', 'removed', 'modified', 'replaced']);
export type ChangeKind = z.infer<typeof changeKindSchema>;

const jsonValueSchema: z.ZodType<JsonValue> = z.json();

/**
 * A difference of one property. `path` is a JSON Pointer below `properties` (tags are at `/Tags/{key}`); absent is
 * null, since AWS treats an absent and a null property alike. An index into an array whose order means nothing is
 * that of the canonical order: of `before` for what was removed or modified, of `after` for what was added.
 */
export const propertyChangeSchema = z.strictObject({
  path: z.string(),
  before: jsonValueSchema,
  after: jsonValueSchema,
});
export type PropertyChange = z.infer<typeof propertyChangeSchema>;

/** A resource that was added, removed or modified between two snapshots. */
export type ResourceChange =
  | { readonly kind: 'added'; readonly after: Resource; readonly before?: undefined }
  | { readonly kind: 'removed'; readonly before: Resource; readonly after?: undefined }
  | {
      readonly kind: 'modified';
      readonly before: Resource;
      readonly after: Resource;
      readonly properties: readonly PropertyChange[];
    };

/**
 * A resource that gave way to another with the same logical identity (name, or logical id in a stack) and a new
 * physical id. `properties` is what differs beside the id.
 */
export interface Replacement {
  readonly kind: 'replaced';
  readonly before: Resource;
  readonly after: Resource;
  readonly properties: readonly PropertyChange[];
}

/** The resource a change is about: as it is now, or as it last was. */
export function changedResource(change: ResourceChange | Replacement): Resource {
  return change.after ?? change.before;
}
