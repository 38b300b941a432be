import { type Filter, PricingClient, paginateGetProducts } from '@aws-sdk/client-pricing';
import { InputError } from '../model/errors.ts';
import type { AwsClients } from './clients.ts';
import { partitionOf } from './partition.ts';

/**
 * Where the price list of the commercial partition is asked for; also of regions that are elsewhere.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/price-list-query-api.html (endpoints)
 */
export const priceListRegion = 'us-east-1';

/** What products of the price list are asked for. */
export interface ProductRequest {
  /** Service code, such as `AmazonEC2`. */
  readonly service: string;
  /** Absent: products of all regions. */
  readonly region?: string;
  /** Further attributes that products must have. */
  readonly filters: Readonly<Record<string, string>>;
}

/** Reads the products of the price list, each as JSON in a string. */
export type ReadProducts = (request: ProductRequest) => AsyncIterable<string>;

/**
 * Refuses a hub whose partition has no price list in USD: that of China is in CNY, those of GovCloud and of the
 * European Sovereign Cloud are not offered to accounts there. Throws an {@link InputError}.
 */
export function requirePriceList(region: string): void {
  if (partitionOf(region) === 'aws') return;
  throw new InputError(
    `Accounts in the partition ${partitionOf(region)} cannot ask for the AWS Price List in USD; the prices that come with Tidemark are used, so leave the refresh out`,
    { region },
  );
}

/** Asks for products through clients of {@link priceListRegion}, page by page. Needs `pricing:GetProducts`. */
export function priceListReader(clients: AwsClients): ReadProducts {
  return async function* readProducts({ service, region, filters }) {
    const client = clients.get(PricingClient);
    const attributes = region === undefined ? filters : { ...filters, regionCode: region };
    const input = {
      ServiceCode: service,
      FormatVersion: 'aws_v1',
      Filters: Object.entries(attributes).map(
        ([Field, Value]): Filter => ({ Type: 'TERM_MATCH', Field, Value }),
      ),
    };
    for await (const { PriceList = [] } of paginateGetProducts({ client, pageSize: 100 }, input)) {
      for (const product of PriceList) yield String(product);
    }
  };
}
