import type { EnvironmentReport } from '../model/report.ts';
import { describeCostDelta } from './money.ts';
import { countOf, plainText } from './plain-text.ts';

function resourcesOf({ targets }: EnvironmentReport): number {
  return targets.reduce((sum, { resources }) => sum + resources, 0);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

/** What happened in the targets of an environment: `40 resources in 2 targets, 1 failed`. */
export function describeTargets(environment: EnvironmentReport): string {
  const { targets, resolved } = environment;
  const failed = targets.filter(({ status }) => status === 'failed').length;
  const baselined = targets.filter(({ status }) => status === 'baselined').length;
  return joined([
    `${countOf(resourcesOf(environment), 'resource')} in ${countOf(targets.length, 'target')}`,
    baselined > 0 ? `${baselined} became the baseline` : '',
    failed > 0 ? `${failed} failed` : '',
    resolved > 0 ? `${countOf(resolved, 'finding')} resolved since the last run` : '',
  ]);
}

/** How many findings are new, got worse, or were inherited from earlier runs: `1 new, 4 open from earlier runs`. */
export function describeAges({ findings, findingsTotal }: EnvironmentReport): string {
  const count = (status: string) => findings.filter((finding) => finding.status === status).length;
  const [fresh, escalated, ongoing] = [count('new'), count('escalated'), count('ongoing')];
  const ages = joined([
    fresh > 0 ? `${fresh} new` : '',
    escalated > 0 ? `${escalated} worse than before` : '',
    ongoing > 0 ? `${ongoing} open from earlier runs` : '',
  ]);
  const named = findings.length < findingsTotal ? ` (of the ${findings.length} most dangerous)` : '';
  return ages === '' ? '' : `${ages}${named}`;
}

/** The sentence that stands where findings would. */
export function describeNothing(environment: EnvironmentReport): string {
  const { targets } = environment;
  const compared = targets.filter(({ status }) => status === 'compared').length;
  const resources = countOf(resourcesOf(environment), 'resource');
  if (compared === 0 && targets.some(({ status }) => status === 'baselined')) {
    return `Approved ${resources} as the baseline of ${plainText(environment.environment)}.`;
  }
  if (compared === 0 && targets.some(({ status }) => status === 'scanned')) {
    return `Took a snapshot of ${resources}; nothing was compared.`;
  }
  if (compared === 0) return 'Nothing could be compared.';
  const complete = targets.every(
    ({ status, coverage }) =>
      status !== 'failed' && Object.values(coverage).every((type) => type.status === 'complete'),
  );
  if (!complete) return `Nothing changed in what could be read: ${resources} as approved.`;
  return `Nothing changed: ${resources} in ${countOf(compared, 'target')} as approved.`;
}

/** What of a target was taken over from earlier runs, in words; empty where all was read. */
function takenOver({ coverage }: EnvironmentReport['targets'][number]): string[] {
  const types = Object.entries(coverage).flatMap(([type, { reusedFrom }]) =>
    reusedFrom === undefined ? [] : [type],
  );
  const named = types.sort().join(', ');
  return types.length === 0
    ? []
    : [`taken over from an earlier run, because AWS Config says that nothing changed: ${named}`];
}

/** What the changes of each account cost, where several accounts have some. */
function accountCosts(accounts: EnvironmentReport['accounts'] = []): string[] {
  const changed = accounts.filter(({ cost }) => cost.delta !== 0);
  if (changed.length < 2) return [];
  const parts = changed.map(({ account, cost }) => `${account} ${describeCostDelta(cost)}`);
  return [`monthly cost by account: ${parts.join('; ')}`];
}

/**
 * The notes on an environment: a budget that is passed, the cost by account, and what is noted of the targets, equal
 * notes together: `2 targets: there was no baseline`.
 */
export function describeNotes({ targets, accounts, overBudget = [] }: EnvironmentReport): string[] {
  const notes = new Map<string, number>();
  for (const target of targets) {
    for (const note of [...(target.note === undefined ? [] : [target.note]), ...takenOver(target)])
      notes.set(note, (notes.get(note) ?? 0) + 1);
  }
  return [
    ...overBudget.map(plainText),
    ...accountCosts(accounts),
    ...[...notes].map(([note, count]) => `${countOf(count, 'target')}: ${plainText(note)}`),
  ];
}
