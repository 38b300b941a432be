import type { AssessedChange } from '../model/finding.ts';
import type { ComparisonSummary, EnvironmentReport, RunReport } from '../model/report.ts';
import { describeCompliance } from './compliance-words.ts';
import { describeAges, describeNotes, describeNothing, describeTargets } from './environment-words.ts';
import { viewFindings } from './finding-view.ts';
import { describeCostSummary } from './money.ts';
import { countOf, plainText } from './plain-text.ts';
import { inheritedLine, inheritedSection } from './posture-text.ts';
import { failedTargets, readingGaps, typesNotRead } from './reading-gaps.ts';
import {
  environmentTable,
  findingSections,
  gapSections,
  incidentSections,
  labelled,
  recommendationSection,
  rulePolicySection,
  severityLine,
} from './text-sections.ts';
import { paint, type TextOptions } from './text-style.ts';

/** Columns that text needs. */
const narrowest = 40;

/** What comparing two snapshots gave, and what they are called. */
export interface Comparison {
  readonly findings: readonly AssessedChange[];
  readonly summary: ComparisonSummary;
  /** The names of the snapshots, such as their files. */
  readonly before?: string;
  readonly after?: string;
}

/** A width that leaves room for text beside the labels. */
function withRoom({ color, width }: TextOptions): TextOptions {
  return { color, width: Math.max(width, narrowest) };
}

function environmentSection(
  environment: EnvironmentReport,
  mode: RunReport['mode'],
  options: TextOptions,
): string[] {
  const { severities, cost, findings, findingsTotal, recommendations, targets } = environment;
  const gaps = readingGaps(targets);
  const failed = failedTargets(targets);
  const found = findingsTotal > 0;
  const ages = describeAges(environment);
  const { environment: name, inherited, incidents } = environment;
  const compliance = describeCompliance(name, environment.compliance);
  const inheritedToo = mode === 'detect' ? inheritedLine(name, inherited) : '';
  return [
    `${paint(options.color).strong(plainText(environment.environment))}: ${describeTargets(environment)}`,
    ...describeNotes(environment).flatMap((note) => labelled('note', note, options)),
    ...(found
      ? [
          ...labelled('found', severityLine(severities, options), {
            ...options,
            width: Number.POSITIVE_INFINITY,
          }),
          ...(ages === '' ? [] : labelled('of them', ages, options)),
          ...labelled('cost', describeCostSummary(cost), options),
        ]
      : labelled('', describeNothing(environment), options)),
    ...(inheritedToo === '' ? [] : labelled('besides', inheritedToo, options)),
    ...(compliance === '' ? [] : labelled('controls', compliance, options)),
    '',
    ...incidentSections(incidents, options),
    ...findingSections(viewFindings(findings), findingsTotal, options),
    ...recommendationSection(recommendations, options),
    ...(mode === 'detect' ? [] : inheritedSection(name, inherited, options)),
    ...gapSections(gaps, failed, typesNotRead(targets), options),
    ...rulePolicySection(environment.rulePolicy, options),
  ];
}

/** The report of a run for a terminal: environment by environment, what was found, what to do, what was not read. */
export function textReport(report: RunReport, given: TextOptions): string {
  const options = withRoom(given);
  const { runId, mode, status, environments, startedAt, endedAt } = report;
  const painted = paint(options.color);
  const seconds = Math.max(Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000), 0);
  const ending = status === 'complete' ? 'complete' : 'incomplete: not everything could be read';
  return [
    `${painted.strong('Tidemark')} ${mode} ${painted.quiet(`run ${plainText(runId)}, ${countOf(seconds, 'second')}, ${ending}`)}`,
    '',
    ...environmentTable(environments, options),
    ...environments.flatMap((environment) => environmentSection(environment, mode, options)),
  ].join('\n');
}

function notComparedLines({ notCompared }: ComparisonSummary, options: TextOptions): string[] {
  const gaps = notCompared.map(({ type, reason }) => ({ what: plainText(type), reason: plainText(reason) }));
  if (gaps.length === 0) return [];
  return [
    paint(options.color).heading('Not compared'),
    ...gaps.flatMap(({ what, reason }) => labelled('', `${what}: ${reason}`, options)),
    '',
  ];
}

/** What differs between two snapshots, for a terminal. */
export function textComparison(comparison: Comparison, given: TextOptions): string {
  const { findings, summary, before = 'before', after = 'after' } = comparison;
  const options = withRoom(given);
  const { resources, severities, cost, recommendations, notCompared } = summary;
  const painted = paint(options.color);
  const { added, removed, modified, replaced, unchanged } = resources;
  const counts = `${countOf(resources.before, 'resource')} before, ${resources.after.toLocaleString('en-US')} after: ${added} added, ${removed} removed, ${modified} modified, ${replaced === 0 ? '' : `${replaced} replaced, `}${unchanged.toLocaleString('en-US')} unchanged`;
  const found = [
    ...labelled('found', severityLine(severities, options), { ...options, width: Number.POSITIVE_INFINITY }),
    ...labelled('in', counts, options),
    ...labelled('cost', describeCostSummary(cost), options),
  ];
  const none = labelled(
    '',
    notCompared.length > 0
      ? 'Nothing differs in what could be compared.'
      : `Nothing differs: the same ${countOf(resources.before, 'resource')} in both.`,
    options,
  );
  return [
    `${painted.strong('Tidemark')} compare ${painted.quiet(`${plainText(before)} → ${plainText(after)}`)}`,
    '',
    ...(findings.length > 0 ? found : none),
    '',
    ...incidentSections(summary.incidents, options),
    ...findingSections(viewFindings(findings), findings.length, options),
    ...recommendationSection(recommendations, options),
    ...notComparedLines(summary, options),
    ...rulePolicySection(summary.rulePolicy, options),
  ].join('\n');
}
