import type { JsonValue } from '../model/json.ts';
import { toPointer } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger } from '../model/rule.ts';

/** What the placeholders of a remedy that a danger itself knows stand for. */
export type RemedyValues = NonNullable<Danger['values']>;

/** A value as a word of a command: documents as JSON, which the AWS CLI takes wherever it takes a structure or a list. */
export function asWord(value: JsonValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What a remedy puts back: the value that a property had, as `{{former}}`; nothing where it had none. */
export function formerValue(value: JsonValue | undefined): RemedyValues {
  return value === undefined || value === null ? {} : { former: asWord(value) };
}

/**
 * Creates a deleted resource again as it was, by the `{{definition}}` that {@link definition} gives.
 * https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-create.html
 */
export const recreation =
  'aws cloudcontrol create-resource --type-name {{type}} --desired-state {{definition}}';

/** The properties of a resource without those that nobody can set, for {@link recreation}. */
export function definition({ properties }: Resource, notToSet: readonly string[]): RemedyValues {
  const written = Object.entries(properties).filter(([name]) => !notToSet.includes(name));
  return { definition: asWord(Object.fromEntries(written)) };
}

/**
 * Sets one property of a resource as it was, and no other, by the `{{patch}}` that {@link patch} gives.
 * https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-update.html
 */
export const restoration =
  'aws cloudcontrol update-resource --type-name {{type}} --identifier {{id}} --patch-document {{patch}}';

/** Puts a top-level property back, or takes it away again where there was none, for {@link restoration}. */
export function patch({ properties }: Resource, property: string): RemedyValues {
  const value = properties[property];
  const path = toPointer([property]);
  return { patch: asWord([value === undefined ? { op: 'remove', path } : { op: 'add', path, value }]) };
}
