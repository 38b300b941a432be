import {
  type Address,
  DescribeAddressesCommand,
  EC2Client,
  paginateDescribeAddressTransfers,
} from '@aws-sdk/client-ec2';
import type { ResourceReader } from '../aws/reader.ts';
import { hoursPerMonth, priceSource } from '../cost/estimate.ts';
import { free, type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext, Membership } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { becoming, modifiedText } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize, textAt } from './network-shape.ts';

/** To which account each address is offered, by its allocation. */
interface Transfers {
  readonly to: ReadonlyMap<string, string>;
  readonly unread: readonly UnreadProperty[];
}

async function readTransfers({ clients, optional }: ResourceReader): Promise<Transfers> {
  const client = clients.get(EC2Client);
  const to = new Map<string, string>();
  const unread: UnreadProperty[] = [];
  await optional(unread, '/TransferAccountId', async () => {
    for await (const page of paginateDescribeAddressTransfers({ client, pageSize }, {})) {
      for (const { AllocationId, TransferAccountId, AddressTransferStatus } of page.AddressTransfers ?? []) {
        const isOffered = AddressTransferStatus === undefined || AddressTransferStatus === 'pending';
        if (AllocationId && TransferAccountId && isOffered) to.set(AllocationId, TransferAccountId);
      }
    }
  });
  return { to, unread };
}

/** What the address serves: an instance, an interface of a service, or nothing. */
function servedBy(address: Resource): string | undefined {
  return textAt(address, '/InstanceId') ?? textAt(address, '/NetworkInterfaceId');
}

const offered: StateRule = {
  kind: 'state',
  id: 'ec2-eip-offered-to-account',
  title: 'a public address is offered to another account',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/transfer-EIPs-intro.html',
    'MITRE ATT&CK T1583',
  ],
  recommendation:
    'Disable the transfer, unless you gave the address away: who has it is trusted by all that let it in or resolve to it.',
  remedy: {
    command: 'aws ec2 disable-address-transfer --allocation-id {{/AllocationId}}',
    console: 'EC2 › Elastic IPs › {{/PublicIp}} › Actions › Disable transfers',
  },
  safer: 'the address is no longer offered to another account',
  dangers: (address) => {
    const account = textAt(address, '/TransferAccountId');
    if (account === undefined) return [];
    return [
      {
        subject: `account ${account}`,
        path: '/TransferAccountId',
        reason: `Account ${account} may take over the public address ${textAt(address, '/PublicIp')}, with every allow list and DNS name that trusts it.`,
      },
    ];
  },
};

/** What the remedy calls the interface that the address led to. */
function formerInterface(address: Resource): Readonly<Record<string, string>> {
  const id = textAt(address, '/NetworkInterfaceId');
  return id === undefined ? {} : { 'former-interface': id };
}

const moved: ChangeRule = {
  kind: 'change',
  id: 'ec2-eip-moved',
  title: 'a public address leads elsewhere',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html'],
  recommendation: 'Associate the address with what it was approved for, or approve the move.',
  remedy: {
    command:
      'aws ec2 associate-address --allocation-id {{/AllocationId}} --network-interface-id {{former-interface}} --allow-reassociation',
    console: 'EC2 › Elastic IPs › {{/PublicIp}} › Actions › Associate Elastic IP address',
  },
  dangers: (change) => {
    const interfaces = modifiedText(change, 'NetworkInterfaceId') ?? modifiedText(change, 'InstanceId');
    if (change.kind !== 'modified' || !interfaces) return [];
    const [from, to] = [servedBy(change.before) ?? 'nothing', servedBy(change.after) ?? 'nothing'];
    return [
      {
        subject: `leads to ${to}`,
        values: formerInterface(change.before),
        path: '/NetworkInterfaceId',
        reason: `The public address ${textAt(change.after, '/PublicIp')} leads to ${to} now, no longer to ${from}.`,
      },
    ];
  },
};

const unused: ChangeRule = becoming({
  id: 'ec2-eip-unused',
  title: 'a public address is paid for and serves nothing',
  severity: 'LOW',
  createdSeverity: () => 'LOW',
  sources: ['Security Hub EC2.12'],
  recommendation: 'Release the address, unless it is kept for something.',
  remedy: {
    command: 'aws ec2 release-address --allocation-id {{/AllocationId}}',
    console: 'EC2 › Elastic IPs › {{/PublicIp}} › Actions › Release Elastic IP addresses',
  },
  safer: 'the address is used',
  dangersOf: (address) =>
    servedBy(address) === undefined && textAt(address, '/ServiceManaged') === undefined
      ? [
          {
            subject: 'unused',
            path: '/NetworkInterfaceId',
            reason: `The public address ${textAt(address, '/PublicIp')} is associated with nothing.`,
          },
        ]
      : [],
});

const services: Readonly<Record<string, string>> = {
  alb: 'Application Load Balancer',
  nlb: 'Network Load Balancer',
  rnat: 'regional NAT gateway',
  rds: 'Amazon RDS',
};

const membership: Membership = {
  reason: 'services take and release the public addresses that they manage as they scale',
  ownerOf: (address) => {
    const service = textAt(address, '/ServiceManaged');
    return service && (services[service] ?? service);
  },
};

/**
 * Public IPv4 addresses of AWS's pools are billed by the hour, used or not; those of one's own pools are not.
 * https://aws.amazon.com/vpc/pricing/
 */
function monthlyCost(address: Resource, { prices }: CostContext): MonthlyCost {
  const instance = textAt(address, '/InstanceId');
  if (instance !== undefined) {
    return { usd: 0, assumptions: [`The address is counted with instance ${instance}, which has it.`] };
  }
  if (textAt(address, '/PublicIpv4Pool')?.startsWith('ipv4pool-')) return free;
  if (textAt(address, '/CustomerOwnedIp') !== undefined) return free;
  const price = prices.find('AmazonVPC', address.region, 'public-ipv4/hour');
  if (!price) return unknownCost(`Tidemark has no price of public IPv4 addresses in ${address.region}.`);
  return {
    usd: price.usd * hoursPerMonth,
    assumptions: [`A public IPv4 address all month (730 h) at ${price.usd} USD/h ${priceSource(price)}.`],
  };
}

/** A service moves the addresses that it manages among its own interfaces. */
function properties({ Tags: _tags, ...address }: Address, TransferAccountId: string | undefined): object {
  const { PublicIp, AllocationId, Domain, PublicIpv4Pool, NetworkBorderGroup, ServiceManaged } = address;
  return ServiceManaged === undefined
    ? { ...address, TransferAccountId }
    : { PublicIp, AllocationId, Domain, PublicIpv4Pool, NetworkBorderGroup, ServiceManaged };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html
 *
 * `TransferAddress` of the schema, the address that a stack takes over, acts on creation only; `TransferAccountId`
 * is the account that an address is offered to. `Address` and `IpamPoolId` act on creation only.
 */
export const eip = defineResourceType({
  type: 'AWS::EC2::EIP',
  scope: 'regional',
  permissions: ['ec2:DescribeAddressTransfers', 'ec2:DescribeAddresses'],
  async *read(reader) {
    const { Addresses } = await reader.clients.get(EC2Client).send(new DescribeAddressesCommand({}));
    if (!Addresses?.length) return;
    const transfers = await readTransfers(reader);
    for (const address of Addresses) {
      const { PublicIp, AllocationId } = address;
      if (!PublicIp || !AllocationId) continue;
      yield {
        id: `${PublicIp}|${AllocationId}`,
        arn: ec2Arn(reader, 'elastic-ip', AllocationId),
        tags: address.Tags,
        properties: properties(address, transfers.to.get(AllocationId)),
        unread: transfers.unread,
      };
    }
  },
  defaults: { PublicIpv4Pool: 'amazon' },
  sensitivity: { '/InstanceId': 'MEDIUM', '/NetworkInterfaceId': 'MEDIUM', '/TransferAccountId': 'MEDIUM' },
  membership,
  rules: [offered, moved, unused],
  monthlyCost,
});
