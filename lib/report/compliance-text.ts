import Table from 'cli-table3';
import type { ComplianceDocument, ControlResult, FrameworkResult } from '../model/compliance.ts';
import {
  describeChanges,
  describeJudgements,
  describePlace,
  describeScore,
  describeStanding,
  frameworkTitle,
} from './compliance-words.ts';
import { countOf, hangingText, plainText } from './plain-text.ts';
import { paint, type TextOptions } from './text-style.ts';
import { describeMoment } from './timeline-words.ts';

/** Dangers of a control that are told. */
const toldFailures = 3;

function frameworkTable(frameworks: readonly FrameworkResult[], { color }: TextOptions): string[] {
  const { strong, severity, quiet } = paint(color);
  const table = new Table({
    head: ['Framework', 'Score', 'Failing', 'Unknown', 'Passing', 'Not evaluated'].map(strong),
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const framework of frameworks) {
    const { score, failing, unknown, passing, notEvaluated } = framework;
    table.push([
      frameworkTitle(framework),
      describeScore(score),
      failing > 0 ? severity('HIGH', String(failing)) : quiet('0'),
      unknown > 0 ? severity('MEDIUM', String(unknown)) : quiet('0'),
      String(passing),
      quiet(String(notEvaluated)),
    ]);
  }
  return table.toString().split('\n');
}

/** A control that fails: what it is, and the first dangers. */
function controlLines(control: ControlResult, { color, width }: TextOptions): string[] {
  const painted = paint(color);
  const { id, title, change, failures, failuresTotal } = control;
  const mark = change === undefined ? '' : ` (${change.replace('-', ' ')})`;
  const told = failures.slice(0, toldFailures).flatMap((failure) => {
    const about = `${plainText(failure.name)}, ${describePlace(failure)}, ${describeStanding(failure)}: ${plainText(failure.reason)}`;
    return hangingText(`    ${failure.severity} `, about, width);
  });
  const more = failuresTotal - Math.min(failures.length, toldFailures);
  return [
    ...hangingText(`  ${painted.strong(plainText(id))} `, `${plainText(title)}${mark}`, width),
    `    ${painted.quiet(describeJudgements(control))}`,
    ...told,
    ...(more > 0 ? [`    ${painted.quiet(`and ${countOf(more, 'danger')} more`)}`] : []),
  ];
}

function frameworkLines(framework: FrameworkResult, options: TextOptions): string[] {
  const failing = framework.controls.filter(({ status }) => status === 'failing');
  if (failing.length === 0) return [];
  const { heading } = paint(options.color);
  return [
    '',
    heading(`${frameworkTitle(framework)}: ${countOf(failing.length, 'failing control')}`),
    ...failing.flatMap((control) => controlLines(control, options)),
  ];
}

/** How an environment stands with published controls, for a terminal; the controls that fail are told only of one framework or two. */
export function complianceText(document: ComplianceDocument, options: TextOptions): string {
  const { environment, runId, at, scope, frameworks } = document;
  const { strong } = paint(options.color);
  const part = scope === 'part' ? ', of a part of the environment' : '';
  const head = [
    `${strong(`Compliance of ${plainText(environment)}`)} by run ${plainText(runId)}, ${describeMoment(at)}${part}`,
    `${describeChanges(document)}.`,
  ];
  if (frameworks.length === 0) return [...head, 'No rule is evidence for a control.'].join('\n');
  const details =
    frameworks.length > 2
      ? ['', 'The controls of one: --framework pci-dss-4.0.1']
      : frameworks.flatMap((framework) => frameworkLines(framework, options));
  return [...head, '', ...frameworkTable(frameworks, options), ...details].join('\n');
}
