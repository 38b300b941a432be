import { type DhcpConfiguration, EC2Client, paginateDescribeDhcpOptions } from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize } from './network-shape.ts';

/** The properties of the schema by the names of DHCP, and how many values each has. */
const schemaNames: Readonly<
  Record<string, { readonly name: string; readonly kind: 'list' | 'number' | 'text' }>
> = {
  'domain-name': { name: 'DomainName', kind: 'text' },
  'domain-name-servers': { name: 'DomainNameServers', kind: 'list' },
  'ipv6-address-preferred-lease-time': { name: 'Ipv6AddressPreferredLeaseTime', kind: 'number' },
  'netbios-name-servers': { name: 'NetbiosNameServers', kind: 'list' },
  'netbios-node-type': { name: 'NetbiosNodeType', kind: 'number' },
  'ntp-servers': { name: 'NtpServers', kind: 'list' },
};

function property({ Key = '', Values = [] }: DhcpConfiguration): [string, string | number | string[]] {
  const values = Values.flatMap(({ Value }) => Value ?? []);
  const { name = Key, kind = 'list' } = schemaNames[Key] ?? {};
  if (kind === 'list') return [name, values];
  const [value = ''] = values;
  return [name, kind === 'number' ? Number(value) : value];
}

const otherServers: StateRule = {
  kind: 'state',
  id: 'ec2-dhcp-options-own-servers',
  title: 'names or the time are asked of other servers than those of AWS',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html',
    'MITRE ATT&CK T1557',
  ],
  recommendation: 'Make sure that the servers are yours: they decide where every name leads.',
  remedy: {
    command: 'aws ec2 associate-dhcp-options --dhcp-options-id <approved-dhcp-options> --vpc-id <vpc>',
    console: 'VPC › Your VPCs › Actions › Edit VPC settings › DHCP option set',
  },
  safer: 'the servers of AWS are asked',
  dangers: ({ id, properties: { DomainNameServers, NtpServers } }) =>
    Object.entries({ DomainNameServers, NtpServers }).flatMap(([name, servers]) =>
      toList(servers)
        .map(String)
        .filter((server) => server !== 'AmazonProvidedDNS' && !server.startsWith('169.254.169.'))
        .map((server) => ({
          subject: `${name} ${server}`,
          path: `/${name}`,
          reason: `What uses DHCP option set ${id} asks ${server} for ${name === 'NtpServers' ? 'the time' : 'names'}.`,
        })),
    ),
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-dhcpoptions.html
 *
 * A set cannot be changed: a VPC is given another one, which the VPC tells.
 */
export const dhcpOptions = defineResourceType({
  type: 'AWS::EC2::DHCPOptions',
  scope: 'regional',
  permissions: ['ec2:DescribeDhcpOptions'],
  async *read(reader) {
    const pages = paginateDescribeDhcpOptions({ client: reader.clients.get(EC2Client), pageSize }, {});
    for await (const page of pages) {
      for (const { DhcpOptionsId, OwnerId, DhcpConfigurations, Tags } of page.DhcpOptions ?? []) {
        if (!DhcpOptionsId) continue;
        yield {
          id: DhcpOptionsId,
          arn: ec2Arn(reader, 'dhcp-options', DhcpOptionsId, OwnerId),
          tags: Tags,
          properties: {
            DhcpOptionsId,
            OwnerId,
            ...Object.fromEntries((DhcpConfigurations ?? []).map(property)),
          },
        };
      }
    }
  },
  sensitivity: { '': 'MEDIUM' },
  rules: [otherServers],
  monthlyCost: () => free,
});
