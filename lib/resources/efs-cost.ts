import { type CostPart, priceSource, sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';

/** Throughput that was bought; undefined where none was. */
function throughput({ region, properties }: Resource, { prices }: CostContext): CostPart | undefined {
  if (properties.ThroughputMode !== 'provisioned') return undefined;
  const amount = Number(properties.ProvisionedThroughputInMibps ?? 0);
  const price = prices.find('AmazonEFS', region, 'provisioned-throughput/mibps-month');
  if (!price) return { usd: null, assumption: `Tidemark has no price of throughput of EFS in ${region}.` };
  return {
    usd: amount * price.usd,
    assumption: `${amount} MiB/s at ${price.usd} USD/MiB/s-month ${priceSource(price)}, less what comes with the size.`,
  };
}

/**
 * File systems are billed by the size of the files, which is not read, and by provisioned throughput.
 * https://aws.amazon.com/efs/pricing/
 */
export function fileSystemCost(system: Resource, context: CostContext): MonthlyCost {
  const zones = system.properties.AvailabilityZoneName === undefined ? 'standard' : 'one-zone';
  const files = usedPart(system, context, {
    name: 'efsStorageGigabytes',
    price: context.prices.find('AmazonEFS', system.region, `${zones}/gb-month`),
    words: `GB of files (${zones})`,
    per: 'GB-month',
  });
  const bought = throughput(system, context);
  if (!files && !bought) return unknownCost('EFS bills the size of the files, which is not read.');
  return sumOfParts([
    ...(bought ? [bought] : []),
    files ?? { usd: 0, assumption: 'Without the files, whose size is not read.' },
  ]);
}
