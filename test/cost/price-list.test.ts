import { describe, expect, test } from 'vitest';
import { bundledPriceBook, createPriceBook } from '../../lib/cost/price-book.ts';
import { PriceGathering, parseProduct } from '../../lib/cost/price-list-products.ts';
import { pricedServices, priceQueries } from '../../lib/cost/price-list-queries.ts';
import { listedProduct, type ProductModel } from './listed-product.ts';

/** The prices that all queries of a service make of a product in a region. */
function pricesOf(service: string, region: string, ...models: ProductModel[]) {
  const gathering = new PriceGathering(service, region);
  for (const model of models) {
    const product = parseProduct(listedProduct(model));
    if (!product) continue;
    for (const { filters, prices } of priceQueries.filter((query) => query.service === service)) {
      const fits = Object.entries(filters).every(
        ([field, value]) =>
          (field === 'productFamily' ? product.family : product.attributes[field]) === value,
      );
      if (fits) gathering.add(product, prices);
    }
  }
  return gathering.finish();
}

const machine = {
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  licenseModel: 'No License required',
  instanceType: 'm5.large',
};
const database = {
  databaseEngine: 'PostgreSQL',
  deploymentOption: 'Single-AZ',
  licenseModel: 'No license required',
  instanceType: 'db.t3.medium',
  usagetype: 'EU-InstanceUsage:db.t3.medium',
};

/** What a product of the price list is called in the price book. */
const named: readonly (readonly [service: string, key: string, ProductModel, usd: number])[] = [
  ['AmazonEC2', 'linux/m5.large', { attributes: machine, tiers: { 0: '0.1070000000' } }, 0.107],
  [
    'AmazonEC2',
    'windows/m5.large',
    { attributes: { ...machine, operatingSystem: 'Windows' }, tiers: { 0: '0.1990000000' } },
    0.199,
  ],
  [
    'AmazonEC2',
    'dedicated/rhel/m5.large',
    { attributes: { ...machine, operatingSystem: 'RHEL', tenancy: 'Dedicated' }, tiers: { 0: '0.15' } },
    0.15,
  ],
  [
    'AmazonEC2',
    'gp3/gb-month',
    {
      family: 'Storage',
      attributes: { volumeApiName: 'gp3', usagetype: 'EU-EBS:VolumeUsage.gp3' },
      tiers: { 0: '0.0880000000' },
    },
    0.088,
  ],
  [
    'AmazonEC2',
    'io2/iops-month',
    {
      family: 'System Operation',
      attributes: { volumeApiName: 'io2', usagetype: 'EU-EBS:VolumeP-IOPS.io2' },
      tiers: { 0: '0.072' },
    },
    0.072,
  ],
  [
    'AmazonEC2',
    'gp3/mibps-month',
    {
      family: 'Provisioned Throughput',
      attributes: { volumeApiName: 'gp3', usagetype: 'EU-EBS:VolumeP-Throughput.gp3' },
      tiers: { 0: '45.0560000000' },
    },
    0.044,
  ],
  [
    'AmazonEC2',
    'snapshot/gb-month',
    {
      family: 'Storage Snapshot',
      attributes: { usagetype: 'EU-EBS:SnapshotUsage' },
      tiers: { 0: '0.05' },
    },
    0.05,
  ],
  [
    'AmazonEC2',
    'nat-gateway/hour',
    { family: 'NAT Gateway', attributes: { usagetype: 'EU-NatGateway-Hours' }, tiers: { 0: '0.048' } },
    0.048,
  ],
  [
    'AWSELB',
    'nlb/hour',
    {
      family: 'Load Balancer-Network',
      attributes: { usagetype: 'EU-LoadBalancerUsage' },
      tiers: { 0: '0.0252' },
    },
    0.0252,
  ],
  [
    'AmazonVPC',
    'transit-gateway-attachment/hour',
    { attributes: { usagetype: 'EU-TransitGateway-Hours' }, tiers: { 0: '0.05' } },
    0.05,
  ],
  [
    'AmazonRDS',
    'postgres/single-az/db.t3.medium',
    { family: 'Database Instance', attributes: database, tiers: { 0: '0.078' } },
    0.078,
  ],
  [
    'AmazonRDS',
    'postgres/multi-az/db.t3.medium',
    {
      family: 'Database Instance',
      attributes: {
        ...database,
        deploymentOption: 'Multi-AZ',
        usagetype: 'EU-Multi-AZUsage:db.t3.medium',
      },
      tiers: { 0: '0.156' },
    },
    0.156,
  ],
  [
    'AmazonRDS',
    'aurora-mysql/io-optimized/db.r6g.large',
    {
      family: 'Database Instance',
      attributes: {
        ...database,
        databaseEngine: 'Aurora MySQL',
        instanceType: 'db.r6g.large',
        usagetype: 'EU-InstanceUsageIOOptimized:db.r6g.large',
      },
      tiers: { 0: '0.38' },
    },
    0.38,
  ],
  [
    'AmazonRDS',
    'sqlserver-se/single-az/db.t3.medium',
    {
      family: 'Database Instance',
      attributes: {
        ...database,
        databaseEngine: 'SQL Server',
        databaseEdition: 'Standard',
        licenseModel: 'License included',
      },
      tiers: { 0: '0.7' },
    },
    0.7,
  ],
  [
    'AmazonRDS',
    'gp3/multi-az/gb-month',
    {
      family: 'Database Storage',
      attributes: { usagetype: 'EU-RDS:Multi-AZ-GP3-Storage' },
      tiers: { 0: '0.254' },
    },
    0.254,
  ],
  [
    'AmazonElastiCache',
    'valkey/cache.c7gn.large',
    {
      family: 'Cache Instance',
      attributes: {
        cacheEngine: 'Valkey',
        instanceType: 'cache.c7gn.large',
        usagetype: 'EU-NodeUsage:cache.c7gn.large',
      },
      tiers: { 0: '0.2' },
    },
    0.2,
  ],
  [
    'AmazonES',
    'r6g.large.search',
    {
      attributes: { instanceType: 'r6g.large.search', usagetype: 'EU-ESInstance:r6g.large' },
      tiers: { 0: '0.184' },
    },
    0.184,
  ],
  [
    'AmazonEFS',
    'one-zone/gb-month',
    {
      attributes: {
        storageClass: 'One Zone-General Purpose',
        usagetype: 'EU-TimedStorage-Z-ByteHrs',
      },
      tiers: { 0: '0.176' },
    },
    0.176,
  ],
  [
    'AmazonEFS',
    'standard/gb-month',
    {
      attributes: { storageClass: 'General Purpose', usagetype: 'EU-TimedStorage-ByteHrs' },
      tiers: { 0: '0.33' },
    },
    0.33,
  ],
  [
    'AWSLambda',
    'requests/million',
    { attributes: { usagetype: 'EU-Request' }, tiers: { 0: '0.0000002000' } },
    0.2,
  ],
  ['awskms', 'key/month', { attributes: { usagetype: 'eu-west-1-KMS-Keys' }, tiers: { 0: '1' } }, 1],
  [
    'AmazonDynamoDB',
    'provisioned/read-unit-hour',
    {
      attributes: { usagetype: 'EU-ReadCapacityUnit-Hrs' },
      tiers: { 0: '0.0000000000', 18600: '0.000147' },
    },
    0.000147,
  ],
  [
    'AmazonS3',
    'standard/gb-month',
    {
      attributes: { usagetype: 'EU-TimedStorage-ByteHrs' },
      tiers: { 51200: '0.022', 0: '0.023', 512000: '0.021' },
    },
    0.023,
  ],
];

describe('a product of the price list', () => {
  test.each(named)('%s: %s', (service, key, model, usd) => {
    const { groups, ambiguous } = pricesOf(service, 'eu-west-1', model);
    expect(ambiguous).toEqual([]);
    expect(groups).toHaveLength(1);
    const book = createPriceBook([{ schemaVersion: 1, currency: 'USD', groups }]);
    expect(book.find(service, 'eu-west-1', key)).toEqual({
      usd,
      unit: expect.stringMatching(/^USD per /),
      region: 'eu-west-1',
      source: `AWS Price List, GetProducts of ${service}, version 20261114005701`,
      date: '2026-11-14',
    });
  });

  test('has the unit that the prices which come with Tidemark have', () => {
    for (const [service, key, model] of named) {
      const bundled = ['eu-west-1', 'eu-west-2', 'us-east-1'].flatMap(
        (region) => bundledPriceBook.find(service, region, key) ?? [],
      );
      const [group] = pricesOf(service, 'eu-west-1', model).groups;
      for (const { unit } of bundled) expect({ key, unit: group?.unit }).toEqual({ key, unit });
    }
  });

  test.each<[string, string, ProductModel]>([
    ['is no volume', 'AmazonEC2', { family: 'Storage', attributes: {}, tiers: { 0: '1' } }],
    [
      'is of another place of a service',
      'AmazonDynamoDB',
      { attributes: { usagetype: 'EU-IA-TimedStorage-ByteHrs' }, tiers: { 0: '0.1' } },
    ],
    [
      'is a database with a licence of one’s own',
      'AmazonRDS',
      {
        family: 'Database Instance',
        attributes: {
          ...database,
          databaseEngine: 'Oracle',
          databaseEdition: 'Standard Two',
          licenseModel: 'Bring your own license',
        },
        tiers: { 0: '1' },
      },
    ],
    [
      'is a database with two readable standbys',
      'AmazonRDS',
      {
        family: 'Database Instance',
        attributes: { ...database, deploymentOption: 'Multi-AZ (readable standbys)' },
        tiers: { 0: '1' },
      },
    ],
    [
      'is an engine that the book does not name',
      'AmazonRDS',
      {
        family: 'Database Instance',
        attributes: { ...database, databaseEngine: 'Db2' },
        tiers: { 0: '1' },
      },
    ],
    [
      'is an instance without a type',
      'AmazonEC2',
      { attributes: { ...machine, instanceType: '' }, tiers: {} },
    ],
    [
      'is infrequently accessed',
      'AmazonEFS',
      { attributes: { storageClass: 'Infrequent Access' }, tiers: { 0: '0.025' } },
    ],
    [
      'is a cache by the request',
      'AmazonElastiCache',
      { family: 'Cache Instance', attributes: { usagetype: 'ECPU' }, tiers: { 0: '1' } },
    ],
    ['is search by the request', 'AmazonES', { attributes: { usagetype: 'OCU' }, tiers: { 0: '1' } }],
  ])('that %s has no price in the book', (_what, service, model) => {
    expect(pricesOf(service, 'eu-west-1', model)).toEqual({ groups: [], ambiguous: [] });
  });

  test('without a price on demand in USD is no price', () => {
    expect(parseProduct(listedProduct({ attributes: {}, tiers: { 0: '0.0000000000' } }))).toBeUndefined();
    const chinese = listedProduct({ attributes: {}, tiers: { 0: '1.2' } }).replaceAll('"USD"', '"CNY"');
    expect(parseProduct(chinese)).toBeUndefined();
    const reserved = JSON.stringify({
      product: { attributes: {} },
      terms: { Reserved: {} },
      version: '1',
      publicationDate: '2026-11-14T00:57:01Z',
    });
    expect(parseProduct(reserved)).toBeUndefined();
  });

  test('that is not as AWS documents is refused', () => {
    expect(() => parseProduct('{"product":{}}')).toThrow('attributes');
    expect(() => parseProduct('no JSON')).toThrow(SyntaxError);
  });
});

test('a price that two products call differently is left out, and told of', () => {
  const model = (usd: string, publicationDate: string): ProductModel => ({
    attributes: { usagetype: 'EU-KMS-Keys' },
    tiers: { 0: usd },
    publicationDate,
  });
  const dates = ['2026-11-14T00:00:00Z', '2026-11-01T00:00:00Z'] as const;
  expect(pricesOf('awskms', 'eu-west-1', model('1', dates[0]), model('2', dates[1]))).toEqual({
    groups: [],
    ambiguous: [{ key: 'key/month', usd: [1, 2] }],
  });
  const same = pricesOf('awskms', 'eu-west-1', model('1', dates[0]), model('1', dates[1]));
  expect(same.ambiguous).toEqual([]);
  expect(same.groups).toMatchObject([{ date: '2026-11-14' }]);
});

test('every key that the book has of a service that is refreshed is asked for again', () => {
  expect(pricedServices).toEqual(
    expect.arrayContaining(['AmazonEC2', 'AmazonRDS', 'AWSLambda', 'AmazonECS', 'AmazonS3', 'AWSELB']),
  );
});
