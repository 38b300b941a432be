import type { Coverage, SnapshotHeader, Target } from '../model/snapshot.ts';
import { compareIdentity, lineIdentity } from '../snapshot/canonical.ts';
import { openSnapshot, snapshotBytes } from '../snapshot/format.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';
import type { TargetReading } from './read-target.ts';

/** Who approved a baseline, when and why. */
export interface Approval {
  readonly runId: string;
  readonly requestedBy: string | undefined;
  readonly reason: string | undefined;
}

/** The types of an earlier baseline that a new one keeps: those it was not asked for, and those it could not read. */
function keptTypes(earlier: Coverage, now: Coverage): Set<string> {
  return new Set(
    Object.keys(earlier).filter((type) => {
      const current = now[type];
      return current === undefined || (current.status === 'unread' && earlier[type]?.status !== 'unread');
    }),
  );
}

async function keptLines(
  earlier: AsyncIterable<readonly string[]>,
  types: ReadonlySet<string>,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of earlier) {
    for (const line of batch) if (types.has(lineIdentity(line)?.type ?? '')) lines.push(line);
  }
  return lines;
}

function sortLines(lines: readonly string[]): string[] {
  return lines
    .map((line) => ({ line, identity: lineIdentity(line) }))
    .sort((one, other) =>
      one.identity && other.identity ? compareIdentity(one.identity, other.identity) : 0,
    )
    .map(({ line }) => line);
}

/**
 * What becomes the baseline: what was read, and of the earlier baseline the types that were not asked for or could
 * not be read now, so that approving a part never forgets the rest.
 */
export async function mergeBaseline(
  earlier: StoredObject | undefined,
  reading: TargetReading,
  source: string,
): Promise<TargetReading> {
  if (!earlier) return reading;
  const { header, lines } = await openSnapshot(earlier.body, source);
  const types = keptTypes(header.coverage, reading.coverage);
  if (types.size === 0) return reading;
  const kept = await keptLines(lines, types);
  const keptCoverage = Object.fromEntries(
    Object.entries(header.coverage).filter(([type]) => types.has(type)),
  );
  return {
    lines: sortLines([...reading.lines, ...kept]),
    coverage: { ...reading.coverage, ...keptCoverage },
  };
}

/**
 * Writes the baseline of a target, only over the version that was read: two runs cannot overwrite each other. Throws a
 * `ConflictError` when another run was faster.
 */
export async function writeBaseline(
  store: ObjectStore,
  earlier: StoredObject | undefined,
  header: SnapshotHeader,
  lines: readonly string[],
  approval: Approval,
): Promise<void> {
  await store.put(storeKeys.baseline(header.target), snapshotBytes(header, lines), {
    condition: earlier ? { ifVersion: earlier.version } : { ifAbsent: true },
    contentType: 'application/gzip',
    metadata: {
      run: approval.runId,
      when: header.takenAt,
      ...(approval.requestedBy === undefined ? {} : { who: approval.requestedBy }),
      ...(approval.reason === undefined ? {} : { why: approval.reason }),
    },
  });
}

/** Reads the baseline of a target, or undefined where there is none. */
export function readBaseline(store: ObjectStore, target: Target): Promise<StoredObject | undefined> {
  return store.get(storeKeys.baseline(target));
}
