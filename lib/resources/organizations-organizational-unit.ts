import type { OrganizationalUnit } from '@aws-sdk/client-organizations';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { callsAtOnce, readTags } from './organization.ts';
import { type Placed, readTree, treePermissions } from './organization-tree.ts';

async function toResource(
  reader: ResourceReader,
  { item: unit, parent }: Placed<OrganizationalUnit>,
): Promise<ReadResource[]> {
  const { Id, Arn, Name } = unit;
  if (!Id) return [];
  const unread: UnreadProperty[] = [];
  const tags = await reader.optional(unread, '/Tags', () => readTags(reader, Id));
  return [{ id: Id, arn: Arn, tags, properties: { Id, Arn, Name, ParentId: parent }, unread }];
}

/**
 * The units of the organization, where its management account is read; any other account has none.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-organizationalunit.html
 * `Path` says again what the parents say.
 */
export const organizationsOrganizationalUnit = defineResourceType({
  type: 'AWS::Organizations::OrganizationalUnit',
  scope: 'global',
  permissions: [...treePermissions, 'organizations:ListTagsForResource'],
  async *read(reader) {
    const { units } = await readTree(reader);
    const read = await pLimit(callsAtOnce).map(units, (unit) => toResource(reader, unit));
    yield* read.flat();
  },
  volatile: { '/Path': 'follows from the parents' },
  sensitivity: { '/ParentId': 'MEDIUM' },
  monthlyCost: () => free,
});
