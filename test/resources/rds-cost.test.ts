import { describe, expect, test } from 'vitest';
import { costChange } from '../../lib/cost/change.ts';
import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { dbCluster } from '../../lib/resources/db-cluster.ts';
import { dbInstance } from '../../lib/resources/db-instance.ts';
import { changeBetween, resource } from '../resource-fixtures.ts';
import { costContext, pricesOf } from './type-fixtures.ts';

/** Public prices of eu-west-1, 2026-10; those it has none of here are of us-east-1. */
const prices = {
  'AmazonRDS postgres/single-az/db.t3.medium': 0.078,
  'AmazonRDS postgres/multi-az/db.t3.medium': 0.156,
  'AmazonRDS postgres/single-az/db.r5.2xlarge': 1.12,
  'AmazonRDS aurora-postgresql/single-az/db.r6g.large': 0.286,
  'AmazonRDS aurora-postgresql/io-optimized/db.r6g.large': 0.338,
  'AmazonRDS oracle-se2/single-az/db.t3.large': 0.3,
  'AmazonRDS sqlserver-web/single-az/db.t3.large': 0.2,
  'AmazonRDS gp3/single-az/gb-month': 0.127,
  'AmazonRDS gp3/multi-az/iops-month': 0.04,
  'AmazonRDS gp3/single-az/mibps-month': 0.08,
  'AmazonRDS io1/single-az/gb-month': 0.138,
  'AmazonRDS io1/single-az/iops-month': 0.1,
  'AmazonRDS standard/single-az/gb-month': 0.11,
  'AmazonRDS aurora/gb-month': 0.1,
  'AmazonRDS aurora/million-requests': 0.2,
  'AmazonRDS aurora-serverless-v2/acu-hour': 0.12,
  'AmazonVPC public-ipv4/hour': 0.005,
};

const postgres: JsonObject = {
  DBInstanceClass: 'db.t3.medium',
  Engine: 'postgres',
  MultiAZ: false,
  StorageType: 'gp3',
  AllocatedStorage: '100',
  Iops: 3000,
  StorageThroughput: 125,
};
const aurora: JsonObject = {
  DBInstanceClass: 'db.r6g.large',
  Engine: 'aurora-postgresql',
  DBClusterIdentifier: 'ledger',
};
const cluster = (properties: JsonObject) =>
  resource(
    dbCluster.type,
    { DBClusterIdentifier: 'ledger', Engine: 'aurora-postgresql', ...properties },
    { id: 'ledger' },
  );
const member = (id: string, DBInstanceClass: string) =>
  resource(dbInstance.type, { ...aurora, DBInstanceClass }, { id });

function instanceCost(properties: JsonObject, related: readonly Resource[] = []) {
  return dbInstance.monthlyCost?.(resource(dbInstance.type, properties), costContext(prices, related));
}

describe('an instance', () => {
  test.each([
    ['the prices here', pricesOf(prices)],
    ['the bundled prices', bundledPriceBook],
  ])(
    'db.t3.medium to db.r5.2xlarge in eu-west-1 is 760.66 more, (1.12 − 0.078) × 730, with %s',
    (_, book) => {
      const change = changeBetween(dbInstance, postgres, { ...postgres, DBInstanceClass: 'db.r5.2xlarge' });
      const none = () => undefined;
      const sources = { prices: book, relatedBefore: none, relatedAfter: none };
      const cost = change && costChange(change, dbInstance, sources);
      expect(cost).toMatchObject({ before: 69.64, after: 830.3, delta: 760.66, percent: 1092.3 });
      expect(cost?.assumptions.join(' ')).toContain(
        'db.r5.2xlarge with postgres, Single-AZ, running all month (730 h) on demand at 1.12 USD/h in eu-west-1 (',
      );
    },
  );

  const cases: readonly (readonly [string, JsonObject, number])[] = [
    ['100 GB gp3: 0.078 × 730 + 100 × 0.127', {}, 69.64],
    ['Multi-AZ, storage at twice the price: 0.156 × 730 + 100 × 2 × 0.127', { MultiAZ: true }, 139.28],
    ['stopped, only storage: 100 × 0.127', { AutomaticRestartTime: '2026-11-28T00:00:00.000Z' }, 12.7],
    ['public: 0.078 × 730 + 100 × 0.127 + 0.005 × 730', { PubliclyAccessible: true }, 73.29],
    ['stopped and public: 100 × 0.127', { AutomaticRestartTime: 'soon', PubliclyAccessible: true }, 12.7],
    [
      'gp3 with 1,000 IOPS and 100 MiB/s above the 3,000 and 125 of small storage: 0.078 × 730 + 100 × 0.127 + 1000 × 0.04 / 2 + 100 × 0.08',
      { Iops: 4000, StorageThroughput: 225 },
      97.64,
    ],
    [
      '400 GB gp3 is striped, its 12,000 IOPS and 500 MiB/s are included: 0.078 × 730 + 400 × 0.127',
      { AllocatedStorage: '400', Iops: 12_000, StorageThroughput: 500 },
      107.74,
    ],
    [
      'io1, every one of 1,000 IOPS: 0.078 × 730 + 100 × 0.138 + 1000 × 0.1',
      { StorageType: 'io1', Iops: 1000, StorageThroughput: 0 },
      170.74,
    ],
    [
      'io1 by default when there are IOPS: 0.078 × 730 + 100 × 0.138 + 1000 × 0.1',
      { StorageType: null, Iops: 1000 },
      170.74,
    ],
    ['gp3 by default: 0.078 × 730 + 100 × 0.127', { StorageType: null, Iops: null }, 69.64],
    ['magnetic storage: 0.078 × 730 + 100 × 0.11', { StorageType: 'standard', Iops: 0 }, 67.94],
    [
      'a further volume of 200 GB: 0.078 × 730 + 100 × 0.127 + 200 × 0.127',
      {
        AdditionalStorageVolumes: [{ VolumeName: 'rdsdbdata2', StorageType: 'gp3', AllocatedStorage: '200' }],
      },
      95.04,
    ],
    ['of a model without storage: 0.078 × 730', { AllocatedStorage: null }, 56.94],
    [
      'Oracle with its licence, 200 GB are striped: 0.3 × 730 + 200 × 0.127',
      {
        DBInstanceClass: 'db.t3.large',
        Engine: 'oracle-se2-cdb',
        LicenseModel: 'license-included',
        AllocatedStorage: '200',
        Iops: 12_000,
        StorageThroughput: 500,
      },
      244.4,
    ],
    [
      'SQL Server is never striped, 1,000 of 4,000 IOPS are above: 0.2 × 730 + 1000 × 0.127 + 1000 × 0.04 / 2',
      { DBInstanceClass: 'db.t3.large', Engine: 'sqlserver-web', AllocatedStorage: '1000', Iops: 4000 },
      293,
    ],
  ];
  test.each(cases)('%s', (_, properties, usd) => {
    expect(instanceCost({ ...postgres, ...properties })?.usd).toBeCloseTo(usd, 6);
  });

  const unknown: readonly (readonly [string, JsonObject, string])[] = [
    ['a class without a price', { DBInstanceClass: 'db.x9.large' }, 'no price of db.x9.large with postgres'],
    ['Oracle with a licence of one’s own', { Engine: 'oracle-ee' }, "with a licence of one's own"],
    ['io2, whose IOPS have no price', { StorageType: 'io2', Iops: 1000 }, 'of Single-AZ io2 storage'],
    ['a dedicated log volume', { DedicatedLogVolume: true }, 'no price of a dedicated log volume'],
  ];
  test.each(unknown)('%s is not known, never 0', (_, properties, reason) => {
    const cost = instanceCost({ ...postgres, ...properties });
    expect(cost?.usd).toBeNull();
    expect(cost?.assumptions.join(' ')).toContain(reason);
  });

  test('without engine or class nothing is known', () => {
    expect(instanceCost({ DBInstanceClass: 'db.t3.medium' })?.usd).toBeNull();
    expect(instanceCost({ Engine: 'postgres' })?.usd).toBeNull();
  });

  test('a public address without a price is left out, and that is said', () => {
    const { 'AmazonVPC public-ipv4/hour': _, ...known } = prices;
    const cost = dbInstance.monthlyCost?.(
      resource(dbInstance.type, { ...postgres, PubliclyAccessible: true }),
      costContext(known),
    );
    expect(cost?.usd).toBeCloseTo(69.64, 6);
    expect(cost?.assumptions).toContain('Without its public IPv4 address.');
  });

  test('what a derived price stands on is said', () => {
    expect(instanceCost({ ...postgres, MultiAZ: true })?.assumptions).toContain(
      '100 GB of Multi-AZ gp3 storage at 0.254 USD/GB-month, twice the Single-AZ price in eu-west-1 (https://aws.amazon.com/, 2026-11-01).',
    );
  });
});

describe('a member of a cluster', () => {
  const cases: readonly (readonly [string, JsonObject, readonly Resource[], number])[] = [
    ['of Aurora, storage belongs to the cluster: 0.286 × 730', {}, [cluster({})], 208.78],
    ['of Aurora I/O-Optimized: 0.338 × 730', { StorageType: 'aurora-iopt1' }, [], 246.74],
    [
      'of Aurora I/O-Optimized by its cluster: 0.338 × 730',
      {},
      [cluster({ StorageType: 'aurora-iopt1' })],
      246.74,
    ],
    ['of a stopped cluster: 0', {}, [cluster({ AutomaticRestartTime: 'soon' })], 0],
    ['of a cluster that was not read: 0.286 × 730', {}, [], 208.78],
    ['serverless, counted with its cluster: 0', { DBInstanceClass: 'db.serverless' }, [], 0],
    [
      'serverless and public: 0.005 × 730',
      { DBInstanceClass: 'db.serverless', PubliclyAccessible: true },
      [],
      3.65,
    ],
    ['of a Multi-AZ DB cluster, billed with it: 0', { Engine: 'mysql' }, [], 0],
  ];
  test.each(cases)('%s', (_, properties, related, usd) => {
    expect(instanceCost({ ...aurora, ...properties }, related)?.usd).toBeCloseTo(usd, 6);
  });
});

describe('a cluster', () => {
  const members = { DBClusterMembers: [{ DBInstanceIdentifier: 'a' }, { DBInstanceIdentifier: 'b' }] };
  const limits = { ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 16 } };
  const serverless = [member('a', 'db.serverless'), member('b', 'db.serverless')];
  const costOf = (
    properties: JsonObject,
    related: readonly Resource[] = [],
    known: Readonly<Record<string, number>> = prices,
  ) => dbCluster.monthlyCost?.(cluster(properties), costContext(known, related));

  test('two serverless members between 0.5 and 16 ACU: 2 × (0.5 + 16) / 2 × 0.12 × 730', () => {
    const cost = costOf({ ...members, ...limits }, serverless);
    expect(cost?.usd).toBeCloseTo(1445.4, 6);
    expect(cost?.assumptions).toEqual([
      '2 serverless members taken to run at 8.25 ACU, in the middle of 0.5 and 16, all month (730 h) at 0.12 USD/ACU-h in eu-west-1 (https://aws.amazon.com/, 2026-11-01); it can be anything from 87.60 to 2803.20 USD.',
      expect.stringContaining('Without the rest: Aurora bills storage and I/O requests by use'),
    ]);
  });

  test('only the serverless one of two members counts: 1 × (0.5 + 16) / 2 × 0.12 × 730', () => {
    const mixed = [member('a', 'db.serverless'), member('b', 'db.r6g.large')];
    expect(costOf({ ...members, ...limits }, mixed)?.usd).toBeCloseTo(722.7, 6);
  });

  test('stopped: 0, without storage', () => {
    const cost = costOf({ ...members, ...limits, AutomaticRestartTime: 'soon' }, serverless);
    expect(cost?.usd).toBe(0);
    expect(cost?.assumptions[1]).toContain('0.1 USD/GB-month');
  });

  const unknown: readonly (readonly [string, JsonObject, readonly Resource[], string])[] = [
    [
      'provisioned Aurora, billed by use beside its members',
      { ...members },
      [member('a', 'db.r6g.large'), member('b', 'db.r6g.large')],
      'by use, which the configuration does not tell: 0.1 USD/GB-month in eu-west-1 (https://aws.amazon.com/, 2026-11-01), 0.2 USD per million requests',
    ],
    [
      'I/O-Optimized Aurora, whose requests are free',
      { StorageType: 'aurora-iopt1' },
      [],
      'Aurora bills storage by use, which the configuration does not tell. Its instances',
    ],
    ['a cluster whose members were not read', { ...members }, [], 'not all of them were read'],
    ['serverless without limits', { ...members }, serverless, 'limits of the serverless capacity'],
    [
      'serverless I/O-Optimized, which has no price here',
      { ...members, ...limits, StorageType: 'aurora-iopt1' },
      serverless,
      'no price of Aurora Serverless v2 capacity in eu-west-1: 2 members of 0.5 to 16 ACU',
    ],
    ['a Multi-AZ DB cluster', { Engine: 'mysql' }, [], 'Multi-AZ DB clusters'],
    ['Serverless v1', { EngineMode: 'serverless' }, [], 'Serverless v1'],
    ['Limitless Database', { ClusterScalabilityType: 'limitless' }, [], 'shard groups'],
  ];
  test.each(unknown)('%s is not known, never 0', (_, properties, related, reason) => {
    const cost = costOf(properties, related);
    expect(cost?.usd).toBeNull();
    expect(cost?.assumptions.join(' ')).toContain(reason);
  });
});
