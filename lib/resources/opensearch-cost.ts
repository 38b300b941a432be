import { type CostPart, hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';

const service = 'AmazonES';

/** The nodes of one role by type, such as `3 × r6g.large.search`. */
function nodes(
  { region }: Resource,
  { prices }: CostContext,
  role: string,
  type: unknown,
  count: number,
): CostPart {
  const name = String(type ?? '').replace(/\.elasticsearch$/, '.search');
  const price = prices.find(service, region, name);
  if (!price) return { usd: null, assumption: `Tidemark has no price of ${name || role} in ${region}.` };
  return {
    usd: count * price.usd * hoursPerMonth,
    assumption: `${count} ${name} as ${role} all month (730 h) on demand at ${price.usd} USD/h each ${priceSource(price)}.`,
  };
}

/** The volumes of the data nodes, and the IOPS of io1. */
function volumes({ region, properties }: Resource, { prices }: CostContext, count: number): CostPart[] {
  if (valueAt(properties, '/EBSOptions/EBSEnabled') !== true) return [];
  const type = String(valueAt(properties, '/EBSOptions/VolumeType') ?? 'gp2');
  const parts: readonly (readonly [number, string, string])[] = [
    [Number(valueAt(properties, '/EBSOptions/VolumeSize') ?? 0), 'gb-month', 'GB'],
    ...(type === 'io1'
      ? ([[Number(valueAt(properties, '/EBSOptions/Iops') ?? 0), 'iops-month', 'IOPS']] as const)
      : []),
  ];
  return parts.map(([amount, key, unit]) => {
    const price = prices.find(service, region, `${type}/${key}`);
    if (!price) return { usd: null, assumption: `Tidemark has no price of ${type} in ${region}.` };
    return {
      usd: count * amount * price.usd,
      assumption: `${count} × ${amount} ${unit} of ${type} at ${price.usd} USD/${unit}-month ${priceSource(price)}.`,
    };
  });
}

/**
 * Domains are billed by the hours of their nodes and by their volumes. What warm nodes keep, IOPS and throughput of
 * gp3 beyond what comes with it, and data transfer are not counted. https://aws.amazon.com/opensearch-service/pricing/
 */
export function domainCost(domain: Resource, context: CostContext): MonthlyCost {
  const at = (name: string) => valueAt(domain.properties, `/ClusterConfig/${name}`);
  const count = Number(at('InstanceCount') ?? 1);
  if (at('InstanceType') === undefined) return unknownCost('The nodes of the domain are not known.');
  const masters = at('DedicatedMasterEnabled') === true;
  const warm = at('WarmEnabled') === true;
  return sumOfParts([
    nodes(domain, context, 'data nodes', at('InstanceType'), count),
    ...(masters
      ? [
          nodes(
            domain,
            context,
            'master nodes',
            at('DedicatedMasterType'),
            Number(at('DedicatedMasterCount') ?? 3),
          ),
        ]
      : []),
    ...(warm ? [nodes(domain, context, 'warm nodes', at('WarmType'), Number(at('WarmCount') ?? 2))] : []),
    ...volumes(domain, context, count),
  ]);
}
