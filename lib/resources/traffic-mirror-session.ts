import {
  EC2Client,
  paginateDescribeTrafficMirrorSessions,
  paginateDescribeTrafficMirrorTargets,
  type TrafficMirrorTarget,
} from '@aws-sdk/client-ec2';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize, textAt } from './network-shape.ts';

interface Targets {
  readonly of: ReadonlyMap<string, TrafficMirrorTarget>;
  readonly unread: readonly UnreadProperty[];
}

async function readTargets({ clients, optional }: ResourceReader): Promise<Targets> {
  const client = clients.get(EC2Client);
  const targets = new Map<string, TrafficMirrorTarget>();
  const unread: UnreadProperty[] = [];
  await optional(unread, '/Target', async () => {
    for await (const page of paginateDescribeTrafficMirrorTargets({ client, pageSize }, {})) {
      for (const target of page.TrafficMirrorTargets ?? []) {
        if (target.TrafficMirrorTargetId) targets.set(target.TrafficMirrorTargetId, target);
      }
    }
  });
  return { of: targets, unread };
}

/** Where the copies go, in words. */
function destination(session: Resource): string {
  const place =
    textAt(session, '/Target/NetworkInterfaceId') ??
    textAt(session, '/Target/NetworkLoadBalancerArn') ??
    textAt(session, '/Target/GatewayLoadBalancerEndpointId') ??
    textAt(session, '/TrafficMirrorTargetId');
  const owner = textAt(session, '/Target/OwnerId');
  const foreign = owner !== undefined && session.account !== '' && owner !== session.account;
  return `${place}${foreign ? ` of account ${owner}` : ''}`;
}

const copied: StateRule = {
  kind: 'state',
  id: 'ec2-traffic-mirrored',
  title: 'all traffic of a network interface is copied',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/mirroring/what-is-traffic-mirroring.html',
    'MITRE ATT&CK T1020.001',
  ],
  recommendation:
    'Delete the session, unless it belongs to your own monitoring; what is not encrypted was read.',
  remedy: {
    command: 'aws ec2 delete-traffic-mirror-session --traffic-mirror-session-id {{id}}',
    console: 'VPC › Traffic Mirroring › Mirror sessions › {{id}} › Actions › Delete',
  },
  safer: 'the traffic is no longer copied there',
  dangers: (session) => [
    {
      subject: `copied to ${destination(session)}`,
      path: '/TrafficMirrorTargetId',
      reason: `The traffic of network interface ${textAt(session, '/NetworkInterfaceId')} is copied to ${destination(session)}.`,
    },
  ],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-trafficmirrorsession.html
 *
 * `Target`, which the schema does not have, is where the copies go: the target may be another account's.
 */
export const trafficMirrorSession = defineResourceType({
  type: 'AWS::EC2::TrafficMirrorSession',
  scope: 'regional',
  permissions: ['ec2:DescribeTrafficMirrorSessions', 'ec2:DescribeTrafficMirrorTargets'],
  async *read(reader) {
    const client = reader.clients.get(EC2Client);
    let targets: Targets | undefined;
    for await (const page of paginateDescribeTrafficMirrorSessions({ client, pageSize }, {})) {
      for (const { TrafficMirrorSessionId: id, Tags, ...session } of page.TrafficMirrorSessions ?? []) {
        if (!id) continue;
        targets ??= await readTargets(reader);
        const {
          TrafficMirrorTargetId: _id,
          Tags: _tags,
          ...Target
        } = targets.of.get(session.TrafficMirrorTargetId ?? '') ?? {};
        yield {
          id,
          arn: ec2Arn(reader, 'traffic-mirror-session', id, session.OwnerId),
          tags: Tags,
          properties: { Id: id, ...session, Target },
          unread: targets.unread,
        };
      }
    }
  },
  sensitivity: { '': 'MEDIUM', '/Description': 'LOW' },
  rules: [copied],
  monthlyCost: () => unknownCost('Tidemark has no price of traffic mirroring, which is billed by the hour.'),
});
