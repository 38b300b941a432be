import { DescribeNetworkAclsCommand, EC2Client, type NetworkAcl } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { networkAcl } from '../../lib/resources/network-acl.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A network ACL as DescribeNetworkAcls returns it. */
const full: NetworkAcl = {
  Associations: [{ NetworkAclAssociationId: 'aclassoc-1', NetworkAclId: 'acl-1', SubnetId: 'subnet-1' }],
  Entries: [
    { CidrBlock: '0.0.0.0/0', Egress: true, Protocol: '-1', RuleAction: 'allow', RuleNumber: 100 },
    {
      CidrBlock: '10.0.0.0/8',
      Egress: false,
      Protocol: '6',
      PortRange: { From: 443, To: 443 },
      RuleAction: 'allow',
      RuleNumber: 100,
    },
    {
      Ipv6CidrBlock: '::/0',
      Egress: false,
      Protocol: '58',
      IcmpTypeCode: { Code: -1, Type: -1 },
      RuleAction: 'deny',
      RuleNumber: 110,
    },
  ],
  IsDefault: false,
  NetworkAclId: 'acl-1',
  OwnerId: '111122223333',
  Tags: [{ Key: 'Name', Value: 'private' }],
  VpcId: 'vpc-1',
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeNetworkAclsCommand)
    .resolves({ NetworkAcls: [full], NextToken: '2' })
    .on(DescribeNetworkAclsCommand, { NextToken: '2' })
    .resolves({ NetworkAcls: [{ NetworkAclId: 'acl-2', Entries: [{ Protocol: 'tcp' }] }, {}] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(networkAcl);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:network-acl/acl-1');
    const { id, tags, properties } = stored(networkAcl, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['acl-1', { Name: 'private' }]);
    expect(properties).toEqual({
      Id: 'acl-1',
      VpcId: 'vpc-1',
      OwnerId: '111122223333',
      IsDefault: false,
      Entries: [
        {
          CidrBlock: '10.0.0.0/8',
          Egress: false,
          Protocol: 6,
          PortRange: { From: 443, To: 443 },
          RuleAction: 'allow',
          RuleNumber: 100,
        },
        {
          Ipv6CidrBlock: '::/0',
          Egress: false,
          Protocol: 58,
          Icmp: { Code: -1, Type: -1 },
          RuleAction: 'deny',
          RuleNumber: 110,
        },
        { CidrBlock: '0.0.0.0/0', Egress: true, Protocol: -1, RuleAction: 'allow', RuleNumber: 100 },
      ],
    });
    expect(second?.properties).toMatchObject({ Entries: [{ Protocol: 'tcp' }] });
  });

  test('the same entries in another order give the same bytes', async () => {
    const first = storedLines(networkAcl, await readAll(networkAcl));
    ec2.on(DescribeNetworkAclsCommand).resolves({
      NetworkAcls: [
        { NetworkAclId: 'acl-2', Entries: [{ Protocol: 'tcp' }] },
        { ...full, Entries: (full.Entries ?? []).toReversed(), Associations: [] },
      ],
    });
    expect(storedLines(networkAcl, await readAll(networkAcl))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeNetworkAclsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(networkAcl)).rejects.toThrow('UnauthorizedOperation');
  });
});

const entry = (RuleNumber: number, RuleAction: string, rest: JsonObject = {}): JsonObject => ({
  RuleNumber,
  RuleAction,
  Egress: false,
  Protocol: -1,
  CidrBlock: '0.0.0.0/0',
  ...rest,
});
const port = (number: number): JsonObject => ({ Protocol: 6, PortRange: { From: number, To: number } });
const last = entry(32_767, 'deny');
const web = entry(100, 'allow', port(443));
const attacker = entry(50, 'deny', { CidrBlock: '203.0.113.0/24' });
const entries = (...list: JsonObject[]): JsonObject => ({ VpcId: 'vpc-1', Entries: [...list, last] });
const openPort = 'ec2-network-acl-open-administrative-port';
const cutOff = 'ec2-network-acl-refuses-everything';

describe('what a change of a network ACL means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['SSH is let in', entries(web), entries(web, entry(90, 'allow', port(22))), 'HIGH', [openPort]],
    ['everything is let in', entries(web), entries(web, entry(90, 'allow')), 'HIGH', [openPort]],
    [
      'everything is let in over IPv6',
      entries(web),
      entries(web, entry(90, 'allow', { CidrBlock: null, Ipv6CidrBlock: '::/0' })),
      'HIGH',
      [openPort],
    ],
    [
      'everything but what an entry before it refuses',
      entries(web, entry(80, 'deny', port(22)), entry(81, 'deny', port(3389))),
      entries(web, entry(80, 'deny', port(22)), entry(81, 'deny', port(3389)), entry(90, 'allow')),
      'MEDIUM',
      [],
    ],
    [
      'the refusal of SSH before it is gone',
      entries(entry(80, 'deny', port(22)), entry(90, 'allow')),
      entries(entry(90, 'allow')),
      'HIGH',
      [openPort, 'ec2-network-acl-refusal-removed'],
    ],
    [
      'SSH is let in from one network',
      entries(web),
      entries(web, entry(90, 'allow', { ...port(22), CidrBlock: '10.0.0.0/8' })),
      'MEDIUM',
      [],
    ],
    [
      'UDP port 22 is let in',
      entries(web),
      entries(web, entry(90, 'allow', { ...port(22), Protocol: 17 })),
      'MEDIUM',
      [],
    ],
    ['SSH is shut', entries(web, entry(90, 'allow', port(22))), entries(web), 'INFO', []],
    ['everything is refused', entries(web), entries(entry(1, 'deny'), web), 'HIGH', [cutOff]],
    ['what was let in is gone', entries(web), entries(), 'HIGH', [cutOff]],
    ['something is let in again', entries(), entries(web), 'INFO', []],
    [
      'a refused network is let in',
      entries(attacker, web),
      entries(web),
      'MEDIUM',
      ['ec2-network-acl-refusal-removed'],
    ],
    [
      'a refusal has another number',
      entries(attacker),
      entries({ ...attacker, RuleNumber: 60 }),
      'MEDIUM',
      [],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(networkAcl, before, after)).toMatchObject({ severity, rules });
  });

  test('a new network ACL that lets everything in is what AWS makes with every VPC', () => {
    expect(riskOf(networkAcl, undefined, entries(entry(100, 'allow')))?.severity).toBe('LOW');
  });
});

test('a network ACL is free', () => {
  expect(networkAcl.monthlyCost?.(resource(networkAcl.type, {}), costContext({}))).toEqual({
    usd: 0,
    assumptions: [],
  });
});
