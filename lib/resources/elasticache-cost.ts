import { hoursPerMonth, priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';

/** Nodes of a cluster, or of all shards of a replication group with their replicas; NaN where it is not told. */
function nodesOf({ properties }: Resource): number {
  const { NumCacheNodes, NumCacheClusters, NumNodeGroups, ReplicasPerNodeGroup } = properties;
  const shards = toObjects(properties.NodeGroupConfiguration);
  if (shards.length > 0)
    return shards.reduce((sum, { ReplicaCount }) => sum + Number(ReplicaCount ?? 0) + 1, 0);
  if (NumCacheNodes !== undefined) return Number(NumCacheNodes);
  if (NumCacheClusters !== undefined) return Number(NumCacheClusters);
  return Number(NumNodeGroups ?? Number.NaN) * (Number(ReplicasPerNodeGroup ?? 0) + 1);
}

/** Caches are billed by the node and hour; backups are not counted. https://aws.amazon.com/elasticache/pricing/ */
export function cacheCost(cache: Resource, { prices }: CostContext): MonthlyCost {
  const { CacheNodeType, Engine } = cache.properties;
  const type = String(CacheNodeType ?? '');
  const engine = String(Engine ?? '').toLowerCase();
  const nodes = nodesOf(cache);
  if (Number.isNaN(nodes)) return unknownCost('How many nodes the cache has is not known.');
  const price = prices.find('AmazonElastiCache', cache.region, `${engine}/${type}`);
  if (!price)
    return unknownCost(`Tidemark has no price of ${type} with ${engine || 'its engine'} in ${cache.region}.`);
  return {
    usd: nodes * price.usd * hoursPerMonth,
    assumptions: [
      `${nodes} ${type} with ${engine} all month (730 h) on demand at ${price.usd} USD/h each ${priceSource(price)}, without backups.`,
    ],
  };
}
