import { EC2Client, paginateDescribeVpcEndpoints, type VpcEndpoint } from '@aws-sdk/client-ec2';
import { hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { free, type MonthlyCost, unknownCost } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { CostContext, Membership } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize, textAt } from './network-shape.ts';
import { isFullAccess, vpcEndpointRules } from './vpc-endpoint-rules.ts';

/** States of an endpoint that is no longer there, or never was. */
const gone: ReadonlySet<string> = new Set(['deleting', 'deleted', 'rejected', 'failed', 'expired']);

function properties(endpoint: VpcEndpoint): object {
  const { PolicyDocument } = endpoint;
  return {
    Id: endpoint.VpcEndpointId,
    VpcEndpointType: endpoint.VpcEndpointType,
    VpcId: endpoint.VpcId,
    OwnerId: endpoint.OwnerId,
    ServiceName: endpoint.ServiceName,
    ServiceRegion: endpoint.ServiceRegion,
    ServiceNetworkArn: endpoint.ServiceNetworkArn,
    ResourceConfigurationArn: endpoint.ResourceConfigurationArn,
    // AWS puts the policy that allows everything where nobody wrote one.
    PolicyDocument: isFullAccess(PolicyDocument) ? undefined : PolicyDocument,
    RouteTableIds: endpoint.RouteTableIds,
    SubnetIds: endpoint.SubnetIds,
    SecurityGroupIds: (endpoint.Groups ?? []).map(({ GroupId }) => GroupId),
    IpAddressType: endpoint.IpAddressType,
    DnsOptions: endpoint.DnsOptions,
    DnsEntries: endpoint.DnsEntries,
    PrivateDnsEnabled: endpoint.PrivateDnsEnabled,
    RequesterManaged: endpoint.RequesterManaged,
    NetworkInterfaceIds: endpoint.NetworkInterfaceIds,
    Ipv4Prefixes: endpoint.Ipv4Prefixes,
    Ipv6Prefixes: endpoint.Ipv6Prefixes,
    PayerResponsibilities: endpoint.PayerResponsibilities,
  };
}

/** https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html */
const membership: Membership = {
  reason: 'AWS services make and delete endpoints of their own in VPCs, such as those of GuardDuty agents',
  ownerOf: ({ properties: { RequesterManaged, ServiceName } }) =>
    RequesterManaged === true ? `the service of ${ServiceName}` : undefined,
};

/** The endpoints that are billed by the hour in each zone, and what their prices begin with. */
const billedEndpoints: Readonly<Record<string, { readonly key: string; readonly words: string }>> = {
  Interface: { key: 'interface-endpoint', words: 'An interface endpoint' },
  GatewayLoadBalancer: {
    key: 'gateway-load-balancer-endpoint',
    words: 'An endpoint of a Gateway Load Balancer',
  },
};

/**
 * Gateway endpoints are free; the others are billed by the hour in each zone, and by the GB.
 * https://aws.amazon.com/privatelink/pricing/
 */
function monthlyCost(endpoint: Resource, context: CostContext): MonthlyCost {
  const { prices } = context;
  const type = textAt(endpoint, '/VpcEndpointType') ?? 'Gateway';
  if (type === 'Gateway') return free;
  const { key, words } = billedEndpoints[type] ?? {};
  const price = key && prices.find('AmazonVPC', endpoint.region, `${key}/hour`);
  if (!price) {
    return unknownCost(`Tidemark has no price of endpoints of type ${type} in ${endpoint.region}.`);
  }
  const zones = toList(endpoint.properties.SubnetIds).length;
  const data = usedPart(endpoint, context, {
    name: 'endpointGigabytes',
    price: prices.find('AmazonVPC', endpoint.region, `${key}/gb`),
    words: 'GB pass through it',
    per: 'GB',
  });
  return sumOfParts([
    {
      usd: zones * price.usd * hoursPerMonth,
      assumption: `${words} in ${zones} zone${zones === 1 ? '' : 's'} all month (730 h) at ${price.usd} USD/h each ${priceSource(price)}.`,
    },
    data ?? { usd: 0, assumption: 'Without the data that passes through it, which is billed by the GB.' },
  ]);
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 *
 * A policy that allows everything is the one that AWS writes by itself, and is taken for none.
 */
export const vpcEndpoint = defineResourceType({
  type: 'AWS::EC2::VPCEndpoint',
  scope: 'regional',
  // An endpoint policy only limits what passes through the endpoint.
  grants: false,
  permissions: ['ec2:DescribeVpcEndpoints'],
  async *read(reader) {
    const pages = paginateDescribeVpcEndpoints({ client: reader.clients.get(EC2Client), pageSize }, {});
    for await (const page of pages) {
      for (const endpoint of page.VpcEndpoints ?? []) {
        const { VpcEndpointId, State = '' } = endpoint;
        if (!VpcEndpointId || gone.has(State.toLowerCase())) continue;
        yield {
          id: VpcEndpointId,
          arn: ec2Arn(reader, 'vpc-endpoint', VpcEndpointId, endpoint.OwnerId),
          tags: endpoint.Tags,
          properties: properties(endpoint),
        };
      }
    }
  },
  unordered: {
    '/DnsEntries': ['HostedZoneId', 'DnsName'],
    '/DnsOptions/PrivateDnsSpecifiedDomains': 'value',
    '/Ipv4Prefixes': ['SubnetId'],
    '/Ipv4Prefixes/*/IpPrefixes': 'value',
    '/Ipv6Prefixes': ['SubnetId'],
    '/Ipv6Prefixes/*/IpPrefixes': 'value',
    '/NetworkInterfaceIds': 'value',
    '/PayerResponsibilities': 'value',
    '/RouteTableIds': 'value',
  },
  volatile: { '/CreationTimestamp': 'time of creation', '/State': 'progress of the last modification' },
  defaults: { PrivateDnsEnabled: false, RequesterManaged: false },
  sensitivity: { '': 'MEDIUM', '/DnsEntries': 'LOW', '/NetworkInterfaceIds': 'LOW' },
  membership,
  rules: vpcEndpointRules,
  monthlyCost,
});
