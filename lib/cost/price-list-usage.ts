import type { ListedProduct, PriceDefinition } from './price-list-products.ts';

/**
 * The place that usage types begin with, but in us-east-1, which mostly has none: `EUW1-`, `EU-` (eu-west-1) or, in a
 * few services, `eu-west-1-`. https://docs.aws.amazon.com/cur/latest/userguide/Lineitem-columns.html (UsageType)
 */
const place = /^(?:EU|[A-Z]{3}\d|[a-z]{2}(?:-[a-z]+)+-\d)-/;

/** The usage type of a product without its place: `NatGateway-Hours` of `EUW2-NatGateway-Hours`. */
export function usageType({ attributes }: ListedProduct): string {
  return (attributes.usagetype ?? '').replace(place, '');
}

/** The price of everything of one usage type, and where it is not alone with it, of one product family. */
export function usage(
  type: string,
  key: string,
  unit: string,
  family?: string,
  factor?: number,
): PriceDefinition {
  return {
    unit,
    ...(factor === undefined ? {} : { factor }),
    key: (product) =>
      usageType(product) === type && (family === undefined || product.family === family) ? key : undefined,
  };
}
