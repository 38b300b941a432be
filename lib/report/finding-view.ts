import { compareAssessed } from '../findings/assess.ts';
import type { AssessedChange, Finding } from '../model/finding.ts';
import { globalRegion } from '../model/snapshot.ts';
import { describeAttribution } from './attribution-words.ts';
import { describeCost } from './money.ts';
import { plainText } from './plain-text.ts';
import { type DescribedChange, describeChanges } from './property-changes.ts';
import { describeTimeline } from './timeline-words.ts';

/** What a renderer is given: a finding of a scan, or a change of a comparison. */
export type ReportedChange = AssessedChange | Finding;

/** A finding in words, safe for terminals and mails; what is common to text, HTML and mail. */
export interface FindingView {
  readonly severity: AssessedChange['severity'];
  readonly score: number;
  readonly change: AssessedChange['change'];
  readonly type: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly arn: string;
  /** `account 111122223333, eu-west-1`; empty where neither is known. */
  readonly place: string;
  /** Where it stands in its life, such as `open since 2026-11-20`; empty in a comparison. */
  readonly status: string;
  readonly changes: readonly DescribedChange[];
  /** When the resource changed since the baseline, newest first; empty where AWS Config does not tell. */
  readonly timeline: readonly string[];
  /** Who made the change, or why that is not known; empty where nobody asked. */
  readonly attribution: string;
  readonly reasons: readonly string[];
  readonly cost: string;
  readonly assumptions: readonly string[];
  readonly recommendations: readonly string[];
  /** The AWS CLI command that does what is recommended, one for each rule. */
  readonly commands: readonly string[];
  /** Where in the AWS console it is done, one for each rule. */
  readonly consolePaths: readonly string[];
  /** All of it as one paragraph; empty where the finding has none. */
  readonly explanation: string;
  readonly rules: readonly string[];
  /** Controls of published frameworks, in one line; empty where it concerns none. */
  readonly controls: string;
  readonly scoreParts: AssessedChange['scoreParts'];
}

/** An account and region in words; a file given to `tidemark compare` may leave either out. */
export function describePlace({ account, region }: { account: string; region: string }): string {
  const parts = [
    account === '' ? '' : `account ${plainText(account)}`,
    region === globalRegion ? 'global services' : plainText(region),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function describeStatus(finding: ReportedChange): string {
  if (!('status' in finding)) return '';
  const { status, firstSeen } = finding;
  const since = `open since ${firstSeen.slice(0, 10)}`;
  if (status === 'ongoing') return since;
  return status === 'escalated' ? `escalated, ${since}` : status;
}

/** Puts a finding into words. */
export function viewFinding(finding: ReportedChange): FindingView {
  const { severity, score, change, type, name, account, region, arn = '' } = finding;
  return {
    severity,
    score,
    change,
    type: plainText(type),
    name: plainText(name),
    account: plainText(account),
    region: plainText(region),
    arn: plainText(arn),
    place: describePlace(finding),
    status: describeStatus(finding),
    changes: describeChanges(finding.properties),
    timeline: 'timeline' in finding ? describeTimeline(finding.timeline ?? []) : [],
    attribution: 'attribution' in finding ? describeAttribution(finding.attribution, account) : '',
    reasons: finding.reasons.map(plainText),
    cost: describeCost(finding.monthlyCost),
    assumptions: finding.monthlyCost.assumptions.map(plainText),
    recommendations: finding.recommendations.map(plainText),
    commands: [...new Set(finding.remedies.map(({ command }) => plainText(command)))],
    consolePaths: [...new Set(finding.remedies.map((remedy) => plainText(remedy.console)))],
    explanation: plainText(finding.explanation ?? ''),
    rules: finding.rules.map(plainText),
    controls: (finding.controls ?? []).map(plainText).join(', '),
    scoreParts: finding.scoreParts.map(({ points, reason }) => ({ points, reason: plainText(reason) })),
  };
}

/** Findings in words, most dangerous first. */
export function viewFindings(findings: readonly ReportedChange[]): FindingView[] {
  return [...findings].sort(compareAssessed).map(viewFinding);
}
