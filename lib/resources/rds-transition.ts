import type { ResourceChange } from '../model/change.ts';
import type { JsonValue } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { formerValue } from './former-state.ts';

/** A value of a modified database, before and after; null where it is absent. */
export interface Transition {
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** What a modification did to the value at a path; undefined where it was left alone. Lists always count as touched. */
export function transition(change: ResourceChange, path: string): Transition | undefined {
  if (change.kind !== 'modified') return undefined;
  const before = valueAt(change.before.properties, path) ?? null;
  const after = valueAt(change.after.properties, path) ?? null;
  return before === after ? undefined : { before, after };
}

/** How the AWS CLI changes an instance or a cluster, and what else is told of both in different words. */
export interface DatabaseWords {
  /** Changes it at once, with the options that follow. */
  readonly modify: string;
  readonly start: string;
  /** Property that holds its ARN. */
  readonly arn: string;
  /** Lists the snapshots of a database that is no more, by its `{{former}}` resource id. */
  readonly snapshotsOf: string;
}

export const instanceWords: DatabaseWords = {
  modify: 'aws rds modify-db-instance --db-instance-identifier {{id}} --apply-immediately',
  start: 'aws rds start-db-instance --db-instance-identifier {{id}}',
  arn: '{{/DBInstanceArn}}',
  snapshotsOf: 'aws rds describe-db-snapshots --dbi-resource-id {{former}}',
};

export const clusterWords: DatabaseWords = {
  modify: 'aws rds modify-db-cluster --db-cluster-identifier {{id}} --apply-immediately',
  start: 'aws rds start-db-cluster --db-cluster-identifier {{id}}',
  arn: '{{/DBClusterArn}}',
  snapshotsOf: 'aws rds describe-db-cluster-snapshots --db-cluster-resource-id {{former}}',
};

/** Where the console changes a database. */
export const modifyConsole = 'RDS › Databases › {{id}} › Modify';

/** `DB instance orders` or `DB cluster orders`. */
export function named({ type, id }: Resource): string {
  return `${type === 'AWS::RDS::DBCluster' ? 'DB cluster' : 'DB instance'} ${id}`;
}

/** A flag that is set; templates also write it as text. */
export const isTrue = (value: JsonValue | undefined): boolean => value === true || value === 'true';

/** A flag that was set and no longer is. */
export const turnedOff = ({ before, after }: Transition): boolean => isTrue(before) && !isTrue(after);

/** A danger at one property that a change brings, or ends when it goes the other way. */
export interface Weakening extends Omit<ChangeRule, 'kind' | 'dangers' | 'ended'> {
  readonly path: string;
  readonly weakened: (transition: Transition) => boolean;
  readonly reason: (database: string, transition: Transition) => string;
  /** The severity of some transitions, where it is another than the rule's. */
  readonly severityOf?: (transition: Transition) => Severity | undefined;
  /** What got better when it went the other way, as the end of `Safer: …`. */
  readonly better: string;
}

/** The rule of a weakening. */
export function weakeningRule({
  path,
  weakened,
  reason,
  severityOf,
  better,
  ...rule
}: Weakening): ChangeRule {
  return {
    kind: 'change',
    ...rule,
    dangers: (change) => {
      const found = transition(change, path);
      if (change.kind !== 'modified' || !found || !weakened(found)) return [];
      const severity = severityOf?.(found) ?? rule.severity;
      return [
        {
          subject: rule.title,
          path,
          severity,
          reason: reason(named(change.after), found),
          values: formerValue(found.before),
        },
      ];
    },
    ended: (change) => {
      const found = transition(change, path);
      if (!found || !weakened({ before: found.after, after: found.before })) return [];
      return [{ subject: rule.title, path, reason: `Safer: ${better}.` }];
    },
  };
}
