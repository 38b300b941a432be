import {
  type AuthorizationRule,
  type ClientVpnEndpoint,
  EC2Client,
  paginateDescribeClientVpnAuthorizationRules,
  paginateDescribeClientVpnEndpoints,
} from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { ec2Arn, isInternet, pageSize } from './network-shape.ts';

const callsAtOnce = 8;

function properties(endpoint: ClientVpnEndpoint): object {
  const { SelfServicePortalUrl, AuthenticationOptions = [] } = endpoint;
  const { Status: _progress, ...connect } = endpoint.ClientConnectOptions ?? {};
  return {
    Id: endpoint.ClientVpnEndpointId,
    Description: endpoint.Description,
    VpcId: endpoint.VpcId,
    DnsName: endpoint.DnsName,
    ClientCidrBlock: endpoint.ClientCidrBlock,
    DnsServers: endpoint.DnsServers,
    SplitTunnel: endpoint.SplitTunnel,
    TransportProtocol: endpoint.TransportProtocol,
    VpnPort: endpoint.VpnPort,
    ServerCertificateArn: endpoint.ServerCertificateArn,
    AuthenticationOptions: AuthenticationOptions.map(({ MutualAuthentication, ...rest }) => ({
      ...rest,
      MutualAuthentication: {
        ClientRootCertificateChainArn: MutualAuthentication?.ClientRootCertificateChain,
      },
    })),
    ConnectionLogOptions: endpoint.ConnectionLogOptions,
    ClientConnectOptions: connect,
    ClientLoginBannerOptions: endpoint.ClientLoginBannerOptions,
    ClientRouteEnforcementOptions: endpoint.ClientRouteEnforcementOptions,
    DevicePostureOptions: endpoint.DevicePostureOptions,
    DisconnectOnSessionTimeout: endpoint.DisconnectOnSessionTimeout,
    EndpointIpAddressType: endpoint.EndpointIpAddressType,
    TrafficIpAddressType: endpoint.TrafficIpAddressType,
    SecurityGroupIds: endpoint.SecurityGroupIds,
    SelfServicePortal: SelfServicePortalUrl === undefined ? 'disabled' : 'enabled',
    SessionTimeoutHours: endpoint.SessionTimeoutHours,
    TransitGatewayConfiguration: endpoint.TransitGatewayConfiguration,
  };
}

function authorization({
  ClientVpnEndpointId: _endpoint,
  Status: _progress,
  ...rule
}: AuthorizationRule): object {
  return rule;
}

async function readEndpoint(
  reader: ResourceReader,
  endpoint: ClientVpnEndpoint,
): Promise<ReadResource | undefined> {
  const { ClientVpnEndpointId, Status } = endpoint;
  if (!ClientVpnEndpointId || Status?.Code === 'deleting' || Status?.Code === 'deleted') return undefined;
  const client = reader.clients.get(EC2Client);
  const unread: UnreadProperty[] = [];
  const AuthorizationRules = await reader.optional(unread, '/AuthorizationRules', async () => {
    const rules: object[] = [];
    const pages = paginateDescribeClientVpnAuthorizationRules({ client, pageSize }, { ClientVpnEndpointId });
    for await (const page of pages) rules.push(...(page.AuthorizationRules ?? []).map(authorization));
    return rules;
  });
  if (AuthorizationRules === undefined && unread.length === 0) return undefined;
  return {
    id: ClientVpnEndpointId,
    arn: ec2Arn(reader, 'client-vpn-endpoint', ClientVpnEndpointId),
    tags: endpoint.Tags,
    properties: { ...properties(endpoint), AuthorizationRules },
    unread,
  };
}

const wayIn: StateRule = {
  kind: 'state',
  id: 'ec2-client-vpn-endpoint',
  title: 'people can enter a network by VPN',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is.html', 'MITRE ATT&CK T1133'],
  recommendation: 'Delete the endpoint, unless it is the way in that you approved.',
  remedy: {
    command: 'aws ec2 delete-client-vpn-endpoint --client-vpn-endpoint-id {{id}}',
    console: 'VPC › Client VPN endpoints › {{id}} › Actions › Delete Client VPN endpoint',
  },
  safer: 'the way in is closed',
  dangers: ({ id, properties: { AuthenticationOptions, VpcId } }) =>
    toObjects(AuthenticationOptions).map((option, at) => {
      const by =
        valueAt(option, '/FederatedAuthentication/SamlProviderArn') ??
        valueAt(option, '/MutualAuthentication/ClientRootCertificateChainArn') ??
        valueAt(option, '/ActiveDirectory/DirectoryId');
      return {
        subject: `signed in by ${by}`,
        path: `/AuthenticationOptions/${at}`,
        reason: `Whoever ${by} (${option.Type}) signs in can enter VPC ${VpcId} through client VPN endpoint ${id}.`,
      };
    }),
};

const everybodyEverywhere: StateRule = {
  kind: 'state',
  id: 'ec2-client-vpn-authorizes-everything',
  title: 'everybody who enters a VPN may go everywhere',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-rules.html'],
  recommendation: 'Authorize groups, each for the networks that they need.',
  remedy: {
    command:
      'aws ec2 revoke-client-vpn-ingress --client-vpn-endpoint-id {{id}} --target-network-cidr {{network}} --revoke-all-groups',
    console: 'VPC › Client VPN endpoints › {{id}} › Authorization rules › Remove authorization rule',
  },
  safer: 'not everybody may go everywhere',
  dangers: ({ id, properties: { AuthorizationRules } }) =>
    toObjects(AuthorizationRules).flatMap(({ AccessAll, DestinationCidr }, at) =>
      AccessAll === true && isInternet(DestinationCidr)
        ? [
            {
              subject: `everybody to ${DestinationCidr}`,
              values: { network: String(DestinationCidr) },
              path: `/AuthorizationRules/${at}`,
              reason: `Everybody who enters through client VPN endpoint ${id} may go everywhere from there.`,
            },
          ]
        : [],
    ),
};

const unlogged: ChangeRule = becoming({
  id: 'ec2-client-vpn-logging-off',
  title: 'who enters a VPN is no longer logged',
  severity: 'HIGH',
  createdSeverity: () => 'MEDIUM',
  sources: ['FSBP EC2.51'],
  recommendation: 'Turn connection logging on again, and find out who entered meanwhile.',
  remedy: {
    command:
      'aws ec2 modify-client-vpn-endpoint --client-vpn-endpoint-id {{id}} --connection-log-options {{log-options}}',
    console:
      'VPC › Client VPN endpoints › {{id}} › Actions › Modify Client VPN endpoint › Connection logging',
  },
  safer: 'who enters is logged',
  former: ({ properties }) => ({ 'log-options': JSON.stringify(properties.ConnectionLogOptions) }),
  dangersOf: ({ id, properties: { ConnectionLogOptions } }) =>
    valueAt(ConnectionLogOptions, '/Enabled') === true
      ? []
      : [
          {
            subject: 'connections not logged',
            path: '/ConnectionLogOptions',
            reason: `Who enters through client VPN endpoint ${id} is not logged.`,
          },
        ],
});

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-clientvpnendpoint.html
 *
 * Who may go where, an `AWS::EC2::ClientVpnAuthorizationRule` each in CloudFormation, stands with its endpoint as
 * `AuthorizationRules`.
 */
export const clientVpnEndpoint = defineResourceType({
  type: 'AWS::EC2::ClientVpnEndpoint',
  scope: 'regional',
  permissions: ['ec2:DescribeClientVpnAuthorizationRules', 'ec2:DescribeClientVpnEndpoints'],
  async *read(reader) {
    const client = reader.clients.get(EC2Client);
    const limit = pLimit(callsAtOnce);
    for await (const page of paginateDescribeClientVpnEndpoints({ client, pageSize }, {})) {
      const read = await limit.map(page.ClientVpnEndpoints ?? [], (each) => readEndpoint(reader, each));
      yield* read.filter((endpoint) => endpoint !== undefined);
    }
  },
  unordered: {
    '/AuthenticationOptions': 'value',
    '/AuthorizationRules': ['DestinationCidr', 'GroupId', 'AccessAll'],
    '/TransitGatewayConfiguration/AvailabilityZoneIds': 'value',
  },
  volatile: {
    '/ClientConnectOptions/Status': 'progress of the last modification',
    '/Status': 'follows from the networks that are associated',
  },
  sensitivity: { '': 'MEDIUM', '/ClientLoginBannerOptions': 'LOW', '/Description': 'LOW' },
  rules: [wayIn, everybodyEverywhere, unlogged],
  monthlyCost: () =>
    unknownCost(
      'Tidemark has no price of client VPN endpoints, which are billed by the hour and the connection.',
    ),
});
