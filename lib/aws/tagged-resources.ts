import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClients } from './clients.ts';

/** The IAM action of {@link taggedResources}. */
export const taggedResourcesPermission = 'tag:GetResources';

/** The API's own limit. https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
const resourcesPerPage = 100;
/** What stands out is seen in so many pages; an account with more tagged resources is not read to the end. */
const mostPages = 50;

/** ARNs of resources that have or had tags, and whether there are more than were read. */
export interface TaggedResources {
  readonly arns: readonly string[];
  readonly more: boolean;
}

/**
 * The ARNs of all resources of a region that have tags, or had some once, whatever their type: the widest list of what
 * exists that needs no service of its own to be turned on. Resources that never had a tag are not in it.
 */
export async function taggedResources(clients: AwsClients): Promise<TaggedResources> {
  const client = clients.get(ResourceGroupsTaggingAPIClient);
  const arns: string[] = [];
  let pages = 0;
  for await (const page of paginateGetResources({ client, pageSize: resourcesPerPage }, {})) {
    arns.push(...(page.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
    pages += 1;
    if (pages === mostPages)
      return { arns, more: page.PaginationToken !== undefined && page.PaginationToken !== '' };
  }
  return { arns, more: false };
}
