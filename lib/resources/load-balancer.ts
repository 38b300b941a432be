import {
  type AvailabilityZone,
  DescribeCapacityReservationCommand,
  DescribeLoadBalancerAttributesCommand,
  ElasticLoadBalancingV2Client,
  type LoadBalancer,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { attributeRules, logsElsewhere } from './elb-attribute-rules.ts';
import { attributesInUse, elbCallsAtOnce, elbPageSize, partOf, withTags } from './elb-shape.ts';
import { textAt } from './network-shape.ts';

/** The addresses that somebody chose for a zone; those that AWS chose change with the load. */
function chosenAddresses({ SubnetId, LoadBalancerAddresses = [], ...zone }: AvailabilityZone): object[] {
  const [SourceNatIpv6Prefix] = zone.SourceNatIpv6Prefixes ?? [];
  return LoadBalancerAddresses.map(({ AllocationId, PrivateIPv4Address, IPv6Address }) => ({
    AllocationId,
    PrivateIPv4Address,
    IPv6Address,
  }))
    .filter((address) => Object.values(address).some((value) => value !== undefined))
    .map((address) => ({ SubnetId, ...address, SourceNatIpv6Prefix }));
}

function properties({ AvailabilityZones = [], ...balancer }: LoadBalancer): object {
  const { LoadBalancerArn = '' } = balancer;
  return {
    LoadBalancerArn,
    LoadBalancerFullName: LoadBalancerArn.slice(
      LoadBalancerArn.indexOf('loadbalancer/') + 'loadbalancer/'.length,
    ),
    Name: balancer.LoadBalancerName,
    DNSName: balancer.DNSName,
    CanonicalHostedZoneID: balancer.CanonicalHostedZoneId,
    Scheme: balancer.Scheme,
    Type: balancer.Type,
    VpcId: balancer.VpcId,
    IpAddressType: balancer.IpAddressType,
    CustomerOwnedIpv4Pool: balancer.CustomerOwnedIpv4Pool,
    Ipv4IpamPoolId: balancer.IpamPools?.Ipv4IpamPoolId,
    EnablePrefixForIpv6SourceNat: balancer.EnablePrefixForIpv6SourceNat,
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic:
      balancer.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic,
    SecurityGroups: balancer.SecurityGroups,
    Subnets: AvailabilityZones.map(({ SubnetId }) => SubnetId),
    SubnetMappings: AvailabilityZones.flatMap(chosenAddresses),
  };
}

async function readLoadBalancer(
  reader: ResourceReader,
  balancer: LoadBalancer,
): Promise<ReadResource | undefined> {
  const { LoadBalancerArn } = balancer;
  if (!LoadBalancerArn) return undefined;
  const client = reader.clients.get(ElasticLoadBalancingV2Client);
  const unread: UnreadProperty[] = [];
  const attributes = await partOf(reader, unread, '/LoadBalancerAttributes', () =>
    client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn })),
  );
  const capacity = await partOf(reader, unread, '/MinimumLoadBalancerCapacity', () =>
    client.send(new DescribeCapacityReservationCommand({ LoadBalancerArn })),
  );
  if (attributes === 'gone' || capacity === 'gone') return undefined;
  return {
    id: LoadBalancerArn,
    arn: LoadBalancerArn,
    properties: {
      ...properties(balancer),
      LoadBalancerAttributes: attributesInUse(attributes?.Attributes),
      MinimumLoadBalancerCapacity: capacity?.MinimumLoadBalancerCapacity,
    },
    unread,
  };
}

const internetFacing: StateRule = {
  kind: 'state',
  id: 'elb-internet-facing',
  title: 'a load balancer faces the internet',
  severity: 'HIGH',
  aggravatedBy: ['internet'],
  sources: [
    'AWS Well-Architected SEC05-BP01',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html',
  ],
  recommendation:
    'Make sure that what stands behind the load balancer is meant for the public; if not, replace it with an internal one.',
  remedy: {
    command:
      'aws elbv2 set-security-groups --load-balancer-arn {{id}} --security-groups <group-without-the-internet>',
    console: 'EC2 › Load Balancers › {{/Name}} › Security › Edit',
  },
  safer: 'the load balancer no longer faces the internet',
  dangers: (balancer) =>
    textAt(balancer, '/Scheme') === 'internet-facing'
      ? [
          {
            subject: 'internet-facing',
            path: '/Scheme',
            reason: `Load balancer ${textAt(balancer, '/Name') ?? balancer.id} faces the internet: what it forwards to can be reached from there, as far as its security groups allow.`,
          },
        ]
      : [],
};

/** What is billed by the hour, by type. */
const billed: Readonly<Record<string, { readonly key: string; readonly words: string }>> = {
  application: { key: 'alb', words: 'An Application Load Balancer' },
  network: { key: 'nlb', words: 'A Network Load Balancer' },
};

/**
 * Load balancers are billed by the hour and by capacity units, which depend on the traffic.
 * https://aws.amazon.com/elasticloadbalancing/pricing/
 */
function monthlyCost(balancer: Resource, context: CostContext): MonthlyCost {
  const type = textAt(balancer, '/Type') ?? 'application';
  const { key, words } = billed[type] ?? {};
  const { prices } = context;
  const price = key && prices.find('AWSELB', balancer.region, `${key}/hour`);
  if (!price)
    return unknownCost(`Tidemark has no price of load balancers of type ${type} in ${balancer.region}.`);
  const units = usedPart(balancer, context, {
    name: 'loadBalancerCapacityUnits',
    price: prices.find('AWSELB', balancer.region, `${key}/lcu-hour`),
    words: `capacity units in each of ${hoursPerMonth} hours`,
    per: 'unit and hour',
    times: hoursPerMonth,
  });
  return sumOfParts([
    {
      usd: price.usd * hoursPerMonth,
      assumption: `${words} all month (730 h) at ${price.usd} USD/h ${priceSource(price)}.`,
    },
    units === undefined
      ? {
          usd: 0,
          assumption:
            'Without capacity units, which depend on the traffic, and without its public addresses.',
        }
      : { ...units, assumption: `${units.assumption} Without its public addresses.` },
  ]);
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html
 *
 * `EnableCapacityReservationProvisionStabilize` tells a stack how to wait. Addresses are told where somebody chose
 * them; AWS changes its own with the load. Attributes that are off are left out.
 */
export const loadBalancer = defineResourceType({
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  scope: 'regional',
  permissions: [
    'elasticloadbalancing:DescribeCapacityReservation',
    'elasticloadbalancing:DescribeLoadBalancerAttributes',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeTags',
  ],
  async *read(reader) {
    const client = reader.clients.get(ElasticLoadBalancingV2Client);
    const limit = pLimit(elbCallsAtOnce);
    for await (const page of paginateDescribeLoadBalancers({ client, pageSize: elbPageSize }, {})) {
      const read = await limit.map(page.LoadBalancers ?? [], (each) => readLoadBalancer(reader, each));
      yield* await withTags(reader, read);
    }
  },
  unordered: {
    '/LoadBalancerAttributes': ['Key'],
    '/SubnetMappings': ['SubnetId', 'AllocationId', 'PrivateIPv4Address', 'IPv6Address'],
  },
  volatile: { '/CreatedTime': 'time of creation', '/State': 'progress of the last modification' },
  defaults: { IpAddressType: 'ipv4', Type: 'application' },
  sensitivity: {
    '': 'MEDIUM',
    '/LoadBalancerAttributes': 'LOW',
    '/MinimumLoadBalancerCapacity': 'LOW',
  },
  rules: [internetFacing, ...attributeRules, logsElsewhere],
  monthlyCost,
});
