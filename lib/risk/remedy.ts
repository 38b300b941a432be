import type { JsonValue } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import { displayName, type Resource } from '../model/resource.ts';
import type { Danger, Remedy } from '../model/rule.ts';
import { globalRegion } from '../model/snapshot.ts';

const placeholder = /\{\{([^{}\s]+)\}\}/g;

/** The last segment of a compound identifier or an ARN, which is what most commands ask for. */
function shortName(id: string): string {
  return id.split(/[|/:]/).at(-1) ?? id;
}

/** What a placeholder stands for: `id`, `arn`, …, or the JSON Pointer of a property, such as `/VpcId`. */
function standsFor(name: string, resource: Resource, danger: Danger): JsonValue | undefined {
  if (name.startsWith('/')) return valueAt(resource.properties, name);
  const { id, arn, account, region, type } = resource;
  const values: Readonly<Record<string, string | undefined>> = {
    id,
    arn,
    account,
    region,
    type,
    name: displayName(resource),
    shortName: shortName(id),
    path: danger.path,
  };
  return values[name];
}

/** What a person puts where a value is not known. */
function toFillIn(name: string): string {
  return `<${name.replace(/^\//, '').replaceAll('/', '.')}>`;
}

function texts(value: JsonValue | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(texts);
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
}

function fill(
  template: string,
  resource: Resource,
  danger: Danger,
  inWords: (values: readonly string[], textBefore: string) => string,
): string {
  return template.replaceAll(placeholder, (_, name: string, at: number) => {
    const values = texts(standsFor(name, resource, danger));
    return values.length === 0 ? toFillIn(name) : inWords(values, template.slice(0, at));
  });
}

/** A quote within single quotes: POSIX has no way to write one but to end them. */
function withinQuotes(text: string): string {
  return text.replaceAll("'", String.raw`'\''`);
}

/** A word of a command for a POSIX shell: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${withinQuotes(text)}'`;
}

/** Values in a command: words of their own, or part of a JSON document that the command has in single quotes. */
function inCommand(values: readonly string[], textBefore: string): string {
  const isQuoted = textBefore.split("'").length % 2 === 0;
  if (!isQuoted) return values.map(word).join(' ');
  return withinQuotes(values.map((value) => JSON.stringify(value).slice(1, -1)).join(','));
}

/**
 * A remedy for one resource. In the command every value is quoted for a POSIX shell, since names and tags are written
 * by whoever made the resource and the command is pasted by somebody in a hurry; the region is added where the command
 * names none. What is not known stays as `<Name>` for the reader to fill in.
 */
export function remedyFor({ command, console }: Remedy, resource: Resource, danger: Danger): Remedy {
  const filled = fill(command, resource, danger, inCommand);
  const isRegional = resource.region !== globalRegion && !/\s--region\s/.test(command);
  return {
    command: filled.startsWith('aws ') && isRegional ? `${filled} --region ${resource.region}` : filled,
    console: fill(console, resource, danger, (values) => values.join(', ')),
  };
}
