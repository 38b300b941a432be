import {
  EC2Client,
  type NatGateway,
  type NatGatewayAddress,
  paginateDescribeNatGateways,
} from '@aws-sdk/client-ec2';
import { hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { modifiedText } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize } from './network-shape.ts';

/** States of an address that is no longer the gateway's, or never was. */
const goneAddress: ReadonlySet<string | undefined> = new Set(['unassigning', 'disassociating', 'failed']);

/** The addresses of a regional NAT gateway, by zone. */
function zones(addresses: readonly NatGatewayAddress[]): object[] {
  const names = [...new Set(addresses.map(({ AvailabilityZone }) => AvailabilityZone))];
  return names.map((zone) => {
    const own = addresses.filter(({ AvailabilityZone }) => AvailabilityZone === zone);
    return {
      AvailabilityZone: zone,
      AvailabilityZoneId: own[0]?.AvailabilityZoneId,
      AllocationIds: own.map(({ AllocationId }) => AllocationId).filter((id) => id !== undefined),
    };
  });
}

/**
 * The addresses of a NAT gateway. Those that AWS adds and takes by itself, as a regional gateway grows with its VPC,
 * are left out.
 */
function addressProperties({ NatGatewayAddresses = [], ...gateway }: NatGateway): object {
  const addresses = NatGatewayAddresses.filter(({ Status }) => !goneAddress.has(Status));
  if (gateway.AvailabilityMode === 'regional') {
    const grows = gateway.AutoProvisionZones === 'enabled' || gateway.AutoScalingIps === 'enabled';
    return grows ? {} : { AvailabilityZoneAddresses: zones(addresses) };
  }
  const primary = addresses.find(({ IsPrimary }) => IsPrimary) ?? addresses[0];
  const secondary = addresses.filter((address) => address !== primary);
  return {
    AllocationId: primary?.AllocationId,
    EniId: primary?.NetworkInterfaceId,
    PrivateIpAddress: primary?.PrivateIp,
    PublicIp: primary?.PublicIp,
    SecondaryAllocationIds: secondary.flatMap(({ AllocationId }) => AllocationId ?? []),
    SecondaryPrivateIpAddresses: secondary.flatMap(({ PrivateIp }) => PrivateIp ?? []),
  };
}

/**
 * NAT gateways are billed by the hour and by the GB they pass on; the latter is not known. A regional one is billed
 * for each zone. https://aws.amazon.com/vpc/pricing/
 */
function monthlyCost(gateway: Resource, context: CostContext): MonthlyCost {
  const { properties, region } = gateway;
  const { prices } = context;
  if (properties.AvailabilityMode === 'regional') {
    return unknownCost(
      'A regional NAT gateway is billed for every zone it has grown into, which EC2 does not tell.',
    );
  }
  const price = prices.find('AmazonEC2', region, 'nat-gateway/hour');
  if (!price) return unknownCost(`Tidemark has no price of NAT gateways in ${region}.`);
  const data = usedPart(gateway, context, {
    name: 'natGatewayGigabytes',
    price: prices.find('AmazonEC2', region, 'nat-gateway/gb'),
    words: 'GB pass through it',
    per: 'GB',
  });
  return sumOfParts([
    {
      usd: price.usd * hoursPerMonth,
      assumption: `A NAT gateway all month (730 h) at ${price.usd} USD/h ${priceSource(price)}.`,
    },
    data ?? { usd: 0, assumption: 'Without the data that passes through it, which is billed by the GB.' },
  ]);
}

/** The address that a NAT gateway had, as the remedy names it. */
function allocationOf(gateway: Resource | undefined): Readonly<Record<string, string>> {
  const id = gateway?.properties.AllocationId;
  return typeof id === 'string' ? { former: id } : {};
}

const otherAddress: ChangeRule = {
  kind: 'change',
  id: 'ec2-nat-gateway-address-changed',
  title: 'outbound traffic comes from another address',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html'],
  recommendation:
    'Give the NAT gateway its address back, or tell the new one to all that let the old one in.',
  remedy: {
    command: 'aws ec2 associate-nat-gateway-address --nat-gateway-id {{id}} --allocation-ids {{former}}',
    console: 'VPC › NAT gateways › {{id}} › Actions › Edit secondary IPv4 address associations',
  },
  dangers: (change) => {
    const address = modifiedText(change, 'PublicIp');
    if (!address) return [];
    const [from, to] = [address.before ?? 'none', address.after ?? 'none'];
    return [
      {
        subject: `public address ${to}`,
        values: allocationOf(change.before),
        path: '/PublicIp',
        reason: `The public address of NAT gateway ${change.after?.id} changed from ${from} to ${to}: whoever lets the old one in lets its subnets in no longer.`,
      },
    ];
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-natgateway.html
 *
 * A NAT gateway that is being deleted, was deleted or could not be made is not read. `MaxDrainDurationSeconds` and
 * `SecondaryPrivateIpAddressCount` act on a modification only.
 */
export const natGateway = defineResourceType({
  type: 'AWS::EC2::NatGateway',
  scope: 'regional',
  permissions: ['ec2:DescribeNatGateways'],
  async *read(reader) {
    const pages = paginateDescribeNatGateways(
      { client: reader.clients.get(EC2Client), pageSize },
      { Filter: [{ Name: 'state', Values: ['pending', 'available'] }] },
    );
    for await (const page of pages) {
      for (const gateway of page.NatGateways ?? []) {
        const { NatGatewayId } = gateway;
        if (!NatGatewayId) continue;
        yield {
          id: NatGatewayId,
          arn: ec2Arn(reader, 'natgateway', NatGatewayId),
          tags: gateway.Tags,
          properties: {
            NatGatewayId,
            VpcId: gateway.VpcId,
            SubnetId: gateway.SubnetId,
            ConnectivityType: gateway.ConnectivityType,
            AvailabilityMode: gateway.AvailabilityMode,
            AutoProvisionZones: gateway.AutoProvisionZones,
            AutoScalingIps: gateway.AutoScalingIps,
            RouteTableId: gateway.RouteTableId,
            ProvisionedBandwidth: gateway.ProvisionedBandwidth?.Provisioned,
            AttachedAppliances: (gateway.AttachedAppliances ?? []).map(
              ({ Type, ApplianceArn, VpcEndpointId }) => ({ Type, ApplianceArn, VpcEndpointId }),
            ),
            ...addressProperties(gateway),
          },
        };
      }
    }
  },
  unordered: {
    '/AttachedAppliances': ['ApplianceArn'],
    '/AvailabilityZoneAddresses': ['AvailabilityZone'],
    '/AvailabilityZoneAddresses/*/AllocationIds': 'value',
    '/SecondaryAllocationIds': 'value',
    '/SecondaryPrivateIpAddresses': 'value',
  },
  defaults: { AvailabilityMode: 'zonal', ConnectivityType: 'public' },
  sensitivity: { '': 'MEDIUM' },
  rules: [otherAddress],
  monthlyCost,
});
