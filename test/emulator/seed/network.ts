import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  type EC2Client,
  type IpPermission,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
  type ResourceType,
} from '@aws-sdk/client-ec2';
import { given, type Owner, tagList, tagsOf } from './plan.ts';

/** Where the other resources of an account are. */
export interface Network {
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  readonly loadBalancerGroupId: string;
  readonly applicationGroupId: string;
  readonly databaseGroupId: string;
  readonly bastionGroupId: string;
}

/** The address range of the office, from which alone the bastion host is reached (RFC 5737, for documentation). */
export const officeRange = '203.0.113.0/24';

/** Creates a VPC with two public and two private subnets and the security groups of a three-tier application. */
export async function seedNetwork(ec2: EC2Client, owner: Owner): Promise<Network> {
  const { network } = owner.plan;
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({
      CidrBlock: `${network}.0.0/16`,
      TagSpecifications: tagged('vpc', owner, 'orders'),
    }),
  );
  const vpcId = given(Vpc?.VpcId, 'VpcId');
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }));
  const subnet = (name: string, zone: string, third: number) =>
    createSubnet(ec2, owner, { vpcId, name, zone, range: `${network}.${third}.0/24` });
  const [publicA, publicB, privateA, privateB, groups] = await Promise.all([
    subnet('orders-public-a', 'a', 0),
    subnet('orders-public-b', 'b', 1),
    subnet('orders-private-a', 'a', 10),
    subnet('orders-private-b', 'b', 11),
    createSecurityGroups(ec2, owner, vpcId),
  ]);
  await Promise.all(
    [publicA, publicB].map((SubnetId) =>
      ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } })),
    ),
  );
  return { vpcId, publicSubnetIds: [publicA, publicB], privateSubnetIds: [privateA, privateB], ...groups };
}

/** The tags of something EC2 creates. */
export function tagged(type: ResourceType, owner: Owner, name: string) {
  return [{ ResourceType: type, Tags: tagList(tagsOf(owner, name)) }];
}

async function createSubnet(
  ec2: EC2Client,
  owner: Owner,
  subnet: { vpcId: string; name: string; zone: string; range: string },
): Promise<string> {
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({
      VpcId: subnet.vpcId,
      CidrBlock: subnet.range,
      AvailabilityZone: `${owner.region}${subnet.zone}`,
      TagSpecifications: tagged('subnet', owner, subnet.name),
    }),
  );
  return given(Subnet?.SubnetId, 'SubnetId');
}

async function createSecurityGroups(ec2: EC2Client, owner: Owner, vpcId: string) {
  const create = async (name: string, description: string) => {
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        VpcId: vpcId,
        GroupName: name,
        Description: description,
        TagSpecifications: tagged('security-group', owner, name),
      }),
    );
    return given(GroupId, 'GroupId');
  };
  const [loadBalancerGroupId, applicationGroupId, databaseGroupId, bastionGroupId] = await Promise.all([
    create('orders-load-balancer', 'HTTPS from everywhere to the load balancer'),
    create('orders-application', 'The load balancer to the application'),
    create('orders-database', 'The application to its database'),
    create('orders-bastion', 'SSH from the office to the bastion host'),
  ]);
  const allow = (GroupId: string, ...IpPermissions: IpPermission[]) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  await Promise.all([
    allow(
      loadBalancerGroupId,
      tcp(443, {
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'HTTPS' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      }),
      tcp(80, { IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'Redirected to HTTPS' }] }),
    ),
    allow(applicationGroupId, tcp(8080, fromGroup(loadBalancerGroupId)), tcp(22, fromGroup(bastionGroupId))),
    allow(databaseGroupId, tcp(5432, fromGroup(applicationGroupId))),
    allow(bastionGroupId, tcp(22, { IpRanges: [{ CidrIp: officeRange, Description: 'Office' }] })),
    ec2.send(
      new AuthorizeSecurityGroupEgressCommand({
        GroupId: databaseGroupId,
        IpPermissions: [tcp(443, { IpRanges: [{ CidrIp: `${owner.plan.network}.0.0/16` }] })],
      }),
    ),
  ]);
  return { loadBalancerGroupId, applicationGroupId, databaseGroupId, bastionGroupId };
}

function tcp(port: number, sources: IpPermission): IpPermission {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...sources };
}

function fromGroup(GroupId: string): IpPermission {
  return { UserIdGroupPairs: [{ GroupId }] };
}
