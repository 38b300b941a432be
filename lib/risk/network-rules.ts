import ipaddr from 'ipaddr.js';
import { type JsonObject, toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, StateRule } from '../model/rule.ts';

/**
 * Ports through which a machine or a data store is administered, with the name of what listens there.
 * CIS AWS Foundations 3.0 5.2 and 5.3 name 22 and 3389; FSBP EC2.19 names the rest.
 */
const administrativePorts: ReadonlyMap<number, string> = new Map([
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
/** Ports that are meant for the public. */
const publicPorts: ReadonlySet<number> = new Set([80, 443]);
/** Networks as wide as this (in bits of prefix) are as good as the whole internet. */
const worldPrefixBits = 1;

/** A rule of a security group, as far as its dangers go. */
interface OpenRule {
  readonly path: string;
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
function isLargePart(network: string): boolean {
  if (isWorld(network) || !ipaddr.isValidCIDR(network)) return false;
  const [address, bits] = ipaddr.parseCIDR(network);
  return bits < ownPrefixBits[address.kind()] && !privateRanges.has(address.range());
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
    network,
    protocol,
    from: everything ? 0 : port(rule.FromPort, 0),
    to: everything ? 65_535 : port(rule.ToPort, 65_535),
  };
}

/** The ingress rules that are open to the world, or to such networks; of an `AWS::EC2::SecurityGroupIngress`, its one rule. */
function openRules(resource: Resource, isOpen = isWorld): OpenRule[] {
  const own = resource.type === 'AWS::EC2::SecurityGroupIngress' ? [resource.properties] : [];
  const listed = toObjects(resource.properties.SecurityGroupIngress);
  return [
    ...own.map((rule) => openRule(rule, '', isOpen)),
    ...listed.map((rule, at) => openRule(rule, `/SecurityGroupIngress/${at}`, isOpen)),
  ].filter((rule) => rule !== undefined);
}

const isTransport = (protocol: string) => protocol === 'tcp' || protocol === 'udp' || protocol === 'all';

function describePorts({ protocol, from, to }: OpenRule): string {
  if (protocol === 'all') return 'all ports and protocols';
  if (!isTransport(protocol)) return protocol;
  return from === to ? `${protocol} port ${from}` : `${protocol} ports ${from}-${to}`;
}

function administrativeDangers(resource: Resource): Danger[] {
  return openRules(resource)
    .filter(({ protocol }) => isTransport(protocol))
    .flatMap((rule) =>
      [...administrativePorts]
        .filter(([number]) => number >= rule.from && number <= rule.to)
        .map(([number, name]) => ({
          subject: `${name} (${number}) from ${rule.network}`,
          path: rule.path,
          reason: `${describePorts(rule)} of security group ${resource.id} can be reached from the whole internet (${rule.network}), ${
            rule.from === rule.to ? `and so ${name}` : 'administrative and data ports among them'
          }.`,
        })),
    );
}

/** One danger for each rule: whoever may reach a range of administrative ports from one place is one danger. */
function largePartDangers(resource: Resource): Danger[] {
  return openRules(resource, isLargePart)
    .filter(({ protocol }) => isTransport(protocol))
    .flatMap((rule) => {
      const [first] = [...administrativePorts].filter(([port]) => port >= rule.from && port <= rule.to);
      if (first === undefined) return [];
      return {
        subject: `${describePorts(rule)} from ${rule.network}`,
        path: rule.path,
        reason: `${describePorts(rule)} of security group ${resource.id}, ${first[1]} among them, can be reached from a large part of the internet (${rule.network}).`,
      };
    });
}

/** The rules that let in a security group of another account, over a peering or a transit gateway. */
function foreignGroupDangers(resource: Resource): Danger[] {
  const own = resource.type === 'AWS::EC2::SecurityGroupIngress' ? [resource.properties] : [];
  return [...own, ...toObjects(resource.properties.SecurityGroupIngress)].flatMap((rule) => {
    const { SourceSecurityGroupId: group, SourceSecurityGroupOwnerId: owner } = rule;
    if (resource.account === '' || owner === undefined || owner === resource.account) return [];
    return {
      subject: `group ${String(group)} of account ${String(owner)}`,
      path: own.length > 0 ? '' : '/SecurityGroupIngress',
      reason: `Security group ${resource.id} lets in what has security group ${String(group)} of account ${String(owner)}.`,
    };
  });
}

function otherDangers(resource: Resource): Danger[] {
  return openRules(resource)
    .filter((rule) => isTransport(rule.protocol))
    .filter(
      ({ from, to }) => ![...administrativePorts.keys()].some((number) => number >= from && number <= to),
    )
    .filter(({ from, to }) => !(from === to && publicPorts.has(from)))
    .map((rule) => ({
      subject: `${describePorts(rule)} from ${rule.network}`,
      path: rule.path,
      reason: `${describePorts(rule)} of security group ${resource.id} can be reached from the whole internet (${rule.network}).`,
    }));
}

/** Dangers of security group rules. */
export const openNetworkRules: readonly StateRule[] = [
  {
    kind: 'state',
    id: 'ec2-administrative-port-open-to-world',
    title: 'an administrative port is open to the world',
    severity: 'CRITICAL',
    sources: ['CIS AWS Foundations 3.0 5.2', 'CIS AWS Foundations 3.0 5.3', 'FSBP EC2.13', 'FSBP EC2.19'],
    recommendation:
      'Remove the rule, or narrow it to the networks that need it; for administration use Systems Manager Session Manager.',
    safer: 'administrative port closed to the internet',
    dangers: administrativeDangers,
  },
  {
    kind: 'state',
    id: 'ec2-administrative-port-open-to-large-network',
    title: 'an administrative port is open to a large part of the internet',
    severity: 'HIGH',
    sources: ['AWS Well-Architected SEC05-BP02', 'MITRE ATT&CK T1562.007'],
    recommendation:
      'Narrow the rule to the networks that are yours, and look at who signed in from elsewhere.',
    safer: 'administrative port closed to a large part of the internet',
    dangers: largePartDangers,
  },
  {
    kind: 'state',
    id: 'ec2-port-open-to-foreign-group',
    title: 'a security group of another account is let in',
    severity: 'HIGH',
    sources: [
      'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html',
      'AWS Well-Architected SEC05-BP02',
    ],
    recommendation: 'Make sure that you know the account and what it is to reach; if not, remove the rule.',
    safer: 'the group of the other account is no longer let in',
    dangers: foreignGroupDangers,
  },
  {
    kind: 'state',
    id: 'ec2-port-open-to-world',
    title: 'a port other than 80 and 443 is open to the world',
    severity: 'HIGH',
    sources: ['FSBP EC2.18'],
    recommendation: 'Narrow the rule to the networks that need it, or put a load balancer in front.',
    safer: 'port closed to the internet',
    dangers: otherDangers,
  },
];
