import { FormatError } from '../model/errors.ts';
import type { ResourceIdentity } from '../model/resource.ts';
import { compareIdentity } from '../snapshot/canonical.ts';
import { type LineBatches, requireIdentity } from '../snapshot/format.ts';

/** What stands at one identity in two snapshots: a line on either side, or on both with different text. */
export interface LinePair {
  readonly identity: ResourceIdentity;
  readonly before?: string;
  readonly after?: string;
}

/** The lines of one side, one at a time; refuses lines that are not in snapshot order. */
class LineCursor {
  readonly #batches: AsyncIterator<readonly string[]>;
  readonly #source: string;
  #batch: readonly string[] = [];
  #at = 0;
  #identity: ResourceIdentity | undefined;
  #identityOf: string | undefined;

  constructor(batches: LineBatches, source: string) {
    this.#batches = batches[Symbol.asyncIterator]();
    this.#source = source;
  }

  /** The current line, or undefined when the batch at hand is used up. */
  get line(): string | undefined {
    return this.#batch[this.#at];
  }

  advance(): void {
    this.#at += 1;
  }

  /** Fetches the next batch; false at the end. */
  async refill(): Promise<boolean> {
    while (this.#at >= this.#batch.length) {
      const next = await this.#batches.next();
      if (next.done) return false;
      this.#batch = next.value;
      this.#at = 0;
    }
    return true;
  }

  /** The identity of the current line. */
  identity(line: string): ResourceIdentity {
    if (this.#identityOf === line && this.#identity) return this.#identity;
    const identity = requireIdentity(line, this.#source);
    if (this.#identity && compareIdentity(this.#identity, identity) >= 0) {
      throw new FormatError(
        `${this.#source} is not sorted at ${identity.type} ${identity.id}; take the snapshot again`,
      );
    }
    this.#identity = identity;
    this.#identityOf = line;
    return identity;
  }
}

/** A side of a merge: its lines and the name to use in messages. */
export interface MergeSide {
  readonly lines: LineBatches;
  readonly source: string;
}

/**
 * Merges two sorted snapshots and gives what differs. Lines with the same text are passed over without being parsed,
 * and one line of each side is held at a time, so the time is that of reading and the memory does not grow.
 * `onSame` is told of every line that is the same on both sides.
 */
export async function* differingLines(
  before: MergeSide,
  after: MergeSide,
  onSame?: (line: string) => void,
): AsyncGenerator<LinePair> {
  const left = new LineCursor(before.lines, before.source);
  const right = new LineCursor(after.lines, after.source);
  while (true) {
    const more = (await left.refill()) && (await right.refill());
    if (!more) break;
    let one = left.line;
    let other = right.line;
    while (one !== undefined && other !== undefined) {
      if (one === other) {
        onSame?.(one);
        left.advance();
        right.advance();
      } else {
        const [leftId, rightId] = [left.identity(one), right.identity(other)];
        const order = compareIdentity(leftId, rightId);
        if (order === 0) yield { identity: leftId, before: one, after: other };
        else if (order < 0) yield { identity: leftId, before: one };
        else yield { identity: rightId, after: other };
        if (order <= 0) left.advance();
        if (order >= 0) right.advance();
      }
      one = left.line;
      other = right.line;
    }
  }
  yield* remaining(left, 'before');
  yield* remaining(right, 'after');
}

async function* remaining(cursor: LineCursor, side: 'before' | 'after'): AsyncGenerator<LinePair> {
  while (await cursor.refill()) {
    for (let line = cursor.line; line !== undefined; line = cursor.line) {
      yield { identity: cursor.identity(line), [side]: line };
      cursor.advance();
    }
  }
}
