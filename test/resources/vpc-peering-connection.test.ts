import {
  DescribeVpcPeeringConnectionsCommand,
  EC2Client,
  type VpcPeeringConnection,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { vpcPeeringConnection } from '../../lib/resources/vpc-peering-connection.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A connection as DescribeVpcPeeringConnections returns it. */
const full: VpcPeeringConnection = {
  AccepterVpcInfo: {
    CidrBlock: '10.1.0.0/16',
    CidrBlockSet: [{ CidrBlock: '10.2.0.0/16' }, { CidrBlock: '10.1.0.0/16' }],
    OwnerId: '444455556666',
    PeeringOptions: {
      AllowDnsResolutionFromRemoteVpc: true,
      AllowEgressFromLocalClassicLinkToRemoteVpc: false,
      AllowEgressFromLocalVpcToRemoteClassicLink: false,
    },
    VpcId: 'vpc-2',
    Region: 'us-east-1',
  },
  RequesterVpcInfo: {
    CidrBlock: '10.0.0.0/16',
    CidrBlockSet: [{ CidrBlock: '10.0.0.0/16' }],
    OwnerId: '111122223333',
    PeeringOptions: { AllowDnsResolutionFromRemoteVpc: false },
    VpcId: 'vpc-1',
    Region: 'eu-west-1',
  },
  Status: { Code: 'active', Message: 'Active' },
  Tags: [{ Key: 'Name', Value: 'partner' }],
  VpcPeeringConnectionId: 'pcx-1',
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeVpcPeeringConnectionsCommand)
    .resolves({ VpcPeeringConnections: [full], NextToken: '2' })
    .on(DescribeVpcPeeringConnectionsCommand, { NextToken: '2' })
    .resolves({
      VpcPeeringConnections: [
        {
          VpcPeeringConnectionId: 'pcx-2',
          Status: { Code: 'initiating-request' },
          ExpirationTime: new Date('2026-12-01T00:00:00Z'),
        },
        { VpcPeeringConnectionId: 'pcx-3', Status: { Code: 'deleted' } },
        {},
      ],
    });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(vpcPeeringConnection);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:vpc-peering-connection/pcx-1');
    const { id, tags, properties } = stored(vpcPeeringConnection, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['pcx-1', { Name: 'partner' }]);
    expect(properties).toEqual({
      Id: 'pcx-1',
      VpcId: 'vpc-1',
      PeerVpcId: 'vpc-2',
      PeerOwnerId: '444455556666',
      PeerRegion: 'us-east-1',
      Status: 'active',
      RequesterVpcInfo: {
        CidrBlock: '10.0.0.0/16',
        CidrBlockSet: [{ CidrBlock: '10.0.0.0/16' }],
        OwnerId: '111122223333',
        VpcId: 'vpc-1',
        Region: 'eu-west-1',
      },
      AccepterVpcInfo: {
        CidrBlock: '10.1.0.0/16',
        CidrBlockSet: [{ CidrBlock: '10.1.0.0/16' }, { CidrBlock: '10.2.0.0/16' }],
        OwnerId: '444455556666',
        PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true },
        VpcId: 'vpc-2',
        Region: 'us-east-1',
      },
    });
    expect(second?.properties).toMatchObject({ Id: 'pcx-2', Status: 'pending-acceptance' });
  });

  test('another order and a connection that is being made give the same bytes', async () => {
    const first = storedLines(vpcPeeringConnection, await readAll(vpcPeeringConnection));
    ec2.on(DescribeVpcPeeringConnectionsCommand).resolves({
      VpcPeeringConnections: [
        { VpcPeeringConnectionId: 'pcx-2', Status: { Code: 'pending-acceptance' } },
        {
          ...full,
          Status: { Code: 'provisioning' },
          AccepterVpcInfo: {
            ...full.AccepterVpcInfo,
            CidrBlockSet: (full.AccepterVpcInfo?.CidrBlockSet ?? []).toReversed(),
          },
        },
      ],
    });
    expect(storedLines(vpcPeeringConnection, await readAll(vpcPeeringConnection))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeVpcPeeringConnectionsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(vpcPeeringConnection)).rejects.toThrow('UnauthorizedOperation');
  });
});

const between = (requester: string, accepter: string, Status = 'active'): JsonObject => ({
  VpcId: 'vpc-1',
  PeerVpcId: 'vpc-2',
  PeerOwnerId: accepter,
  Status,
  RequesterVpcInfo: { OwnerId: requester },
});
const [own, other] = ['111122223333', '444455556666'];
const foreign = 'ec2-vpc-peering-foreign-account';

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a connection to another account', undefined, between(own, other), 'HIGH', [foreign]],
  ['a connection from another account', undefined, between(other, own), 'HIGH', [foreign]],
  ['a request of another account', undefined, between(other, own, 'pending-acceptance'), 'MEDIUM', [foreign]],
  [
    'a request of another account was accepted',
    between(other, own, 'pending-acceptance'),
    between(other, own),
    'HIGH',
    [foreign],
  ],
  ['a connection within the account', undefined, between(own, own), 'MEDIUM', ['ec2-vpc-peering-active']],
  ['a request within the account', undefined, between(own, own, 'pending-acceptance'), 'LOW', []],
  [
    'names are resolved for the other side',
    between(own, own),
    { ...between(own, own), AccepterVpcInfo: { PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true } } },
    'MEDIUM',
    [],
  ],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(vpcPeeringConnection, before, after)).toMatchObject({ severity, rules });
});

test('a model without an account has no foreign one', () => {
  expect(riskOf(vpcPeeringConnection, undefined, between(own, other), { account: '' })?.rules).not.toContain(
    foreign,
  );
});

test('a peering connection is free but for the data that passes zones', () => {
  const cost = vpcPeeringConnection.monthlyCost?.(resource(vpcPeeringConnection.type, {}), costContext({}));
  expect(cost?.usd).toBe(0);
});
