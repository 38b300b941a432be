import type { JsonObject } from '../../../lib/model/json.ts';
import { account, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const acl = ofType('AWS::EC2::NetworkAcl', { Id: 'acl-0a1b2c3d4e5f60718' });
const entry = (RuleNumber: number, RuleAction: string, CidrBlock: string, more: JsonObject = {}) => ({
  RuleNumber,
  RuleAction,
  CidrBlock,
  Egress: false,
  Protocol: -1,
  ...more,
});
const ssh = { Protocol: 6, PortRange: { From: 22, To: 22 } };
const entries = (...Entries: JsonObject[]) => ({ Entries });
const office = entry(100, 'allow', '203.0.113.0/24');
const attacker = (number: number) => entry(number, 'deny', '198.51.100.0/24');

const subnet = ofType('AWS::EC2::Subnet', { SubnetId: 'subnet-0123456789abcdef0', CidrBlock: '10.0.1.0/24' });
const vpc = ofType('AWS::EC2::VPC', { VpcId: 'vpc-0aa11bb22cc33dd44', CidrBlock: '10.0.0.0/16' });
const encryption = (Mode: string, ResourceExclusions: JsonObject = {}) => ({
  VpcEncryptionControl: { VpcEncryptionControlId: 'vpcec-0a1b2c3d4e5f60718', Mode, ResourceExclusions },
});
const dhcp = ofType('AWS::EC2::DHCPOptions', { DhcpOptionsId: 'dopt-0a1b2c3d4e5f60718' });
const prefixList = ofType('AWS::EC2::PrefixList', { PrefixListId: 'pl-0a1b2c3d4e5f60718', MaxEntries: 10 });
const networks = (...cidrs: string[]) => ({ Entries: cidrs.map((Cidr) => ({ Cidr })) });

const address = ofType('AWS::EC2::EIP', {
  AllocationId: 'eipalloc-0a1b2c3d4e5f60718',
  PublicIp: '198.51.100.7',
});
const servedBy = (NetworkInterfaceId: string) => ({ NetworkInterfaceId });
const nat = ofType('AWS::EC2::NatGateway', {
  NatGatewayId: 'nat-0a1b2c3d4e5f60718',
  SubnetId: 'subnet-0123456789abcdef0',
});

const log = ofType('AWS::EC2::FlowLog', {
  Id: 'fl-0a1b2c3d4e5f60718',
  ResourceId: 'vpc-0aa11bb22cc33dd44',
  ResourceType: 'VPC',
  TrafficType: 'ALL',
});
const inAccount = (of: string, group = 'flow') => ({
  LogDestination: `arn:aws:logs:eu-west-1:${of}:log-group:${group}`,
});

/** Cases of networks: what filters, numbers, names and records their traffic. */
export const networkCases: readonly RuleCase[] = [
  acl(
    'ec2-network-acl-open-administrative-port',
    [entries(office), entries(office, entry(110, 'allow', '0.0.0.0/0', ssh))],
    [entries(office), entries(office, entry(110, 'allow', '10.0.0.0/8', ssh))],
  ),
  acl(
    'ec2-network-acl-refuses-everything',
    [entries(office), entries(office, entry(90, 'deny', '0.0.0.0/0'))],
    [entries(office), entries(office, attacker(90))],
  ),
  acl(
    'ec2-network-acl-refusal-removed',
    [entries(attacker(90), office), entries(office)],
    [entries(attacker(90), office), entries(attacker(80), office)],
  ),
  subnet(
    'ec2-subnet-assigns-public-addresses',
    [{ MapPublicIpOnLaunch: false }, { MapPublicIpOnLaunch: true }],
    [{ AssignIpv6AddressOnCreation: false }, { AssignIpv6AddressOnCreation: true }],
  ),
  subnet(
    'ec2-subnet-network-acl-changed',
    [{ NetworkAclAssociationId: 'aclassoc-1' }, { NetworkAclAssociationId: 'aclassoc-2' }],
    [{ EnableDns64: false }, { EnableDns64: true }],
    [null, { NetworkAclAssociationId: 'aclassoc-1' }],
  ),
  vpc(
    'ec2-vpc-encryption-not-enforced',
    [encryption('enforce'), encryption('monitor')],
    [encryption('enforce'), encryption('enforce', { NatGateway: { State: 'enabled' } })],
  ),
  vpc(
    'ec2-vpc-dns-turned-off',
    [{ EnableDnsSupport: true }, { EnableDnsSupport: false }],
    [{ EnableDnsHostnames: true }, { EnableDnsHostnames: false }],
  ),
  vpc(
    'ec2-vpc-dhcp-options-changed',
    [{ DhcpOptionsId: 'dopt-1' }, { DhcpOptionsId: 'dopt-2' }],
    [{ InstanceTenancy: 'dedicated' }, { InstanceTenancy: 'default' }],
    [null, { DhcpOptionsId: 'dopt-1' }],
  ),
  dhcp(
    'ec2-dhcp-options-own-servers',
    [{ DomainNameServers: ['AmazonProvidedDNS'] }, { DomainNameServers: ['198.51.100.53'] }],
    [{ DomainNameServers: ['AmazonProvidedDNS'] }, { DomainNameServers: ['169.254.169.253'] }],
  ),
  prefixList(
    'ec2-prefix-list-holds-internet',
    [networks('10.0.0.0/8'), networks('10.0.0.0/8', '0.0.0.0/0')],
    [networks('10.0.0.0/8'), networks('10.0.0.0/8', '203.0.113.0/24')],
  ),
  prefixList(
    'ec2-prefix-list-widened',
    [networks('10.0.0.0/8'), networks('10.0.0.0/8', '203.0.113.0/24')],
    [networks('10.0.0.0/8'), { ...networks('10.0.0.0/8'), MaxEntries: 20 }],
  ),
  address(
    'ec2-eip-offered-to-account',
    [servedBy('eni-1'), { ...servedBy('eni-1'), TransferAccountId: stranger }],
    [servedBy('eni-1'), { ...servedBy('eni-1'), PrivateIpAddress: '10.0.1.7' }],
  ),
  address(
    'ec2-eip-moved',
    [servedBy('eni-1'), servedBy('eni-2')],
    [servedBy('eni-1'), { ...servedBy('eni-1'), PrivateIpAddress: '10.0.1.7' }],
    [null, servedBy('eni-1')],
  ),
  address('ec2-eip-unused', [servedBy('eni-1'), {}], [servedBy('eni-1'), servedBy('eni-2')]),
  nat(
    'ec2-nat-gateway-address-changed',
    [{ PublicIp: '198.51.100.7' }, { PublicIp: '198.51.100.8' }],
    [{ PublicIp: '198.51.100.7' }, { PublicIp: '198.51.100.7', SecondaryAllocationIds: ['eipalloc-2'] }],
    [null, { PublicIp: '198.51.100.7' }],
  ),
  log('ec2-flow-log-deleted', [{}, null], [{ LogFormat: 'a' }, { LogFormat: 'b' }]),
  log(
    'ec2-flow-log-not-delivered',
    [{}, { DeliverLogsErrorMessage: 'Access error' }],
    [{}, { MaxAggregationInterval: 60 }],
  ),
  log(
    'ec2-flow-log-foreign-destination',
    [inAccount(account), inAccount(stranger)],
    [inAccount(account), inAccount(account, 'flow-2')],
  ),
];
