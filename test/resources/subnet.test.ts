import {
  DescribeNetworkAclsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { subnet } from '../../lib/resources/subnet.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A subnet as DescribeSubnets returns it, with every property set. */
const full: Subnet = {
  AvailabilityZoneId: 'euw1-az1',
  EnableLniAtDeviceIndex: 1,
  MapCustomerOwnedIpOnLaunch: true,
  CustomerOwnedIpv4Pool: 'ipv4pool-coip-1',
  OwnerId: '999988887777',
  AssignIpv6AddressOnCreation: true,
  Ipv6CidrBlockAssociationSet: [
    {
      AssociationId: 'subnet-cidr-assoc-1',
      Ipv6CidrBlock: '2001:db8:1234:1a00::/64',
      Ipv6CidrBlockState: { State: 'associated' },
      Ipv6AddressAttribute: 'public',
      IpSource: 'amazon',
    },
    {
      AssociationId: 'subnet-cidr-assoc-2',
      Ipv6CidrBlock: '2001:db8:1234:1b00::/64',
      Ipv6CidrBlockState: { State: 'disassociated' },
    },
  ],
  Tags: [{ Key: 'Name', Value: 'public-a' }],
  SubnetArn: 'arn:aws:ec2:eu-west-1:999988887777:subnet/subnet-1',
  OutpostArn: 'arn:aws:outposts:eu-west-1:999988887777:outpost/op-1',
  EnableDns64: true,
  Ipv6Native: false,
  PrivateDnsNameOptionsOnLaunch: {
    HostnameType: 'resource-name',
    EnableResourceNameDnsARecord: true,
    EnableResourceNameDnsAAAARecord: false,
  },
  BlockPublicAccessStates: { InternetGatewayBlockMode: 'block-ingress' },
  Type: 'Outpost',
  SubnetId: 'subnet-1',
  State: 'available',
  VpcId: 'vpc-1',
  CidrBlock: '10.0.1.0/24',
  AvailableIpAddressCount: 251,
  AvailabilityZone: 'eu-west-1a',
  DefaultForAz: false,
  MapPublicIpOnLaunch: true,
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeSubnetsCommand)
    .resolves({ Subnets: [full], NextToken: '2' })
    .on(DescribeSubnetsCommand, { NextToken: '2' })
    .resolves({ Subnets: [{ SubnetId: 'subnet-2', VpcId: 'vpc-1' }, {}] })
    .on(DescribeNetworkAclsCommand)
    .resolves({ NetworkAcls: [{ Associations: [{ SubnetId: 'subnet-1' }] }, {}], NextToken: '2' })
    .on(DescribeNetworkAclsCommand, { NextToken: '2' })
    .resolves({
      NetworkAcls: [
        {
          Associations: [
            { SubnetId: 'subnet-1', NetworkAclAssociationId: 'aclassoc-1', NetworkAclId: 'acl-1' },
          ],
        },
      ],
    });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(subnet);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:999988887777:subnet/subnet-1');
    const { id, tags, properties } = stored(subnet, first ?? { id: '', properties: {} });
    expect(id).toBe('subnet-1');
    expect(tags).toEqual({ Name: 'public-a' });
    expect(properties).toEqual({
      SubnetId: 'subnet-1',
      VpcId: 'vpc-1',
      OwnerId: '999988887777',
      AvailabilityZone: 'eu-west-1a',
      AvailabilityZoneId: 'euw1-az1',
      OutpostArn: 'arn:aws:outposts:eu-west-1:999988887777:outpost/op-1',
      Type: 'Outpost',
      DefaultForAz: false,
      CidrBlock: '10.0.1.0/24',
      Ipv6CidrBlock: '2001:db8:1234:1a00::/64',
      Ipv6CidrBlocks: ['2001:db8:1234:1a00::/64'],
      Ipv6CidrBlockAssociationSet: [
        {
          AssociationId: 'subnet-cidr-assoc-1',
          Ipv6CidrBlock: '2001:db8:1234:1a00::/64',
          Ipv6AddressAttribute: 'public',
          IpSource: 'amazon',
        },
      ],
      Ipv6Native: false,
      AssignIpv6AddressOnCreation: true,
      MapPublicIpOnLaunch: true,
      MapCustomerOwnedIpOnLaunch: true,
      CustomerOwnedIpv4Pool: 'ipv4pool-coip-1',
      EnableDns64: true,
      EnableLniAtDeviceIndex: 1,
      PrivateDnsNameOptionsOnLaunch: {
        HostnameType: 'resource-name',
        EnableResourceNameDnsARecord: true,
        EnableResourceNameDnsAAAARecord: false,
      },
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'block-ingress' },
      NetworkAclAssociationId: 'aclassoc-1',
    });
    expect(second?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-2');
    expect(stored(subnet, second ?? { id: '', properties: {} }).properties).toEqual({
      SubnetId: 'subnet-2',
      VpcId: 'vpc-1',
      AssignIpv6AddressOnCreation: false,
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
      EnableDns64: false,
      Ipv6Native: false,
      MapCustomerOwnedIpOnLaunch: false,
      MapPublicIpOnLaunch: false,
    });
  });

  test('the same subnets in another order, with other free addresses, give the same bytes', async () => {
    const first = storedLines(subnet, await readAll(subnet));
    ec2.on(DescribeSubnetsCommand).resolves({
      Subnets: [
        { SubnetId: 'subnet-2', VpcId: 'vpc-1', State: 'pending' },
        {
          ...full,
          State: 'pending',
          AvailableIpAddressCount: 3,
          Ipv6CidrBlockAssociationSet: (full.Ipv6CidrBlockAssociationSet ?? [])
            .slice(0, 1)
            .map((each) => ({ ...each, Ipv6CidrBlockState: { State: 'associating' as const } })),
        },
      ],
    });
    expect(storedLines(subnet, await readAll(subnet))).toEqual(first);
  });

  test('a subnet whose owner is known from nothing but its id has an ARN of that owner', async () => {
    ec2.on(DescribeSubnetsCommand).resolves({ Subnets: [{ SubnetId: 'subnet-3', OwnerId: '999988887777' }] });
    expect((await readAll(subnet))[0]?.arn).toBe('arn:aws:ec2:eu-west-1:999988887777:subnet/subnet-3');
  });

  test('without permission for network ACLs, their association alone is unread', async () => {
    ec2.on(DescribeNetworkAclsCommand).rejects(awsError('UnauthorizedOperation', 'not authorized'));
    const read = await readAll(subnet);
    expect(read.map(({ unread }) => unread)).toEqual(
      read.map(() => [{ path: '/NetworkAclAssociationId', reason: 'UnauthorizedOperation: not authorized' }]),
    );
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeSubnetsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(subnet)).rejects.toThrow('UnauthorizedOperation');
  });
});

const base: JsonObject = { VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24' };
const blocked = (mode: string) => ({ BlockPublicAccessStates: { InternetGatewayBlockMode: mode } });
const isPublic = { MapPublicIpOnLaunch: true };

describe('what a change of a subnet means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['it gives public addresses', {}, isPublic, 'HIGH', ['ec2-subnet-assigns-public-addresses']],
    ['it gives public addresses as before', isPublic, { ...isPublic, EnableDns64: true }, 'LOW', []],
    ['it gives no public addresses any more', isPublic, {}, 'INFO', []],
    ['it gives IPv6 addresses', {}, { AssignIpv6AddressOnCreation: true }, 'MEDIUM', []],
    [
      'the internet is let in',
      blocked('block-bidirectional'),
      blocked('off'),
      'HIGH',
      ['ec2-internet-block-lifted'],
    ],
    ['the internet is kept out', blocked('off'), blocked('block-ingress'), 'INFO', []],
    [
      'the internet may be reached, but lets nothing in',
      blocked('block-bidirectional'),
      blocked('block-ingress'),
      'MEDIUM',
      [],
    ],
    [
      'another network ACL',
      { NetworkAclAssociationId: 'aclassoc-1' },
      { NetworkAclAssociationId: 'aclassoc-2' },
      'MEDIUM',
      ['ec2-subnet-network-acl-changed'],
    ],
    ['DNS64', {}, { EnableDns64: true }, 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(subnet, { ...base, ...before }, { ...base, ...after })).toMatchObject({ severity, rules });
  });

  test('the reason names the network ACL associations', () => {
    const [gained, lost] = [
      riskOf(subnet, base, { ...base, NetworkAclAssociationId: 'aclassoc-2' }),
      riskOf(subnet, { ...base, NetworkAclAssociationId: 'aclassoc-1' }, base),
    ];
    expect(gained?.reasons[0]).toContain('changed from none to aclassoc-2');
    expect(lost?.reasons[0]).toContain('changed from aclassoc-1 to none');
  });

  test.each<[string, JsonObject, string]>([
    ['a private subnet', {}, 'LOW'],
    ['a public subnet', isPublic, 'MEDIUM'],
  ])('%s is new', (_, properties, severity) => {
    expect(riskOf(subnet, undefined, { ...base, ...properties })?.severity).toBe(severity);
  });
});

test('a subnet is free', () => {
  expect(subnet.monthlyCost?.(resource(subnet.type, base), costContext({}))).toEqual({
    usd: 0,
    assumptions: [],
  });
});
