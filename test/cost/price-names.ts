import { parseProduct } from '../../lib/cost/price-list-products.ts';
import { priceQueries } from '../../lib/cost/price-list-queries.ts';
import { listedProduct, type ProductModel } from './listed-product.ts';

/** What a product of a service is called, in which unit and at what multiple of its price of 1 USD. */
export function namesOf(service: string, model: Omit<ProductModel, 'tiers'>): string[] {
  const product = parseProduct(listedProduct({ ...model, tiers: { 0: '1' } }));
  if (!product) throw new Error('no product');
  const queries = priceQueries.filter(
    (query) =>
      query.service === service &&
      Object.entries(query.filters).every(
        ([field, value]) =>
          (field === 'productFamily' ? product.family : product.attributes[field]) === value,
      ),
  );
  return queries.flatMap(({ prices }) =>
    prices.flatMap(({ key, unit, factor }) => {
      const name = key(product);
      return name === undefined ? [] : [`${name}, ${unit}${factor === undefined ? '' : ` × ${factor}`}`];
    }),
  );
}
