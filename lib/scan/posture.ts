import { PostureBuilder } from '../findings/posture.ts';
import { RelatedResources } from '../findings/related.ts';
import { countSeverities } from '../findings/summary.ts';
import type { AssessedChange } from '../model/finding.ts';
import {
  acknowledgementsSchema,
  type Posture,
  type PostureSummary,
  postureSchemaVersion,
} from '../model/posture.ts';
import { parseResource } from '../snapshot/format.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { AssessmentOptions } from './compare.ts';
import type { TakenSnapshot } from './detect-target.ts';

/** A result names at most this many inherited dangers; the posture has all of them. */
const namedDangers = 50;

/**
 * How a target stands by the snapshot that was just taken. A danger that none of the changes since the baseline
 * brought is inherited, so nothing need be remembered of the baseline, and a rule that is new finds what is old. Only
 * a reading of all types of the environment (`isWhole`) becomes the target's latest posture.
 */
export async function takePosture(
  store: ObjectStore,
  { header, lines }: TakenSnapshot,
  changes: readonly Pick<AssessedChange, 'type' | 'id' | 'dangers'>[],
  isWhole: boolean,
  { types, knowledgeOf, prices, usage, digest }: AssessmentOptions,
): Promise<Posture> {
  const { target, runId, takenAt } = header;
  const related = new RelatedResources(types.flatMap(({ costNeeds }) => costNeeds ?? []));
  for (const line of lines) related.onSame(line);
  const acknowledged = await readDocument(store, storeKeys.acknowledged(target), acknowledgementsSchema);
  const builder = new PostureBuilder({
    target,
    knowledgeOf,
    costs: {
      prices,
      ...(usage === undefined ? {} : { usage }),
      related: related.lookups(knowledgeOf, digest).relatedAfter,
    },
    changes,
    acknowledgements: acknowledged?.value.acknowledgements ?? [],
    now: takenAt,
  });
  for (const line of lines) builder.add(parseResource(line, 'the snapshot'));
  const posture: Posture = {
    schemaVersion: postureSchemaVersion,
    ...target,
    runId,
    takenAt,
    ...builder.finish(),
  };
  await writeDocument(store, storeKeys.posture(runId, target), posture);
  if (isWhole) await writeDocument(store, storeKeys.latestPosture(target), posture);
  return posture;
}

/** What a result tells of a posture. */
export function summarizePosture({ dangers, cost }: Posture): PostureSummary {
  const inherited = dangers.filter(({ standing }) => standing === 'inherited');
  return {
    inherited: countSeverities(inherited),
    acknowledged: dangers.filter(({ standing }) => standing === 'acknowledged').length,
    dangers: inherited.slice(0, namedDangers),
    cost,
  };
}
