import {
  DescribeInstanceConnectEndpointsCommand,
  EC2Client,
  type Ec2InstanceConnectEndpoint,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { instanceConnectEndpoint } from '../../lib/resources/instance-connect-endpoint.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** An endpoint as DescribeInstanceConnectEndpoints returns it. */
const full: Ec2InstanceConnectEndpoint = {
  OwnerId: '111122223333',
  InstanceConnectEndpointId: 'eice-1',
  InstanceConnectEndpointArn: 'arn:aws:ec2:eu-west-1:111122223333:instance-connect-endpoint/eice-1',
  State: 'create-complete',
  StateMessage: '',
  DnsName: 'eice-1.ec2-instance-connect-endpoint.eu-west-1.amazonaws.com',
  NetworkInterfaceIds: ['eni-2', 'eni-1'],
  VpcId: 'vpc-1',
  AvailabilityZone: 'eu-west-1a',
  AvailabilityZoneId: 'euw1-az1',
  CreatedAt: new Date('2026-01-01T00:00:00Z'),
  SubnetId: 'subnet-1',
  PreserveClientIp: false,
  SecurityGroupIds: ['sg-2', 'sg-1'],
  Tags: [{ Key: 'team', Value: 'net' }],
  IpAddressType: 'ipv4',
  PublicDnsNames: { Ipv4: { DnsName: 'eice-1.example.com' } },
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeInstanceConnectEndpointsCommand)
    .resolves({ InstanceConnectEndpoints: [full], NextToken: '2' })
    .on(DescribeInstanceConnectEndpointsCommand, { NextToken: '2' })
    .resolves({
      InstanceConnectEndpoints: [
        { InstanceConnectEndpointId: 'eice-2' },
        { InstanceConnectEndpointId: 'eice-3', State: 'delete-in-progress' },
        {},
      ],
    });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(instanceConnectEndpoint);
    expect(rest).toEqual([]);
    expect(second?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:instance-connect-endpoint/eice-2');
    const { id, arn, tags, properties } = stored(
      instanceConnectEndpoint,
      first ?? { id: '', properties: {} },
    );
    expect([id, arn, tags]).toEqual(['eice-1', full.InstanceConnectEndpointArn, { team: 'net' }]);
    expect(properties).toEqual({
      Id: 'eice-1',
      InstanceConnectEndpointArn: full.InstanceConnectEndpointArn,
      OwnerId: '111122223333',
      VpcId: 'vpc-1',
      SubnetId: 'subnet-1',
      AvailabilityZone: 'eu-west-1a',
      AvailabilityZoneId: 'euw1-az1',
      SecurityGroupIds: ['sg-1', 'sg-2'],
      NetworkInterfaceIds: ['eni-1', 'eni-2'],
      PreserveClientIp: false,
      IpAddressType: 'ipv4',
      PublicDnsNames: { Ipv4: { DnsName: 'eice-1.example.com' } },
    });
  });

  test('another order and another state give the same bytes', async () => {
    const first = storedLines(instanceConnectEndpoint, await readAll(instanceConnectEndpoint));
    ec2.on(DescribeInstanceConnectEndpointsCommand).resolves({
      InstanceConnectEndpoints: [
        { InstanceConnectEndpointId: 'eice-2' },
        {
          ...full,
          State: 'update-in-progress',
          SecurityGroupIds: ['sg-1', 'sg-2'],
          NetworkInterfaceIds: ['eni-1', 'eni-2'],
        },
      ],
    });
    expect(storedLines(instanceConnectEndpoint, await readAll(instanceConnectEndpoint))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeInstanceConnectEndpointsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(instanceConnectEndpoint)).rejects.toThrow('UnauthorizedOperation');
  });
});

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a new way in', undefined, { VpcId: 'vpc-1' }, 'HIGH', ['ec2-instance-connect-endpoint']],
  ['other security groups', {}, { SecurityGroupIds: ['sg-9'] }, 'MEDIUM', []],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(instanceConnectEndpoint, before, after)).toMatchObject({ severity, rules });
});

test('an endpoint is free', () => {
  expect(instanceConnectEndpoint.monthlyCost?.(resource('AWS::X::Y', {}), costContext({})).usd).toBe(0);
});
