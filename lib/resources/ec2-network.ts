import type { ResourceChange } from '../model/change.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';

const settledStates: ReadonlySet<string | undefined> = new Set([undefined, 'associating', 'associated']);

/** Whether a network belongs to its VPC or subnet, or is about to; one that failed or leaves does not. */
export function isAssociated(state: string | undefined): boolean {
  return settledStates.has(state);
}

const blockPath = '/BlockPublicAccessStates/InternetGatewayBlockMode';

function isBlocked({ properties }: Resource): boolean {
  return String(valueAt(properties, blockPath) ?? 'off') !== 'off';
}

function blockSwitched(
  change: ResourceChange,
  blockedBefore: boolean,
  reason: (place: string) => string,
): Danger[] {
  if (change.kind !== 'modified') return [];
  const { before, after } = change;
  if (isBlocked(before) !== blockedBefore || isBlocked(after) === blockedBefore) return [];
  return [
    {
      subject: 'internet gateways',
      path: '/BlockPublicAccessStates',
      values: { former: String(valueAt(before.properties, blockPath) ?? 'off') },
      reason: reason(`${after.type} ${after.id}`),
    },
  ];
}

/**
 * VPC Block Public Access of a VPC or a subnet: a setting of the account and region, with exceptions for single VPCs
 * and subnets. https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
 */
export const internetBlockLifted: ChangeRule = {
  kind: 'change',
  id: 'ec2-internet-block-lifted',
  title: 'VPC Block Public Access no longer keeps the internet out',
  severity: 'HIGH',
  sources: ['FSBP EC2.172'],
  recommendation:
    'Turn VPC Block Public Access on again for the region, or delete the exclusion that was made for this VPC or subnet.',
  remedy: {
    command: 'aws ec2 modify-vpc-block-public-access-options --internet-gateway-block-mode {{former}}',
    console: 'VPC › Settings › Public access settings › Edit public access settings',
  },
  dangers: (change) =>
    blockSwitched(
      change,
      true,
      (place) =>
        `VPC Block Public Access no longer holds for ${place}: its internet gateways carry traffic again.`,
    ),
  ended: (change) =>
    blockSwitched(change, false, (place) => `Safer: VPC Block Public Access holds for ${place} now.`),
};
