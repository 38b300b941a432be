/** A product of the AWS Price List, as far as a test gives it. */
export interface ProductModel {
  readonly family?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** USD by the count that its tier begins with. */
  readonly tiers: Readonly<Record<string, string>>;
  readonly publicationDate?: string;
}

/**
 * A product in the shape of the example of GetProducts in the AWS CLI's reference (an io1 volume in Singapore).
 * https://docs.aws.amazon.com/cli/latest/reference/pricing/get-products.html
 */
export function listedProduct({ family, attributes, tiers, publicationDate }: ProductModel): string {
  const priceDimensions = Object.entries(tiers).map(([beginRange, USD], at) => [
    `3MKHN58N7RDDVGKJ.JRTCKXETXF.${at}`,
    {
      unit: 'GB-Mo',
      endRange: 'Inf',
      description: `$${USD} per unit`,
      appliesTo: [],
      rateCode: `3MKHN58N7RDDVGKJ.JRTCKXETXF.${at}`,
      beginRange,
      pricePerUnit: { USD },
    },
  ]);
  return JSON.stringify({
    product: {
      ...(family === undefined ? {} : { productFamily: family }),
      attributes: { locationType: 'AWS Region', ...attributes },
      sku: '3MKHN58N7RDDVGKJ',
    },
    serviceCode: 'AmazonEC2',
    terms: {
      OnDemand: {
        '3MKHN58N7RDDVGKJ.JRTCKXETXF': {
          priceDimensions: Object.fromEntries(priceDimensions),
          sku: '3MKHN58N7RDDVGKJ',
          effectiveDate: '2026-11-01T00:00:00Z',
          offerTermCode: 'JRTCKXETXF',
          termAttributes: {},
        },
      },
    },
    version: '20261114005701',
    publicationDate: publicationDate ?? '2026-11-14T00:57:01Z',
  });
}
