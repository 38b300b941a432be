import {
  ElastiCacheClient,
  paginateDescribeUserGroups,
  paginateDescribeUsers,
} from '@aws-sdk/client-elasticache';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, Rule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { readTags } from './elasticache.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { propertyDanger } from './property-rules.ts';

const pageSize = 100;

/** Whether an access string allows every command on every key, by either name that Redis has for each. */
function mayDoEverything(access: string): boolean {
  const words = access.split(/\s+/);
  const has = (...names: string[]) => names.some((name) => words.includes(name));
  return has('on') && has('+@all', 'allcommands') && has('~*', 'allkeys');
}

const userRules: readonly Rule[] = [
  propertyDanger({
    id: 'elasticache-user-without-password',
    title: 'a user of a cache needs no password',
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html'],
    recommendation: 'Give the user a password or IAM authentication, or switch its access string off.',
    remedy: {
      command:
        'aws elasticache modify-user --user-id {{id}} --authentication-mode Type=password,Passwords=<long-password>',
      console: 'ElastiCache › User management › {{id}} › Modify › Authentication mode',
    },
    safer: 'the user has to sign in',
    path: '/AuthenticationMode/Type',
    // A user that may do nothing (`off`) is how AWS advises to disarm the default user.
    isDanger: (type, { properties }) =>
      type === 'no-password-required' && !String(properties.AccessString).startsWith('off'),
    reason: ({ properties }) =>
      `Whoever reaches the cache is user ${String(properties.UserName)} without a password.`,
  }),
  propertyDanger({
    id: 'elasticache-user-may-do-everything',
    title: 'a user of a cache may do everything',
    severity: 'MEDIUM',
    sources: ['https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html'],
    recommendation: 'Narrow the access string of the user to the commands and keys that it needs.',
    remedy: {
      command: 'aws elasticache modify-user --user-id {{id}} --access-string <what-the-user-needs>',
      console: 'ElastiCache › User management › {{id}} › Modify › Access string',
    },
    safer: 'the user may do what it needs only',
    path: '/AccessString',
    isDanger: (access) => mayDoEverything(String(access)),
    reason: ({ properties }, access) =>
      `User ${String(properties.UserName)} may run every command on every key (${String(access)}).`,
  }),
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-user.html */
export const elasticacheUser = defineResourceType({
  type: 'AWS::ElastiCache::User',
  scope: 'regional',
  permissions: ['elasticache:DescribeUsers', 'elasticache:ListTagsForResource'],
  async *read(reader) {
    const client = reader.clients.get(ElastiCacheClient);
    const users = await everyItem(paginateDescribeUsers({ client, pageSize }, {}), ({ Users }) => Users);
    yield* readWithOwnCalls(users, async (user) => {
      const { UserId, ARN, Status } = user;
      if (!UserId || Status === 'deleting') return undefined;
      const unread: UnreadProperty[] = [];
      const tags = await readTags(reader, unread, ARN);
      if (!tags && unread.length === 0) return undefined;
      return {
        id: UserId,
        arn: ARN,
        tags,
        properties: {
          UserId,
          UserName: user.UserName,
          Arn: ARN,
          AccessString: user.AccessString,
          AuthenticationMode: {
            // The API says `no-password`, the schema `no-password-required`.
            Type:
              user.Authentication?.Type === 'no-password'
                ? 'no-password-required'
                : user.Authentication?.Type,
            PasswordCount: user.Authentication?.PasswordCount,
          },
          Engine: user.Engine?.toLowerCase(),
        },
        unread,
      };
    });
  },
  volatile: { '/Status': 'progress of the last change' },
  secret: ['/AuthenticationMode/Passwords', '/Passwords'],
  sensitivity: { '/AccessString': 'MEDIUM', '/AuthenticationMode': 'MEDIUM' },
  rules: userRules,
  monthlyCost: () => free,
});

const userAdded: ChangeRule = {
  kind: 'change',
  id: 'elasticache-user-added-to-group',
  title: 'a user was let into caches',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html'],
  recommendation: 'Make sure that the user needs the caches of the group; if not, take it out.',
  remedy: {
    command: 'aws elasticache modify-user-group --user-group-id {{id}} --user-ids-to-remove {{user}}',
    console: 'ElastiCache › User group management › {{id}} › Modify',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const before = toList(change.before.properties.UserIds);
    return toList(change.after.properties.UserIds)
      .filter((user) => !before.includes(user))
      .map((user) => ({
        subject: `user ${String(user)}`,
        path: '/UserIds',
        reason: `User ${String(user)} may use the caches of user group ${change.after.id} now.`,
        values: { user: String(user) },
      }));
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-usergroup.html */
export const elasticacheUserGroup = defineResourceType({
  type: 'AWS::ElastiCache::UserGroup',
  scope: 'regional',
  permissions: ['elasticache:DescribeUserGroups', 'elasticache:ListTagsForResource'],
  async *read(reader) {
    const client = reader.clients.get(ElastiCacheClient);
    const groups = await everyItem(
      paginateDescribeUserGroups({ client, pageSize }, {}),
      ({ UserGroups }) => UserGroups,
    );
    yield* readWithOwnCalls(groups, async ({ UserGroupId, ARN, Status, Engine, UserIds }) => {
      if (!UserGroupId || Status === 'deleting') return undefined;
      const unread: UnreadProperty[] = [];
      const tags = await readTags(reader, unread, ARN);
      if (!tags && unread.length === 0) return undefined;
      return {
        id: UserGroupId,
        arn: ARN,
        tags,
        properties: { UserGroupId, Arn: ARN, Engine: Engine?.toLowerCase(), UserIds },
        unread,
      };
    });
  },
  unordered: { '/UserIds': 'value' },
  volatile: { '/Status': 'progress of the last change' },
  sensitivity: { '/UserIds': 'MEDIUM' },
  rules: [userAdded],
  monthlyCost: () => free,
});
