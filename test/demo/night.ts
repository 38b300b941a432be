import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { type RunReport, runReportSchema } from '../../lib/model/report.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { s3Configuration } from '../emulator/accounts.ts';
import { makeNightChanges, nightChanges } from '../emulator/drift.ts';
import { runStateMachine } from '../emulator/executions.ts';
import { drainQueue, type Scanner } from '../emulator/scanner.ts';
import { given } from '../emulator/seed/plan.ts';

/** The steps of the story. */
export type Progress = 'baseline' | 'night' | 'detect' | 'repeat';

/** An alert as a subscriber of the topic received it. */
export interface ReceivedAlert {
  readonly topic: string;
  readonly subject: string;
  readonly body: string;
}

/** A message of the dead-letter queue. */
export interface DeadLetter {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly error: string;
}

/** What could be seen of the night. */
export interface Observed {
  readonly report: RunReport;
  readonly html: string;
  readonly alerts: readonly ReceivedAlert[];
  readonly deadLetters: readonly DeadLetter[];
  readonly repeatedFindings: number;
  readonly repeatedAlerts: number;
}

const outputSchema = z.looseObject({ runId: z.string() });
const envelopeSchema = z.looseObject({ TopicArn: z.string(), Subject: z.string(), Message: z.string() });
const machineAlertSchema = z.looseObject({ text: z.string().optional() });
const deadLetterSchema = z.looseObject({
  environment: z.string().default('?'),
  account: z.string().default('?'),
  region: z.string().default('?'),
  error: z.looseObject({ name: z.string().default('Error'), cause: z.string().default('') }),
});
const causeSchema = z.looseObject({ errorMessage: z.string() });

async function readObject(scanner: Scanner, key: string): Promise<string> {
  const s3 = new S3Client(s3Configuration(scanner.hub));
  const Bucket = given(scanner.outputs.BucketName, 'bucket');
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
  return given(await Body?.transformToString(), key);
}

async function run(scanner: Scanner, input: object, signal: AbortSignal): Promise<RunReport> {
  const stateMachineArn = given(scanner.outputs.StateMachineArn, 'state machine');
  const execution = await runStateMachine({ account: scanner.hub, stateMachineArn, input, signal });
  if (execution.status !== 'SUCCEEDED') {
    throw new Error(`The state machine ended as ${execution.status}: ${execution.error} ${execution.cause}`);
  }
  const { runId } = outputSchema.parse(JSON.parse(given(execution.output, 'output')));
  return runReportSchema.parse(JSON.parse(await readObject(scanner, storeKeys.reportJson(runId))));
}

function describeRun({ environments, severities }: RunReport): string {
  const targets = environments.flatMap((environment) => environment.targets);
  const failed = targets.filter(({ status }) => status === 'failed').length;
  const resources = targets.reduce((sum, target) => sum + target.resources, 0);
  const found = Object.values(severities).reduce((sum, count) => sum + count, 0);
  return `${resources} resources in ${targets.length - failed} targets, ${failed} targets failed, ${found} findings`;
}

async function receivedAlerts(scanner: Scanner): Promise<ReceivedAlert[]> {
  const messages = await drainQueue(scanner.hub, scanner.subscriberQueueUrl);
  return messages.map(({ Body = '' }) => {
    const { TopicArn, Subject, Message } = envelopeSchema.parse(JSON.parse(Body));
    const { text = Message } = machineAlertSchema.parse(JSON.parse(Message));
    return { topic: TopicArn.split(':').at(-1) ?? TopicArn, subject: Subject, body: text };
  });
}

function describeCause(cause: string): string {
  try {
    return causeSchema.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}

async function deadLetters(scanner: Scanner): Promise<DeadLetter[]> {
  const messages = await drainQueue(
    scanner.hub,
    given(scanner.outputs.DeadLetterQueueUrl, 'dead-letter queue'),
  );
  return messages.map(({ Body = '' }) => {
    const { environment, account, region, error } = deadLetterSchema.parse(JSON.parse(Body));
    return { environment, account, region, error: `${error.name}: ${describeCause(error.cause)}` };
  });
}

/** Lets a night happen: approves a baseline, has people change things, and watches what the scanner makes of it. */
export async function observeNight(
  scanner: Scanner,
  signal: AbortSignal,
  onProgress: (step: Progress, detail: string) => void,
): Promise<Observed> {
  const approved = {
    mode: 'baseline',
    trigger: 'audit',
    requestedBy: 'demonstration',
    reason: 'first approval',
  };
  onProgress('baseline', describeRun(await run(scanner, approved, signal)));
  await deadLetters(scanner);
  await makeNightChanges(scanner.members);
  onProgress('night', nightChanges.map(({ description, kind }) => `${description} (${kind})`).join('; '));
  const report = await run(scanner, { mode: 'detect', trigger: 'schedule' }, signal);
  onProgress('detect', describeRun(report));
  const [alerts, letters] = [await receivedAlerts(scanner), await deadLetters(scanner)];
  const repeated = await run(scanner, { mode: 'detect', trigger: 'schedule' }, signal);
  const repeatedAlerts = (await receivedAlerts(scanner)).length;
  onProgress('repeat', `${repeatedAlerts} alerts`);
  return {
    report,
    html: await readObject(scanner, storeKeys.reportHtml(report.runId)),
    alerts,
    deadLetters: letters,
    repeatedFindings: repeated.environments.reduce((sum, { findingsTotal }) => sum + findingsTotal, 0),
    repeatedAlerts,
  };
}
