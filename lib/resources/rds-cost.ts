import { type CostPart, hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import { isAurora } from './rds-shape.ts';
import { storageParts } from './rds-storage-cost.ts';
import { isTrue } from './rds-transition.ts';

/** The class of the members whose capacity follows the load. */
export const serverlessClass = 'db.serverless';

/** A stopped database has a time at which RDS starts it again. */
export function isStopped({ properties }: Resource): boolean {
  return properties.AutomaticRestartTime !== undefined;
}

/** The cluster an instance is a member of, where it was read. */
function clusterOf({ properties }: Resource, { related }: CostContext): Resource | undefined {
  const id = properties.DBClusterIdentifier;
  return typeof id === 'string' ? related('AWS::RDS::DBCluster', id) : undefined;
}

/** An engine as the price book has it; that of a multitenant Oracle database (`oracle-se2-cdb`) costs what others do. */
function pricedEngine({ properties }: Resource): string {
  return String(properties.Engine ?? '')
    .toLowerCase()
    .replace(/-cdb$/, '');
}

/** How an instance is deployed, as the price book has it and in words. */
function deployment(instance: Resource, context: CostContext): readonly [string, string] {
  const { StorageType, MultiAZ } = instance.properties;
  if (isAurora(pricedEngine(instance))) {
    const storage = StorageType ?? clusterOf(instance, context)?.properties.StorageType;
    return storage === 'aurora-iopt1' ? ['io-optimized', 'I/O-Optimized'] : ['single-az', 'one instance'];
  }
  return isTrue(MultiAZ) ? ['multi-az', 'Multi-AZ'] : ['single-az', 'Single-AZ'];
}

/** What the hours of an instance cost a month. */
function machine(instance: Resource, context: CostContext): CostPart {
  const { properties, region } = instance;
  const type = String(properties.DBInstanceClass ?? '');
  const cluster = clusterOf(instance, context);
  if (isStopped(instance) || (cluster && isStopped(cluster))) {
    return { usd: 0, assumption: 'The instance is stopped: AWS does not charge for its hours.' };
  }
  const engine = pricedEngine(instance);
  const [key, words] = deployment(instance, context);
  const what = `${type} with ${engine}, ${words}`;
  if (engine.startsWith('oracle') && properties.LicenseModel !== 'license-included') {
    return { usd: null, assumption: `Tidemark has no price of ${what}, with a licence of one's own.` };
  }
  const price = context.prices.find('AmazonRDS', region, `${engine}/${key}/${type}`);
  if (!price) return { usd: null, assumption: `Tidemark has no price of ${what} in ${region}.` };
  return {
    usd: price.usd * hoursPerMonth,
    assumption: `${what}, running all month (730 h) on demand at ${price.usd} USD/h ${priceSource(price)}.`,
  };
}

/** AWS charges for the public IPv4 address of a database since 2024. https://aws.amazon.com/vpc/pricing/ */
function publicAddress(instance: Resource, { prices }: CostContext): CostPart[] {
  if (!isTrue(instance.properties.PubliclyAccessible) || isStopped(instance)) return [];
  const price = prices.find('AmazonVPC', instance.region, 'public-ipv4/hour');
  if (!price) return [{ usd: 0, assumption: 'Without its public IPv4 address.' }];
  return [
    {
      usd: price.usd * hoursPerMonth,
      assumption: `A public IPv4 address all month (730 h) at ${price.usd} USD/h ${priceSource(price)}.`,
    },
  ];
}

const notCounted: CostPart = {
  usd: 0,
  assumption: 'Without backups, I/O requests, data transfer, paid monitoring and Extended Support.',
};

/**
 * What an instance costs a month: its hours by class, engine, deployment and state, its storage, its public address.
 * The storage of an Aurora member belongs to the cluster, and so does the capacity of a serverless member, because
 * the cluster sets its limits. The members of a Multi-AZ DB cluster are billed with it.
 */
export function databaseInstanceCost(instance: Resource, context: CostContext): MonthlyCost {
  const { DBClusterIdentifier, DBInstanceClass, Engine } = instance.properties;
  if (!Engine || !DBInstanceClass)
    return unknownCost('The engine or the class of the instance is not known.');
  if (DBInstanceClass === serverlessClass) {
    const capacity = {
      usd: 0,
      assumption: 'Its capacity is counted with its cluster, which sets the limits of it.',
    };
    return sumOfParts([capacity, ...publicAddress(instance, context)]);
  }
  if (isAurora(Engine)) {
    return sumOfParts([machine(instance, context), ...publicAddress(instance, context), notCounted]);
  }
  if (DBClusterIdentifier) {
    return {
      usd: 0,
      assumptions: [`It is billed with the Multi-AZ DB cluster ${String(DBClusterIdentifier)}.`],
    };
  }
  return sumOfParts([
    machine(instance, context),
    ...storageParts(instance, context.prices),
    ...publicAddress(instance, context),
    notCounted,
  ]);
}
