import { describe, expect, test } from 'vitest';
import { costChange } from '../../lib/cost/change.ts';
import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import { againstBaseline, totalCost } from '../../lib/cost/total.ts';
import { figureText } from '../../lib/cost/usage.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { statedUsage, type UsageAmount, type UsageName } from '../../lib/model/usage.ts';
import { describeCost } from '../../lib/report/money.ts';
import { knowledgeOf } from '../../lib/resources/index.ts';
import { resource } from '../resource-fixtures.ts';

const region = 'us-east-1';

function costOf(
  type: string,
  properties: JsonObject,
  usage: Partial<Record<UsageName, UsageAmount>>,
  place = region,
) {
  return knowledgeOf(type).monthlyCost?.(
    { ...resource(type, properties), region: place },
    {
      prices: bundledPriceBook,
      related: () => undefined,
      usage: statedUsage(Object.fromEntries(Object.entries(usage))),
    },
  );
}

const lambda = { MemorySize: 1024, Architectures: ['x86_64'] };
const balancer = { Type: 'application', Scheme: 'internal' };
const table = { BillingMode: 'PAY_PER_REQUEST' };

/** What stated use costs, by hand. */
const cases: [string, string, JsonObject, Partial<Record<UsageName, UsageAmount>>, number, string?][] = [
  ['0.045 × 730 h + 500 GB × 0.045 = 55.35', 'AWS::EC2::NatGateway', {}, { natGatewayGigabytes: 500 }, 55.35],
  [
    '2 × 0.20 + 2,000,000 × 0.25 s × 1 GB × 0.0000166667 = 8.73',
    'AWS::Lambda::Function',
    lambda,
    { lambdaInvocations: 2_000_000, lambdaMilliseconds: 250 },
    8.73335,
  ],
  [
    '10 × 0.125 + 4 × 0.625 = 3.75',
    'AWS::DynamoDB::Table',
    table,
    { dynamodbReadUnits: 10_000_000, dynamodbWriteUnits: 4_000_000 },
    3.75,
  ],
  [
    '0.0225 × 730 h + 3 LCU × 730 h × 0.008 = 33.945',
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    balancer,
    { loadBalancerCapacityUnits: 3 },
    33.945,
  ],
  [
    '0.01 × 730 h + 200 GB × 0.01 = 9.30',
    'AWS::EC2::VPCEndpoint',
    { VpcEndpointType: 'Interface', SubnetIds: ['subnet-1'] },
    { endpointGigabytes: 200 },
    9.3,
  ],
  [
    '0.05 × 730 h + 1,000 GB × 0.02 = 56.50',
    'AWS::EC2::TransitGatewayAttachment',
    {},
    { transitGatewayGigabytes: 1000 },
    56.5,
  ],
  [
    '0.04 × 730 h + 100 GB × (0.08 + 0.04) = 41.20',
    'AWS::Kinesis::Stream',
    { StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
    { kinesisGigabytes: 100 },
    41.2,
  ],
  [
    '200 GB × 0.035 = 7.00',
    'AWS::KinesisFirehose::DeliveryStream',
    {},
    { firehoseGigabytes: 200 },
    7,
    'eu-west-2',
  ],
  [
    '40 GB × 0.50 + 90 GB × 0.03 = 22.70',
    'AWS::Logs::LogGroup',
    {},
    { logIngestionGigabytes: 40, logStorageGigabytes: 90 },
    22.7,
  ],
  ['40 GB × 0.50 = 20.00', 'AWS::Logs::LogGroup', {}, { logIngestionGigabytes: 40 }, 20],
  ['90 GB × 0.03 = 2.70', 'AWS::Logs::LogGroup', {}, { logStorageGigabytes: 90 }, 2.7],
  ['1,000 GB × 0.023 = 23.00', 'AWS::S3::Bucket', {}, { s3StorageGigabytes: 1000 }, 23],
  ['100 GB × 0.30 = 30.00', 'AWS::EFS::FileSystem', {}, { efsStorageGigabytes: 100 }, 30],
  [
    '100 GB × 0.16 + 10 MiB/s × 6.00 = 76.00',
    'AWS::EFS::FileSystem',
    {
      AvailabilityZoneName: 'us-east-1a',
      ThroughputMode: 'provisioned',
      ProvisionedThroughputInMibps: 10,
    },
    { efsStorageGigabytes: 100 },
    76,
  ],
  [
    '5 + 2 rules × 1 + 10 × 0.60 = 13.00',
    'AWS::WAFv2::WebACL',
    { Rules: [{ Name: 'one' }, { Name: 'two' }] },
    { wafRequests: 10_000_000 },
    13,
  ],
];

test.each(cases)('stated use: %s for %s', (_sum, type, properties, usage, usd, place) => {
  const cost = costOf(type, properties, usage, place);
  expect(cost?.usd, cost?.assumptions.join('\n')).toBeCloseTo(usd, 4);
  expect(cost?.assumptions.join(' ')).toContain('assumed by the configuration');
  expect(cost?.range).toBeUndefined();
});

describe('who says how much is used', () => {
  test('is Tidemark where nothing is stated', () => {
    expect(costOf('AWS::Lambda::Function', lambda, {})?.assumptions.join()).toContain(
      '1,000,000 invocations of 100 ms a month (assumed by Tidemark)',
    );
  });

  test('is told of each, where one is stated and the other is not', () => {
    expect(costOf('AWS::Lambda::Function', lambda, { lambdaInvocations: 5 })?.assumptions.join()).toContain(
      '5 invocations of 100 ms a month (assumed by the configuration, assumed by Tidemark)',
    );
  });
});

describe('a range', () => {
  const usage = { natGatewayGigabytes: { low: 100, high: 500 } };

  test('of use is one of cost: 32.85 + 100 × 0.045 = 37.35 to 32.85 + 500 × 0.045 = 55.35', () => {
    const cost = costOf('AWS::EC2::NatGateway', {}, usage);
    expect(cost?.usd).toBeCloseTo(46.35, 6);
    expect(cost?.range?.low).toBeCloseTo(37.35, 6);
    expect(cost?.range?.high).toBeCloseTo(55.35, 6);
    expect(cost?.assumptions.join(' ')).toContain('100 to 500 GB pass through it a month');
  });

  test('of two sides is compared by the same use: memory doubled, between 0.83 and 8.33 more', () => {
    const of = (MemorySize: number) => ({
      ...resource('AWS::Lambda::Function', { MemorySize, Architectures: ['x86_64'] }),
      region,
    });
    const change = costChange(
      { kind: 'modified', before: of(512), after: of(1024), properties: [] },
      knowledgeOf('AWS::Lambda::Function'),
      {
        prices: bundledPriceBook,
        usage: statedUsage({ lambdaInvocations: { low: 1_000_000, high: 10_000_000 } }),
        relatedBefore: () => undefined,
        relatedAfter: () => undefined,
      },
    );
    expect(change.range).toEqual({ low: 0.83, high: 8.33 });
    expect(describeCost(change)).toMatch(/\(\+\$4\.59, .*, between \+\$0\.83 and \+\$8\.33\)$/);
  });

  test('of what goes away lies below zero', () => {
    const change = costChange(
      { kind: 'removed', before: { ...resource('AWS::EC2::NatGateway', {}), region } },
      knowledgeOf('AWS::EC2::NatGateway'),
      {
        prices: bundledPriceBook,
        usage: statedUsage(usage),
        relatedBefore: () => undefined,
        relatedAfter: () => undefined,
      },
    );
    expect(change.range).toEqual({ low: -55.35, high: -37.35 });
  });

  test('reads as two numbers', () => {
    expect(figureText({ low: 1, high: 2000, source: '' })).toBe('1 to 2,000');
    expect(figureText({ low: 2000, high: 2000, source: '' })).toBe('2,000');
  });
});

describe('the total', () => {
  test('is of what is known, and counts what is not', () => {
    const gateway = { ...resource('AWS::EC2::NatGateway', {}), region };
    const resources = [
      gateway,
      { ...gateway, id: 'nat-2' },
      { ...resource('AWS::SNS::Topic', {}), region },
      { ...resource('AWS::Unheard::Of', {}), region },
    ];
    expect(totalCost(resources, knowledgeOf, { prices: bundledPriceBook, related: () => undefined })).toEqual(
      { usd: 65.7, unknown: 2, currency: 'USD' },
    );
  });

  test('of the baseline is that of now without what was added: 1,300 − 300 = 1,000, of which 300 are 30 %', () => {
    const changes = { delta: 300, baseline: 12, percent: 2500, unknown: 1, currency: 'USD' } as const;
    expect(againstBaseline(changes, { usd: 1300, unknown: 0, currency: 'USD' })).toEqual({
      ...changes,
      baseline: 1000,
      percent: 30,
    });
    expect(againstBaseline(changes, { usd: 200, unknown: 0, currency: 'USD' })).toMatchObject({
      baseline: 0,
      percent: null,
    });
  });
});
