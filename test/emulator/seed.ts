import { type EmulatedAccount, memberClients } from './accounts.ts';
import { type Containers, seedContainers } from './seed/containers.ts';
import { type Databases, seedDatabases } from './seed/databases.ts';
import { type Functions, seedFunctions } from './seed/functions.ts';
import { type Identities, seedIdentities } from './seed/identity.ts';
import { type Instances, seedInstances } from './seed/instances.ts';
import { type Network, seedNetwork } from './seed/network.ts';
import { type AccountKind, type Owner, plans } from './seed/plan.ts';
import { type Buckets, createGuardedBucket, seedBuckets } from './seed/storage.ts';

export { canarySecret } from './seed/functions.ts';
export type { AccountKind } from './seed/plan.ts';

/** The region in which production keeps a copy of its invoices. */
export const recoveryRegion = 'eu-central-1';

/** What a member account has: the names and ids with which it is changed and checked. */
export interface SeededMember extends EmulatedAccount {
  readonly kind: AccountKind;
  readonly network: Network;
  readonly instances: Instances;
  readonly databases: Databases;
  readonly buckets: Buckets;
  readonly functions: Functions;
  readonly containers: Containers;
  readonly identities: Identities;
}

/**
 * Fills an account with the resources of a small web shop, as people have them: tagged, and larger and better
 * guarded in production. All resource types Tidemark reads are there; production has a bucket in a second region.
 */
export async function seedMember(kind: AccountKind, target: EmulatedAccount): Promise<SeededMember> {
  const clients = memberClients(target);
  const owner: Owner = { kind, plan: plans[kind], account: target.account, region: target.region };
  const [network, identities, buckets] = await Promise.all([
    seedNetwork(clients.ec2, owner),
    seedIdentities(clients.iam, owner),
    seedBuckets(clients.s3, owner),
    owner.plan.production ? seedRecoveryRegion(owner, target) : undefined,
  ]);
  const [instances, databases, functions, containers] = await Promise.all([
    seedInstances(clients.ec2, owner, network, identities.instanceProfile),
    seedDatabases(clients.rds, owner, network),
    seedFunctions(clients.lambda, owner, identities.functionRoleArn),
    seedContainers(clients.ecs, owner, network, identities),
  ]);
  return { ...target, kind, network, identities, buckets, instances, databases, functions, containers };
}

async function seedRecoveryRegion(owner: Owner, target: EmulatedAccount): Promise<void> {
  const { s3 } = memberClients({ ...target, region: recoveryRegion });
  await createGuardedBucket(
    s3,
    { ...owner, region: recoveryRegion },
    `orders-invoices-copy-prod-${owner.account}`,
  );
}
