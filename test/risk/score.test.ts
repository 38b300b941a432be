import { describe, expect, test } from 'vitest';
import { severities } from '../../lib/model/severity.ts';
import { scoreBands, sumScore } from '../../lib/risk/score.ts';

const more = (points: number, reason = 'more') => ({ points, reason });

describe('the score', () => {
  test.each([
    ['CRITICAL', 90, 100],
    ['HIGH', 70, 89],
    ['MEDIUM', 40, 69],
    ['LOW', 15, 39],
    ['INFO', 0, 14],
  ] as const)('of %s lies from %d to %d', (severity, low, high) => {
    expect(sumScore(severity, 'why', []).score).toBe(low);
    const aggravating = Array.from({ length: 50 }, () => more(7));
    expect(sumScore(severity, 'why', aggravating).score).toBe(high);
  });

  test('orders findings the way their severities do, without gaps', () => {
    const bands = severities
      .map((severity) => scoreBands[severity])
      .toSorted((one, other) => one.low - other.low);
    expect(bands[0]?.low).toBe(0);
    expect(bands.at(-1)?.high).toBe(100);
    for (const [at, band] of bands.slice(1).entries()) expect(band.low).toBe((bands[at]?.high ?? 0) + 1);
  });

  test('is the sum of its parts, each with its reason', () => {
    expect(sumScore('HIGH', 'HIGH: open', [more(4, 'also: logs off'), more(10, 'holds data')])).toEqual({
      score: 84,
      parts: [
        { points: 70, reason: 'HIGH: open' },
        { points: 4, reason: 'also: logs off' },
        { points: 10, reason: 'holds data' },
      ],
    });
  });

  test('tells a circumstance with the points that were left for it, and none that has no points', () => {
    const { score, parts } = sumScore('LOW', 'LOW: any', [
      more(0, 'nothing'),
      more(20, 'first'),
      more(7, 'second'),
      more(1, 'third'),
    ]);
    expect(score).toBe(39);
    expect(parts.slice(1)).toEqual([more(20, 'first'), more(4, 'second')]);
  });
});
