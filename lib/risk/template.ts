import type { JsonValue } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import { displayName, type Resource } from '../model/resource.ts';

const placeholder = /\{\{([^{}\s]+)\}\}/g;

/** The names that stand for something of the resource itself; a name that begins with `/` is a JSON Pointer. */
export const resourcePlaceholders = [
  'id',
  'arn',
  'name',
  'shortName',
  'account',
  'region',
  'type',
  'path',
] as const;

/** The last segment of a compound identifier or an ARN, which is what most commands ask for. */
function shortName(id: string): string {
  return id.split(/[|/:]/).at(-1) ?? id;
}

/** The property that a JSON Pointer leads to; tags stand below `/Tags`, as they do in the paths of changes. */
export function propertyAt(
  { properties, tags }: Pick<Resource, 'properties' | 'tags'>,
  pointer: string,
): JsonValue | undefined {
  return valueAt(properties, pointer) ?? valueAt({ Tags: tags }, pointer);
}

/** What a placeholder stands for: `id`, `arn`, …, or the JSON Pointer of a property, such as `/VpcId`. */
export function resourceValue(
  name: string,
  resource: Resource,
  path: string | undefined,
): JsonValue | undefined {
  if (name.startsWith('/')) return propertyAt(resource, name);
  const { id, arn, account, region, type } = resource;
  const values: Readonly<Record<string, string | undefined>> = {
    id,
    arn,
    account,
    region,
    type,
    name: displayName(resource),
    shortName: shortName(id),
    path,
  } satisfies Record<(typeof resourcePlaceholders)[number], string | undefined>;
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** The names of the placeholders of a template. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(placeholder)].flatMap(([, name]) => name ?? []);
}

function texts(value: JsonValue | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(texts);
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
}

/** How a template is filled. */
export interface Filling {
  /** What a name stands for. */
  readonly standsFor: (name: string) => JsonValue | undefined;
  /** Values as they are written, given the part of the template before them. */
  readonly inWords: (values: readonly string[], textBefore: string) => string;
  /** What is written where nothing is known. */
  readonly unknown: (name: string) => string;
}

/** A template in which each `{{name}}` is replaced by what it stands for. */
export function fillTemplate(template: string, { standsFor, inWords, unknown }: Filling): string {
  return template.replaceAll(placeholder, (_, name: string, at: number) => {
    const values = texts(standsFor(name));
    return values.length === 0 ? unknown(name) : inWords(values, template.slice(0, at));
  });
}
