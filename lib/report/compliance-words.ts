import type {
  ComplianceDocument,
  ComplianceSummary,
  ControlFailure,
  ControlResult,
  ControlStatus,
  FrameworkResult,
} from '../model/compliance.ts';
import { globalRegion } from '../model/snapshot.ts';
import { countOf, plainText } from './plain-text.ts';

/** What each status is called. */
export const statusWords: Readonly<Record<ControlStatus, string>> = {
  failing: 'failing',
  unknown: 'unknown',
  passing: 'passing',
  'not-evaluated': 'not evaluated',
};

/** Why a control has its status, as a sentence for a group of them. */
export const statusMeanings: Readonly<Record<ControlStatus, string>> = {
  failing: 'A resource is in a danger that the control is against.',
  unknown: 'No danger was seen, and something that must be looked at was not read.',
  passing: 'Everything that Tidemark looks at was read, and none of it is in danger.',
  'not-evaluated': 'There is no such resource, or only changes tell of it.',
};

/** `80.5 %`, or that there is none. */
export function describeScore(score: number | null): string {
  return score === null ? 'none' : `${score} %`;
}

/** Framework and version: `PCI DSS 4.0.1`. */
export function frameworkTitle({ name, version }: Pick<FrameworkResult, 'name' | 'version'>): string {
  return plainText(`${name} ${version}`);
}

/** What was judged for a control: `12 of 40 judgements failed, 2 unknown`. */
export function describeJudgements({ evaluated, failing, unknown, acknowledged }: ControlResult): string {
  if (evaluated === 0) return '';
  const parts = [
    `${failing.toLocaleString('en-US')} of ${countOf(evaluated, 'judgement')} failed`,
    unknown > 0 ? `${unknown.toLocaleString('en-US')} unknown` : '',
    acknowledged > 0 ? `${countOf(acknowledged, 'danger')} acknowledged` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Since when a danger is there, or who answers for it. */
export function describeStanding({ standing, acknowledgement }: ControlFailure): string {
  if (standing === 'new') return 'new since the baseline';
  if (standing === 'inherited') return 'older than the baseline';
  if (acknowledgement === undefined) return 'acknowledged';
  const { by, reason, until } = acknowledgement;
  return plainText(`acknowledged by ${by}${until === undefined ? '' : ` until ${until}`}: ${reason}`);
}

/** Account and region. */
export function describePlace({ account, region }: Pick<ControlFailure, 'account' | 'region'>): string {
  return plainText(region === globalRegion ? account : `${account} ${region}`);
}

/** How many controls began or ceased to fail, or that nothing tells. */
export function describeChanges({ frameworks, comparedWith }: ComplianceDocument): string {
  if (comparedWith === undefined) return 'there is no run before to compare with';
  const controls = frameworks.flatMap((framework) => framework.controls);
  const count = (change: ControlResult['change']) =>
    controls.filter((control) => control.change === change).length;
  return `${countOf(count('newly-failing'), 'control')} newly failing, ${count('newly-passing').toLocaleString('en-US')} newly passing since ${plainText(comparedWith)}`;
}

/** What a run report says of published controls on one line; empty where there is nothing to say. */
export function describeCompliance(environment: string, summary: ComplianceSummary | undefined): string {
  const told = (summary?.frameworks ?? []).filter(({ score }) => score !== null);
  if (told.length === 0) return '';
  const scores = told.map((framework) => `${frameworkTitle(framework)} ${describeScore(framework.score)}`);
  const newly = told.reduce((sum, { newlyFailing }) => sum + newlyFailing.length, 0);
  const changes = newly === 0 ? '' : `; ${countOf(newly, 'control')} newly failing`;
  return `${scores.join(', ')}${changes}; tell them: tidemark compliance --environment ${plainText(environment)}`;
}

/** What a run report shows of published controls, as rows of a table. */
export function complianceRows(summary: ComplianceSummary | undefined) {
  return (summary?.frameworks ?? []).map((framework) => ({
    title: frameworkTitle(framework),
    score: describeScore(framework.score),
    failing: framework.failing,
    unknown: framework.unknown,
    passing: framework.passing,
    newly: [
      ...framework.newlyFailing.map((id) => `${plainText(id)} newly failing`),
      ...framework.newlyPassing.map((id) => `${plainText(id)} newly passing`),
    ].join(', '),
  }));
}
