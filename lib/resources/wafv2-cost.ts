import { priceSource, sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';

/**
 * Web ACLs are billed by the month, by their rules and by the requests they look at. What managed rule groups charge
 * beside is not counted. https://aws.amazon.com/waf/pricing/
 */
export function webAclCost(acl: Resource, context: CostContext): MonthlyCost {
  const price = (key: string) => context.prices.find('awswaf', acl.region, key);
  const [own, rule] = [price('web-acl/month'), price('rule/month')];
  if (!own || !rule) return unknownCost(`Tidemark has no price of web ACLs in ${acl.region}.`);
  const rules = toObjects(acl.properties.Rules).length;
  const requests = usedPart(acl, context, {
    name: 'wafRequests',
    price: price('requests/million'),
    words: 'requests are looked at',
    per: 'million',
    size: 1_000_000,
  });
  return sumOfParts([
    {
      usd: own.usd + rules * rule.usd,
      assumption: `A web ACL at ${own.usd} USD a month and ${rules} rules at ${rule.usd} USD each ${priceSource(own)}.`,
    },
    requests ?? { usd: 0, assumption: 'Without the requests it looks at, which are billed by the million.' },
    { usd: 0, assumption: 'Without what managed rule groups charge beside.' },
  ]);
}
