import type { ResourceChange } from '../model/change.ts';
import { matchesPattern } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';

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

/** A property's two states, where both of them are known. */
function knownStates(change: ResourceChange, path: string): [Resource, Resource] | undefined {
  if (change.kind !== 'modified') return undefined;
  const { before, after } = change;
  return isRead(before, path) && isRead(after, path) ? [before, after] : undefined;
}

/** The change rule of a worsening: it fires in one direction, and in the other says that the bucket is safer. */
export function worsening({ path, worse, safer, ...rule }: Worsening): ChangeRule {
  return {
    ...rule,
    kind: 'change',
    dangers: (change) => {
      const states = knownStates(change, path);
      return states ? worse(...states).map((danger) => ({ ...danger, path })) : [];
    },
    ended: (change) => {
      const states = knownStates(change, path);
      if (!states || safer === undefined) return [];
      const [before, after] = states;
      return worse(after, before).map((danger) => ({
        ...danger,
        path,
        reason: `Safer: ${safer} (${danger.subject}).`,
      }));
    },
  };
}
