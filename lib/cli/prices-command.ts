import { closest } from 'fastest-levenshtein';
import type { z } from 'zod';
import { requirePriceList } from '../aws/price-list.ts';
import { loadConfiguration } from '../config/load.ts';
import { awsRegions } from '../config/regions.ts';
import { configuredRegions } from '../config/regions-of.ts';
import { InputError, NotFoundError } from '../model/errors.ts';
import { globalRegion } from '../model/snapshot.ts';
import { refreshPrices } from '../prices/refresh.ts';
import { loadPriceBook } from '../prices/stored-prices.ts';
import { countOf, neutralText, plainText } from '../report/plain-text.ts';
import { knownNames } from '../resources/rule-catalogue.ts';
import { FolderObjectStore } from '../store/folder-store.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { exitCodes } from './exit-code.ts';
import { requireBucketName, scanOptionsSchema, suggest } from './options.ts';
import type { Outputs } from './scan-command.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `prices refresh` and `prices show`, as commander gives them. */
export const priceOptionsSchema = scanOptionsSchema.pick({
  config: true,
  store: true,
  bucket: true,
  profile: true,
  region: true,
  json: true,
});
type PriceOptions = z.infer<typeof priceOptionsSchema>;

/** The folder or the hub's bucket; a bucket's key of digests is not needed for prices, but shows that it is a hub's. */
async function openPrices(
  { bucket, store, profile }: PriceOptions,
  surroundings: Surroundings,
  region: string,
): Promise<ObjectStore> {
  if (bucket === undefined) return new FolderObjectStore(store);
  requireBucketName(bucket);
  const aws = await surroundings.openAws(profile);
  return (await aws.openBucket(bucket, undefined, region)).store;
}

/** `tidemark prices refresh`: exits with 3 when something could not be refreshed. */
export async function refreshPricesCommand(
  options: PriceOptions,
  surroundings: Surroundings,
  { out, error }: Outputs,
): Promise<number> {
  const { types } = await surroundings.loadCatalogue();
  const configuration = await loadConfiguration(options.config, knownNames(types));
  const configured = configuredRegions(configuration);
  const unknown = options.region?.find((name) => !configured.includes(name));
  if (unknown !== undefined) throw new InputError(`--region ${unknown}: ${suggest(unknown, configured)}`);
  const regions = options.region ?? configured;
  const [first = 'us-east-1'] = regions;
  requirePriceList(first);
  const aws = await surroundings.openAws(options.profile);
  await aws.caller(first);
  const { readProducts } = aws;
  if (readProducts === undefined) throw new InputError('The AWS Price List cannot be reached from here');
  const store = await openPrices(options, surroundings, first);
  const summary = await refreshPrices({ store, regions, readProducts, now: surroundings.now });
  const { prices, files, failures } = summary;
  await out.write(
    options.json
      ? `${JSON.stringify(summary, null, 2)}\n`
      : `${countOf(prices, 'price')} in ${countOf(files, 'file')} below ${store.location}/prices, for ${regions.join(', ')}.\n`,
  );
  for (const failure of failures) await error.write(`tidemark: ${plainText(failure)}\n`);
  return failures.length === 0 ? exitCodes.nothing : exitCodes.incomplete;
}

/** What a price is looked up by. */
export interface PriceName {
  readonly service: string;
  readonly region: string;
  readonly key: string;
}

function requireRegion(region: string): void {
  if (region === globalRegion || awsRegions.includes(region)) return;
  throw new InputError(
    `${JSON.stringify(region)} is no AWS region; did you mean ${closest(region, [...awsRegions])}? Such as: tidemark prices show AmazonEC2 eu-west-1 linux/t3.micro`,
  );
}

/** `tidemark prices show`. Throws an {@link InputError} for what is no region, a {@link NotFoundError} when there is no such price. */
export async function showPriceCommand(
  { service, region, key }: PriceName,
  options: PriceOptions,
  surroundings: Surroundings,
  { out, error }: Outputs,
): Promise<number> {
  requireRegion(region);
  const { prices: bundled } = await surroundings.loadCatalogue();
  const unused: string[] = [];
  const book = await loadPriceBook({
    store: await openPrices(options, surroundings, region === globalRegion ? 'us-east-1' : region),
    regions: [region],
    bundled,
    now: surroundings.now,
    onUnused: (reason) => unused.push(reason),
  });
  for (const reason of unused) await error.write(`tidemark: ${plainText(reason)}\n`);
  const price = book.find(service, region, key);
  if (price === undefined) {
    throw new NotFoundError(
      `There is no price of ${service} ${key} in ${region}; lib/cost/prices/README.md lists services, keys and regions, and tidemark prices refresh gets those of your regions`,
    );
  }
  const { usd, unit, source, date } = price;
  await out.write(
    options.json
      ? `${JSON.stringify({ service, key, ...price }, null, 2)}\n`
      : neutralText(`${usd} ${unit}: ${service} ${key} in ${region}\nsource: ${source}\ndate: ${date}\n`),
  );
  return exitCodes.nothing;
}
