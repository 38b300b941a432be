import { EKSClient, paginateListClusters } from '@aws-sdk/client-eks';
import type { ResourceReader } from '../aws/reader.ts';
import { everyItem } from './listing.ts';

/** EKS lists at most this many a page. */
export const pageSize = 100;

/** The names of the clusters of a region. */
export async function clusterNames({ clients }: ResourceReader): Promise<string[]> {
  const client = clients.get(EKSClient);
  return everyItem(paginateListClusters({ client, pageSize }, {}), ({ clusters }) => clusters);
}
