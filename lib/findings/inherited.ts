import type { InheritedRisk, TargetResult } from '../model/report.ts';
import { compareSeverity } from '../model/severity.ts';
import { addSeverities } from './summary.ts';

/** A report names at most this many inherited dangers of an environment; the postures of the run have all of them. */
const namedDangers = 100;

/** The inherited risk of an environment from the results of its targets. */
export function inheritedRisk(
  results: readonly Pick<TargetResult, 'account' | 'region' | 'posture'>[],
): InheritedRisk {
  const read = results.flatMap(({ account, region, posture }) =>
    posture === undefined ? [] : [{ account, region, posture }],
  );
  const dangers = read.flatMap(({ account, region, posture }) =>
    posture.dangers.map((danger) => ({ ...danger, account, region })),
  );
  return {
    severities: addSeverities(read.map(({ posture }) => posture.inherited)),
    acknowledged: read.reduce((sum, { posture }) => sum + posture.acknowledged, 0),
    dangers: dangers
      .sort((one, other) => compareSeverity(one.severity, other.severity))
      .slice(0, namedDangers),
  };
}
