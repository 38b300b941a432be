import { DescribeSecurityGroupsCommand, EC2Client, type SecurityGroup } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { securityGroup } from '../../lib/resources/security-group.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A group as DescribeSecurityGroups returns it, with a peer of every kind in both directions. */
const full: SecurityGroup = {
  GroupId: 'sg-903004f8',
  GroupName: 'web',
  Description: 'The web servers',
  OwnerId: '111122223333',
  SecurityGroupArn: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-903004f8',
  VpcId: 'vpc-1a2b3c4d',
  Tags: [{ Key: 'Name', Value: 'web' }],
  IpPermissions: [
    {
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      IpRanges: [{ CidrIp: '203.0.113.0/24', Description: 'office' }, { CidrIp: '198.51.100.0/24' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'office' }],
      PrefixListIds: [{ PrefixListId: 'pl-1', Description: 'CloudFront' }],
      UserIdGroupPairs: [{ GroupId: 'sg-2', UserId: '111122223333', Description: 'load balancer' }],
    },
  ],
  IpPermissionsEgress: [
    {
      IpProtocol: '-1',
      IpRanges: [{ CidrIp: '0.0.0.0/0' }],
      Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      PrefixListIds: [{ PrefixListId: 'pl-2' }],
      UserIdGroupPairs: [{ GroupId: 'sg-3', UserId: '111122223333' }],
    },
  ],
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeSecurityGroupsCommand)
    .resolves({ SecurityGroups: [full], NextToken: '2' })
    .on(DescribeSecurityGroupsCommand, { NextToken: '2' })
    .resolves({ SecurityGroups: [{ GroupId: 'sg-empty', IpPermissions: [{ IpProtocol: '-1' }] }, {}] });
});

describe('reading', () => {
  test('every group of every page, each network and group as a rule of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(securityGroup);
    expect(rest).toEqual([]);
    expect(first?.id).toBe('sg-903004f8');
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:security-group/sg-903004f8');
    const { tags, properties } = stored(securityGroup, first ?? { id: '', properties: {} });
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    expect(tags).toEqual({ Name: 'web' });
    expect(properties).toEqual({
      GroupId: 'sg-903004f8',
      GroupName: 'web',
      GroupDescription: 'The web servers',
      VpcId: 'vpc-1a2b3c4d',
      SecurityGroupIngress: expect.arrayContaining([
        { ...https, CidrIp: '203.0.113.0/24', Description: 'office' },
        { ...https, CidrIp: '198.51.100.0/24' },
        { ...https, CidrIpv6: '2001:db8::/32', Description: 'office' },
        { ...https, SourcePrefixListId: 'pl-1', Description: 'CloudFront' },
        {
          ...https,
          SourceSecurityGroupId: 'sg-2',
          SourceSecurityGroupOwnerId: '111122223333',
          Description: 'load balancer',
        },
      ]),
      SecurityGroupEgress: expect.arrayContaining([
        { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
        { IpProtocol: '-1', CidrIpv6: '::/0' },
        { IpProtocol: '-1', DestinationPrefixListId: 'pl-2' },
        { IpProtocol: '-1', DestinationSecurityGroupId: 'sg-3' },
      ]),
    });
    expect(properties.SecurityGroupIngress).toHaveLength(5);
    expect(properties.SecurityGroupEgress).toHaveLength(4);
    expect(second?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:security-group/sg-empty');
    expect(stored(securityGroup, second ?? { id: '', properties: {} }).properties).toEqual({
      GroupId: 'sg-empty',
    });
  });

  test('the same groups with their rules in another order and grouped otherwise give the same bytes', async () => {
    const first = storedLines(securityGroup, await readAll(securityGroup));
    const [https] = full.IpPermissions ?? [];
    const { IpProtocol = 'tcp', FromPort = 443, ToPort = 443 } = https ?? {};
    const ports = { IpProtocol, FromPort, ToPort };
    ec2.on(DescribeSecurityGroupsCommand).resolves({
      SecurityGroups: [
        { GroupId: 'sg-empty' },
        {
          ...full,
          IpPermissions: [
            { ...ports, UserIdGroupPairs: https?.UserIdGroupPairs ?? [] },
            { ...ports, PrefixListIds: https?.PrefixListIds ?? [], Ipv6Ranges: https?.Ipv6Ranges ?? [] },
            { ...ports, IpRanges: [...(https?.IpRanges ?? [])].reverse() },
          ],
        },
      ],
    });
    expect(storedLines(securityGroup, await readAll(securityGroup))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeSecurityGroupsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(securityGroup)).rejects.toThrow('UnauthorizedOperation');
  });
});

const administrative = 'ec2-administrative-port-open-to-world';
const other = 'ec2-port-open-to-world';
const tcp = (from: number, to: number, network: JsonObject): JsonObject => ({
  IpProtocol: 'tcp',
  FromPort: from,
  ToPort: to,
  ...network,
});
const world: JsonObject = { CidrIp: '0.0.0.0/0' };
const world6: JsonObject = { CidrIpv6: '::/0' };
const office: JsonObject = { CidrIp: '203.0.113.0/24' };
const ingress = (...rules: JsonObject[]): JsonObject => ({ GroupName: 'web', SecurityGroupIngress: rules });
const ssh = tcp(22, 22, world);

const postgres = { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 };

describe('what a change of a security group means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['SSH opened to the world', ingress(), ingress(ssh), 'CRITICAL', [administrative]],
    [
      'RDP opened to the IPv6 world',
      ingress(),
      ingress(tcp(3389, 3389, world6)),
      'CRITICAL',
      [administrative],
    ],
    [
      'a database opened to half the world',
      ingress(),
      ingress(tcp(5432, 5432, { CidrIp: '128.0.0.0/1' })),
      'CRITICAL',
      [administrative],
    ],
    ['a range with SSH in it opened', ingress(), ingress(tcp(0, 1024, world)), 'CRITICAL', [administrative]],
    [
      'all protocols opened',
      ingress(),
      ingress({ IpProtocol: '-1', ...world }),
      'CRITICAL',
      [administrative],
    ],
    [
      'all TCP ports opened, by number of the protocol',
      ingress(),
      ingress({ IpProtocol: '6', ...world }),
      'CRITICAL',
      [administrative],
    ],
    [
      'ports in text opened',
      ingress(),
      ingress({ IpProtocol: 'tcp', FromPort: '22', ToPort: '22', ...world }),
      'CRITICAL',
      [administrative],
    ],
    ['another port opened', ingress(), ingress(tcp(9999, 9999, world)), 'HIGH', [other]],
    ['a range of other ports opened', ingress(), ingress(tcp(10000, 10100, world)), 'HIGH', [other]],
    ['HTTP and HTTPS opened', ingress(), ingress(tcp(80, 80, world), tcp(443, 443, world6)), 'MEDIUM', []],
    [
      'ICMP opened',
      ingress(),
      ingress({ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, ...world }),
      'MEDIUM',
      [],
    ],
    ['SSH opened to the office', ingress(), ingress(tcp(22, 22, office)), 'MEDIUM', []],
    [
      'SSH opened to another group',
      ingress(),
      ingress(tcp(22, 22, { SourceSecurityGroupId: 'sg-2' })),
      'MEDIUM',
      [],
    ],
    ['SSH open as before, HTTPS added', ingress(ssh), ingress(ssh, tcp(443, 443, world)), 'MEDIUM', []],
    ['SSH closed', ingress(ssh), ingress(), 'INFO', []],
    ['SSH closed, another port opened', ingress(ssh), ingress(tcp(9999, 9999, world)), 'HIGH', [other]],
    [
      'egress opened',
      ingress(),
      { ...ingress(), SecurityGroupEgress: [{ IpProtocol: '-1', ...world }] },
      'MEDIUM',
      ['ec2-egress-opened-to-world'],
    ],
    [
      'egress opened to IPv6',
      ingress(),
      { ...ingress(), SecurityGroupEgress: [{ IpProtocol: '-1', CidrIpv6: '::/0' }] },
      'MEDIUM',
      ['ec2-egress-opened-to-world'],
    ],
    [
      'egress narrowed',
      { ...ingress(), SecurityGroupEgress: [{ IpProtocol: '-1', ...world }] },
      { ...ingress(), SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '10.0.0.0/8' }] },
      'INFO',
      [],
    ],
    [
      'egress of one port to the world',
      ingress(),
      { ...ingress(), SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...world }] },
      'LOW',
      [],
    ],
    [
      'a network of IPv6 widened',
      ingress({ ...postgres, CidrIpv6: 'fd00:1::/64' }),
      ingress({ ...postgres, CidrIpv6: 'fd00:1::/48' }),
      'MEDIUM',
      ['ec2-ingress-network-widened'],
    ],
    [
      'a network of IPv4 in place of one of IPv6',
      ingress({ ...postgres, CidrIpv6: 'fd00:1::/64' }),
      ingress({ ...postgres, CidrIp: '10.0.0.0/8' }),
      'MEDIUM',
      [],
    ],
    [
      'a larger network beside the former one',
      ingress({ ...postgres, CidrIp: '10.0.8.0/28' }),
      ingress({ ...postgres, CidrIp: '10.0.8.0/28' }, { ...postgres, CidrIp: '10.0.0.0/8' }),
      'MEDIUM',
      [],
    ],
    [
      'a larger network at another port',
      ingress({ ...postgres, CidrIp: '10.0.8.0/28' }),
      ingress({ ...postgres, FromPort: 5433, ToPort: 5433, CidrIp: '10.0.0.0/8' }),
      'MEDIUM',
      [],
    ],
    [
      'a network in place of a group',
      ingress({ ...postgres, SourceSecurityGroupId: 'sg-1' }),
      ingress({ ...postgres, CidrIp: '10.0.0.0/8' }),
      'MEDIUM',
      [],
    ],
    [
      'a network widened to a large part of the internet, of which another rule tells',
      ingress({ ...postgres, CidrIp: '64.1.0.0/28' }),
      ingress({ ...postgres, CidrIp: '64.0.0.0/4' }),
      'HIGH',
      ['ec2-administrative-port-open-to-large-network'],
    ],
    [
      'a network narrowed',
      ingress({ ...postgres, CidrIp: '10.0.0.0/16' }),
      ingress({ ...postgres, CidrIp: '10.0.8.0/28' }),
      'INFO',
      [],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(securityGroup, before, after)).toMatchObject({ severity, rules });
  });

  test('SSH narrowed from the world to the office is told as safer', () => {
    const risk = riskOf(securityGroup, ingress(ssh), ingress(tcp(22, 22, office)));
    expect(risk?.rules).toEqual([]);
    expect(risk?.reasons).toEqual([
      'Safer: administrative port closed to the internet (SSH (22) from 0.0.0.0/0).',
    ]);
  });

  test('the reason names the port, the group and the network', () => {
    expect(riskOf(securityGroup, ingress(), ingress(ssh))?.reasons).toEqual([
      'tcp port 22 of security group id-1 can be reached from the whole internet (0.0.0.0/0), and so SSH.',
    ]);
  });

  test.each<[string, JsonObject, string, string[]]>([
    ['open to nobody', ingress(), 'LOW', []],
    ['with SSH open to the world', ingress(ssh), 'CRITICAL', [administrative]],
  ])('a new group %s', (_, properties, severity, rules) => {
    expect(riskOf(securityGroup, undefined, properties)).toMatchObject({ severity, rules });
  });
});

test('a security group is free', () => {
  expect(securityGroup.monthlyCost?.(resource(securityGroup.type, ingress()), costContext({}))).toEqual({
    usd: 0,
    assumptions: [],
  });
});
