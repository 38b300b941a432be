import Table from 'cli-table3';
import type { Incident } from '../model/incident.ts';
import type { EnvironmentReport, Recommendation, SeverityCounts } from '../model/report.ts';
import type { RulePolicyReport } from '../model/rule-policy.ts';
import { severities } from '../model/severity.ts';
import type { FindingView } from './finding-view.ts';
import { viewIncident } from './incident-view.ts';
import { describeCostDelta } from './money.ts';
import { countOf, cutText, hangingText, plainText } from './plain-text.ts';
import { changeLines, tellsDifference } from './property-changes.ts';
import type { FailedTarget, ReadingGap } from './reading-gaps.ts';
import { describeRulePolicy } from './rule-policy-words.ts';
import { paint, type TextOptions } from './text-style.ts';

/** Columns of the labels before a finding's lines. */
const labelWidth = 10;
/** How many findings are told in full; the others are counted. */
const toldFindings = 50;
/** How many lines of changes are told of a finding; of a resource that came or went, its properties are background. */
const toldChanges = { modified: 12, replaced: 12, added: 5, removed: 5 } as const;
/** Characters of a value that are told. */
const toldValue = 160;
const toldRecommendations = 5;
/** How many commands are told of a finding. */
const toldCommands = 2;
/** How many of a resource's states are told. */
const toldStates = 3;
/** Characters of an environment's name in a table. */
const toldEnvironment = 24;

/** A line with a label before it, wrapped under itself. */
export function labelled(label: string, text: string, { color, width }: TextOptions): string[] {
  const prefix = `${label.padStart(labelWidth - 2)}  `;
  return hangingText(prefix, text, width).map((line, at) =>
    at === 0 ? `${paint(color).quiet(prefix)}${line.slice(prefix.length)}` : line,
  );
}

/** How many findings there are of each severity, on one line. */
export function severityLine(counts: SeverityCounts, { color }: TextOptions): string {
  const painted = paint(color);
  return severities
    .map((severity) => {
      const text = `${counts[severity]} ${severity}`;
      return counts[severity] > 0 ? painted.severity(severity, text) : painted.quiet(text);
    })
    .join('   ');
}

/** Several environments side by side, where the width allows; a lone one needs no table. */
export function environmentTable(
  environments: readonly EnvironmentReport[],
  { color, width }: TextOptions,
): string[] {
  if (environments.length < 2) return [];
  const painted = paint(color);
  const table = new Table({
    head: ['Environment', ...severities, 'Cost a month', 'Targets', 'Failed'].map(painted.strong),
    colAligns: ['left', ...severities.map(() => 'right' as const), 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { environment, severities: counts, cost, targets } of environments) {
    const failed = targets.filter(({ status }) => status === 'failed').length;
    table.push([
      cutText(plainText(environment), toldEnvironment),
      ...severities.map((severity) => {
        const text = String(counts[severity]);
        return counts[severity] > 0 ? painted.severity(severity, text) : painted.quiet(text);
      }),
      describeCostDelta(cost),
      String(targets.length),
      String(failed),
    ]);
  }
  const lines = table.toString().split('\n');
  // The border has no colours; a table that is too wide breaks, and the sections below tell the same.
  return (lines[0] ?? '').length > width ? [] : [...lines, ''];
}

function changeSection({ changes, change }: FindingView, options: TextOptions): string[] {
  const lines = changes.flatMap((each) => changeLines(each, change, toldValue));
  const told = lines.slice(0, toldChanges[change]);
  const label = tellsDifference(change) ? 'changed' : change === 'added' ? 'with' : 'had';
  const more = lines.length - told.length;
  const all = more > 0 ? [...told, `and ${countOf(more, 'more property', 'more properties')}`] : told;
  return all.flatMap((line, at) => labelled(at === 0 ? label : '', line, options));
}

function timelineSection({ timeline }: FindingView, options: TextOptions): string[] {
  const told = timeline.slice(0, toldStates);
  const more = timeline.length - told.length;
  const all = more > 0 ? [...told, `and ${countOf(more, 'earlier change')}`] : told;
  return all.flatMap((line, at) => labelled(at === 0 ? 'when' : '', line, options));
}

function findingSection(finding: FindingView, options: TextOptions): string[] {
  const { severity, score, type, name, change, place, status, reasons, cost, recommendations } = finding;
  const painted = paint(options.color);
  const about = [place, status, `score ${score}`].filter((part) => part !== '').join(' · ');
  return [
    `${painted.severity(severity, severity.padStart(labelWidth - 2))}  ${painted.strong(name)} ${change}`,
    `${' '.repeat(labelWidth)}${painted.quiet(type)}`,
    ...hangingText(' '.repeat(labelWidth), about, options.width).map(painted.quiet),
    ...changeSection(finding, options),
    ...timelineSection(finding, options),
    ...(finding.attribution === '' ? [] : labelled('who', finding.attribution, options)),
    ...reasons.flatMap((reason, at) => labelled(at === 0 ? 'why' : '', reason, options)),
    ...labelled('cost', cost, options),
    ...(cost.includes('unknown') ? finding.assumptions.flatMap((text) => labelled('', text, options)) : []),
    ...recommendations.flatMap((text, at) => labelled(at === 0 ? 'do' : '', text, options)),
    // A command is copied: it is not broken into lines.
    ...finding.commands
      .slice(0, toldCommands)
      .flatMap((text, at) =>
        labelled(at === 0 ? 'run' : '', text, { ...options, width: Number.POSITIVE_INFINITY }),
      ),
    '',
  ];
}

/** The findings one after another, most dangerous first; after the fiftieth only how many there are. */
export function findingSections(
  findings: readonly FindingView[],
  total: number,
  options: TextOptions,
): string[] {
  const told = findings.slice(0, toldFindings);
  const more = total - told.length;
  return [
    ...told.flatMap((finding) => findingSection(finding, options)),
    ...(more > 0
      ? [`${countOf(more, 'more finding')}, not more dangerous than these; the JSON output has them.`, '']
      : []),
  ];
}

/** The incidents, each with its story. */
export function incidentSections(incidents: readonly Incident[], options: TextOptions): string[] {
  const painted = paint(options.color);
  return incidents
    .map(viewIncident)
    .flatMap(({ severity, title, place, story, recommendation }) => [
      `${painted.severity(severity, severity.padStart(labelWidth - 2))}  ${painted.strong(`Incident: ${title}`)}`,
      ...hangingText(' '.repeat(labelWidth), place, options.width).map(painted.quiet),
      ...labelled('story', story, options),
      ...labelled('do', recommendation, options),
      '',
    ]);
}

/** What to do first. */
export function recommendationSection(
  recommendations: readonly Recommendation[],
  options: TextOptions,
): string[] {
  if (recommendations.length === 0) return [];
  const painted = paint(options.color);
  const lines = recommendations
    .slice(0, toldRecommendations)
    .flatMap(({ severity, recommendation, findings, resources }) => {
      const named = resources.map(plainText).join(', ');
      const others = findings > resources.length ? ` and ${findings - resources.length} more` : '';
      const prefix = `${severity.padStart(labelWidth - 2)}  `;
      const text = `${plainText(recommendation)} (${named}${others})`;
      return hangingText(prefix, text, options.width).map((line, at) =>
        at === 0
          ? `${painted.severity(severity, prefix.trimEnd())}${line.slice(prefix.trimEnd().length)}`
          : line,
      );
    });
  return [painted.heading('What to do first'), ...lines, ''];
}

/** What could not be read, and the targets that failed. */
export function gapSections(
  gaps: readonly ReadingGap[],
  failed: readonly FailedTarget[],
  notRead: readonly string[],
  options: TextOptions,
): string[] {
  const painted = paint(options.color);
  const failedLines = failed.flatMap(({ place, reason }) =>
    hangingText('  ', `${place}: ${reason}`, options.width),
  );
  const gapLines = gaps.flatMap(({ what, reason, places }) =>
    hangingText('  ', `${what} (${places.join('; ')}): ${reason}`, options.width),
  );
  return [
    ...(failed.length > 0 ? [painted.heading('Targets that failed'), ...failedLines, ''] : []),
    ...(gaps.length > 0
      ? [painted.heading('What could not be read, and so was not compared'), ...gapLines, '']
      : []),
    ...(notRead.length > 0
      ? [
          painted.heading('What exists and is not read: turn it on in the configuration if it matters'),
          ...hangingText('  ', notRead.join(', '), options.width),
          '',
        ]
      : []),
  ];
}

/** How the rules that judged differ from those of Tidemark, so that nothing is hidden without a word. */
export function rulePolicySection(policy: RulePolicyReport | undefined, options: TextOptions): string[] {
  const lines = describeRulePolicy(policy);
  if (lines.length === 0) return [];
  return [
    paint(options.color).heading('How the configuration changed the rules'),
    ...lines.flatMap((line) => hangingText('  ', line, options.width)),
    '',
  ];
}
