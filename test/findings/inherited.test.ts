import { describe, expect, test } from 'vitest';
import { inheritedRisk } from '../../lib/findings/inherited.ts';
import { noSeverities } from '../../lib/findings/summary.ts';
import type { PresentDanger } from '../../lib/model/posture.ts';

const danger: PresentDanger = {
  fingerprint: 'f',
  rule: 'r',
  severity: 'MEDIUM',
  type: 'Test::Thing',
  id: 'a',
  name: 'a',
  subject: 'open',
  reason: 'It is open.',
  recommendation: 'Close it.',
  standing: 'inherited',
};
const cost = { usd: 0, unknown: 0, currency: 'USD' } as const;

describe('the inherited risk of an environment', () => {
  test('adds up its targets, and names the place of each danger, most severe first', () => {
    const risk = inheritedRisk([
      {
        account: '111122223333',
        region: 'eu-west-1',
        posture: { inherited: { ...noSeverities(), MEDIUM: 1 }, acknowledged: 2, dangers: [danger], cost },
      },
      {
        account: '444455556666',
        region: 'global',
        posture: {
          inherited: { ...noSeverities(), HIGH: 1 },
          acknowledged: 1,
          dangers: [{ ...danger, severity: 'HIGH' }],
          cost,
        },
      },
      { account: '777788889999', region: 'eu-west-1' },
    ]);
    expect(risk.severities).toEqual({ ...noSeverities(), HIGH: 1, MEDIUM: 1 });
    expect(risk.acknowledged).toBe(3);
    expect(risk.dangers.map(({ severity, account }) => [severity, account])).toEqual([
      ['HIGH', '444455556666'],
      ['MEDIUM', '111122223333'],
    ]);
  });
});
