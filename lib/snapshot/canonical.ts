import stringify from 'safe-stable-stringify';
import type { JsonValue } from '../model/json.ts';
import type { Resource, ResourceIdentity } from '../model/resource.ts';

/** JSON text with keys in code-unit order and no white space: the same value gives the same text. */
export function canonicalText(value: JsonValue): string {
  return stringify(value) ?? 'null';
}

/** The beginning of a snapshot line: what identifies the resource. */
export function identityPrefix({ type, id, account, region }: ResourceIdentity): string {
  const [ofType, ofId, ofAccount, ofRegion] = [type, id, account, region].map((part) => JSON.stringify(part));
  return `{"type":${ofType},"id":${ofId},"account":${ofAccount},"region":${ofRegion},`;
}

/** The rest of a snapshot line, which follows the {@link identityPrefix}. */
export function lineRest({ arn, tags, properties, unread }: Omit<Resource, keyof ResourceIdentity>): string {
  const rest = canonicalText({
    ...(arn === undefined ? {} : { arn }),
    properties,
    tags,
    ...(unread === undefined || unread.length === 0 ? {} : { unread }),
  });
  return rest.slice(1);
}

/**
 * A resource as its snapshot line. What identifies it comes first, so that a reader that merges two snapshots
 * finds the sort key without parsing the line; the rest is canonical.
 */
export function resourceLine(resource: Resource): string {
  return `${identityPrefix(resource)}${lineRest(resource)}`;
}

const text = String.raw`("(?:[^"\\]|\\.)*")`;
const linePrefix = new RegExp(String.raw`^\{"type":${text},"id":${text},"account":${text},"region":${text},`);

/** What identifies the resource of a snapshot line, without parsing the rest of it; undefined where it is no such line. */
export function lineIdentity(line: string): ResourceIdentity | undefined {
  const found = linePrefix.exec(line);
  if (!found) return undefined;
  const [type = '', id = '', account = '', region = ''] = found
    .slice(1)
    .map((part) => String(JSON.parse(part)));
  return { type, id, account, region };
}

const identityOrder = ['type', 'id', 'account', 'region'] as const;

/** Orders resources the way snapshots are sorted: by type, id, account and region, by UTF-16 code unit. */
export function compareIdentity(left: ResourceIdentity, right: ResourceIdentity): number {
  for (const part of identityOrder) {
    if (left[part] !== right[part]) return left[part] < right[part] ? -1 : 1;
  }
  return 0;
}
