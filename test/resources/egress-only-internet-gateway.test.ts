import { DescribeEgressOnlyInternetGatewaysCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { egressOnlyInternetGateway } from '../../lib/resources/egress-only-internet-gateway.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);
const full = {
  EgressOnlyInternetGatewayId: 'eigw-1',
  Attachments: [{ State: 'attached' as const, VpcId: 'vpc-1' }],
  Tags: [{ Key: 'Name', Value: 'way out' }],
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeEgressOnlyInternetGatewaysCommand)
    .resolves({ EgressOnlyInternetGateways: [full], NextToken: '2' })
    .on(DescribeEgressOnlyInternetGatewaysCommand, { NextToken: '2' })
    .resolves({ EgressOnlyInternetGateways: [{ EgressOnlyInternetGatewayId: 'eigw-2' }, {}] });
});

test('every property of every page is read, in the words of CloudFormation', async () => {
  const [first, second, ...rest] = await readAll(egressOnlyInternetGateway);
  expect([second?.id, rest]).toEqual(['eigw-2', []]);
  expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:egress-only-internet-gateway/eigw-1');
  const { id, tags, properties } = stored(egressOnlyInternetGateway, first ?? { id: '', properties: {} });
  expect([id, tags, properties]).toEqual(['eigw-1', { Name: 'way out' }, { Id: 'eigw-1', VpcId: 'vpc-1' }]);
});

test('another order and an attachment in progress give the same bytes', async () => {
  const first = storedLines(egressOnlyInternetGateway, await readAll(egressOnlyInternetGateway));
  ec2.on(DescribeEgressOnlyInternetGatewaysCommand).resolves({
    EgressOnlyInternetGateways: [
      { EgressOnlyInternetGatewayId: 'eigw-2' },
      { ...full, Attachments: [{ State: 'attaching', VpcId: 'vpc-1' }] },
    ],
  });
  expect(storedLines(egressOnlyInternetGateway, await readAll(egressOnlyInternetGateway))).toEqual(first);
});

test('a denied list makes the whole type unread', async () => {
  ec2.on(DescribeEgressOnlyInternetGatewaysCommand).rejects(awsError('UnauthorizedOperation'));
  await expect(readAll(egressOnlyInternetGateway)).rejects.toThrow('UnauthorizedOperation');
});

test('a new one, which lets nothing in, is of little weight and free', () => {
  expect(riskOf(egressOnlyInternetGateway, undefined, { VpcId: 'vpc-1' })?.severity).toBe('LOW');
  const cost = egressOnlyInternetGateway.monthlyCost?.(resource('AWS::X::Y', {}), costContext({}));
  expect(cost?.usd).toBe(0);
});
