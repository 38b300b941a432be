import ipaddr from 'ipaddr.js';
import { type JsonObject, toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';

/**
 * Ports through which a machine or a data store is administered, with the name of what listens there.
 * CIS AWS Foundations 3.0 5.2 and 5.3 name 22 and 3389; FSBP EC2.19 names the rest.
 */
export const administrativePorts: ReadonlyMap<number, string> = new Map([
  [20, 'FTP data'],
  [21, 'FTP'],
  [22, 'SSH'],
  [23, 'Telnet'],
  [25, 'SMTP'],
  [110, 'POP3'],
  [135, 'RPC'],
  [143, 'IMAP'],
  [445, 'SMB'],
  [1433, 'SQL Server'],
  [1434, 'SQL Server'],
  [1521, 'Oracle'],
  [2375, 'Docker'],
  [2379, 'etcd'],
  [3000, 'development server'],
  [3306, 'MySQL'],
  [3389, 'RDP'],
  [4333, 'ahsp'],
  [5000, 'development server'],
  [5432, 'PostgreSQL'],
  [5500, 'fcp-addr-srvr1'],
  [5601, 'OpenSearch Dashboards'],
  [5900, 'VNC'],
  [5985, 'WinRM'],
  [5986, 'WinRM'],
  [6379, 'Redis'],
  [6443, 'Kubernetes API'],
  [8080, 'proxy'],
  [8088, 'Hadoop'],
  [8888, 'Jupyter'],
  [9042, 'Cassandra'],
  [9200, 'OpenSearch'],
  [9300, 'OpenSearch'],
  [10250, 'kubelet'],
  [11211, 'memcached'],
  [27017, 'MongoDB'],
]);
/** Networks as wide as this (in bits of prefix) are as good as the whole internet. */
const worldPrefixBits = 1;

/** A rule of a security group, as far as its dangers go. */
export interface OpenRule {
  readonly path: string;
  /** The rule as EC2's commands take it. */
  readonly permission: string;
  readonly network: string;
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

const protocolNames: ReadonlyMap<string, string> = new Map([
  ['6', 'tcp'],
  ['17', 'udp'],
  ['1', 'icmp'],
  ['58', 'icmpv6'],
  ['-1', 'all'],
]);

function isWorld(network: string): boolean {
  const bits = /\/(\d+)$/.exec(network)?.[1];
  return bits !== undefined && Number(bits) <= worldPrefixBits;
}

function port(value: unknown, fallback: number): number {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isNaN(number) || number < 0 ? fallback : number;
}

/** Addresses that nobody can come from over the internet, as ipaddr.js names them. */
const privateRanges: ReadonlySet<string> = new Set([
  'carrierGradeNat',
  'linkLocal',
  'loopback',
  'private',
  'uniqueLocal',
]);

/** Shorter prefixes than these are more than anybody's own network: 65,536 IPv4 addresses, or what a provider has. */
const ownPrefixBits = { ipv4: 16, ipv6: 32 } as const;

/** Whether a network is a large part of the internet, and not all of it. */
export function isLargePart(network: string): boolean {
  if (isWorld(network) || !ipaddr.isValidCIDR(network)) return false;
  const [address, bits] = ipaddr.parseCIDR(network);
  return bits < ownPrefixBits[address.kind()] && !privateRanges.has(address.range());
}

/** A rule as an IpPermission: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
export function permissionOf(rule: JsonObject): string {
  const { CidrIp, CidrIpv6, SourceSecurityGroupId, SourceSecurityGroupOwnerId } = rule;
  return JSON.stringify([
    {
      IpProtocol: String(rule.IpProtocol ?? '-1'),
      FromPort: rule.FromPort === undefined ? undefined : Number(rule.FromPort),
      ToPort: rule.ToPort === undefined ? undefined : Number(rule.ToPort),
      IpRanges: CidrIp && [{ CidrIp }],
      Ipv6Ranges: CidrIpv6 && [{ CidrIpv6 }],
      UserIdGroupPairs: SourceSecurityGroupId && [
        { GroupId: SourceSecurityGroupId, UserId: SourceSecurityGroupOwnerId },
      ],
    },
  ]);
}

function openRule(
  rule: JsonObject,
  path: string,
  isOpen: (network: string) => boolean,
): OpenRule | undefined {
  const networks = [rule.CidrIp, rule.CidrIpv6].filter((network) => typeof network === 'string');
  const network = networks.find(isOpen);
  if (network === undefined) return undefined;
  const name = String(rule.IpProtocol ?? '-1').toLowerCase();
  const protocol = protocolNames.get(name) ?? name;
  const everything = protocol === 'all';
  return {
    path,
    permission: permissionOf(rule),
    network,
    protocol,
    from: everything ? 0 : port(rule.FromPort, 0),
    to: everything ? 65_535 : port(rule.ToPort, 65_535),
  };
}

/** The ingress rules that are open to the world, or to such networks; of an `AWS::EC2::SecurityGroupIngress`, its one rule. */
export function openRules(resource: Resource, isOpen = isWorld): OpenRule[] {
  const own = resource.type === 'AWS::EC2::SecurityGroupIngress' ? [resource.properties] : [];
  const listed = toObjects(resource.properties.SecurityGroupIngress);
  return [
    ...own.map((rule) => openRule(rule, '', isOpen)),
    ...listed.map((rule, at) => openRule(rule, `/SecurityGroupIngress/${at}`, isOpen)),
  ].filter((rule) => rule !== undefined);
}

/** Whether a protocol has ports. */
export const isTransport = (protocol: string) =>
  protocol === 'tcp' || protocol === 'udp' || protocol === 'all';

/** The protocol and ports of a rule, in words. */
export function describePorts({ protocol, from, to }: OpenRule): string {
  if (protocol === 'all') return 'all ports and protocols';
  if (!isTransport(protocol)) return protocol;
  return from === to ? `${protocol} port ${from}` : `${protocol} ports ${from}-${to}`;
}
