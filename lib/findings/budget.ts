import { percentOf, roundUsd } from '../cost/change.ts';
import type { ResourceChange } from '../model/change.ts';
import { type CostBudget, defaultSingle } from '../model/cost-budget.ts';
import type { AssessedChange } from '../model/finding.ts';
import type { KnowledgeLookup } from '../model/knowledge.ts';
import type { TotalCost } from '../model/posture.ts';
import type { CostSummary } from '../model/report.ts';
import type { Resource } from '../model/resource.ts';
import { mostSevere, reaches } from '../model/severity.ts';
import type { Target } from '../model/snapshot.ts';
import { sumScore } from '../risk/score.ts';

/** The pseudo-type under which it is reported that the changes of a target cost more than the budget allows. */
export const budgetType = 'Tidemark::Cost::Budget';
/** The one rule about money; switched off or judged otherwise like any other. */
const budgetRule = 'cost-budget-exceeded';

const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function usd(amount: number): string {
  return `${money.format(amount)} USD`;
}

/**
 * A change that alone adds as much to the monthly bill as the budget allows a single one, or more, as a danger by
 * itself, with the arithmetic; any other change as it is.
 */
export function judgeSingleCost(
  change: AssessedChange,
  knowledgeOf: KnowledgeLookup,
  { single = defaultSingle }: CostBudget,
): AssessedChange {
  const { before, after, delta } = change.monthlyCost;
  const rule = knowledgeOf(budgetType).rules?.find(({ id }) => id === budgetRule);
  if (rule === undefined || before === null || after === null || delta === null || delta < single)
    return change;
  const reason = `It costs ${usd(delta)} a month more (${money.format(after)} − ${money.format(before)}), and a single change may add ${usd(single)}.`;
  const isRaised = !reaches(change.severity, rule.severity);
  const raised = sumScore({ severity: rule.severity, reason: rule.title }, [], []);
  return {
    ...change,
    severity: mostSevere(change.severity, rule.severity),
    ...(isRaised ? { score: raised.score, scoreParts: raised.scoreParts } : {}),
    rules: isRaised ? [rule.id, ...change.rules] : [...change.rules, rule.id],
    dangers: [...change.dangers, `${rule.id}: more than ${usd(single)} a month`],
    reasons: isRaised ? [reason, ...change.reasons] : [...change.reasons, reason],
    recommendations: [...change.recommendations, rule.recommendation],
    remedies:
      rule.remedy === undefined
        ? change.remedies
        : [...change.remedies, { rule: rule.id, recommendation: rule.recommendation, ...rule.remedy }],
  };
}

/** A limit that a sum has passed, as `subject: sentence`; nothing where it has not. */
function passed(sum: number, limit: number | undefined, name: string, sentence: string): string[] {
  if (limit === undefined || sum <= limit) return [];
  const subject = `${sum > 2 * limit ? 'more than twice ' : 'more than '}${name}`;
  return [`${subject}: ${sentence}`];
}

/** What changes add to the bill, and what everything in the baseline costs; 0 where that is not known. */
type Increase = Pick<CostSummary, 'delta' | 'baseline'>;

/** The limits of a budget that changes pass, as `subject: sentence`. `what` is the beginning of the sentence. */
function limitsPassed({ delta, baseline }: Increase, { monthlyIncrease, percent }: CostBudget, what: string) {
  const share = percentOf(delta, baseline) ?? 0;
  return [
    ...passed(
      delta,
      monthlyIncrease,
      `${usd(monthlyIncrease ?? 0)} a month`,
      `${what}, and the budget allows ${usd(monthlyIncrease ?? 0)}.`,
    ),
    ...passed(
      share,
      percent,
      `${percent} % of the baseline`,
      `${what}, which is ${share} % of the ${usd(baseline)} of the baseline, and the budget allows ${percent} %.`,
    ),
  ];
}

/** How the changes of an environment together pass its budget, as sentences. */
export function environmentOverBudget(
  environment: string,
  cost: CostSummary,
  budget: CostBudget | undefined,
): string[] {
  if (budget === undefined) return [];
  const what = `The changes of environment ${environment} cost ${usd(cost.delta)} a month more together`;
  return limitsPassed(cost, budget, what).map((text) => text.slice(text.indexOf(': ') + 2));
}

/**
 * What changes of a target that cost more together than the budget allows are as a change of their own, so that it is
 * a finding with a status and an alert like any other; undefined where they do not. `total` is what everything costs
 * now. The same change however far the budget is passed, but for twice as far.
 */
export function budgetChange(
  target: Target,
  changes: readonly Pick<AssessedChange, 'monthlyCost'>[],
  budget: CostBudget,
  total: TotalCost | undefined,
): ResourceChange | undefined {
  const delta = roundUsd(changes.reduce((sum, { monthlyCost }) => sum + (monthlyCost.delta ?? 0), 0));
  const baseline = total === undefined ? 0 : roundUsd(total.usd - delta);
  const count = changes.filter(({ monthlyCost }) => (monthlyCost.delta ?? 0) !== 0).length;
  const what = `${count} change${count === 1 ? '' : 's'} in account ${target.account} in ${target.region} cost ${usd(delta)} a month more together`;
  const exceeded = limitsPassed({ delta, baseline }, budget, what);
  if (exceeded.length === 0) return undefined;
  const resource = (Exceeded: Resource['properties'][string]): Resource => ({
    type: budgetType,
    id: 'monthly budget',
    account: target.account,
    region: target.region,
    tags: {},
    properties: { Exceeded },
  });
  return {
    kind: 'modified',
    before: resource(false),
    after: resource(exceeded),
    // The sums have no part in the identity of the finding, or each cent would make it another.
    properties: [{ path: '/Exceeded', before: false, after: true }],
  };
}
