import { ConflictError, InputError } from '../model/errors.ts';
import {
  type Acknowledgement,
  acknowledgementsSchema,
  type Posture,
  type PresentDanger,
  postureSchema,
  postureSchemaVersion,
} from '../model/posture.ts';
import { reaches, type Severity } from '../model/severity.ts';
import type { Target } from '../model/snapshot.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** What is acknowledged: dangers by their fingerprints or the beginnings of them, or all up to a severity. */
export interface AcknowledgeRequest {
  readonly targets: readonly Target[];
  /** At least 8 hexadecimal digits each. */
  readonly fingerprints: readonly string[];
  /** All inherited dangers that are not more severe; absent: only those that are named. */
  readonly allUpTo?: Severity | undefined;
  readonly by: string;
  readonly reason: string;
  /** YYYY-MM-DD, the last day that it holds; absent: for good. */
  readonly until?: string | undefined;
}

/** A danger with the target that it is in. */
export interface PlacedDanger {
  readonly target: Target;
  readonly danger: PresentDanger;
}

/** How often a write of the acknowledgements is tried when somebody else writes them at the same time. */
const writeAttempts = 5;

/** How targets stood when they were last read; those that never were are left out. */
export async function latestPostures(store: ObjectStore, targets: readonly Target[]): Promise<Posture[]> {
  const read = await Promise.all(
    targets.map((target) => readDocument(store, storeKeys.latestPosture(target), postureSchema)),
  );
  return read.flatMap((document) => (document === undefined ? [] : [document.value]));
}

function targetOf({ environment, account, region }: Posture): Target {
  return { environment, account, region };
}

/** The dangers that a fingerprint or the beginning of one stands for. Throws an `InputError` unless it is one. */
function namedBy(fingerprint: string, dangers: readonly PlacedDanger[]): PlacedDanger {
  const named = dangers.filter(({ danger }) => danger.fingerprint.startsWith(fingerprint));
  const [first] = named;
  if (first !== undefined && named.length === 1) return first;
  throw new InputError(
    first === undefined
      ? `no danger that is there has the fingerprint ${JSON.stringify(fingerprint)}; list them: tidemark posture`
      : `${named.length} dangers have fingerprints that begin with ${JSON.stringify(fingerprint)}; give more digits`,
  );
}

function chosenDangers(
  { fingerprints, allUpTo }: AcknowledgeRequest,
  postures: readonly Posture[],
): PlacedDanger[] {
  const dangers = postures.flatMap((posture) =>
    posture.dangers
      .filter(({ standing }) => standing !== 'new')
      .map((danger) => ({ target: targetOf(posture), danger })),
  );
  const named = new Set(fingerprints.map((fingerprint) => namedBy(fingerprint, dangers)));
  const isSmall = ({ danger }: PlacedDanger) =>
    allUpTo !== undefined && danger.standing === 'inherited' && reaches(allUpTo, danger.severity);
  return dangers.filter((placed) => named.has(placed) || isSmall(placed));
}

async function write(
  store: ObjectStore,
  target: Target,
  added: readonly Acknowledgement[],
  attempt = 1,
): Promise<void> {
  const key = storeKeys.acknowledged(target);
  const known = await readDocument(store, key, acknowledgementsSchema);
  const replaced = new Set(added.map(({ fingerprint }) => fingerprint));
  const kept = (known?.value.acknowledgements ?? []).filter(({ fingerprint }) => !replaced.has(fingerprint));
  const document = {
    schemaVersion: postureSchemaVersion,
    ...target,
    acknowledgements: [...kept, ...added],
  };
  const condition = known === undefined ? ({ ifAbsent: true } as const) : { ifVersion: known.version };
  try {
    await writeDocument(store, key, document, { condition });
  } catch (error) {
    if (!(error instanceof ConflictError) || attempt >= writeAttempts) throw error;
    await write(store, target, added, attempt + 1);
  }
}

/**
 * Records that somebody answers for dangers that were there when the baseline was approved, so that they are no longer
 * told as inherited risk. Everything is checked before the first write. Each target gets an audit record.
 *
 * @returns what was acknowledged
 * @throws {InputError} when a fingerprint stands for no danger or for several, or nothing is chosen
 */
export async function acknowledgeDangers(
  store: ObjectStore,
  request: AcknowledgeRequest,
  now: Date,
): Promise<PlacedDanger[]> {
  const { targets, by, reason, until } = request;
  const chosen = chosenDangers(request, await latestPostures(store, targets));
  for (const [key, placed] of Map.groupBy(chosen, ({ target }) => storeKeys.acknowledged(target))) {
    const target = placed[0]?.target;
    if (target === undefined) continue;
    const added = placed.map(({ danger: { fingerprint, rule, type, id, subject } }) => ({
      ...{ fingerprint, rule, type, id, subject, by, reason, at: now.toISOString() },
      ...(until === undefined ? {} : { until }),
    }));
    await write(store, target, added);
    await writeDocument(store, storeKeys.acknowledgement(target, now), {
      action: 'dangers-acknowledged',
      key,
      acknowledgements: added,
    });
  }
  return chosen;
}
