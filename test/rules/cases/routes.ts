import { securityGroup } from '../../scenarios/models.ts';
import { account, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const route = ofType('AWS::EC2::Route', {
  RouteTableId: 'rtb-0a1b2c3d4e5f60718',
  CidrBlock: '0.0.0.0/0',
  Origin: 'CreateRoute',
  State: 'active',
});
const internet = { GatewayId: 'igw-0a1b2c3d4e5f60718' };
const nat = { NatGatewayId: 'nat-0a1b2c3d4e5f60718' };
const peer = { CidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: 'pcx-0a1b2c3d4e5f60718' };

const table = ofType('AWS::EC2::RouteTable', { RouteTableId: 'rtb-0a1b2c3d4e5f60718' });
const associated = (...subnets: string[]) => ({
  Associations: subnets.map((SubnetId, at) => ({ SubnetId, RouteTableAssociationId: `rtbassoc-${at}` })),
});
const from = (...gateways: string[]) => ({
  PropagatingVgws: gateways.map((GatewayId) => ({ GatewayId })),
});

const gateway = ofType('AWS::EC2::InternetGateway', { InternetGatewayId: 'igw-0a1b2c3d4e5f60718' });
const attachedTo = (...vpcs: string[]) => ({ Attachments: vpcs.map((VpcId) => ({ VpcId })) });

const transit = ofType('AWS::EC2::TransitGateway', { Id: 'tgw-0a1b2c3d4e5f60718', DnsSupport: 'enable' });
const attachment = ofType('AWS::EC2::TransitGatewayAttachment', {
  Id: 'tgw-attach-0a1b2c3d4e5f60718',
  TransitGatewayId: 'tgw-0a1b2c3d4e5f60718',
  ResourceType: 'vpc',
  ResourceId: 'vpc-0aa11bb22cc33dd44',
});
const joining = (ResourceOwnerId: string, State: string) => ({
  ResourceOwnerId,
  TransitGatewayOwnerId: account,
  State,
});
const transitTable = ofType('AWS::EC2::TransitGatewayRouteTable', {
  TransitGatewayRouteTableId: 'tgw-rtb-0a1b2c3d4e5f60718',
});
const sends = (TransitGatewayAttachmentId: string) => ({
  Routes: [
    { DestinationCidrBlock: '10.1.0.0/16', TransitGatewayAttachmentIds: [TransitGatewayAttachmentId] },
  ],
});
const group = ofType('AWS::EC2::SecurityGroup', securityGroup);

/** Cases of where traffic goes. */
export const routeCases: readonly RuleCase[] = [
  route('ec2-route-to-internet', [null, internet], [null, nat]),
  route('ec2-route-to-other-network', [null, peer], [null, { ...nat, CidrBlock: '10.1.0.0/16' }]),
  route(
    'ec2-route-redirected',
    [nat, { NetworkInterfaceId: 'eni-0f1e2d3c4b5a69788' }],
    [nat, { ...nat, State: 'blackhole' }],
    [null, nat],
  ),
  route('ec2-route-blackhole', [nat, { ...nat, State: 'blackhole' }], [nat, internet]),
  route('ec2-default-route-removed', [nat, null], [peer, null]),
  table(
    'ec2-route-table-associated',
    [associated('subnet-1'), associated('subnet-1', 'subnet-2')],
    [associated('subnet-1', 'subnet-2'), associated('subnet-1')],
  ),
  table(
    'ec2-route-table-propagation-enabled',
    [from(), from('vgw-1')],
    [from('vgw-1', 'vgw-2'), from('vgw-1')],
  ),
  gateway('ec2-internet-gateway-attached', [attachedTo(), attachedTo('vpc-1')], [null, attachedTo()]),
  transit(
    'ec2-transit-gateway-accepts-attachments',
    [{ AutoAcceptSharedAttachments: 'disable' }, { AutoAcceptSharedAttachments: 'enable' }],
    [{ DefaultRouteTableAssociation: 'disable' }, { DefaultRouteTableAssociation: 'enable' }],
  ),
  transit(
    'ec2-transit-gateway-encryption-off',
    [{ EncryptionSupport: 'enable' }, { EncryptionSupport: 'disable' }],
    [{ EncryptionSupport: 'enable' }, { EncryptionSupport: 'enable', MulticastSupport: 'enable' }],
  ),
  attachment(
    'ec2-transit-gateway-attachment-foreign-account',
    [null, joining(stranger, 'available')],
    [null, joining(account, 'available')],
  ),
  attachment(
    'ec2-transit-gateway-attachment',
    [joining(account, 'pendingAcceptance'), joining(account, 'available')],
    [null, joining(account, 'pendingAcceptance')],
  ),
  transitTable(
    'ec2-transit-gateway-route-changed',
    [sends('tgw-attach-1'), sends('tgw-attach-2')],
    [sends('tgw-attach-1'), { Routes: [] }],
    [null, sends('tgw-attach-1')],
  ),
  group('ec2-security-group-deleted', [{}, null], [{}, { SecurityGroupIngress: [] }]),
];
