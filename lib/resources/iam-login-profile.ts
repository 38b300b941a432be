import { GetLoginProfileCommand, IAMClient } from '@aws-sdk/client-iam';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { ofEachUser, principalsPermission } from './iam-principals.ts';

async function readProfile({ clients, optional }: ResourceReader, UserName: string): Promise<ReadResource[]> {
  const unread: UnreadProperty[] = [];
  const answer = await optional(unread, '', () =>
    clients.get(IAMClient).send(new GetLoginProfileCommand({ UserName })),
  );
  if (!answer && unread.length === 0) return [];
  const PasswordResetRequired = answer?.LoginProfile?.PasswordResetRequired;
  return [{ id: UserName, properties: { UserName, PasswordResetRequired }, unread }];
}

const passwordGiven: ChangeRule = {
  kind: 'change',
  id: 'iam-console-password-given',
  title: 'a user got a console password',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1098'],
  recommendation:
    'Ask the owner of the user whether the password is theirs; delete it if not, and require a second factor.',
  remedy: {
    command: 'aws iam delete-login-profile --user-name {{id}}',
    console:
      'IAM › Users › {{id}} › Security credentials › Console sign-in › Manage console access › Disable',
  },
  dangers: (change) =>
    change.kind === 'added'
      ? [
          {
            subject: 'console password',
            reason: `User ${change.after.id} got a password, with which whoever knows it can sign in to the console.`,
          },
        ]
      : [],
};

const passwordTaken: ChangeRule = {
  kind: 'change',
  id: 'iam-console-password-taken',
  title: 'the console password of a user was deleted',
  severity: 'LOW',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html',
    'MITRE ATT&CK T1531',
  ],
  recommendation: 'Nothing to do, unless the user needs the console.',
  remedy: {
    command:
      'aws iam create-login-profile --user-name {{id}} --password <new-password> --password-reset-required',
    console: 'IAM › Users › {{id}} › Security credentials › Console sign-in › Enable console access',
  },
  dangers: (change) =>
    change.kind === 'removed'
      ? [
          {
            subject: 'no console password',
            reason: `User ${change.before.id} can no longer sign in to the console: the password was deleted.`,
          },
        ]
      : [],
};

/**
 * The console password of a user, as far as it exists: IAM never tells a password. In CloudFormation it is the property
 * `LoginProfile` of the user; it is a resource of its own here, because nothing else tells that somebody gave himself
 * a way in. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html
 *
 * A user whose profile is forbidden to read is yielded as unread: it may have one or none.
 */
export const iamLoginProfile = defineResourceType({
  type: 'AWS::IAM::LoginProfile',
  scope: 'global',
  taggable: false,
  permissions: [principalsPermission, 'iam:GetLoginProfile'],
  async *read(reader) {
    yield* await ofEachUser(reader, (userName) => readProfile(reader, userName));
  },
  volatile: { '/CreateDate': 'time of creation' },
  defaults: { PasswordResetRequired: false },
  rules: [passwordGiven, passwordTaken],
  monthlyCost: () => free,
});
