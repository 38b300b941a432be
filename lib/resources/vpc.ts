import {
  DescribeVpcAttributeCommand,
  type DescribeVpcAttributeCommandOutput,
  EC2Client,
  paginateDescribeNetworkAcls,
  paginateDescribeSecurityGroups,
  paginateDescribeVpcs,
  type Vpc,
  type VpcAttributeName,
  type VpcEncryptionControl,
} from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free, type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { type Attribute, readAttributes } from './ec2-attributes.ts';
import { isAssociated } from './ec2-network.ts';
import { vpcRules } from './ec2-vpc-rules.ts';

/** Calls in flight at once, so that the account's own tools keep their share of the quota. */
const callsAtOnce = 8;
const pageSize = 1_000;

/** What the list of VPCs does not tell. */
const attributes: readonly Attribute<VpcAttributeName, DescribeVpcAttributeCommandOutput>[] = [
  {
    property: 'EnableDnsSupport',
    name: 'enableDnsSupport',
    read: ({ EnableDnsSupport }) => EnableDnsSupport?.Value,
  },
  {
    property: 'EnableDnsHostnames',
    name: 'enableDnsHostnames',
    read: ({ EnableDnsHostnames }) => EnableDnsHostnames?.Value,
  },
];

/** What every VPC is made with, by the id of the VPC. */
interface Companions {
  readonly networkAcl: ReadonlyMap<string, string>;
  readonly securityGroup: ReadonlyMap<string, string>;
  readonly unread: readonly UnreadProperty[];
}

/** The default network ACLs and security groups of all VPCs, in two lists. */
async function readCompanions({ clients, optional }: ResourceReader): Promise<Companions> {
  const client = clients.get(EC2Client);
  const networkAcl = new Map<string, string>();
  const securityGroup = new Map<string, string>();
  const unread: UnreadProperty[] = [];
  await optional(unread, '/DefaultNetworkAcl', async () => {
    const Filters = [{ Name: 'default', Values: ['true'] }];
    for await (const page of paginateDescribeNetworkAcls({ client, pageSize }, { Filters })) {
      for (const { VpcId, NetworkAclId } of page.NetworkAcls ?? []) {
        if (VpcId && NetworkAclId) networkAcl.set(VpcId, NetworkAclId);
      }
    }
  });
  await optional(unread, '/DefaultSecurityGroup', async () => {
    const Filters = [{ Name: 'group-name', Values: ['default'] }];
    for await (const page of paginateDescribeSecurityGroups({ client, pageSize }, { Filters })) {
      for (const { VpcId, GroupId } of page.SecurityGroups ?? []) {
        if (VpcId && GroupId) securityGroup.set(VpcId, GroupId);
      }
    }
  });
  return { networkAcl, securityGroup, unread };
}

function networks({ CidrBlock, CidrBlockAssociationSet, Ipv6CidrBlockAssociationSet }: Vpc): object {
  const ipv4 = (CidrBlockAssociationSet ?? []).filter(({ CidrBlockState }) =>
    isAssociated(CidrBlockState?.State),
  );
  const ipv6 = (Ipv6CidrBlockAssociationSet ?? []).filter(({ Ipv6CidrBlockState }) =>
    isAssociated(Ipv6CidrBlockState?.State),
  );
  return {
    CidrBlock,
    CidrBlockAssociations: ipv4.map(({ AssociationId }) => AssociationId),
    // The schema has the ids of the associations only, which do not say what was associated.
    CidrBlockAssociationSet: ipv4.map(({ CidrBlockState: _progress, ...association }) => association),
    Ipv6CidrBlocks: ipv6.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
    Ipv6CidrBlockAssociationSet: ipv6.map(({ Ipv6CidrBlockState: _progress, ...association }) => association),
  };
}

/**
 * What a VPC lets through unencrypted are the exclusions that are on. Those that are off are left out: AWS adds
 * services to the list as time goes by.
 */
function encryptionControl(control: VpcEncryptionControl | undefined): object | undefined {
  if (!control?.Mode || control.State === 'deleting' || control.State === 'deleted') return undefined;
  const exclusions = Object.entries(control.ResourceExclusions ?? {})
    .filter(([, { State }]) => State === 'enabled' || State === 'enabling')
    .map(([service]) => [service, { State: 'enabled' }]);
  return {
    VpcEncryptionControlId: control.VpcEncryptionControlId,
    Mode: control.Mode,
    ResourceExclusions: Object.fromEntries(exclusions),
  };
}

async function readVpc(
  reader: ResourceReader,
  vpc: Vpc,
  companions: Companions,
): Promise<ReadResource | undefined> {
  const { VpcId, OwnerId } = vpc;
  if (!VpcId) return undefined;
  const unread: UnreadProperty[] = [];
  const separate = await readAttributes(reader, unread, attributes, (Attribute) =>
    reader.clients.get(EC2Client).send(new DescribeVpcAttributeCommand({ VpcId, Attribute })),
  );
  if (!separate) return undefined;
  return {
    id: VpcId,
    arn: `arn:${reader.partition}:ec2:${reader.region}:${OwnerId ?? reader.account}:vpc/${VpcId}`,
    tags: vpc.Tags,
    properties: {
      VpcId,
      OwnerId,
      IsDefault: vpc.IsDefault,
      InstanceTenancy: vpc.InstanceTenancy,
      DhcpOptionsId: vpc.DhcpOptionsId,
      DefaultNetworkAcl: companions.networkAcl.get(VpcId),
      DefaultSecurityGroup: companions.securityGroup.get(VpcId),
      BlockPublicAccessStates: vpc.BlockPublicAccessStates,
      VpcEncryptionControl: encryptionControl(vpc.EncryptionControl),
      ...networks(vpc),
      ...separate,
    },
    unread: [...unread, ...companions.unread],
  };
}

/** A VPC itself is free (https://aws.amazon.com/vpc/pricing/); what stands in it is billed with what it is. */
function monthlyCost({ properties }: Resource): MonthlyCost {
  return properties.VpcEncryptionControl === undefined
    ? free
    : unknownCost('The VPC is free, but Tidemark has no price for its encryption control.');
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
 *
 * A VPC that another account shares is read too: what runs here may stand in it. `Ipv4IpamPoolId` and
 * `Ipv4NetmaskLength` act on creation only. The DHCP options, whether it is the default VPC, its owner and its Block
 * Public Access come with the list, though the schema does not have them.
 */
export const vpc = defineResourceType({
  type: 'AWS::EC2::VPC',
  scope: 'regional',
  permissions: [
    'ec2:DescribeNetworkAcls',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeVpcAttribute',
    'ec2:DescribeVpcs',
  ],
  async *read(reader) {
    const companions = await readCompanions(reader);
    const limit = pLimit(callsAtOnce);
    for await (const page of paginateDescribeVpcs({ client: reader.clients.get(EC2Client), pageSize }, {})) {
      const read = await limit.map(page.Vpcs ?? [], (each) => readVpc(reader, each, companions));
      yield* read.filter((resource) => resource !== undefined);
    }
  },
  unordered: {
    '/CidrBlockAssociations': 'value',
    '/CidrBlockAssociationSet': ['CidrBlock'],
    '/Ipv6CidrBlocks': 'value',
    '/Ipv6CidrBlockAssociationSet': ['Ipv6CidrBlock'],
  },
  volatile: {
    '/CidrBlockAssociationSet/*/CidrBlockState': 'progress of the association',
    '/Ipv6CidrBlockAssociationSet/*/Ipv6CidrBlockState': 'progress of the association',
    '/State': 'a VPC in transition is the same VPC',
    '/VpcEncryptionControl/State': 'progress of the last modification',
    '/VpcEncryptionControl/StateMessage': 'describes the progress of the last modification',
    '/VpcEncryptionControl/ResourceExclusions/*/StateMessage':
      'describes the progress of the last modification',
  },
  defaults: {
    BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    EnableDnsHostnames: false,
    EnableDnsSupport: true,
    InstanceTenancy: 'default',
  },
  sensitivity: {
    '/BlockPublicAccessStates': 'MEDIUM',
    '/CidrBlock': 'MEDIUM',
    '/CidrBlockAssociationSet': 'MEDIUM',
    '/DhcpOptionsId': 'MEDIUM',
    '/EnableDnsHostnames': 'MEDIUM',
    '/EnableDnsSupport': 'MEDIUM',
    '/InstanceTenancy': 'MEDIUM',
    '/Ipv6CidrBlockAssociationSet': 'MEDIUM',
    '/VpcEncryptionControl': 'MEDIUM',
  },
  rules: vpcRules,
  monthlyCost,
});
