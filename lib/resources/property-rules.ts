import type { ResourceChange } from '../model/change.ts';
import type { JsonValue } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { formerValue, type RemedyValues } from './former-state.ts';

/** A danger that lies in the value of one property. */
export interface PropertyDanger extends Omit<StateRule, 'kind' | 'dangers'> {
  /** JSON Pointer of the property. */
  readonly path: string;
  /** Whether a value is dangerous; an absent one is null. */
  readonly isDanger: (value: JsonValue, resource: Resource) => boolean;
  readonly reason: (resource: Resource, value: JsonValue) => string;
}

/** The rule of a state that one property tells; its subject is the title. */
export function propertyDanger({ path, isDanger, reason, ...rule }: PropertyDanger): StateRule {
  return {
    ...rule,
    kind: 'state',
    dangers: (resource) => {
      const value = valueAt(resource.properties, path) ?? null;
      return isDanger(value, resource)
        ? [{ subject: rule.title, path, reason: reason(resource, value) }]
        : [];
    },
  };
}

/** A protection that one property gives: what matters is that a change takes it away. */
export interface PropertyProtection extends Omit<ChangeRule, 'kind' | 'dangers' | 'ended'> {
  /** JSON Pointer of the property. */
  readonly path: string;
  /** Whether a value protects; an absent one is null. */
  readonly protects: (value: JsonValue) => boolean;
  readonly reason: (resource: Resource, from: JsonValue, to: JsonValue) => string;
  /** What got better when the protection came back, as the end of `Safer: …`. */
  readonly better: string;
  /** What the remedy names of the value that protected; absent: the value itself, as `{{former}}`. */
  readonly values?: (from: JsonValue, before: Resource) => RemedyValues;
}

function switched(change: ResourceChange, { path, protects }: PropertyProtection, from: boolean) {
  if (change.kind !== 'modified') return undefined;
  const before = valueAt(change.before.properties, path) ?? null;
  const after = valueAt(change.after.properties, path) ?? null;
  return protects(before) === from && protects(after) !== from ? { before, after } : undefined;
}

/**
 * The rule of a protection that was taken away. A resource that never had it is in no danger that is new. In the remedy
 * `{{former}}` is the value that protected, beside what the protection itself gives to it.
 */
export function protectionLost(protection: PropertyProtection): ChangeRule {
  const { path, protects: _, reason, better, values = formerValue, ...rule } = protection;
  return {
    ...rule,
    kind: 'change',
    dangers: (change) => {
      const found = switched(change, protection, true);
      return found && change.kind === 'modified'
        ? [
            {
              subject: rule.title,
              path,
              values: { ...formerValue(found.before), ...values(found.before, change.before) },
              reason: reason(change.after, found.before, found.after),
            },
          ]
        : [];
    },
    ended: (change) =>
      switched(change, protection, false) ? [{ subject: rule.title, path, reason: `Safer: ${better}.` }] : [],
  };
}
