import type { Membership } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';

/**
 * Tags by which services mark the instances that they start and end; nobody else can set a tag that begins with
 * `aws:`. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
 */
const ownerTags: Readonly<Record<string, string>> = {
  'aws:autoscaling:groupName': 'Auto Scaling group',
  'aws:ec2:fleet-id': 'EC2 Fleet',
  'aws:ec2spot:fleet-request-id': 'Spot Fleet',
  'aws:elasticmapreduce:job-flow-id': 'EMR cluster',
};

/** What starts and ends an instance by itself, such as `Auto Scaling group web`; undefined of one that people keep. */
export function ownerOf({ tags, properties }: Resource): string | undefined {
  const [tag, kind] = Object.entries(ownerTags).find(([key]) => tags[key] !== undefined) ?? [];
  if (tag !== undefined) return `${kind} ${tags[tag]}`;
  const operator = valueAt(properties, '/Operator/Principal');
  if (typeof operator === 'string') return operator;
  return properties.InstanceLifecycle === 'spot' ? 'the spot market' : undefined;
}

/**
 * Members of groups, fleets and clusters, and spot instances, come and go by themselves.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 */
export const instanceMembership: Membership = {
  reason: 'Auto Scaling groups, fleets, clusters and the spot market start and end instances by themselves',
  ownerOf,
};
