import {
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  EC2Client,
  type TransitGatewayAttachment,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { transitGatewayAttachment } from '../../lib/resources/transit-gateway-attachment.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** An attachment of a VPC as DescribeTransitGatewayAttachments returns it. */
const full: TransitGatewayAttachment = {
  TransitGatewayAttachmentId: 'tgw-attach-1',
  TransitGatewayId: 'tgw-1',
  TransitGatewayOwnerId: '444455556666',
  ResourceOwnerId: '111122223333',
  ResourceType: 'vpc',
  ResourceId: 'vpc-1',
  State: 'available',
  Association: { TransitGatewayRouteTableId: 'tgw-rtb-1', State: 'associated' },
  CreationTime: new Date('2026-01-01T00:00:00Z'),
  Tags: [{ Key: 'Name', Value: 'spoke' }],
};
const vpn: TransitGatewayAttachment = {
  TransitGatewayAttachmentId: 'tgw-attach-2',
  ResourceType: 'vpn',
  ResourceId: 'vpn-1',
  State: 'pending',
};
const options = { DnsSupport: 'enable', Ipv6Support: 'disable', ApplianceModeSupport: 'disable' } as const;

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeTransitGatewayAttachmentsCommand)
    .resolves({ TransitGatewayAttachments: [full], NextToken: '2' })
    .on(DescribeTransitGatewayAttachmentsCommand, { NextToken: '2' })
    .resolves({
      TransitGatewayAttachments: [vpn, { TransitGatewayAttachmentId: 'tgw-attach-3', State: 'deleted' }, {}],
    })
    .on(DescribeTransitGatewayVpcAttachmentsCommand)
    .resolves({
      TransitGatewayVpcAttachments: [
        { TransitGatewayAttachmentId: 'tgw-attach-1', SubnetIds: ['subnet-2', 'subnet-1'], Options: options },
        {},
      ],
    });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(transitGatewayAttachment);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:transit-gateway-attachment/tgw-attach-1');
    const { id, tags, properties } = stored(transitGatewayAttachment, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['tgw-attach-1', { Name: 'spoke' }]);
    expect(properties).toEqual({
      Id: 'tgw-attach-1',
      TransitGatewayId: 'tgw-1',
      TransitGatewayOwnerId: '444455556666',
      ResourceType: 'vpc',
      ResourceId: 'vpc-1',
      ResourceOwnerId: '111122223333',
      State: 'available',
      Association: { TransitGatewayRouteTableId: 'tgw-rtb-1' },
      VpcId: 'vpc-1',
      SubnetIds: ['subnet-1', 'subnet-2'],
      Options: options,
    });
    expect(second?.properties).toMatchObject({ ResourceId: 'vpn-1', State: 'available' });
    expect(second?.unread).toEqual([]);
  });

  test('another order and states in transition give the same bytes', async () => {
    const first = storedLines(transitGatewayAttachment, await readAll(transitGatewayAttachment));
    ec2.on(DescribeTransitGatewayAttachmentsCommand).resolves({
      TransitGatewayAttachments: [
        { ...vpn, State: 'modifying' },
        { ...full, State: 'modifying', Association: { ...full.Association, State: 'associating' } },
      ],
    });
    expect(storedLines(transitGatewayAttachment, await readAll(transitGatewayAttachment))).toEqual(first);
  });

  test('without permission for the details of VPCs, those alone are unread', async () => {
    ec2.on(DescribeTransitGatewayVpcAttachmentsCommand).rejects(awsError('UnauthorizedOperation', 'no'));
    const read = await readAll(transitGatewayAttachment);
    expect(read.map(({ unread }) => unread?.map(({ path }) => path))).toEqual([
      ['/Options', '/SubnetIds'],
      [],
    ]);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeTransitGatewayAttachmentsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(transitGatewayAttachment)).rejects.toThrow('UnauthorizedOperation');
  });
});

const of = (resourceOwner: string, gatewayOwner: string, State = 'available'): JsonObject => ({
  TransitGatewayId: 'tgw-1',
  TransitGatewayOwnerId: gatewayOwner,
  ResourceType: 'vpc',
  ResourceId: 'vpc-1',
  ResourceOwnerId: resourceOwner,
  State,
});
const [own, other] = ['111122223333', '444455556666'];
const foreign = 'ec2-transit-gateway-attachment-foreign-account';

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a VPC of another account', undefined, of(other, own), 'HIGH', [foreign]],
  ['a transit gateway of another account', undefined, of(own, other), 'HIGH', [foreign]],
  ['a request of another account', undefined, of(other, own, 'pendingAcceptance'), 'MEDIUM', [foreign]],
  ['its acceptance', of(other, own, 'pendingAcceptance'), of(other, own), 'HIGH', [foreign]],
  ['a VPC of the account', undefined, of(own, own), 'MEDIUM', ['ec2-transit-gateway-attachment']],
  ['a request of the account', undefined, of(own, own, 'pendingAcceptance'), 'LOW', []],
  [
    'other routes',
    of(own, own),
    { ...of(own, own), Association: { TransitGatewayRouteTableId: 'tgw-rtb-9' } },
    'MEDIUM',
    [],
  ],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(transitGatewayAttachment, before, after)).toMatchObject({ severity, rules });
});

test('a model without an account has no foreign one', () => {
  const risk = riskOf(transitGatewayAttachment, undefined, of(own, other), { account: '' });
  expect(risk?.rules).not.toContain(foreign);
});

test('what an attachment costs is not known', () => {
  const cost = transitGatewayAttachment.monthlyCost?.(resource('AWS::X::Y', {}), costContext({}));
  expect(cost?.usd).toBeNull();
});
