import type { ResourceChange } from '../model/change.ts';
import type { JsonValue } from '../model/json.ts';
import { matchesPattern } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, StateRule } from '../model/rule.ts';
import { formerValue, type RemedyValues } from './former-state.ts';

/** A danger where a condition holds, and none where it does not. */
export function when(condition: boolean, danger: () => Danger): Danger[] {
  return condition ? [danger()] : [];
}

/** What every rule says of itself. */
interface RuleWords
  extends Pick<ChangeRule, 'id' | 'title' | 'severity' | 'sources' | 'recommendation' | 'remedy'> {}

/** Words of a rule whose remedy brings back what was there before. */
interface WordsOfFormer extends RuleWords {
  /** What the remedy names of the resource as it was; `after` where it lives on. */
  readonly values?: (before: Resource, after?: Resource) => RemedyValues;
}

/** The danger that lies in the deletion of a resource: of what watches, or of what others depend on. */
export function deleted(
  { values, ...words }: WordsOfFormer,
  reason: (before: Resource) => string,
  matters: (before: Resource) => boolean = () => true,
): ChangeRule {
  return {
    ...words,
    kind: 'change',
    dangers: ({ kind, before }) =>
      kind === 'removed' && matters(before)
        ? [{ subject: 'deleted', reason: reason(before), ...(values && { values: values(before) }) }]
        : [],
  };
}

/** A property in words: its text, or that it is a document. */
function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'object' ? 'another document' : String(value);
}

/**
 * The danger that a top-level property of a resource, which had a value, has another one or none (`none`) from one
 * day to the next. The remedy may name the value that it had: `{{former}}`. Where it had none and has one, it is
 * safer, if `better` says how.
 */
export function redirected(
  words: WordsOfFormer & { readonly property: string; readonly better?: string },
  reason: (resource: Resource, from: string, to: string) => string,
): ChangeRule {
  const { property, better, values = (before) => formerValue(before.properties[property]), ...rest } = words;
  const path = `/${property}`;
  const gained = ({ kind, before, after }: ResourceChange): Danger[] =>
    kind === 'modified' &&
    before.properties[property] === undefined &&
    after.properties[property] !== undefined
      ? [{ subject: property, path, reason: `Safer: ${better}.` }]
      : [];
  return {
    ...rest,
    ...(better === undefined ? {} : { ended: gained }),
    kind: 'change',
    dangers: (change) => {
      if (change.kind !== 'modified' || change.before.properties[property] === undefined) return [];
      if (!change.properties.some((changed) => matchesPattern(changed.path, path))) return [];
      const from = textOf(change.before.properties[property]);
      const to = textOf(change.after.properties[property]);
      return [
        {
          subject: `${property} ${to}`,
          path,
          values: values(change.before, change.after),
          reason: reason(change.after, from, to),
        },
      ];
    },
  };
}

/**
 * The danger that a modified resource no longer has something that it had; where it has something more, that is safer.
 * Things are told apart by their names.
 */
export function lost<Thing extends { readonly name: string }>(
  { safer, ...words }: RuleWords & { readonly safer: string },
  thingsOf: (resource: Resource) => readonly Thing[],
  danger: (thing: Thing, after: Resource, before: Resource) => Danger,
): ChangeRule {
  const missing = (from: Resource, to: Resource) => {
    const names = new Set(thingsOf(to).map(({ name }) => name));
    return thingsOf(from).filter(({ name }) => !names.has(name));
  };
  return {
    ...words,
    kind: 'change',
    dangers: (change) =>
      change.kind === 'modified'
        ? missing(change.before, change.after).map((thing) => danger(thing, change.after, change.before))
        : [],
    ended: (change) =>
      change.kind === 'modified'
        ? missing(change.after, change.before).map((thing) => ({
            ...danger(thing, change.before, change.after),
            reason: `Safer: ${safer} (${thing.name}).`,
          }))
        : [],
  };
}

/** A danger of a resource's state, from a rule's words and what it sees. */
export function inState(
  words: RuleWords & { readonly safer: string },
  dangers: (resource: Resource) => Danger[],
): StateRule {
  return { ...words, kind: 'state', dangers };
}

/** How MITRE calls the disabling of logs. */
export const disableLogs = 'MITRE ATT&CK T1562.008';
/** How MITRE calls the disabling of tools that watch. */
export const disableTools = 'MITRE ATT&CK T1562.001';
