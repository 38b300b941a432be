import { isJsonObject, type JsonObject } from '../model/json.ts';
import { matchesPattern, pointerSegments } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import { liftTags } from '../snapshot/normalise/tags.ts';

/** A model with the value at a path as another model has it; undefined where the path leads through something else than objects. */
function withValueOf(model: JsonObject, other: JsonObject, path: readonly string[]): JsonObject | undefined {
  const [name = '', ...below] = path;
  const { [name]: mine, ...rest } = model;
  const theirs = other[name];
  if (below.length === 0) return theirs === undefined ? rest : { ...rest, [name]: theirs };
  if (!isJsonObject(mine) || !isJsonObject(theirs)) return undefined;
  const inner = withValueOf(mine, theirs, below);
  return inner && { ...rest, [name]: inner };
}

function modelOf({ properties, tags }: Resource): JsonObject {
  return { ...properties, Tags: tags };
}

/**
 * A resource with what could not be read of it now taken from an earlier reading, where that had it. What neither of
 * them could read stays unread.
 */
export function restoreUnread(resource: Resource, earlier: Resource): Resource {
  const { unread: gaps = [], ...rest } = resource;
  if (gaps.some(({ path }) => path === '')) return earlier;
  const known = (path: string) =>
    !(earlier.unread ?? []).some((gap) => matchesPattern(path, gap.path) || matchesPattern(gap.path, path));
  const theirs = modelOf(earlier);
  let model = modelOf(resource);
  const unread = gaps.filter(({ path }) => {
    const restored = known(path) ? withValueOf(model, theirs, pointerSegments(path)) : undefined;
    model = restored ?? model;
    return restored === undefined;
  });
  return { ...rest, ...liftTags(model, {}), ...(unread.length === 0 ? {} : { unread }) };
}
