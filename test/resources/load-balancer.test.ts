import {
  DescribeCapacityReservationCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { loadBalancer } from '../../lib/resources/load-balancer.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const elb = mockClient(ElasticLoadBalancingV2Client);
const arnOf = (name: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/${name}/50dc6c495c0c9188`;

/** A load balancer as DescribeLoadBalancers returns it. */
const full: LoadBalancer = {
  LoadBalancerArn: arnOf('net/web'),
  DNSName: 'web-50dc6c495c0c9188.elb.eu-west-1.amazonaws.com',
  CanonicalHostedZoneId: 'Z2IFOLAFXWLO4F',
  CreatedTime: new Date('2026-01-01T00:00:00Z'),
  LoadBalancerName: 'web',
  Scheme: 'internet-facing',
  VpcId: 'vpc-1',
  State: { Code: 'active' },
  Type: 'network',
  AvailabilityZones: [
    {
      ZoneName: 'eu-west-1b',
      SubnetId: 'subnet-2',
      LoadBalancerAddresses: [{ IpAddress: '203.0.113.9' }],
    },
    {
      ZoneName: 'eu-west-1a',
      SubnetId: 'subnet-1',
      LoadBalancerAddresses: [
        { IpAddress: '203.0.113.5', AllocationId: 'eipalloc-1', PrivateIPv4Address: '10.0.0.5' },
      ],
      SourceNatIpv6Prefixes: ['2001:db8::/80'],
    },
  ],
  SecurityGroups: ['sg-2', 'sg-1'],
  IpAddressType: 'dualstack',
  EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
  EnablePrefixForIpv6SourceNat: 'on',
  IpamPools: { Ipv4IpamPoolId: 'ipam-pool-1' },
};
const plain: LoadBalancer = { LoadBalancerArn: arnOf('app/plain') };

beforeEach(() => {
  elb.reset();
  elb
    .on(DescribeLoadBalancersCommand)
    .resolves({ LoadBalancers: [full], NextMarker: '2' })
    .on(DescribeLoadBalancersCommand, { Marker: '2' })
    .resolves({ LoadBalancers: [plain, {}] })
    .on(DescribeLoadBalancerAttributesCommand)
    .resolves({
      Attributes: [
        { Key: 'deletion_protection.enabled', Value: 'true' },
        { Key: 'access_logs.s3.enabled', Value: 'false' },
      ],
    })
    .on(DescribeCapacityReservationCommand)
    .resolves({ MinimumLoadBalancerCapacity: { CapacityUnits: 100 }, DecreaseRequestsRemaining: 2 })
    .on(DescribeTagsCommand)
    .resolves({ TagDescriptions: [{ ResourceArn: arnOf('net/web'), Tags: [{ Key: 'app', Value: 'web' }] }] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(loadBalancer);
    expect([second?.id, rest]).toEqual([arnOf('app/plain'), []]);
    const { id, arn, tags, properties } = stored(loadBalancer, first ?? { id: '', properties: {} });
    expect([id, arn, tags]).toEqual([arnOf('net/web'), arnOf('net/web'), { app: 'web' }]);
    expect(properties).toEqual({
      LoadBalancerArn: arnOf('net/web'),
      LoadBalancerFullName: 'net/web/50dc6c495c0c9188',
      Name: 'web',
      DNSName: full.DNSName,
      CanonicalHostedZoneID: 'Z2IFOLAFXWLO4F',
      Scheme: 'internet-facing',
      Type: 'network',
      VpcId: 'vpc-1',
      IpAddressType: 'dualstack',
      Ipv4IpamPoolId: 'ipam-pool-1',
      EnablePrefixForIpv6SourceNat: 'on',
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
      SecurityGroups: ['sg-1', 'sg-2'],
      Subnets: ['subnet-1', 'subnet-2'],
      SubnetMappings: [
        {
          SubnetId: 'subnet-1',
          AllocationId: 'eipalloc-1',
          PrivateIPv4Address: '10.0.0.5',
          SourceNatIpv6Prefix: '2001:db8::/80',
        },
      ],
      LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }],
      MinimumLoadBalancerCapacity: { CapacityUnits: 100 },
    });
  });

  test('another order, another state and other addresses of AWS give the same bytes', async () => {
    const first = storedLines(loadBalancer, await readAll(loadBalancer));
    elb.on(DescribeLoadBalancersCommand).resolves({
      LoadBalancers: [
        plain,
        {
          ...full,
          State: { Code: 'provisioning' },
          SecurityGroups: ['sg-1', 'sg-2'],
          AvailabilityZones: (full.AvailabilityZones ?? [])
            .toReversed()
            .map((zone) =>
              zone.SubnetId === 'subnet-2'
                ? { ...zone, LoadBalancerAddresses: [{ IpAddress: '203.0.113.8' }] }
                : zone,
            ),
        },
      ],
    });
    expect(storedLines(loadBalancer, await readAll(loadBalancer))).toEqual(first);
  });

  test('an attribute that AWS adds to all, and that is off, is no change', async () => {
    const first = storedLines(loadBalancer, await readAll(loadBalancer));
    elb.on(DescribeLoadBalancerAttributesCommand).resolves({
      Attributes: [
        { Key: 'brand.new.enabled', Value: 'false' },
        { Key: 'brand.new.prefix', Value: '' },
        { Key: 'deletion_protection.enabled', Value: 'true' },
      ],
    });
    expect(storedLines(loadBalancer, await readAll(loadBalancer))).toEqual(first);
  });

  test('denied parts are unread', async () => {
    const denied = awsError('AccessDenied', 'no');
    elb.on(DescribeLoadBalancerAttributesCommand).rejects(denied);
    elb.on(DescribeCapacityReservationCommand).rejects(denied);
    elb.on(DescribeTagsCommand).rejects(denied);
    expect((await readAll(loadBalancer))[0]?.unread?.map(({ path }) => path)).toEqual([
      '/LoadBalancerAttributes',
      '/MinimumLoadBalancerCapacity',
      '/Tags',
    ]);
  });

  test.each([
    ['attributes', DescribeLoadBalancerAttributesCommand],
    ['capacity', DescribeCapacityReservationCommand],
  ] as const)('one that is gone when its %s are asked for is skipped', async (_, command) => {
    elb
      .on(command, { LoadBalancerArn: arnOf('app/plain') })
      .rejects(awsError('LoadBalancerNotFoundException'));
    expect((await readAll(loadBalancer)).map(({ id }) => id)).toEqual([arnOf('net/web')]);
  });

  test('one that is gone when the tags are asked for takes no other’s tags away', async () => {
    elb.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [full, plain] });
    elb
      .on(DescribeTagsCommand)
      .rejects(awsError('LoadBalancerNotFoundException'))
      .on(DescribeTagsCommand, { ResourceArns: [arnOf('net/web')] })
      .resolves({
        TagDescriptions: [{ ResourceArn: arnOf('net/web'), Tags: [{ Key: 'app', Value: 'web' }] }],
      });
    const read = await readAll(loadBalancer);
    expect(read.map(({ id, tags }) => [id, tags])).toEqual([
      [arnOf('net/web'), [{ Key: 'app', Value: 'web' }]],
    ]);
  });

  test('tags are asked for in twenties', async () => {
    elb.on(DescribeLoadBalancersCommand).resolves({
      LoadBalancers: Array.from({ length: 21 }, (_, at) => ({ LoadBalancerArn: arnOf(`app/${at}`) })),
    });
    expect(await readAll(loadBalancer)).toHaveLength(21);
    const calls = elb.commandCalls(DescribeTagsCommand).map(({ args }) => args[0].input.ResourceArns?.length);
    expect(calls).toEqual([20, 1]);
  });

  test('a denied list makes the whole type unread', async () => {
    elb.on(DescribeLoadBalancersCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(loadBalancer)).rejects.toThrow('AccessDenied');
  });
});

const having = (attributes: Record<string, string>): JsonObject => ({
  Name: 'web',
  Scheme: 'internal',
  LoadBalancerAttributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })),
});
const dangers: [string, string, string, string, string][] = [
  ['deletion_protection.enabled', 'true', 'false', 'HIGH', 'elb-deletion-protection-off'],
  ['access_logs.s3.enabled', 'true', 'false', 'HIGH', 'elb-logging-off'],
  ['connection_logs.s3.enabled', 'true', 'false', 'HIGH', 'elb-logging-off'],
  ['routing.http.drop_invalid_header_fields.enabled', 'true', 'false', 'MEDIUM', 'elb-invalid-headers-kept'],
  ['routing.http.desync_mitigation_mode', 'defensive', 'monitor', 'MEDIUM', 'elb-desync-mitigation-off'],
  ['waf.fail_open.enabled', 'false', 'true', 'MEDIUM', 'elb-waf-fail-open'],
];

describe('what a change of a load balancer means', () => {
  test.each(dangers)('%s from %s to %s', (key, safe, dangerous, severity, rule) => {
    const [before, after] = [having({ [key]: safe }), having({ [key]: dangerous })];
    expect(riskOf(loadBalancer, before, after)).toMatchObject({ severity, rules: [rule] });
    expect(riskOf(loadBalancer, after, before)).toMatchObject({ severity: 'INFO', rules: [] });
    expect(riskOf(loadBalancer, undefined, after)).toMatchObject({ severity: 'LOW', rules: [] });
    if (dangerous === 'false') expect(riskOf(loadBalancer, before, having({}))?.rules).toEqual([rule]);
  });

  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    [
      'a timeout',
      having({ 'idle_timeout.timeout_seconds': '60' }),
      having({ 'idle_timeout.timeout_seconds': '90' }),
      'LOW',
      [],
    ],
    [
      'its logs go elsewhere',
      having({ 'access_logs.s3.bucket': 'ours' }),
      having({ 'access_logs.s3.bucket': 'theirs' }),
      'MEDIUM',
      ['elb-logs-go-elsewhere'],
    ],
    ['it logs for the first time', having({}), having({ 'access_logs.s3.bucket': 'ours' }), 'LOW', []],
    ['a new internal one', undefined, having({}), 'LOW', []],
    [
      'a new one that faces the internet',
      undefined,
      { Scheme: 'internet-facing' },
      'HIGH',
      ['elb-internet-facing'],
    ],
    ['another security group', having({}), { ...having({}), SecurityGroups: ['sg-9'] }, 'MEDIUM', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(loadBalancer, before, after)).toMatchObject({ severity, rules });
  });
});

test('attributes that were unread are not said to have changed', () => {
  const unread = [{ path: '/LoadBalancerAttributes', reason: 'AccessDenied: no' }];
  const after = { ...having({ 'deletion_protection.enabled': 'false' }), IpAddressType: 'dualstack' };
  expect(riskOf(loadBalancer, having({}), after, { unread })).toMatchObject({
    severity: 'MEDIUM',
    rules: [],
  });
});

const prices = { 'AWSELB alb/hour': 0.0252, 'AWSELB nlb/hour': 0.03 };

test.each<[string, JsonObject, Record<string, number>, number | null]>([
  ['0.0252 USD/h for 730 h', { Type: 'application' }, prices, 18.396],
  ['0.03 USD/h for 730 h as a Network Load Balancer', { Type: 'network' }, prices, 21.9],
  ['an unknown sum as a Gateway Load Balancer', { Type: 'gateway' }, prices, null],
  ['an unknown sum without a price', {}, {}, null],
])('a load balancer costs %s', (_, properties, book, usd) => {
  const cost = loadBalancer.monthlyCost?.(resource(loadBalancer.type, properties), costContext(book));
  expect(cost?.usd == null ? null : Number(cost.usd.toFixed(6))).toBe(usd);
});
