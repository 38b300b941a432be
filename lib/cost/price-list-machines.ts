import type { ListedProduct, PriceDefinition, PriceQuery } from './price-list-products.ts';
import { usage, usageType } from './price-list-usage.ts';

const hour = 'USD per hour';
const gigabyteMonth = 'USD per GB-month';
const iopsMonth = 'USD per IOPS-month';

/** The operating systems of the price list, and what they are called in the price book. */
const operatingSystems = { Linux: 'linux', Windows: 'windows', RHEL: 'rhel', SUSE: 'suse' } as const;
/** The tenancies of the price list, and what keys of the price book begin with. */
const tenancies = { Shared: '', Dedicated: 'dedicated/' } as const;

function instanceQuery([system, name]: readonly string[], [tenancy, prefix]: readonly string[]): PriceQuery {
  return {
    service: 'AmazonEC2',
    filters: {
      operatingSystem: system ?? '',
      tenancy: tenancy ?? '',
      preInstalledSw: 'NA',
      capacitystatus: 'Used',
      licenseModel: 'No License required',
    },
    prices: [
      {
        unit: hour,
        key: ({ attributes }) =>
          attributes.instanceType === undefined ? undefined : `${prefix}${name}/${attributes.instanceType}`,
      },
    ],
  };
}

/** A volume by the name that the EC2 API has for its type. */
function ofVolume(unit: string, what: string, matches: (product: ListedProduct) => boolean): PriceDefinition {
  return {
    unit,
    ...(what === 'mibps-month' ? { factor: 1 / 1_024 } : {}),
    key: (product) => {
      const { volumeApiName } = product.attributes;
      return volumeApiName !== undefined && matches(product) ? `${volumeApiName}/${what}` : undefined;
    },
  };
}

/** Instances by operating system and tenancy, of which a region has too many to ask for all at once. */
export const computeQueries: readonly PriceQuery[] = Object.entries(operatingSystems).flatMap((system) =>
  Object.entries(tenancies).map((tenancy) => instanceQuery(system, tenancy)),
);

/** Volumes, snapshots and file systems. */
export const storageQueries: readonly PriceQuery[] = [
  {
    service: 'AmazonEC2',
    filters: { productFamily: 'Storage' },
    prices: [
      ofVolume(gigabyteMonth, 'gb-month', (product) => usageType(product).startsWith('EBS:VolumeUsage')),
    ],
  },
  {
    service: 'AmazonEC2',
    filters: { productFamily: 'System Operation' },
    // Of io2 the list has a price for each of three tiers; the book has the first.
    prices: [
      ofVolume(iopsMonth, 'iops-month', (product) =>
        /^EBS:VolumeP-IOPS\.(?:piops|io2|gp3)$/.test(usageType(product)),
      ),
    ],
  },
  {
    service: 'AmazonEC2',
    filters: { productFamily: 'Provisioned Throughput' },
    // Published per GiB/s.
    prices: [ofVolume('USD per MiB/s-month', 'mibps-month', () => true)],
  },
  {
    service: 'AmazonEC2',
    filters: { productFamily: 'Storage Snapshot' },
    prices: [
      usage('EBS:SnapshotUsage', 'snapshot/gb-month', gigabyteMonth),
      usage('EBS:SnapshotArchiveStorage', 'snapshot-archive/gb-month', gigabyteMonth),
    ],
  },
  {
    service: 'AmazonEFS',
    filters: {},
    prices: [
      usage('ProvisionedTP-MiBpsHrs', 'provisioned-throughput/mibps-month', 'USD per MiB/s-month'),
      {
        unit: gigabyteMonth,
        key: ({ attributes: { storageClass } }) =>
          storageClass === 'General Purpose'
            ? 'standard/gb-month'
            : storageClass === 'One Zone-General Purpose'
              ? 'one-zone/gb-month'
              : undefined,
      },
    ],
  },
];

/** Engines of the price list by name and edition, and what they are called in the price book. */
const databaseEngines: Readonly<Record<string, string>> = {
  PostgreSQL: 'postgres',
  MySQL: 'mysql',
  MariaDB: 'mariadb',
  'Aurora PostgreSQL': 'aurora-postgresql',
  'Aurora MySQL': 'aurora-mysql',
  'Oracle Standard Two': 'oracle-se2',
  'SQL Server Express': 'sqlserver-ex',
  'SQL Server Web': 'sqlserver-web',
  'SQL Server Standard': 'sqlserver-se',
  'SQL Server Enterprise': 'sqlserver-ee',
};

function databaseKey(product: ListedProduct): string | undefined {
  const {
    databaseEngine = '',
    databaseEdition,
    licenseModel,
    deploymentOption,
    instanceType,
  } = product.attributes;
  const [kind = ''] = usageType(product).split(':');
  const engine = databaseEngines[[databaseEngine, databaseEdition].filter(Boolean).join(' ')];
  if (engine === undefined || instanceType === undefined || licenseModel === 'Bring your own license') {
    return undefined;
  }
  if (kind === 'InstanceUsageIOOptimized') return `${engine}/io-optimized/${instanceType}`;
  if (kind === 'InstanceUsage' && deploymentOption === 'Single-AZ')
    return `${engine}/single-az/${instanceType}`;
  if (kind === 'Multi-AZUsage' && deploymentOption === 'Multi-AZ')
    return `${engine}/multi-az/${instanceType}`;
  return undefined;
}

/** The storage of databases by usage type; each also comes with `Multi-AZ-` before it. */
const databaseStorage: readonly (readonly [string, string, string])[] = [
  ['GP2-Storage', 'gp2', 'gb-month'],
  ['GP3-Storage', 'gp3', 'gb-month'],
  ['PIOPS-Storage', 'io1', 'gb-month'],
  ['PIOPS-Storage-IO2', 'io2', 'gb-month'],
  ['StorageUsage', 'standard', 'gb-month'],
  ['PIOPS', 'io1', 'iops-month'],
  ['PIOPS-IO2', 'io2', 'iops-month'],
  ['GP3-PIOPS', 'gp3', 'iops-month'],
];

const databaseStoragePrices = databaseStorage.flatMap(([type, volume, what]) => [
  usage(`RDS:${type}`, `${volume}/single-az/${what}`, what === 'gb-month' ? gigabyteMonth : iopsMonth),
  usage(
    `RDS:Multi-AZ-${type}`,
    `${volume}/multi-az/${what}`,
    what === 'gb-month' ? gigabyteMonth : iopsMonth,
  ),
]);

/** Databases, caches and search domains. */
export const databaseQueries: readonly PriceQuery[] = [
  {
    service: 'AmazonRDS',
    filters: { productFamily: 'Database Instance' },
    prices: [{ unit: hour, key: databaseKey }],
  },
  ...['Database Storage', 'Provisioned IOPS', 'Storage Snapshot', 'System Operation', 'ServerlessV2'].map(
    (productFamily): PriceQuery => ({
      service: 'AmazonRDS',
      filters: { productFamily },
      prices: [
        ...databaseStoragePrices,
        usage('RDS:ChargedBackupUsage', 'backup/gb-month', gigabyteMonth),
        usage('Aurora:BackupUsage', 'aurora-backup/gb-month', gigabyteMonth),
        usage('Aurora:StorageUsage', 'aurora/gb-month', gigabyteMonth),
        usage('Aurora:IO-OptimizedStorageUsage', 'aurora-io-optimized/gb-month', gigabyteMonth),
        usage(
          'Aurora:StorageIOUsage',
          'aurora/million-requests',
          'USD per million requests',
          undefined,
          1_000_000,
        ),
        usage('Aurora:ServerlessV2Usage', 'aurora-serverless-v2/acu-hour', 'USD per ACU-hour'),
        usage(
          'Aurora:ServerlessV2IOOptimizedUsage',
          'aurora-serverless-v2-io-optimized/acu-hour',
          'USD per ACU-hour',
        ),
      ],
    }),
  ),
  {
    service: 'AmazonElastiCache',
    filters: { productFamily: 'Cache Instance' },
    prices: [
      {
        unit: hour,
        key: (product) => {
          const { cacheEngine, instanceType } = product.attributes;
          return cacheEngine && instanceType && usageType(product).startsWith('NodeUsage:')
            ? `${cacheEngine.toLowerCase()}/${instanceType}`
            : undefined;
        },
      },
    ],
  },
  {
    service: 'AmazonES',
    filters: {},
    prices: [
      {
        unit: hour,
        key: (product) =>
          usageType(product).startsWith('ESInstance:') ? product.attributes.instanceType : undefined,
      },
      usage('ES:GP2-Storage', 'gp2/gb-month', gigabyteMonth),
      usage('ES:GP3-Storage', 'gp3/gb-month', gigabyteMonth),
      usage('ES:PIOPS-Storage', 'io1/gb-month', gigabyteMonth),
      usage('ES:PIOPS', 'io1/iops-month', iopsMonth),
      usage('ES:Magnetic-Storage', 'standard/gb-month', gigabyteMonth),
    ],
  },
];
