import {
  EC2Client,
  paginateDescribeVpcPeeringConnections,
  type VpcPeeringConnectionVpcInfo,
} from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize, textAt } from './network-shape.ts';

/** The states of a connection that is or may come to be, without the steps between. */
const settledStates: Readonly<Record<string, string>> = {
  'initiating-request': 'pending-acceptance',
  'pending-acceptance': 'pending-acceptance',
  provisioning: 'active',
  active: 'active',
};

/** One side of a connection; options only count where they are on. */
function side(info: VpcPeeringConnectionVpcInfo | undefined): object | undefined {
  const { AllowDnsResolutionFromRemoteVpc } = info?.PeeringOptions ?? {};
  return (
    info && {
      ...info,
      PeeringOptions: AllowDnsResolutionFromRemoteVpc ? { AllowDnsResolutionFromRemoteVpc } : {},
    }
  );
}

const statusOf = (connection: Resource) => textAt(connection, '/Status');
const between = (connection: Resource) =>
  `VPC ${textAt(connection, '/VpcId')} with VPC ${textAt(connection, '/PeerVpcId')}`;

function foreignOwners(connection: Resource): string[] {
  const owners = ['/RequesterVpcInfo/OwnerId', '/PeerOwnerId'].map((path) => textAt(connection, path));
  return [...new Set(owners.filter((owner) => owner !== undefined && owner !== connection.account))].filter(
    (owner) => owner !== undefined,
  );
}

const foreignAccount: StateRule = {
  kind: 'state',
  id: 'ec2-vpc-peering-foreign-account',
  title: 'a VPC is peered with another account',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/vpc/latest/peering/what-is-vpc-peering.html'],
  recommendation:
    'Make sure that you know the account and that the networks are to be joined; if not, delete the connection.',
  remedy: {
    command: 'aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id {{id}}',
    console: 'VPC › Peering connections › {{id}} › Actions › Delete peering connection',
  },
  safer: 'the VPC is no longer peered with the other account',
  dangers: (connection) =>
    connection.account === ''
      ? []
      : foreignOwners(connection).map((account): Danger => {
          const isActive = statusOf(connection) === 'active';
          return {
            subject: `account ${account} ${statusOf(connection)}`,
            path: '/Status',
            ...(isActive ? {} : { severity: 'MEDIUM' as const }),
            reason: `${connection.id} ${isActive ? 'joins' : 'is to join, once it is accepted,'} ${between(connection)}, which belongs to account ${account} in part.`,
          };
        }),
};

const joined: StateRule = {
  kind: 'state',
  id: 'ec2-vpc-peering-active',
  title: 'two networks of the account were joined',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html'],
  recommendation:
    'Make sure that the two networks are to reach each other, and route no more than they need.',
  remedy: {
    command: 'aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id {{id}}',
    console: 'VPC › Peering connections › {{id}} › Actions › Delete peering connection',
  },
  safer: 'the networks are no longer joined',
  dangers: (connection) =>
    statusOf(connection) === 'active' && foreignOwners(connection).length === 0
      ? [{ subject: 'active', path: '/Status', reason: `${connection.id} joins ${between(connection)}.` }]
      : [],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcpeeringconnection.html
 *
 * `VpcId` is the VPC of whoever asked for the connection, `PeerVpcId` the one that was asked, whichever of them is
 * in this account. Connections that were refused, expired, failed or deleted are not read. `PeerRoleArn` and
 * `AssumeRoleRegion` act on creation only.
 */
export const vpcPeeringConnection = defineResourceType({
  type: 'AWS::EC2::VPCPeeringConnection',
  scope: 'regional',
  permissions: ['ec2:DescribeVpcPeeringConnections'],
  async *read(reader) {
    const client = reader.clients.get(EC2Client);
    for await (const page of paginateDescribeVpcPeeringConnections({ client, pageSize }, {})) {
      for (const connection of page.VpcPeeringConnections ?? []) {
        const { VpcPeeringConnectionId, RequesterVpcInfo, AccepterVpcInfo } = connection;
        const Status = settledStates[connection.Status?.Code ?? 'active'];
        if (!VpcPeeringConnectionId || !Status) continue;
        yield {
          id: VpcPeeringConnectionId,
          arn: ec2Arn(reader, 'vpc-peering-connection', VpcPeeringConnectionId),
          tags: connection.Tags,
          properties: {
            Id: VpcPeeringConnectionId,
            VpcId: RequesterVpcInfo?.VpcId,
            PeerVpcId: AccepterVpcInfo?.VpcId,
            PeerOwnerId: AccepterVpcInfo?.OwnerId,
            PeerRegion: AccepterVpcInfo?.Region,
            Status,
            RequesterVpcInfo: side(RequesterVpcInfo),
            AccepterVpcInfo: side(AccepterVpcInfo),
          },
        };
      }
    }
  },
  unordered: {
    '/AccepterVpcInfo/CidrBlockSet': ['CidrBlock'],
    '/AccepterVpcInfo/Ipv6CidrBlockSet': ['Ipv6CidrBlock'],
    '/RequesterVpcInfo/CidrBlockSet': ['CidrBlock'],
    '/RequesterVpcInfo/Ipv6CidrBlockSet': ['Ipv6CidrBlock'],
  },
  volatile: { '/ExpirationTime': 'when a request that nobody answers ends' },
  sensitivity: { '': 'MEDIUM' },
  rules: [foreignAccount, joined],
  monthlyCost: () => free,
});
