import { DescribeTransitGatewaysCommand, EC2Client, type TransitGateway } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { transitGateway } from '../../lib/resources/transit-gateway.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A transit gateway as DescribeTransitGateways returns it. */
const full: TransitGateway = {
  TransitGatewayId: 'tgw-1',
  TransitGatewayArn: 'arn:aws:ec2:eu-west-1:111122223333:transit-gateway/tgw-1',
  State: 'available',
  OwnerId: '111122223333',
  Description: 'hub',
  CreationTime: new Date('2026-01-01T00:00:00Z'),
  Options: {
    AmazonSideAsn: 64512,
    TransitGatewayCidrBlocks: ['10.9.0.0/24', '10.8.0.0/24'],
    AutoAcceptSharedAttachments: 'disable',
    DefaultRouteTableAssociation: 'enable',
    AssociationDefaultRouteTableId: 'tgw-rtb-1',
    DefaultRouteTablePropagation: 'enable',
    PropagationDefaultRouteTableId: 'tgw-rtb-1',
    VpnEcmpSupport: 'enable',
    DnsSupport: 'enable',
    SecurityGroupReferencingSupport: 'disable',
    MulticastSupport: 'disable',
    EncryptionSupport: { EncryptionState: 'enabling', StateMessage: 'in progress' },
  },
  Tags: [{ Key: 'Name', Value: 'hub' }],
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeTransitGatewaysCommand)
    .resolves({ TransitGateways: [full], NextToken: '2' })
    .on(DescribeTransitGatewaysCommand, { NextToken: '2' })
    .resolves({ TransitGateways: [{ TransitGatewayId: 'tgw-2' }, {}] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(transitGateway);
    expect([second?.arn, rest]).toEqual(['arn:aws:ec2:eu-west-1:111122223333:transit-gateway/tgw-2', []]);
    const { id, tags, arn, properties } = stored(transitGateway, first ?? { id: '', properties: {} });
    expect([id, tags, arn]).toEqual(['tgw-1', { Name: 'hub' }, full.TransitGatewayArn]);
    expect(properties).toEqual({
      Id: 'tgw-1',
      TransitGatewayArn: full.TransitGatewayArn,
      OwnerId: '111122223333',
      Description: 'hub',
      ...full.Options,
      TransitGatewayCidrBlocks: ['10.8.0.0/24', '10.9.0.0/24'],
      EncryptionSupport: 'enable',
    });
  });

  test('only those of the account that are to stay are asked for', async () => {
    await readAll(transitGateway);
    expect(ec2.commandCalls(DescribeTransitGatewaysCommand)[0]?.args[0].input.Filters).toEqual([
      { Name: 'owner-id', Values: ['111122223333'] },
      { Name: 'state', Values: ['pending', 'available', 'modifying'] },
    ]);
  });

  test('another order and another state give the same bytes', async () => {
    const first = storedLines(transitGateway, await readAll(transitGateway));
    ec2.on(DescribeTransitGatewaysCommand).resolves({
      TransitGateways: [
        { TransitGatewayId: 'tgw-2', Options: { EncryptionSupport: { EncryptionState: 'disabling' } } },
        {
          ...full,
          State: 'modifying',
          Options: {
            ...full.Options,
            TransitGatewayCidrBlocks: ['10.8.0.0/24', '10.9.0.0/24'],
            EncryptionSupport: { EncryptionState: 'enabled' },
          },
        },
      ],
    });
    expect(storedLines(transitGateway, await readAll(transitGateway))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeTransitGatewaysCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(transitGateway)).rejects.toThrow('UnauthorizedOperation');
  });
});

const accepts = 'ec2-transit-gateway-accepts-attachments';
const plain = 'ec2-transit-gateway-encryption-off';
const [on, off] = [{ AutoAcceptSharedAttachments: 'enable' }, { AutoAcceptSharedAttachments: 'disable' }];

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['it is new', undefined, off, 'INFO', [plain]],
  ['it is new and accepts everybody', undefined, on, 'HIGH', [accepts, plain]],
  ['it accepts everybody', off, on, 'HIGH', [accepts]],
  ['it accepts nobody by itself', on, off, 'INFO', []],
  ['it no longer encrypts', { EncryptionSupport: 'enable' }, {}, 'HIGH', [plain]],
  ['it encrypts', {}, { EncryptionSupport: 'enable' }, 'INFO', []],
  ['other routes by default', off, { ...off, AssociationDefaultRouteTableId: 'tgw-rtb-9' }, 'MEDIUM', []],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(transitGateway, before, after)).toMatchObject({ severity, rules });
});

test('a transit gateway costs nothing itself: its attachments do', () => {
  const cost = transitGateway.monthlyCost?.(resource(transitGateway.type, {}), costContext({}));
  expect(cost?.usd).toBe(0);
  expect(cost?.assumptions.join()).toContain('billed by its attachments');
});
