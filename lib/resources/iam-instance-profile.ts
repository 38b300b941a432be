import {
  IAMClient,
  type InstanceProfile,
  paginateListInstanceProfiles,
  paginateListInstanceProfileTags,
  type Tag,
} from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { callsAtOnce, pageSize } from './iam-principals.ts';

async function readTags({ clients }: ResourceReader, InstanceProfileName: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  const client = clients.get(IAMClient);
  for await (const page of paginateListInstanceProfileTags({ client }, { InstanceProfileName })) {
    tags.push(...(page.Tags ?? []));
  }
  return tags;
}

async function readProfile(
  reader: ResourceReader,
  { InstanceProfileName, InstanceProfileId, Arn, Path, Roles }: InstanceProfile,
): Promise<ReadResource[]> {
  if (!InstanceProfileName) return [];
  const unread: UnreadProperty[] = [];
  const tags = await reader.optional(unread, '/Tags', () => readTags(reader, InstanceProfileName));
  const isGone = tags === undefined && unread.length === 0;
  if (isGone) return [];
  return [
    {
      id: InstanceProfileName,
      arn: Arn,
      tags,
      properties: {
        InstanceProfileName,
        InstanceProfileId,
        Arn,
        Path,
        Roles: (Roles ?? []).map(({ RoleName }) => RoleName),
      },
      unread,
    },
  ];
}

const rolesOf = ({ properties }: Resource) => toList(properties.Roles).map(String);

const roleChanged: ChangeRule = {
  kind: 'change',
  id: 'iam-instance-profile-role-changed',
  title: 'an instance profile has another role',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP02', 'MITRE ATT&CK T1098.003'],
  recommendation:
    'Compare the permissions of both roles; take the new one out of the profile and put the approved one back if nobody can say why it was changed.',
  remedy: {
    command:
      'aws iam remove-role-from-instance-profile --instance-profile-name {{id}} --role-name {{/Roles}}',
    console:
      'EC2 › Instances › Actions › Security › Modify IAM role (the console cannot change the role of instance profile {{id}})',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const [before, after] = [rolesOf(change.before), rolesOf(change.after)];
    return after
      .filter((role) => !before.includes(role))
      .map((role) => ({
        subject: `role ${role}`,
        path: '/Roles',
        reason: `Every instance with profile ${change.after.id} has the permissions of role ${role} now${before[0] === undefined ? '' : `, no longer those of ${before[0]}`}.`,
      }));
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html */
export const iamInstanceProfile = defineResourceType({
  type: 'AWS::IAM::InstanceProfile',
  scope: 'global',
  permissions: ['iam:ListInstanceProfileTags', 'iam:ListInstanceProfiles'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    const client = reader.clients.get(IAMClient);
    for await (const page of paginateListInstanceProfiles({ client, pageSize }, {})) {
      const read = await limit.map(page.InstanceProfiles ?? [], (profile) => readProfile(reader, profile));
      yield* read.flat();
    }
  },
  unordered: { '/Roles': 'value' },
  volatile: { '/CreateDate': 'time of creation' },
  defaults: { Path: '/' },
  sensitivity: { '/InstanceProfileId': 'MEDIUM', '/Roles': 'MEDIUM' },
  rules: [roleChanged],
  monthlyCost: () => free,
});
