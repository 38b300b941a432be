import type { JsonObject } from '../../lib/model/json.ts';
import type { RuleCase } from './rule-case.ts';

/** Some properties of a resource in its states; the rest of it stays as it is. */
export interface Turn {
  /** Before anything happened. */
  readonly from: JsonObject;
  /** The danger. */
  readonly to: JsonObject;
  /** A change of {@link from} that looks like the danger and is none. */
  readonly not: JsonObject;
  /** Where to, from {@link from}, of a change that is harmless; absent: the way back from the danger ends it. */
  readonly instead?: JsonObject;
}

/** The case of a danger that a change of some properties brings. */
export function turning(
  rule: string,
  type: string,
  resource: JsonObject,
  { from, to, not, instead }: Turn,
): RuleCase {
  const [before, after] = [
    { ...resource, ...from },
    { ...resource, ...to },
  ];
  return {
    rule,
    type,
    fires: [before, after],
    nearMiss: [before, { ...resource, ...not }],
    safer: instead === undefined ? [after, before] : [before, { ...resource, ...instead }],
  };
}
