import { type AccessPointDescription, DescribeAccessPointsCommand, EFSClient } from '@aws-sdk/client-efs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { efsAccessPoint } from '../../lib/resources/efs-access-point.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const efs = mockClient(EFSClient);
const point: AccessPointDescription = {
  AccessPointId: 'fsap-1',
  AccessPointArn: 'arn:point',
  ClientToken: 'token',
  Name: 'app',
  Tags: [{ Key: 'Name', Value: 'app' }],
  FileSystemId: 'fs-1',
  PosixUser: { Uid: 1000, Gid: 1001, SecondaryGids: [20, 10] },
  RootDirectory: { Path: '/app', CreationInfo: { OwnerUid: 0, OwnerGid: 0, Permissions: '755' } },
  LifeCycleState: 'available',
};

beforeEach(() => {
  efs.reset();
  efs
    .on(DescribeAccessPointsCommand)
    .resolves({ AccessPoints: [point], NextToken: '2' })
    .on(DescribeAccessPointsCommand, { NextToken: '2' })
    .resolves({
      AccessPoints: [
        {
          AccessPointId: 'fsap-2',
          FileSystemId: 'fs-1',
          PosixUser: { Uid: undefined, Gid: undefined },
          RootDirectory: { Path: '/' },
        },
        { AccessPointId: 'going', LifeCycleState: 'deleting' },
        {},
      ],
    });
});

describe('reading access points', () => {
  test('every property of every page, users and groups as text', async () => {
    const read = await storedById(efsAccessPoint);
    expect(Object.keys(read)).toEqual(['fsap-1', 'fsap-2']);
    expect(read['fsap-1']).toMatchObject({ arn: 'arn:point', tags: { Name: 'app' } });
    expect(read['fsap-1']?.properties).toEqual({
      AccessPointId: 'fsap-1',
      Arn: 'arn:point',
      FileSystemId: 'fs-1',
      PosixUser: { Uid: '1000', Gid: '1001', SecondaryGids: ['10', '20'] },
      RootDirectory: { Path: '/app', CreationInfo: { OwnerUid: '0', OwnerGid: '0', Permissions: '755' } },
    });
    expect(read['fsap-2']?.properties).toEqual({
      AccessPointId: 'fsap-2',
      FileSystemId: 'fs-1',
      RootDirectory: { Path: '/' },
    });
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(efsAccessPoint, await readAll(efsAccessPoint));
    efs
      .on(DescribeAccessPointsCommand, { NextToken: undefined })
      .resolves({ AccessPoints: [{ ...turnedRound(point), LifeCycleState: 'updating' }], NextToken: '2' });
    expect(storedLines(efsAccessPoint, await readAll(efsAccessPoint))).toEqual(first);
  });

  test('a denied list makes the type unread', async () => {
    efs.on(DescribeAccessPointsCommand).rejects(awsError('AccessDeniedException', 'no'));
    await expect(readAll(efsAccessPoint)).rejects.toThrow('no');
  });
});

test.each<[string, JsonObject, string[]]>([
  ['a directory and a user', { RootDirectory: { Path: '/app' }, PosixUser: { Uid: '1000' } }, []],
  [
    'everything',
    { RootDirectory: { Path: '/' }, PosixUser: { Uid: '1000' } },
    ['efs-access-point-whole-file-system'],
  ],
  ['any user', { RootDirectory: { Path: '/app' } }, ['efs-access-point-root-user']],
  ['root', { RootDirectory: { Path: '/app' }, PosixUser: { Uid: '0' } }, ['efs-access-point-root-user']],
])('a new access point for %s', (_, properties, rules) => {
  expect(riskOf(efsAccessPoint, undefined, properties)?.rules).toEqual(rules);
  expect(efsAccessPoint.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
});
