import { toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, Remedy, StateRule } from '../model/rule.ts';
import {
  administrativePorts,
  describePorts,
  isLargePart,
  isTransport,
  openRules,
  permissionOf,
} from './ingress.ts';

/** Ports that are meant for the public. */
const publicPorts: ReadonlySet<number> = new Set([80, 443]);

const revoke: Remedy = {
  command: 'aws ec2 revoke-security-group-ingress --group-id {{/GroupId}} --ip-permissions {{permission}}',
  console: 'EC2 › Security Groups › {{/GroupId}} › Inbound rules › Edit inbound rules',
};

function administrativeDangers(resource: Resource): Danger[] {
  return openRules(resource)
    .filter(({ protocol }) => isTransport(protocol))
    .flatMap((rule) =>
      [...administrativePorts]
        .filter(([number]) => number >= rule.from && number <= rule.to)
        .map(([number, name]) => ({
          subject: `${name} (${number}) from ${rule.network}`,
          path: rule.path,
          values: { permission: rule.permission },
          reason: `${describePorts(rule)} of security group ${resource.id} can be reached from the whole internet (${rule.network}), ${
            rule.from === rule.to ? `and so ${name}` : 'administrative and data ports among them'
          }.`,
        })),
    );
}

/** One danger for each rule: whoever may reach a range of administrative ports from one place is one danger. */
function largePartDangers(resource: Resource): Danger[] {
  return openRules(resource, isLargePart)
    .filter(({ protocol }) => isTransport(protocol))
    .flatMap((rule) => {
      const [first] = [...administrativePorts].filter(([port]) => port >= rule.from && port <= rule.to);
      if (first === undefined) return [];
      return {
        subject: `${describePorts(rule)} from ${rule.network}`,
        path: rule.path,
        values: { permission: rule.permission },
        reason: `${describePorts(rule)} of security group ${resource.id}, ${first[1]} among them, can be reached from a large part of the internet (${rule.network}).`,
      };
    });
}

/** The rules that let in a security group of another account, over a peering or a transit gateway. */
function foreignGroupDangers(resource: Resource): Danger[] {
  const own = resource.type === 'AWS::EC2::SecurityGroupIngress' ? [resource.properties] : [];
  return [...own, ...toObjects(resource.properties.SecurityGroupIngress)].flatMap((rule) => {
    const { SourceSecurityGroupId: group, SourceSecurityGroupOwnerId: owner } = rule;
    if (resource.account === '' || owner === undefined || owner === resource.account) return [];
    return {
      subject: `group ${String(group)} of account ${String(owner)}`,
      path: own.length > 0 ? '' : '/SecurityGroupIngress',
      values: { permission: permissionOf(rule) },
      reason: `Security group ${resource.id} lets in what has security group ${String(group)} of account ${String(owner)}.`,
    };
  });
}

function otherDangers(resource: Resource): Danger[] {
  return openRules(resource)
    .filter((rule) => isTransport(rule.protocol))
    .filter(
      ({ from, to }) => ![...administrativePorts.keys()].some((number) => number >= from && number <= to),
    )
    .filter(({ from, to }) => !(from === to && publicPorts.has(from)))
    .map((rule) => ({
      subject: `${describePorts(rule)} from ${rule.network}`,
      path: rule.path,
      values: { permission: rule.permission },
      reason: `${describePorts(rule)} of security group ${resource.id} can be reached from the whole internet (${rule.network}).`,
    }));
}

/** Dangers of security group rules. */
export const openNetworkRules: readonly StateRule[] = [
  {
    kind: 'state',
    id: 'ec2-administrative-port-open-to-world',
    title: 'an administrative port is open to the world',
    severity: 'CRITICAL',
    sources: ['CIS AWS Foundations 3.0 5.2', 'CIS AWS Foundations 3.0 5.3', 'FSBP EC2.19'],
    recommendation:
      'Remove the rule, or narrow it to the networks that need it; for administration use Systems Manager Session Manager.',
    remedy: revoke,
    safer: 'administrative port closed to the internet',
    dangers: administrativeDangers,
  },
  {
    kind: 'state',
    id: 'ec2-administrative-port-open-to-large-network',
    title: 'an administrative port is open to a large part of the internet',
    severity: 'HIGH',
    aggravatedBy: ['internet', 'data'],
    sources: ['AWS Well-Architected SEC05-BP02', 'MITRE ATT&CK T1562.007'],
    recommendation:
      'Narrow the rule to the networks that are yours, and look at who signed in from elsewhere.',
    remedy: revoke,
    safer: 'administrative port closed to a large part of the internet',
    dangers: largePartDangers,
  },
  {
    kind: 'state',
    id: 'ec2-port-open-to-foreign-group',
    title: 'a security group of another account is let in',
    severity: 'HIGH',
    aggravatedBy: ['data'],
    sources: [
      'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html',
      'AWS Well-Architected SEC05-BP02',
    ],
    recommendation: 'Make sure that you know the account and what it is to reach; if not, remove the rule.',
    remedy: revoke,
    safer: 'the group of the other account is no longer let in',
    dangers: foreignGroupDangers,
  },
  {
    kind: 'state',
    id: 'ec2-port-open-to-world',
    title: 'a port other than 80 and 443 is open to the world',
    severity: 'HIGH',
    aggravatedBy: ['internet', 'data'],
    sources: ['FSBP EC2.18', 'FSBP EC2.19'],
    recommendation: 'Narrow the rule to the networks that need it, or put a load balancer in front.',
    remedy: revoke,
    safer: 'port closed to the internet',
    dangers: otherDangers,
  },
];
