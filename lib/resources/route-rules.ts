import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule, StateRule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { isInternet, textAt } from './network-shape.ts';

/** The properties that name a target, with what it is; of several, the first says it best. */
const targets: Readonly<Record<string, string>> = {
  InstanceId: 'instance',
  NatGatewayId: 'NAT gateway',
  TransitGatewayId: 'transit gateway',
  VpcPeeringConnectionId: 'VPC peering connection',
  VpcEndpointId: 'endpoint',
  EgressOnlyInternetGatewayId: 'egress-only internet gateway',
  LocalGatewayId: 'local gateway',
  CarrierGatewayId: 'carrier gateway',
  CoreNetworkArn: 'core network',
  OdbNetworkArn: 'Oracle database network',
  NetworkInterfaceId: 'network interface',
  GatewayId: 'gateway',
};
/** Targets behind which other networks stand. */
const otherNetworks: ReadonlySet<string> = new Set([
  'VpcPeeringConnectionId',
  'TransitGatewayId',
  'CoreNetworkArn',
  'OdbNetworkArn',
]);
/** Targets that see, and may change, what passes through them. */
const machines: ReadonlySet<string> = new Set(['InstanceId', 'NetworkInterfaceId', 'VpcEndpointId']);

interface Target {
  readonly property: string;
  readonly id: string;
  readonly words: string;
}

function targetOf(route: Resource): Target | undefined {
  const property = Object.keys(targets).find((name) => textAt(route, `/${name}`) !== undefined);
  if (property === undefined) return undefined;
  const id = String(textAt(route, `/${property}`));
  return { property, id, words: id === 'local' ? 'the VPC itself' : `${targets[property]} ${id}` };
}

const tableOf = (route: Resource) => textAt(route, '/RouteTableId') ?? route.id;
const destinationOf = (route: Resource) => textAt(route, '/CidrBlock') ?? route.id;
/** What EC2 calls a destination of that form. */
function destinationParameter(destination: string): string {
  if (destination.startsWith('pl-')) return 'DestinationPrefixListId';
  return destination.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock';
}

/** The input of DeleteRoute for a route, and with the target that of CreateRoute and ReplaceRoute. */
function routeInput(route: Resource, target?: Target): string {
  return JSON.stringify({
    RouteTableId: tableOf(route),
    [destinationParameter(destinationOf(route))]: destinationOf(route),
    ...(target && { [target.property]: target.id }),
  });
}

const isDefault = (route: Resource) => isInternet(textAt(route, '/CidrBlock'));

const toInternet: StateRule = {
  kind: 'state',
  id: 'ec2-route-to-internet',
  title: 'subnets became public: a route leads to an internet gateway',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html',
    'AWS Well-Architected SEC05-BP01',
  ],
  recommendation:
    'Remove the route, unless the subnets of the route table are meant to be public; for outbound traffic use a NAT gateway.',
  remedy: {
    command: 'aws ec2 delete-route --cli-input-json {{destination}}',
    console: 'VPC › Route tables › {{/RouteTableId}} › Routes › Edit routes',
  },
  safer: 'no route leads to the internet',
  dangers: (route) => {
    const gateway = textAt(route, '/GatewayId');
    if (!isDefault(route) || !gateway?.startsWith('igw-')) return [];
    return [
      {
        subject: `${destinationOf(route)} to an internet gateway`,
        path: '/GatewayId',
        values: { destination: routeInput(route) },
        reason: `Route table ${tableOf(route)} sends ${destinationOf(route)} to internet gateway ${gateway}: every subnet that uses it is public, and what has a public address there can be reached.`,
      },
    ];
  },
};

const toOtherNetwork: StateRule = {
  kind: 'state',
  id: 'ec2-route-to-other-network',
  title: 'a route leads to another network',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html'],
  recommendation: 'Make sure that the networks are to reach each other, and route no more than they need.',
  remedy: {
    command: 'aws ec2 delete-route --cli-input-json {{destination}}',
    console: 'VPC › Route tables › {{/RouteTableId}} › Routes › Edit routes',
  },
  safer: 'no route leads to the other network',
  dangers: (route) => {
    const target = targetOf(route);
    if (!target || !otherNetworks.has(target.property)) return [];
    return [
      {
        subject: target.words,
        values: { destination: routeInput(route) },
        path: `/${target.property}`,
        reason: `Route table ${tableOf(route)} sends ${destinationOf(route)} to ${target.words}, and so to another network.`,
      },
    ];
  },
};

const redirected: ChangeRule = {
  kind: 'change',
  id: 'ec2-route-redirected',
  title: 'traffic takes another way',
  severity: 'MEDIUM',
  sources: [
    'MITRE ATT&CK T1557',
    'https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html',
  ],
  recommendation: 'Point the route at the approved target again, and find out what passed the new one.',
  remedy: {
    command: 'aws ec2 replace-route --cli-input-json {{former}}',
    console: 'VPC › Route tables › {{/RouteTableId}} › Routes › Edit routes',
  },
  dangers: (change) => {
    const before = change.before && targetOf(change.before);
    const after = change.after && targetOf(change.after);
    if (change.kind !== 'modified' || !after || before?.words === after.words) return [];
    const danger: Danger = {
      subject: `target ${after.words}`,
      values: before ? { former: routeInput(change.before, before) } : {},
      path: `/${after.property}`,
      reason: `Route table ${tableOf(change.after)} sends ${destinationOf(change.after)} to ${after.words} now, no longer to ${before?.words ?? 'its former target'}.`,
    };
    if (!machines.has(after.property)) return [danger];
    return [
      { ...danger, severity: 'HIGH', reason: `${danger.reason} Who runs it can read what passes through.` },
    ];
  },
};

const leadsNowhere: ChangeRule = becoming({
  id: 'ec2-route-blackhole',
  title: 'a route leads nowhere',
  severity: 'MEDIUM',
  createdSeverity: () => 'LOW',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html'],
  recommendation: 'Make the target again, or point the route at one that exists.',
  remedy: {
    command:
      'aws ec2 replace-route --route-table-id {{/RouteTableId}} --destination-cidr-block {{/CidrBlock}} --gateway-id <gateway-that-exists>',
    console: 'VPC › Route tables › {{/RouteTableId}} › Routes › Edit routes',
  },
  safer: 'the route leads somewhere',
  dangersOf: (route) => {
    if (textAt(route, '/State') !== 'blackhole') return [];
    const danger: Danger = {
      subject: 'blackhole',
      path: '/State',
      reason: `The target of route ${destinationOf(route)} of route table ${tableOf(route)} (${targetOf(route)?.words ?? 'unknown'}) is gone or detached: its traffic is dropped.`,
    };
    return [isDefault(route) ? { ...danger, severity: 'HIGH' } : danger];
  },
});

const defaultRouteGone: ChangeRule = {
  kind: 'change',
  id: 'ec2-default-route-removed',
  title: 'subnets lost their way out',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html'],
  recommendation: 'Make the route again, unless the subnets of the route table are meant to be isolated.',
  remedy: {
    command: 'aws ec2 create-route --cli-input-json {{former}}',
    console: 'VPC › Route tables › {{/RouteTableId}} › Routes › Edit routes',
  },
  dangers: (change) =>
    change.kind === 'removed' && isDefault(change.before)
      ? [
          {
            subject: 'default route removed',
            values: { former: routeInput(change.before, targetOf(change.before)) },
            reason: `Route table ${tableOf(change.before)} no longer sends ${destinationOf(change.before)} to ${targetOf(change.before)?.words ?? 'anywhere'}: its subnets lost their way out.`,
          },
        ]
      : [],
};

/** The dangers of a route. */
export const routeRules: readonly Rule[] = [
  toInternet,
  toOtherNetwork,
  redirected,
  leadsNowhere,
  defaultRouteGone,
];
