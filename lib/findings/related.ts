import type { RelatedLookup } from '../cost/change.ts';
import type { LinePair } from '../diff/merge.ts';
import type { Digest } from '../model/digest.ts';
import type { KnowledgeLookup } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import { parseResource, requireIdentity } from '../snapshot/format.ts';
import { normalise } from '../snapshot/normalise/index.ts';

/**
 * Keeps the lines of the few types that cost estimates look up (the task definition of a service), on both sides,
 * while two snapshots are merged; they are parsed only when they are asked for.
 */
export class RelatedResources {
  readonly #types: readonly string[];
  readonly #before = new Map<string, string>();
  readonly #after = new Map<string, string>();

  constructor(types: Iterable<string>) {
    this.#types = [...new Set(types)].map((type) => `{"type":${JSON.stringify(type)},`);
  }

  /** A line that is the same on both sides. */
  onSame = (line: string): void => {
    this.onPair({ before: line, after: line });
  };

  /** The lines of a pair. */
  onPair = ({ before, after }: Pick<LinePair, 'before' | 'after'>): void => {
    this.#keep(before, this.#before);
    this.#keep(after, this.#after);
  };

  /** Finds kept resources of either side by type and id. */
  lookups(
    knowledgeOf: KnowledgeLookup,
    digest: Digest,
  ): { relatedBefore: RelatedLookup; relatedAfter: RelatedLookup } {
    const lookup =
      (lines: ReadonlyMap<string, string>): RelatedLookup =>
      (type, id) => {
        const line = lines.get(`${type} ${id}`);
        if (line === undefined) return undefined;
        const resource: Resource = parseResource(line, 'the snapshot');
        return normalise(resource, knowledgeOf(type), digest);
      };
    return { relatedBefore: lookup(this.#before), relatedAfter: lookup(this.#after) };
  }

  #keep(line: string | undefined, lines: Map<string, string>): void {
    if (line === undefined || !this.#types.some((prefix) => line.startsWith(prefix))) return;
    const { type, id } = requireIdentity(line, 'the snapshot');
    lines.set(`${type} ${id}`, line);
  }
}
