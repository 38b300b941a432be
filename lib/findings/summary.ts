import type { AssessedChange } from '../model/finding.ts';
import type { Recommendation, SeverityCounts } from '../model/report.ts';
import { compareSeverity, mostSevere, type Severity, severities } from '../model/severity.ts';

/** How many of a recommendation's resources are named. */
const namedResources = 3;

/** Counts of nothing. */
export function noSeverities(): Record<Severity, number> {
  return { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFO: 0 };
}

/** How many findings there are of each severity. */
export function countSeverities(findings: readonly { readonly severity: Severity }[]): SeverityCounts {
  const counts = noSeverities();
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Adds up counts of findings by severity. */
export function addSeverities(all: readonly SeverityCounts[]): SeverityCounts {
  const counts = noSeverities();
  for (const each of all) for (const severity of severities) counts[severity] += each[severity];
  return counts;
}

/**
 * What to do first: each recommendation once, with the number of findings it would settle, ordered by the most severe
 * of them and then by how many they are.
 */
export function recommend(
  findings: readonly Pick<AssessedChange, 'severity' | 'recommendations' | 'name'>[],
): Recommendation[] {
  const byText = new Map<string, Recommendation>();
  for (const { severity, recommendations, name } of findings) {
    for (const recommendation of recommendations) {
      const known = byText.get(recommendation);
      const resources = [...new Set([...(known?.resources ?? []), name])].slice(0, namedResources);
      byText.set(recommendation, {
        severity: known ? mostSevere(known.severity, severity) : severity,
        recommendation,
        findings: (known?.findings ?? 0) + 1,
        resources,
      });
    }
  }
  return [...byText.values()].sort(
    (one, other) => compareSeverity(one.severity, other.severity) || other.findings - one.findings,
  );
}
