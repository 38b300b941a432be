import { RuleControls } from '../compliance/rule-controls.ts';
import { summarizeCost } from '../cost/change.ts';
import type { LinePair } from '../diff/merge.ts';
import { pairReplacements } from '../diff/replacements.ts';
import { type ComparisonSide, detectChanges, isCovered } from '../diff/snapshots.ts';
import { assessChange, compareAssessed } from '../findings/assess.ts';
import { judgeSingleCost } from '../findings/budget.ts';
import { incidentsOf } from '../findings/incidents.ts';
import { linkedChanges } from '../findings/links.ts';
import { RelatedResources } from '../findings/related.ts';
import { countSeverities, recommend } from '../findings/summary.ts';
import { SurroundingLines } from '../findings/surrounding-lines.ts';
import type { ResourceChange } from '../model/change.ts';
import type { CostBudget } from '../model/cost-budget.ts';
import type { Digest } from '../model/digest.ts';
import type { EnvironmentWeight } from '../model/exposure.ts';
import type { AssessedChange } from '../model/finding.ts';
import type { KnowledgeLookup, PriceBook, TypeKnowledge } from '../model/knowledge.ts';
import type { ComparisonSummary } from '../model/report.ts';
import type { Coverage } from '../model/snapshot.ts';
import type { UsageLookup } from '../model/usage.ts';
import { explain } from '../report/explanation.ts';
import { surroundingTypes } from '../risk/exposure.ts';
import { type ComparisonInput, comparisonSides, readComparisonInput } from './comparison-input.ts';

/** What comparing needs to know. */
export interface AssessmentOptions {
  /** Everything known by type; the types whose costs look at others are found here. */
  readonly types: readonly TypeKnowledge[];
  readonly knowledgeOf: KnowledgeLookup;
  readonly prices: PriceBook;
  readonly digest: Digest;
  /** How much resources use, where the configuration states it; absent: what Tidemark assumes. */
  readonly usage?: UsageLookup;
  /** How much more a month may cost; absent: what is usual. */
  readonly budget?: CostBudget;
  /** How much the environment matters beside others; absent: as much as any. */
  readonly weight?: EnvironmentWeight;
}

/** The changes between two snapshots, each with risk and cost, most dangerous first. */
export async function assessSnapshots(
  before: ComparisonSide,
  after: ComparisonSide,
  { types, knowledgeOf, prices, usage, budget = {}, digest, weight = 'normal' }: AssessmentOptions,
  furtherChanges: readonly ResourceChange[] = [],
): Promise<AssessedChange[]> {
  const related = new RelatedResources(types.flatMap(({ costNeeds }) => costNeeds ?? []));
  const around = new SurroundingLines(surroundingTypes);
  const changes: ResourceChange[] = [...furtherChanges];
  const options = {
    knowledgeOf,
    digest,
    onSame: (line: string) => {
      related.onSame(line);
      around.onSame(line);
    },
    onPair: (pair: LinePair) => {
      related.onPair(pair);
      around.onPair(pair);
    },
  };
  for await (const change of detectChanges(before, after, options)) changes.push(change);
  const paired = pairReplacements(changes, knowledgeOf);
  const costs = {
    prices,
    ...(usage === undefined ? {} : { usage }),
    ...related.lookups(knowledgeOf, digest),
  };
  const place = { surroundings: around.surroundings(knowledgeOf, digest), weight };
  const links = linkedChanges(paired);
  const evidence = new RuleControls(
    types.map(({ type }) => type),
    knowledgeOf,
  );
  return paired
    .map((change, at): AssessedChange => {
      const assessed = judgeSingleCost(assessChange(change, knowledgeOf, costs, place), knowledgeOf, budget);
      const linked = links[at] ?? [];
      const controls = evidence.controlNamesOf(assessed.rules, assessed.type);
      return {
        ...assessed,
        ...(controls.length === 0 ? {} : { controls }),
        ...(linked.length === 0 ? {} : { linked: [...linked] }),
      };
    })
    .sort(compareAssessed);
}

/** Types that only one of two snapshots read, with the reason. */
function notCompared(
  before: Coverage | undefined,
  after: Coverage | undefined,
): ComparisonSummary['notCompared'] {
  const types = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  return types.flatMap((type) => {
    const side = [before, after].findIndex((coverage) => !isCovered(coverage, type));
    if (side < 0) return [];
    const coverage = [before, after][side]?.[type];
    const gaps = coverage?.gaps.map(({ code, message }) => `${code}: ${message}`).join('; ');
    const which = side === 0 ? 'the first snapshot' : 'the second snapshot';
    return [{ type, reason: coverage ? `not read in ${which}: ${gaps}` : `not asked for in ${which}` }];
  });
}

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function countOf(input: ComparisonInput): number {
  return input.kind === 'stored' ? input.count : input.resources.length;
}

/** How many resources of a stored snapshot are of types that took no part in comparing. */
function uncomparedResources(input: ComparisonInput, other: Coverage | undefined): number {
  if (input.kind === 'plain') return 0;
  return Object.entries(input.coverage)
    .filter(([type]) => !isCovered(input.coverage, type) || !isCovered(other, type))
    .reduce((sum, [, { resources }]) => sum + resources, 0);
}

/**
 * Compares two snapshots offline: as Tidemark stores them, or plain JSON arrays or JSON Lines of resources, each
 * possibly compressed with gzip. Throws a `FormatError` when one of them cannot be read.
 */
export async function compareFiles(
  before: NamedBytes,
  after: NamedBytes,
  options: AssessmentOptions,
): Promise<{ findings: AssessedChange[]; summary: ComparisonSummary }> {
  const inputs = [
    await readComparisonInput(before.bytes, before.name),
    await readComparisonInput(after.bytes, after.name),
  ] as const;
  const [left, right] = comparisonSides(...inputs, [before.name, after.name]);
  const assessed = await assessSnapshots(left, right, options);
  const findings = assessed.map((finding) => ({ ...finding, explanation: explain(finding) }));
  const count = (kind: AssessedChange['change']) => findings.filter(({ change }) => change === kind).length;
  const [removed, modified, added] = [count('removed'), count('modified'), count('added')];
  const replaced = count('replaced');
  const summary: ComparisonSummary = {
    resources: {
      before: countOf(inputs[0]),
      after: countOf(inputs[1]),
      added,
      removed,
      modified,
      replaced,
      unchanged:
        countOf(inputs[0]) - removed - modified - replaced - uncomparedResources(inputs[0], right.coverage),
    },
    severities: countSeverities(findings),
    cost: summarizeCost(findings.map(({ monthlyCost }) => monthlyCost)),
    incidents: incidentsOf(findings),
    recommendations: recommend(findings),
    notCompared: notCompared(left.coverage, right.coverage),
  };
  return { findings, summary };
}
