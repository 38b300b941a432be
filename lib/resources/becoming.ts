import type { ResourceChange } from '../model/change.ts';
import type { JsonValue } from '../model/json.ts';
import { toPointer } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';

/** A danger of a state that weighs more on a resource that came into it than on one that was created in it. */
export interface Becoming extends Omit<ChangeRule, 'kind' | 'dangers' | 'ended' | 'standing'> {
  /** The dangers a resource is in; one that stands in several places, once for each, with the same subject. */
  readonly dangersOf: (resource: Resource) => readonly Danger[];
  /** The severity when a resource is created in the danger: whoever makes it new mostly means it. */
  readonly createdSeverity: (resource: Resource) => Severity;
  /** What a change that ends the danger is called. */
  readonly safer: string;
  /** What the remedy names of the state before, as of a danger's `values`. */
  readonly former?: (before: Resource) => Readonly<Record<string, string>>;
  /** Whether a modification explains the danger, which then is no news. */
  readonly expected?: (before: Resource, after: Resource) => boolean;
}

function oncePerSubject(dangers: readonly Danger[]): Danger[] {
  const seen = new Set<string>();
  return dangers.filter(({ subject }) => seen.size < seen.add(subject).size);
}

function notIn(dangers: readonly Danger[], others: readonly Danger[]): Danger[] {
  const subjects = new Set(others.map(({ subject }) => subject));
  return dangers.filter(({ subject }) => !subjects.has(subject));
}

/** The change rule of such a danger, its safer direction included. */
export function becoming(becoming: Becoming): ChangeRule {
  const { dangersOf, createdSeverity, safer, former, expected, ...rest } = becoming;
  const standing = (resource: Resource) => {
    const severity = createdSeverity(resource);
    return oncePerSubject(dangersOf(resource)).map((danger) => ({ ...danger, severity }));
  };
  return {
    ...rest,
    kind: 'change',
    standing,
    dangers: (change) => {
      if (change.kind === 'added') return standing(change.after);
      if (change.kind !== 'modified' || expected?.(change.before, change.after)) return [];
      const values = former?.(change.before);
      const brought = oncePerSubject(notIn(dangersOf(change.after), dangersOf(change.before)));
      return values
        ? brought.map((danger) => ({ ...danger, values: { ...danger.values, ...values } }))
        : brought;
    },
    ended: (change) =>
      change.kind === 'modified'
        ? notIn(dangersOf(change.before), dangersOf(change.after)).map((danger) => ({
            ...danger,
            reason: `Safer: ${safer} (${danger.subject}).`,
          }))
        : [],
  };
}

/** A top-level property before and after the modification of a resource, as text; undefined where it did not change. */
export function modifiedText(
  change: ResourceChange,
  property: string,
): { readonly before: string | undefined; readonly after: string | undefined } | undefined {
  if (change.kind !== 'modified') return undefined;
  const changed = change.properties.find(({ path }) => path === toPointer([property]));
  const textOf = (value: JsonValue) => (value === null ? undefined : String(value));
  return changed && { before: textOf(changed.before), after: textOf(changed.after) };
}
