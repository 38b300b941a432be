import {
  type Account,
  type OrganizationalUnit,
  OrganizationsClient,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
} from '@aws-sdk/client-organizations';
import type { AwsClients } from '../aws/clients.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { rootsOfOwnOrganization, rootsPermissions } from './organization.ts';

/** The IAM actions that {@link readTree} needs. */
export const treePermissions = [
  ...rootsPermissions,
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
] as const;

/** Something in an organization, and the id of the root or unit that it is in. */
export interface Placed<T> {
  readonly item: T;
  readonly parent: string;
}

/** The units and accounts of an organization. */
export interface OrganizationTree {
  readonly units: readonly Placed<OrganizationalUnit>[];
  readonly accounts: readonly Placed<Account>[];
}

async function readBelow(client: OrganizationsClient, parent: string): Promise<OrganizationTree> {
  const accounts: Placed<Account>[] = [];
  const units: Placed<OrganizationalUnit>[] = [];
  for await (const page of paginateListAccountsForParent({ client }, { ParentId: parent })) {
    accounts.push(...(page.Accounts ?? []).map((item) => ({ item, parent })));
  }
  for await (const page of paginateListOrganizationalUnitsForParent({ client }, { ParentId: parent })) {
    units.push(...(page.OrganizationalUnits ?? []).map((item) => ({ item, parent })));
  }
  return { accounts, units };
}

async function walk(reader: ResourceReader): Promise<OrganizationTree> {
  const client = reader.clients.get(OrganizationsClient);
  const accounts: Placed<Account>[] = [];
  const units: Placed<OrganizationalUnit>[] = [];
  const parents = (await rootsOfOwnOrganization(reader)).flatMap(({ Id }) => Id ?? []);
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    const below = await readBelow(client, parent);
    accounts.push(...below.accounts);
    units.push(...below.units);
    parents.push(...below.units.flatMap(({ item }) => item.Id ?? []));
  }
  return { accounts, units };
}

const trees = new WeakMap<AwsClients, Promise<OrganizationTree>>();

/**
 * The tree of the organization whose management account is read, walked once for all types of a target; empty for any
 * other account. Two calls for each unit tell which accounts are where: a call for each account would be the only
 * other way.
 *
 * @throws what Organizations answers when one of the lists is denied
 */
export function readTree(reader: ResourceReader): Promise<OrganizationTree> {
  const known = trees.get(reader.clients);
  if (known) return known;
  const tree = walk(reader);
  trees.set(reader.clients, tree);
  return tree;
}
