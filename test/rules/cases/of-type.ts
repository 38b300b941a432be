import type { JsonObject } from '../../../lib/model/json.ts';
import type { RuleCase, States } from '../rule-case.ts';

/**
 * Cases of one type: what is stated of a resource is put on top of the properties that all of its cases have. Without
 * a safer change of its own, the way back is the safer one.
 */
export function ofType(type: string, model: JsonObject = {}) {
  const on = ([before, after]: States): States => [
    before && { ...model, ...before },
    after && { ...model, ...after },
  ];
  return (rule: string, fires: States, nearMiss: States, safer: States = [fires[1], fires[0]]): RuleCase => ({
    rule,
    type,
    fires: on(fires),
    nearMiss: on(nearMiss),
    safer: on(safer),
  });
}
