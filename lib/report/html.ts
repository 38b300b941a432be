import { Eta } from 'eta/core';
import type { AssessedChange } from '../model/finding.ts';
import type {
  EnvironmentReport,
  InheritedRisk,
  Recommendation,
  RunReport,
  SeverityCounts,
} from '../model/report.ts';
import { severities } from '../model/severity.ts';
import { complianceSummaryTemplate } from './compliance-templates.ts';
import { complianceRows } from './compliance-words.ts';
import { describeAges, describeNotes, describeNothing, describeTargets } from './environment-words.ts';
import { viewFinding } from './finding-view.ts';
import { style } from './html-style.ts';
import { barTemplate, environmentTemplate, findingTemplate, pageTemplate } from './html-templates.ts';
import { viewIncident } from './incident-view.ts';
import { describeCostSummary } from './money.ts';
import { countOf, plainText } from './plain-text.ts';
import { inheritedCount, toldDigits } from './posture-text.ts';
import type { DescribedChange } from './property-changes.ts';
import { failedTargets, readingGaps, typesNotRead } from './reading-gaps.ts';
import { describeRulePolicy } from './rule-policy-words.ts';
import { describeMoment } from './timeline-words.ts';
import { describeTransition, describeValue } from './values.ts';

/** Everything a template prints is escaped; what is included raw is this code's own. */
const eta = new Eta({ autoEscape: true });
eta.loadTemplate('@bar', barTemplate);
eta.loadTemplate('@finding', findingTemplate);
eta.loadTemplate('@compliance', complianceSummaryTemplate);
eta.loadTemplate('@environment', environmentTemplate);
eta.loadTemplate('@page', pageTemplate);

/** Where a page is read. */
export interface HtmlOptions {
  /** Whether the other pages of the run are where the store keeps them, so that links lead to them. */
  readonly isBesidePages: boolean;
}

/** Characters of a value that are told. */
const toldValue = 600;
/** How many rows of changes are told of a finding. */
const toldRows = 40;
const toldRecommendations = 10;

/** The severities as parts of a bar, in percent of its width, with the words for them. */
function barOf(counts: SeverityCounts) {
  const total = severities.reduce((sum, severity) => sum + counts[severity], 0);
  let from = 0;
  const present = severities.filter((severity) => counts[severity] > 0);
  const segments = present.map((severity) => {
    const width = (100 * counts[severity]) / total;
    from += width;
    return { severity, from: (from - width).toFixed(2), width: width.toFixed(2) };
  });
  return { segments, label: present.map((severity) => `${counts[severity]} ${severity}`).join(', ') };
}

function rowsOf({ property, values, removed, added }: DescribedChange) {
  const tell = (value: AssessedChange['properties'][number]['before']) => describeValue(value, toldValue);
  if (values) {
    const { before = '', after } = describeTransition(values.before, values.after, toldValue);
    return [{ property, before, after }];
  }
  return [
    ...removed.map((element) => ({ property, before: tell(element), after: 'removed' })),
    ...added.map((element) => ({ property, before: 'not there', after: tell(element) })),
  ];
}

function findingOf(finding: AssessedChange, anchor: string) {
  const view = viewFinding(finding);
  const rows = view.changes.flatMap(rowsOf);
  return {
    ...view,
    anchor,
    id: plainText(finding.id),
    rows: rows.slice(0, toldRows),
    moreRows: Math.max(rows.length - toldRows, 0),
  };
}

function recommendationOf({ severity, recommendation, findings, resources }: Recommendation) {
  const others = findings - resources.length;
  const named = resources.map(plainText).join(', ');
  return {
    severity,
    text: plainText(recommendation),
    settles: others > 0 ? `${named} and ${others} more` : named,
  };
}

function inheritedOf(inherited: InheritedRisk) {
  const { dangers, severities: counts } = inherited;
  const total = severities.reduce((sum, severity) => sum + counts[severity], 0);
  return {
    count: inheritedCount(inherited),
    more: total - dangers.length,
    dangers: dangers.map(
      ({ severity, name, type, account, region, reason, recommendation, fingerprint }) => ({
        severity,
        name: plainText(name),
        place: plainText(`${type}, account ${account}, ${region}`),
        reason: plainText(reason),
        recommendation: plainText(recommendation),
        fingerprint: fingerprint.slice(0, toldDigits),
      }),
    ),
  };
}

function environmentOf(environment: EnvironmentReport, at: number, { isBesidePages }: HtmlOptions) {
  const { findings, findingsTotal, recommendations, targets } = environment;
  return {
    anchor: `environment-${at + 1}`,
    name: plainText(environment.environment),
    targets: describeTargets(environment),
    notes: describeNotes(environment),
    nothing: describeNothing(environment),
    ages: describeAges(environment),
    counts: severities.map((severity) => environment.severities[severity]),
    bar: barOf(environment.severities),
    cost: describeCostSummary(environment.cost),
    findingsTotal,
    findings: findings.map((finding, index) => findingOf(finding, `finding-${at + 1}-${index + 1}`)),
    more: findingsTotal - findings.length,
    recommendations: recommendations.slice(0, toldRecommendations).map(recommendationOf),
    incidents: environment.incidents.map(viewIncident),
    inherited: inheritedOf(environment.inherited),
    gaps: readingGaps(targets),
    failed: failedTargets(targets),
    notRead: typesNotRead(targets),
    rulePolicy: describeRulePolicy(environment.rulePolicy),
    compliance: {
      rows: complianceRows(environment.compliance),
      page: isBesidePages ? `compliance/${encodeURIComponent(environment.environment)}.html` : '',
    },
  };
}

function factsOf(report: RunReport): [string, string][] {
  const { runId, mode, trigger, requestedBy, reason, startedAt, endedAt, status, cost, environments } =
    report;
  const seconds = Math.max(Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000), 0);
  const targets = environments.reduce((sum, environment) => sum + environment.targets.length, 0);
  const facts: [string, string | undefined][] = [
    ['Run', `${runId} (${mode}, by ${trigger})`],
    ['Time', `${describeMoment(startedAt)}, ${countOf(seconds, 'second')}, ${countOf(targets, 'target')}`],
    ['Status', status === 'complete' ? 'complete' : 'incomplete: not everything could be read'],
    ['Requested by', requestedBy],
    ['Reason', reason],
    ['Monthly cost', describeCostSummary(cost)],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, plainText(value)]]));
}

/**
 * The report of a run as one page that needs nothing else: no scripts, no fonts, no network. What it shows of AWS is
 * escaped, and can neither run nor load anything.
 */
export function htmlReport(report: RunReport, options: HtmlOptions = { isBesidePages: false }): string {
  return eta.render('@page', {
    title: `Tidemark report of ${describeMoment(report.startedAt)}`,
    style,
    facts: factsOf(report),
    bar: barOf(report.severities),
    severities,
    environments: report.environments.map((environment, at) => environmentOf(environment, at, options)),
  });
}
