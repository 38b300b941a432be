import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { budgetType } from '../../lib/findings/budget.ts';
import type { RunReport } from '../../lib/model/report.ts';
import { budgetKnowledge } from '../../lib/resources/budget.ts';
import type { ScanRequest } from '../../lib/scan/events.ts';
import { runLocally } from '../../lib/scan/run.ts';
import { World } from './world.ts';

const account = '111122223333';
const thing = 'Test::Regional::Thing';

let world: World;
beforeEach(async () => {
  world = await World.create(
    '{ prod: { accounts: ["111122223333"], regions: [eu-west-1], costs: { budget: { monthlyIncrease: 100, percent: 300 } } } }',
  );
});
afterEach(() => world.remove());

function prices(...all: number[]): void {
  const resources = all.map((Price, at) => ({ id: `thing-${at}`, properties: { Size: 1, Price } }));
  world.put(thing, account, 'eu-west-1', ...resources);
}

function detect(request: Partial<ScanRequest> = {}): Promise<RunReport> {
  const { options } = world;
  const knowledgeOf = (type: string) => (type === budgetType ? budgetKnowledge : options.knowledgeOf(type));
  return runLocally({ mode: 'detect', trigger: 'cli', ...request }, { ...options, knowledgeOf });
}

const budgetFinding = ({ environments }: RunReport) =>
  environments.flatMap(({ findings }) => findings).find(({ type }) => type === budgetType);

describe('a budget', () => {
  test('that the changes of a target pass together is one finding, which escalates and is resolved', async () => {
    prices(50, 50);
    await world.run({ mode: 'baseline' });
    prices(110, 100);
    const passed = await detect();
    expect(budgetFinding(passed)).toMatchObject({
      status: 'new',
      severity: 'HIGH',
      rules: ['cost-budget-exceeded'],
    });
    expect(passed.environments[0]).toMatchObject({
      alertable: 1,
      cost: { delta: 110, baseline: 100, percent: 110 },
      accounts: [{ account, cost: { delta: 110, baseline: 100 } }],
      overBudget: [
        'The changes of environment prod cost 110.00 USD a month more together, and the budget allows 100.00 USD.',
      ],
    });
    prices(120, 100);
    const again = await detect();
    expect(budgetFinding(again)).toMatchObject({
      status: 'ongoing',
      severity: 'HIGH',
      fingerprint: budgetFinding(passed)?.fingerprint,
    });
    prices(250, 400);
    const far = await detect();
    expect(budgetFinding(far)).toMatchObject({ status: 'escalated', severity: 'CRITICAL' });
    expect(budgetFinding(far)?.reasons).toContainEqual(
      '2 changes in account 111122223333 in eu-west-1 cost 550.00 USD a month more together, which is 550 % of the 100.00 USD of the baseline, and the budget allows 300 %.',
    );
    const narrowed = await detect({ types: ['Test::Global::Thing'] });
    expect(narrowed.environments[0]?.resolved).toBe(0);
    prices(50, 50);
    const back = await detect();
    expect(budgetFinding(back)).toBeUndefined();
    expect(back.environments[0]?.resolved).toBe(3);
    expect(back.environments[0]?.overBudget).toBeUndefined();
  });

  test('of a single change makes it HIGH by itself', async () => {
    prices(50);
    await world.run({ mode: 'baseline' });
    prices(1050);
    const { environments } = await detect();
    expect(environments[0]?.findings.find(({ type }) => type === thing)).toMatchObject({
      severity: 'HIGH',
      reasons: expect.arrayContaining([
        'It costs 1,000.00 USD a month more (1,050.00 − 50.00), and a single change may add 1,000.00 USD.',
      ]),
    });
  });
});
