import type { ResourceIdentity } from '../model/resource.ts';
import type { Coverage, SnapshotHeader, Target } from '../model/snapshot.ts';
import { compareIdentity, resourceLine } from '../snapshot/canonical.ts';
import { openSnapshot, parseResource, requireIdentity, snapshotBytes } from '../snapshot/format.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';
import type { TargetReading } from './read-target.ts';
import { restoreUnread } from './restore-unread.ts';

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

function identityKey({ type, id, account, region }: ResourceIdentity): string {
  return JSON.stringify([type, id, account, region]);
}

/** The lines of resources of which something could not be read, by identity. */
function linesWithGaps(lines: readonly string[], source: string): Map<string, string> {
  const gaps = lines.filter((line) => line.includes('"unread":['));
  return new Map(gaps.map((line) => [identityKey(requireIdentity(line, source)), line]));
}

/**
 * Takes over from an earlier baseline the lines of some types, and in the lines that have gaps what it knows of them.
 */
async function takeOver(
  earlier: AsyncIterable<readonly string[]>,
  types: ReadonlySet<string>,
  lines: readonly string[],
  source: string,
): Promise<readonly string[]> {
  const gaps = linesWithGaps(lines, source);
  if (types.size === 0 && gaps.size === 0) return lines;
  const kept: string[] = [];
  const restored = new Map<string, string>();
  for await (const batch of earlier) {
    for (const line of batch) {
      const identity = requireIdentity(line, source);
      const now = gaps.get(identityKey(identity));
      if (types.has(identity.type)) kept.push(line);
      else if (now !== undefined) {
        const resource = restoreUnread(parseResource(now, source), parseResource(line, source));
        restored.set(now, resourceLine(resource));
      }
    }
  }
  return sortLines([...lines.map((line) => restored.get(line) ?? line), ...kept], source);
}

function sortLines(lines: readonly string[], source: string): string[] {
  return lines
    .map((line) => ({ line, identity: requireIdentity(line, source) }))
    .sort((one, other) => compareIdentity(one.identity, other.identity))
    .map(({ line }) => line);
}

/**
 * What becomes the baseline: what was read, and of the earlier baseline the types that were not asked for or could
 * not be read now, and the properties that could not be read now, so that approving a part never forgets the rest.
 */
export async function mergeBaseline(
  earlier: StoredObject | undefined,
  reading: TargetReading,
  source: string,
): Promise<TargetReading> {
  if (!earlier) return reading;
  const { header, lines } = await openSnapshot(earlier.body, source);
  const types = keptTypes(header.coverage, reading.coverage);
  const keptCoverage = Object.fromEntries(
    Object.entries(header.coverage).filter(([type]) => types.has(type)),
  );
  return {
    lines: await takeOver(lines, types, reading.lines, source),
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
