import { DescribeResourcePolicyCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readTags, rootsOfOwnOrganization, rootsPermissions } from './organization.ts';

async function readResourcePolicy(reader: ResourceReader): Promise<ReadResource[]> {
  const unread: UnreadProperty[] = [];
  try {
    const { ResourcePolicy } = await reader.clients
      .get(OrganizationsClient)
      .send(new DescribeResourcePolicyCommand({}));
    const { Id, Arn } = ResourcePolicy?.ResourcePolicySummary ?? {};
    if (!Id) return [];
    const tags = await reader.optional(unread, '/Tags', () => readTags(reader, Id));
    return [{ id: Id, arn: Arn, tags, properties: { Id, Arn, Content: ResourcePolicy?.Content }, unread }];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/**
 * The policy by which the management account lets member accounts manage policies of the organization; an organization
 * has one or none. That it trusts an account is judged as in every resource policy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-resourcepolicy.html
 */
export const organizationsResourcePolicy = defineResourceType({
  type: 'AWS::Organizations::ResourcePolicy',
  scope: 'global',
  permissions: [
    ...rootsPermissions,
    'organizations:DescribeResourcePolicy',
    'organizations:ListTagsForResource',
  ],
  async *read(reader) {
    const roots = await rootsOfOwnOrganization(reader);
    if (roots.length > 0) yield* await readResourcePolicy(reader);
  },
  sensitivity: { '/Content': 'MEDIUM' },
  monthlyCost: () => free,
});
