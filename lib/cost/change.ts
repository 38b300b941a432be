import type { Replacement, ResourceChange } from '../model/change.ts';
import { type CostChange, type CostRange, type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext, PriceBook, TypeKnowledge } from '../model/knowledge.ts';
import type { CostSummary } from '../model/report.ts';
import type { Resource } from '../model/resource.ts';
import type { UsageLookup } from '../model/usage.ts';

/** Finds another resource of the same snapshot. */
export type RelatedLookup = CostContext['related'];

/** What costs are estimated with: prices, and the other resources of either snapshot. */
export interface CostSources {
  readonly prices: PriceBook;
  readonly usage?: UsageLookup;
  readonly relatedBefore: RelatedLookup;
  readonly relatedAfter: RelatedLookup;
}

/** A resource that does not exist costs nothing. */
const nothing: MonthlyCost = { usd: 0, assumptions: [] };

function estimate(
  resource: Resource | undefined,
  knowledge: TypeKnowledge,
  context: CostContext,
): MonthlyCost {
  if (!resource) return nothing;
  if (!knowledge.monthlyCost) return unknownCost(`Tidemark has no prices for ${resource.type}.`);
  return knowledge.monthlyCost(resource, context);
}

/** Rounds to cents. */
export function roundUsd(usd: number): number {
  return Math.round(usd * 100) / 100;
}

function roundedUsd({ usd }: MonthlyCost): number | null {
  return usd === null ? null : roundUsd(usd);
}

/** A part of a whole in percent with one decimal; null where the whole is nothing. */
export function percentOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part / whole) * 1000) / 10 : null;
}

/** Between what the difference of two known costs lies: the least use of both, or the most use of both. */
function rangeOfChange(left: MonthlyCost, right: MonthlyCost): Pick<CostChange, 'range'> {
  if (left.range === undefined && right.range === undefined) return {};
  const at = (end: keyof CostRange) =>
    roundUsd((right.range?.[end] ?? right.usd ?? 0) - (left.range?.[end] ?? left.usd ?? 0));
  const ends = [at('low'), at('high')];
  return { range: { low: Math.min(...ends), high: Math.max(...ends) } };
}

/**
 * What a change does to the monthly bill, in cents that add up: before and delta give after. When either side is not
 * known, the delta is not known.
 */
export function costChange(
  change: ResourceChange | Replacement,
  knowledge: TypeKnowledge,
  { relatedBefore, relatedAfter, ...sources }: CostSources,
): CostChange {
  const left = estimate(change.before, knowledge, { ...sources, related: relatedBefore });
  const right = estimate(change.after, knowledge, { ...sources, related: relatedAfter });
  const [before, after] = [roundedUsd(left), roundedUsd(right)];
  const delta = before === null || after === null ? null : roundUsd(after - before);
  return {
    before,
    after,
    delta,
    percent: before === null || delta === null ? null : percentOf(delta, before),
    ...(delta === null ? {} : rangeOfChange(left, right)),
    currency: 'USD',
    assumptions: [...new Set([...left.assumptions, ...right.assumptions])],
  };
}

/** Sums up what changes do to the monthly bill. */
export function summarizeCost(costs: readonly Pick<CostChange, 'before' | 'delta'>[]): CostSummary {
  const delta = roundUsd(costs.reduce((sum, cost) => sum + (cost.delta ?? 0), 0));
  const baseline = roundUsd(
    costs.reduce((sum, cost) => sum + (cost.delta === null ? 0 : (cost.before ?? 0)), 0),
  );
  return costSummary(delta, baseline, costs.filter((cost) => cost.delta === null).length);
}

/** Adds up cost summaries. */
export function addCostSummaries(summaries: readonly CostSummary[]): CostSummary {
  const sum = (pick: (summary: CostSummary) => number) =>
    summaries.reduce((total, each) => total + pick(each), 0);
  return costSummary(
    roundUsd(sum(({ delta }) => delta)),
    roundUsd(sum(({ baseline }) => baseline)),
    sum(({ unknown }) => unknown),
  );
}

function costSummary(delta: number, baseline: number, unknown: number): CostSummary {
  return { delta, baseline, percent: percentOf(delta, baseline), unknown, currency: 'USD' };
}
