import { z } from 'zod';
import { summarizeCost } from '../cost/change.ts';
import { countSeverities } from '../findings/summary.ts';
import { type PropertyChange, propertyChangeSchema } from '../model/change.ts';
import { type Finding, findingSchema } from '../model/finding.ts';
import { type Incident, incidentSchema } from '../model/incident.ts';
import type { JsonValue } from '../model/json.ts';
import { costSummarySchema, severityCountsSchema } from '../model/report.ts';
import { severitySchema } from '../model/severity.ts';
import { mapStrings } from '../snapshot/normalise/walk.ts';
import { highestSeverity } from './alert-attributes.ts';
import type { AlertInput, AlertLimits } from './alert-input.ts';
import { neutralAttribution } from './attribution-words.ts';
import { viewIncident } from './incident-view.ts';
import { cutText, neutralText, plainText } from './plain-text.ts';
import { nameChangedSecrets, nameSecrets } from './secret-words.ts';
import { describeTransition } from './values.ts';

/** The version of the alert format that this build writes. */
export const alertSchemaVersion = 1;

/** Characters of an id, an ARN or a path that are told; AWS has none longer. */
const longestName = 2_048;
/** How many properties, reasons and recommendations are told of a finding. */
const toldProperties = 20;
const toldSentences = 10;
const toldRemedies = 3;

const alertFindingSchema = z.strictObject({
  ...findingSchema.pick({
    fingerprint: true,
    type: true,
    id: true,
    name: true,
    account: true,
    region: true,
    arn: true,
    change: true,
    severity: true,
    score: true,
    rules: true,
    controls: true,
    reasons: true,
    recommendations: true,
    remedies: true,
    explanation: true,
    monthlyCost: true,
    status: true,
    firstSeen: true,
    attribution: true,
  }).shape,
  properties: z.array(
    propertyChangeSchema.extend({
      cut: z.literal(true).optional().describe('The values were too long; before and after are words'),
    }),
  ),
});

/** The body of an alert for machines: SQS, Lambda and HTTP subscribers. */
export const alertBodySchema = z.strictObject({
  schemaVersion: z.literal(alertSchemaVersion),
  runId: z.string(),
  environment: z.string(),
  severity: severitySchema.describe('The highest'),
  severities: severityCountsSchema.describe('Of the findings that are alerted'),
  total: z.number().int().nonnegative().describe('Findings that are alerted; the report has all of them'),
  accounts: z.array(z.string()),
  cost: costSummarySchema,
  complete: z.boolean().describe('Whether everything that was asked for was read'),
  report: z.string().describe('Where the report is'),
  incidents: z
    .array(
      incidentSchema.pick({
        id: true,
        pattern: true,
        title: true,
        severity: true,
        account: true,
        story: true,
        recommendation: true,
      }),
    )
    .describe('What the findings make together, most severe first'),
  findings: z.array(alertFindingSchema).describe('The most dangerous ones, most dangerous first'),
  text: z.string().describe('The alert as people read it'),
});
export type AlertBody = z.infer<typeof alertBodySchema>;

function name(text: string): string {
  return cutText(plainText(text), longestName);
}

function propertyOf(
  { path, before, after }: PropertyChange,
  limit: number,
): AlertBody['findings'][number]['properties'][number] {
  const neutral = (value: JsonValue) => mapStrings(value, neutralText);
  const [was, is] = [neutral(nameSecrets(before)), neutral(nameChangedSecrets(after, before))];
  if (JSON.stringify([was, is]).length <= limit) return { path: name(path), before: was, after: is };
  const told = describeTransition(was, is, limit);
  return { path: name(path), before: told.before ?? null, after: told.after, cut: true };
}

function findingOf(finding: Finding, { value }: AlertLimits): AlertBody['findings'][number] {
  const { fingerprint, type, id, account, region, arn, change, severity, score, status, firstSeen } = finding;
  const { attribution } = finding;
  const sentences = (texts: readonly string[]) =>
    texts.slice(0, toldSentences).map((text) => cutText(plainText(text), 3 * value));
  return {
    fingerprint: name(fingerprint),
    type: name(type),
    id: name(id),
    name: name(finding.name),
    account: name(account),
    region: name(region),
    ...(arn === undefined ? {} : { arn: name(arn) }),
    ...(attribution === undefined ? {} : { attribution: neutralAttribution(attribution, 3 * value) }),
    change,
    severity,
    score,
    status,
    firstSeen,
    rules: sentences(finding.rules),
    ...(finding.controls === undefined ? {} : { controls: sentences(finding.controls) }),
    reasons: sentences(finding.reasons),
    recommendations: sentences(finding.recommendations),
    remedies: finding.remedies.slice(0, toldRemedies).map((remedy) => ({
      rule: name(remedy.rule),
      recommendation: cutText(plainText(remedy.recommendation), 3 * value),
      command: name(remedy.command),
      console: cutText(plainText(remedy.console), 3 * value),
    })),
    ...(finding.explanation === undefined
      ? {}
      : { explanation: cutText(plainText(finding.explanation), 12 * value) }),
    properties: finding.properties.slice(0, toldProperties).map((each) => propertyOf(each, 3 * value)),
    monthlyCost: { ...finding.monthlyCost, assumptions: sentences(finding.monthlyCost.assumptions) },
  };
}

function incidentOf(incident: Incident, { value }: AlertLimits): AlertBody['incidents'][number] {
  const { severity, title, story, recommendation } = viewIncident(incident);
  const { id, pattern, account } = incident;
  const short = (text: string) => cutText(text, 3 * value);
  return {
    ...{ id: name(id), pattern: name(pattern), account: name(account), severity, title },
    ...{ story: cutText(story, 8 * value), recommendation: short(recommendation) },
  };
}

/** Whether everything that was asked for was read. */
function isComplete({ results }: AlertInput): boolean {
  return results.every(
    ({ status, coverage }) =>
      status !== 'failed' && Object.values(coverage).every((type) => type.status === 'complete'),
  );
}

/** The alert for machines, with the text for people in it. */
export function alertBody(
  input: AlertInput,
  accounts: readonly string[],
  text: string,
  limits: AlertLimits,
): AlertBody {
  const { runId, environment, findings, incidents, total, reportLocation } = input;
  return {
    schemaVersion: alertSchemaVersion,
    runId: cutText(plainText(runId), 200),
    environment: cutText(plainText(environment), 200),
    severity: highestSeverity(findings, incidents),
    severities: countSeverities(findings),
    total: Math.max(total, findings.length),
    accounts: [...accounts],
    cost: summarizeCost(findings.map(({ monthlyCost }) => monthlyCost)),
    complete: isComplete(input),
    report: cutText(plainText(reportLocation), 1_024),
    incidents: incidents.slice(0, limits.incidents).map((incident) => incidentOf(incident, limits)),
    findings: findings.slice(0, limits.machineFindings).map((finding) => findingOf(finding, limits)),
    text,
  };
}
