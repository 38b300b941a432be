import { describe, expect, test } from 'vitest';
import { assessChange } from '../../lib/findings/assess.ts';
import {
  budgetChange,
  budgetType,
  environmentOverBudget,
  judgeSingleCost,
} from '../../lib/findings/budget.ts';
import type { CostChange } from '../../lib/model/cost.ts';
import type { CostBudget } from '../../lib/model/cost-budget.ts';
import type { AssessedChange } from '../../lib/model/finding.ts';
import { knowledgeOf } from '../../lib/resources/index.ts';

function money(before: number | null, after: number | null): CostChange {
  const delta = before === null || after === null ? null : after - before;
  return { before, after, delta, percent: null, currency: 'USD', assumptions: [] };
}

const volume: AssessedChange = {
  type: 'AWS::EC2::Volume',
  id: 'vol-1',
  name: 'vol-1',
  account: '111122223333',
  region: 'eu-west-1',
  change: 'modified',
  severity: 'LOW',
  score: 15,
  scoreParts: [{ points: 15, reason: 'LOW' }],
  exposures: [],
  rules: [],
  dangers: [],
  reasons: ['/Size changed.'],
  recommendations: [],
  remedies: [],
  properties: [],
  monthlyCost: money(100, 100),
};
const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
const judged = (cost: CostChange, budget: CostBudget = {}, severity: AssessedChange['severity'] = 'LOW') =>
  judgeSingleCost({ ...volume, severity, monthlyCost: cost }, knowledgeOf, budget);

describe('a single change', () => {
  test('of 1,000 USD a month is HIGH by itself, with the arithmetic and a remedy', () => {
    const change = judged(money(113.88, 1113.88));
    expect(change).toMatchObject({
      severity: 'HIGH',
      score: 70,
      rules: ['cost-budget-exceeded'],
      dangers: ['cost-budget-exceeded: more than 1,000.00 USD a month'],
    });
    expect(change.reasons[0]).toBe(
      'It costs 1,000.00 USD a month more (1,113.88 − 113.88), and a single change may add 1,000.00 USD.',
    );
    expect(change.remedies[0]?.command).toContain('aws ce get-cost-and-usage');
    expect(change.scoreParts.reduce((sum, { points }) => sum + points, 0)).toBe(change.score);
  });

  test.each<[string, CostChange, CostBudget]>([
    ['of 999.99 USD', money(0, 999.99), {}],
    ['that saves 2,000 USD', money(2000, 0), {}],
    ['of unknown cost', money(null, 2000), {}],
    ['of 1,500 USD where 2,000 are allowed', money(0, 1500), { single: 2000 }],
  ])('%s is as it was', (_what, cost, budget) => {
    expect(judged(cost, budget)).toEqual({ ...volume, monthlyCost: cost });
  });

  test('is HIGH already at 50 USD where the budget says so', () => {
    expect(judged(money(0, 50), { single: 50 }).severity).toBe('HIGH');
  });

  test('that is CRITICAL for another reason stays so, and tells of the money after it', () => {
    const change = judged(money(0, 5000), {}, 'CRITICAL');
    expect(change).toMatchObject({ severity: 'CRITICAL', score: 15, rules: ['cost-budget-exceeded'] });
    expect(change.reasons[0]).toBe('/Size changed.');
  });

  test('is as it was where the rule is switched off', () => {
    const off = judgeSingleCost(
      { ...volume, monthlyCost: money(0, 5000) },
      (type) => ({ ...knowledgeOf(type), rules: [] }),
      {},
    );
    expect(off.severity).toBe('LOW');
    const without = judgeSingleCost(
      { ...volume, monthlyCost: money(0, 5000) },
      (type) => ({
        ...knowledgeOf(type),
        rules: (knowledgeOf(type).rules ?? []).map(({ remedy: _remedy, ...rule }) => rule),
      }),
      {},
    );
    expect(without).toMatchObject({ severity: 'HIGH', remedies: [] });
  });
});

describe('the changes of a target together', () => {
  const changes = [100, 250, -50, 0].map((delta) => ({ monthlyCost: money(500, 500 + delta) }));
  const costs = {
    prices: { find: () => undefined },
    relatedBefore: () => undefined,
    relatedAfter: () => undefined,
  };
  const finding = (budget: CostBudget, usd?: number, more: { monthlyCost: CostChange }[] = []) => {
    const total = usd === undefined ? undefined : { usd, unknown: 0, currency: 'USD' as const };
    const change = budgetChange(target, [...changes, ...more], budget, total);
    return change && assessChange(change, knowledgeOf, costs);
  };

  test('above the budget are a HIGH finding: 100 + 250 − 50 = 300 > 200', () => {
    expect(finding({ monthlyIncrease: 200 })).toMatchObject({
      type: budgetType,
      severity: 'HIGH',
      rules: ['cost-budget-exceeded'],
      dangers: ['cost-budget-exceeded: more than 200.00 USD a month'],
      reasons: [
        '3 changes in account 111122223333 in eu-west-1 cost 300.00 USD a month more together, and the budget allows 200.00 USD.',
      ],
      monthlyCost: { delta: 0 },
    });
  });

  test('above twice the budget escalate to CRITICAL: 300 > 2 × 100', () => {
    expect(finding({ monthlyIncrease: 100 })?.severity).toBe('CRITICAL');
  });

  test('above a share of the baseline are one: 300 / (3,300 − 300) = 10 % > 8 %', () => {
    expect(finding({ percent: 8 }, 3300)?.reasons).toEqual([
      '3 changes in account 111122223333 in eu-west-1 cost 300.00 USD a month more together, which is 10 % of the 3,000.00 USD of the baseline, and the budget allows 8 %.',
    ]);
  });

  test.each<[string, CostBudget, number?]>([
    ['at the budget', { monthlyIncrease: 300 }],
    ['at the share', { percent: 10 }, 3300],
    ['without a budget', {}, 3300],
    ['of a baseline that costs nothing', { percent: 1 }, 300],
  ])('%s are none', (_what, budget, total) => {
    expect(finding(budget, total)).toBeUndefined();
  });

  test('are the same finding however many cents they add', () => {
    const [one, other] = [
      finding({ monthlyIncrease: 200 }),
      finding({ monthlyIncrease: 200 }, undefined, [{ monthlyCost: money(0, 1) }]),
    ];
    expect(one?.properties).toEqual(other?.properties);
    expect(one?.dangers).toEqual(other?.dangers);
    expect(one?.reasons).not.toEqual(other?.reasons);
  });

  test('that are one change are told so', () => {
    const change = budgetChange(target, [{ monthlyCost: money(0, 10) }], { monthlyIncrease: 5 }, undefined);
    expect(JSON.stringify(change)).toContain('1 change in account');
  });
});

describe('the changes of an environment together', () => {
  const cost = { delta: 300, baseline: 3000, percent: 10, unknown: 0, currency: 'USD' } as const;

  test('above its budget are told in the report: 300 > 200, and 300 / 3,000 = 10 % > 5 %', () => {
    expect(environmentOverBudget('prod', cost, { monthlyIncrease: 200, percent: 5 })).toEqual([
      'The changes of environment prod cost 300.00 USD a month more together, and the budget allows 200.00 USD.',
      'The changes of environment prod cost 300.00 USD a month more together, which is 10 % of the 3,000.00 USD of the baseline, and the budget allows 5 %.',
    ]);
  });

  test('within it, or without one, are not', () => {
    expect(environmentOverBudget('prod', cost, { monthlyIncrease: 300 })).toEqual([]);
    expect(environmentOverBudget('prod', cost, undefined)).toEqual([]);
  });
});
