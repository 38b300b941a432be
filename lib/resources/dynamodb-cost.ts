import { type CostPart, hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import type { MonthlyCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';

const service = 'AmazonDynamoDB';

/** Units of a table and its indexes; of what an autoscaler owns, the least it may go down to. */
function units({ properties }: Resource, kind: 'Read' | 'Write'): number {
  const holders = [properties, ...toObjects(properties.GlobalSecondaryIndexes)];
  const fixed = holders.map((holder) =>
    Number(valueAt(holder, `/ProvisionedThroughput/${kind}CapacityUnits`) ?? 0),
  );
  const scaled = toObjects(properties.ScalableTargets)
    .filter(
      ({ ScalableDimension, ScalingPolicies }) =>
        String(ScalableDimension).endsWith(`:${kind}CapacityUnits`) && toObjects(ScalingPolicies).length > 0,
    )
    .map(({ MinCapacity }) => Number(MinCapacity ?? 0));
  return [...fixed, ...scaled].reduce((sum, count) => sum + count, 0);
}

function provisioned(table: Resource, kind: 'Read' | 'Write', { prices }: CostContext): CostPart {
  const price = prices.find(service, table.region, `provisioned/${kind.toLowerCase()}-unit-hour`);
  const count = units(table, kind);
  if (!price)
    return {
      usd: null,
      assumption: `Tidemark has no price of ${kind.toLowerCase()} units in ${table.region}.`,
    };
  return {
    usd: count * price.usd * hoursPerMonth,
    assumption: `${count} ${kind.toLowerCase()} units all month (730 h) at ${price.usd} USD/h ${priceSource(price)}.`,
  };
}

function onDemand(table: Resource, kind: 'Read' | 'Write', context: CostContext): CostPart {
  const price = context.prices.find(service, table.region, `on-demand/million-${kind.toLowerCase()}-units`);
  const part = usedPart(table, context, {
    name: `dynamodb${kind}Units`,
    price,
    words: `${kind.toLowerCase()} units`,
    per: 'million',
    size: 1_000_000,
  });
  const unknown = `Tidemark has no price of ${kind.toLowerCase()} requests in ${table.region}.`;
  return part ?? { usd: null, assumption: unknown };
}

const notCounted: CostPart = {
  usd: 0,
  assumption: 'Without storage, backups, streams and the replicas of other regions.',
};

/** What a table costs a month: its provisioned units, or an assumed number of requests when it is on demand. */
export function tableCost(table: Resource, context: CostContext): MonthlyCost {
  if (valueAt(table.properties, '/TableClass') === 'STANDARD_INFREQUENT_ACCESS') {
    return { usd: null, assumptions: ['Tidemark has no price of the infrequent access table class.'] };
  }
  const part = table.properties.BillingMode === 'PAY_PER_REQUEST' ? onDemand : provisioned;
  const autoscaled = toObjects(table.properties.ScalableTargets).length > 0;
  return sumOfParts([
    part(table, 'Read', context),
    part(table, 'Write', context),
    ...(autoscaled ? [{ usd: 0, assumption: 'Autoscaled capacity is counted at its minimum.' }] : []),
    notCounted,
  ]);
}
