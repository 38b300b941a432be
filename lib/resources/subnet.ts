import {
  EC2Client,
  paginateDescribeNetworkAcls,
  paginateDescribeSubnets,
  type Subnet,
} from '@aws-sdk/client-ec2';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { becoming, modifiedText } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { internetBlockLifted, isAssociated } from './ec2-network.ts';

const pageSize = 1_000;

/** Which network ACL association each subnet has. */
interface Associations {
  readonly of: ReadonlyMap<string, string>;
  readonly unread: readonly UnreadProperty[];
}

/** Only the network ACLs tell their subnets: one list for all. */
async function readAssociations({ clients, optional }: ResourceReader): Promise<Associations> {
  const client = clients.get(EC2Client);
  const associationOf = new Map<string, string>();
  const unread: UnreadProperty[] = [];
  await optional(unread, '/NetworkAclAssociationId', async () => {
    for await (const page of paginateDescribeNetworkAcls({ client, pageSize }, {})) {
      for (const { SubnetId, NetworkAclAssociationId } of (page.NetworkAcls ?? []).flatMap(
        ({ Associations }) => Associations ?? [],
      )) {
        if (SubnetId && NetworkAclAssociationId) associationOf.set(SubnetId, NetworkAclAssociationId);
      }
    }
  });
  return { of: associationOf, unread };
}

function networks({ CidrBlock, Ipv6CidrBlockAssociationSet }: Subnet): object {
  const ipv6 = (Ipv6CidrBlockAssociationSet ?? []).filter(({ Ipv6CidrBlockState }) =>
    isAssociated(Ipv6CidrBlockState?.State),
  );
  const blocks = ipv6.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock);
  return {
    CidrBlock,
    // A subnet has one IPv6 network; of several, no single one stands for all.
    Ipv6CidrBlock: blocks.length === 1 ? blocks[0] : undefined,
    Ipv6CidrBlocks: blocks,
    // The schema has the networks only, not whether they are public.
    Ipv6CidrBlockAssociationSet: ipv6.map(({ Ipv6CidrBlockState: _progress, ...association }) => association),
  };
}

function properties(subnet: Subnet, networkAclAssociation: string | undefined): object {
  return {
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    OwnerId: subnet.OwnerId,
    AvailabilityZone: subnet.AvailabilityZone,
    AvailabilityZoneId: subnet.AvailabilityZoneId,
    OutpostArn: subnet.OutpostArn,
    Type: subnet.Type,
    DefaultForAz: subnet.DefaultForAz,
    ...networks(subnet),
    Ipv6Native: subnet.Ipv6Native,
    AssignIpv6AddressOnCreation: subnet.AssignIpv6AddressOnCreation,
    MapPublicIpOnLaunch: subnet.MapPublicIpOnLaunch,
    MapCustomerOwnedIpOnLaunch: subnet.MapCustomerOwnedIpOnLaunch,
    CustomerOwnedIpv4Pool: subnet.CustomerOwnedIpv4Pool,
    EnableDns64: subnet.EnableDns64,
    EnableLniAtDeviceIndex: subnet.EnableLniAtDeviceIndex,
    PrivateDnsNameOptionsOnLaunch: subnet.PrivateDnsNameOptionsOnLaunch,
    BlockPublicAccessStates: subnet.BlockPublicAccessStates,
    NetworkAclAssociationId: networkAclAssociation,
  };
}

const publicByDefault: ChangeRule = becoming({
  id: 'ec2-subnet-assigns-public-addresses',
  title: 'a subnet gives public IPv4 addresses to what is started in it',
  severity: 'HIGH',
  // A subnet that is made for load balancers and NAT gateways is mostly made so.
  createdSeverity: () => 'MEDIUM',
  sources: ['FSBP EC2.15'],
  recommendation: 'Turn MapPublicIpOnLaunch off, and look at what was started in the subnet meanwhile.',
  remedy: {
    command: 'aws ec2 modify-subnet-attribute --subnet-id {{id}} --no-map-public-ip-on-launch',
    console: 'VPC › Subnets › {{id}} › Actions › Edit subnet settings › Auto-assign IP settings',
  },
  safer: 'the subnet gives no public addresses',
  dangersOf: ({ id, properties: values }: Resource) =>
    values.MapPublicIpOnLaunch === true
      ? [
          {
            subject: 'public IPv4 addresses',
            path: '/MapPublicIpOnLaunch',
            reason: `Every instance that is started in subnet ${id} gets a public IPv4 address, unless it says otherwise.`,
          },
        ]
      : [],
});

const otherNetworkAcl: ChangeRule = {
  kind: 'change',
  id: 'ec2-subnet-network-acl-changed',
  title: 'a subnet has another network ACL',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
    'MITRE ATT&CK T1562.007',
  ],
  recommendation:
    'Compare the rules of the network ACL that the subnet has now with those that were approved.',
  remedy: {
    command:
      'aws ec2 replace-network-acl-association --association-id {{/NetworkAclAssociationId}} --network-acl-id <approved-network-acl>',
    console: 'VPC › Subnets › {{id}} › Network ACL › Edit network ACL association',
  },
  dangers: (change) => {
    const association = modifiedText(change, 'NetworkAclAssociationId');
    if (!association) return [];
    const [from, to] = [association.before ?? 'none', association.after ?? 'none'];
    return [
      {
        subject: `network ACL association ${to}`,
        path: '/NetworkAclAssociationId',
        reason: `Subnet ${change.after?.id} has another network ACL, which filters its traffic: the association changed from ${from} to ${to}.`,
      },
    ];
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html
 *
 * A subnet that another account shares is read too: what runs here may stand in it. `Ipv4IpamPoolId`,
 * `Ipv4NetmaskLength`, `Ipv6IpamPoolId` and `Ipv6NetmaskLength` act on creation only. The number of free addresses
 * changes with all that starts and stops.
 */
export const subnet = defineResourceType({
  type: 'AWS::EC2::Subnet',
  scope: 'regional',
  permissions: ['ec2:DescribeNetworkAcls', 'ec2:DescribeSubnets'],
  async *read(reader) {
    const { partition, region, account } = reader;
    const associations = await readAssociations(reader);
    const pages = paginateDescribeSubnets({ client: reader.clients.get(EC2Client), pageSize }, {});
    for await (const page of pages) {
      for (const each of page.Subnets ?? []) {
        const { SubnetId } = each;
        if (!SubnetId) continue;
        yield {
          id: SubnetId,
          arn:
            each.SubnetArn ?? `arn:${partition}:ec2:${region}:${each.OwnerId ?? account}:subnet/${SubnetId}`,
          tags: each.Tags,
          properties: properties(each, associations.of.get(SubnetId)),
          unread: associations.unread,
        };
      }
    }
  },
  unordered: {
    '/Ipv6CidrBlocks': 'value',
    '/Ipv6CidrBlockAssociationSet': ['Ipv6CidrBlock'],
  },
  volatile: {
    '/AvailableIpAddressCount': 'counts the addresses that are free',
    '/Ipv6CidrBlockAssociationSet/*/Ipv6CidrBlockState': 'progress of the association',
    '/State': 'a subnet in transition is the same subnet',
  },
  defaults: {
    AssignIpv6AddressOnCreation: false,
    BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    EnableDns64: false,
    Ipv6Native: false,
    MapCustomerOwnedIpOnLaunch: false,
    MapPublicIpOnLaunch: false,
  },
  sensitivity: {
    '/AssignIpv6AddressOnCreation': 'MEDIUM',
    '/BlockPublicAccessStates': 'MEDIUM',
    '/CidrBlock': 'MEDIUM',
    '/Ipv6CidrBlockAssociationSet': 'MEDIUM',
    '/NetworkAclAssociationId': 'MEDIUM',
  },
  rules: [publicByDefault, internetBlockLifted, otherNetworkAcl],
  monthlyCost: () => free,
});
