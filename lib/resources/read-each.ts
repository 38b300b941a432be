import pLimit from 'p-limit';
import { awsErrorParts, describeAwsError, isNotFound, isThrottling } from '../aws/errors.ts';
import type { ReadResource } from './define.ts';

/** Calls for single resources that run at the same time. */
const callsAtOnce = 8;

/** What a call answers; undefined where it fails with one of these codes, which say that there is none. */
export async function unlessAbsent<T>(codes: RegExp, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (codes.test(awsErrorParts(error).code) || isNotFound(error)) return undefined;
    throw error;
  }
}

/** How a type is read whose list does not tell all of a resource. */
export interface EachReading<Page, Item> {
  readonly pages: AsyncIterable<Page>;
  readonly items: (page: Page) => readonly Item[] | undefined;
  /** The primary identifier; an item without one is left out. */
  readonly id: (item: Item) => string | undefined;
  /** Reads one resource with calls of its own; undefined leaves it out. */
  readonly read: (item: Item, id: string) => Promise<ReadResource | undefined>;
}

/**
 * Reads resources one by one, a few at the same time, page by page. One that is gone by then is left out; one that
 * must not or cannot be read is yielded as unread. Throttling that outlived the retries is thrown, as by
 * `reader.optional`.
 */
export async function* readEach<Page, Item>(reading: EachReading<Page, Item>): AsyncIterable<ReadResource> {
  const limit = pLimit(callsAtOnce);
  const readOne = async (item: Item): Promise<ReadResource | undefined> => {
    const id = reading.id(item);
    if (id === undefined) return undefined;
    try {
      return await reading.read(item, id);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (isThrottling(error)) throw error;
      return { id, properties: {}, unread: [{ path: '', reason: describeAwsError(error) }] };
    }
  };
  for await (const page of reading.pages) {
    const read = await limit.map(reading.items(page) ?? [], readOne);
    yield* read.filter((resource) => resource !== undefined);
  }
}

/** The one page of a list that AWS gives whole. */
export async function* onePage<Page>(call: () => Promise<Page>): AsyncIterable<Page> {
  yield await call();
}
