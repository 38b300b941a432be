import pLimit from 'p-limit';
import { isNotFound } from '../aws/errors.ts';
import type { ReadResource } from './define.ts';

/** Calls in flight at once where a resource takes calls of its own: the account's own tools share the quotas. */
const callsAtOnce = 8;

/** Everything that the pages of a list hold. */
export async function everyItem<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(items(page) ?? []));
  return found;
}

/** Like {@link everyItem} for a list of what something has that was listed before: nothing when it is gone by now. */
export async function everyItemOf<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  try {
    return await everyItem(pages, items);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Reads what takes calls of its own for each item, a few at once; an item that is gone by then gives undefined. */
export async function* readWithOwnCalls<Item>(
  items: readonly Item[],
  read: (item: Item) => Promise<ReadResource | undefined>,
): AsyncIterable<ReadResource> {
  const found = await pLimit(callsAtOnce).map(items, read);
  yield* found.filter((resource) => resource !== undefined);
}
