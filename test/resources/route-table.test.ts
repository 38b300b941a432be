import { DescribeRouteTablesCommand, EC2Client, type RouteTable } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { noSurroundings } from '../../lib/model/surroundings.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { route } from '../../lib/resources/route.ts';
import { routeTable } from '../../lib/resources/route-table.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A route table as DescribeRouteTables returns it. */
const full: RouteTable = {
  Associations: [
    {
      Main: false,
      RouteTableAssociationId: 'rtbassoc-1',
      RouteTableId: 'rtb-1',
      SubnetId: 'subnet-1',
      AssociationState: { State: 'associated' },
    },
    {
      Main: false,
      RouteTableAssociationId: 'rtbassoc-2',
      RouteTableId: 'rtb-1',
      GatewayId: 'igw-1',
      AssociationState: { State: 'associated' },
    },
    {
      Main: false,
      RouteTableAssociationId: 'rtbassoc-3',
      RouteTableId: 'rtb-1',
      SubnetId: 'subnet-3',
      AssociationState: { State: 'disassociated' },
    },
  ],
  PropagatingVgws: [{ GatewayId: 'vgw-1' }],
  RouteTableId: 'rtb-1',
  Routes: [
    {
      DestinationCidrBlock: '10.0.0.0/16',
      GatewayId: 'local',
      Origin: 'CreateRouteTable',
      State: 'active',
    },
    {
      DestinationCidrBlock: '0.0.0.0/0',
      InstanceId: 'i-1',
      InstanceOwnerId: '111122223333',
      NetworkInterfaceId: 'eni-1',
      Origin: 'CreateRoute',
      State: 'blackhole',
    },
    {
      DestinationIpv6CidrBlock: '::/0',
      EgressOnlyInternetGatewayId: 'eigw-1',
      Origin: 'CreateRoute',
      State: 'active',
    },
    { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', Origin: 'CreateRoute', State: 'active' },
    { Origin: 'CreateRoute' },
  ],
  Tags: [{ Key: 'Name', Value: 'private' }],
  VpcId: 'vpc-1',
  OwnerId: '111122223333',
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeRouteTablesCommand)
    .resolves({ RouteTables: [full], NextToken: '2' })
    .on(DescribeRouteTablesCommand, { NextToken: '2' })
    .resolves({ RouteTables: [{ RouteTableId: 'rtb-2', VpcId: 'vpc-1' }, {}] });
});

describe('reading', () => {
  test('every property of every route table, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(routeTable);
    expect([second?.id, rest]).toEqual(['rtb-2', []]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:route-table/rtb-1');
    const { id, tags, properties } = stored(routeTable, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['rtb-1', { Name: 'private' }]);
    expect(properties).toEqual({
      RouteTableId: 'rtb-1',
      VpcId: 'vpc-1',
      OwnerId: '111122223333',
      Associations: [
        { Main: false, RouteTableAssociationId: 'rtbassoc-1', SubnetId: 'subnet-1' },
        { Main: false, RouteTableAssociationId: 'rtbassoc-2', GatewayId: 'igw-1' },
      ].toSorted((one) => (one.GatewayId ? 1 : -1)),
      PropagatingVgws: [{ GatewayId: 'vgw-1' }],
    });
  });

  test('every route is a resource of its own', async () => {
    const read = (await readAll(route)).map((each) => stored(route, each));
    expect(read.map(({ id, properties }) => [id, properties])).toEqual([
      [
        'rtb-1|10.0.0.0/16',
        {
          RouteTableId: 'rtb-1',
          CidrBlock: '10.0.0.0/16',
          DestinationCidrBlock: '10.0.0.0/16',
          GatewayId: 'local',
          Origin: 'CreateRouteTable',
          State: 'active',
        },
      ],
      [
        'rtb-1|0.0.0.0/0',
        {
          RouteTableId: 'rtb-1',
          CidrBlock: '0.0.0.0/0',
          DestinationCidrBlock: '0.0.0.0/0',
          InstanceId: 'i-1',
          InstanceOwnerId: '111122223333',
          NetworkInterfaceId: 'eni-1',
          Origin: 'CreateRoute',
          State: 'blackhole',
        },
      ],
      [
        'rtb-1|::/0',
        {
          RouteTableId: 'rtb-1',
          CidrBlock: '::/0',
          DestinationIpv6CidrBlock: '::/0',
          EgressOnlyInternetGatewayId: 'eigw-1',
          Origin: 'CreateRoute',
          State: 'active',
        },
      ],
      [
        'rtb-1|pl-1',
        {
          RouteTableId: 'rtb-1',
          CidrBlock: 'pl-1',
          DestinationPrefixListId: 'pl-1',
          VpcEndpointId: 'vpce-1',
          Origin: 'CreateRoute',
          State: 'active',
        },
      ],
    ]);
  });

  test.each([routeTable, route])('$type: another order gives the same bytes', async (type: ResourceType) => {
    const first = storedLines(type, await readAll(type));
    const shuffled = {
      ...full,
      Associations: (full.Associations ?? []).toReversed().map((each) => ({
        ...each,
        AssociationState:
          each.AssociationState?.State === 'associated'
            ? { State: 'associating' as const }
            : each.AssociationState,
      })),
      Routes: (full.Routes ?? []).toReversed(),
    };
    ec2
      .on(DescribeRouteTablesCommand)
      .resolves({ RouteTables: [{ RouteTableId: 'rtb-2', VpcId: 'vpc-1' }, shuffled] });
    expect(storedLines(type, await readAll(type))).toEqual(first);
  });

  test.each([routeTable, route])(
    '$type: a denied list makes the whole type unread',
    async (type: ResourceType) => {
      ec2.on(DescribeRouteTablesCommand).rejects(awsError('UnauthorizedOperation'));
      await expect(readAll(type)).rejects.toThrow('UnauthorizedOperation');
    },
  );
});

const associated = (...list: JsonObject[]): JsonObject => ({ VpcId: 'vpc-1', Associations: list });
const subnetOne = { SubnetId: 'subnet-1', RouteTableAssociationId: 'rtbassoc-1' };

describe('what a change of a route table means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['a subnet uses it', associated(), associated(subnetOne), 'MEDIUM', ['ec2-route-table-associated']],
    ['a subnet no longer uses it', associated(subnetOne), associated(), 'MEDIUM', []],
    [
      'an association was made again',
      associated(subnetOne),
      associated({ ...subnetOne, RouteTableAssociationId: 'rtbassoc-9' }),
      'MEDIUM',
      [],
    ],
    [
      'all subnets without one use it',
      associated(),
      associated({ Main: true }),
      'MEDIUM',
      ['ec2-route-table-associated'],
    ],
    [
      'what enters by a gateway uses it',
      associated(),
      associated({ GatewayId: 'igw-1' }),
      'HIGH',
      ['ec2-route-table-associated'],
    ],
    [
      'a VPN announces routes',
      associated(),
      { ...associated(), PropagatingVgws: [{ GatewayId: 'vgw-1' }] },
      'MEDIUM',
      ['ec2-route-table-propagation-enabled'],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(routeTable, before, after)).toMatchObject({ severity, rules });
  });
});

const to = (target: JsonObject, CidrBlock = '0.0.0.0/0'): JsonObject => ({
  RouteTableId: 'rtb-1',
  CidrBlock,
  ...target,
});
const gateway = { GatewayId: 'igw-1' };
const nat = { NatGatewayId: 'nat-1' };
const peer = { VpcPeeringConnectionId: 'pcx-1' };
const machine = { InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' };
const redirected = 'ec2-route-redirected';

describe('what a change of a route means', () => {
  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    ['a way to the internet', undefined, to(gateway), 'HIGH', ['ec2-route-to-internet']],
    ['a way to the internet over IPv6', undefined, to(gateway, '::/0'), 'HIGH', ['ec2-route-to-internet']],
    ['a way through the internet gateway to one network', undefined, to(gateway, '8.8.8.8/32'), 'LOW', []],
    ['a way out', undefined, to(nat), 'LOW', []],
    ['private subnets became public', to(nat), to(gateway), 'HIGH', ['ec2-route-to-internet', redirected]],
    ['public subnets became private', to(gateway), to(nat), 'MEDIUM', [redirected]],
    ['a way to another VPC', undefined, to(peer, '10.1.0.0/16'), 'MEDIUM', ['ec2-route-to-other-network']],
    ['all traffic passes a machine', to(nat), to(machine), 'HIGH', [redirected]],
    [
      'the local traffic of a VPC passes a machine',
      to({ GatewayId: 'local' }, '10.0.0.0/16'),
      to(machine, '10.0.0.0/16'),
      'HIGH',
      [redirected],
    ],
    ['no target is known any more', to(nat), to({}), 'MEDIUM', []],
    ['a target where none was known', to({}), to(nat), 'MEDIUM', [redirected]],
    ['the NAT gateway is gone', to(nat), to({ ...nat, State: 'blackhole' }), 'HIGH', ['ec2-route-blackhole']],
    [
      'the peer is gone',
      to(peer, '10.1.0.0/16'),
      to({ ...peer, State: 'blackhole' }, '10.1.0.0/16'),
      'MEDIUM',
      ['ec2-route-blackhole'],
    ],
    ['the NAT gateway is back', to({ ...nat, State: 'blackhole' }), to(nat), 'INFO', []],
    ['a new route that leads nowhere', undefined, to({ State: 'blackhole' }), 'LOW', ['ec2-route-blackhole']],
  ])('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(route, before, after);
    expect(risk?.severity).toBe(severity);
    expect(risk?.rules.toSorted()).toEqual(rules.toSorted());
  });

  test.each<[string, JsonObject, string[]]>([
    ['a default route', to(nat), ['ec2-default-route-removed']],
    ['a default route to who knows where', to({}), ['ec2-default-route-removed']],
    ['another route', to(nat, '10.0.0.0/8'), []],
  ])('%s is gone', (_, before, rules) => {
    const fired = (route.rules ?? []).filter(
      (rule) =>
        rule.kind === 'change' &&
        rule.dangers({ kind: 'removed', before: resource(route.type, before) }, noSurroundings).length > 0,
    );
    expect(fired.map(({ id }) => id)).toEqual(rules);
  });

  test.each<[string, JsonObject, string | undefined]>([
    ['CreateRoute', gateway, undefined],
    ['EnableVgwRoutePropagation', { GatewayId: 'vgw-1' }, 'virtual private gateway vgw-1'],
    ['Advertisement', machine, 'VPC Route Server'],
    ['CreateRouteTable', { GatewayId: 'local' }, 'the VPC'],
    ['CreateRouteTable', machine, undefined],
  ])('a route of origin %s belongs to what announces it', (Origin, target, owner) => {
    expect(route.membership?.ownerOf(resource(route.type, to({ ...target, Origin })))).toBe(owner);
  });
});

test.each([routeTable, route])('$type is free', (type: ResourceType) => {
  expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});
