import { DescribeVpnConnectionsCommand, EC2Client, type VpnConnection } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { vpnConnection } from '../../lib/resources/vpn-connection.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);
const tunnel = (OutsideIpAddress: string) => ({
  OutsideIpAddress,
  TunnelInsideCidr: '169.254.44.240/30',
  PreSharedKey: `key-of-${OutsideIpAddress}`,
  DpdTimeoutSeconds: 30,
  DpdTimeoutAction: 'clear',
  IkeVersions: [{ Value: 'ikev2' }, { Value: 'ikev1' }],
  Phase1EncryptionAlgorithms: [{ Value: 'AES256' }, { Value: 'AES128' }],
  LogOptions: { CloudWatchLogOptions: { LogEnabled: true, LogGroupArn: 'arn:logs' } },
});

/** A connection as DescribeVpnConnections returns it. */
const full: VpnConnection = {
  Category: 'VPN',
  TransitGatewayId: 'tgw-1',
  GatewayAssociationState: 'associated',
  Options: {
    EnableAcceleration: false,
    StaticRoutesOnly: true,
    LocalIpv4NetworkCidr: '0.0.0.0/0',
    RemoteIpv4NetworkCidr: '10.9.0.0/16',
    OutsideIpAddressType: 'PublicIpv4',
    TunnelInsideIpVersion: 'ipv4',
    TunnelOptions: [tunnel('203.0.113.9'), tunnel('203.0.113.5')],
  },
  Routes: [
    { DestinationCidrBlock: '10.9.2.0/24', Source: 'Static', State: 'available' },
    { DestinationCidrBlock: '10.9.1.0/24', State: 'pending' },
    { DestinationCidrBlock: '10.9.3.0/24', State: 'deleted' },
  ],
  Tags: [{ Key: 'Name', Value: 'office' }],
  VgwTelemetry: [{ OutsideIpAddress: '203.0.113.5', Status: 'UP' }],
  VpnConnectionId: 'vpn-1',
  State: 'available',
  CustomerGatewayConfiguration: '<pre_shared_key>key-of-203.0.113.5</pre_shared_key>',
  Type: 'ipsec.1',
  CustomerGatewayId: 'cgw-1',
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeVpnConnectionsCommand)
    .resolves({ VpnConnections: [full, { VpnConnectionId: 'vpn-2', PreSharedKeyArn: 'arn:secret' }, {}] });
});

describe('reading', () => {
  test('every property, in the words of CloudFormation, and no key', async () => {
    const [first, second, ...rest] = await readAll(vpnConnection);
    expect(rest).toEqual([]);
    expect(first?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:vpn-connection/vpn-1');
    const { id, tags, properties } = stored(vpnConnection, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['vpn-1', { Name: 'office' }]);
    expect(properties).toMatchObject({
      VpnConnectionId: 'vpn-1',
      Type: 'ipsec.1',
      Category: 'VPN',
      CustomerGatewayId: 'cgw-1',
      TransitGatewayId: 'tgw-1',
      PreSharedKeyStorage: 'Standard',
      EnableAcceleration: false,
      StaticRoutesOnly: true,
      LocalIpv4NetworkCidr: '0.0.0.0/0',
      RemoteIpv4NetworkCidr: '10.9.0.0/16',
      OutsideIpAddressType: 'PublicIpv4',
      TunnelInsideIpVersion: 'ipv4',
      TunnelBandwidth: 'standard',
      Routes: [
        { DestinationCidrBlock: '10.9.1.0/24' },
        { DestinationCidrBlock: '10.9.2.0/24', Source: 'Static' },
      ],
      VpnTunnelOptionsSpecifications: [
        {
          OutsideIpAddress: '203.0.113.5',
          TunnelInsideCidr: '169.254.44.240/30',
          PreSharedKey: expect.stringMatching(/^hmac-sha256:/),
          DPDTimeoutSeconds: 30,
          DPDTimeoutAction: 'clear',
          IKEVersions: [{ Value: 'ikev1' }, { Value: 'ikev2' }],
          Phase1EncryptionAlgorithms: [{ Value: 'AES128' }, { Value: 'AES256' }],
          LogOptions: { CloudwatchLogOptions: { LogEnabled: true, LogGroupArn: 'arn:logs' } },
        },
        { OutsideIpAddress: '203.0.113.9' },
      ],
    });
    expect(JSON.stringify(properties)).not.toContain('key-of');
    expect(second?.properties).toMatchObject({
      PreSharedKeyStorage: 'SecretsManager',
      PreSharedKeyArn: 'arn:secret',
    });
  });

  test('another order and tunnels that are down give the same bytes', async () => {
    const first = storedLines(vpnConnection, await readAll(vpnConnection));
    ec2.on(DescribeVpnConnectionsCommand).resolves({
      VpnConnections: [
        { VpnConnectionId: 'vpn-2', PreSharedKeyArn: 'arn:secret' },
        {
          ...full,
          State: 'pending',
          VgwTelemetry: [],
          Routes: (full.Routes ?? []).toReversed(),
          Options: { ...full.Options, TunnelOptions: [tunnel('203.0.113.5'), tunnel('203.0.113.9')] },
        },
      ],
    });
    expect(storedLines(vpnConnection, await readAll(vpnConnection))).toEqual(first);
  });

  test('none and a denied list differ', async () => {
    ec2.on(DescribeVpnConnectionsCommand).resolves({});
    expect(await readAll(vpnConnection)).toEqual([]);
    ec2.on(DescribeVpnConnectionsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(vpnConnection)).rejects.toThrow('UnauthorizedOperation');
  });
});

const to = (CustomerGatewayId: string, rest: JsonObject = {}): JsonObject => ({ CustomerGatewayId, ...rest });
const tunnels = (PreSharedKey: string, LogEnabled = true): JsonObject => ({
  VpnTunnelOptionsSpecifications: [
    { OutsideIpAddress: '203.0.113.5', PreSharedKey, LogOptions: { CloudwatchLogOptions: { LogEnabled } } },
  ],
});
const [joined, key, logs] = ['ec2-vpn-connection', 'ec2-vpn-pre-shared-key-changed', 'ec2-vpn-logging-off'];

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a new connection', undefined, to('cgw-1', { TransitGatewayId: 'tgw-1' }), 'HIGH', [joined]],
  ['another end', to('cgw-1'), to('cgw-2', { VpnGatewayId: 'vgw-1' }), 'HIGH', [joined]],
  ['another key', to('cgw-1', tunnels('a')), to('cgw-1', tunnels('b')), 'MEDIUM', [key]],
  [
    'another secret',
    to('cgw-1', { PreSharedKeyArn: 'arn:a' }),
    to('cgw-1', { PreSharedKeyArn: 'arn:b' }),
    'MEDIUM',
    [key],
  ],
  ['no secret', to('cgw-1', { PreSharedKeyArn: 'arn:a' }), to('cgw-1'), 'MEDIUM', [key]],
  ['a tunnel does not log', to('cgw-1', tunnels('a')), to('cgw-1', tunnels('a', false)), 'HIGH', [logs]],
  ['a tunnel logs', to('cgw-1', tunnels('a', false)), to('cgw-1', tunnels('a')), 'INFO', []],
  [
    'another route',
    to('cgw-1'),
    to('cgw-1', { Routes: [{ DestinationCidrBlock: '10.0.0.0/8' }] }),
    'MEDIUM',
    [],
  ],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(vpnConnection, before, after)).toMatchObject({ severity, rules });
});

test('what a connection costs is not known', () => {
  expect(vpnConnection.monthlyCost?.(resource('AWS::X::Y', {}), costContext({})).usd).toBeNull();
});
