import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { compareAssessed } from '../findings/assess.ts';
import { incidentsOf } from '../findings/incidents.ts';
import { markAlerted, openFindingsSchema } from '../findings/lifecycle.ts';
import { ConflictError, TidemarkError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Incident } from '../model/incident.ts';
import type { TargetResult } from '../model/report.ts';
import { composeAlert } from '../report/alert.ts';
import { environmentResults } from '../scan/summarize-run.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** What publishing alerts needs. */
export interface PublishOptions {
  readonly store: ObjectStore;
  readonly sns: SNSClient;
  readonly eventBridge: EventBridgeClient;
  /** The topics' ARN with `{environment}` for the name of the environment. */
  readonly topicArnTemplate: string;
  readonly now: () => Date;
}

/** What was published. */
export interface PublishedAlerts {
  readonly alerted: number;
  readonly messageId?: string;
}

/** PutEvents takes at most 10 entries: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const eventsAtOnce = 10;
/** How often a write of the open findings is tried when another run writes them at the same time. */
const markAttempts = 5;

/** A finding as event may have this many bytes, safely below the 256 KiB an entry may have. */
const eventBytes = 200_000;

const receiptSchema = z.strictObject({
  messageId: z.string(),
  alerted: z.number().int().nonnegative(),
  publishedAt: z.iso.datetime(),
  eventsPublished: z.boolean(),
});
type Receipt = z.infer<typeof receiptSchema>;

function receiptKey(runId: string, environment: string): string {
  return `runs/${runId}/alerts/${environment}.json`;
}

/** A finding as event; one too long for an event goes without its properties, which the findings file has. */
function eventDetail(finding: Finding): string {
  const detail = JSON.stringify(finding);
  return Buffer.byteLength(detail) <= eventBytes ? detail : JSON.stringify({ ...finding, properties: [] });
}

async function publishEvents(
  environment: string,
  findings: readonly Finding[],
  eventBridge: EventBridgeClient,
): Promise<void> {
  for (let from = 0; from < findings.length; from += eventsAtOnce) {
    const entries = findings.slice(from, from + eventsAtOnce).map((finding) => ({
      Source: 'tidemark',
      DetailType: 'Tidemark Finding',
      Resources: finding.arn === undefined ? [] : [finding.arn],
      Detail: eventDetail(finding),
    }));
    const answer = await eventBridge.send(new PutEventsCommand({ Entries: entries }));
    const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (!refused) continue;
    throw new TidemarkError(
      `EventBridge refused a finding: ${refused.ErrorCode} ${refused.ErrorMessage}; publish the alerts of the run again`,
      { environment },
    );
  }
}

/** Remembers in the open findings of a target what was alerted, also when another run writes them meanwhile. */
async function remember(store: ObjectStore, result: TargetResult, at: string, attempt = 1): Promise<void> {
  const key = storeKeys.open(result);
  const open = await readDocument(store, key, openFindingsSchema);
  if (!open) return;
  const findings = markAlerted(open.value.findings, new Set(result.pendingAlerts), at);
  try {
    await writeDocument(store, key, { ...open.value, findings }, { condition: { ifVersion: open.version } });
  } catch (error) {
    if (!(error instanceof ConflictError) || attempt >= markAttempts) throw error;
    await remember(store, result, at, attempt + 1);
  }
}

/**
 * A result without what another run has alerted since: runs that overlap find the same, and both would alert it. What
 * is not remembered as alerted still waits.
 */
async function stillWaiting(store: ObjectStore, result: TargetResult): Promise<TargetResult> {
  if (result.pendingAlerts.length === 0) return result;
  const open = await readDocument(store, storeKeys.open(result), openFindingsSchema);
  const settled = open?.value.findings.filter(({ pending }) => !pending) ?? [];
  const alerted = new Set(settled.map(({ fingerprint }) => fingerprint));
  const pendingAlerts = result.pendingAlerts.filter((fingerprint) => !alerted.has(fingerprint));
  return { ...result, pendingAlerts, alertable: pendingAlerts.length };
}

function pendingFindings(results: readonly TargetResult[]): Finding[] {
  return results
    .flatMap(({ findings, pendingAlerts }) => {
      const pending = new Set(pendingAlerts);
      return findings.filter(({ fingerprint }) => pending.has(fingerprint));
    })
    .sort(compareAssessed);
}

/** The incidents that a finding which waits to be alerted takes part in, with the findings that were known before. */
function incidentsWith(pending: readonly Finding[], results: readonly TargetResult[]): Incident[] {
  const waiting = new Set(pending.map(({ fingerprint }) => fingerprint));
  return incidentsOf(results.flatMap(({ findings }) => findings)).filter(({ steps }) =>
    steps.some(({ fingerprint }) => fingerprint !== undefined && waiting.has(fingerprint)),
  );
}

async function publishMessage(
  runId: string,
  environment: string,
  results: readonly TargetResult[],
  findings: readonly Finding[],
  { store, sns, topicArnTemplate, now }: PublishOptions,
): Promise<Receipt> {
  const total = results.reduce((sum, { alertable }) => sum + alertable, 0);
  const reportLocation = `${store.location}/${storeKeys.reportHtml(runId)}`;
  const { subject, message, attributes } = composeAlert({
    runId,
    environment,
    results,
    findings,
    incidents: incidentsWith(findings, results),
    total,
    reportLocation,
  });
  const answer = await sns.send(
    new PublishCommand({
      TopicArn: topicArnTemplate.replace('{environment}', environment),
      Subject: subject,
      Message: message,
      MessageStructure: 'json',
      MessageAttributes: attributes,
    }),
  );
  const publishedAt = now().toISOString();
  return { messageId: answer.MessageId ?? '', alerted: total, publishedAt, eventsPublished: false };
}

/**
 * Sends the alert of an environment and run: one SNS message for all findings that wait to be alerted, and one
 * EventBridge event for each of them; then remembers that they were. Nothing is sent when none waits. The receipt in
 * the store keeps a second try of the function from sending again what the first one sent.
 */
export async function publishAlerts(
  runId: string,
  environment: string,
  options: PublishOptions,
): Promise<PublishedAlerts> {
  const { store, eventBridge, now } = options;
  const found = await environmentResults(store, runId, environment, now().toISOString());
  const key = receiptKey(runId, environment);
  const earlier = await readDocument(store, key, receiptSchema);
  const results = earlier ? found : await Promise.all(found.map((result) => stillWaiting(store, result)));
  const findings = pendingFindings(results);
  if (findings.length === 0) return { alerted: 0 };
  const receipt = earlier?.value ?? (await publishMessage(runId, environment, results, findings, options));
  if (!earlier) await writeDocument(store, key, receipt);
  if (!receipt.eventsPublished) {
    await publishEvents(environment, findings, eventBridge);
    await writeDocument(store, key, { ...receipt, eventsPublished: true });
  }
  for (const result of results.filter(({ pendingAlerts }) => pendingAlerts.length > 0)) {
    await remember(store, result, receipt.publishedAt);
  }
  return { alerted: receipt.alerted, messageId: receipt.messageId };
}
