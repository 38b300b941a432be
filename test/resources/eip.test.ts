import {
  type Address,
  DescribeAddressesCommand,
  DescribeAddressTransfersCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { eip } from '../../lib/resources/eip.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** An address as DescribeAddresses returns it. */
const full: Address = {
  AllocationId: 'eipalloc-1',
  AssociationId: 'eipassoc-1',
  Domain: 'vpc',
  NetworkInterfaceId: 'eni-1',
  NetworkInterfaceOwnerId: '111122223333',
  PrivateIpAddress: '10.0.0.5',
  Tags: [{ Key: 'Name', Value: 'partners' }],
  PublicIpv4Pool: 'amazon',
  NetworkBorderGroup: 'eu-west-1',
  CarrierIp: '198.51.100.1',
  SubnetId: 'subnet-1',
  InstanceId: 'i-1',
  PublicIp: '203.0.113.5',
};
const managed: Address = {
  ...full,
  AllocationId: 'eipalloc-2',
  PublicIp: '203.0.113.6',
  ServiceManaged: 'alb',
  Tags: [],
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeAddressesCommand)
    .resolves({ Addresses: [full, managed, { PublicIp: '203.0.113.7' }] })
    .on(DescribeAddressTransfersCommand)
    .resolves({
      AddressTransfers: [
        { AllocationId: 'eipalloc-9', TransferAccountId: '444455556666', AddressTransferStatus: 'accepted' },
      ],
      NextToken: '2',
    })
    .on(DescribeAddressTransfersCommand, { NextToken: '2' })
    .resolves({
      AddressTransfers: [
        { AllocationId: 'eipalloc-1', TransferAccountId: '444455556666', AddressTransferStatus: 'pending' },
      ],
    });
});

describe('reading', () => {
  test('every property, in the words of CloudFormation, with whom the address is offered to', async () => {
    const [first, second, ...rest] = await readAll(eip);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:elastic-ip/eipalloc-1');
    const { id, tags, properties } = stored(eip, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['203.0.113.5|eipalloc-1', { Name: 'partners' }]);
    const { Tags: _tags, ...own } = full;
    expect(properties).toEqual({ ...own, TransferAccountId: '444455556666' });
    expect(second?.properties).toEqual({
      AllocationId: 'eipalloc-2',
      Domain: 'vpc',
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: 'eu-west-1',
      PublicIp: '203.0.113.6',
      ServiceManaged: 'alb',
    });
  });

  test('another order, and an interface that a service chose, give the same bytes', async () => {
    const first = storedLines(eip, await readAll(eip));
    ec2.on(DescribeAddressesCommand).resolves({
      Addresses: [{ ...managed, NetworkInterfaceId: 'eni-7', AssociationId: 'eipassoc-7' }, full],
    });
    expect(storedLines(eip, await readAll(eip))).toEqual(first);
  });

  test('without permission for transfers, who an address is offered to is unread', async () => {
    ec2.on(DescribeAddressTransfersCommand).rejects(awsError('UnauthorizedOperation', 'not authorized'));
    expect((await readAll(eip))[0]?.unread).toEqual([
      { path: '/TransferAccountId', reason: 'UnauthorizedOperation: not authorized' },
    ]);
  });

  test('an account without addresses is not asked for transfers', async () => {
    ec2.on(DescribeAddressesCommand).resolves({});
    expect(await readAll(eip)).toEqual([]);
    expect(ec2.commandCalls(DescribeAddressTransfersCommand)).toHaveLength(0);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeAddressesCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(eip)).rejects.toThrow('UnauthorizedOperation');
  });
});

const on = (NetworkInterfaceId: string): JsonObject => ({ PublicIp: '203.0.113.5', NetworkInterfaceId });
const idle: JsonObject = { PublicIp: '203.0.113.5' };

describe('what a change of an address means', () => {
  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    ['it is new', undefined, on('eni-1'), 'LOW', []],
    ['it is new and serves nothing', undefined, idle, 'LOW', ['ec2-eip-unused']],
    ['a service has it', undefined, { ...idle, ServiceManaged: 'alb' }, 'LOW', []],
    ['it leads elsewhere', on('eni-1'), on('eni-2'), 'MEDIUM', ['ec2-eip-moved']],
    ['it leads to an instance', idle, { ...idle, InstanceId: 'i-1' }, 'MEDIUM', ['ec2-eip-moved']],
    ['it leads nowhere', on('eni-1'), idle, 'MEDIUM', ['ec2-eip-moved', 'ec2-eip-unused']],
    [
      'it is offered to another account',
      on('eni-1'),
      { ...on('eni-1'), TransferAccountId: '444455556666' },
      'HIGH',
      ['ec2-eip-offered-to-account'],
    ],
    [
      'it is no longer offered',
      { ...on('eni-1'), TransferAccountId: '444455556666' },
      on('eni-1'),
      'INFO',
      [],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(eip, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[string, string | undefined]>([
    ['alb', 'Application Load Balancer'],
    ['something-new', 'something-new'],
    ['', undefined],
  ])('an address that %j manages belongs to %s', (ServiceManaged, owner) => {
    const address = resource(eip.type, ServiceManaged ? { ...idle, ServiceManaged } : idle);
    expect(eip.membership?.ownerOf(address)).toBe(owner);
  });
});

const price = { 'AmazonVPC public-ipv4/hour': 0.005 };

test.each<[string, JsonObject, Record<string, number>, number | null]>([
  ['0.005 USD/h for 730 h', on('eni-1'), price, 3.65],
  ['as much when it is unused', idle, price, 3.65],
  ['nothing beside the instance that counts it', { ...idle, InstanceId: 'i-1' }, price, 0],
  ['nothing from a pool of one’s own', { ...idle, PublicIpv4Pool: 'ipv4pool-ec2-1' }, price, 0],
  ['nothing when it is an address of one’s own', { ...idle, CustomerOwnedIp: '198.51.100.1' }, price, 0],
  ['an unknown sum without a price', idle, {}, null],
])('an address costs %s', (_, properties, prices, usd) => {
  expect(eip.monthlyCost?.(resource(eip.type, properties), costContext(prices)).usd).toBe(usd);
});
