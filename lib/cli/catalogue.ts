import { bundledPriceBook as prices } from '../cost/price-book.ts';
import { knowledgeOf, resourceTypes } from '../resources/index.ts';
import type { TypeCatalogue } from './surroundings.ts';

/** Everything that this Tidemark knows. */
export const catalogue: TypeCatalogue = { types: resourceTypes, knowledgeOf, prices };
