import type { Account } from '@aws-sdk/client-organizations';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { modifiedText } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { callsAtOnce, readTags } from './organization.ts';
import { type Placed, readTree, treePermissions } from './organization-tree.ts';

async function toResource(
  reader: ResourceReader,
  { item: account, parent }: Placed<Account>,
): Promise<ReadResource[]> {
  const { Id, Arn, Name, Email, JoinedMethod, State, Status } = account;
  if (!Id) return [];
  const unread: UnreadProperty[] = [];
  const tags = await reader.optional(unread, '/Tags', () => readTags(reader, Id));
  return [
    {
      id: Id,
      arn: Arn,
      tags,
      properties: {
        AccountId: Id,
        Arn,
        AccountName: Name,
        Email,
        JoinedMethod,
        ParentIds: [parent],
        State: State ?? Status,
      },
      unread,
    },
  ];
}

const nameOf = ({ id, properties }: Resource) => `${String(properties.AccountName ?? id)} (${id})`;
const parentOf = ({ properties }: Resource) => toList(properties.ParentIds).map(String).join(', ');

const left: ChangeRule = {
  kind: 'change',
  id: 'organizations-account-left',
  title: 'an account is no longer in the organization',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_remove.html',
    'MITRE ATT&CK T1666',
  ],
  recommendation:
    'Find out who removed or closed the account; an account that left can be invited again only with its own consent.',
  remedy: {
    command: `aws organizations invite-account-to-organization --target '{"Id":"{{id}}","Type":"ACCOUNT"}'`,
    console:
      'AWS Organizations › AWS accounts › Add an AWS account › Invite an existing AWS account › {{id}}',
  },
  dangers: (change) =>
    change.kind === 'removed'
      ? [
          {
            subject: 'left',
            reason: `Account ${nameOf(change.before)} is no longer in the organization: none of its policies binds the account, and nothing is collected from it.`,
          },
        ]
      : [],
};

const moved: ChangeRule = {
  kind: 'change',
  id: 'organizations-account-moved',
  title: 'an account was moved to another unit',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/move_account_to_ou.html',
    'MITRE ATT&CK T1666',
  ],
  recommendation: 'Compare the policies of both units; move the account back unless somebody approved it.',
  remedy: {
    command:
      'aws organizations move-account --account-id {{id}} --source-parent-id {{/ParentIds}} --destination-parent-id {{former}}',
    console: 'AWS Organizations › AWS accounts › {{/AccountName}} ({{id}}) › Actions › Move',
  },
  dangers: (change) => {
    if (change.kind !== 'modified' || parentOf(change.before) === parentOf(change.after)) return [];
    const [from, to] = [parentOf(change.before), parentOf(change.after)];
    const reason = `Account ${nameOf(change.after)} was moved from ${from} to ${to}: the policies of ${from} bind it no longer.`;
    return [{ subject: `moved to ${to}`, path: '/ParentIds', values: { former: from }, reason }];
  },
};

const closed: ChangeRule = {
  kind: 'change',
  id: 'organizations-account-closed',
  title: 'an account is being closed or was suspended',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html',
    'MITRE ATT&CK T1485',
  ],
  recommendation: 'If the account is still needed, have AWS Support open it again within 90 days.',
  remedy: {
    command:
      'aws support create-case --service-code account-management --category-code <category> --subject reopen-account-{{id}} --communication-body <why-the-account-is-needed>',
    console: 'Support › Create case › Account and billing › Account › Reopen account {{id}}',
  },
  dangers: (change) => {
    const state = modifiedText(change, 'State');
    if (state?.before !== 'ACTIVE' || state.after === undefined) return [];
    const id = change.after?.id;
    const reason = `Account ${id} is ${state.after}: all that runs in it stops, and is deleted after 90 days.`;
    return [{ subject: state.after, path: '/State', reason }];
  },
};

const emailChanged: ChangeRule = {
  kind: 'change',
  id: 'organizations-account-email-changed',
  title: 'the root user of an account has another email address',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_update_primary_email.html',
    'MITRE ATT&CK T1098',
  ],
  recommendation:
    'Make sure that the address is yours: whoever reads its mail can reset the password of the root user.',
  remedy: {
    command: 'aws account start-primary-email-update --account-id {{id}} --primary-email <approved-address>',
    console:
      'AWS Organizations › AWS accounts › {{/AccountName}} ({{id}}) › Account details › Actions › Update email address',
  },
  dangers: (change) => {
    const email = modifiedText(change, 'Email');
    if (email?.before === undefined || email.after === undefined) return [];
    const reason = `Account ${change.after?.id} has another primary email address, to which a new password of its root user is sent.`;
    return [{ subject: `email ${email.after}`, path: '/Email', reason }];
  },
};

/**
 * The accounts of the organization and where they are in it, where its management account is read; any other account has
 * none. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-account.html
 *
 * The email address is a person's business, and stored as a digest only. `RoleName` acts on creation only; `Paths` says
 * again what `ParentIds` says.
 */
export const organizationsAccount = defineResourceType({
  type: 'AWS::Organizations::Account',
  scope: 'global',
  permissions: [...treePermissions, 'organizations:ListTagsForResource'],
  async *read(reader) {
    const { accounts } = await readTree(reader);
    const read = await pLimit(callsAtOnce).map(accounts, (account) => toResource(reader, account));
    yield* read.flat();
  },
  unordered: { '/ParentIds': 'value' },
  volatile: { '/JoinedTimestamp': 'time when the account joined', '/Paths': 'follows from the parents' },
  secret: ['/Email'],
  sensitivity: { '/ParentIds': 'MEDIUM', '/State': 'MEDIUM', '/Email': 'MEDIUM' },
  rules: [left, moved, closed, emailChanged],
  monthlyCost: () => free,
});
