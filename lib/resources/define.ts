import type { ResourceReader } from '../aws/reader.ts';
import type { TypeKnowledge } from '../model/knowledge.ts';
import type { UnreadProperty } from '../model/resource.ts';

/** What a reader yields: a resource without the account and region it was read in. */
export interface ReadResource {
  /** The primary identifier of the CloudFormation schema. */
  readonly id: string;
  readonly arn?: string | undefined;
  /** Tags in any of AWS's forms, or a map; the normaliser makes them one. */
  readonly tags?: object | undefined;
  /** Properties in the CloudFormation vocabulary: what the API returned, renamed; absent members are dropped. */
  readonly properties: object;
  /** What could not be read of it. */
  readonly unread?: readonly UnreadProperty[] | undefined;
}

/** Everything about a resource type: how to read it, and what is known of it. One file each, listed in index.ts. */
export interface ResourceType extends TypeKnowledge {
  /** Set on types that are read through Cloud Control because the configuration asks for them; absent: read natively. */
  readonly through?: 'Cloud Control';
  /** `regional`: read in every region of the configuration. `global`: read once per account. */
  readonly scope: 'regional' | 'global';
  /** The IAM actions that `read` needs; the member role's policy is made of them. */
  readonly permissions: readonly string[];
  /**
   * Reads every resource of the type in one account and region, page by page. An error it throws makes the type
   * unread; a part of a resource that could not be read is yielded as `unread` of that resource.
   */
  readonly read: (reader: ResourceReader) => AsyncIterable<ReadResource>;
}

/** Declares a resource type; the identity function that gives the declaration its type. */
export function defineResourceType(definition: ResourceType): ResourceType {
  return definition;
}
