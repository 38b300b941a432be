import { hoursPerMonth, priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import { textAt } from './network-shape.ts';

/** The instance type of the version of a launch template that a group starts; undefined where it is not known. */
function instanceType(template: Resource, version: string): string | undefined {
  const { LatestVersionNumber, DefaultVersionNumber, DefaultVersionData } = template.properties;
  const theDefault = DefaultVersionData === undefined ? '/LaunchTemplateData' : '/DefaultVersionData';
  if (version === '$Latest' || version === String(LatestVersionNumber)) {
    return textAt(template, '/LaunchTemplateData/InstanceType');
  }
  if (version === '$Default' || version === String(DefaultVersionNumber)) {
    return textAt(template, `${theDefault}/InstanceType`);
  }
  return undefined;
}

/**
 * What the instances of a group cost a month: as many as are wanted, or where something scales the group as few as it
 * may have, of the type that its launch template names, on demand with Linux.
 */
export function autoScalingGroupCost(group: Resource, { prices, related }: CostContext): MonthlyCost {
  if (group.properties.MixedInstancesPolicy !== undefined) {
    return unknownCost(
      'The group starts instances of several types, by what is to be had and at what price.',
    );
  }
  const id = textAt(group, '/LaunchTemplate/LaunchTemplateId');
  const template = id === undefined ? undefined : related('AWS::EC2::LaunchTemplate', id);
  const version = String(valueAt(group.properties, '/LaunchTemplate/Version') ?? '$Default');
  const type = template && instanceType(template, version);
  if (type === undefined) return unknownCost('It is not known which type of instance the group starts.');
  const wanted = textAt(group, '/DesiredCapacity');
  const count = Number(wanted ?? textAt(group, '/MinSize'));
  const price = prices.find('AmazonEC2', group.region, `linux/${type}`);
  if (!price || Number.isNaN(count)) {
    return unknownCost(
      price
        ? 'It is not known how many instances the group has: a schedule sets its size.'
        : `Tidemark has no price of ${type} with Linux in ${group.region}.`,
    );
  }
  return {
    usd: count * price.usd * hoursPerMonth,
    assumptions: [
      `${count} × ${type}, taken to run Linux, all month (730 h) on demand at ${price.usd} USD/h ${priceSource(price)}.`,
      ...(wanted === undefined ? ['As many as the group has at least: what scales it may start more.'] : []),
      'Without volumes and addresses.',
    ],
  };
}
