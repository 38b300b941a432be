import type { ComplianceEntry } from '../model/compliance.ts';

/** Half a year of daily runs. */
const keptEntries = 180;

/** The history with an entry more: by time, each run once, the oldest left out. */
export function withEntry(entries: readonly ComplianceEntry[], entry: ComplianceEntry): ComplianceEntry[] {
  return [...entries.filter(({ runId }) => runId !== entry.runId), entry]
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : one.runId < other.runId ? -1 : 1))
    .slice(-keptEntries);
}

/** The last run before another one, or the last of all. */
export function runBefore(
  entries: readonly ComplianceEntry[],
  { runId, at }: Pick<ComplianceEntry, 'runId' | 'at'>,
): ComplianceEntry | undefined {
  return entries.findLast((entry) => entry.runId !== runId && entry.at <= at);
}
