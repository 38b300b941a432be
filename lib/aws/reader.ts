import type { UnreadProperty } from '../model/resource.ts';
import type { AwsClients } from './clients.ts';
import { describeAwsError, isNotFound, isThrottling } from './errors.ts';

/** Where a reader reads. */
export interface ReadPlace {
  readonly partition: string;
  readonly account: string;
  /** The region of the API endpoint; for a global service the region that serves it. */
  readonly region: string;
}

/**
 * What a resource type reads with: clients for its account and region, and the ways to read a part that may not be
 * there or may be forbidden.
 */
export interface ResourceReader extends ReadPlace {
  readonly clients: AwsClients;
  /**
   * Runs a call for one property of one resource, or for several. What the call throws for "there is none" gives
   * undefined; a denied or failed call is noted as unread at each path and gives undefined too, so that the resource is still
   * yielded. Throttling that outlived the retries is thrown: a whole type read again is better than one with holes.
   */
  optional<T>(
    unread: UnreadProperty[],
    paths: string | readonly string[],
    call: () => Promise<T>,
  ): Promise<T | undefined>;
}

/** Makes the reader for one account and region. */
export function resourceReader(place: ReadPlace, clients: AwsClients): ResourceReader {
  return {
    ...place,
    clients,
    optional: async (unread, paths, call) => {
      try {
        return await call();
      } catch (error) {
        if (isNotFound(error)) return undefined;
        if (isThrottling(error)) throw error;
        const reason = describeAwsError(error);
        unread.push(...[paths].flat().map((path) => ({ path, reason })));
        return undefined;
      }
    },
  };
}
