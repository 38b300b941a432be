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

/**
 * A score as a sum: the low end of the severity's band, plus what each aggravating circumstance adds, up to the high
 * end of the band. The parts add up to the score.
 */
export function sumScore(
  severity: Severity,
  reason: string,
  aggravating: readonly ScorePart[],
): { score: number; parts: ScorePart[] } {
  const { low, high } = scoreBands[severity];
  const parts: ScorePart[] = [{ points: low, reason }];
  let score = low;
  for (const { points, reason: why } of aggravating) {
    const granted = Math.min(points, high - score);
    if (granted <= 0) continue;
    parts.push({ points: granted, reason: why });
    score += granted;
  }
  return { score, parts };
}
