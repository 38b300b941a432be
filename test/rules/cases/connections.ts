import type { JsonObject } from '../../../lib/model/json.ts';
import { account, policy, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const clientVpn = ofType('AWS::EC2::ClientVpnEndpoint', {
  Id: 'cvpn-endpoint-0a1b2c3d4e5f60718',
  VpcId: 'vpc-0aa11bb22cc33dd44',
});
const federated = {
  AuthenticationOptions: [
    {
      Type: 'federated-authentication',
      FederatedAuthentication: { SamlProviderArn: `arn:aws:iam::${account}:saml-provider/staff` },
    },
  ],
};
const authorized = (...AuthorizationRules: JsonObject[]) => ({ ...federated, AuthorizationRules });
const staff = { DestinationCidr: '10.0.0.0/16', GroupId: 'staff', AccessAll: false };
const logged = (Enabled: boolean, CloudwatchLogStream = 'a') => ({
  ConnectionLogOptions: { Enabled, CloudwatchLogGroup: 'vpn', CloudwatchLogStream },
});

const connectEndpoint = ofType('AWS::EC2::InstanceConnectEndpoint', {
  Id: 'eice-0a1b2c3d4e5f60718',
  VpcId: 'vpc-0aa11bb22cc33dd44',
});
const mirror = ofType('AWS::EC2::TrafficMirrorSession', {
  Id: 'tms-0a1b2c3d4e5f60718',
  NetworkInterfaceId: 'eni-0a1b2c3d4e5f60718',
  TrafficMirrorTargetId: 'tmt-0a1b2c3d4e5f60718',
});

const endpoint = ofType('AWS::EC2::VPCEndpoint', {
  Id: 'vpce-0a1b2c3d4e5f60718',
  VpcId: 'vpc-0aa11bb22cc33dd44',
  VpcEndpointType: 'Interface',
  ServiceName: 'com.amazonaws.eu-west-1.sqs',
});
const through = (Resource: string) => ({
  PrivateDnsEnabled: true,
  PolicyDocument: policy({ Effect: 'Allow', Principal: '*', Action: '*', Resource }),
});
const offered = ofType('AWS::EC2::VPCEndpointService', { ServiceId: 'vpce-svc-0a1b2c3d4e5f60718' });
const to = (...AllowedPrincipals: string[]) => ({ AllowedPrincipals, AcceptanceRequired: true });

const peering = ofType('AWS::EC2::VPCPeeringConnection', {
  Id: 'pcx-0a1b2c3d4e5f60718',
  VpcId: 'vpc-0aa11bb22cc33dd44',
  PeerVpcId: 'vpc-0ee55ff66aa77bb88',
  RequesterVpcInfo: { OwnerId: account },
});
const peered = (PeerOwnerId: string, Status: string) => ({ PeerOwnerId, Status });

const vpn = ofType('AWS::EC2::VPNConnection', {
  VpnConnectionId: 'vpn-0a1b2c3d4e5f60718',
  CustomerGatewayId: 'cgw-0a1b2c3d4e5f60718',
  VpnGatewayId: 'vgw-0a1b2c3d4e5f60718',
});
const tunnel = (more: JsonObject) => ({
  VpnTunnelOptionsSpecifications: [{ OutsideIpAddress: '203.0.113.5', ...more }],
});
const tunnelLog = (LogEnabled: boolean, LogOutputFormat = 'json') =>
  tunnel({ LogOptions: { CloudwatchLogOptions: { LogEnabled, LogOutputFormat } } });

/** Cases of ways into a network and out of it. */
export const connectionCases: readonly RuleCase[] = [
  clientVpn('ec2-client-vpn-endpoint', [null, federated], [federated, { ...federated, SplitTunnel: true }]),
  clientVpn(
    'ec2-client-vpn-authorizes-everything',
    [authorized(staff), authorized(staff, { DestinationCidr: '0.0.0.0/0', AccessAll: true })],
    [authorized(staff), authorized(staff, { DestinationCidr: '10.1.0.0/16', AccessAll: true })],
  ),
  clientVpn('ec2-client-vpn-logging-off', [logged(true), logged(false)], [logged(true), logged(true, 'b')]),
  connectEndpoint(
    'ec2-instance-connect-endpoint',
    [null, {}],
    [{ PreserveClientIp: true }, { PreserveClientIp: false }],
  ),
  mirror('ec2-traffic-mirrored', [null, {}], [{ PacketLength: 100 }, { PacketLength: 8500 }]),
  endpoint(
    'ec2-vpc-endpoint-full-access',
    [through(`arn:aws:sqs:eu-west-1:${account}:orders`), { PrivateDnsEnabled: true }],
    [
      through(`arn:aws:sqs:eu-west-1:${account}:orders`),
      through(`arn:aws:sqs:eu-west-1:${account}:invoices`),
    ],
  ),
  endpoint(
    'ec2-vpc-endpoint-private-dns-off',
    [{ PrivateDnsEnabled: true }, { PrivateDnsEnabled: false }],
    [{ PrivateDnsEnabled: true }, { PrivateDnsEnabled: true, IpAddressType: 'dualstack' }],
  ),
  endpoint(
    'ec2-vpc-endpoint-to-private-service',
    [null, { ServiceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0f1e2d3c4b5a69788' }],
    [null, {}],
  ),
  offered(
    'ec2-vpc-endpoint-service-public',
    [to(`arn:aws:iam::${account}:root`), to(`arn:aws:iam::${account}:root`, '*')],
    [to(`arn:aws:iam::${account}:root`), to(`arn:aws:iam::${account}:role/shop-web`)],
  ),
  offered(
    'ec2-vpc-endpoint-service-foreign-account',
    [to(`arn:aws:iam::${account}:root`), to(`arn:aws:iam::${stranger}:root`)],
    [to(`arn:aws:iam::${account}:root`), to(`arn:aws:iam::${account}:role/shop-web`)],
  ),
  offered(
    'ec2-vpc-endpoint-service-without-acceptance',
    [{ AcceptanceRequired: true }, { AcceptanceRequired: false }],
    [{ AcceptanceRequired: true }, { AcceptanceRequired: true, PayerResponsibility: 'ServiceOwner' }],
  ),
  peering(
    'ec2-vpc-peering-foreign-account',
    [null, peered(stranger, 'active')],
    [null, peered(account, 'active')],
  ),
  peering(
    'ec2-vpc-peering-active',
    [peered(account, 'pending-acceptance'), peered(account, 'active')],
    [null, peered(account, 'pending-acceptance')],
  ),
  vpn('ec2-vpn-connection', [null, {}], [{ StaticRoutesOnly: true }, { StaticRoutesOnly: false }]),
  vpn(
    'ec2-vpn-pre-shared-key-changed',
    [tunnel({ PreSharedKey: 'one' }), tunnel({ PreSharedKey: 'other' })],
    [tunnel({ PreSharedKey: 'one' }), tunnel({ PreSharedKey: 'one', StartupAction: 'start' })],
    [null, tunnel({ PreSharedKey: 'one' })],
  ),
  vpn('ec2-vpn-logging-off', [tunnelLog(true), tunnelLog(false)], [tunnelLog(true), tunnelLog(true, 'text')]),
];
