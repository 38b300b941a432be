import { isCovered } from '../diff/snapshots.ts';
import { openFindingsSchema } from '../findings/lifecycle.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';
import { mergeBaseline, writeBaseline } from './baseline.ts';
import { type TakenSnapshot, writeOpenFindings } from './detect-target.ts';
import type { Plan } from './plan.ts';

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

/**
 * Makes a snapshot the baseline of its target and records who approved it, when and why. The open findings of what was
 * read are accepted by it. Throws a `ConflictError` when another run was faster.
 */
export async function approveBaseline(
  store: ObjectStore,
  baseline: StoredObject | undefined,
  { header, lines }: TakenSnapshot,
  { requestedBy, reason }: Plan['request'],
): Promise<void> {
  const { runId, target, takenAt } = header;
  const merged = await mergeBaseline(
    baseline,
    { lines, coverage: header.coverage },
    storeKeys.baseline(target),
  );
  const approval = { runId, requestedBy, reason };
  await writeBaseline(store, baseline, { ...header, coverage: merged.coverage }, merged.lines, approval);
  const open = await readDocument(store, storeKeys.open(target), openFindingsSchema);
  const [accepted, kept] = partition(open?.value.findings ?? [], ({ type }) =>
    isCovered(header.coverage, type),
  );
  await writeOpenFindings(store, { ...header, findings: kept }, open?.version);
  await writeDocument(store, storeKeys.approval(target, runId, new Date(takenAt)), {
    action: 'baseline-approved',
    target,
    ...approval,
    approvedAt: takenAt,
    resources: merged.lines.length,
    coverage: merged.coverage,
    acceptedFindings: accepted,
  });
}
