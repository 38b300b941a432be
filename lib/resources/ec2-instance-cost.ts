import { type CostPart, hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import type { MonthlyCost } from '../model/cost.ts';
import { unknownCost } from '../model/cost.ts';
import { isJsonObject, toObjects } from '../model/json.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';

/**
 * What the price list calls the platforms of DescribeInstances. Of a platform whose licence the customer brings,
 * AWS bills the machine as it bills Linux.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html
 */
const operatingSystems: Readonly<Record<string, string>> = {
  'Linux/UNIX': 'linux',
  'Red Hat BYOL Linux': 'linux',
  'Red Hat Enterprise Linux': 'rhel',
  'SUSE Linux': 'suse',
  Windows: 'windows',
  'Windows BYOL': 'linux',
};

function machine({ properties, region }: Resource, { prices }: CostContext): CostPart {
  const type = String(properties.InstanceType ?? '');
  if (valueAt(properties, '/State/Name') === 'stopped') {
    return { usd: 0, assumption: 'The instance is stopped: AWS does not charge for its hours.' };
  }
  if (properties.InstanceLifecycle === 'spot') {
    return { usd: null, assumption: `The price of spot instances (${type}) changes with supply and demand.` };
  }
  if (properties.Tenancy === 'host') {
    return { usd: 0, assumption: 'The instance runs on a Dedicated Host, which is billed as a whole.' };
  }
  const platform = String(properties.PlatformDetails ?? 'Linux/UNIX');
  const system = operatingSystems[platform];
  const dedicated = properties.Tenancy === 'dedicated';
  const what = `${dedicated ? 'dedicated ' : ''}${type} with ${platform}`;
  const price =
    system && prices.find('AmazonEC2', region, `${dedicated ? 'dedicated/' : ''}${system}/${type}`);
  if (!price) return { usd: null, assumption: `Tidemark has no price of ${what} in ${region}.` };
  const assumed = properties.PlatformDetails === undefined ? ', taken to run Linux' : '';
  return {
    usd: price.usd * hoursPerMonth,
    assumption: `${what}${assumed}, running all month (730 h) on demand at ${price.usd} USD/h ${priceSource(price)}.`,
  };
}

/** The volumes whose size is known: only a model that was written by hand or by Cloud Control tells it. */
function volumes({ properties, region }: Resource, { prices }: CostContext): CostPart[] {
  const attached = toObjects(properties.BlockDeviceMappings).filter(({ Ebs }) => isJsonObject(Ebs));
  const priced = attached.flatMap((mapping): CostPart[] => {
    const size = Number(valueAt(mapping, '/Ebs/VolumeSize'));
    const type = String(valueAt(mapping, '/Ebs/VolumeType') ?? 'gp2');
    const price = Number.isNaN(size) ? undefined : prices.find('AmazonEC2', region, `${type}/gb-month`);
    if (!price) return [];
    const assumption = `${size} GB of ${type} at ${price.usd} USD/GB-month ${priceSource(price)}.`;
    return [{ usd: size * price.usd, assumption }];
  });
  const missing = attached.length - priced.length;
  if (missing === 0) return priced;
  const assumption = `Without ${missing} EBS volume${missing === 1 ? '' : 's'}, whose size EC2 does not tell with the instance.`;
  return [...priced, { usd: 0, assumption }];
}

function publicAddresses({ properties, region }: Resource, { prices }: CostContext): CostPart[] {
  const count = toObjects(properties.NetworkInterfaces).filter(
    ({ AssociatePublicIpAddress }) => AssociatePublicIpAddress === true,
  ).length;
  if (count === 0) return [];
  const price = prices.find('AmazonVPC', region, 'public-ipv4/hour');
  if (!price) return [{ usd: 0, assumption: 'Without its public IPv4 address.' }];
  const assumption = `${count} public IPv4 address${count === 1 ? '' : 'es'} all month (730 h) at ${price.usd} USD/h ${priceSource(price)}.`;
  return [{ usd: count * price.usd * hoursPerMonth, assumption }];
}

/**
 * What an instance costs a month: the machine by type, operating system, tenancy and state, its public IPv4
 * addresses, and its volumes where their size is known. Data transfer, CPU credits and detailed monitoring are not
 * counted.
 */
export function instanceMonthlyCost(instance: Resource, context: CostContext): MonthlyCost {
  const main = machine(instance, context);
  if (main.usd === null) return unknownCost(main.assumption);
  const parts = [main, ...publicAddresses(instance, context), ...volumes(instance, context)];
  return sumOfParts(parts);
}
