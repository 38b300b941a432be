import {
  type GroupDetail,
  IAMClient,
  paginateGetAccountAuthorizationDetails,
  type UserDetail,
} from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import type { AwsClients } from '../aws/clients.ts';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { ReadResource } from './define.ts';

/** The IAM action that {@link readPrincipals} needs. */
export const principalsPermission = 'iam:GetAccountAuthorizationDetails';
/** Calls in flight at once, where IAM takes a call for every user, profile or provider. */
export const callsAtOnce = 8;
/** The most that IAM gives in a page. */
export const pageSize = 1_000;

/** The users and groups of an account. */
export interface Principals {
  readonly users: readonly UserDetail[];
  readonly groups: readonly GroupDetail[];
}

async function listPrincipals(clients: AwsClients): Promise<Principals> {
  const [users, groups]: [UserDetail[], GroupDetail[]] = [[], []];
  const pages = paginateGetAccountAuthorizationDetails(
    { client: clients.get(IAMClient), pageSize },
    { Filter: ['User', 'Group'] },
  );
  for await (const page of pages) {
    users.push(...(page.UserDetailList ?? []));
    groups.push(...(page.GroupDetailList ?? []));
  }
  return { users, groups };
}

const listings = new WeakMap<AwsClients, Promise<Principals>>();

/**
 * The users and groups of the account, listed once for all types of a target that need them: the clients live as long
 * as the target is read. Roles and managed policies are left to their own types, which read them page by page,
 * because there may be far more of them than fits into memory. A user or group is 5,000 or 300 times there at most.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 *
 * @throws what IAM answers when the list is denied
 */
export function readPrincipals({ clients }: ResourceReader): Promise<Principals> {
  const known = listings.get(clients);
  if (known) return known;
  const listing = listPrincipals(clients);
  listings.set(clients, listing);
  return listing;
}

/** What is there, or nothing when IAM says that it is gone. */
async function unlessGone<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Reads what each user has by calls of its own, a few users at a time; nothing of a user that was deleted meanwhile. */
export async function ofEachUser(
  reader: ResourceReader,
  read: (userName: string) => Promise<readonly ReadResource[]>,
): Promise<ReadResource[]> {
  const { users } = await readPrincipals(reader);
  const found = await pLimit(callsAtOnce).map(users, ({ UserName }) =>
    UserName ? unlessGone(() => read(UserName)) : [],
  );
  return found.flat();
}
