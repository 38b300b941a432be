import { type JsonObject, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { isInternet } from './network-shape.ts';

/** Ports that FSBP EC2.21 names, with what listens there. */
const administrativePorts: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [3389, 'RDP'],
]);
const families = [
  { property: 'CidrBlock', internet: '0.0.0.0/0' },
  { property: 'Ipv6CidrBlock', internet: '::/0' },
] as const;
type Family = (typeof families)[number];
const [tcp, allProtocols] = [6, -1];
/** The entries from this number on are the refusal that AWS puts at the end of every network ACL. */
const firstBuiltInNumber = 32_767;

/** The entries of one direction, in the order in which they are asked. */
function entriesOf({ properties }: Resource, egress: boolean): JsonObject[] {
  return toObjects(properties.Entries)
    .filter(({ Egress }) => Egress === egress)
    .sort((one, other) => Number(one.RuleNumber) - Number(other.RuleNumber));
}

/** Whether an entry is about the TCP port, or about everything. */
function coversPort(entry: JsonObject, port: number): boolean {
  const protocol = Number(entry.Protocol);
  if (protocol === allProtocols) return true;
  const [from, to] = [valueAt(entry, '/PortRange/From') ?? 0, valueAt(entry, '/PortRange/To') ?? 65_535];
  return protocol === tcp && Number(from) <= port && port <= Number(to);
}

/** The first entry about the whole internet that decides: those behind it are not asked any more. */
function deciding(entries: readonly JsonObject[], family: Family, covers: (entry: JsonObject) => boolean) {
  return entries.find((entry) => isInternet(entry[family.property]) && covers(entry));
}

/** The input of CreateNetworkAclEntry that refuses what an entry is about. */
function entryJson({ id }: Resource, { Icmp, Protocol, ...entry }: JsonObject): string {
  const input = { NetworkAclId: id, ...entry, Protocol: String(Protocol), RuleAction: 'deny' };
  return JSON.stringify(Icmp === undefined ? input : { ...input, IcmpTypeCode: Icmp });
}

function openPorts(acl: Resource): Danger[] {
  const entries = entriesOf(acl, false);
  return families.flatMap((family) =>
    [...administrativePorts].flatMap(([port, name]): Danger[] => {
      const entry = deciding(entries, family, (each) => coversPort(each, port));
      if (entry?.RuleAction !== 'allow') return [];
      return [
        {
          subject: `${name} (${port}) from ${family.internet}`,
          values: {
            refusal: entryJson(acl, {
              [family.property]: family.internet,
              Egress: false,
              PortRange: { From: port, To: port },
              Protocol: tcp,
              RuleNumber: Number(entry.RuleNumber) - 1,
            }),
          },
          path: '/Entries',
          reason: `Entry ${entry.RuleNumber} of network ACL ${acl.id} lets the whole internet (${family.internet}) reach TCP port ${port} (${name}) of its subnets, as far as the security groups do.`,
        },
      ];
    }),
  );
}

const openToInternet: ChangeRule = becoming({
  id: 'ec2-network-acl-open-administrative-port',
  title: 'a network ACL lets the internet reach an administrative port',
  severity: 'HIGH',
  // Every VPC comes with a network ACL that lets everything through.
  createdSeverity: () => 'LOW',
  sources: ['FSBP EC2.21', 'CIS AWS Foundations 3.0 5.1'],
  recommendation: 'Narrow the entry to the networks that need it, or put a refusal of the port before it.',
  remedy: {
    command: 'aws ec2 create-network-acl-entry --cli-input-json {{refusal}}',
    console: 'VPC › Network ACLs › {{id}} › Inbound rules › Edit inbound rules',
  },
  safer: 'the network ACL keeps the internet from the administrative port',
  dangersOf: openPorts,
});

/** Where everything is refused: the first entry about all of the internet and all protocols says so. */
function refusals(acl: Resource): Danger[] {
  return [false, true].flatMap((egress) => {
    const entries = entriesOf(acl, egress);
    const first = deciding(entries, families[0], ({ Protocol }) => Number(Protocol) === allProtocols);
    const letsSome = entries.some(
      ({ RuleAction, RuleNumber }) =>
        RuleAction === 'allow' && Number(RuleNumber) < Number(first?.RuleNumber ?? firstBuiltInNumber),
    );
    if (first?.RuleAction !== 'deny' || letsSome) return [];
    const direction = egress ? 'outbound' : 'inbound';
    return [
      {
        subject: `all ${direction} traffic refused`,
        path: '/Entries',
        reason: `Network ACL ${acl.id} refuses all ${direction} IPv4 traffic of its subnets: what runs there is cut off.`,
      },
    ];
  });
}

const everythingRefused: ChangeRule = becoming({
  id: 'ec2-network-acl-refuses-everything',
  title: 'a network ACL cuts its subnets off',
  severity: 'HIGH',
  createdSeverity: () => 'LOW',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html'],
  recommendation: 'Put the entries back that let the traffic of the subnets through.',
  remedy: {
    command:
      'aws ec2 create-network-acl-entry --network-acl-id {{id}} --ingress --rule-number <number-before-the-refusal> --protocol all --cidr-block <approved-network> --rule-action allow',
    console: 'VPC › Network ACLs › {{id}} › Inbound rules › Edit inbound rules',
  },
  safer: 'the network ACL lets traffic through',
  dangersOf: refusals,
});

const refusalKey = ({ Egress, CidrBlock, Ipv6CidrBlock, Protocol, PortRange }: JsonObject) =>
  JSON.stringify([Egress, CidrBlock ?? Ipv6CidrBlock, Protocol, PortRange ?? null]);

/** What somebody wrote down to be refused, by what it is about whatever its number. */
function ownRefusals({ properties }: Resource): Map<string, JsonObject> {
  const own = toObjects(properties.Entries).filter(
    ({ RuleAction, RuleNumber }) => RuleAction === 'deny' && Number(RuleNumber) < firstBuiltInNumber,
  );
  return new Map(own.map((entry) => [refusalKey(entry), entry]));
}

const refusalGone: ChangeRule = {
  kind: 'change',
  id: 'ec2-network-acl-refusal-removed',
  title: 'a network ACL no longer refuses a network',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
    'MITRE ATT&CK T1562.007',
  ],
  recommendation: 'Put the refusal back, unless the network is no longer to be kept out.',
  remedy: {
    command: 'aws ec2 create-network-acl-entry --cli-input-json {{refusal}}',
    console: 'VPC › Network ACLs › {{id}} › Inbound rules › Edit inbound rules',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const after = ownRefusals(change.after);
    return [...ownRefusals(change.before)]
      .filter(([key]) => !after.has(key))
      .map(([key, refusal]) => ({
        subject: `refusal ${key}`,
        values: { refusal: entryJson(change.after, refusal) },
        path: '/Entries',
        reason: `Network ACL ${change.after.id} no longer refuses traffic ${refusal.Egress === true ? 'to' : 'from'} ${refusal.CidrBlock ?? refusal.Ipv6CidrBlock} (entry ${refusal.RuleNumber} of the baseline).`,
      }));
  },
};

/** The dangers of a network ACL. */
export const networkAclRules: readonly Rule[] = [openToInternet, everythingRefused, refusalGone];
