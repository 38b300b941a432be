import type { ResourceChange } from '../model/change.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, StateRule } from '../model/rule.ts';
import { modifiedText } from './ec2-becoming.ts';

/** A danger where a condition holds, and none where it does not. */
export function when(condition: boolean, danger: () => Danger): Danger[] {
  return condition ? [danger()] : [];
}

/** What every rule says of itself. */
type RuleWords = Pick<ChangeRule, 'id' | 'title' | 'severity' | 'sources' | 'recommendation'>;

/** The danger that lies in the deletion of a resource: of what watches, or of what others depend on. */
export function deleted(
  words: RuleWords,
  reason: (before: Resource) => string,
  matters: (before: Resource) => boolean = () => true,
): ChangeRule {
  return {
    ...words,
    kind: 'change',
    dangers: (change) =>
      when(change.kind === 'removed' && matters(change.before), () => ({
        subject: 'deleted',
        reason: reason(change.before ?? change.after),
      })),
  };
}

/** The danger that a top-level property of a resource names something else, or nothing, from one day to the next. */
export function redirected(
  words: RuleWords & { readonly property: string },
  reason: (resource: Resource, from: string, to: string) => string,
): ChangeRule {
  const { property, ...rest } = words;
  return {
    ...rest,
    kind: 'change',
    dangers: (change: ResourceChange) => {
      const text = modifiedText(change, property);
      if (text?.before === undefined || change.after === undefined) return [];
      const to = text.after ?? 'none';
      const subject = `${property} ${to}`;
      return [{ subject, path: `/${property}`, reason: reason(change.after, text.before, to) }];
    },
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
