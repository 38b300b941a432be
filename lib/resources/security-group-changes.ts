import ipaddr from 'ipaddr.js';
import { type JsonObject, toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { isLargePart, permissionOf } from '../risk/ingress.ts';

const networkOf = ({ CidrIp, CidrIpv6 }: JsonObject) => String(CidrIp ?? CidrIpv6 ?? '');
const portsOf = ({ IpProtocol, FromPort, ToPort }: JsonObject) => `${IpProtocol} ${FromPort}-${ToPort}`;

/** Whether one network is a part of another, and not the whole of it. */
function isPartOf(part: string, whole: string): boolean {
  if (!ipaddr.isValidCIDR(part) || !ipaddr.isValidCIDR(whole)) return false;
  const [address, bits] = ipaddr.parseCIDR(part);
  const [wide, wideBits] = ipaddr.parseCIDR(whole);
  if (address.kind() !== wide.kind() || bits <= wideBits) return false;
  return address.match(wide, wideBits);
}

/** Networks that other rules speak of: the whole internet, or a large part of it. */
function isOfTheInternet(network: string): boolean {
  return /\/[01]$/.test(network) || isLargePart(network);
}

/** The rules of one state that took the place of a rule of the other for a part of their network. */
function widerRules(from: Resource, to: Resource): { rule: JsonObject; at: number; former: string }[] {
  const had = toObjects(from.properties.SecurityGroupIngress);
  const has = toObjects(to.properties.SecurityGroupIngress);
  const stays = (rule: JsonObject) =>
    has.some((each) => portsOf(each) === portsOf(rule) && networkOf(each) === networkOf(rule));
  const gone = had.filter((rule) => !stays(rule));
  return has.flatMap((rule, at) => {
    const network = networkOf(rule);
    const former = gone.find((each) => portsOf(each) === portsOf(rule) && isPartOf(networkOf(each), network));
    return former === undefined || isOfTheInternet(network) ? [] : [{ rule, at, former: networkOf(former) }];
  });
}

/** A rule that lets in a larger network than the one whose place it took. */
export const ingressWidened: ChangeRule = {
  kind: 'change',
  id: 'ec2-ingress-network-widened',
  title: 'a rule of a security group lets in a larger network',
  severity: 'MEDIUM',
  sources: ['AWS Well-Architected SEC05-BP02', 'MITRE ATT&CK T1562.007'],
  recommendation: 'Let in the former network again, unless the others in the larger one need the access.',
  remedy: {
    command: 'aws ec2 revoke-security-group-ingress --group-id {{/GroupId}} --ip-permissions {{permission}}',
    console: 'EC2 › Security Groups › {{/GroupId}} › Inbound rules › Edit inbound rules',
  },
  dangers: (change) =>
    change.kind !== 'modified'
      ? []
      : widerRules(change.before, change.after).map(({ rule, at, former }) => ({
          subject: `${portsOf(rule)} from ${networkOf(rule)}`,
          path: `/SecurityGroupIngress/${at}`,
          values: { permission: permissionOf(rule) },
          reason: `Security group ${change.after.id} lets in ${networkOf(rule)} (${portsOf(rule)}) where it let in ${former}.`,
        })),
  ended: (change) =>
    change.kind !== 'modified'
      ? []
      : widerRules(change.after, change.before).map(({ rule, at, former }) => ({
          subject: `${portsOf(rule)} from ${networkOf(rule)}`,
          path: `/SecurityGroupIngress/${at}`,
          reason: `Safer: ${former} is let in (${portsOf(rule)}), no longer all of ${networkOf(rule)}.`,
        })),
};

/** The rules by which a group reaches every address by every protocol. */
function boundlessEgress(resource: Resource): Danger[] {
  return toObjects(resource.properties.SecurityGroupEgress).flatMap((rule, at) => {
    const network = networkOf(rule);
    if (rule.IpProtocol !== '-1' || !/^(0\.0\.0\.0|::)\/0$/.test(network)) return [];
    return [
      {
        subject: `everything at ${network}`,
        path: `/SecurityGroupEgress/${at}`,
        values: { permission: permissionOf(rule) },
        reason: `What has security group ${resource.id} reaches every address (${network}) by every protocol: data can leave that way.`,
      },
    ];
  });
}

/**
 * Outbound traffic that somebody had narrowed, and that is narrowed no more. EC2 gives every new group all of it, so
 * a new group with it is no news.
 */
export const egressOpened: ChangeRule = {
  kind: 'change',
  id: 'ec2-egress-opened-to-world',
  title: 'outbound traffic of a security group is no longer narrowed',
  severity: 'MEDIUM',
  sources: ['AWS Well-Architected SEC05-BP02', 'MITRE ATT&CK T1048'],
  recommendation: 'Name the networks and ports that are needed, and look at what left meanwhile.',
  remedy: {
    command: 'aws ec2 revoke-security-group-egress --group-id {{/GroupId}} --ip-permissions {{permission}}',
    console: 'EC2 › Security Groups › {{/GroupId}} › Outbound rules › Edit outbound rules',
  },
  dangers: (change) =>
    change.kind === 'modified' && boundlessEgress(change.before).length === 0
      ? boundlessEgress(change.after)
      : [],
  ended: (change) =>
    change.kind === 'modified' && boundlessEgress(change.after).length === 0
      ? boundlessEgress(change.before).map((danger) => ({
          ...danger,
          reason: `Safer: outbound traffic is narrowed (${danger.subject}).`,
        }))
      : [],
};
