import { Eta } from 'eta/core';
import type {
  ComplianceDocument,
  ComplianceHistory,
  ControlFailure,
  ControlResult,
  ControlStatus,
  FrameworkResult,
} from '../model/compliance.ts';
import {
  compliancePageTemplate,
  complianceStyle,
  controlTemplate,
  frameworkTemplate,
  trendTemplate,
} from './compliance-templates.ts';
import { trendOf } from './compliance-trend.ts';
import {
  describeChanges,
  describeJudgements,
  describePlace,
  describeScore,
  describeStanding,
  frameworkTitle,
  statusMeanings,
  statusWords,
} from './compliance-words.ts';
import { style } from './html-style.ts';
import { countOf, plainText } from './plain-text.ts';
import { describeMoment } from './timeline-words.ts';

/** Everything a template prints is escaped; what is included raw is this code's own. */
const eta = new Eta({ autoEscape: true });
eta.loadTemplate('@trend', trendTemplate);
eta.loadTemplate('@control', controlTemplate);
eta.loadTemplate('@framework', frameworkTemplate);
eta.loadTemplate('@page', compliancePageTemplate);

/** The order of the groups; those that ask for something are open. */
const groups: readonly { readonly status: ControlStatus; readonly isOpen: boolean }[] = [
  { status: 'failing', isOpen: true },
  { status: 'unknown', isOpen: true },
  { status: 'passing', isOpen: false },
  { status: 'not-evaluated', isOpen: false },
];

function failureOf(failure: ControlFailure) {
  return {
    severity: failure.severity,
    name: plainText(failure.name),
    type: plainText(failure.type),
    place: describePlace(failure),
    standing: describeStanding(failure),
    rule: plainText(failure.rule),
    reason: plainText(failure.reason),
  };
}

function controlOf(control: ControlResult) {
  return {
    id: plainText(control.id),
    title: plainText(control.title),
    status: control.status,
    statusWord: statusWords[control.status],
    change: (control.change ?? '').replace('-', ' '),
    judgements: describeJudgements(control),
    failures: control.failures.map(failureOf),
    more: control.failuresTotal - control.failures.length,
  };
}

function frameworkOf(framework: FrameworkResult, at: number, history: ComplianceHistory) {
  const { score, failing, unknown, passing, notEvaluated, controls, source } = framework;
  return {
    anchor: `framework-${at + 1}`,
    title: frameworkTitle(framework),
    source: plainText(source),
    score: describeScore(score),
    failing,
    unknown,
    passing,
    notEvaluated,
    trend: trendOf(history, framework.id),
    groups: groups.flatMap(({ status, isOpen }) => {
      const chosen = controls.filter((control) => control.status === status);
      if (chosen.length === 0) return [];
      const title = `${countOf(chosen.length, 'control')} ${statusWords[status]}`;
      return [{ title, meaning: statusMeanings[status], isOpen, controls: chosen.map(controlOf) }];
    }),
  };
}

/**
 * How an environment stands with published controls, as one page that needs nothing else: no scripts, no fonts, no
 * network. What it shows of AWS is escaped, and can neither run nor load anything.
 */
export function complianceHtml(document: ComplianceDocument, history: ComplianceHistory): string {
  const { environment, runId, at, scope } = document;
  const facts: [string, string | undefined][] = [
    ['Run', runId],
    ['Time', describeMoment(at)],
    ['Scope', scope === 'whole' ? undefined : 'a part of the environment, as the run was asked for'],
    ['Changes', describeChanges(document)],
  ];
  return eta.render('@page', {
    title: `Compliance of ${plainText(environment)}`,
    style: style + complianceStyle,
    facts: facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, plainText(value)]])),
    frameworks: document.frameworks.map((framework, index) => frameworkOf(framework, index, history)),
  });
}
