import { summarizeCost } from '../cost/change.ts';
import { addSeverities, countSeverities } from '../findings/summary.ts';
import type { SeverityCounts } from '../model/report.ts';
import { severities } from '../model/severity.ts';
import type { AlertInput, AlertLimits } from './alert-input.ts';
import { type FindingView, viewFinding } from './finding-view.ts';
import { viewIncident } from './incident-view.ts';
import { describeCostSummary } from './money.ts';
import { countOf, cutText, hangingText, plainText } from './plain-text.ts';
import { changeLines, tellsDifference } from './property-changes.ts';
import { failedTargets, readingGaps } from './reading-gaps.ts';

/** Columns of a mail: clients with fixed-width fonts show 80, and quoting takes some. */
const mailWidth = 76;
/** Characters of a name or a place that are told. */
const toldName = 200;
/** How many lines of changes are told of a finding. */
const toldChanges = 6;
/** How many of its reasons and recommendations are told of a finding. */
const toldSentences = 4;
/** How many times longer than a value a story may be. */
const storyValues = 8;

/** Counts as `2 CRITICAL, 1 HIGH`, without what there is none of. */
export function describeCounts(counts: SeverityCounts): string {
  return severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`)
    .join(', ');
}

function labelled(label: string, texts: readonly string[], limit: number): string[] {
  return texts.flatMap((text, at) =>
    hangingText(`   ${(at === 0 ? `${label}:` : '').padEnd(9)}`, cutText(text, limit), mailWidth),
  );
}

function changeTexts({ changes, change }: FindingView, limit: number): string[] {
  // The properties of a resource that came or went are many and say little; the report has them.
  if (!tellsDifference(change)) return [];
  const lines = changes.flatMap((each) => changeLines(each, change, limit));
  const more = lines.length - toldChanges;
  return more > 0
    ? [...lines.slice(0, toldChanges), `and ${countOf(more, 'more change')}, in the report`]
    : lines;
}

function findingLines(finding: FindingView, at: number, { value }: AlertLimits): string[] {
  const { severity, name, change, type, place, status, reasons, cost, recommendations } = finding;
  const about = [type, place, status].filter((part) => part !== '').join(' · ');
  return [
    ...hangingText(`${at + 1}. `, `${severity}: ${cutText(name, toldName)} ${change}`, mailWidth),
    ...hangingText('   ', cutText(about, toldName), mailWidth),
    // A line has the path and the value before and after.
    ...labelled('Changed', changeTexts(finding, value), 3 * value),
    ...labelled('Who', finding.attribution === '' ? [] : [finding.attribution], 3 * value),
    ...labelled('Why', reasons.slice(0, toldSentences), 3 * value),
    ...labelled(
      'Cost',
      [cost === 'unknown' ? `unknown. ${finding.assumptions[0] ?? ''}`.trim() : cost],
      3 * value,
    ),
    ...labelled('Do', recommendations.slice(0, toldSentences), 3 * value),
    '',
  ];
}

function unreadLines({ results }: AlertInput, { gaps: limit, value }: AlertLimits): string[] {
  const failed = failedTargets(results).map(({ place, reason }) => `${place}: ${reason}`);
  const gaps = readingGaps(results).map(
    ({ what, reason, places }) => `${what} in ${places.join('; ')}: ${reason}`,
  );
  const all = [...failed, ...gaps];
  if (all.length === 0) return [];
  const told = all.slice(0, limit);
  const more = all.length - told.length;
  return [
    'Not everything could be read; what was not is neither changed nor unchanged:',
    ...told.flatMap((line) => hangingText(' - ', cutText(line, 3 * value), mailWidth)),
    ...(more > 0 ? [` - and ${countOf(more, 'more gap')}, in the report`] : []),
    '',
  ];
}

function incidentLines({ incidents }: AlertInput, limits: AlertLimits): string[] {
  return incidents
    .slice(0, limits.incidents)
    .map(viewIncident)
    .flatMap(({ severity, title, place, story, recommendation }) => [
      ...hangingText('', `INCIDENT ${severity}: ${title} (${place})`, mailWidth),
      ...hangingText('   ', cutText(story, storyValues * limits.value), mailWidth),
      ...labelled('Do', [recommendation], 3 * limits.value),
      '',
    ]);
}

/** The alert as a mail: what is new, the most dangerous findings in full, what was not read, where the report is. */
export function alertText(input: AlertInput, limits: AlertLimits): string {
  const { runId, environment, results, findings, total, reportLocation } = input;
  const told = findings.slice(0, limits.findings);
  const more = Math.max(total, findings.length) - told.length;
  const counts = describeCounts(countSeverities(findings));
  const open = describeCounts(addSeverities(results.map(({ severities: each }) => each)));
  const cost = describeCostSummary(summarizeCost(findings.map(({ monthlyCost }) => monthlyCost)));
  const headline = `${countOf(Math.max(total, findings.length), 'finding')} to look at in ${cutText(plainText(environment), toldName)}: ${counts || 'see the report'}.`;
  const report = cutText(plainText(reportLocation), 1_024);
  return [
    ...hangingText('', headline, mailWidth),
    ...hangingText('', `Monthly cost of what they changed: ${cost}.`, mailWidth),
    ...(open === ''
      ? []
      : hangingText('', `Open in this environment, with those known before: ${open}.`, mailWidth)),
    '',
    ...incidentLines(input, limits),
    ...told.flatMap((finding, at) => findingLines(viewFinding(finding), at, limits)),
    ...(more > 0
      ? [
          ...hangingText(
            '',
            `${countOf(more, 'more finding')} did not fit here; the report tells all of them.`,
            mailWidth,
          ),
          '',
        ]
      : []),
    ...unreadLines(input, limits),
    `Report: ${report}`,
    `Run:    ${cutText(plainText(runId), toldName)}`,
    '',
    'You are told of a finding once, and again only when it gets worse.',
  ].join('\n');
}
