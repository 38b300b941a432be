import {
  EC2Client,
  type ManagedPrefixList,
  paginateDescribeManagedPrefixLists,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { isInternet } from './network-shape.ts';

const callsAtOnce = 8;
const listsPerPage = 100;

async function readPrefixList(
  { clients, optional }: ResourceReader,
  list: ManagedPrefixList,
): Promise<ReadResource | undefined> {
  const { PrefixListId, State = '' } = list;
  if (!PrefixListId || State.startsWith('delete-')) return undefined;
  const client = clients.get(EC2Client);
  const unread: UnreadProperty[] = [];
  const Entries = await optional(unread, '/Entries', async () => {
    const entries: object[] = [];
    const pages = paginateGetManagedPrefixListEntries({ client, pageSize: listsPerPage }, { PrefixListId });
    for await (const page of pages) entries.push(...(page.Entries ?? []));
    return entries;
  });
  if (Entries === undefined && unread.length === 0) return undefined;
  return {
    id: PrefixListId,
    arn: list.PrefixListArn,
    tags: list.Tags,
    properties: {
      PrefixListId,
      PrefixListName: list.PrefixListName,
      Arn: list.PrefixListArn,
      OwnerId: list.OwnerId,
      AddressFamily: list.AddressFamily,
      MaxEntries: list.MaxEntries,
      Entries,
      IpamPrefixListResolverTargetId: list.IpamPrefixListResolverTargetId,
      IpamPrefixListResolverSyncEnabled: list.IpamPrefixListResolverSyncEnabled,
    },
    unread,
  };
}

const nameOf = ({ id, properties: { PrefixListName } }: Resource) => `${PrefixListName ?? id}`;

const holdsInternet: StateRule = {
  kind: 'state',
  id: 'ec2-prefix-list-holds-internet',
  title: 'a prefix list holds the whole internet',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html'],
  recommendation: 'Remove the entry: every security group and route that names the list opens with it.',
  remedy: {
    command:
      'aws ec2 modify-managed-prefix-list --prefix-list-id {{id}} --current-version <version> --remove-entries Cidr={{network}}',
    console: 'VPC › Managed prefix lists › {{id}} › Entries › Modify entries',
  },
  safer: 'the prefix list no longer holds the internet',
  dangers: (list) =>
    toObjects(list.properties.Entries).flatMap(({ Cidr }, at) =>
      isInternet(Cidr)
        ? [
            {
              subject: `${Cidr}`,
              values: { network: `${Cidr}` },
              path: `/Entries/${at}`,
              reason: `Prefix list ${nameOf(list)} holds ${Cidr}: what security groups let in from it, they let in from the whole internet.`,
            },
          ]
        : [],
    ),
};

const widened: ChangeRule = {
  kind: 'change',
  id: 'ec2-prefix-list-widened',
  title: 'a prefix list holds another network',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html'],
  recommendation: 'Make sure that all that trusts the list is to trust the network.',
  remedy: {
    command:
      'aws ec2 modify-managed-prefix-list --prefix-list-id {{id}} --current-version <version> --remove-entries Cidr={{network}}',
    console: 'VPC › Managed prefix lists › {{id}} › Entries › Modify entries',
  },
  dangers: (change) => {
    // Entries that one side could not read are not among the properties that changed.
    if (change.kind !== 'modified' || !change.properties.some(({ path }) => path.startsWith('/Entries')))
      return [];
    const networksOf = ({ properties: { Entries } }: Resource) =>
      toObjects(Entries).map(({ Cidr }) => `${Cidr}`);
    const before = new Set(networksOf(change.before));
    return networksOf(change.after)
      .filter((network) => !before.has(network))
      .map((network) => ({
        subject: network,
        path: '/Entries',
        values: { network },
        reason: `Prefix list ${nameOf(change.after)} holds ${network} now: security groups and routes that name the list trust it.`,
      }));
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-prefixlist.html
 *
 * Only those of the account: AWS changes its own by itself.
 */
export const prefixList = defineResourceType({
  type: 'AWS::EC2::PrefixList',
  scope: 'regional',
  permissions: ['ec2:DescribeManagedPrefixLists', 'ec2:GetManagedPrefixListEntries'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    const pages = paginateDescribeManagedPrefixLists(
      { client: reader.clients.get(EC2Client), pageSize: listsPerPage },
      { Filters: [{ Name: 'owner-id', Values: [reader.account] }] },
    );
    for await (const page of pages) {
      // Whoever does not filter lists those of AWS as well.
      const own = (page.PrefixLists ?? []).filter(
        ({ OwnerId = reader.account }) => OwnerId === reader.account,
      );
      const read = await limit.map(own, (list) => readPrefixList(reader, list));
      yield* read.filter((list) => list !== undefined);
    }
  },
  unordered: { '/Entries': ['Cidr'] },
  volatile: {
    '/State': 'progress of the last modification',
    '/StateMessage': 'describes the progress of the last modification',
    '/Version': 'counts the changes of the entries, which are compared',
  },
  sensitivity: { '': 'MEDIUM', '/Entries/*/Description': 'INFO', '/MaxEntries': 'LOW' },
  rules: [holdsInternet, widened],
  monthlyCost: () => free,
});
