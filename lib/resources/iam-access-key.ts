import { type AccessKeyMetadata, IAMClient, paginateListAccessKeys } from '@aws-sdk/client-iam';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { ofEachUser, principalsPermission } from './iam-principals.ts';

function toResource({ AccessKeyId, UserName, Status }: AccessKeyMetadata): ReadResource | undefined {
  return AccessKeyId ? { id: AccessKeyId, properties: { UserName, Status } } : undefined;
}

async function readKeys({ clients }: ResourceReader, UserName: string): Promise<ReadResource[]> {
  const keys: ReadResource[] = [];
  for await (const page of paginateListAccessKeys({ client: clients.get(IAMClient) }, { UserName })) {
    keys.push(...(page.AccessKeyMetadata ?? []).flatMap((key) => toResource(key) ?? []));
  }
  return keys;
}

function usable({ id, properties }: Resource) {
  return properties.Status === 'Inactive'
    ? []
    : [
        {
          subject: 'active',
          path: '/Status',
          reason: `Access key ${id} of user ${String(properties.UserName)} works: whoever has its secret can act as the user from anywhere, without a second factor.`,
        },
      ];
}

const activeKey: StateRule = {
  kind: 'state',
  id: 'iam-access-key-active',
  title: 'an access key was created or activated',
  severity: 'HIGH',
  sources: [
    'AWS Well-Architected SEC02-BP02',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    'MITRE ATT&CK T1098.001',
  ],
  recommendation:
    'Ask the owner of the user whether the key is theirs; deactivate it if not, and look in CloudTrail at what it did.',
  remedy: {
    command: 'aws iam update-access-key --access-key-id {{id}} --user-name {{/UserName}} --status Inactive',
    console:
      'IAM › Users › {{/UserName}} › Security credentials › Access keys › {{id}} › Actions › Deactivate',
  },
  safer: 'the access key was deactivated',
  dangers: usable,
};

const deletedKey: ChangeRule = {
  kind: 'change',
  id: 'iam-access-key-deleted',
  title: 'an access key was deleted',
  severity: 'LOW',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    'MITRE ATT&CK T1531',
  ],
  recommendation: 'Nothing to do when the key was rotated; otherwise see which program stopped working.',
  remedy: {
    command:
      'aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue={{id}}',
    console: 'CloudTrail › Event history › AWS access key = {{id}}',
  },
  dangers: (change) =>
    change.kind === 'removed'
      ? [
          {
            subject: 'deleted',
            reason: `Access key ${change.before.id} of user ${String(change.before.properties.UserName)} was deleted: what still uses it is refused.`,
          },
        ]
      : [],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html
 * The id of a key and its state: IAM never tells the secret, and when a key was last used is not read. Only users
 * have keys that can be listed; those of the root user are told by `AWS::IAM::AccountSummary`. The id is not among
 * the properties, where it would be concealed as whatever looks like a credential is.
 */
export const iamAccessKey = defineResourceType({
  type: 'AWS::IAM::AccessKey',
  scope: 'global',
  taggable: false,
  permissions: [principalsPermission, 'iam:ListAccessKeys'],
  async *read(reader) {
    yield* await ofEachUser(reader, (userName) => readKeys(reader, userName));
  },
  volatile: { '/CreateDate': 'time of creation' },
  sensitivity: { '/Status': 'MEDIUM', '/UserName': 'MEDIUM' },
  rules: [activeKey, deletedKey],
  monthlyCost: () => free,
});
