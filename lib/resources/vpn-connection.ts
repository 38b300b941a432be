import {
  DescribeVpnConnectionsCommand,
  EC2Client,
  type TunnelOption,
  type VpnConnection,
} from '@aws-sdk/client-ec2';
import { hoursPerMonth, priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { becoming, modifiedText } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, textAt } from './network-shape.ts';

function tunnel({
  DpdTimeoutAction,
  DpdTimeoutSeconds,
  IkeVersions,
  LogOptions,
  ...rest
}: TunnelOption): object {
  return {
    ...rest,
    DPDTimeoutAction: DpdTimeoutAction,
    DPDTimeoutSeconds: DpdTimeoutSeconds,
    IKEVersions: IkeVersions,
    LogOptions: { CloudwatchLogOptions: LogOptions?.CloudWatchLogOptions },
  };
}

function properties({ Options = {}, ...connection }: VpnConnection): object {
  const { TunnelOptions, ...options } = Options;
  return {
    VpnConnectionId: connection.VpnConnectionId,
    Type: connection.Type,
    Category: connection.Category,
    CustomerGatewayId: connection.CustomerGatewayId,
    VpnGatewayId: connection.VpnGatewayId,
    TransitGatewayId: connection.TransitGatewayId,
    VpnConcentratorId: connection.VpnConcentratorId,
    CoreNetworkArn: connection.CoreNetworkArn,
    CoreNetworkAttachmentArn: connection.CoreNetworkAttachmentArn,
    PreSharedKeyArn: connection.PreSharedKeyArn,
    PreSharedKeyStorage: connection.PreSharedKeyArn === undefined ? 'Standard' : 'SecretsManager',
    Routes: (connection.Routes ?? [])
      .filter(({ State }) => State !== 'deleting' && State !== 'deleted')
      .map(({ DestinationCidrBlock, Source }) => ({ DestinationCidrBlock, Source })),
    ...options,
    VpnTunnelOptionsSpecifications: (TunnelOptions ?? []).map(tunnel),
  };
}

const otherEnd = (connection: Resource) => `customer gateway ${textAt(connection, '/CustomerGatewayId')}`;

const joined: StateRule = {
  kind: 'state',
  id: 'ec2-vpn-connection',
  title: 'a network outside AWS is joined by a VPN',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html', 'MITRE ATT&CK T1133'],
  recommendation: 'Make sure that the network at the other end is yours; if not, delete the connection.',
  remedy: {
    command: 'aws ec2 delete-vpn-connection --vpn-connection-id {{id}}',
    console: 'VPC › Site-to-Site VPN connections › {{id}} › Actions › Delete VPN connection',
  },
  safer: 'the network is no longer joined',
  dangers: (connection) => {
    const here = textAt(connection, '/TransitGatewayId') ?? textAt(connection, '/VpnGatewayId') ?? 'AWS';
    return [
      {
        subject: otherEnd(connection),
        path: '/CustomerGatewayId',
        reason: `VPN connection ${connection.id} joins ${here} with the network behind ${otherEnd(connection)}.`,
      },
    ];
  },
};

const otherKey: ChangeRule = {
  kind: 'change',
  id: 'ec2-vpn-pre-shared-key-changed',
  title: 'a VPN tunnel has another key',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html'],
  recommendation: 'Find out who has the new key; whoever has it can be the other end of the tunnel.',
  remedy: {
    command:
      'aws ec2 modify-vpn-tunnel-options --vpn-connection-id {{id}} --vpn-tunnel-outside-ip-address <tunnel-address> --tunnel-options PreSharedKey=<new-key>',
    console: 'VPC › Site-to-Site VPN connections › {{id}} › Actions › Modify VPN tunnel options',
  },
  dangers: (change) => {
    const arn = modifiedText(change, 'PreSharedKeyArn');
    const paths = change.kind === 'modified' ? change.properties.map(({ path }) => path) : [];
    const keyPaths = paths.filter((path) => path.endsWith('/PreSharedKey'));
    return [...keyPaths, ...(arn ? ['/PreSharedKeyArn'] : [])].slice(0, 1).map((path) => ({
      subject: `key ${arn?.after ?? valueAt(change.after?.properties, path) ?? 'gone'}`,
      path,
      reason: `A tunnel of VPN connection ${change.after?.id} has another pre-shared key.`,
    }));
  },
};

/** The log group that tunnels logged to, as the remedy names it. */
function formerLog({
  properties: { VpnTunnelOptionsSpecifications },
}: Resource): Readonly<Record<string, string>> {
  const [arn] = toObjects(VpnTunnelOptionsSpecifications).flatMap((each) => {
    const found = valueAt(each, '/LogOptions/CloudwatchLogOptions/LogGroupArn');
    return typeof found === 'string' ? [found] : [];
  });
  return arn === undefined ? {} : { 'log-group-arn': arn };
}

const unlogged: ChangeRule = becoming({
  id: 'ec2-vpn-logging-off',
  title: 'a VPN tunnel no longer logs',
  severity: 'HIGH',
  // Tunnels do not log unless somebody asks for it.
  createdSeverity: () => 'INFO',
  sources: ['FSBP EC2.171'],
  recommendation: 'Turn the logs of the tunnel on again.',
  remedy: {
    command: `aws ec2 modify-vpn-tunnel-options --vpn-connection-id {{id}} --vpn-tunnel-outside-ip-address {{tunnel}} --tunnel-options '{"LogOptions":{"CloudWatchLogOptions":{"LogEnabled":true,"LogGroupArn":"{{log-group-arn}}"}}}'`,
    console: 'VPC › Site-to-Site VPN connections › {{id}} › Actions › Modify VPN tunnel options',
  },
  safer: 'the tunnel logs',
  former: formerLog,
  dangersOf: (connection) =>
    toObjects(connection.properties.VpnTunnelOptionsSpecifications).flatMap((each, at) =>
      valueAt(each, '/LogOptions/CloudwatchLogOptions/LogEnabled') === true
        ? []
        : [
            {
              subject: `tunnel ${each.OutsideIpAddress}`,
              values: { tunnel: String(each.OutsideIpAddress) },
              path: `/VpnTunnelOptionsSpecifications/${at}/LogOptions`,
              reason: `Tunnel ${each.OutsideIpAddress} of VPN connection ${connection.id} does not log.`,
            },
          ],
    ),
});

/** Sets in the options of a tunnel. */
const tunnelSets = [
  'IKEVersions',
  'Phase1DHGroupNumbers',
  'Phase1EncryptionAlgorithms',
  'Phase1IntegrityAlgorithms',
  'Phase2DHGroupNumbers',
  'Phase2EncryptionAlgorithms',
  'Phase2IntegrityAlgorithms',
];

/** Billed by the hour; what leaves AWS through it is billed as data transfer. https://aws.amazon.com/vpn/pricing/ */
function monthlyCost({ region }: Resource, { prices }: CostContext): MonthlyCost {
  const price = prices.find('AmazonVPC', region, 'vpn-connection/hour');
  if (!price) return unknownCost(`Tidemark has no price of VPN connections in ${region}.`);
  return {
    usd: price.usd * hoursPerMonth,
    assumptions: [
      `A VPN connection all month (730 h) at ${price.usd} USD/h ${priceSource(price)}, without data transfer.`,
    ],
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpnconnection.html
 *
 * The configuration for the device at the other end holds the keys, and is not read. Whether the tunnels are up is
 * not told: they come and go.
 */
export const vpnConnection = defineResourceType({
  type: 'AWS::EC2::VPNConnection',
  scope: 'regional',
  permissions: ['ec2:DescribeVpnConnections'],
  async *read(reader) {
    const { VpnConnections } = await reader.clients
      .get(EC2Client)
      .send(
        new DescribeVpnConnectionsCommand({ Filters: [{ Name: 'state', Values: ['pending', 'available'] }] }),
      );
    for (const connection of VpnConnections ?? []) {
      const { VpnConnectionId } = connection;
      if (!VpnConnectionId) continue;
      yield {
        id: VpnConnectionId,
        arn: ec2Arn(reader, 'vpn-connection', VpnConnectionId),
        tags: connection.Tags,
        properties: properties(connection),
      };
    }
  },
  unordered: {
    '/Routes': ['DestinationCidrBlock'],
    '/VpnTunnelOptionsSpecifications': ['OutsideIpAddress'],
    ...Object.fromEntries(
      tunnelSets.map((set) => [`/VpnTunnelOptionsSpecifications/*/${set}`, ['Value']] as const),
    ),
  },
  volatile: {
    '/CustomerGatewayConfiguration': 'follows from the other properties, and holds the keys',
    '/State': 'progress of the last modification',
    '/VgwTelemetry': 'whether the tunnels are up',
  },
  secret: ['/CustomerGatewayConfiguration', '/VpnTunnelOptionsSpecifications/*/PreSharedKey'],
  defaults: { TunnelBandwidth: 'standard' },
  sensitivity: { '': 'MEDIUM' },
  rules: [joined, otherKey, unlogged],
  monthlyCost,
});
