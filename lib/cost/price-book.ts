import { FormatError } from '../model/errors.ts';
import type { Price, PriceBook } from '../model/knowledge.ts';
import ebs from './prices/ebs.json' with { type: 'json' };
import ec2Instances from './prices/ec2-instances.json' with { type: 'json' };
import fargate from './prices/fargate.json' with { type: 'json' };
import lambda from './prices/lambda.json' with { type: 'json' };
import other from './prices/other.json' with { type: 'json' };
import rdsInstances from './prices/rds-instances.json' with { type: 'json' };
import rdsStorage from './prices/rds-storage.json' with { type: 'json' };
import s3 from './prices/s3.json' with { type: 'json' };
import services from './prices/services.json' with { type: 'json' };

export type { Price, PriceBook } from '../model/knowledge.ts';

/** Version of the price files' format; a file of another version is refused. */
const schemaVersion = 1;

/** Prices of one service, unit, source and date. */
export interface PriceGroup {
  /** Service code of the AWS price list, such as `AmazonEC2`. */
  readonly service: string;
  /** What one price is for, such as `USD per GB-month`. */
  readonly unit: string;
  /** The package or page, with its version, that the prices were taken from. */
  readonly source: string;
  /** When the prices were published, or read when the source has no date, as YYYY-MM-DD. */
  readonly date: string;
  /** What every key of the group begins with; left out of the file to keep it small. */
  readonly keyPrefix?: string;
  /** USD by key by region. */
  readonly prices: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A file of prices, as in `lib/cost/prices`. Its README tells keys, sources and coverage. */
export interface PriceFile {
  readonly schemaVersion: number;
  readonly currency: string;
  readonly groups: readonly PriceGroup[];
}

/** A price book that also tells for which regions it has prices. */
export interface RegionalPriceBook extends PriceBook {
  /** The regions with at least one price of a service, sorted; empty for a service that the book does not know. */
  regions(service: string): string[];
}

function priceIn(group: PriceGroup, region: string, key: string): Price | undefined {
  const { unit, source, date, keyPrefix = '', prices } = group;
  const inRegion = Object.hasOwn(prices, region) ? prices[region] : undefined;
  const name = key.slice(keyPrefix.length);
  const isThere = inRegion && key.startsWith(keyPrefix) && Object.hasOwn(inRegion, name);
  const usd = isThere ? inRegion[name] : undefined;
  return usd === undefined ? undefined : { usd, unit, region, source, date };
}

/**
 * A price book over price files. When two groups have the same price, the first one counts, so a file lists its
 * newest source first. A price that no file has is undefined: nothing is guessed from another region or size.
 *
 * @throws {FormatError} when a file has another format version or another currency than USD
 */
export function createPriceBook(files: readonly PriceFile[]): RegionalPriceBook {
  const groupsOf = new Map<string, PriceGroup[]>();
  for (const file of files) {
    if (file.schemaVersion !== schemaVersion || file.currency !== 'USD') {
      throw new FormatError(
        `Price file of version ${file.schemaVersion} in ${file.currency}; this Tidemark reads version ${schemaVersion} in USD.`,
      );
    }
    for (const group of file.groups) {
      groupsOf.set(group.service, [...(groupsOf.get(group.service) ?? []), group]);
    }
  }
  return {
    find(service, region, key) {
      for (const group of groupsOf.get(service) ?? []) {
        const price = priceIn(group, region, key);
        if (price) return price;
      }
      return undefined;
    },
    regions(service) {
      const named = (groupsOf.get(service) ?? []).flatMap(({ prices }) => Object.keys(prices));
      return [...new Set(named)].sort();
    },
  };
}

/** The price files that come with Tidemark. */
export const bundledFiles: readonly PriceFile[] = [
  ec2Instances,
  ebs,
  rdsInstances,
  rdsStorage,
  lambda,
  fargate,
  s3,
  other,
  services,
];

/** The public on-demand prices that come with Tidemark, in USD. */
export const bundledPriceBook: RegionalPriceBook = createPriceBook(bundledFiles);
