import { S3Client } from '@aws-sdk/client-s3';
import { AwsClients } from '../lib/aws/clients.ts';
import { priceListReader, priceListRegion, requirePriceList } from '../lib/aws/price-list.ts';
import { configuredRegions } from '../lib/config/regions-of.ts';
import { refreshPrices, refreshPricesEventSchema, refreshSummarySchema } from '../lib/prices/refresh.ts';
import { S3ObjectStore } from '../lib/store/s3-store.ts';
import { configurationFile, environmentVariable, readShipped } from './environment.ts';
import { defineFunction, logger } from './middleware.ts';

const store = new S3ObjectStore(new S3Client({}), environmentVariable('TIDEMARK_BUCKET'));
const region = environmentVariable('AWS_REGION');
const { configuration } = readShipped(new URL(configurationFile, import.meta.url));
const readProducts = priceListReader(new AwsClients(priceListRegion));

/** Refreshes the prices of the configuration's regions from the AWS Price List, every week on a schedule. */
export const handler = defineFunction({
  input: refreshPricesEventSchema,
  example: { regions: ['eu-west-1'] },
  output: refreshSummarySchema,
  run: async ({ regions = configuredRegions(configuration) }) => {
    requirePriceList(region);
    const summary = await refreshPrices({ store, regions, readProducts, now: () => new Date() });
    for (const failure of summary.failures) logger.warn(failure);
    return summary;
  },
});
