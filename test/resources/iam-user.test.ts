import {
  GetAccountAuthorizationDetailsCommand,
  type GroupDetail,
  IAMClient,
  type UserDetail,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { AwsClients } from '../../lib/aws/clients.ts';
import { resourceReader } from '../../lib/aws/reader.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { iamGroup } from '../../lib/resources/iam-group.ts';
import { iamUser } from '../../lib/resources/iam-user.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, place, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const iam = mockClient(IAMClient);
const allow = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
const encoded = (document: object) => encodeURIComponent(JSON.stringify(document));

/** A user as GetAccountAuthorizationDetails returns it, with every property set. */
const alice: UserDetail = {
  Path: '/division/',
  UserName: 'Alice',
  UserId: 'AIDACKCEVSQ6C2EXAMPLE',
  Arn: 'arn:aws:iam::111122223333:user/division/Alice',
  CreateDate: new Date('2013-10-14T18:32:24Z'),
  UserPolicyList: [
    { PolicyName: 'write', PolicyDocument: encoded(allow('s3:PutObject', 'arn:aws:s3:::b/*')) },
    { PolicyName: 'read', PolicyDocument: encoded(allow('s3:GetObject', 'arn:aws:s3:::b/*')) },
  ],
  GroupList: ['Developers', 'Admins'],
  AttachedManagedPolicies: [
    { PolicyName: 'z', PolicyArn: 'arn:aws:iam::111122223333:policy/z' },
    { PolicyName: 'a', PolicyArn: 'arn:aws:iam::111122223333:policy/a' },
  ],
  PermissionsBoundary: {
    PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
    PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/bound',
  },
  Tags: [{ Key: 'Team', Value: 'orders' }],
};
/** A group, with every property set. */
const admins: GroupDetail = {
  Path: '/division/',
  GroupName: 'Admins',
  GroupId: 'AGPACKCEVSQ6C2EXAMPLE',
  Arn: 'arn:aws:iam::111122223333:group/division/Admins',
  CreateDate: new Date('2013-10-14T18:32:24Z'),
  GroupPolicyList: alice.UserPolicyList ?? [],
  AttachedManagedPolicies: alice.AttachedManagedPolicies ?? [],
};

beforeEach(() => {
  iam.reset();
  iam
    .on(GetAccountAuthorizationDetailsCommand, { Filter: ['User', 'Group'] })
    .resolves({ UserDetailList: [alice, {}], GroupDetailList: [{}], IsTruncated: true, Marker: '2' })
    .on(GetAccountAuthorizationDetailsCommand, { Marker: '2' })
    .resolves({ UserDetailList: [{ UserName: 'Bob' }], GroupDetailList: [admins, { GroupName: 'Idle' }] });
});

const policies = [
  {
    PolicyName: 'read',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:getobject'], Resource: ['arn:aws:s3:::b/*'] }],
    },
  },
  {
    PolicyName: 'write',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:putobject'], Resource: ['arn:aws:s3:::b/*'] }],
    },
  },
];
const managed = ['arn:aws:iam::111122223333:policy/a', 'arn:aws:iam::111122223333:policy/z'];

describe('reading', () => {
  test('every property of a user, in the words of CloudFormation', async () => {
    const read = await readAll(iamUser);
    expect(read.map(({ id, arn }) => [id, arn])).toEqual([
      ['Alice', alice.Arn],
      ['Bob', undefined],
    ]);
    const { properties, tags } = stored(iamUser, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'orders' });
    expect(properties).toEqual({
      UserName: 'Alice',
      UserId: 'AIDACKCEVSQ6C2EXAMPLE',
      Arn: 'arn:aws:iam::111122223333:user/division/Alice',
      Path: '/division/',
      Groups: ['Admins', 'Developers'],
      ManagedPolicyArns: managed,
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/bound',
      Policies: policies,
    });
  });

  test('every property of a group', async () => {
    const read = await readAll(iamGroup);
    expect(read.map(({ id, arn }) => [id, arn])).toEqual([
      ['Admins', admins.Arn],
      ['Idle', undefined],
    ]);
    expect(stored(iamGroup, read[0] ?? { id: '', properties: {} }).properties).toEqual({
      GroupName: 'Admins',
      GroupId: 'AGPACKCEVSQ6C2EXAMPLE',
      Arn: 'arn:aws:iam::111122223333:group/division/Admins',
      Path: '/division/',
      ManagedPolicyArns: managed,
      Policies: policies,
    });
  });

  test.each<[string, ResourceType]>([
    ['users', iamUser],
    ['groups', iamGroup],
  ])('%s whose sets come in another order give the same bytes', async (_, type) => {
    const first = storedLines(type, await readAll(type));
    const reversed = <T>(list: readonly T[] | undefined) => [...(list ?? [])].reverse();
    iam.on(GetAccountAuthorizationDetailsCommand, { Filter: ['User', 'Group'] }).resolves({
      UserDetailList: [
        { UserName: 'Bob' },
        {
          ...alice,
          GroupList: reversed(alice.GroupList),
          UserPolicyList: reversed(alice.UserPolicyList),
          AttachedManagedPolicies: reversed(alice.AttachedManagedPolicies),
        },
      ],
      GroupDetailList: [
        { GroupName: 'Idle' },
        {
          ...admins,
          GroupPolicyList: reversed(admins.GroupPolicyList),
          AttachedManagedPolicies: reversed(admins.AttachedManagedPolicies),
        },
      ],
    });
    expect(storedLines(type, await readAll(type))).toEqual(first);
  });

  test('users and groups of one target are listed once', async () => {
    const clients = new AwsClients(place.region, { accessKeyId: 'test', secretAccessKey: 'test' });
    for (const type of [iamUser, iamGroup, iamUser]) {
      for await (const _ of type.read(resourceReader(place, clients)));
    }
    expect(iam.commandCalls(GetAccountAuthorizationDetailsCommand)).toHaveLength(2);
  });

  test('a denied list makes both types unread', async () => {
    iam.on(GetAccountAuthorizationDetailsCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(iamUser)).rejects.toThrow('AccessDenied');
    await expect(readAll(iamGroup)).rejects.toThrow('AccessDenied');
  });
});

const administrator: JsonObject = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
const readOnly: JsonObject = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] };
const inline = (action: string, on: string): JsonObject => ({
  Policies: [{ PolicyName: 'p', PolicyDocument: allow(action, on) }],
});
const bounded: JsonObject = { PermissionsBoundary: 'arn:aws:iam::111122223333:policy/bound' };

describe('what a change means', () => {
  test.each<[string, ResourceType, JsonObject | undefined, JsonObject, string, string[]]>([
    ['a user is new', iamUser, undefined, {}, 'MEDIUM', ['iam-user-created']],
    [
      'a user becomes an administrator',
      iamUser,
      {},
      administrator,
      'CRITICAL',
      ['iam-administrative-policy-attached'],
    ],
    ['a user may read', iamUser, {}, readOnly, 'MEDIUM', []],
    ['a user is no administrator any more', iamUser, administrator, {}, 'INFO', []],
    ['a user may do everything', iamUser, {}, inline('*', '*'), 'CRITICAL', ['policy-administrator']],
    [
      'a user may give itself any permission',
      iamUser,
      {},
      inline('iam:PutUserPolicy', '*'),
      'HIGH',
      ['iam-privilege-escalation'],
    ],
    ['a user may write one bucket', iamUser, {}, inline('s3:PutObject', 'arn:aws:s3:::b/*'), 'MEDIUM', []],
    ['a user loses its boundary', iamUser, bounded, {}, 'HIGH', ['iam-permissions-boundary-removed']],
    ['a user gets a boundary', iamUser, {}, bounded, 'INFO', []],
    [
      'a user joins a group',
      iamUser,
      { Groups: ['a'] },
      { Groups: ['a', 'b'] },
      'MEDIUM',
      ['iam-user-joined-group'],
    ],
    [
      'a user joins a group that sounds powerful',
      iamUser,
      {},
      { Groups: ['Administrators'] },
      'HIGH',
      ['iam-user-joined-group'],
    ],
    [
      'a user is new in a group that sounds powerful',
      iamUser,
      undefined,
      { Groups: ['Administrators'] },
      'HIGH',
      ['iam-user-joined-group', 'iam-user-created'],
    ],
    ['a user is new in a group', iamUser, undefined, { Groups: ['readers'] }, 'MEDIUM', ['iam-user-created']],
    ['a user leaves a group', iamUser, { Groups: ['a', 'b'] }, { Groups: ['a'] }, 'INFO', []],
    ['a user was created anew under the same name', iamUser, { UserId: 'a' }, { UserId: 'b' }, 'MEDIUM', []],
    ['a user moves to another path', iamUser, {}, { Path: '/a/' }, 'LOW', []],
    [
      'a group becomes administrative',
      iamGroup,
      {},
      administrator,
      'CRITICAL',
      ['iam-administrative-policy-attached'],
    ],
    ['a group is no longer administrative', iamGroup, administrator, {}, 'INFO', []],
    [
      'a group may pass any role',
      iamGroup,
      {},
      inline('iam:PassRole', '*'),
      'HIGH',
      ['iam-privilege-escalation'],
    ],
    ['a group may read', iamGroup, {}, readOnly, 'MEDIUM', []],
    ['a group is new', iamGroup, undefined, {}, 'LOW', []],
  ])('%s', (_, type, before, after, severity, rules) => {
    expect(riskOf(type, before, after)).toMatchObject({ severity, rules });
  });

  test('the reasons name user, policy and group', () => {
    expect(riskOf(iamUser, {}, administrator)?.reasons).toEqual([
      'User id-1 has the AWS managed policy AdministratorAccess: it allows every action on every resource.',
    ]);
    expect(riskOf(iamUser, bounded, {})?.reasons[0]).toMatch(
      /^User id-1 lost its permissions boundary arn:.*bound:/,
    );
    expect(riskOf(iamUser, {}, { Groups: ['admins'] })?.reasons).toEqual([
      'User id-1 joined group admins, and may now do all that the group may.',
    ]);
  });
});

test.each([iamUser, iamGroup])('$type is free', (type) => {
  expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});
