import {
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { dbClusterSnapshot, dbSnapshot } from '../../lib/resources/rds-snapshots.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOfRemoval, storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const rds = mockClient(RDSClient);
const restore = (...accounts: string[]) => [{ AttributeName: 'restore', AttributeValues: accounts }];

/** What both kinds of snapshots have. */
const both = {
  AllocatedStorage: 100,
  Engine: 'postgres',
  EngineVersion: '16.3',
  IAMDatabaseAuthenticationEnabled: true,
  KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  LicenseModel: 'postgresql-license',
  MasterUsername: 'root',
  Port: 5432,
  SnapshotType: 'manual',
  StorageThroughput: 125,
  StorageType: 'gp3',
  VpcId: 'vpc-1',
};
const ofInstance = {
  DBSnapshotIdentifier: 'before-migration',
  AvailabilityZone: 'eu-west-1a',
  DBInstanceIdentifier: 'orders',
  DbiResourceId: 'db-ABC',
  DBSystemId: 'ORCL',
  DedicatedLogVolume: true,
  Encrypted: true,
  Iops: 3000,
  MultiTenant: false,
  OptionGroupName: 'default:postgres-16',
  ProcessorFeatures: [
    { Name: 'coreCount', Value: '2' },
    { Name: 'threadsPerCore', Value: '1' },
  ],
  SnapshotTarget: 'region',
  SourceDBSnapshotIdentifier: 'arn:aws:rds:us-east-1:111122223333:snapshot:source',
  SourceRegion: 'us-east-1',
  TdeCredentialArn: 'arn:tde',
  Timezone: 'UTC',
};
const ofCluster = {
  DBClusterSnapshotIdentifier: 'cluster-snapshot',
  AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
  DBClusterIdentifier: 'ledger',
  DbClusterResourceId: 'cluster-ABC',
  DBSystemId: 'ORCL',
  SourceDBClusterSnapshotArn: 'arn:source',
  StorageEncrypted: true,
};
const passing = { Status: 'available', PercentProgress: 100, SnapshotCreateTime: new Date(0) };
const instanceSnapshot = {
  ...both,
  ...ofInstance,
  ...passing,
  DBSnapshotArn: 'arn:snapshot',
  TagList: [{ Key: 'Team', Value: 'orders' }],
};
const clusterSnapshot = { ...both, ...ofCluster, ...passing, DBClusterSnapshotArn: 'arn:cluster-snapshot' };

beforeEach(() => {
  rds.reset();
  rds
    .on(DescribeDBSnapshotsCommand)
    .resolves({
      DBSnapshots: [instanceSnapshot, { DBSnapshotIdentifier: 'gone', SnapshotType: 'manual' }],
      Marker: '2',
    })
    .on(DescribeDBSnapshotsCommand, { Marker: '2' })
    .resolves({
      DBSnapshots: [
        { DBSnapshotIdentifier: 'rds:orders-1', DBInstanceIdentifier: 'orders', SnapshotType: 'automated' },
        { DBSnapshotIdentifier: 'going', Status: 'deleting' },
        {},
      ],
    })
    .on(DescribeDBSnapshotAttributesCommand)
    .rejects(awsError('DBSnapshotNotFoundFault'))
    .on(DescribeDBSnapshotAttributesCommand, { DBSnapshotIdentifier: 'before-migration' })
    .resolves({
      DBSnapshotAttributesResult: { DBSnapshotAttributes: restore('444455556666', '222233334444') },
    })
    .on(DescribeDBClusterSnapshotsCommand)
    .resolves({ DBClusterSnapshots: [clusterSnapshot], Marker: '2' })
    .on(DescribeDBClusterSnapshotsCommand, { Marker: '2' })
    .resolves({
      DBClusterSnapshots: [
        { DBClusterSnapshotIdentifier: 'documents', Engine: 'docdb' },
        { DBClusterSnapshotIdentifier: 'rds:ledger', SnapshotType: 'automated' },
        { DBClusterSnapshotIdentifier: 'gone', SnapshotType: 'manual' },
      ],
    })
    .on(DescribeDBClusterSnapshotAttributesCommand)
    .rejects(awsError('DBClusterSnapshotNotFoundFault'))
    .on(DescribeDBClusterSnapshotAttributesCommand, { DBClusterSnapshotIdentifier: 'cluster-snapshot' })
    .resolves({
      DBClusterSnapshotAttributesResult: {
        DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [] }],
      },
    });
});

describe('reading snapshots', () => {
  test('every property and who may restore an instance snapshot', async () => {
    const read = await storedById(dbSnapshot);
    expect(Object.keys(read)).toEqual(['before-migration', 'rds:orders-1']);
    expect(read['before-migration']).toMatchObject({ arn: 'arn:snapshot', tags: { Team: 'orders' } });
    expect(read['before-migration']?.properties).toEqual({
      ...both,
      ...ofInstance,
      SnapshotAttributes: restore('222233334444', '444455556666'),
    });
  });

  test('every property of a cluster snapshot', async () => {
    const read = await storedById(dbClusterSnapshot);
    expect(Object.keys(read)).toEqual(['cluster-snapshot', 'rds:ledger']);
    expect(read['cluster-snapshot']?.properties).toEqual({ ...both, ...ofCluster });
  });

  test('another order and progress give the same bytes', async () => {
    const first = [await readAll(dbSnapshot), await readAll(dbClusterSnapshot)];
    rds
      .on(DescribeDBSnapshotsCommand, { Marker: '2' })
      .resolves({ DBSnapshots: [turnedRound({ ...instanceSnapshot, PercentProgress: 50 })] })
      .on(DescribeDBSnapshotsCommand, { Marker: undefined })
      .resolves({
        DBSnapshots: [
          { DBSnapshotIdentifier: 'rds:orders-1', DBInstanceIdentifier: 'orders', SnapshotType: 'automated' },
        ],
        Marker: '2',
      })
      .on(DescribeDBSnapshotAttributesCommand, { DBSnapshotIdentifier: 'before-migration' })
      .resolves({
        DBSnapshotAttributesResult: { DBSnapshotAttributes: restore('222233334444', '444455556666') },
      });
    expect(storedLines(dbSnapshot, await readAll(dbSnapshot))).toEqual(
      storedLines(dbSnapshot, first[0] ?? []),
    );
    rds
      .on(DescribeDBClusterSnapshotsCommand, { Marker: undefined })
      .resolves({ DBClusterSnapshots: [turnedRound(clusterSnapshot)], Marker: '2' });
    expect(storedLines(dbClusterSnapshot, await readAll(dbClusterSnapshot))).toEqual(
      storedLines(dbClusterSnapshot, first[1] ?? []),
    );
  });

  test('without permission, who it is shared with is unread', async () => {
    const denied = awsError('AccessDenied', 'no');
    rds
      .on(DescribeDBSnapshotAttributesCommand)
      .rejects(denied)
      .on(DescribeDBClusterSnapshotAttributesCommand)
      .rejects(denied);
    const read = [...(await readAll(dbSnapshot)), ...(await readAll(dbClusterSnapshot))];
    expect(read.find(({ id }) => id === 'gone')?.unread).toEqual([
      { path: '/SnapshotAttributes', reason: 'AccessDenied: no' },
    ]);
    expect(read.find(({ id }) => id === 'rds:ledger')?.unread).toEqual([]);
  });
});

const shared = (...accounts: string[]): JsonObject => ({ SnapshotAttributes: restore(...accounts) });

describe.each([dbSnapshot, dbClusterSnapshot])('what a change of an $type means', (type) => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['public', {}, shared('all'), 'CRITICAL', ['rds-snapshot-public']],
    ['private again', shared('all'), {}, 'INFO', []],
    [
      'shared with another account',
      shared('222233334444'),
      shared('222233334444', '999988887777'),
      'HIGH',
      ['rds-snapshot-shared'],
    ],
    ['shared with its own account', {}, shared('111122223333'), 'MEDIUM', []],
    ['no longer shared', shared('999988887777'), {}, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    const base = { SnapshotType: 'manual', Engine: 'postgres' };
    expect(riskOf(type, { ...base, ...before }, { ...base, ...after })).toMatchObject({ severity, rules });
  });

  test('automated snapshots come and go, those of people do not', () => {
    const owner = (properties: JsonObject, tags = {}) =>
      type.membership?.ownerOf(resource(type.type, properties, { tags }));
    expect(owner({ SnapshotType: 'automated', DBInstanceIdentifier: 'orders' })).toBe(
      'automated backups of orders',
    );
    expect(owner({ SnapshotType: 'automated', DBClusterIdentifier: 'ledger' })).toBe(
      'automated backups of ledger',
    );
    expect(owner({ SnapshotType: 'awsbackup' })).toBe('AWS Backup');
    expect(owner({ SnapshotType: 'manual' })).toBeUndefined();
    expect(riskOfRemoval(type, { SnapshotType: 'manual' }).rules).toEqual(['stateful-resource-deleted']);
  });

  test.each<[string, JsonObject, number | null]>([
    ['100 GB × 0.095', { AllocatedStorage: 100, Engine: 'postgres' }, 9.5],
    ['100 GB of Aurora × 0.02', { AllocatedStorage: 100, Engine: 'aurora-mysql' }, 2],
    ['of unknown size', { AllocatedStorage: 0, Engine: 'aurora-mysql' }, null],
    ['automated: free', { AllocatedStorage: 100, SnapshotType: 'automated' }, 0],
  ])('costs %s', (_, properties, usd) => {
    const prices = { 'AmazonRDS backup/gb-month': 0.095, 'AmazonRDS aurora-backup/gb-month': 0.02 };
    expect(type.monthlyCost?.(resource(type.type, properties), costContext(prices))?.usd).toEqual(usd);
    expect(type.monthlyCost?.(resource(type.type, { AllocatedStorage: 5 }), costContext({}))?.usd).toBeNull();
  });
});
