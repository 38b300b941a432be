import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { modifiedText } from './becoming.ts';
import { defineResourceType, type ResourceType } from './define.ts';

/** What an account setting of EC2 in one region has of its own. */
export interface AccountSetting
  extends Pick<ResourceType, 'type' | 'permissions' | 'defaults' | 'unordered'> {
  readonly read: (reader: ResourceReader, unread: UnreadProperty[]) => Promise<object>;
  readonly rules: readonly ChangeRule[];
}

/**
 * A setting that every account has once in every region, with the account as its id. `ManagedBy` tells whether the
 * account itself or a declarative policy of its organization sets it.
 */
export function accountSetting({ read, ...rest }: AccountSetting): ResourceType {
  return defineResourceType({
    ...rest,
    scope: 'regional',
    taggable: false,
    async *read(reader) {
      const unread: UnreadProperty[] = [];
      const properties = await read(reader, unread);
      yield { id: reader.account, properties, unread };
    },
    sensitivity: { '': 'MEDIUM' },
    monthlyCost: () => free,
  });
}

/** A property that protects the account while it has one of the `safe` values. */
export interface Protection extends Omit<ChangeRule, 'kind' | 'dangers' | 'ended'> {
  readonly property: string;
  readonly safe: readonly string[];
  /** What is possible without it, as the end of "… in the region: ". */
  readonly consequence: string;
  readonly safer: string;
}

/** The rule that such a protection was lost; that it came back is the safer direction. */
export function lost({ property, safe, consequence, safer, ...rest }: Protection): ChangeRule {
  const path = `/${property}`;
  const isSafe = (value: string | undefined) => safe.includes(value ?? '');
  return {
    ...rest,
    kind: 'change',
    dangers: (change) => {
      const value = modifiedText(change, property);
      if (!value || !isSafe(value.before) || isSafe(value.after)) return [];
      const after = value.after ?? 'not set';
      const reason = `${property} of account ${change.after?.account} is ${after} in ${change.after?.region}: ${consequence}.`;
      const values = value.before === undefined ? {} : { former: value.before };
      return [{ subject: property, path, values, reason }];
    },
    ended: (change) => {
      const value = modifiedText(change, property);
      if (!value || isSafe(value.before) || !isSafe(value.after)) return [];
      return [{ subject: property, path, reason: `Safer: ${safer}.` }];
    },
  };
}
