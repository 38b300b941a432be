import { describe, expect, test } from 'vitest';
import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import { knowledgeOf, resourceTypes } from '../../lib/resources/index.ts';
import { compareFiles } from '../../lib/scan/compare.ts';
import { testDigest } from '../resource-fixtures.ts';
import { containerCosts, functionCosts, instanceCosts } from './compute-costs.ts';
import { arithmetic, type CostExample } from './cost-example.ts';
import { keyCosts, networkCosts } from './other-costs.ts';
import { account } from './scenario.ts';
import { cacheAndSearchCosts, monthlyCosts, streamAndNetworkCosts } from './service-costs.ts';
import { databaseCosts, tableCosts, volumeCosts } from './storage-costs.ts';

const groups: Readonly<Record<string, readonly CostExample[]>> = {
  'EC2 instances and groups of them': instanceCosts,
  'EBS volumes and snapshots': volumeCosts,
  'RDS and Aurora': databaseCosts,
  DynamoDB: tableCosts,
  Lambda: functionCosts,
  'Fargate and EKS': containerCosts,
  'NAT gateways, load balancers, addresses, endpoints': networkCosts,
  'KMS and Secrets Manager': keyCosts,
  'ElastiCache and OpenSearch': cacheAndSearchCosts,
  'Kinesis, transit gateways, VPN, endpoints': streamAndNetworkCosts,
  'CloudWatch, Systems Manager, WAF, Route 53, EFS, EKS': monthlyCosts,
};
const examples = Object.values(groups).flat();
const named = (each: readonly CostExample[]) =>
  each.map((example) => ({
    ...example,
    name: `${example.what} in ${example.region}: ${arithmetic(example)}`,
  }));

function file(region: string, resources: readonly object[]) {
  return new TextEncoder().encode(
    JSON.stringify(resources.map((each) => ({ account, region, tags: {}, ...each }))),
  );
}

/** What `tidemark compare` says that the appearance of a resource costs a month. */
async function costOf({ type, region, properties, others = [] }: CostExample) {
  const { findings } = await compareFiles(
    { name: 'before.json', bytes: file(region, others) },
    { name: 'after.json', bytes: file(region, [...others, { type, id: 'example', properties }]) },
    { types: resourceTypes, knowledgeOf, prices: bundledPriceBook, digest: testDigest },
  );
  expect(findings).toHaveLength(1);
  return findings[0]?.monthlyCost;
}

describe.each(Object.entries(groups))('%s', (_group, each) => {
  test.each(named(each))('$name', async (example) => {
    const cost = await costOf(example);
    expect(cost?.delta, cost?.assumptions.join('\n')).toBeCloseTo(example.usd, 2);
    for (const { usd, stated = usd, date } of example.terms) {
      expect(cost?.assumptions.join('\n')).toContain(`${stated}`);
      expect(cost?.assumptions.join('\n')).toContain(date);
    }
  });

  test.each(named(each))('the terms of this add up: $name', ({ terms, usd, region }) => {
    const sum = terms.reduce((total, term) => total + term.count * term.usd * (term.hours ?? 1), 0);
    expect(Math.abs(sum - usd)).toBeLessThanOrEqual(0.005_001);
    for (const { service, key, usd: price, date } of terms) {
      expect(bundledPriceBook.find(service, region, key)).toMatchObject({ usd: price, date });
    }
  });
});

test('there are enough examples to trust what is not among them', () => {
  expect(examples.length).toBeGreaterThanOrEqual(60);
});
