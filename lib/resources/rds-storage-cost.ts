import { type CostPart, priceSource } from '../cost/estimate.ts';
import { type JsonObject, toObjects } from '../model/json.ts';
import type { PriceBook } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import { isTrue } from './rds-transition.ts';

/** What gp3 storage does without extra charge, per second. */
interface Baseline {
  readonly iops: number;
  readonly mibps: number;
}

const oneVolume: Baseline = { iops: 3_000, mibps: 125 };
const fourVolumes: Baseline = { iops: 12_000, mibps: 500 };

/**
 * From this size in GB on RDS stripes the storage of an engine over four volumes, which do four times as much without
 * extra charge; SQL Server never gets striped.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */
function stripedFrom(engine: string): number {
  if (engine.includes('sqlserver')) return Number.POSITIVE_INFINITY;
  return engine.includes('oracle') ? 200 : 400;
}

/** Where storage is priced: the Single-AZ price is for one copy, the Multi-AZ price for two. */
interface StoragePlace {
  readonly prices: PriceBook;
  readonly region: string;
  readonly type: string;
  readonly multiAz: boolean;
}

const deploymentName = (multiAz: boolean) => (multiAz ? 'Multi-AZ' : 'Single-AZ');
const deploymentKey = (multiAz: boolean) => (multiAz ? 'multi-az' : 'single-az');

/**
 * An amount of storage at its price. AWS charges the storage of a Multi-AZ instance for both of its copies, so where the
 * book has only one of the two prices it tells the other.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_OnDemandDBInstances.html
 */
function amount(place: StoragePlace, count: number, unit: string, key: string): CostPart {
  const { prices, region, type, multiAz } = place;
  const find = (forMultiAz: boolean) =>
    prices.find('AmazonRDS', region, `${type}/${deploymentKey(forMultiAz)}/${key}`);
  const own = find(multiAz);
  const other = own ?? find(!multiAz);
  const what = `${count} ${unit} of ${deploymentName(multiAz)} ${type} storage`;
  if (!other) return { usd: null, assumption: `Tidemark has no price of ${what} in ${region}.` };
  const factor = multiAz ? 2 : 0.5;
  const usd = own?.usd ?? other.usd * factor;
  const derived = own ? '' : `, ${multiAz ? 'twice' : 'half'} the ${deploymentName(!multiAz)} price`;
  return {
    usd: count * usd,
    assumption: `${what} at ${Number(usd.toPrecision(6))} USD/${unit}-month${derived} ${priceSource(other)}.`,
  };
}

/** What storage does beyond what is included: all IOPS of io1 and io2, those of gp3 above the baseline. */
function performance(place: StoragePlace, volume: JsonObject, size: number, engine: string): CostPart[] {
  const included =
    place.type === 'gp3' ? (size >= stripedFrom(engine) ? fourVolumes : oneVolume) : { iops: 0, mibps: 0 };
  const iops = Number(volume.Iops ?? 0) - included.iops;
  const mibps = place.type === 'gp3' ? Number(volume.StorageThroughput ?? 0) - included.mibps : 0;
  const hasIops = ['gp3', 'io1', 'io2'].includes(place.type);
  return [
    ...(hasIops && iops > 0 ? [amount(place, iops, 'IOPS', 'iops-month')] : []),
    ...(mibps > 0 ? [amount(place, mibps, 'MiB/s', 'mibps-month')] : []),
  ];
}

/** RDS takes io1 for storage with IOPS and gp3 for other storage when it is not told which. */
function storageType({ StorageType, Iops }: JsonObject): string {
  return String(StorageType ?? (Number(Iops ?? 0) > 0 ? 'io1' : 'gp3')).toLowerCase();
}

/**
 * What the storage of an instance costs a month: its size, its IOPS and throughput, its further volumes. RDS always
 * tells a size; only a model written by hand lacks it.
 */
export function storageParts({ properties, region }: Resource, prices: PriceBook): CostPart[] {
  const engine = String(properties.Engine ?? '').toLowerCase();
  const parts = [properties, ...toObjects(properties.AdditionalStorageVolumes)].flatMap((volume) => {
    const size = Number(volume.AllocatedStorage);
    if (!(size > 0))
      return [{ usd: 0, assumption: 'Without its storage: the model does not tell the size.' }];
    const place = { prices, region, type: storageType(volume), multiAz: isTrue(properties.MultiAZ) };
    return [amount(place, size, 'GB', 'gb-month'), ...performance(place, volume, size, engine)];
  });
  return isTrue(properties.DedicatedLogVolume)
    ? [...parts, { usd: null, assumption: 'Tidemark has no price of a dedicated log volume.' }]
    : parts;
}
