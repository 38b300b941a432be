import { ingress, instance, securityGroup } from './models.ts';
import { account, appearing, changing, type Scenario, stranger, vanishing } from './scenario.ts';

const group = 'AWS::EC2::SecurityGroup';
const administrative = 'ec2-administrative-port-open-to-world';

/** A security group that gets one more inbound rule. */
function opened(rule: Parameters<typeof ingress>[0] & object) {
  return { type: group, ...changing(securityGroup, {}, ingress(rule)) };
}

const acl = (entries: readonly object[]) => ({
  Id: 'acl-0a0b0c0d0e0f00000',
  VpcId: 'vpc-0aa11bb22cc33dd44',
  IsDefault: false,
  Entries: entries.map((entry) => ({ ...entry })),
});
const aclFromOffice = {
  RuleNumber: 100,
  Egress: false,
  Protocol: 6,
  RuleAction: 'allow',
  CidrBlock: '203.0.113.0/24',
  PortRange: { From: 22, To: 22 },
};
const aclOut = { RuleNumber: 100, Egress: true, Protocol: -1, RuleAction: 'allow', CidrBlock: '0.0.0.0/0' };

const route = {
  RouteTableId: 'rtb-0123456789abcdef0',
  CidrBlock: '0.0.0.0/0',
  NatGatewayId: 'nat-0123456789abcdef0',
  Origin: 'CreateRoute',
  State: 'active',
};
const balancer = {
  LoadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/back-office/50dc6c495c0c9188`,
  Name: 'back-office',
  Scheme: 'internal',
  Type: 'application',
  VpcId: 'vpc-0aa11bb22cc33dd44',
  SecurityGroups: ['sg-0a1b2c3d4e5f60718'],
};
const eks = {
  Name: 'platform',
  Version: '1.33',
  ResourcesVpcConfig: {
    EndpointPrivateAccess: true,
    EndpointPublicAccess: true,
    PublicAccessCidrs: ['203.0.113.0/24'],
  },
};
const peering = {
  Id: 'pcx-0123456789abcdef0',
  VpcId: 'vpc-0aa11bb22cc33dd44',
  PeerVpcId: 'vpc-0ffffffffffffffff',
  PeerOwnerId: stranger,
  PeerRegion: 'eu-west-1',
  Status: 'active',
  RequesterVpcInfo: { OwnerId: account, VpcId: 'vpc-0aa11bb22cc33dd44' },
  AccepterVpcInfo: { OwnerId: stranger, VpcId: 'vpc-0ffffffffffffffff' },
};

/** Every way to open a network. */
export const networkScenarios: readonly Scenario[] = [
  {
    name: 'SSH is opened to the whole internet',
    ...opened({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: [administrative],
    cost: 0,
  },
  {
    name: 'RDP is opened to the whole IPv6 internet',
    ...opened({ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIpv6: '::/0' }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: [administrative],
  },
  {
    name: 'PostgreSQL is opened to the world by two halves of it',
    ...opened({ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '0.0.0.0/1' }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: [administrative],
  },
  {
    name: 'all traffic is allowed from anywhere, "for a test"',
    ...opened({ IpProtocol: '-1', CidrIp: '0.0.0.0/0', Description: 'temporary test' }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: [administrative],
  },
  {
    name: 'a range that hides Redis in it is opened',
    ...opened({ IpProtocol: 'tcp', FromPort: 6000, ToPort: 7000, CidrIp: '0.0.0.0/0' }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: [administrative],
  },
  {
    name: 'a port nobody knows is opened to the world',
    ...opened({ IpProtocol: 'tcp', FromPort: 4444, ToPort: 4444, CidrIp: '0.0.0.0/0' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-port-open-to-world'],
  },
  {
    name: 'SSH is opened to a sixteenth of the internet',
    ...opened({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '80.0.0.0/4' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-administrative-port-open-to-large-network'],
  },
  {
    name: 'SSH is opened to one address, of the office or of a stranger',
    ...opened({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '198.51.100.23/32' }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a new security group comes with WinRM open to the world',
    type: group,
    ...appearing({
      ...securityGroup,
      GroupName: 'launch-wizard-7',
      ...ingress({ IpProtocol: 'tcp', FromPort: 5985, ToPort: 5986, CidrIp: '0.0.0.0/0' }),
    }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: [administrative],
  },
  {
    name: 'an ingress rule of its own opens MongoDB',
    type: 'AWS::EC2::SecurityGroupIngress',
    ...appearing({
      GroupId: 'sg-0a1b2c3d4e5f60718',
      IpProtocol: 'tcp',
      FromPort: 27017,
      ToPort: 27017,
      CidrIp: '0.0.0.0/0',
    }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: [administrative],
  },
  {
    name: 'a network ACL lets the internet reach SSH',
    type: 'AWS::EC2::NetworkAcl',
    before: acl([aclFromOffice, aclOut]),
    after: acl([{ ...aclFromOffice, CidrBlock: '0.0.0.0/0' }, aclOut]),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-network-acl-open-administrative-port'],
  },
  {
    name: 'a network ACL refuses everything, and the subnets are cut off',
    type: 'AWS::EC2::NetworkAcl',
    before: acl([aclFromOffice, aclOut]),
    after: acl([
      { RuleNumber: 1, Egress: false, Protocol: -1, RuleAction: 'deny', CidrBlock: '0.0.0.0/0' },
      aclFromOffice,
      aclOut,
    ]),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-network-acl-refuses-everything'],
  },
  {
    name: 'private subnets get a route to an internet gateway',
    type: 'AWS::EC2::Route',
    before: route,
    after: {
      RouteTableId: route.RouteTableId,
      CidrBlock: '0.0.0.0/0',
      GatewayId: 'igw-0123456789abcdef0',
      Origin: 'CreateRoute',
      State: 'active',
    },
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-route-to-internet'],
  },
  {
    name: 'the default route is turned to an instance that can read along',
    type: 'AWS::EC2::Route',
    before: route,
    after: {
      RouteTableId: route.RouteTableId,
      CidrBlock: '0.0.0.0/0',
      InstanceId: 'i-0666666666666666',
      NetworkInterfaceId: 'eni-0666666666666666',
      Origin: 'CreateRoute',
      State: 'active',
    },
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-route-redirected'],
  },
  {
    name: 'an instance gets a public address',
    type: 'AWS::EC2::Instance',
    ...changing(
      instance,
      {},
      {
        PublicIp: '203.0.113.77',
        NetworkInterfaces: [
          {
            DeviceIndex: '0',
            NetworkCardIndex: 0,
            AssociatePublicIpAddress: true,
            GroupSet: ['sg-0a1b2c3d4e5f60718'],
          },
        ],
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-instance-public-address'],
  },
  {
    name: 'a subnet gives every instance a public address',
    type: 'AWS::EC2::Subnet',
    ...changing(
      {
        SubnetId: 'subnet-0123456789abcdef0',
        VpcId: 'vpc-0aa11bb22cc33dd44',
        CidrBlock: '10.0.12.0/24',
        AvailabilityZone: 'eu-west-1a',
      },
      { MapPublicIpOnLaunch: false },
      { MapPublicIpOnLaunch: true },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-subnet-assigns-public-addresses'],
  },
  {
    name: 'an internet-facing balancer takes the place of an internal one',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    ...changing(balancer, {}, { Scheme: 'internet-facing' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['elb-internet-facing'],
  },
  {
    name: 'the Kubernetes API is opened from the office to everybody',
    type: 'AWS::EKS::Cluster',
    before: eks,
    after: { ...eks, ResourcesVpcConfig: { ...eks.ResourcesVpcConfig, PublicAccessCidrs: ['0.0.0.0/0'] } },
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['eks-endpoint-open-to-world'],
  },
  {
    name: 'a network is joined with that of a foreign account',
    type: 'AWS::EC2::VPCPeeringConnection',
    ...appearing(peering),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-vpc-peering-foreign-account'],
  },
  {
    name: 'the traffic of an interface is mirrored to a foreign account',
    type: 'AWS::EC2::TrafficMirrorSession',
    ...appearing({
      Id: 'tms-0123',
      NetworkInterfaceId: 'eni-0123456789abcdef0',
      TrafficMirrorTargetId: 'tmt-0123',
      SessionNumber: 1,
      Target: {
        NetworkLoadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${stranger}:loadbalancer/net/x/1`,
        OwnerId: stranger,
      },
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-traffic-mirrored'],
  },
  {
    name: 'the block of internet traffic of all networks is lifted',
    type: 'AWS::EC2::VPCBlockPublicAccessOptions',
    ...changing({}, { InternetGatewayBlockMode: 'block-bidirectional' }, { InternetGatewayBlockMode: 'off' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-vpc-public-block-lifted'],
  },
  {
    name: 'an endpoint service lets everybody connect',
    type: 'AWS::EC2::VPCEndpointService',
    ...changing(
      { ServiceId: 'vpce-svc-0123', AcceptanceRequired: false, NetworkLoadBalancerArns: [] },
      { AllowedPrincipals: [`arn:aws:iam::${account}:root`] },
      { AllowedPrincipals: [`arn:aws:iam::${account}:root`, '*'] },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['ec2-vpc-endpoint-service-public'],
  },
  {
    name: 'the web application firewall lets through what it blocked',
    type: 'AWS::WAFv2::WebACL',
    ...changing(
      { Name: 'shop', Scope: 'REGIONAL', Rules: [], VisibilityConfig: { CloudWatchMetricsEnabled: true } },
      { DefaultAction: { Block: true } },
      { DefaultAction: { Allow: true } },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['waf-default-action-allows'],
  },
  {
    name: 'a security group without any users is deleted',
    type: group,
    ...vanishing({ ...securityGroup, SecurityGroupIngress: [] }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
];
