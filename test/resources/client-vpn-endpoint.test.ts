import {
  type ClientVpnEndpoint,
  DescribeClientVpnAuthorizationRulesCommand,
  DescribeClientVpnEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { clientVpnEndpoint } from '../../lib/resources/client-vpn-endpoint.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** An endpoint as DescribeClientVpnEndpoints returns it. */
const full: ClientVpnEndpoint = {
  ClientVpnEndpointId: 'cvpn-1',
  Description: 'staff',
  Status: { Code: 'available' },
  CreationTime: '2026-01-01T00:00:00',
  DnsName: '*.cvpn-1.prod.clientvpn.eu-west-1.amazonaws.com',
  ClientCidrBlock: '172.16.0.0/22',
  DnsServers: ['10.0.0.3', '10.0.0.2'],
  SplitTunnel: true,
  VpnProtocol: 'openvpn',
  TransportProtocol: 'udp',
  VpnPort: 443,
  ServerCertificateArn: 'arn:server',
  AuthenticationOptions: [
    { Type: 'certificate-authentication', MutualAuthentication: { ClientRootCertificateChain: 'arn:root' } },
    { Type: 'federated-authentication', FederatedAuthentication: { SamlProviderArn: 'arn:saml' } },
  ],
  ConnectionLogOptions: { Enabled: true, CloudwatchLogGroup: 'vpn', CloudwatchLogStream: 'all' },
  Tags: [{ Key: 'team', Value: 'net' }],
  SecurityGroupIds: ['sg-2', 'sg-1'],
  VpcId: 'vpc-1',
  SelfServicePortalUrl: 'https://self-service.clientvpn.amazonaws.com/endpoints/cvpn-1',
  ClientConnectOptions: { Enabled: true, LambdaFunctionArn: 'arn:hook', Status: { Code: 'applied' } },
  SessionTimeoutHours: 8,
  ClientLoginBannerOptions: { Enabled: false },
  ClientRouteEnforcementOptions: { Enforced: true },
  DisconnectOnSessionTimeout: true,
  EndpointIpAddressType: 'ipv4',
  TrafficIpAddressType: 'ipv4',
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeClientVpnEndpointsCommand)
    .resolves({ ClientVpnEndpoints: [full], NextToken: '2' })
    .on(DescribeClientVpnEndpointsCommand, { NextToken: '2' })
    .resolves({
      ClientVpnEndpoints: [
        { ClientVpnEndpointId: 'cvpn-2' },
        { ClientVpnEndpointId: 'cvpn-3', Status: { Code: 'deleting' } },
        { ClientVpnEndpointId: 'cvpn-4', Status: { Code: 'deleted' } },
        {},
      ],
    })
    .on(DescribeClientVpnAuthorizationRulesCommand)
    .resolves({
      AuthorizationRules: [
        {
          ClientVpnEndpointId: 'cvpn-1',
          GroupId: 'g',
          AccessAll: false,
          DestinationCidr: '10.0.0.0/16',
          Status: { Code: 'active' },
        },
      ],
      NextToken: '2',
    })
    .on(DescribeClientVpnAuthorizationRulesCommand, { NextToken: '2' })
    .resolves({
      AuthorizationRules: [{ AccessAll: true, DestinationCidr: '0.0.0.0/0', Description: 'all' }],
    });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(clientVpnEndpoint);
    expect([second?.id, rest]).toEqual(['cvpn-2', []]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:client-vpn-endpoint/cvpn-1');
    const { id, tags, properties } = stored(clientVpnEndpoint, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['cvpn-1', { team: 'net' }]);
    expect(properties).toEqual({
      Id: 'cvpn-1',
      Description: 'staff',
      VpcId: 'vpc-1',
      DnsName: full.DnsName,
      ClientCidrBlock: '172.16.0.0/22',
      DnsServers: ['10.0.0.3', '10.0.0.2'],
      SplitTunnel: true,
      TransportProtocol: 'udp',
      VpnPort: 443,
      ServerCertificateArn: 'arn:server',
      AuthenticationOptions: [
        {
          Type: 'certificate-authentication',
          MutualAuthentication: { ClientRootCertificateChainArn: 'arn:root' },
        },
        { Type: 'federated-authentication', FederatedAuthentication: { SamlProviderArn: 'arn:saml' } },
      ].toSorted((one) => (one.FederatedAuthentication ? -1 : 1)),
      ConnectionLogOptions: { Enabled: true, CloudwatchLogGroup: 'vpn', CloudwatchLogStream: 'all' },
      ClientConnectOptions: { Enabled: true, LambdaFunctionArn: 'arn:hook' },
      ClientLoginBannerOptions: { Enabled: false },
      ClientRouteEnforcementOptions: { Enforced: true },
      DisconnectOnSessionTimeout: true,
      EndpointIpAddressType: 'ipv4',
      TrafficIpAddressType: 'ipv4',
      SecurityGroupIds: ['sg-1', 'sg-2'],
      SelfServicePortal: 'enabled',
      SessionTimeoutHours: 8,
      AuthorizationRules: [
        { AccessAll: true, DestinationCidr: '0.0.0.0/0', Description: 'all' },
        { GroupId: 'g', AccessAll: false, DestinationCidr: '10.0.0.0/16' },
      ],
    });
    expect(second?.properties).toMatchObject({ SelfServicePortal: 'disabled' });
  });

  test('another order and another status give the same bytes', async () => {
    const first = storedLines(clientVpnEndpoint, await readAll(clientVpnEndpoint));
    ec2.on(DescribeClientVpnEndpointsCommand).resolves({
      ClientVpnEndpoints: [
        { ClientVpnEndpointId: 'cvpn-2' },
        {
          ...full,
          Status: { Code: 'pending-associate' },
          SecurityGroupIds: ['sg-1', 'sg-2'],
          AuthenticationOptions: (full.AuthenticationOptions ?? []).toReversed(),
        },
      ],
    });
    expect(storedLines(clientVpnEndpoint, await readAll(clientVpnEndpoint))).toEqual(first);
  });

  test('denied rules are unread, and an endpoint that is gone is skipped', async () => {
    ec2
      .on(DescribeClientVpnAuthorizationRulesCommand)
      .rejects(awsError('UnauthorizedOperation', 'no'))
      .on(DescribeClientVpnAuthorizationRulesCommand, { ClientVpnEndpointId: 'cvpn-2' })
      .rejects(awsError('InvalidClientVpnEndpointId.NotFound'));
    expect((await readAll(clientVpnEndpoint)).map(({ unread }) => unread)).toEqual([
      [{ path: '/AuthorizationRules', reason: 'UnauthorizedOperation: no' }],
    ]);
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeClientVpnEndpointsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(clientVpnEndpoint)).rejects.toThrow('UnauthorizedOperation');
  });
});

const logged: JsonObject = { VpcId: 'vpc-1', ConnectionLogOptions: { Enabled: true } };
const signedIn = (SamlProviderArn: string): JsonObject => ({
  ...logged,
  AuthenticationOptions: [{ Type: 'federated-authentication', FederatedAuthentication: { SamlProviderArn } }],
});
const authorizing = (AccessAll: boolean, DestinationCidr: string): JsonObject => ({
  ...logged,
  AuthorizationRules: [{ AccessAll, DestinationCidr }],
});
const [way, all, unlogged] = [
  'ec2-client-vpn-endpoint',
  'ec2-client-vpn-authorizes-everything',
  'ec2-client-vpn-logging-off',
];

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a new way in', undefined, signedIn('arn:a'), 'HIGH', [way]],
  ['somebody else signs people in', signedIn('arn:a'), signedIn('arn:b'), 'HIGH', [way]],
  [
    'a directory signs people in',
    undefined,
    { ...logged, AuthenticationOptions: [{ Type: 'directory', ActiveDirectory: { DirectoryId: 'd-1' } }] },
    'HIGH',
    [way],
  ],
  ['a new one that does not log', undefined, { VpcId: 'vpc-1' }, 'MEDIUM', [unlogged]],
  ['nobody is logged any more', logged, { ConnectionLogOptions: { Enabled: false } }, 'HIGH', [unlogged]],
  ['who enters is logged', { VpcId: 'vpc-1' }, logged, 'INFO', []],
  ['everybody may go everywhere', logged, authorizing(true, '0.0.0.0/0'), 'MEDIUM', [all]],
  ['everybody may go somewhere', logged, authorizing(true, '10.0.0.0/16'), 'MEDIUM', []],
  ['another banner', logged, { ...logged, ClientLoginBannerOptions: { Enabled: true } }, 'LOW', []],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(clientVpnEndpoint, before, after)).toMatchObject({ severity, rules });
});

test('what an endpoint costs is not known', () => {
  expect(clientVpnEndpoint.monthlyCost?.(resource('AWS::X::Y', {}), costContext({})).usd).toBeNull();
});
