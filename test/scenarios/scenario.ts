import type { JsonObject } from '../../lib/model/json.ts';
import type { Severity } from '../../lib/model/severity.ts';

/** The account all scenarios play in, and accounts that are not it. */
export const account = '111122223333';
export const stranger = '999988887777';

/**
 * What somebody who knows AWS says of a change, whatever Tidemark says. `dangerous` wakes people up, `notable` is for
 * the next morning, `harmless` for nobody; `safer` is better than what was approved.
 */
export type Label = 'dangerous' | 'notable' | 'harmless' | 'safer';
/** The severity that is expected, or that there is nothing to find. */
export type ExpectedSeverity = Severity | 'none';

/** One change of one resource with what an expert says of it. */
export interface Scenario {
  readonly name: string;
  readonly type: string;
  /** The properties as Tidemark's reader yields them; null when the resource does not exist. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly id?: string;
  /** `eu-west-1`, or `global` for types of global services, unless stated. */
  readonly region?: string;
  /** Tags of both states, or of either one. */
  readonly tags?: {
    readonly before?: Readonly<Record<string, string>>;
    readonly after?: Readonly<Record<string, string>>;
  };
  readonly label: Label;
  readonly severity: ExpectedSeverity;
  /** Rules that must fire; others may too. */
  readonly rules: readonly string[];
  /** Words that the reason of a safer change must hold. */
  readonly saying?: string;
  /** USD a month, with the arithmetic in the name. */
  readonly cost?: number;
  /** Why the engine is not there yet; the case then counts in the table and is not asserted. */
  readonly knownGap?: string;
}

/** A model changed in some properties, as the two states of a scenario. */
export function changing(model: JsonObject, from: JsonObject, to: JsonObject) {
  return { before: { ...model, ...from }, after: { ...model, ...to } };
}

/** A scenario in which a resource appears. */
export const appearing = (after: JsonObject) => ({ before: null, after });
/** A scenario in which a resource is gone. */
export const vanishing = (before: JsonObject) => ({ before, after: null });

/** A policy document of these statements. */
export function policy(...statements: JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Statement: statements };
}

/** A statement that allows. */
export function allow(
  Action: string | string[],
  Resource: string | string[] = '*',
  more: JsonObject = {},
): JsonObject {
  return { Effect: 'Allow', Action, Resource, ...more };
}

/** A trust policy with one principal. */
export function trust(Principal: JsonObject, Condition?: JsonObject, Action = 'sts:AssumeRole'): JsonObject {
  return policy({ Effect: 'Allow', Principal, Action, ...(Condition === undefined ? {} : { Condition }) });
}
