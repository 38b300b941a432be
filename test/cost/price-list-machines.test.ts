import { describe, expect, test } from 'vitest';
import { namesOf } from './price-names.ts';

const gigabyteMonth = 'USD per GB-month';
const hour = 'USD per hour';

describe('an instance is known by its system and tenancy', () => {
  const attributes = {
    operatingSystem: 'Linux',
    tenancy: 'Shared',
    preInstalledSw: 'NA',
    capacitystatus: 'Used',
    licenseModel: 'No License required',
    instanceType: 'm5.large',
  };

  test.each([
    ['Linux', 'Shared', 'linux'],
    ['Windows', 'Shared', 'windows'],
    ['RHEL', 'Dedicated', 'dedicated/rhel'],
    ['SUSE', 'Dedicated', 'dedicated/suse'],
  ])('%s, %s: %s', (operatingSystem, tenancy, name) => {
    expect(namesOf('AmazonEC2', { attributes: { ...attributes, operatingSystem, tenancy } })).toEqual([
      `${name}/m5.large, ${hour}`,
    ]);
  });

  test.each([
    ['with software on it', { preInstalledSw: 'SQL Std' }],
    ['that is reserved and not used', { capacitystatus: 'UnusedCapacityReservation' }],
    ['with a licence of one’s own', { licenseModel: 'Bring your own license' }],
    ['on a host', { tenancy: 'Host' }],
  ])('and not %s', (_name, other) => {
    expect(namesOf('AmazonEC2', { attributes: { ...attributes, ...other } })).toEqual([]);
  });

  test('and by its type', () => {
    const { instanceType: _, ...withoutType } = attributes;
    expect(namesOf('AmazonEC2', { attributes: withoutType })).toEqual([]);
  });
});

describe('a volume is known by its type', () => {
  const volume = (family: string, usagetype: string, volumeApiName?: string) =>
    namesOf('AmazonEC2', {
      family,
      attributes: { usagetype, ...(volumeApiName === undefined ? {} : { volumeApiName }) },
    });

  test.each<[string, string, string, string[]]>([
    ['Storage', 'EBS:VolumeUsage.gp3', 'gp3', [`gp3/gb-month, ${gigabyteMonth}`]],
    ['Storage', 'EBS:VolumeUsage', 'standard', [`standard/gb-month, ${gigabyteMonth}`]],
    ['Storage', 'Other:VolumeUsage', 'gp3', []],
    ['System Operation', 'EBS:VolumeP-IOPS.piops', 'io1', ['io1/iops-month, USD per IOPS-month']],
    ['System Operation', 'EBS:VolumeP-IOPS.gp3', 'gp3', ['gp3/iops-month, USD per IOPS-month']],
    ['System Operation', 'EBS:VolumeP-IOPS.io2', 'io2', ['io2/iops-month, USD per IOPS-month']],
    ['System Operation', 'EBS:VolumeP-IOPS.io2.tier2', 'io2', []],
    ['System Operation', 'X:EBS:VolumeP-IOPS.io2', 'io2', []],
    [
      'Provisioned Throughput',
      'EBS:VolumeP-Throughput.gp3',
      'gp3',
      ['gp3/mibps-month, USD per MiB/s-month × 0.0009765625'],
    ],
  ])('%s %s', (family, usagetype, type, names) => {
    expect(volume(family, usagetype, type)).toEqual(names);
    expect(volume(family, usagetype)).toEqual([]);
  });
});

describe('a database is known by its engine, edition and deployment', () => {
  const database = {
    databaseEngine: 'PostgreSQL',
    deploymentOption: 'Single-AZ',
    instanceType: 'db.r6g.large',
    usagetype: 'InstanceUsage:db.r6g.large',
  };
  const nameOf = (attributes: Record<string, string>) =>
    namesOf('AmazonRDS', { family: 'Database Instance', attributes });

  test.each([
    ['PostgreSQL', '', 'postgres'],
    ['MySQL', '', 'mysql'],
    ['MariaDB', '', 'mariadb'],
    ['Aurora PostgreSQL', '', 'aurora-postgresql'],
    ['Aurora MySQL', '', 'aurora-mysql'],
    ['Oracle', 'Standard Two', 'oracle-se2'],
    ['SQL Server', 'Express', 'sqlserver-ex'],
    ['SQL Server', 'Web', 'sqlserver-web'],
    ['SQL Server', 'Standard', 'sqlserver-se'],
    ['SQL Server', 'Enterprise', 'sqlserver-ee'],
  ])('%s %s: %s', (databaseEngine, databaseEdition, name) => {
    expect(nameOf({ ...database, databaseEngine, databaseEdition })).toEqual([
      `${name}/single-az/db.r6g.large, ${hour}`,
    ]);
  });

  test.each<[string, Record<string, string>, string[]]>([
    ['without a type', { databaseEngine: 'PostgreSQL', usagetype: 'InstanceUsage:x' }, []],
    ['without an engine', { instanceType: 'db.r6g.large', usagetype: 'InstanceUsage:x' }, []],
    ['in several zones, by one of their usage types', { ...database, deploymentOption: 'Multi-AZ' }, []],
    ['in one zone, by the usage type of several', { ...database, usagetype: 'Multi-AZUsage:x' }, []],
    ['by another usage type', { ...database, usagetype: 'InstanceUsageOther:x' }, []],
    [
      'in several zones',
      { ...database, deploymentOption: 'Multi-AZ', usagetype: 'Multi-AZUsage:x' },
      [`postgres/multi-az/db.r6g.large, ${hour}`],
    ],
  ])('%s', (_name, attributes, names) => {
    expect(nameOf(attributes)).toEqual(names);
  });
});

describe('a node is known by its type', () => {
  const cache = { cacheEngine: 'Redis', instanceType: 'cache.t4g.micro', usagetype: 'NodeUsage:x' };

  test.each<[string, string, Record<string, string>, string[]]>([
    ['of a cache', 'AmazonElastiCache', cache, [`redis/cache.t4g.micro, ${hour}`]],
    ['of no cache by another use', 'AmazonElastiCache', { ...cache, usagetype: 'Backup:x' }, []],
    ['of no cache without an engine', 'AmazonElastiCache', { ...cache, cacheEngine: '' }, []],
    ['of no cache without a type', 'AmazonElastiCache', { ...cache, instanceType: '' }, []],
    [
      'of a search domain',
      'AmazonES',
      { instanceType: 'r6g.large.search', usagetype: 'ESInstance:r6g.large' },
      [`r6g.large.search, ${hour}`],
    ],
    ['of no domain by another use', 'AmazonES', { instanceType: 'r6g.large.search', usagetype: 'X' }, []],
    [
      'of a file system',
      'AmazonEFS',
      { storageClass: 'General Purpose' },
      [`standard/gb-month, ${gigabyteMonth}`],
    ],
  ])('%s', (_name, service, attributes, names) => {
    const family = service === 'AmazonElastiCache' ? 'Cache Instance' : '';
    expect(namesOf(service, { family, attributes })).toEqual(names);
  });
});
