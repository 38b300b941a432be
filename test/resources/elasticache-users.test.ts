import {
  DescribeUserGroupsCommand,
  DescribeUsersCommand,
  ElastiCacheClient,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-elasticache';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { elasticacheUser, elasticacheUserGroup } from '../../lib/resources/elasticache-users.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const elasticache = mockClient(ElastiCacheClient);
const user = {
  UserId: 'u1',
  UserName: 'app',
  Status: 'active',
  Engine: 'Valkey',
  AccessString: 'on ~app:* +get',
  UserGroupIds: ['g1'],
  Authentication: { Type: 'password' as const, PasswordCount: 2 },
  ARN: 'arn:u1',
};
const group = {
  UserGroupId: 'g1',
  Status: 'active',
  Engine: 'valkey',
  UserIds: ['u2', 'u1'],
  ReplicationGroups: ['r'],
  ARN: 'arn:g1',
};

beforeEach(() => {
  elasticache.reset();
  elasticache
    .on(DescribeUsersCommand)
    .resolves({ Users: [user], Marker: '2' })
    .on(DescribeUsersCommand, { Marker: '2' })
    .resolves({
      Users: [
        { UserId: 'default', UserName: 'default', Authentication: { Type: 'no-password' } },
        { UserId: 'going', Status: 'deleting' },
        { UserId: 'gone', ARN: 'arn:gone' },
      ],
    })
    .on(DescribeUserGroupsCommand)
    .resolves({ UserGroups: [group], Marker: '2' })
    .on(DescribeUserGroupsCommand, { Marker: '2' })
    .resolves({
      UserGroups: [
        { UserGroupId: 'going', Status: 'deleting' },
        { UserGroupId: 'gone', ARN: 'arn:gone' },
      ],
    })
    .on(ListTagsForResourceCommand)
    .resolves({ TagList: [{ Key: 'Team', Value: 'shop' }] })
    .on(ListTagsForResourceCommand, { ResourceName: 'arn:gone' })
    .rejects(awsError('UserNotFoundFault'));
});

describe('reading users of caches', () => {
  test('every property of users and groups', async () => {
    const users = await storedById(elasticacheUser);
    expect(Object.keys(users)).toEqual(['u1', 'default']);
    expect(users.u1).toMatchObject({ arn: 'arn:u1', tags: { Team: 'shop' } });
    expect(users.u1?.properties).toEqual({
      UserId: 'u1',
      UserName: 'app',
      Arn: 'arn:u1',
      AccessString: 'on ~app:* +get',
      AuthenticationMode: { Type: 'password', PasswordCount: 2 },
      Engine: 'valkey',
    });
    expect(users.default?.properties.AuthenticationMode).toEqual({ Type: 'no-password-required' });
    const groups = await storedById(elasticacheUserGroup);
    expect(Object.keys(groups)).toEqual(['g1']);
    expect(groups.g1?.properties).toEqual({
      UserGroupId: 'g1',
      Arn: 'arn:g1',
      Engine: 'valkey',
      UserIds: ['u1', 'u2'],
    });
  });

  test('another order and state give the same bytes', async () => {
    const first = storedLines(elasticacheUserGroup, await readAll(elasticacheUserGroup));
    elasticache
      .on(DescribeUserGroupsCommand)
      .resolves({ UserGroups: [{ ...group, Status: 'modifying', UserIds: ['u1', 'u2'] }] });
    expect(storedLines(elasticacheUserGroup, await readAll(elasticacheUserGroup))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    elasticache.on(ListTagsForResourceCommand).rejects(awsError('AccessDenied', 'no'));
    for (const type of [elasticacheUser, elasticacheUserGroup])
      expect((await readAll(type))[0]?.unread).toEqual([{ path: '/Tags', reason: 'AccessDenied: no' }]);
  });
});

const mode = (Type: string, AccessString = 'on ~app:* +get'): JsonObject => ({
  AuthenticationMode: { Type },
  AccessString,
});

describe('what a change means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'no password',
      mode('password'),
      mode('no-password-required'),
      'HIGH',
      ['elasticache-user-without-password'],
    ],
    [
      'no password for nothing',
      mode('password', 'off ~* +@all'),
      mode('no-password-required', 'off ~* +@all'),
      'MEDIUM',
      [],
    ],
    ['a password', mode('no-password-required'), mode('password'), 'INFO', []],
    ['everything', mode('iam'), mode('iam', 'on ~* +@all'), 'MEDIUM', ['elasticache-user-may-do-everything']],
    [
      'everything by its other name',
      mode('iam'),
      mode('iam', 'on allkeys allcommands'),
      'MEDIUM',
      ['elasticache-user-may-do-everything'],
    ],
    ['every command on some keys', mode('iam'), mode('iam', 'on ~app:* +@all'), 'MEDIUM', []],
  ])('user: %s', (_, before, after, severity, rules) => {
    expect(
      riskOf(elasticacheUser, { UserName: 'app', ...before }, { UserName: 'app', ...after }),
    ).toMatchObject({ severity, rules });
  });

  test('a user joins or leaves a group', () => {
    const joined = riskOf(elasticacheUserGroup, { UserIds: ['a'] }, { UserIds: ['a', 'b'] });
    expect(joined).toMatchObject({ severity: 'MEDIUM', rules: ['elasticache-user-added-to-group'] });
    expect(riskOf(elasticacheUserGroup, { UserIds: ['a', 'b'] }, { UserIds: ['a'] })?.rules).toEqual([]);
    for (const type of [elasticacheUser, elasticacheUserGroup])
      expect(type.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
  });
});
