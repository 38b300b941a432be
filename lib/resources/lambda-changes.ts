import type { ResourceChange } from '../model/change.ts';
import type { JsonValue } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';

/** The account of an ARN; undefined where it names none, as the ARN of an S3 bucket. */
export function accountOfArn(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}

/** A value of a modified resource, before and after. */
export function values(
  change: ResourceChange,
  path: string,
): { before: JsonValue; after: JsonValue } | undefined {
  if (change.kind !== 'modified') return undefined;
  return {
    before: valueAt(change.before.properties, path) ?? null,
    after: valueAt(change.after.properties, path) ?? null,
  };
}

/** Whether a change gives up a property altogether. */
export function gaveUp(change: ResourceChange, path: string): boolean {
  const found = values(change, path);
  return found !== undefined && found.before !== null && found.after === null;
}

/** Whether a change brings a property that was not there. */
export function gained(change: ResourceChange, path: string): boolean {
  const found = values(change, path);
  return found !== undefined && found.before === null && found.after !== null;
}
