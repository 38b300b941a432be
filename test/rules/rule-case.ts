import type { JsonObject } from '../../lib/model/json.ts';

/** A resource before and after; null where it does not exist. */
export type States = readonly [before: JsonObject | null, after: JsonObject | null];

/** What a rule promises, by three changes of one resource type. */
export interface RuleCase {
  /** Id of the rule. */
  readonly rule: string;
  readonly type: string;
  /** The properties as Tidemark's reader yields them; `eu-west-1`, or `global` for types of global services. */
  readonly fires: States;
  /** A change that looks like it and is none of the rule's business. */
  readonly nearMiss: States;
  /** The way back, or where there is none the harmless opposite. */
  readonly safer: States;
  readonly id?: string;
}
