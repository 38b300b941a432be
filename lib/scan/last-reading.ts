import { z } from 'zod';
import { type SnapshotHeader, type Target, targetSchema } from '../model/snapshot.ts';
import { openSnapshot } from '../snapshot/format.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** The version of the last-reading format that this build writes and reads. */
export const lastReadingSchemaVersion = 1;

const readingSchema = z.strictObject({
  runId: z.string().describe('The run that read the type from AWS'),
  readAt: z.iso.datetime().describe('When that run began to read the target'),
});
/** Which run really read a type, and when. */
export type Reading = z.infer<typeof readingSchema>;

const lastReadingSchema = z.strictObject({
  schemaVersion: z.literal(lastReadingSchemaVersion),
  ...targetSchema.shape,
  runId: z.string().describe('The run whose snapshot has the lines'),
  version: z.string().describe('Stands for the code that read and the key of its digests'),
  types: z.record(z.string(), readingSchema).describe('The types that were read completely'),
});
/**
 * The last snapshot of a target, and since when each type in it has not been read again. A type that is taken over
 * from snapshot to snapshot keeps the time at which it was read, so that a change that AWS Config tells late is still
 * one that it tells of.
 */
export type LastReading = z.infer<typeof lastReadingSchema>;

/** The last snapshot of a target, or undefined where none is known. */
export async function readLastReading(store: ObjectStore, target: Target): Promise<LastReading | undefined> {
  return (await readDocument(store, storeKeys.lastReading(target), lastReadingSchema))?.value;
}

/** Remembers a snapshot as the last one of its target; `reused` has the types in it that were taken over. */
export async function writeLastReading(
  store: ObjectStore,
  { target, runId, takenAt, coverage }: SnapshotHeader,
  version: string,
  reused: ReadonlyMap<string, Reading>,
): Promise<void> {
  const complete = Object.keys(coverage).filter((type) => coverage[type]?.status === 'complete');
  const types = complete.map((type) => [type, reused.get(type) ?? { runId, readAt: takenAt }] as const);
  const last: LastReading = {
    schemaVersion: lastReadingSchemaVersion,
    ...target,
    runId,
    version,
    types: Object.fromEntries(types),
  };
  await writeDocument(store, storeKeys.lastReading(target), last);
}

/** The lines of some types in the snapshot of a run; undefined where there is no such snapshot any more. */
export async function snapshotLines(
  store: ObjectStore,
  target: Target,
  runId: string,
  types: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const key = storeKeys.snapshot(target, runId);
  const stored = await store.get(key);
  if (!stored) return undefined;
  const wanted = types.map((type) => [type, `{"type":${JSON.stringify(type)},`] as const);
  const found = new Map<string, string[]>(types.map((type) => [type, []]));
  const { lines } = await openSnapshot(stored.body, `${store.location}/${key}`);
  for await (const batch of lines) {
    for (const line of batch) {
      const type = wanted.find(([, prefix]) => line.startsWith(prefix))?.[0];
      if (type !== undefined) found.get(type)?.push(line);
    }
  }
  return found;
}
