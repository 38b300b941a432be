import type { ScorePart } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';

/**
 * The part of the scale from 0 to 100 that belongs to each severity, so that a score always orders findings the way
 * their severities do.
 */
export const scoreBands: Readonly<Record<Severity, { readonly low: number; readonly high: number }>> = {
  CRITICAL: { low: 90, high: 100 },
  HIGH: { low: 70, high: 89 },
  MEDIUM: { low: 40, high: 69 },
  LOW: { low: 15, high: 39 },
  INFO: { low: 0, high: 14 },
};

/** A step up in severity and the circumstance that makes it. */
export interface Raise {
  readonly severity: Severity;
  readonly reason: string;
}

/** A severity with its score. */
export interface Scored {
  readonly severity: Severity;
  readonly score: number;
  readonly scoreParts: ScorePart[];
}

/**
 * A score as a sum: the low end of the band of the severity that a change has by itself, what circumstances raise it by,
 * and what each aggravating one adds, up to the high end of the band. The parts add up to the score.
 */
export function sumScore(base: Raise, raises: readonly Raise[], aggravating: readonly ScorePart[]): Scored {
  let { severity } = base;
  let score = scoreBands[severity].low;
  const scoreParts: ScorePart[] = [{ points: score, reason: `${severity}: ${base.reason}` }];
  for (const raise of raises) {
    ({ severity } = raise);
    const points = scoreBands[severity].low - score;
    scoreParts.push({ points, reason: `raised to ${severity}: ${raise.reason}` });
    score += points;
  }
  for (const { points, reason } of aggravating) {
    const granted = Math.min(points, scoreBands[severity].high - score);
    if (granted <= 0) continue;
    scoreParts.push({ points: granted, reason });
    score += granted;
  }
  return { severity, score, scoreParts };
}
