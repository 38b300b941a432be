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
    const aggravating = Array.from({ length: 50 }, () => more(7));
    expect(sumScore({ severity, reason: 'why' }, [], [])).toMatchObject({ severity, score: low });
    expect(sumScore({ severity, reason: 'why' }, [], aggravating)).toMatchObject({ severity, score: high });
  });

  test('orders findings the way their severities do, without gaps', () => {
    const bands = severities.map((severity) => scoreBands[severity]).toSorted((a, b) => a.low - b.low);
    expect(bands[0]?.low).toBe(0);
    expect(bands.at(-1)?.high).toBe(100);
    for (const [at, band] of bands.slice(1).entries()) expect(band.low).toBe((bands[at]?.high ?? 0) + 1);
  });

  test('is the sum of its parts, each with its reason', () => {
    const base = { severity: 'MEDIUM', reason: 'a policy changed' } as const;
    const raises = [{ severity: 'HIGH', reason: 'reachable from the internet' }] as const;
    const aggravating = [more(4, 'also: logs off'), more(10, 'holds data')];
    expect(sumScore(base, raises, aggravating)).toEqual({
      severity: 'HIGH',
      score: 84,
      scoreParts: [
        { points: 40, reason: 'MEDIUM: a policy changed' },
        { points: 30, reason: 'raised to HIGH: reachable from the internet' },
        { points: 4, reason: 'also: logs off' },
        { points: 10, reason: 'holds data' },
      ],
    });
  });

  test('tells a circumstance with the points that were left for it, and none without points', () => {
    const aggravating = [more(0, 'nothing'), more(20, 'first'), more(7, 'second'), more(1, 'third')];
    const { score, scoreParts } = sumScore({ severity: 'LOW', reason: 'any' }, [], aggravating);
    expect(score).toBe(39);
    expect(scoreParts.slice(1)).toEqual([more(20, 'first'), more(4, 'second')]);
  });
});
