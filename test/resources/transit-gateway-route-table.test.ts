import {
  DescribeTransitGatewayRouteTablesCommand,
  EC2Client,
  GetTransitGatewayRouteTablePropagationsCommand,
  SearchTransitGatewayRoutesCommand,
  type TransitGatewayRouteTable,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { transitGatewayRouteTable } from '../../lib/resources/transit-gateway-route-table.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A table as DescribeTransitGatewayRouteTables returns it. */
const full: TransitGatewayRouteTable = {
  TransitGatewayRouteTableId: 'tgw-rtb-1',
  TransitGatewayId: 'tgw-1',
  State: 'available',
  DefaultAssociationRouteTable: true,
  DefaultPropagationRouteTable: false,
  CreationTime: new Date('2026-01-01T00:00:00Z'),
  Tags: [{ Key: 'Name', Value: 'spokes' }],
};
const routes = [
  {
    DestinationCidrBlock: '0.0.0.0/0',
    TransitGatewayAttachments: [
      { TransitGatewayAttachmentId: 'tgw-attach-2' },
      { TransitGatewayAttachmentId: 'tgw-attach-1' },
    ],
    Type: 'static' as const,
    State: 'active' as const,
  },
  { DestinationCidrBlock: '10.9.0.0/16', Type: 'static' as const, State: 'blackhole' as const },
  { PrefixListId: 'pl-1', Type: 'static' as const, State: 'active' as const },
  { DestinationCidrBlock: '10.8.0.0/16', Type: 'static' as const, State: 'deleted' as const },
];

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeTransitGatewayRouteTablesCommand)
    .resolves({ TransitGatewayRouteTables: [full], NextToken: '2' })
    .on(DescribeTransitGatewayRouteTablesCommand, { NextToken: '2' })
    .resolves({
      TransitGatewayRouteTables: [
        { TransitGatewayRouteTableId: 'tgw-rtb-2' },
        { TransitGatewayRouteTableId: 'tgw-rtb-3', State: 'deleting' },
        {},
      ],
    })
    .on(SearchTransitGatewayRoutesCommand, { TransitGatewayRouteTableId: 'tgw-rtb-1' })
    .resolves({ Routes: routes.slice(0, 1), NextToken: '2' })
    .on(SearchTransitGatewayRoutesCommand, { TransitGatewayRouteTableId: 'tgw-rtb-1', NextToken: '2' })
    .resolves({ Routes: routes.slice(1) })
    .on(SearchTransitGatewayRoutesCommand, { TransitGatewayRouteTableId: 'tgw-rtb-2' })
    .resolves({})
    .on(GetTransitGatewayRouteTablePropagationsCommand)
    .resolves({
      TransitGatewayRouteTablePropagations: [
        { TransitGatewayAttachmentId: 'tgw-attach-2', State: 'enabled' },
        { TransitGatewayAttachmentId: 'tgw-attach-1', State: 'enabling' },
        { TransitGatewayAttachmentId: 'tgw-attach-3', State: 'disabling' },
      ],
    });
});

describe('reading', () => {
  test('every property of every page, with static routes and propagations', async () => {
    const [first, second, ...rest] = await readAll(transitGatewayRouteTable);
    expect([second?.id, rest]).toEqual(['tgw-rtb-2', []]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:transit-gateway-route-table/tgw-rtb-1');
    const { id, tags, properties } = stored(transitGatewayRouteTable, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['tgw-rtb-1', { Name: 'spokes' }]);
    expect(properties).toEqual({
      TransitGatewayRouteTableId: 'tgw-rtb-1',
      TransitGatewayId: 'tgw-1',
      DefaultAssociationRouteTable: true,
      DefaultPropagationRouteTable: false,
      Routes: expect.arrayContaining([
        {
          DestinationCidrBlock: '0.0.0.0/0',
          Blackhole: false,
          TransitGatewayAttachmentIds: ['tgw-attach-1', 'tgw-attach-2'],
        },
        { DestinationCidrBlock: '10.9.0.0/16', Blackhole: true },
        { PrefixListId: 'pl-1', Blackhole: false },
      ]),
      Propagations: [
        { TransitGatewayAttachmentId: 'tgw-attach-1' },
        { TransitGatewayAttachmentId: 'tgw-attach-2' },
      ],
    });
    expect(properties.Routes).toHaveLength(3);
    expect(ec2.commandCalls(SearchTransitGatewayRoutesCommand)[0]?.args[0].input.Filters).toEqual([
      { Name: 'type', Values: ['static'] },
    ]);
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(transitGatewayRouteTable, await readAll(transitGatewayRouteTable));
    ec2
      .on(SearchTransitGatewayRoutesCommand, { TransitGatewayRouteTableId: 'tgw-rtb-1' })
      .resolves({ Routes: routes.toReversed() })
      .on(DescribeTransitGatewayRouteTablesCommand)
      .resolves({
        TransitGatewayRouteTables: [
          { TransitGatewayRouteTableId: 'tgw-rtb-2' },
          { ...full, State: 'pending' },
        ],
      });
    expect(storedLines(transitGatewayRouteTable, await readAll(transitGatewayRouteTable))).toEqual(first);
  });

  test('denied parts are unread, and a table that is gone is skipped', async () => {
    ec2
      .on(GetTransitGatewayRouteTablePropagationsCommand)
      .rejects(awsError('UnauthorizedOperation', 'no'))
      .on(SearchTransitGatewayRoutesCommand, { TransitGatewayRouteTableId: 'tgw-rtb-2' })
      .rejects(awsError('InvalidRouteTableID.NotFound'));
    expect((await readAll(transitGatewayRouteTable)).map(({ unread }) => unread)).toEqual([
      [{ path: '/Propagations', reason: 'UnauthorizedOperation: no' }],
    ]);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeTransitGatewayRouteTablesCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(transitGatewayRouteTable)).rejects.toThrow('UnauthorizedOperation');
  });
});

const sending = (DestinationCidrBlock: string, to: string | undefined): JsonObject => ({
  Routes: [
    {
      DestinationCidrBlock,
      Blackhole: to === undefined,
      TransitGatewayAttachmentIds: to === undefined ? [] : [to],
    },
  ],
});
const changed = ['ec2-transit-gateway-route-changed'];

test.each<[string, JsonObject, JsonObject, string, string[]]>([
  ['all traffic goes another way', sending('0.0.0.0/0', 'a'), sending('0.0.0.0/0', 'b'), 'HIGH', changed],
  ['a network is cut off', sending('10.0.0.0/8', 'a'), sending('10.0.0.0/8', undefined), 'MEDIUM', changed],
  ['a new route', {}, sending('10.0.0.0/8', 'a'), 'MEDIUM', changed],
  ['a route is gone', sending('10.0.0.0/8', 'a'), {}, 'MEDIUM', []],
  ['another network is learnt', {}, { Propagations: [{ TransitGatewayAttachmentId: 'a' }] }, 'MEDIUM', []],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(transitGatewayRouteTable, before, after)).toMatchObject({ severity, rules });
});

test('a route table is free', () => {
  expect(transitGatewayRouteTable.monthlyCost?.(resource('AWS::X::Y', {}), costContext({})).usd).toBe(0);
});
