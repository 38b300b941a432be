import type { EmulatedAccount } from '../accounts.ts';
import { seedMember } from '../seed.ts';
import { createAnalytics, createBackups } from './analytics.ts';
import { createControlled } from './cloud-control.ts';
import { createLoadBalancing, createMachines, createScaling } from './compute.ts';
import { createContainers } from './containers.ts';
import {
  createCaches,
  createCacheUsers,
  createDatabaseParts,
  createFileSystem,
  createSearch,
  createTable,
} from './databases.ts';
import { createApis, createDistribution, createFirewall, createNames } from './edge.ts';
import { createKeys, createPeople, createSecrets } from './identity.ts';
import { createEvents, createFunctionParts, createQueues } from './messaging.ts';
import { createNetwork } from './network.ts';
import { createAudit, createWatch } from './operations.ts';
import { createOrganization } from './organization.ts';
import { type Place, placeOf } from './place.ts';

/**
 * Fills an account with the shop and, beside it, at least one resource of every type that the emulator can make.
 * Whatever is secret in it holds `canarySecret`.
 */
export async function createEverything(target: EmulatedAccount): Promise<Place> {
  const place = placeOf(await seedMember('prod', target));
  const keyArn = await createKeys(place);
  const streamArn = await createTable(place);
  await createNetwork(place);
  await createMachines(place);
  await createScaling(place);
  await createLoadBalancing(place);
  await createPeople(place);
  await createSecrets(place);
  await createContainers(place, keyArn);
  await createDatabaseParts(place);
  await createFileSystem(place, keyArn);
  await createCaches(place);
  await createCacheUsers(place);
  await createSearch(place, keyArn);
  await createAnalytics(place);
  await createBackups(place, keyArn);
  await createQueues(place, keyArn);
  await createEvents(place);
  await createFunctionParts(place, streamArn);
  await createWatch(place);
  await createAudit(place);
  await createApis(place);
  await createDistribution(place);
  await createNames(place);
  await createFirewall(place);
  await createOrganization(place);
  await createControlled(place);
  return place;
}
