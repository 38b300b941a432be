import { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listedProduct } from '../cost/listed-product.ts';
import { CapturedOutput } from './captured-output.ts';
import { FakeBucket, invoke, shipped, stubEnvironment } from './hub.ts';

stubEnvironment();
vi.mock('../../functions/environment.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../functions/environment.ts')>()),
  readShipped: () => shipped,
}));
const { handler } = await import('../../functions/refresh-prices.ts');
const bucket = new FakeBucket();
const pricing = mockClient(PricingClient);
let output: CapturedOutput;
beforeEach(() => {
  output = new CapturedOutput();
  const key = listedProduct({ attributes: { usagetype: 'EU-KMS-Keys' }, tiers: { 0: '1.25' } });
  pricing.on(GetProductsCommand).resolves({ PriceList: [] });
  pricing.on(GetProductsCommand, { ServiceCode: 'awskms' }).resolves({ PriceList: [key] });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('refresh-prices refreshes the regions of the configuration, and logs what it could not', async () => {
  expect(await invoke(handler, {})).toMatchObject({ regions: ['eu-central-1', 'eu-west-1'], files: 2 });
  expect(bucket.read('prices/awskms/eu-west-1.json')).toMatchObject({ service: 'awskms', currency: 'USD' });
  expect(output.log).toContainEqual(
    expect.objectContaining({
      level: 'WARN',
      message: 'AmazonRDS in eu-west-1: the price list has no prices',
    }),
  );
});

test('refresh-prices can be narrowed to some regions', async () => {
  expect(await invoke(handler, { regions: ['eu-west-1'] })).toMatchObject({ regions: ['eu-west-1'] });
  await expect(invoke(handler, { region: 'eu-west-1' })).rejects.toThrow('The event is not valid');
});
