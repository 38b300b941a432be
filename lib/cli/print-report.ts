import type { RunReport } from '../model/report.ts';
import { htmlReport } from '../report/html.ts';
import { countOf } from '../report/plain-text.ts';
import { textReport } from '../report/text.ts';
import { storeKeys } from '../store/keys.ts';
import { writeWhole } from './files.ts';
import { type Output, textOptions } from './output.ts';
import type { Surroundings } from './surroundings.ts';

/** How a run report is given out. */
export interface PrintOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly html?: string | undefined;
}

function textLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Where the snapshots are that a run was only to take. */
function snapshotLines({ mode, runId, environments }: RunReport, location: string): string[] {
  if (mode !== 'scan') return [];
  return environments
    .flatMap(({ targets }) => targets)
    .filter(({ status }) => status === 'scanned')
    .map((target) => `Snapshot: ${location}/${storeKeys.snapshot(target, runId)}`);
}

/** Prints a run report as text or JSON, and writes it as a page where that is asked for. */
export async function printReport(
  report: RunReport,
  location: string,
  { json, color, html }: PrintOptions,
  surroundings: Surroundings,
  output: Output,
): Promise<void> {
  if (html !== undefined) await writeWhole(html, htmlReport(report));
  if (json) {
    await output.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const page = html ?? `${location}/${storeKeys.reportHtml(report.runId)}`;
  const places = [...snapshotLines(report, location), `Report: ${page}`];
  await output.write(
    `${textLine(textReport(report, textOptions(color, surroundings)))}\n${places.join('\n')}\n`,
  );
}

/** What was not read, in one line; undefined when everything was. */
export function incompleteness({ environments }: RunReport): string | undefined {
  const targets = environments.flatMap((environment) => environment.targets);
  const failed = targets.filter(({ status }) => status === 'failed').length;
  const gaps = targets
    .flatMap(({ coverage }) => Object.values(coverage))
    .filter(({ status }) => status !== 'complete').length;
  if (failed === 0 && gaps === 0) return undefined;
  const parts = [
    failed > 0 ? `${failed} of ${countOf(targets.length, 'target')} failed` : '',
    gaps > 0 ? `${countOf(gaps, 'resource type')} could not be read completely` : '',
  ];
  return `The scan is incomplete: ${parts.filter((part) => part !== '').join(', ')}; nothing of it counts as removed`;
}
