import { DescribeNatGatewaysCommand, EC2Client, type NatGateway } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { natGateway } from '../../lib/resources/nat-gateway.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A NAT gateway as DescribeNatGateways returns it. */
const full: NatGateway = {
  CreateTime: new Date('2026-01-01T00:00:00Z'),
  NatGatewayAddresses: [
    {
      AllocationId: 'eipalloc-2',
      NetworkInterfaceId: 'eni-1',
      PrivateIp: '10.0.0.6',
      PublicIp: '203.0.113.6',
      AssociationId: 'eipassoc-2',
      IsPrimary: false,
      Status: 'succeeded',
    },
    {
      AllocationId: 'eipalloc-1',
      NetworkInterfaceId: 'eni-1',
      PrivateIp: '10.0.0.5',
      PublicIp: '203.0.113.5',
      AssociationId: 'eipassoc-1',
      IsPrimary: true,
      Status: 'succeeded',
    },
    { AllocationId: 'eipalloc-3', PrivateIp: '10.0.0.7', IsPrimary: false, Status: 'disassociating' },
  ],
  NatGatewayId: 'nat-1',
  ProvisionedBandwidth: { Provisioned: '10', Status: 'active' },
  State: 'available',
  SubnetId: 'subnet-1',
  VpcId: 'vpc-1',
  Tags: [{ Key: 'Name', Value: 'way out' }],
  ConnectivityType: 'public',
  AttachedAppliances: [
    {
      Type: 'network-firewall-proxy',
      ApplianceArn: 'arn:aws:network-firewall:eu-west-1:111122223333:proxy/p',
      VpcEndpointId: 'vpce-1',
      AttachmentState: 'attached',
    },
  ],
};
const regional: NatGateway = {
  NatGatewayId: 'nat-2',
  VpcId: 'vpc-1',
  AvailabilityMode: 'regional',
  RouteTableId: 'rtb-1',
  NatGatewayAddresses: [
    { AllocationId: 'eipalloc-8', AvailabilityZone: 'eu-west-1a', AvailabilityZoneId: 'euw1-az1' },
    { AllocationId: 'eipalloc-9', AvailabilityZone: 'eu-west-1b', AvailabilityZoneId: 'euw1-az2' },
    { AvailabilityZone: 'eu-west-1b', AvailabilityZoneId: 'euw1-az2' },
  ],
};
const growing: NatGateway = { ...regional, NatGatewayId: 'nat-3', AutoProvisionZones: 'enabled' };

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeNatGatewaysCommand)
    .resolves({ NatGateways: [full], NextToken: '2' })
    .on(DescribeNatGatewaysCommand, { NextToken: '2' })
    .resolves({ NatGateways: [regional, growing, {}] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, third, ...rest] = await readAll(natGateway);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:natgateway/nat-1');
    const { id, tags, properties } = stored(natGateway, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['nat-1', { Name: 'way out' }]);
    expect(properties).toEqual({
      NatGatewayId: 'nat-1',
      VpcId: 'vpc-1',
      SubnetId: 'subnet-1',
      ConnectivityType: 'public',
      AvailabilityMode: 'zonal',
      ProvisionedBandwidth: '10',
      AttachedAppliances: [
        {
          Type: 'network-firewall-proxy',
          ApplianceArn: 'arn:aws:network-firewall:eu-west-1:111122223333:proxy/p',
          VpcEndpointId: 'vpce-1',
        },
      ],
      AllocationId: 'eipalloc-1',
      EniId: 'eni-1',
      PrivateIpAddress: '10.0.0.5',
      PublicIp: '203.0.113.5',
      SecondaryAllocationIds: ['eipalloc-2'],
      SecondaryPrivateIpAddresses: ['10.0.0.6'],
    });
    expect(second?.properties).toMatchObject({
      AvailabilityMode: 'regional',
      RouteTableId: 'rtb-1',
      AvailabilityZoneAddresses: [
        { AvailabilityZone: 'eu-west-1a', AvailabilityZoneId: 'euw1-az1', AllocationIds: ['eipalloc-8'] },
        { AvailabilityZone: 'eu-west-1b', AvailabilityZoneId: 'euw1-az2', AllocationIds: ['eipalloc-9'] },
      ],
    });
    expect(third?.properties).toMatchObject({ NatGatewayId: 'nat-3', AutoProvisionZones: 'enabled' });
    expect(third?.properties).not.toHaveProperty('AvailabilityZoneAddresses');
  });

  test('only gateways that exist and are to stay are asked for', async () => {
    await readAll(natGateway);
    expect(ec2.commandCalls(DescribeNatGatewaysCommand)[0]?.args[0].input.Filter).toEqual([
      { Name: 'state', Values: ['pending', 'available'] },
    ]);
  });

  test('another order, another state and a gateway that grew give the same bytes', async () => {
    const first = storedLines(natGateway, await readAll(natGateway));
    const reversed = (gateway: NatGateway): NatGateway => ({
      ...gateway,
      State: 'pending',
      NatGatewayAddresses: (gateway.NatGatewayAddresses ?? []).toReversed(),
    });
    ec2.on(DescribeNatGatewaysCommand).resolves({
      NatGateways: [{ ...growing, NatGatewayAddresses: [] }, reversed(regional), reversed(full)],
    });
    expect(storedLines(natGateway, await readAll(natGateway))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeNatGatewaysCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(natGateway)).rejects.toThrow('UnauthorizedOperation');
  });
});

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a new gateway', undefined, { PublicIp: '203.0.113.5' }, 'LOW', []],
  [
    'another public address',
    { PublicIp: '203.0.113.5' },
    { PublicIp: '203.0.113.9' },
    'MEDIUM',
    ['ec2-nat-gateway-address-changed'],
  ],
  ['no public address', { PublicIp: '203.0.113.5' }, {}, 'MEDIUM', ['ec2-nat-gateway-address-changed']],
  ['one more address', {}, { SecondaryAllocationIds: ['eipalloc-2'] }, 'MEDIUM', []],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(natGateway, before, after)).toMatchObject({ severity, rules });
});

test.each<[string, JsonObject, Record<string, number>, number | null]>([
  ['0.048 USD/h for 730 h', {}, { 'AmazonEC2 nat-gateway/hour': 0.048 }, 35.04],
  ['unknown without a price', {}, {}, null],
  ['unknown of a regional one', { AvailabilityMode: 'regional' }, { 'AmazonEC2 nat-gateway/hour': 1 }, null],
])('a NAT gateway costs %s', (_, properties, prices, usd) => {
  const cost = natGateway.monthlyCost?.(resource(natGateway.type, properties), costContext(prices));
  expect(cost?.usd === null ? null : Number(cost?.usd.toFixed(6))).toBe(usd);
  expect(cost?.assumptions.length).toBeGreaterThan(0);
});
