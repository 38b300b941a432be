import { z } from 'zod';
import { typesOfArn } from '../schemas/schemas.ts';

/** Resources that exist in a target and are of no type that the environment reads. */
export const typeNotReadSchema = z.strictObject({
  types: z.array(z.string()).min(1).describe('What they are; several where their ARN does not tell which'),
  resources: z.number().int().positive().describe('How many were seen: those that have or had tags'),
});
export type TypeNotRead = z.infer<typeof typeNotReadSchema>;

/**
 * What exists and is not read, most of it first. An ARN that may be of a type that is read does not count: this list
 * never claims a gap that may be none.
 */
export function typesNotRead(arns: readonly string[], typesRead: readonly string[]): TypeNotRead[] {
  const read = new Set(typesRead);
  const byTypes = new Map<string, TypeNotRead>();
  for (const arn of new Set(arns)) {
    const types = typesOfArn(arn);
    if (types.length === 0 || types.some((type) => read.has(type))) continue;
    const key = types.join(' ');
    byTypes.set(key, { types: [...types], resources: (byTypes.get(key)?.resources ?? 0) + 1 });
  }
  return [...byTypes.values()].sort(
    (one, other) => other.resources - one.resources || (one.types.join() < other.types.join() ? -1 : 1),
  );
}
