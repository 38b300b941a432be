import { totalCost } from '../cost/total.ts';
import { coverageChanges, coverageType } from '../diff/coverage.ts';
import { isCovered } from '../diff/snapshots.ts';
import { assessChange } from '../findings/assess.ts';
import { budgetChange, budgetType } from '../findings/budget.ts';
import {
  advanceFindings,
  type LifecycleStep,
  type OpenFindings,
  openFindingsSchema,
  openFindingsSchemaVersion,
} from '../findings/lifecycle.ts';
import { RelatedResources } from '../findings/related.ts';
import type { AssessedChange } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import { explain } from '../report/explanation.ts';
import { openSnapshot, parseResource } from '../snapshot/format.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';
import type { Attribute } from './attribute-findings.ts';
import { type AssessmentOptions, assessSnapshots } from './compare.ts';

/** A snapshot that was just taken. */
export interface TakenSnapshot {
  readonly header: SnapshotHeader;
  readonly lines: readonly string[];
}

/** What comparing gave, and with what. */
export interface Detection extends LifecycleStep {
  /** When the baseline was taken; ISO 8601. */
  readonly baselineTakenAt: string;
}

async function* oneBatch(lines: readonly string[]): AsyncGenerator<readonly string[]> {
  yield lines;
}

/** What the changes of a target cost together, as a change of its own where the budget does not allow it. */
function judgeBudget(
  { header: { target }, lines }: TakenSnapshot,
  changes: readonly AssessedChange[],
  { types, knowledgeOf, prices, usage, budget = {}, digest }: AssessmentOptions,
): AssessedChange[] {
  const related = new RelatedResources(types.flatMap(({ costNeeds }) => costNeeds ?? []));
  const sources = { prices, ...(usage === undefined ? {} : { usage }) };
  const total = () => {
    for (const line of lines) related.onSame(line);
    const costs = { ...sources, related: related.lookups(knowledgeOf, digest).relatedAfter };
    return totalCost(
      lines.map((line) => parseResource(line, 'the snapshot')),
      knowledgeOf,
      costs,
    );
  };
  const change = budgetChange(target, changes, budget, budget.percent === undefined ? undefined : total());
  if (change === undefined) return [];
  const lookups = { relatedBefore: () => undefined, relatedAfter: () => undefined };
  return [assessChange(change, knowledgeOf, { ...sources, ...lookups })];
}

/**
 * Compares a snapshot with the baseline of its target and takes the target's findings one run further, with who made the
 * changes where somebody is asked. Writes the findings that are open afterwards, only over those that were read.
 */
export async function detectAgainstBaseline(
  store: ObjectStore,
  baseline: StoredObject,
  taken: TakenSnapshot,
  threshold: Severity,
  assessment: AssessmentOptions,
  attribute: Attribute = async (step) => step,
): Promise<Detection> {
  const { target, runId, takenAt, coverage } = taken.header;
  const baselineName = `${store.location}/${storeKeys.baseline(target)}`;
  const { header, lines } = await openSnapshot(baseline.body, baselineName);
  const assessed = await assessSnapshots(
    { lines, source: baselineName, coverage: header.coverage },
    { lines: oneBatch(taken.lines), source: 'the snapshot', coverage },
    assessment,
    coverageChanges(target, header.coverage, coverage),
  );
  const overBudget = judgeBudget(taken, assessed, assessment);
  const changes = [...assessed, ...overBudget];
  const isWhole = Object.keys(header.coverage).every((type) => type in coverage);
  const open = await readDocument(store, storeKeys.open(target), openFindingsSchema);
  const covered = (type: string) => isCovered(header.coverage, type) && isCovered(coverage, type);
  const asked = (type: string) => type in coverage && type in header.coverage;
  const advanced = advanceFindings(open?.value.findings ?? [], changes, {
    target,
    runId,
    now: takenAt,
    threshold,
    compared: ({ type, id }) => {
      if (type === budgetType) return isWhole;
      return type === coverageType ? asked(id) : covered(type);
    },
  });
  const attributed = await attribute(advanced, new Date(header.takenAt));
  const findings = attributed.findings.map((finding) => ({ ...finding, explanation: explain(finding) }));
  const step = { ...attributed, findings };
  await writeOpenFindings(store, { ...taken.header, findings: step.open }, open?.version);
  return { ...step, baselineTakenAt: header.takenAt };
}

/** Writes the open findings of a target over the version that was read, or where none were. */
export async function writeOpenFindings(
  store: ObjectStore,
  {
    target,
    runId,
    findings,
  }: Pick<SnapshotHeader, 'target' | 'runId'> & { readonly findings: LifecycleStep['open'] },
  version: string | undefined,
): Promise<void> {
  const document: OpenFindings = {
    schemaVersion: openFindingsSchemaVersion,
    ...target,
    runId,
    findings: [...findings],
  };
  const condition = version === undefined ? ({ ifAbsent: true } as const) : { ifVersion: version };
  await writeDocument(store, storeKeys.open(target), document, { condition });
}
