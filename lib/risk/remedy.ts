import type { Resource } from '../model/resource.ts';
import type { Danger, Remedy } from '../model/rule.ts';
import { globalRegion } from '../model/snapshot.ts';
import { fillTemplate, resourceValue } from './template.ts';

/** What a person puts where a value is not known. */
function toFillIn(name: string): string {
  return `<${name.replace(/^\//, '').replaceAll('/', '.')}>`;
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
  const filling = {
    standsFor: (name: string) => danger.values?.[name] ?? resourceValue(name, resource, danger.path),
    unknown: toFillIn,
  };
  const filled = fillTemplate(command, { ...filling, inWords: inCommand });
  const isRegional = resource.region !== globalRegion && !/\s--region\s/.test(command);
  return {
    command: filled.startsWith('aws ') && isRegional ? `${filled} --region ${resource.region}` : filled,
    console: fillTemplate(console, { ...filling, inWords: (values) => values.join(', ') }),
  };
}
