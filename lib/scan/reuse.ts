import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import {
  aggregatorIsCurrent,
  type RecordedItem,
  type Recorder,
  selectAggregateItems,
  selectItems,
} from '../aws/config-service.ts';
import { describeAwsError } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { Target, TypeCoverage } from '../model/snapshot.ts';
import { requireIdentity } from '../snapshot/format.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Connections } from './connections.ts';
import { type LastReading, type Reading, readLastReading, snapshotLines } from './last-reading.ts';
import type { PlannedAwsConfig } from './plan.ts';
import { reusableTypes } from './reusable-types.ts';

/**
 * Milliseconds before a reading in which nothing may have changed: what changed while it was read may be in it or not,
 * and the clocks of Tidemark and AWS Config may differ.
 */
export const safetyMargin = 15 * 60_000;
/** Milliseconds after which a type is read again whatever AWS Config says, should it have missed a change. */
export const longestReuse = 7 * 24 * 60 * 60_000;

/** The states of a resource that is there, and that the recorder records. */
const recordedStates: ReadonlySet<string> = new Set(['OK', 'ResourceDiscovered']);

/** A type whose lines are taken over from the last snapshot. */
export interface ReusedType {
  readonly lines: readonly string[];
  readonly coverage: TypeCoverage;
  readonly reading: Reading;
}

/** What is known of a type before it is read. */
export interface ReuseEvidence {
  readonly type: string;
  readonly now: Date;
  /** When the lines were read from AWS. */
  readonly readAt: Date;
  /** The ids of the lines. */
  readonly ids: readonly string[];
  readonly recorder: Recorder | undefined;
  /** What AWS Config says there is of the type. */
  readonly items: readonly RecordedItem[];
}

/** Why the recorder does not vouch for what it says of a type; undefined where it does. */
export function distrust(
  recorder: Recorder | undefined,
  { type, readAt }: Pick<ReuseEvidence, 'type' | 'readAt'>,
): string | undefined {
  if (!recorder) return 'no recorder is set up';
  if (!recorder.records) return 'the recorder does not record';
  if (
    recorder.recordingSince === undefined ||
    recorder.recordingSince.getTime() > readAt.getTime() - safetyMargin
  )
    return 'the recorder has not been recording all the time since the type was read';
  return recorder.recordsContinuously(type)
    ? undefined
    : 'the recorder does not record the type at every change';
}

/** Why a type must be read; undefined where what was read of it before is what would be read now. */
export function reasonToRead(evidence: ReuseEvidence): string | undefined {
  const { now, readAt, ids, recorder, items } = evidence;
  if (now.getTime() - readAt.getTime() > longestReuse) return 'it was last read too long ago';
  const distrusted = distrust(recorder, evidence);
  if (distrusted !== undefined) return distrusted;
  // Where AWS Config has nothing, it may know nothing; an empty list is read in one call.
  if (items.length === 0) return 'AWS Config has none';
  if (items.some(({ status }) => !recordedStates.has(status))) return 'not everything is recorded';
  if (items.some(({ capturedAt }) => capturedAt.getTime() >= readAt.getTime() - safetyMargin))
    return 'something changed or appeared';
  const known = new Set(ids);
  if (items.length !== ids.length || items.some(({ id }) => !known.delete(id)))
    return 'AWS Config has other resources than the last snapshot';
  return undefined;
}

/** What deciding on the reuse of a target's types needs. */
export interface ReuseOptions {
  readonly store: ObjectStore;
  readonly now: Date;
  /** Stands for the code that reads and the key of its digests: lines of another version may be spelled otherwise. */
  readonly version: string;
  /** The types that are to be read. */
  readonly types: readonly string[];
  readonly awsConfig: PlannedAwsConfig;
  readonly reader: ResourceReader;
  readonly recorder: () => Promise<Recorder | undefined>;
  readonly connections: Connections;
  /** Told why AWS Config could not be used. */
  readonly onFailure: (reason: string) => void;
}

function isOld(reading: Reading, now: Date): boolean {
  return now.getTime() - Date.parse(reading.readAt) > longestReuse;
}

/** The types that the last snapshot has completely, in the spelling of this version, and that AWS Config can vouch for. */
function candidates(last: LastReading, { version, types, now }: ReuseOptions): Map<string, Reading> {
  if (last.version !== version) return new Map();
  const found = types.flatMap((type): [string, Reading][] => {
    const reading = last.types[type];
    return reading && reusableTypes.has(type) && !isOld(reading, now) ? [[type, reading]] : [];
  });
  return new Map(found);
}

/** What AWS Config says there is, asked at the target itself or at the aggregator; undefined where that is behind. */
async function recordedItems(
  target: Target,
  types: readonly string[],
  { awsConfig: { aggregator }, reader, connections }: ReuseOptions,
): Promise<RecordedItem[] | undefined> {
  if (!aggregator) return selectItems(reader.clients.get(ConfigServiceClient), types);
  const { name, account, region } = aggregator;
  const { clients } = await connections.open({ environment: target.environment, account, region });
  const client = clients.get(ConfigServiceClient);
  if (!(await aggregatorIsCurrent(client, name, target))) return undefined;
  return selectAggregateItems(client, name, target, types);
}

async function decide(target: Target, options: ReuseOptions): Promise<Map<string, ReusedType>> {
  const reused = new Map<string, ReusedType>();
  const { store, now } = options;
  const last = await readLastReading(store, target);
  if (!last) return reused;
  const readings = candidates(last, options);
  if (readings.size === 0) return reused;
  const recorder = await options.recorder();
  const trusted = [...readings].filter(
    ([type, { readAt }]) => distrust(recorder, { type, readAt: new Date(readAt) }) === undefined,
  );
  if (trusted.length === 0) return reused;
  const types = trusted.map(([type]) => type);
  const items = await recordedItems(target, types, options);
  const lines = items && (await snapshotLines(store, target, last.runId, types));
  if (!lines) return reused;
  for (const [type, reading] of trusted) {
    const own = lines.get(type) ?? [];
    const reason = reasonToRead({
      type,
      now,
      readAt: new Date(reading.readAt),
      ids: own.map((line) => requireIdentity(line, 'the last snapshot').id),
      recorder,
      items: items.filter((item) => item.type === type),
    });
    if (reason !== undefined) continue;
    const counted: TypeCoverage = { status: 'complete', resources: own.length, gaps: [] };
    reused.set(type, { lines: own, reading, coverage: { ...counted, reusedFrom: reading.runId } });
  }
  return reused;
}

/**
 * The types of a target that need not be read, because AWS Config says that nothing of them changed since they were.
 * Whatever goes wrong in finding that out means that they are read.
 */
export async function reusableReadings(
  target: Target,
  options: ReuseOptions,
): Promise<ReadonlyMap<string, ReusedType>> {
  try {
    return await decide(target, options);
  } catch (error) {
    options.onFailure(describeAwsError(error));
    return new Map();
  }
}
