import { matchesPattern } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { patch } from './former-state.ts';

/** Whether a property of a bucket was read; one that was not is neither set nor absent. */
export function isRead({ unread = [] }: Resource, path: string): boolean {
  return !unread.some((gap) => matchesPattern(path, gap.path));
}

/** A danger at one property of a bucket that lies in how it was and how it is. */
interface Worsening extends Omit<ChangeRule, 'kind' | 'dangers' | 'ended'> {
  readonly path: string;
  /** What got worse from one state of a bucket to another. */
  readonly worse: (before: Resource, after: Resource) => readonly Omit<Danger, 'path'>[];
  /** What it is called when it went the other way; absent: the other way is no safer. */
  readonly safer?: string;
}

/**
 * The change rule of a worsening: it fires in one direction, and in the other says that the bucket is safer. Its remedy
 * may put the property back by the `{{patch}}` of {@link restoration}.
 */
export function worsening({ path, worse, safer, ...rule }: Worsening): ChangeRule {
  return {
    ...rule,
    kind: 'change',
    dangers: (change) =>
      change.kind === 'modified'
        ? worse(change.before, change.after).map(({ values, ...danger }) => ({
            ...danger,
            path,
            values: { ...patch(change.before, path.slice(1)), ...values },
          }))
        : [],
    ended: (change) => {
      if (change.kind !== 'modified' || safer === undefined) return [];
      return worse(change.after, change.before).map((danger) => ({
        ...danger,
        path,
        reason: `Safer: ${safer} (${danger.subject}).`,
      }));
    },
  };
}
