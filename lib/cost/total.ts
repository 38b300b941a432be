import type { CostContext, KnowledgeLookup } from '../model/knowledge.ts';
import type { TotalCost } from '../model/posture.ts';
import type { CostSummary } from '../model/report.ts';
import type { Resource } from '../model/resource.ts';
import { percentOf, roundUsd } from './change.ts';

/** What resources cost a month together, as far as that is known, and of how many it is not. */
export function totalCost(
  resources: Iterable<Resource>,
  knowledgeOf: KnowledgeLookup,
  costs: CostContext,
): TotalCost {
  let usd = 0;
  let unknown = 0;
  for (const resource of resources) {
    const cost = knowledgeOf(resource.type).monthlyCost?.(resource, costs).usd ?? null;
    if (cost === null) unknown += 1;
    else usd += cost;
  }
  return { usd: roundUsd(usd), unknown, currency: 'USD' };
}

/**
 * What changes do to the bill, measured by what everything in the baseline cost: what everything costs now without
 * what the changes added.
 */
export function againstBaseline(changes: CostSummary, now: TotalCost): CostSummary {
  const baseline = Math.max(roundUsd(now.usd - changes.delta), 0);
  return { ...changes, baseline, percent: percentOf(changes.delta, baseline) };
}
