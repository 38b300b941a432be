import { EC2, type ResourceType, type Tag } from '@aws-sdk/client-ec2';
import { given } from '../seed/plan.ts';
import { canarySecret } from '../seed.ts';
import { type Place, policy, tagPairs } from './place.ts';

/** A key of a VPN may hold letters, digits, dots and underscores only. */
const presharedKey = canarySecret.replaceAll('-', '_');

/** The tags of something EC2 creates. */
export function tagged(type: ResourceType): { ResourceType: ResourceType; Tags: Tag[] }[] {
  return [{ ResourceType: type, Tags: tagPairs }];
}

/** Gateways, addresses, routes, rules, endpoints and logs of the shop's network, and a second network beside it. */
export async function createNetwork({ shop, configuration, arn }: Place): Promise<void> {
  const ec2 = new EC2(configuration);
  const VpcId = shop.network.vpcId;
  const [publicSubnet = '', otherSubnet = ''] = shop.network.publicSubnetIds;
  const gateway = await createInternetGateway(ec2, VpcId);
  const nat = await createNatGateway(ec2, publicSubnet);
  const peering = await createPeering(ec2, VpcId);
  const list = await ec2.createManagedPrefixList({
    PrefixListName: 'offices',
    AddressFamily: 'IPv4',
    MaxEntries: 10,
    Entries: [
      { Cidr: '203.0.113.0/24', Description: 'Zurich' },
      { Cidr: '198.51.100.0/24', Description: 'Bern' },
    ],
    TagSpecifications: tagged('prefix-list'),
  });
  const { RouteTable } = await ec2.createRouteTable({ VpcId, TagSpecifications: tagged('route-table') });
  const RouteTableId = given(RouteTable?.RouteTableId, 'RouteTableId');
  await ec2.associateRouteTable({ RouteTableId, SubnetId: publicSubnet });
  await ec2.associateRouteTable({ RouteTableId, SubnetId: otherSubnet });
  await ec2.createRoute({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway });
  await ec2.createRoute({ RouteTableId, DestinationCidrBlock: '192.0.2.0/24', NatGatewayId: nat });
  await ec2.createRoute({
    RouteTableId,
    DestinationCidrBlock: '10.99.0.0/16',
    VpcPeeringConnectionId: peering,
  });
  await createNetworkAcl(ec2, VpcId);
  await createEndpoints(ec2, shop.network, shop.region, RouteTableId);
  await ec2.createFlowLogs({
    ResourceType: 'VPC',
    ResourceIds: [VpcId],
    TrafficType: 'ALL',
    LogDestinationType: 's3',
    LogDestination: `arn:aws:s3:::${shop.buckets.accessLogs}/flow`,
    MaxAggregationInterval: 60,
    TagSpecifications: tagged('vpc-flow-log'),
  });
  await ec2.createFlowLogs({
    ResourceType: 'Subnet',
    ResourceIds: [publicSubnet, otherSubnet],
    TrafficType: 'REJECT',
    LogGroupName: '/network/rejected',
    DeliverLogsPermissionArn: arn('iam', 'role/orders-application').replace(`:${shop.region}:`, '::'),
  });
  await createVpn(ec2, VpcId);
  await ec2.createDhcpOptions({
    DhcpConfigurations: [
      { Key: 'domain-name', Values: ['internal.example.com'] },
      { Key: 'domain-name-servers', Values: ['10.30.0.2', '10.30.0.3'] },
    ],
    TagSpecifications: tagged('dhcp-options'),
  });
  await ec2.createEgressOnlyInternetGateway({
    VpcId,
    TagSpecifications: tagged('egress-only-internet-gateway'),
  });
  await allowList(ec2, shop.network.bastionGroupId, list.PrefixList?.PrefixListId);
}

async function createInternetGateway(ec2: EC2, VpcId: string): Promise<string> {
  const { InternetGateway } = await ec2.createInternetGateway({
    TagSpecifications: tagged('internet-gateway'),
  });
  const InternetGatewayId = given(InternetGateway?.InternetGatewayId, 'InternetGatewayId');
  await ec2.attachInternetGateway({ InternetGatewayId, VpcId });
  return InternetGatewayId;
}

async function createNatGateway(ec2: EC2, SubnetId: string): Promise<string> {
  const { AllocationId } = await ec2.allocateAddress({
    Domain: 'vpc',
    TagSpecifications: tagged('elastic-ip'),
  });
  await ec2.allocateAddress({ Domain: 'vpc' });
  const { NatGateway } = await ec2.createNatGateway({
    SubnetId,
    AllocationId,
    ConnectivityType: 'public',
    TagSpecifications: tagged('natgateway'),
  });
  return given(NatGateway?.NatGatewayId, 'NatGatewayId');
}

async function createPeering(ec2: EC2, VpcId: string): Promise<string> {
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.99.0.0/16', TagSpecifications: tagged('vpc') });
  const { VpcPeeringConnection } = await ec2.createVpcPeeringConnection({
    VpcId,
    PeerVpcId: Vpc?.VpcId,
    TagSpecifications: tagged('vpc-peering-connection'),
  });
  const id = given(VpcPeeringConnection?.VpcPeeringConnectionId, 'VpcPeeringConnectionId');
  await ec2.acceptVpcPeeringConnection({ VpcPeeringConnectionId: id });
  return id;
}

async function createNetworkAcl(ec2: EC2, VpcId: string): Promise<void> {
  const { NetworkAcl } = await ec2.createNetworkAcl({ VpcId, TagSpecifications: tagged('network-acl') });
  const NetworkAclId = given(NetworkAcl?.NetworkAclId, 'NetworkAclId');
  const entry = { NetworkAclId, Protocol: '6', RuleAction: 'allow' as const };
  const PortRange = { From: 443, To: 443 };
  await ec2.createNetworkAclEntry({
    ...entry,
    RuleNumber: 100,
    Egress: false,
    CidrBlock: '0.0.0.0/0',
    PortRange,
  });
  await ec2.createNetworkAclEntry({
    ...entry,
    RuleNumber: 110,
    Egress: false,
    CidrBlock: '10.30.0.0/16',
    PortRange,
  });
  await ec2.createNetworkAclEntry({
    ...entry,
    RuleNumber: 100,
    Egress: true,
    CidrBlock: '0.0.0.0/0',
    PortRange: { From: 1024, To: 65535 },
  });
}

async function createVpn(ec2: EC2, VpcId: string): Promise<void> {
  const { VpnGateway } = await ec2.createVpnGateway({
    Type: 'ipsec.1',
    TagSpecifications: tagged('vpn-gateway'),
  });
  const VpnGatewayId = VpnGateway?.VpnGatewayId;
  await ec2.attachVpnGateway({ VpcId, VpnGatewayId });
  const { CustomerGateway } = await ec2.createCustomerGateway({
    Type: 'ipsec.1',
    BgpAsn: 65_000,
    IpAddress: '203.0.113.1',
    TagSpecifications: tagged('customer-gateway'),
  });
  const { VpnConnection } = await ec2.createVpnConnection({
    Type: 'ipsec.1',
    CustomerGatewayId: CustomerGateway?.CustomerGatewayId,
    VpnGatewayId,
    Options: { StaticRoutesOnly: true, TunnelOptions: [{ PreSharedKey: presharedKey }] },
    TagSpecifications: tagged('vpn-connection'),
  });
  for (const DestinationCidrBlock of ['192.168.0.0/24', '192.168.1.0/24'])
    await ec2.createVpnConnectionRoute({
      VpnConnectionId: VpnConnection?.VpnConnectionId,
      DestinationCidrBlock,
    });
}

async function createEndpoints(
  ec2: EC2,
  network: Place['shop']['network'],
  region: string,
  RouteTableId: string,
): Promise<void> {
  await ec2.createVpcEndpoint({
    VpcId: network.vpcId,
    ServiceName: `com.amazonaws.${region}.s3`,
    VpcEndpointType: 'Gateway',
    RouteTableIds: [RouteTableId],
    PolicyDocument: policy('*', 's3', { AWS: '*' }),
    TagSpecifications: tagged('vpc-endpoint'),
  });
  await ec2.createVpcEndpoint({
    VpcId: network.vpcId,
    ServiceName: `com.amazonaws.${region}.secretsmanager`,
    VpcEndpointType: 'Interface',
    SubnetIds: [...network.privateSubnetIds],
    SecurityGroupIds: [network.applicationGroupId, network.bastionGroupId],
    PrivateDnsEnabled: true,
    TagSpecifications: tagged('vpc-endpoint'),
  });
}

async function allowList(ec2: EC2, GroupId: string, PrefixListId: string | undefined): Promise<void> {
  await ec2.authorizeSecurityGroupIngress({
    GroupId,
    IpPermissions: [
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '198.51.100.7/32', Description: 'Bern' }, { CidrIp: '203.0.113.9/32' }],
        PrefixListIds: [{ PrefixListId, Description: 'Offices' }],
      },
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId, Description: 'Each other' }] },
    ],
  });
}
