import {
  DescribePolicyCommand,
  OrganizationsClient,
  type PolicySummary,
  paginateListPolicies,
  paginateListTargetsForPolicy,
} from '@aws-sdk/client-organizations';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import {
  callsAtOnce,
  enabledTypes,
  readTags,
  rootsOfOwnOrganization,
  rootsPermissions,
} from './organization.ts';
import { organizationsPolicyRules } from './organizations-policy-rules.ts';

/** The policies of the types in force, without those of AWS, which nobody can change and everything new gets. */
async function listPolicies(reader: ResourceReader): Promise<PolicySummary[]> {
  const client = reader.clients.get(OrganizationsClient);
  const types = new Set((await rootsOfOwnOrganization(reader)).flatMap(enabledTypes));
  const policies: PolicySummary[] = [];
  for (const Filter of [...types].sort()) {
    for await (const page of paginateListPolicies({ client }, { Filter })) {
      policies.push(...(page.Policies ?? []).filter(({ AwsManaged }) => AwsManaged !== true));
    }
  }
  return policies;
}

async function readTargets({ clients }: ResourceReader, PolicyId: string): Promise<string[]> {
  const targets: string[] = [];
  const client = clients.get(OrganizationsClient);
  for await (const page of paginateListTargetsForPolicy({ client }, { PolicyId })) {
    targets.push(...(page.Targets ?? []).flatMap(({ TargetId }) => TargetId ?? []));
  }
  return targets;
}

async function readPolicy(
  reader: ResourceReader,
  { Id, Arn, Name, Description, Type, AwsManaged }: PolicySummary,
): Promise<ReadResource[]> {
  if (!Id) return [];
  const unread: UnreadProperty[] = [];
  const described = await reader.optional(unread, '/Content', () =>
    reader.clients.get(OrganizationsClient).send(new DescribePolicyCommand({ PolicyId: Id })),
  );
  const isGone = described === undefined && unread.length === 0;
  if (isGone) return [];
  const TargetIds = await reader.optional(unread, '/TargetIds', () => readTargets(reader, Id));
  const tags = await reader.optional(unread, '/Tags', () => readTags(reader, Id));
  const Content = described?.Policy?.Content;
  return [
    {
      id: Id,
      arn: Arn,
      tags,
      properties: { Id, Arn, Name, Description, Type, AwsManaged, Content, TargetIds },
      unread,
    },
  ];
}

/**
 * The policies of the organization, where its management account is read; any other account has none.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-policy.html
 */
export const organizationsPolicy = defineResourceType({
  type: 'AWS::Organizations::Policy',
  scope: 'global',
  grants: false,
  permissions: [
    ...rootsPermissions,
    'organizations:DescribePolicy',
    'organizations:ListPolicies',
    'organizations:ListTagsForResource',
    'organizations:ListTargetsForPolicy',
  ],
  async *read(reader) {
    const read = await pLimit(callsAtOnce).map(await listPolicies(reader), (policy) =>
      readPolicy(reader, policy),
    );
    yield* read.flat();
  },
  unordered: { '/TargetIds': 'value' },
  sensitivity: { '/Content': 'MEDIUM', '/TargetIds': 'MEDIUM', '/Description': 'INFO' },
  rules: organizationsPolicyRules,
  monthlyCost: () => free,
});
