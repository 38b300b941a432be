import type { Replacement, ResourceChange } from '../model/change.ts';
import { matchesPattern } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, Rule, StateRule } from '../model/rule.ts';
import type { Surroundings } from '../model/surroundings.ts';

function dangersOf(rule: StateRule, resource: Resource | undefined): Map<string, Danger> {
  if (!resource) return new Map();
  return new Map(rule.dangers(resource).map((danger) => [danger.subject, danger]));
}

/** Whether a danger stands where a state could not be read: then that state tells nothing of it. */
export function isUnknownTo(resource: Resource | undefined, { path }: Danger): boolean {
  return path !== undefined && (resource?.unread ?? []).some((gap) => matchesPattern(path, gap.path));
}

/** Whether a change of what stands there may be none: one of its sides could not be read. */
function isUnknownIn({ before, after }: ResourceChange, danger: Danger): boolean {
  return isUnknownTo(before, danger) || isUnknownTo(after, danger);
}

/** The dangers that a change brings. A danger that was there before, or may have been unread, is not one of them. */
function firedDangers(rule: Rule, change: ResourceChange, around: Surroundings): Danger[] {
  if (rule.kind === 'change') {
    return rule.dangers(change, around).filter((danger) => !isUnknownIn(change, danger));
  }
  const before = dangersOf(rule, change.before);
  return [...dangersOf(rule, change.after).values()].filter(
    (danger) => !before.has(danger.subject) && !isUnknownTo(change.before, danger),
  );
}

/** The dangers that a change ends, on a resource that lives on. */
export function endedDangers(rule: Rule, change: ResourceChange, around: Surroundings): Danger[] {
  if (change.kind !== 'modified') return [];
  if (rule.kind === 'change') {
    return (rule.ended?.(change, around) ?? []).filter((danger) => !isUnknownIn(change, danger));
  }
  const after = dangersOf(rule, change.after);
  return [...dangersOf(rule, change.before).values()]
    .filter((danger) => !after.has(danger.subject) && !isUnknownTo(change.after, danger))
    .map((danger) => ({ ...danger, reason: `Safer: ${rule.safer} (${danger.subject}).` }));
}

/**
 * The dangers that a change brings. A replacement is judged as the difference it makes, and as the end of what was
 * replaced: what that held is gone.
 */
export function dangersBrought(
  rule: Rule,
  change: ResourceChange | Replacement,
  around: Surroundings,
): Danger[] {
  if (change.kind !== 'replaced') return firedDangers(rule, change, around);
  const { before, after, properties } = change;
  return [
    ...firedDangers(rule, { kind: 'modified', before, after, properties }, around),
    ...(rule.kind === 'change' ? rule.dangers({ kind: 'removed', before }, around) : []),
  ];
}
