import { summarizeCost } from '../cost/change.ts';
import { compareAssessed } from '../findings/assess.ts';
import { countSeverities } from '../findings/summary.ts';
import { type AlertAttribute, attributesOf, distinct } from './alert-attributes.ts';
import { alertBody } from './alert-body.ts';
import type { AlertInput, AlertLimits } from './alert-input.ts';
import { alertText, describeCounts } from './alert-text.ts';
import { formatDelta } from './money.ts';
import { countOf, cutText, plainText } from './plain-text.ts';

/** An alert as SNS publishes it with `MessageStructure: json`. */
export interface Alert {
  readonly subject: string;
  readonly message: string;
  readonly attributes: Record<string, AlertAttribute>;
}

/**
 * From the fullest form to one that fits whatever comes. A mail with more than ten findings is not read, so the first
 * form is short already; the others are for findings with long values.
 */
const forms: readonly AlertLimits[] = [
  { findings: 10, machineFindings: 25, value: 160, incidents: 5, gaps: 10 },
  { findings: 10, machineFindings: 10, value: 120, incidents: 5, gaps: 5 },
  { findings: 5, machineFindings: 3, value: 80, incidents: 3, gaps: 3 },
  { findings: 2, machineFindings: 1, value: 60, incidents: 1, gaps: 2 },
];
/** Only counts and where the report is. */
const shortestForm: AlertLimits = { findings: 0, machineFindings: 0, value: 0, incidents: 0, gaps: 0 };

/**
 * A message has at most 262,144 bytes, attributes included, or is refused:
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. The difference is a reserve.
 */
const messageBytes = 256_000;
/** A subject has "less than 100 characters" (same page). */
const subjectLength = 99;
/** The protocols whose subscribers are programs, and get JSON. */
const machineProtocols = ['sqs', 'lambda', 'http', 'https'] as const;

function subjectOf({ environment, findings, incidents, total }: AlertInput): string {
  const { delta } = summarizeCost(findings.map(({ monthlyCost }) => monthlyCost));
  const told = describeCounts(countSeverities(findings)) || countOf(total, 'finding');
  const counts = incidents.length === 0 ? told : `${countOf(incidents.length, 'incident')}, ${told}`;
  const accounts = [...new Set(findings.map(({ account }) => account))];
  const where = accounts.length === 1 ? ` in account ${accounts[0]}` : ` in ${accounts.length} accounts`;
  const cost = delta === 0 ? '' : ` (${formatDelta(delta)} a month)`;
  const whole = `Tidemark ${cutText(plainText(environment), 30)}: ${counts}${accounts.length === 0 ? '' : where}${cost}`;
  return whole
    .replaceAll('…', '...')
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, subjectLength)
    .trimEnd();
}

function messageOf(input: AlertInput, limits: AlertLimits): string {
  const accounts = distinct(input.findings.map(({ account }) => account));
  const mail = alertText(input, limits);
  const machine = JSON.stringify(alertBody(input, accounts, mail, limits));
  return JSON.stringify({
    default: mail,
    email: mail,
    ...Object.fromEntries(machineProtocols.map((protocol) => [protocol, machine])),
  });
}

function bytesOf(message: string, attributes: Readonly<Record<string, AlertAttribute>>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + Buffer.byteLength(`${name}${DataType}${StringValue}`),
    Buffer.byteLength(message),
  );
}

/**
 * Composes the alert of an environment and run: mail text for people, JSON for programs, attributes for filter
 * policies, always within the limits of SNS. What is too long is cut, and the report, which the alert points to, has
 * it. Never throws.
 */
export function composeAlert(given: AlertInput): Alert {
  const input = { ...given, findings: [...given.findings].sort(compareAssessed) };
  const subject = subjectOf(input);
  const attributes = attributesOf(input);
  for (const limits of forms) {
    const message = messageOf(input, limits);
    if (bytesOf(message, attributes) <= messageBytes) return { subject, message, attributes };
  }
  return { subject, message: messageOf(input, shortestForm), attributes };
}
