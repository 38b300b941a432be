import {
  DescribeOrganizationCommand,
  type Organization,
  OrganizationsClient,
  type PolicyType,
  paginateListRoots,
  paginateListTagsForResource,
  type Root,
  type Tag,
} from '@aws-sdk/client-organizations';
import { awsErrorParts } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';

/** Organizations allows few calls a second. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
export const callsAtOnce = 4;
/** The IAM actions that {@link rootsOfOwnOrganization} needs. */
export const rootsPermissions = ['organizations:DescribeOrganization', 'organizations:ListRoots'] as const;

/**
 * Types of policies that forbid or enforce something in member accounts, whatever those allow.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html
 */
const guardrailTypes: ReadonlySet<string> = new Set<PolicyType>([
  'DECLARATIVE_POLICY_EC2',
  'GUARDDUTY_POLICY',
  'INSPECTOR_POLICY',
  'RESOURCE_CONTROL_POLICY',
  'S3_POLICY',
  'SECURITYHUB_CSPM_POLICY',
  'SECURITYHUB_POLICY',
  'SERVICE_CONTROL_POLICY',
]);

/** Whether policies of a type protect the member accounts: from their own administrators, or from going unwatched. */
export function isGuardrail(type: unknown): boolean {
  return typeof type === 'string' && guardrailTypes.has(type);
}

/**
 * The organization whose management account is read. Every member may ask which account that is; any other account,
 * and one outside of an organization, has none, which is no gap in what is read.
 *
 * @throws what Organizations answers when the question itself is denied
 */
export async function ownOrganization({
  account,
  clients,
}: ResourceReader): Promise<Organization | undefined> {
  try {
    const { Organization } = await clients.get(OrganizationsClient).send(new DescribeOrganizationCommand({}));
    return Organization?.MasterAccountId === account ? Organization : undefined;
  } catch (error) {
    if (awsErrorParts(error).code === 'AWSOrganizationsNotInUseException') return undefined;
    throw error;
  }
}

/** The roots of {@link ownOrganization}; none where there is none. */
export async function rootsOfOwnOrganization(reader: ResourceReader): Promise<Root[]> {
  if ((await ownOrganization(reader)) === undefined) return [];
  const client = reader.clients.get(OrganizationsClient);
  const roots: Root[] = [];
  for await (const page of paginateListRoots({ client }, {})) roots.push(...(page.Roots ?? []));
  return roots;
}

/** The types of policies that are in force below a root. */
export function enabledTypes({ PolicyTypes }: Root): PolicyType[] {
  return (PolicyTypes ?? []).flatMap(({ Type, Status }) => (Type && Status === 'ENABLED' ? Type : []));
}

/** The tags of a policy, account or unit. */
export async function readTags({ clients }: ResourceReader, ResourceId: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  const client = clients.get(OrganizationsClient);
  for await (const page of paginateListTagsForResource({ client }, { ResourceId })) {
    tags.push(...(page.Tags ?? []));
  }
  return tags;
}
