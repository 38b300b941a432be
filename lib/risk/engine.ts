import { changedResource, type Replacement, type ResourceChange } from '../model/change.ts';
import type { EnvironmentWeight, Exposure } from '../model/exposure.ts';
import type { FindingRemedy, Risk, ScorePart } from '../model/finding.ts';
import type { KnowledgeLookup, TypeKnowledge } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, Rule } from '../model/rule.ts';
import { compareSeverity, mostSevere, reaches, type Severity } from '../model/severity.ts';
import { noSurroundings, type Surroundings } from '../model/surroundings.ts';
import { baseJudgement, type Judgement, replacementJudgement } from './base.ts';
import { dangersBrought, endedDangers } from './dangers.ts';
import { explainedBy } from './explained.ts';
import { exposuresOf } from './exposure.ts';
import { remedyFor } from './remedy.ts';
import { rulesOf } from './rules-of.ts';
import { type Raise, sumScore } from './score.ts';

/** Where a change happened, as far as it bears on how dangerous it is. */
export interface RiskContext {
  readonly knowledgeOf: KnowledgeLookup;
  readonly surroundings: Surroundings;
  readonly weight: EnvironmentWeight;
}

interface FiredDanger extends Judgement {
  readonly rule: Rule;
  readonly danger: Danger;
}

/** Each further danger of a change adds this many points; the first sets the severity. */
const pointsPerFurtherDanger = 4;
/** Each circumstance that makes a change worse without raising its severity adds this many points. */
const pointsPerCircumstance = 3;
const recommendationWithoutRule =
  'Find out who made this change and why; approve it with a new baseline, or undo it.';

/** A change of which nothing else is known. */
const nowhere: RiskContext = {
  knowledgeOf: (type) => ({ type }),
  surroundings: noSurroundings,
  weight: 'normal',
};
const important = 'what happens in this environment matters more than elsewhere';

/** One step up, as far as circumstances raise: what is harmless by itself stays so, and nothing is above CRITICAL. */
const stepUp: Readonly<Partial<Record<Severity, Severity>>> = { MEDIUM: 'HIGH', HIGH: 'CRITICAL' };

/** The circumstances of a change that is not harmless. */
function circumstancesOf(
  change: ResourceChange | Replacement,
  severity: Severity,
  { knowledgeOf, surroundings }: RiskContext,
): Exposure[] {
  if (!reaches(severity, 'MEDIUM')) return [];
  return exposuresOf(changedResource(change), change.before, knowledgeOf, surroundings);
}

/** What raises the severity that the dangers have by themselves: a circumstance that makes one of them worse, or the environment. */
function raisesOf(
  fired: readonly FiredDanger[],
  severity: Severity,
  exposures: readonly Exposure[],
  weight: EnvironmentWeight,
): Raise[] {
  const raised = fired
    .flatMap(({ rule, severity: own }) => {
      const exposure = exposures.find(({ kind }) => rule.aggravatedBy?.includes(kind));
      const to = exposure && stepUp[own];
      return to && reaches(to, severity) && to !== severity ? [{ severity: to, exposure }] : [];
    })
    .sort((one, other) => compareSeverity(one.severity, other.severity))[0];
  if (raised) return [{ severity: raised.severity, reason: raised.exposure.reason }];
  return severity === 'MEDIUM' && weight === 'high' ? [{ severity: 'HIGH', reason: important }] : [];
}

/** What adds to the score without raising the severity. */
function aggravatingParts(
  exposures: readonly Exposure[],
  weight: EnvironmentWeight,
  raises: readonly Raise[],
): ScorePart[] {
  const told = new Set(raises.map(({ reason }) => reason));
  return [...exposures.map(({ reason }) => reason), ...(weight === 'high' ? [important] : [])]
    .filter((reason) => !told.has(reason))
    .map((reason) => ({ points: pointsPerCircumstance, reason }));
}

/** What to do about each rule that fired, once. */
function remediesOf(fired: readonly FiredDanger[], resource: Resource): FindingRemedy[] {
  const byText = new Map<string, FindingRemedy>();
  for (const { rule, danger } of fired) {
    if (rule.remedy === undefined) continue;
    const { id, recommendation } = rule;
    const remedy = { rule: id, recommendation, ...remedyFor(rule.remedy, resource, danger) };
    byText.set(`${id} ${remedy.command}`, remedy);
  }
  return [...byText.values()];
}

function riskOfDangers(
  fired: readonly FiredDanger[],
  change: ResourceChange | Replacement,
  context: RiskContext,
): Risk {
  const sorted = [...fired].sort((one, other) => compareSeverity(one.severity, other.severity));
  const own = sorted.map((each) => each.severity).reduce(mostSevere, 'INFO');
  const exposures = circumstancesOf(change, own, context);
  const raises = raisesOf(sorted, own, exposures, context.weight);
  const [first, ...further] = sorted;
  const aggravating: ScorePart[] = [
    ...further.map(({ rule, danger }) => ({
      points: pointsPerFurtherDanger,
      reason: `also: ${rule.title} (${danger.subject})`,
    })),
    ...aggravatingParts(exposures, context.weight, raises),
  ];
  const base = { severity: own, reason: first?.rule.title ?? '' };
  const worse = raises.map(({ reason }) => `It weighs more here: ${reason}.`);
  return {
    ...sumScore(base, raises, aggravating),
    exposures,
    rules: [...new Set(sorted.map(({ rule }) => rule.id))],
    dangers: sorted.map(({ rule, danger }) => `${rule.id}: ${danger.subject}`),
    reasons: [...new Set([...sorted.map(({ reason }) => reason), ...worse])],
    recommendations: [...new Set(sorted.map(({ rule }) => rule.recommendation))],
    remedies: remediesOf(sorted, changedResource(change)),
  };
}

function riskWithoutRules(
  judgement: Judgement,
  exposures: readonly Exposure[],
  weight: EnvironmentWeight,
  reasons: readonly string[] = [],
): Risk {
  const { severity, reason } = judgement;
  const isHarmless = !reaches(severity, 'MEDIUM');
  const aggravating = isHarmless ? [] : aggravatingParts(exposures, weight, []);
  return {
    ...sumScore(judgement, [], aggravating),
    exposures: [...exposures],
    rules: [],
    dangers: [],
    reasons: reasons.length > 0 ? [...new Set(reasons)] : [reason],
    recommendations: severity === 'INFO' ? [] : [recommendationWithoutRule],
    remedies: [],
  };
}

/**
 * Judges a change: the most severe danger it brings decides. Where it brings none, its kind and the sensitivity of
 * the properties it touches decide, and properties that only ended a danger count as INFO. Circumstances raise a
 * danger by one step where its rule says that they make it worse, and a MEDIUM one in an environment that matters more;
 * all others add to the score within the severity. A change without danger is never raised.
 */
export function assessRisk(
  change: ResourceChange | Replacement,
  knowledge: TypeKnowledge,
  context: RiskContext = nowhere,
): Risk {
  const rules = rulesOf(knowledge);
  const fired = rules.flatMap((rule) =>
    dangersBrought(rule, change, context.surroundings).map(
      (danger): FiredDanger => ({
        rule,
        danger,
        severity: danger.severity ?? rule.severity,
        reason: danger.reason,
      }),
    ),
  );
  if (fired.length > 0) return riskOfDangers(fired, change, context);
  const withoutRules = (judgement: Judgement, reasons: readonly string[] = []) =>
    riskWithoutRules(
      judgement,
      circumstancesOf(change, judgement.severity, context),
      context.weight,
      reasons,
    );
  if (change.kind === 'replaced') return withoutRules(replacementJudgement(change));
  const ended = rules.flatMap((rule) => endedDangers(rule, change, context.surroundings));
  const properties = change.kind === 'modified' ? change.properties : [];
  return withoutRules(
    baseJudgement(change, knowledge, explainedBy(ended, properties)),
    ended.map(({ reason }) => reason),
  );
}
