import { hoursPerMonth, priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import { isStopped, serverlessClass } from './rds-cost.ts';
import { isAurora } from './rds-shape.ts';

const isIoOptimized = ({ properties }: Resource) => properties.StorageType === 'aurora-iopt1';

/** What Aurora takes for storage and requests, which no configuration tells the amount of. */
function storageRates(cluster: Resource, { prices }: CostContext): string {
  const { region } = cluster;
  const ioOptimized = isIoOptimized(cluster);
  const storage = prices.find('AmazonRDS', region, `aurora${ioOptimized ? '-io-optimized' : ''}/gb-month`);
  const requests = ioOptimized ? undefined : prices.find('AmazonRDS', region, 'aurora/million-requests');
  const rates = [
    ...(storage ? [`${storage.usd} USD/GB-month ${priceSource(storage)}`] : []),
    ...(requests ? [`${requests.usd} USD per million requests ${priceSource(requests)}`] : []),
  ].join(', ');
  const billed = ioOptimized ? 'storage' : 'storage and I/O requests';
  return `Aurora bills ${billed} by use, which the configuration does not tell${rates ? `: ${rates}` : ''}`;
}

/** The members of a cluster by whether their capacity follows the load; undefined when one was not read. */
function countServerless(cluster: Resource, { related }: CostContext): number | undefined {
  let count = 0;
  for (const { DBInstanceIdentifier } of toObjects(cluster.properties.DBClusterMembers)) {
    const member = related('AWS::RDS::DBInstance', String(DBInstanceIdentifier));
    if (!member) return undefined;
    if (member.properties.DBInstanceClass === serverlessClass) count += 1;
  }
  return count;
}

/** What the serverless members cost between the limits of their capacity, in Aurora capacity units (ACU). */
function serverlessCost(cluster: Resource, members: number, context: CostContext): MonthlyCost {
  const { properties, region } = cluster;
  const without = `Without the rest: ${storageRates(cluster, context)}.`;
  if (isStopped(cluster)) {
    return {
      usd: 0,
      assumptions: ['The cluster is stopped: AWS does not charge for its capacity.', without],
    };
  }
  const limits = ['MinCapacity', 'MaxCapacity'].map((name) =>
    Number(valueAt(properties, `/ServerlessV2ScalingConfiguration/${name}`)),
  );
  const [least = Number.NaN, most = Number.NaN] = limits;
  if (limits.some(Number.isNaN)) return unknownCost('The limits of the serverless capacity are not known.');
  const key = `aurora-serverless-v2${isIoOptimized(cluster) ? '-io-optimized' : ''}/acu-hour`;
  const price = context.prices.find('AmazonRDS', region, key);
  if (!price) {
    return unknownCost(
      `Tidemark has no price of Aurora Serverless v2 capacity in ${region}: ${members} members of ${least} to ${most} ACU.`,
    );
  }
  const monthly = (capacity: number) => members * capacity * price.usd * hoursPerMonth;
  const middle = (least + most) / 2;
  return {
    usd: monthly(middle),
    assumptions: [
      `${members} serverless members taken to run at ${middle} ACU, in the middle of ${least} and ${most}, all month (730 h) at ${price.usd} USD/ACU-h ${priceSource(price)}; it can be anything from ${monthly(least).toFixed(2)} to ${monthly(most).toFixed(2)} USD.`,
      without,
    ],
  };
}

/**
 * What a cluster costs a month beside its provisioned members, which are counted where they are listed: the capacity
 * of its serverless members, at the middle of its limits so that a change of either limit shows. Storage and requests
 * of Aurora are billed by use and are not known.
 */
export function databaseClusterCost(cluster: Resource, context: CostContext): MonthlyCost {
  const { ClusterScalabilityType, Engine, EngineMode } = cluster.properties;
  if (!isAurora(Engine)) return unknownCost('Tidemark has no prices for Multi-AZ DB clusters.');
  if (EngineMode === 'serverless') return unknownCost('Tidemark has no prices for Aurora Serverless v1.');
  if (ClusterScalabilityType === 'limitless') {
    return unknownCost('The capacity of Aurora Limitless Database is set by its shard groups.');
  }
  const serverless = countServerless(cluster, context);
  if (serverless === undefined) {
    return unknownCost('Which members are serverless is not known: not all of them were read.');
  }
  if (serverless > 0) return serverlessCost(cluster, serverless, context);
  return unknownCost(`${storageRates(cluster, context)}. Its instances are counted where they are listed.`);
}
