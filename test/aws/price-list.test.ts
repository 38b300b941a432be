import { GetProductsCommand, type GetProductsCommandInput, PricingClient } from '@aws-sdk/client-pricing';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { AwsClients } from '../../lib/aws/clients.ts';
import { priceListReader, priceListRegion, requirePriceList } from '../../lib/aws/price-list.ts';

test('the price list is read page by page, filtered by region and attributes', async () => {
  const pricing = mockClient(PricingClient);
  const pages: Readonly<Record<string, object>> = {
    first: { PriceList: ['{"one":1}', '{"two":2}'], NextToken: 'more' },
    more: { PriceList: ['{"three":3}'], NextToken: 'end' },
    end: {},
  };
  // The paginator writes the next token into one input, so what was asked is kept as it is asked.
  const asked: object[] = [];
  pricing.on(GetProductsCommand).callsFake((input: GetProductsCommandInput) => {
    asked.push({ ...input });
    return pages[input.NextToken ?? 'first'];
  });
  const read = priceListReader(new AwsClients(priceListRegion, { accessKeyId: 'a', secretAccessKey: 'b' }));
  const products: string[] = [];
  for await (const product of read({
    service: 'AmazonEC2',
    region: 'eu-west-1',
    filters: { operatingSystem: 'Linux' },
  })) {
    products.push(product);
  }
  expect(products).toEqual(['{"one":1}', '{"two":2}', '{"three":3}']);
  expect(asked).toHaveLength(3);
  expect(asked[1]).toEqual({
    ServiceCode: 'AmazonEC2',
    FormatVersion: 'aws_v1',
    Filters: [
      { Type: 'TERM_MATCH', Field: 'operatingSystem', Value: 'Linux' },
      { Type: 'TERM_MATCH', Field: 'regionCode', Value: 'eu-west-1' },
    ],
    MaxResults: 100,
    NextToken: 'more',
  });
  pricing.reset();
  pricing.on(GetProductsCommand).resolves({ PriceList: [] });
  for await (const product of read({ service: 'AmazonRoute53', filters: {} })) products.push(product);
  expect(pricing.commandCalls(GetProductsCommand)[0]?.args[0].input.Filters).toEqual([]);
});

test('a partition without a price list in USD is refused', () => {
  expect(() => requirePriceList('eu-west-1')).not.toThrow();
  for (const region of ['cn-north-1', 'us-gov-west-1', 'eusc-de-east-1']) {
    expect(() => requirePriceList(region)).toThrow('cannot ask for the AWS Price List in USD');
  }
});
