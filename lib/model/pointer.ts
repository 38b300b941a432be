import { isJsonArray, isJsonObject, type JsonValue } from './json.ts';

/** The segments of a JSON Pointer (RFC 6901), unescaped; the empty pointer has none. */
export function pointerSegments(pointer: string): string[] {
  if (pointer === '') return [];
  const segments = pointer.slice(1).split('/');
  if (!pointer.includes('~')) return segments;
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A JSON Pointer (RFC 6901) one segment longer. */
export function pointerBelow(pointer: string, segment: string): string {
  if (!segment.includes('~') && !segment.includes('/')) return `${pointer}/${segment}`;
  return `${pointer}/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The JSON Pointer (RFC 6901) of the given segments. */
export function toPointer(segments: readonly string[]): string {
  return segments.reduce(pointerBelow, '');
}

/** The value a JSON Pointer leads to, or undefined where there is none. */
export function valueAt(value: JsonValue | undefined, pointer: string): JsonValue | undefined {
  let current = value;
  for (const segment of pointerSegments(pointer)) {
    if (isJsonArray(current)) current = current[Number(segment)];
    else if (isJsonObject(current) && Object.hasOwn(current, segment)) current = current[segment];
    else return undefined;
  }
  return current;
}

/**
 * Whether a JSON Pointer matches a pattern: a pointer in which `*` stands for any one segment. A pattern also
 * matches everything below it, so `/VpcConfig` matches `/VpcConfig/SubnetIds/0`.
 */
export function matchesPattern(pointer: string, pattern: string): boolean {
  const path = pointerSegments(pointer);
  const wanted = pointerSegments(pattern);
  return (
    wanted.length <= path.length && wanted.every((segment, at) => segment === '*' || segment === path[at])
  );
}
