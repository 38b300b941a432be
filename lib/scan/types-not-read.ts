import type { AwsClients } from '../aws/clients.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { TypeNotRead } from '../model/report.ts';
import { typesOfArn } from '../schemas/schemas.ts';

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

/** Sees what exists in a region, whatever its type, as ARNs. */
export type SeeWhatExists = (clients: AwsClients) => Promise<{ readonly arns: readonly string[] }>;

/**
 * What exists in a target and is not read. Undefined when AWS refuses to tell: the scan is none the worse for it, and a
 * report that says nothing claims nothing.
 */
export async function findTypesNotRead(
  { clients }: ResourceReader,
  see: SeeWhatExists,
  typesRead: readonly string[],
): Promise<TypeNotRead[] | undefined> {
  try {
    const { arns } = await see(clients);
    return typesNotRead(arns, typesRead);
  } catch {
    return undefined;
  }
}
