import { DescribeVpcEndpointsCommand, EC2Client, type VpcEndpoint } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { noSurroundings } from '../../lib/model/surroundings.ts';
import { vpcEndpoint } from '../../lib/resources/vpc-endpoint.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

const restricted = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: '111122223333' },
      Action: 'sqs:SendMessage',
      Resource: 'arn:aws:sqs:eu-west-1:111122223333:orders',
    },
  ],
};
const everything = {
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

/** An interface endpoint as DescribeVpcEndpoints returns it. */
const full: VpcEndpoint = {
  VpcEndpointId: 'vpce-1',
  VpcEndpointType: 'Interface',
  VpcId: 'vpc-1',
  ServiceName: 'com.amazonaws.eu-west-1.sqs',
  ServiceRegion: 'eu-west-1',
  State: 'Available',
  PolicyDocument: JSON.stringify(restricted),
  RouteTableIds: [],
  SubnetIds: ['subnet-2', 'subnet-1'],
  Groups: [{ GroupId: 'sg-1', GroupName: 'endpoints' }],
  IpAddressType: 'ipv4',
  DnsOptions: { DnsRecordIpType: 'ipv4', PrivateDnsOnlyForInboundResolverEndpoint: false },
  PrivateDnsEnabled: true,
  RequesterManaged: false,
  NetworkInterfaceIds: ['eni-2', 'eni-1'],
  DnsEntries: [
    { DnsName: 'vpce-1.sqs.eu-west-1.vpce.amazonaws.com', HostedZoneId: 'Z2' },
    { DnsName: 'sqs.eu-west-1.amazonaws.com', HostedZoneId: 'Z1' },
  ],
  CreationTimestamp: new Date('2026-01-01T00:00:00Z'),
  Tags: [{ Key: 'Name', Value: 'queues' }],
  OwnerId: '111122223333',
};
const gateway: VpcEndpoint = {
  VpcEndpointId: 'vpce-2',
  VpcEndpointType: 'Gateway',
  VpcId: 'vpc-1',
  ServiceName: 'com.amazonaws.eu-west-1.s3',
  PolicyDocument: JSON.stringify(everything),
  RouteTableIds: ['rtb-2', 'rtb-1'],
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeVpcEndpointsCommand)
    .resolves({ VpcEndpoints: [full], NextToken: '2' })
    .on(DescribeVpcEndpointsCommand, { NextToken: '2' })
    .resolves({ VpcEndpoints: [gateway, { VpcEndpointId: 'vpce-3', State: 'Deleting' }, {}] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(vpcEndpoint);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-1');
    const { id, tags, properties } = stored(vpcEndpoint, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['vpce-1', { Name: 'queues' }]);
    expect(properties).toMatchObject({
      Id: 'vpce-1',
      VpcEndpointType: 'Interface',
      VpcId: 'vpc-1',
      OwnerId: '111122223333',
      ServiceName: 'com.amazonaws.eu-west-1.sqs',
      ServiceRegion: 'eu-west-1',
      PolicyDocument: { Statement: [{ Action: ['sqs:sendmessage'] }] },
      SubnetIds: ['subnet-1', 'subnet-2'],
      SecurityGroupIds: ['sg-1'],
      IpAddressType: 'ipv4',
      DnsOptions: { DnsRecordIpType: 'ipv4', PrivateDnsOnlyForInboundResolverEndpoint: false },
      DnsEntries: [{ HostedZoneId: 'Z1' }, { HostedZoneId: 'Z2' }],
      PrivateDnsEnabled: true,
      RequesterManaged: false,
      NetworkInterfaceIds: ['eni-1', 'eni-2'],
    });
    expect(stored(vpcEndpoint, second ?? { id: '', properties: {} }).properties).toEqual({
      Id: 'vpce-2',
      VpcEndpointType: 'Gateway',
      VpcId: 'vpc-1',
      ServiceName: 'com.amazonaws.eu-west-1.s3',
      RouteTableIds: ['rtb-1', 'rtb-2'],
      PrivateDnsEnabled: false,
      RequesterManaged: false,
    });
  });

  test('another order, and another spelling of the policy that allows everything, give the same bytes', async () => {
    const first = storedLines(vpcEndpoint, await readAll(vpcEndpoint));
    ec2.on(DescribeVpcEndpointsCommand).resolves({
      VpcEndpoints: [
        {
          ...gateway,
          PolicyDocument:
            '{"Statement":{"Action":"*","Effect":"Allow","Principal":{"AWS":["*"]},"Resource":["*"]}}',
          RouteTableIds: ['rtb-1', 'rtb-2'],
        },
        {
          ...full,
          State: 'Pending',
          SubnetIds: ['subnet-1', 'subnet-2'],
          NetworkInterfaceIds: ['eni-1', 'eni-2'],
          DnsEntries: (full.DnsEntries ?? []).toReversed(),
        },
      ],
    });
    expect(storedLines(vpcEndpoint, await readAll(vpcEndpoint))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeVpcEndpointsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(vpcEndpoint)).rejects.toThrow('UnauthorizedOperation');
  });
});

const base: JsonObject = {
  ServiceName: 'com.amazonaws.eu-west-1.sqs',
  VpcEndpointType: 'Interface',
  PrivateDnsEnabled: true,
};
const open = 'ec2-vpc-endpoint-full-access';

describe('what a change of an endpoint means', () => {
  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    ['it is new and lets everything through', undefined, base, 'LOW', [open]],
    ['it is new and restricted', undefined, { ...base, PolicyDocument: restricted }, 'LOW', []],
    ['its policy is gone', { ...base, PolicyDocument: restricted }, base, 'HIGH', [open]],
    ['it got a policy', base, { ...base, PolicyDocument: restricted }, 'INFO', []],
    [
      'private DNS is off',
      base,
      { ...base, PrivateDnsEnabled: false },
      'MEDIUM',
      ['ec2-vpc-endpoint-private-dns-off'],
    ],
    ['private DNS is on', { ...base, PrivateDnsEnabled: false }, base, 'INFO', []],
    ['another security group', base, { ...base, SecurityGroupIds: ['sg-9'] }, 'MEDIUM', []],
    [
      'it leads to somebody else',
      undefined,
      {
        ...base,
        ServiceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
        PolicyDocument: restricted,
      },
      'MEDIUM',
      ['ec2-vpc-endpoint-to-private-service'],
    ],
    [
      'one of a Gateway Load Balancer has no policy',
      undefined,
      { VpcEndpointType: 'GatewayLoadBalancer' },
      'LOW',
      [],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(vpcEndpoint, before, after)).toMatchObject({ severity, rules });
  });

  test.each([
    [
      'a refusal',
      {
        ...everything,
        Statement: [
          ...everything.Statement,
          { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' },
        ],
      },
    ],
    [
      'a condition',
      {
        Statement: [
          {
            ...everything.Statement[0],
            Condition: { StringEquals: { 'aws:ResourceAccount': '111122223333' } },
          },
        ],
      },
    ],
  ])('a policy that allows everything but for %s restricts', (_, PolicyDocument) => {
    const rule = vpcEndpoint.rules?.find(({ id }) => id === open);
    const after = resource(vpcEndpoint.type, { ...base, PolicyDocument });
    expect(rule?.kind === 'change' && rule.dangers({ kind: 'added', after }, noSurroundings)).toEqual([]);
  });

  test('an endpoint that a service made belongs to the service', () => {
    const of = (RequesterManaged: boolean) =>
      vpcEndpoint.membership?.ownerOf(resource(vpcEndpoint.type, { ...base, RequesterManaged }));
    expect([of(true), of(false)]).toEqual(['the service of com.amazonaws.eu-west-1.sqs', undefined]);
  });
});

const price = { 'AmazonVPC interface-endpoint/hour': 0.011 };

test.each<[string, JsonObject, Record<string, number>, number | null]>([
  ['nothing as a gateway', { VpcEndpointType: 'Gateway' }, price, 0],
  ['nothing when its type is not told', {}, price, 0],
  ['2 zones of 0.011 USD/h for 730 h', { ...base, SubnetIds: ['subnet-1', 'subnet-2'] }, price, 16.06],
  ['1 zone of 0.011 USD/h for 730 h', { ...base, SubnetIds: ['subnet-1'] }, price, 8.03],
  ['an unknown sum without a price', { ...base, SubnetIds: ['subnet-1'] }, {}, null],
  ['an unknown sum of another type', { VpcEndpointType: 'GatewayLoadBalancer' }, price, null],
])('an endpoint costs %s', (_, properties, prices, usd) => {
  const cost = vpcEndpoint.monthlyCost?.(resource(vpcEndpoint.type, properties), costContext(prices));
  expect(cost?.usd).toBe(usd);
});
