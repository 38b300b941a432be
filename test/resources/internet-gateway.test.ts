import { DescribeInternetGatewaysCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { internetGateway } from '../../lib/resources/internet-gateway.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeInternetGatewaysCommand)
    .resolves({
      InternetGateways: [
        {
          InternetGatewayId: 'igw-1',
          OwnerId: '111122223333',
          Attachments: [{ State: 'attached', VpcId: 'vpc-1' }],
          Tags: [{ Key: 'Name', Value: 'way out' }],
        },
      ],
      NextToken: '2',
    })
    .on(DescribeInternetGatewaysCommand, { NextToken: '2' })
    .resolves({
      InternetGateways: [
        { InternetGatewayId: 'igw-2', Attachments: [{ State: 'detaching', VpcId: 'vpc-2' }] },
        {},
      ],
    });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(internetGateway);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      id: 'igw-1',
      arn: 'arn:aws:ec2:eu-west-1:111122223333:internet-gateway/igw-1',
      tags: [{ Key: 'Name', Value: 'way out' }],
      properties: {
        InternetGatewayId: 'igw-1',
        OwnerId: '111122223333',
        Attachments: [{ VpcId: 'vpc-1' }],
      },
    });
    expect(stored(internetGateway, second ?? { id: '', properties: {} }).properties).toEqual({
      InternetGatewayId: 'igw-2',
    });
  });

  test('another order and an attachment in progress give the same bytes', async () => {
    const first = storedLines(internetGateway, await readAll(internetGateway));
    ec2.on(DescribeInternetGatewaysCommand).resolves({
      InternetGateways: [
        { InternetGatewayId: 'igw-2', Attachments: [] },
        {
          InternetGatewayId: 'igw-1',
          OwnerId: '111122223333',
          Attachments: [{ State: 'attaching', VpcId: 'vpc-1' }],
          Tags: [{ Key: 'Name', Value: 'way out' }],
        },
      ],
    });
    expect(storedLines(internetGateway, await readAll(internetGateway))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeInternetGatewaysCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(internetGateway)).rejects.toThrow('UnauthorizedOperation');
  });
});

const attached: JsonObject = { Attachments: [{ VpcId: 'vpc-1' }] };
const opens = 'ec2-internet-gateway-attached';

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a gateway that is attached to nothing', undefined, {}, 'LOW', []],
  ['a gateway that is attached to a VPC', undefined, attached, 'HIGH', [opens]],
  ['it was attached to a VPC', {}, attached, 'HIGH', [opens]],
  ['it was attached to another VPC', { Attachments: [{ VpcId: 'vpc-0' }] }, attached, 'HIGH', [opens]],
  ['it was detached', attached, {}, 'INFO', []],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(internetGateway, before, after)).toMatchObject({ severity, rules });
});

test('an internet gateway is free', () => {
  const cost = internetGateway.monthlyCost?.(resource(internetGateway.type, attached), costContext({}));
  expect(cost).toEqual({ usd: 0, assumptions: [] });
});
