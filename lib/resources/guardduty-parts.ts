import { GuardDutyClient, paginateListDetectors } from '@aws-sdk/client-guardduty';
import type { ResourceReader } from '../aws/reader.ts';

/** A part of a detector: something that belongs to it and has a name or id of its own. */
export interface DetectorPart {
  readonly DetectorId: string;
  /** Its name or id. */
  readonly part: string;
}

/** The parts of every detector of an account and region, page by page, by a list of their names or ids. */
export async function* detectorParts(
  { clients }: ResourceReader,
  list: (client: GuardDutyClient, DetectorId: string) => AsyncIterable<readonly (string | undefined)[]>,
): AsyncIterable<DetectorPart[]> {
  const client = clients.get(GuardDutyClient);
  for await (const { DetectorIds = [] } of paginateListDetectors({ client }, {})) {
    for (const DetectorId of DetectorIds) {
      for await (const parts of list(client, DetectorId)) {
        yield parts.flatMap((part) => (part === undefined ? [] : [{ DetectorId, part }]));
      }
    }
  }
}
