import Table from 'cli-table3';
import { severities } from '../../lib/model/severity.ts';
import type { ExpectedSeverity, Scenario } from './scenario.ts';

/** What came out of a scenario. */
export interface Verdict {
  readonly scenario: Scenario;
  readonly severity: ExpectedSeverity;
}

/** How well one severity is told. */
export interface Quality {
  readonly severity: ExpectedSeverity;
  readonly expected: number;
  readonly told: number;
  readonly right: number;
  /** Of those told so, how many are; null when none was told so. */
  readonly precision: number | null;
  /** Of those that are so, how many were told; null when there are none. */
  readonly recall: number | null;
}

const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);

/** Precision and recall of each severity. */
export function qualities(verdicts: readonly Verdict[]): Quality[] {
  const classes: readonly ExpectedSeverity[] = [...severities, 'none'];
  return classes.map((severity) => {
    const expected = verdicts.filter(({ scenario }) => scenario.severity === severity).length;
    const told = verdicts.filter((verdict) => verdict.severity === severity).length;
    const right = verdicts.filter(
      (verdict) => verdict.severity === severity && verdict.scenario.severity === severity,
    ).length;
    return { severity, expected, told, right, precision: share(right, told), recall: share(right, expected) };
  });
}

const percent = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);

/** The verdicts as a table, and below it what was told otherwise than expected, and what is known not to work. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const table = new Table({
    head: ['severity', 'expected', 'told', 'right', 'precision', 'recall'],
    style: { head: [], border: [] },
  });
  for (const { severity, expected, told, right, precision, recall } of qualities(verdicts)) {
    table.push([severity, expected, told, right, percent(precision), percent(recall)]);
  }
  const count = (label: string) => verdicts.filter(({ scenario }) => scenario.label === label).length;
  const otherwise = verdicts
    .filter(({ scenario, severity }) => scenario.severity !== severity)
    .map(({ scenario: { name, severity: expected, knownGap }, severity }) => {
      const gap = knownGap === undefined ? '' : `; known gap: ${knownGap}`;
      return `  ${name}: expected ${expected}, told ${severity}${gap}`;
    });
  return [
    `Risk scenarios: ${verdicts.length} (${count('dangerous')} dangerous, ${count('notable')} notable, ${count('harmless')} harmless, ${count('safer')} safer)`,
    table.toString(),
    ...(otherwise.length === 0 ? [] : ['Told otherwise than expected:', ...otherwise]),
  ].join('\n');
}
