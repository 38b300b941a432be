import {
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ReadResource } from './define.ts';

/** Most that Elastic Load Balancing lists in one page. */
export const elbPageSize = 400;
/** Calls in flight at once, so that the account's own tools keep their share of the quota. */
export const elbCallsAtOnce = 8;
/** DescribeTags takes so many ARNs at once. */
const arnsPerCall = 20;

/** Values by which an attribute says that it is not in use. */
const notInUse: ReadonlySet<string | undefined> = new Set([undefined, '', 'false', 'off']);

/**
 * The attributes that are in use. Those that are off are left out: AWS adds attributes as time goes by, which are off
 * until somebody turns them on.
 */
export function attributesInUse(
  attributes:
    | readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]
    | undefined,
): object[] | undefined {
  return attributes?.filter(({ Value }) => !notInUse.has(Value));
}

interface ReadTags {
  readonly tags: readonly Tag[] | undefined;
  readonly unread: readonly UnreadProperty[];
}

/** The tags of some resources by ARN; one that is gone is missing. When one of them is gone, AWS tells of none. */
async function tagsOf(reader: ResourceReader, arns: readonly string[]): Promise<Map<string, ReadTags>> {
  const unread: UnreadProperty[] = [];
  const answer = await reader.optional(unread, '/Tags', async () => {
    try {
      const command = new DescribeTagsCommand({ ResourceArns: [...arns] });
      return await reader.clients.get(ElasticLoadBalancingV2Client).send(command);
    } catch (error) {
      if (isNotFound(error)) return 'gone' as const;
      throw error;
    }
  });
  if (answer !== 'gone') {
    const found = new Map(answer?.TagDescriptions?.map(({ ResourceArn, Tags }) => [ResourceArn, Tags]));
    return new Map(arns.map((arn) => [arn, { tags: found.get(arn), unread }]));
  }
  const single = new Map<string, ReadTags>();
  if (arns.length === 1) return single;
  for (const arn of arns) {
    for (const [known, tags] of await tagsOf(reader, [arn])) single.set(known, tags);
  }
  return single;
}

/** The resources with their tags, 20 a call; those that are gone are left out. */
export async function withTags(
  reader: ResourceReader,
  resources: readonly (ReadResource | undefined)[],
): Promise<ReadResource[]> {
  const present = resources.filter((resource) => resource !== undefined);
  const tagged: ReadResource[] = [];
  for (let at = 0; at < present.length; at += arnsPerCall) {
    const some = present.slice(at, at + arnsPerCall);
    const tags = await tagsOf(
      reader,
      some.map(({ id }) => id),
    );
    for (const resource of some) {
      const own = tags.get(resource.id);
      if (own)
        tagged.push({ ...resource, tags: own.tags, unread: [...(resource.unread ?? []), ...own.unread] });
    }
  }
  return tagged;
}

/**
 * Asks for a part of a resource. Gives `gone` when the resource is no longer there, and undefined, with the gap
 * noted, when the call is denied.
 */
export async function partOf<T>(
  { optional }: ResourceReader,
  unread: UnreadProperty[],
  path: string,
  call: () => Promise<T>,
): Promise<T | 'gone' | undefined> {
  const gaps = unread.length;
  const answer = await optional(unread, path, call);
  return answer === undefined && unread.length === gaps ? 'gone' : answer;
}
