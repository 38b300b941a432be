import type { ResourceChange } from '../model/change.ts';
import type { Digest } from '../model/digest.ts';
import type { KnowledgeLookup, TypeKnowledge } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { Coverage } from '../model/snapshot.ts';
import { parseResource } from '../snapshot/format.ts';
import { normalise } from '../snapshot/normalise/index.ts';
import { differingLines, type LinePair, type MergeSide } from './merge.ts';
import { diffResource } from './resource.ts';

/** One side of a comparison. Without coverage everything is taken as read completely. */
export interface ComparisonSide extends MergeSide {
  readonly coverage?: Coverage | undefined;
}

/** How to compare. */
export interface ComparisonOptions {
  readonly knowledgeOf: KnowledgeLookup;
  readonly digest: Digest;
  /** Told of every line of either side that is the same on both, before its counterpart is looked for. */
  readonly onSame?: (line: string) => void;
  /** Told of every differing pair of lines. */
  readonly onPair?: (pair: LinePair) => void;
}

/** Whether a side knows what resources of a type there are. */
export function isCovered(coverage: Coverage | undefined, type: string): boolean {
  if (coverage === undefined) return true;
  const status = coverage[type]?.status;
  return status === 'complete' || status === 'partial';
}

/** Whether nothing is known of a resource but that it may exist. */
function isUnknown(resource: Resource): boolean {
  return resource.unread?.some(({ path }) => path === '') ?? false;
}

/** Whether a resource comes and goes without anybody changing anything, so that neither is a change. */
function isMember(resource: Resource, { membership }: TypeKnowledge): boolean {
  return membership?.ownerOf(resource) !== undefined;
}

/**
 * The changes between two sorted snapshots. A type that either side did not read takes no part: what is unread is
 * neither removed nor unchanged. Both sides go through the same normalisation, whenever they were written.
 */
export async function* detectChanges(
  before: ComparisonSide,
  after: ComparisonSide,
  { knowledgeOf, digest, onSame, onPair }: ComparisonOptions,
): AsyncGenerator<ResourceChange> {
  const resourceOf = (line: string | undefined, source: string): Resource | undefined => {
    if (line === undefined) return undefined;
    const parsed = parseResource(line, source);
    const resource = normalise(parsed, knowledgeOf(parsed.type), digest);
    return isUnknown(resource) ? undefined : resource;
  };
  for await (const pair of differingLines(before, after, onSame)) {
    onPair?.(pair);
    const { type } = pair.identity;
    if (!isCovered(before.coverage, type) || !isCovered(after.coverage, type)) continue;
    const was = resourceOf(pair.before, before.source);
    const is = resourceOf(pair.after, after.source);
    const knowledge = knowledgeOf(type);
    if (was && is) {
      const change = diffResource(was, is, knowledge);
      if (change) yield change;
    } else if (was && pair.after === undefined) {
      if (!isMember(was, knowledge)) yield { kind: 'removed', before: was };
    } else if (is && pair.before === undefined && !isMember(is, knowledge))
      yield { kind: 'added', after: is };
  }
}
