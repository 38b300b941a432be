import pLimit from 'p-limit';
import { awsErrorParts, isThrottling } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { Digest } from '../model/digest.ts';
import { toJson, toJsonObject } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { Coverage, ReadGap, Target, TypeCoverage } from '../model/snapshot.ts';
import type { ReadResource, ResourceType } from '../resources/define.ts';
import { compareIdentity, resourceLine } from '../snapshot/canonical.ts';
import { normalise } from '../snapshot/normalise/index.ts';
import { tagMap } from '../snapshot/normalise/tags.ts';

/** How many types are read at the same time; more would only make AWS throttle the account. */
const typesAtOnce = 4;

/** Which resources of a target belong to the environment. */
export type ResourceSelector = (resource: Resource, type: ResourceType) => boolean;

/** Everything that was read of a target. */
export interface TargetReading {
  /** The snapshot lines of all types, in snapshot order. */
  readonly lines: readonly string[];
  readonly coverage: Coverage;
}

/** What was read of a type. */
interface TypeReading {
  readonly type: string;
  readonly lines: readonly string[];
  readonly coverage: TypeCoverage;
}

/** What reading a target needs. */
export interface ReadTargetOptions {
  readonly types: readonly ResourceType[];
  readonly digest: Digest;
  readonly selects: ResourceSelector;
  /** Types that are taken over from an earlier snapshot instead of being read. */
  readonly reused?: ReadonlyMap<string, Omit<TypeReading, 'type'>>;
  /** Told when a type has been read. */
  readonly onType?: (type: string, coverage: TypeCoverage) => void;
}

function toResource(read: ReadResource, type: ResourceType, target: Target, digest: Digest): Resource {
  const { id, arn, tags, properties, unread } = read;
  const resource: Resource = {
    type: type.type,
    id,
    account: target.account,
    region: target.region,
    ...(arn === undefined ? {} : { arn }),
    tags: tagMap(toJson(tags ?? {})) ?? {},
    properties: toJsonObject(properties),
    ...(unread === undefined || unread.length === 0 ? {} : { unread: [...unread] }),
  };
  return normalise(resource, type, digest);
}

/** The gaps of the resources of a type, equal ones counted together. */
function gapsOf(resources: readonly Resource[]): ReadGap[] {
  const gaps = new Map<string, ReadGap>();
  for (const { path, reason } of resources.flatMap(({ unread }) => unread ?? [])) {
    const [code = 'Error'] = reason.split(':');
    const operation = path === '' ? undefined : path;
    const key = `${code} ${path}`;
    const count = (gaps.get(key)?.count ?? 0) + 1;
    gaps.set(key, { code, message: reason, ...(operation === undefined ? {} : { operation }), count });
  }
  return [...gaps.values()];
}

function unreadCoverage(error: unknown): TypeCoverage {
  const { code, message } = awsErrorParts(error);
  return { status: 'unread', resources: 0, gaps: [{ code, message, count: 1 }] };
}

async function collect(
  type: ResourceType,
  reader: ResourceReader,
  target: Target,
  options: ReadTargetOptions,
): Promise<Resource[]> {
  const byId = new Map<string, Resource>();
  for await (const read of type.read(reader)) {
    const resource = toResource(read, type, target, options.digest);
    // A page boundary that moves while a list is read can show a resource twice.
    if (options.selects(resource, type)) byId.set(resource.id, resource);
  }
  return [...byId.values()].sort(compareIdentity);
}

async function readType(
  type: ResourceType,
  reader: ResourceReader,
  target: Target,
  options: ReadTargetOptions,
): Promise<TypeReading> {
  const earlier = options.reused?.get(type.type);
  if (earlier) return { type: type.type, lines: earlier.lines, coverage: earlier.coverage };
  try {
    const resources = await collect(type, reader, target, options);
    const gaps = gapsOf(resources);
    const coverage: TypeCoverage = {
      status: gaps.length === 0 ? 'complete' : 'partial',
      resources: resources.length,
      gaps,
    };
    return { type: type.type, lines: resources.map(resourceLine), coverage };
  } catch (error) {
    return { type: type.type, lines: [], coverage: unreadCoverage(error) };
  }
}

/**
 * Reads the types of a target, a few at a time. A type that fails is unread in the coverage and does not stop the
 * others; nothing of what it had yielded is kept, because half a list looks like deletions.
 */
export async function readTarget(
  reader: ResourceReader,
  target: Target,
  options: ReadTargetOptions,
): Promise<TargetReading> {
  const limit = pLimit(typesAtOnce);
  const sorted = [...options.types].sort((one, other) => (one.type < other.type ? -1 : 1));
  const readings = await Promise.all(
    sorted.map((type) =>
      limit(async () => {
        const reading = await readType(type, reader, target, options);
        options.onType?.(reading.type, reading.coverage);
        return reading;
      }),
    ),
  );
  return {
    lines: readings.flatMap(({ lines }) => lines),
    coverage: Object.fromEntries(readings.map(({ type, coverage }) => [type, coverage])),
  };
}

/** Whether every type failed because AWS throttled: the target is then worth running again later as a whole. */
export function isThrottledThroughout(coverage: Coverage): boolean {
  const all = Object.values(coverage);
  const throttled = ({ status, gaps }: TypeCoverage) =>
    status === 'unread' &&
    gaps.every(({ code, message }) => isThrottling(Object.assign(new Error(message), { name: code })));
  return all.length > 0 && all.every(throttled);
}
