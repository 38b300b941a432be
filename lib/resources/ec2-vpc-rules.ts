import type { ResourceChange } from '../model/change.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule, StateRule } from '../model/rule.ts';
import { modifiedText } from './becoming.ts';
import { internetBlockLifted } from './ec2-network.ts';

const modePath = '/VpcEncryptionControl/Mode';

function enforces({ properties }: Resource): boolean {
  return valueAt(properties, modePath) === 'enforce';
}

function enforcementSwitched(
  change: ResourceChange,
  enforcedBefore: boolean,
  reason: (id: string) => string,
): Danger[] {
  if (change.kind !== 'modified') return [];
  const { before, after } = change;
  if (enforces(before) !== enforcedBefore || enforces(after) === enforcedBefore) return [];
  return [{ subject: 'encryption in transit', path: modePath, reason: reason(after.id) }];
}

const encryptionNotEnforced: ChangeRule = {
  kind: 'change',
  id: 'ec2-vpc-encryption-not-enforced',
  title: 'a VPC no longer enforces encryption in transit',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html'],
  recommendation: 'Set the encryption control of the VPC to enforce again.',
  remedy: {
    command:
      'aws ec2 modify-vpc-encryption-control --vpc-encryption-control-id {{/VpcEncryptionControl/VpcEncryptionControlId}} --mode enforce',
    console: 'VPC › Your VPCs › {{id}} › Actions › Manage encryption controls',
  },
  dangers: (change) =>
    enforcementSwitched(
      change,
      true,
      (id) => `VPC ${id} no longer enforces encryption in transit: traffic inside it may be in clear text.`,
    ),
  ended: (change) =>
    enforcementSwitched(change, false, (id) => `Safer: VPC ${id} enforces encryption in transit now.`),
};

const dnsOff: StateRule = {
  kind: 'state',
  id: 'ec2-vpc-dns-turned-off',
  title: 'a VPC resolves no names',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html'],
  recommendation: 'Turn DNS support of the VPC on again, unless it has DNS servers of its own.',
  remedy: {
    command: 'aws ec2 modify-vpc-attribute --vpc-id {{id}} --enable-dns-support',
    console: 'VPC › Your VPCs › {{id}} › Actions › Edit VPC settings › Enable DNS resolution',
  },
  safer: 'the VPC resolves names',
  dangers: ({ id, properties }) =>
    properties.EnableDnsSupport === false
      ? [
          {
            subject: 'DNS support off',
            path: '/EnableDnsSupport',
            reason: `The Amazon DNS server of VPC ${id} is off: names of AWS services, endpoints and databases are not resolved there.`,
          },
        ]
      : [],
};

const otherDhcpOptions: ChangeRule = {
  kind: 'change',
  id: 'ec2-vpc-dhcp-options-changed',
  title: 'a VPC hands out other DNS and time servers',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html', 'MITRE ATT&CK T1557'],
  recommendation: 'Make sure that the DNS servers of the new DHCP option set are yours.',
  remedy: {
    command: 'aws ec2 associate-dhcp-options --dhcp-options-id {{former}} --vpc-id {{id}}',
    console: 'VPC › Your VPCs › {{id}} › Actions › Edit VPC settings › DHCP option set',
  },
  dangers: (change) => {
    const options = modifiedText(change, 'DhcpOptionsId');
    if (!options) return [];
    const [from, to] = [options.before ?? 'none', options.after ?? 'none'];
    return [
      {
        subject: `DHCP options ${to}`,
        path: '/DhcpOptionsId',
        values: { former: options.before ?? 'default' },
        reason: `The DHCP option set of VPC ${change.after?.id} changed from ${from} to ${to}: all that runs there asks the DNS and time servers named in it.`,
      },
    ];
  },
};

/** The dangers of a VPC. */
export const vpcRules: readonly Rule[] = [
  internetBlockLifted,
  encryptionNotEnforced,
  dnsOff,
  otherDhcpOptions,
];
