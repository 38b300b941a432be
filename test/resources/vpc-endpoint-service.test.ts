import {
  DescribeVpcEndpointServiceConfigurationsCommand,
  DescribeVpcEndpointServicePermissionsCommand,
  EC2Client,
  type ServiceConfiguration,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { vpcEndpointService } from '../../lib/resources/vpc-endpoint-service.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A service as DescribeVpcEndpointServiceConfigurations returns it. */
const full: ServiceConfiguration = {
  ServiceType: [{ ServiceType: 'Interface' }],
  ServiceId: 'vpce-svc-1',
  ServiceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-1',
  ServiceState: 'Available',
  AvailabilityZones: ['eu-west-1a'],
  AcceptanceRequired: true,
  ManagesVpcEndpoints: false,
  NetworkLoadBalancerArns: ['arn:b', 'arn:a'],
  SupportedIpAddressTypes: ['ipv4'],
  BaseEndpointDnsNames: ['vpce-svc-1.eu-west-1.vpce.amazonaws.com'],
  PrivateDnsName: 'api.example.com',
  PrivateDnsNameConfiguration: { State: 'verified', Type: 'TXT', Value: 'vpce:token', Name: '_x' },
  PayerResponsibility: 'ServiceOwner',
  Tags: [{ Key: 'app', Value: 'api' }],
  SupportedRegions: [{ Region: 'eu-west-1', ServiceState: 'Available' }],
  RemoteAccessEnabled: false,
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeVpcEndpointServiceConfigurationsCommand)
    .resolves({ ServiceConfigurations: [full], NextToken: '2' })
    .on(DescribeVpcEndpointServiceConfigurationsCommand, { NextToken: '2' })
    .resolves({
      ServiceConfigurations: [
        { ServiceId: 'vpce-svc-2' },
        { ServiceId: 'vpce-svc-3', ServiceState: 'Deleting' },
        {},
      ],
    })
    .on(DescribeVpcEndpointServicePermissionsCommand)
    .resolves({ AllowedPrincipals: [{ Principal: 'arn:aws:iam::444455556666:root' }], NextToken: '2' })
    .on(DescribeVpcEndpointServicePermissionsCommand, { NextToken: '2' })
    .resolves({ AllowedPrincipals: [{ Principal: 'arn:aws:iam::111122223333:root' }, {}] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(vpcEndpointService);
    expect([second?.id, rest]).toEqual(['vpce-svc-2', []]);
    const { id, arn, tags, properties } = stored(vpcEndpointService, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['vpce-svc-1', { app: 'api' }]);
    expect(arn).toBe('arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint-service/vpce-svc-1');
    expect(properties).toEqual({
      ServiceId: 'vpce-svc-1',
      ServiceName: full.ServiceName,
      ServiceType: ['Interface'],
      AcceptanceRequired: true,
      ManagesVpcEndpoints: false,
      NetworkLoadBalancerArns: ['arn:a', 'arn:b'],
      SupportedIpAddressTypes: ['ipv4'],
      SupportedRegions: ['eu-west-1'],
      PrivateDnsName: 'api.example.com',
      PrivateDnsNameConfiguration: { Type: 'TXT', Value: 'vpce:token', Name: '_x' },
      PayerResponsibility: 'ServiceOwner',
      RemoteAccessEnabled: false,
      AllowedPrincipals: ['arn:aws:iam::111122223333:root', 'arn:aws:iam::444455556666:root'],
    });
  });

  test('another order and another state give the same bytes', async () => {
    const first = storedLines(vpcEndpointService, await readAll(vpcEndpointService));
    ec2.on(DescribeVpcEndpointServiceConfigurationsCommand).resolves({
      ServiceConfigurations: [
        { ServiceId: 'vpce-svc-2' },
        { ...full, ServiceState: 'Pending', NetworkLoadBalancerArns: ['arn:a', 'arn:b'] },
      ],
    });
    expect(storedLines(vpcEndpointService, await readAll(vpcEndpointService))).toEqual(first);
  });

  test('denied permissions are unread, and a service that is gone is skipped', async () => {
    ec2
      .on(DescribeVpcEndpointServicePermissionsCommand)
      .rejects(awsError('UnauthorizedOperation', 'no'))
      .on(DescribeVpcEndpointServicePermissionsCommand, { ServiceId: 'vpce-svc-2' })
      .rejects(awsError('InvalidVpcEndpointServiceId.NotFound'));
    expect((await readAll(vpcEndpointService)).map(({ unread }) => unread)).toEqual([
      [{ path: '/AllowedPrincipals', reason: 'UnauthorizedOperation: no' }],
    ]);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeVpcEndpointServiceConfigurationsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(vpcEndpointService)).rejects.toThrow('UnauthorizedOperation');
  });
});

const open = (AcceptanceRequired: boolean, ...AllowedPrincipals: string[]): JsonObject => ({
  AcceptanceRequired,
  AllowedPrincipals,
});
const [own, other] = ['arn:aws:iam::111122223333:root', 'arn:aws:iam::444455556666:role/app'];
const everybody = 'ec2-vpc-endpoint-service-public';
const foreign = 'ec2-vpc-endpoint-service-foreign-account';
const unasked = 'ec2-vpc-endpoint-service-without-acceptance';

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a new service of the account', undefined, open(true, own), 'LOW', []],
  ['a new service without acceptance', undefined, open(false, own), 'MEDIUM', [unasked]],
  ['another account may connect', open(true, own), open(true, own, other), 'HIGH', [foreign]],
  ['everybody may ask to connect', open(true), open(true, '*'), 'HIGH', [everybody]],
  ['everybody may connect', open(false), open(false, '*'), 'CRITICAL', [everybody]],
  ['nobody is asked any more', open(true, own), open(false, own), 'HIGH', [unasked]],
  ['acceptance is required', open(false, own), open(true, own), 'INFO', []],
  ['another account may no longer connect', open(true, other), open(true), 'INFO', []],
  ['another load balancer', open(true), { ...open(true), NetworkLoadBalancerArns: ['arn:c'] }, 'MEDIUM', []],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(vpcEndpointService, before, after)).toMatchObject({ severity, rules });
});

test('a model without an account has no foreign one', () => {
  expect(riskOf(vpcEndpointService, undefined, open(true, other), { account: '' })?.rules).toEqual([]);
});

test('what a service costs is not known', () => {
  expect(vpcEndpointService.monthlyCost?.(resource('AWS::X::Y', {}), costContext({})).usd).toBeNull();
});
