import {
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  EC2Client,
  type Vpc,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { vpc } from '../../lib/resources/vpc.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A VPC as DescribeVpcs returns it, with every property set. */
const full: Vpc = {
  OwnerId: '999988887777',
  InstanceTenancy: 'default',
  Ipv6CidrBlockAssociationSet: [
    {
      AssociationId: 'vpc-cidr-assoc-6',
      Ipv6CidrBlock: '2001:db8:1234:1a00::/56',
      Ipv6CidrBlockState: { State: 'associated' },
      NetworkBorderGroup: 'eu-west-1',
      Ipv6Pool: 'Amazon',
      Ipv6AddressAttribute: 'public',
      IpSource: 'amazon',
    },
    {
      AssociationId: 'vpc-cidr-assoc-7',
      Ipv6CidrBlock: '2001:db8:1234:1b00::/56',
      Ipv6CidrBlockState: { State: 'disassociating' },
    },
  ],
  CidrBlockAssociationSet: [
    { AssociationId: 'vpc-cidr-assoc-2', CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'associated' } },
    { AssociationId: 'vpc-cidr-assoc-1', CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
    {
      AssociationId: 'vpc-cidr-assoc-3',
      CidrBlock: '10.2.0.0/16',
      CidrBlockState: { State: 'failed', StatusMessage: 'overlaps' },
    },
  ],
  IsDefault: false,
  EncryptionControl: {
    VpcId: 'vpc-1',
    VpcEncryptionControlId: 'vpcec-1',
    Mode: 'enforce',
    State: 'available',
    StateMessage: 'succeeded',
    ResourceExclusions: {
      InternetGateway: { State: 'enabled', StateMessage: 'succeeded' },
      NatGateway: { State: 'enabling' },
      Lambda: { State: 'disabled' },
      VpcPeering: { State: 'disabling' },
    },
  },
  Tags: [{ Key: 'Name', Value: 'orders' }],
  BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
  VpcId: 'vpc-1',
  State: 'available',
  CidrBlock: '10.0.0.0/16',
  DhcpOptionsId: 'dopt-19edf471',
};

const plain: Vpc = { VpcId: 'vpc-2', CidrBlock: '172.31.0.0/16', IsDefault: true };

function attribute(VpcId: string, Attribute: 'enableDnsSupport' | 'enableDnsHostnames') {
  return ec2.on(DescribeVpcAttributeCommand, { VpcId, Attribute });
}

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeVpcsCommand)
    .resolves({ Vpcs: [full], NextToken: '2' })
    .on(DescribeVpcsCommand, { NextToken: '2' })
    .resolves({ Vpcs: [plain, {}] })
    .on(DescribeNetworkAclsCommand)
    .resolves({ NetworkAcls: [{ VpcId: 'vpc-9', NetworkAclId: 'acl-9' }, {}], NextToken: '2' })
    .on(DescribeNetworkAclsCommand, { NextToken: '2' })
    .resolves({ NetworkAcls: [{ VpcId: 'vpc-1', NetworkAclId: 'acl-1' }] })
    .on(DescribeSecurityGroupsCommand)
    .resolves({ SecurityGroups: [{ VpcId: 'vpc-9', GroupId: 'sg-9' }, {}], NextToken: '2' })
    .on(DescribeSecurityGroupsCommand, { NextToken: '2' })
    .resolves({ SecurityGroups: [{ VpcId: 'vpc-1', GroupId: 'sg-1' }] })
    .on(DescribeVpcAttributeCommand)
    .resolves({});
  attribute('vpc-1', 'enableDnsSupport').resolves({ EnableDnsSupport: { Value: true } });
  attribute('vpc-1', 'enableDnsHostnames').resolves({ EnableDnsHostnames: { Value: true } });
});

/** The first VPC as it is stored when EC2 lists it like this. */
async function storedAs(each: Vpc): Promise<JsonObject> {
  ec2.on(DescribeVpcsCommand).resolves({ Vpcs: [each] });
  const [read] = await readAll(vpc);
  return stored(vpc, read ?? { id: '', properties: {} }).properties;
}

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(vpc);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:999988887777:vpc/vpc-1');
    const { id, tags, properties } = stored(vpc, first ?? { id: '', properties: {} });
    expect(id).toBe('vpc-1');
    expect(tags).toEqual({ Name: 'orders' });
    expect(properties).toEqual({
      VpcId: 'vpc-1',
      OwnerId: '999988887777',
      IsDefault: false,
      InstanceTenancy: 'default',
      DhcpOptionsId: 'dopt-19edf471',
      DefaultNetworkAcl: 'acl-1',
      DefaultSecurityGroup: 'sg-1',
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
      VpcEncryptionControl: {
        VpcEncryptionControlId: 'vpcec-1',
        Mode: 'enforce',
        ResourceExclusions: { InternetGateway: { State: 'enabled' }, NatGateway: { State: 'enabled' } },
      },
      CidrBlock: '10.0.0.0/16',
      CidrBlockAssociations: ['vpc-cidr-assoc-1', 'vpc-cidr-assoc-2'],
      CidrBlockAssociationSet: [
        { AssociationId: 'vpc-cidr-assoc-1', CidrBlock: '10.0.0.0/16' },
        { AssociationId: 'vpc-cidr-assoc-2', CidrBlock: '10.1.0.0/16' },
      ],
      Ipv6CidrBlocks: ['2001:db8:1234:1a00::/56'],
      Ipv6CidrBlockAssociationSet: [
        {
          AssociationId: 'vpc-cidr-assoc-6',
          Ipv6CidrBlock: '2001:db8:1234:1a00::/56',
          NetworkBorderGroup: 'eu-west-1',
          Ipv6Pool: 'Amazon',
          Ipv6AddressAttribute: 'public',
          IpSource: 'amazon',
        },
      ],
      EnableDnsSupport: true,
      EnableDnsHostnames: true,
    });
    expect(second?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-2');
    expect(stored(vpc, second ?? { id: '', properties: {} }).properties).toEqual({
      VpcId: 'vpc-2',
      CidrBlock: '172.31.0.0/16',
      IsDefault: true,
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
      InstanceTenancy: 'default',
      EnableDnsSupport: true,
      EnableDnsHostnames: false,
    });
  });

  test('only what every VPC is made with is asked for', async () => {
    await readAll(vpc);
    expect(ec2.commandCalls(DescribeNetworkAclsCommand)[0]?.args[0].input.Filters).toEqual([
      { Name: 'default', Values: ['true'] },
    ]);
    expect(ec2.commandCalls(DescribeSecurityGroupsCommand)[0]?.args[0].input.Filters).toEqual([
      { Name: 'group-name', Values: ['default'] },
    ]);
  });

  test('the same VPCs in another order and in transition give the same bytes', async () => {
    const first = storedLines(vpc, await readAll(vpc));
    ec2.on(DescribeVpcsCommand).resolves({
      Vpcs: [
        plain,
        {
          ...full,
          State: 'pending',
          CidrBlockAssociationSet: [...(full.CidrBlockAssociationSet ?? [])].reverse(),
          Ipv6CidrBlockAssociationSet: (full.Ipv6CidrBlockAssociationSet ?? [])
            .slice(0, 1)
            .map((each) => ({ ...each, Ipv6CidrBlockState: { State: 'associating' as const } })),
          EncryptionControl: {
            ...full.EncryptionControl,
            State: 'enforce-in-progress',
            StateMessage: 'in progress',
          },
        },
      ],
    });
    expect(storedLines(vpc, await readAll(vpc))).toEqual(first);
  });

  test.each<[string, Vpc['EncryptionControl']]>([
    ['without a mode', { VpcEncryptionControlId: 'vpcec-1' }],
    ['on its way out', { Mode: 'monitor', State: 'deleting' }],
    ['deleted', { Mode: 'monitor', State: 'deleted' }],
  ])('an encryption control %s is none', async (_, EncryptionControl) => {
    const without = await storedAs(plain);
    expect(await storedAs({ ...plain, ...(EncryptionControl ? { EncryptionControl } : {}) })).toEqual(
      without,
    );
  });

  test('an encryption control without exclusions is its mode', async () => {
    expect(await storedAs({ ...plain, EncryptionControl: { Mode: 'monitor' } })).toHaveProperty(
      'VpcEncryptionControl',
      { Mode: 'monitor' },
    );
  });

  test.each(['enableDnsSupport', 'enableDnsHostnames'] as const)(
    'a VPC that is gone before its %s is read is left out',
    async (name) => {
      attribute('vpc-1', name).rejects(awsError('InvalidVpcID.NotFound'));
      expect((await readAll(vpc)).map(({ id }) => id)).toEqual(['vpc-2']);
    },
  );

  test('what is denied is unread, and nothing else', async () => {
    const denied = awsError('UnauthorizedOperation', 'not authorized');
    ec2.on(DescribeNetworkAclsCommand).rejects(denied).on(DescribeSecurityGroupsCommand).rejects(denied);
    attribute('vpc-1', 'enableDnsSupport').rejects(denied);
    const [first] = await readAll(vpc);
    const reason = 'UnauthorizedOperation: not authorized';
    expect(first?.unread).toEqual([
      { path: '/EnableDnsSupport', reason },
      { path: '/DefaultNetworkAcl', reason },
      { path: '/DefaultSecurityGroup', reason },
    ]);
    expect(first?.properties).toMatchObject({ EnableDnsHostnames: true });
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeVpcsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(vpc)).rejects.toThrow('UnauthorizedOperation');
  });
});

const base: JsonObject = { CidrBlock: '10.0.0.0/16', DhcpOptionsId: 'dopt-1' };
const blocked = (mode: string) => ({ BlockPublicAccessStates: { InternetGatewayBlockMode: mode } });
const encrypts = (Mode: string) => ({ VpcEncryptionControl: { Mode } });

describe('what a change of a VPC means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'the internet is let in',
      blocked('block-ingress'),
      blocked('off'),
      'HIGH',
      ['ec2-internet-block-lifted'],
    ],
    [
      'the internet is let in by default',
      blocked('block-ingress'),
      {},
      'HIGH',
      ['ec2-internet-block-lifted'],
    ],
    ['the internet is kept out', {}, blocked('block-bidirectional'), 'INFO', []],
    [
      'the internet is kept out as before',
      blocked('block-ingress'),
      { ...blocked('block-ingress'), IsDefault: true },
      'LOW',
      [],
    ],
    [
      'encryption only watched',
      encrypts('enforce'),
      encrypts('monitor'),
      'HIGH',
      ['ec2-vpc-encryption-not-enforced'],
    ],
    ['encryption given up', encrypts('enforce'), {}, 'HIGH', ['ec2-vpc-encryption-not-enforced']],
    ['encryption enforced', encrypts('monitor'), encrypts('enforce'), 'INFO', []],
    ['encryption watched', {}, encrypts('monitor'), 'MEDIUM', []],
    ['DNS off', {}, { EnableDnsSupport: false }, 'MEDIUM', ['ec2-vpc-dns-turned-off']],
    ['DNS on', { EnableDnsSupport: false }, {}, 'INFO', []],
    ['DNS host names off', { EnableDnsHostnames: true }, {}, 'MEDIUM', []],
    ['other DHCP options', {}, { DhcpOptionsId: 'dopt-2' }, 'MEDIUM', ['ec2-vpc-dhcp-options-changed']],
    [
      'another network',
      { CidrBlockAssociationSet: [{ AssociationId: 'a', CidrBlock: '10.0.0.0/16' }] },
      {
        CidrBlockAssociationSet: [
          { AssociationId: 'b', CidrBlock: '10.1.0.0/16' },
          { AssociationId: 'a', CidrBlock: '10.0.0.0/16' },
        ],
      },
      'MEDIUM',
      [],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(vpc, { ...base, ...before }, { ...base, ...after })).toMatchObject({ severity, rules });
  });

  test('the reason of other DHCP options names both', () => {
    const reasonOf = (before: JsonObject, after: JsonObject) => riskOf(vpc, before, after)?.reasons[0];
    expect(reasonOf(base, { ...base, DhcpOptionsId: 'dopt-2' })).toContain('from dopt-1 to dopt-2');
    expect(reasonOf(base, { ...base, DhcpOptionsId: null })).toContain('from dopt-1 to none');
    expect(reasonOf({}, base)).toContain('from none to dopt-1');
  });

  test('a new VPC is LOW', () => {
    expect(riskOf(vpc, undefined, { ...base, ...blocked('off') })).toMatchObject({
      severity: 'LOW',
      rules: [],
    });
  });
});

describe('cost', () => {
  test('a VPC is free', () => {
    expect(vpc.monthlyCost?.(resource(vpc.type, base), costContext({}))).toEqual({ usd: 0, assumptions: [] });
  });

  test('what its encryption control costs is unknown', () => {
    const controlled = resource(vpc.type, { ...base, ...encrypts('enforce') });
    expect(vpc.monthlyCost?.(controlled, costContext({}))?.usd).toBeNull();
  });
});
