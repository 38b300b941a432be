import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { Listr, type ListrTask } from 'listr2';
import { textReport } from '../../lib/report/text.ts';
import { nightChanges } from '../emulator/drift.ts';
import { type Scanner, type SetupStep, setUpScanner } from '../emulator/scanner.ts';
import { keepInstructions } from './keep.ts';
import { type Observed, observeNight, type Progress } from './night.ts';

/** How to run the demonstration. */
export interface DemonstrationOptions {
  /** Leaves everything running at the end and says how to use it. */
  readonly keep: boolean;
  /** Ends the demonstration early; what was started is stopped. */
  readonly signal: AbortSignal;
}

/** Where the report of the demonstration is left. */
const reportFolder = '.demo';

const setupTitles: Readonly<Record<SetupStep, string>> = {
  emulator: 'Start an AWS emulator on this machine',
  accounts: 'Fill three accounts (dev, staging, prod) with the resources of a small web shop',
  synthesize: 'Synthesize the CDK app, checked by cdk-nag',
  deploy: 'Deploy the scanner into a hub account, and its read role into the three accounts',
  subscribe: 'Subscribe a queue to the alert topics, as a team would',
};
const setupSteps: readonly SetupStep[] = ['emulator', 'accounts', 'synthesize', 'deploy', 'subscribe'];

/** A task per step of a piece of work that runs by itself and tells when its steps end. */
function tasksOf(
  titles: readonly string[],
  finished: readonly Promise<string | undefined>[],
  work: Promise<unknown>,
): ListrTask[] {
  return titles.map((title, at) => ({
    title,
    task: async (_context, task) => {
      // A failure anywhere is shown where the work stands.
      const detail = await Promise.race([finished[at], work.then(() => finished[at])]);
      if (detail !== undefined) task.title = `${title}: ${detail}`;
    },
  }));
}

function heading(text: string): void {
  console.log(`\n${styleText('bold', text)}\n${'─'.repeat(text.length)}`);
}

async function writeReport({ report, html }: Observed): Promise<string> {
  await mkdir(reportFolder, { recursive: true });
  await writeFile(`${reportFolder}/report.json`, JSON.stringify(report, null, 2));
  await writeFile(`${reportFolder}/report.html`, html);
  return resolve(`${reportFolder}/report.html`);
}

async function show(observed: Observed): Promise<void> {
  const color = styleText('red', 'x') !== 'x';
  heading('What the state machine found');
  console.log(textReport(observed.report, { color, width: Math.min(process.stdout.columns ?? 100, 120) }));
  for (const { topic, subject, body } of observed.alerts) {
    heading(`The alert on ${topic}, as its subscriber received it`);
    console.log(`Subject: ${subject}\n\n${body}`);
  }
  heading('The next run, with nothing changed since');
  console.log(`${observed.repeatedFindings} findings still open, ${observed.repeatedAlerts} alerts sent.`);
  heading('The dead-letter queue');
  for (const { environment, account, region, error } of observed.deadLetters) {
    console.log(`${environment} ${account} ${region}: ${error}`);
  }
  heading('The report');
  console.log(await writeReport(observed));
}

/**
 * Deploys the real CDK app to an emulator on this machine, lets people change three accounts at two in the morning, and
 * shows what Tidemark makes of it. Answers with the exit code: 0, 1 when something failed, 130 when it was interrupted.
 */
export async function runDemonstration({ keep, signal }: DemonstrationOptions): Promise<number> {
  const started = Date.now();
  let scanner: Scanner | undefined;
  try {
    scanner = await setUp(keep, signal);
    const observed = await play(scanner, signal);
    await show(observed);
    console.log(styleText('dim', `\nAll of this took ${Math.round((Date.now() - started) / 1000)} seconds.`));
    if (keep) console.log(keepInstructions(scanner));
    return 0;
  } catch (error) {
    if (signal.aborted) {
      console.error('\nInterrupted; everything that was started is stopped.');
      return 130;
    }
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    if (!keep || signal.aborted) await scanner?.stop();
  }
}

interface Milestone {
  readonly reached: Promise<string | undefined>;
  readonly reach: (detail?: string) => void;
}

function milestone(): Milestone {
  const { promise, resolve: reach } = Promise.withResolvers<string | undefined>();
  return { reached: promise, reach };
}

async function setUp(keep: boolean, signal: AbortSignal): Promise<Scanner> {
  const milestones = new Map(setupSteps.map((step) => [step, { ...milestone(), began: Date.now() }]));
  const work = setUpScanner({
    detached: keep,
    signal,
    onStep: (step, state) => {
      const known = milestones.get(step);
      if (!known) return;
      if (state === 'begun') known.began = Date.now();
      else known.reach(`${((Date.now() - known.began) / 1000).toFixed(1)} s`);
    },
  });
  const titles = setupSteps.map((step) => setupTitles[step]);
  await list(
    tasksOf(
      titles,
      [...milestones.values()].map(({ reached }) => reached),
      work,
    ),
    true,
  );
  return work;
}

/** The story of one night, step by step. */
const nightTitles: Readonly<Record<Progress, string>> = {
  baseline: 'Run the state machine to approve what is there as the baseline',
  night: `02:00, ${nightChanges.length} things are changed by hand`,
  detect: 'Run the state machine again, as the schedule does in the morning',
  repeat: 'And once more, with nothing changed',
};

async function play(scanner: Scanner, signal: AbortSignal): Promise<Observed> {
  const steps: readonly Progress[] = ['baseline', 'night', 'detect', 'repeat'];
  const milestones = new Map(steps.map((step) => [step, milestone()]));
  const work = observeNight(scanner, signal, (step, detail) => milestones.get(step)?.reach(detail));
  const titles = steps.map((step) => nightTitles[step]);
  await list(
    tasksOf(
      titles,
      [...milestones.values()].map(({ reached }) => reached),
      work,
    ),
    false,
  );
  return work;
}

function list(tasks: ListrTask[], concurrent: boolean): Promise<unknown> {
  return new Listr(tasks, {
    concurrent,
    fallbackRenderer: 'simple',
    registerSignalListeners: false,
  }).run();
}
