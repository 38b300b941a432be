import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';

/** A property that EC2 tells by a call of its own only: one attribute of one resource. */
export interface Attribute<Name, Answer> {
  /** The property it becomes. */
  readonly property: string;
  /** What EC2 calls the attribute. */
  readonly name: Name;
  readonly read: (answer: Answer) => boolean | string | undefined;
}

/**
 * Reads attributes of one resource, one call after the other. What is denied is noted as unread; undefined is given
 * when the resource is gone.
 */
export async function readAttributes<Name, Answer>(
  { optional }: ResourceReader,
  unread: UnreadProperty[],
  attributes: readonly Attribute<Name, Answer>[],
  ask: (name: Name) => Promise<Answer>,
): Promise<object | undefined> {
  const properties: Record<string, boolean | string | undefined> = {};
  for (const { property, name, read } of attributes) {
    const gaps = unread.length;
    const answer = await optional(unread, `/${property}`, () => ask(name));
    const isGone = answer === undefined && unread.length === gaps;
    if (isGone) return undefined;
    properties[property] = answer === undefined ? undefined : read(answer);
  }
  return properties;
}
