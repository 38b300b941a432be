import {
  DescribeManagedPrefixListsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
  type ManagedPrefixList,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { prefixList } from '../../lib/resources/prefix-list.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A prefix list as DescribeManagedPrefixLists returns it. */
const full: ManagedPrefixList = {
  PrefixListId: 'pl-1',
  AddressFamily: 'IPv4',
  State: 'modify-complete',
  PrefixListArn: 'arn:aws:ec2:eu-west-1:111122223333:prefix-list/pl-1',
  PrefixListName: 'offices',
  MaxEntries: 10,
  Version: 3,
  Tags: [{ Key: 'team', Value: 'net' }],
  OwnerId: '111122223333',
  IpamPrefixListResolverTargetId: 'target-1',
  IpamPrefixListResolverSyncEnabled: false,
};
const entries = [{ Cidr: '198.51.100.0/24' }, { Cidr: '192.0.2.0/24', Description: 'Berlin' }];

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeManagedPrefixListsCommand)
    .resolves({ PrefixLists: [full], NextToken: '2' })
    .on(DescribeManagedPrefixListsCommand, { NextToken: '2' })
    .resolves({
      PrefixLists: [
        { PrefixListId: 'pl-2' },
        { PrefixListId: 'pl-3', State: 'delete-in-progress' },
        { PrefixListId: 'pl-4', OwnerId: 'AWS' },
        {},
      ],
    })
    .on(GetManagedPrefixListEntriesCommand)
    .resolves({ Entries: entries.slice(0, 1), NextToken: '2' })
    .on(GetManagedPrefixListEntriesCommand, { NextToken: '2' })
    .resolves({ Entries: entries.slice(1) })
    .on(GetManagedPrefixListEntriesCommand, { PrefixListId: 'pl-2' })
    .resolves({});
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(prefixList);
    expect([second?.id, rest]).toEqual(['pl-2', []]);
    const { id, arn, tags, properties } = stored(prefixList, first ?? { id: '', properties: {} });
    expect([id, arn, tags]).toEqual(['pl-1', full.PrefixListArn, { team: 'net' }]);
    expect(properties).toEqual({
      PrefixListId: 'pl-1',
      PrefixListName: 'offices',
      Arn: full.PrefixListArn,
      OwnerId: '111122223333',
      AddressFamily: 'IPv4',
      MaxEntries: 10,
      Entries: entries.toReversed(),
      IpamPrefixListResolverTargetId: 'target-1',
      IpamPrefixListResolverSyncEnabled: false,
    });
  });

  test('another order and another version of the same entries give the same bytes', async () => {
    const first = storedLines(prefixList, await readAll(prefixList));
    ec2
      .on(DescribeManagedPrefixListsCommand)
      .resolves({
        PrefixLists: [{ PrefixListId: 'pl-2' }, { ...full, Version: 5, State: 'modify-in-progress' }],
      })
      .on(GetManagedPrefixListEntriesCommand, { PrefixListId: 'pl-1' })
      .resolves({ Entries: entries.toReversed() });
    expect(storedLines(prefixList, await readAll(prefixList))).toEqual(first);
  });

  test('denied entries are unread, and a list that is gone is skipped', async () => {
    ec2
      .on(GetManagedPrefixListEntriesCommand)
      .rejects(awsError('UnauthorizedOperation', 'no'))
      .on(GetManagedPrefixListEntriesCommand, { PrefixListId: 'pl-2' })
      .rejects(awsError('InvalidPrefixListID.NotFound'));
    const read = await readAll(prefixList);
    expect(read.map(({ unread }) => unread)).toEqual([
      [{ path: '/Entries', reason: 'UnauthorizedOperation: no' }],
    ]);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeManagedPrefixListsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(prefixList)).rejects.toThrow('UnauthorizedOperation');
  });
});

const holding = (...networks: string[]): JsonObject => ({
  PrefixListName: 'offices',
  Entries: networks.map((Cidr) => ({ Cidr })),
});
const [internet, wider] = ['ec2-prefix-list-holds-internet', 'ec2-prefix-list-widened'];

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['it is new', undefined, holding('10.0.0.0/8'), 'LOW', []],
  ['it is new and holds the internet', undefined, holding('0.0.0.0/0'), 'HIGH', [internet]],
  ['it holds the internet', holding('10.0.0.0/8'), holding('10.0.0.0/8', '::/0'), 'HIGH', [internet, wider]],
  [
    'it holds another network',
    holding('10.0.0.0/8'),
    holding('10.0.0.0/8', '192.0.2.0/24'),
    'MEDIUM',
    [wider],
  ],
  ['it holds a network less', holding('10.0.0.0/8', '192.0.2.0/24'), holding('10.0.0.0/8'), 'MEDIUM', []],
  ['it no longer holds the internet', holding('10.0.0.0/8', '0.0.0.0/0'), holding('10.0.0.0/8'), 'INFO', []],
  ['it may hold more', holding(), { ...holding(), MaxEntries: 20 }, 'LOW', []],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(prefixList, before, after)).toMatchObject({ severity, rules });
});

test('a prefix list is free', () => {
  expect(prefixList.monthlyCost?.(resource(prefixList.type, {}), costContext({})).usd).toBe(0);
});
