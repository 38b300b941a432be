import { changedResource, type Replacement, type ResourceChange } from '../model/change.ts';
import type { FindingRemedy, Risk, ScorePart } from '../model/finding.ts';
import type { TypeKnowledge } from '../model/knowledge.ts';
import { matchesPattern } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, Rule, StateRule } from '../model/rule.ts';
import { compareSeverity, mostSevere } from '../model/severity.ts';
import { baseJudgement, type Judgement, replacementJudgement } from './base.ts';
import { explainedBy } from './explained.ts';
import { remedyFor } from './remedy.ts';
import { rulesOf } from './rules-of.ts';
import { sumScore } from './score.ts';

interface FiredDanger extends Judgement {
  readonly rule: Rule;
  readonly danger: Danger;
}

/** Each further danger of a change adds this many points; the first sets the severity. */
const pointsPerFurtherDanger = 4;
const recommendationWithoutRule =
  'Find out who made this change and why; approve it with a new baseline, or undo it.';

function dangersOf(rule: StateRule, resource: Resource | undefined): Map<string, Danger> {
  if (!resource) return new Map();
  return new Map(rule.dangers(resource).map((danger) => [danger.subject, danger]));
}

/** Whether a danger stands where a state could not be read: then that state tells nothing of it. */
export function isUnknownTo(resource: Resource | undefined, { path }: Danger): boolean {
  return path !== undefined && (resource?.unread ?? []).some((gap) => matchesPattern(path, gap.path));
}

/** Whether a change of what stands there may be none: one of its sides could not be read. */
function isUnknownIn({ before, after }: ResourceChange, danger: Danger): boolean {
  return isUnknownTo(before, danger) || isUnknownTo(after, danger);
}

/** The dangers that a change brings. A danger that was there before, or may have been unread, is not one of them. */
function firedDangers(rule: Rule, change: ResourceChange): Danger[] {
  if (rule.kind === 'change') return rule.dangers(change).filter((danger) => !isUnknownIn(change, danger));
  const before = dangersOf(rule, change.before);
  return [...dangersOf(rule, change.after).values()].filter(
    (danger) => !before.has(danger.subject) && !isUnknownTo(change.before, danger),
  );
}

/** The dangers that a change ends, on a resource that lives on. */
function endedDangers(rule: Rule, change: ResourceChange): Danger[] {
  if (change.kind !== 'modified') return [];
  if (rule.kind === 'change') {
    return (rule.ended?.(change) ?? []).filter((danger) => !isUnknownIn(change, danger));
  }
  const after = dangersOf(rule, change.after);
  return [...dangersOf(rule, change.before).values()]
    .filter((danger) => !after.has(danger.subject) && !isUnknownTo(change.after, danger))
    .map((danger) => ({ ...danger, reason: `Safer: ${rule.safer} (${danger.subject}).` }));
}

/**
 * The dangers that a change brings. A replacement is judged as the difference it makes, and as the end of what was
 * replaced: what that held is gone.
 */
function dangersBrought(rule: Rule, change: ResourceChange | Replacement): Danger[] {
  if (change.kind !== 'replaced') return firedDangers(rule, change);
  const { before, after, properties } = change;
  return [
    ...firedDangers(rule, { kind: 'modified', before, after, properties }),
    ...(rule.kind === 'change' ? rule.dangers({ kind: 'removed', before }) : []),
  ];
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

function riskOfDangers(fired: readonly FiredDanger[], resource: Resource): Risk {
  const sorted = [...fired].sort((one, other) => compareSeverity(one.severity, other.severity));
  const severity = sorted.map((each) => each.severity).reduce(mostSevere, 'INFO');
  const [first, ...further] = sorted;
  const aggravating: ScorePart[] = further.map(({ rule, danger }) => ({
    points: pointsPerFurtherDanger,
    reason: `also: ${rule.title} (${danger.subject})`,
  }));
  const { score, parts } = sumScore(severity, `${severity}: ${first?.rule.title ?? ''}`, aggravating);
  return {
    severity,
    score,
    scoreParts: parts,
    rules: [...new Set(sorted.map(({ rule }) => rule.id))],
    dangers: sorted.map(({ rule, danger }) => `${rule.id}: ${danger.subject}`),
    reasons: [...new Set(sorted.map(({ reason }) => reason))],
    recommendations: [...new Set(sorted.map(({ rule }) => rule.recommendation))],
    remedies: remediesOf(sorted, resource),
  };
}

function riskWithoutRules({ severity, reason }: Judgement, reasons: readonly string[] = []): Risk {
  const { score, parts } = sumScore(severity, `${severity}: ${reason}`, []);
  return {
    severity,
    score,
    scoreParts: parts,
    rules: [],
    dangers: [],
    reasons: reasons.length > 0 ? [...new Set(reasons)] : [reason],
    recommendations: severity === 'INFO' ? [] : [recommendationWithoutRule],
    remedies: [],
  };
}

/**
 * Judges a change: the most severe danger it brings decides. Where it brings none, its kind and the sensitivity of
 * the properties it touches decide, and properties that only ended a danger count as INFO.
 */
export function assessRisk(change: ResourceChange | Replacement, knowledge: TypeKnowledge): Risk {
  const rules = rulesOf(knowledge);
  const fired = rules.flatMap((rule) =>
    dangersBrought(rule, change).map(
      (danger): FiredDanger => ({
        rule,
        danger,
        severity: danger.severity ?? rule.severity,
        reason: danger.reason,
      }),
    ),
  );
  if (fired.length > 0) return riskOfDangers(fired, changedResource(change));
  if (change.kind === 'replaced') return riskWithoutRules(replacementJudgement(change));
  const ended = rules.flatMap((rule) => endedDangers(rule, change));
  const properties = change.kind === 'modified' ? change.properties : [];
  const base = baseJudgement(change, knowledge, explainedBy(ended, properties));
  return riskWithoutRules(
    base,
    ended.map(({ reason }) => reason),
  );
}
