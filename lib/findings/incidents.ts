import { createHash } from 'node:crypto';
import type { AssessedChange, Finding } from '../model/finding.ts';
import type { Incident, IncidentStep } from '../model/incident.ts';
import { compareSeverity, mostSevere, type Severity } from '../model/severity.ts';
import { canonicalText } from '../snapshot/canonical.ts';
import { type IncidentPattern, incidentPatterns, plays } from './incident-patterns.ts';

/** What incidents are made of: findings of a scan, or changes of a comparison. */
export type IncidentPart = AssessedChange | Finding;

/** An incident is told by at most this many of its changes, the worst ones. */
const mostSteps = 25;
const stepUp: Readonly<Partial<Record<Severity, Severity>>> = { MEDIUM: 'HIGH', HIGH: 'CRITICAL' };

function keyOf({
  account,
  type,
  id,
}: {
  readonly account: string;
  readonly type: string;
  readonly id: string;
}) {
  return `${account} ${type} ${id}`;
}

/** The findings that name each other, directly or through others of them. */
function linkedGroups(findings: readonly IncidentPart[]): IncidentPart[][] {
  const byKey = Map.groupBy(findings, keyOf);
  const seen = new Set<IncidentPart>();
  const reach = (finding: IncidentPart): IncidentPart[] => {
    if (seen.has(finding)) return [];
    seen.add(finding);
    const linked = (finding.linked ?? []).flatMap(
      ({ type, id }) => byKey.get(keyOf({ account: finding.account, type, id })) ?? [],
    );
    return [finding, ...linked.flatMap(reach)];
  };
  return findings.map(reach);
}

/** The foreign accounts that the dangers of a finding name. */
function strangersIn({ dangers, account }: IncidentPart): string[] {
  const named = dangers.flatMap((danger) => danger.match(/\b\d{12}\b/g) ?? []);
  return [...new Set(named)].filter((each) => each !== account);
}

function strangerGroups(findings: readonly IncidentPart[]): IncidentPart[][] {
  const pairs = findings.flatMap((finding) =>
    strangersIn(finding).map((stranger) => ({ stranger, account: finding.account, finding })),
  );
  const groups = Map.groupBy(pairs, ({ stranger, account }) => `${account} ${stranger}`);
  return [...groups.values()].map((group) => group.map(({ finding }) => finding));
}

function groupsOf({ together }: IncidentPattern, findings: readonly IncidentPart[]): IncidentPart[][] {
  if (together === 'linked') return linkedGroups(findings);
  if (together === 'stranger') return strangerGroups(findings);
  return [...Map.groupBy(findings, ({ account }) => account).values()];
}

/** When a change was made, as far as CloudTrail or AWS Config tells. */
function momentOf(finding: IncidentPart): string | undefined {
  if (!('fingerprint' in finding)) return undefined;
  const { attribution, timeline } = finding;
  if (attribution !== undefined && 'at' in attribution) return attribution.at;
  return timeline?.[0]?.at;
}

function stepOf(finding: IncidentPart): IncidentStep {
  const { severity, type, id, name, region, reasons } = finding;
  const at = momentOf(finding);
  return {
    ...(at === undefined ? {} : { at }),
    ...('fingerprint' in finding ? { fingerprint: finding.fingerprint } : {}),
    ...{ severity, type, id, name, region },
    sentence: reasons[0] ?? `${name} changed.`,
  };
}

/** In the order of time; what nobody knows the time of comes last, in the order of the pattern's roles. */
function inOrder({ roles }: IncidentPattern, group: readonly IncidentPart[]): IncidentStep[] {
  // What plays no part but tells the story better, such as the new user, comes first.
  const roleOf = (finding: IncidentPart) => roles.findIndex((role) => plays(finding, role));
  return group
    .map((finding) => ({ step: stepOf(finding), role: roleOf(finding) }))
    .sort(
      (one, other) =>
        (one.step.at ?? '9999').localeCompare(other.step.at ?? '9999') ||
        one.role - other.role ||
        (one.step.id < other.step.id ? -1 : 1),
    )
    .map(({ step }) => step);
}

/** A moment in words: `2026-11-20 02:13 UTC`. */
function describeMoment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

function storyOf({ meaning }: IncidentPattern, steps: readonly IncidentStep[], left: number): string {
  const told = steps.map(({ at, sentence }) =>
    at === undefined ? sentence : `At ${describeMoment(at)}: ${sentence}`,
  );
  const more = left > 0 ? [`And ${left} more of the kind.`] : [];
  return [...told, ...more, meaning].join(' ');
}

function incidentOf(pattern: IncidentPattern, group: readonly IncidentPart[]): Incident {
  const worst = [...group].sort(
    (one, other) => compareSeverity(one.severity, other.severity) || other.score - one.score,
  );
  const told = worst.slice(0, mostSteps);
  const steps = inOrder(pattern, told);
  const severity = group.map((finding) => finding.severity).reduce(mostSevere, 'INFO');
  const account = group[0]?.account ?? '';
  const identity = [
    pattern.id,
    account,
    ...group.map(({ type, id, region }) => `${region} ${type} ${id}`).sort(),
  ];
  return {
    id: createHash('sha256').update(canonicalText(identity)).digest('hex').slice(0, 32),
    pattern: pattern.id,
    title: pattern.title,
    severity: pattern.raises ? (stepUp[severity] ?? severity) : severity,
    account,
    story: storyOf(pattern, steps, group.length - told.length),
    recommendation: pattern.recommendation,
    steps,
  };
}

/** The findings of a group that play a part in a pattern, where all its parts are played and by more than one. */
function playersOf(pattern: IncidentPattern, group: readonly IncidentPart[]): IncidentPart[] {
  const { roles, also = [] } = pattern;
  const players = group.filter((finding) => roles.some((role) => plays(finding, role)));
  const isWhole = roles.every((role) => players.some((finding) => plays(finding, role)));
  if (players.length < 2 || !isWhole) return [];
  return group.filter((finding) => players.includes(finding) || plays(finding, also));
}

/**
 * The incidents that findings make together, most severe first. A finding takes part in one at most. Pure: the same
 * findings make the same incidents, whether they come from a scan, a report or a comparison.
 */
export function incidentsOf(findings: readonly IncidentPart[]): Incident[] {
  const taken = new Set<IncidentPart>();
  const incidents: Incident[] = [];
  for (const pattern of incidentPatterns) {
    const parts = [...pattern.roles, pattern.also ?? []];
    const candidates = findings.filter(
      (finding) => !taken.has(finding) && parts.some((role) => plays(finding, role)),
    );
    for (const group of groupsOf(pattern, candidates)) {
      const players = playersOf(pattern, group).filter((finding) => !taken.has(finding));
      if (players.length < 2) continue;
      for (const finding of players) taken.add(finding);
      incidents.push(incidentOf(pattern, players));
    }
  }
  return incidents.sort(
    (one, other) => compareSeverity(one.severity, other.severity) || (one.id < other.id ? -1 : 1),
  );
}
