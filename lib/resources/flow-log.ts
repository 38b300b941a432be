import { EC2Client, type FlowLog, paginateDescribeFlowLogs } from '@aws-sdk/client-ec2';
import { unknownCost } from '../model/cost.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { accountIn, ec2Arn, pageSize, textAt } from './network-shape.ts';

/** The resource types of the schema by how the ids begin; the longer beginning first. */
const resourceTypes: readonly (readonly [string, string])[] = [
  ['vpc-', 'VPC'],
  ['subnet-', 'Subnet'],
  ['eni-', 'NetworkInterface'],
  ['tgw-attach-', 'TransitGatewayAttachment'],
  ['tgw-', 'TransitGateway'],
  ['nat-', 'RegionalNatGateway'],
];

/** CloudWatch Logs slowing a delivery down passes by itself; a destination that refuses it does not. */
function deliveryError({ DeliverLogsErrorMessage }: FlowLog): string | undefined {
  return DeliverLogsErrorMessage === 'Access error' ? DeliverLogsErrorMessage : undefined;
}

function properties(log: FlowLog): object {
  const { ResourceId = '' } = log;
  return {
    Id: log.FlowLogId,
    ResourceId,
    ResourceType: resourceTypes.find(([beginning]) => ResourceId.startsWith(beginning))?.[1],
    TrafficType: log.TrafficType,
    LogDestinationType: log.LogDestinationType,
    LogDestination: log.LogDestination,
    LogGroupName: log.LogGroupName,
    DeliverLogsPermissionArn: log.DeliverLogsPermissionArn,
    DeliverCrossAccountRole: log.DeliverCrossAccountRole,
    DeliverLogsErrorMessage: deliveryError(log),
    LogFormat: log.LogFormat,
    MaxAggregationInterval: log.MaxAggregationInterval,
    DestinationOptions: log.DestinationOptions,
    TagFieldSpecifications: log.TagFieldSpecifications,
  };
}

const watched = (log: Resource) => textAt(log, '/ResourceId') ?? 'its resource';

/** The input of CreateFlowLogs that makes a flow log again. */
function createInput({
  properties: { Id: _id, ResourceId, DeliverLogsErrorMessage: _error, ...log },
}: Resource): string {
  return JSON.stringify({ ResourceIds: [ResourceId], ...log, TagFieldSpecifications: undefined });
}

const deleted: ChangeRule = {
  kind: 'change',
  id: 'ec2-flow-log-deleted',
  title: 'network traffic is no longer recorded',
  severity: 'HIGH',
  sources: ['FSBP EC2.6', 'CIS AWS Foundations 3.0 3.7', 'MITRE ATT&CK T1562.008'],
  recommendation: 'Make the flow log again, and look at what happened since it was deleted.',
  remedy: {
    command: 'aws ec2 create-flow-logs --cli-input-json {{former}}',
    console: 'VPC › Your VPCs › {{/ResourceId}} › Flow logs › Create flow log',
  },
  dangers: (change) =>
    change.kind === 'removed'
      ? [
          {
            subject: 'deleted',
            values: { former: createInput(change.before) },
            reason: `Flow log ${change.before.id} of ${watched(change.before)} was deleted: its ${textAt(change.before, '/TrafficType') ?? 'ALL'} traffic is no longer recorded.`,
          },
        ]
      : [],
};

const notDelivered: StateRule = {
  kind: 'state',
  id: 'ec2-flow-log-not-delivered',
  title: 'records of network traffic do not arrive',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html'],
  recommendation:
    'Give the delivery role, or the policy of the bucket or log group, the permissions back that the flow log needs.',
  remedy: {
    command: 'aws ec2 describe-flow-logs --flow-log-ids {{id}}',
    console: 'VPC › Your VPCs › {{/ResourceId}} › Flow logs › {{id}}',
  },
  safer: 'the records of the flow log arrive',
  dangers: (log) => {
    const error = textAt(log, '/DeliverLogsErrorMessage');
    if (error === undefined) return [];
    return [
      {
        subject: error,
        path: '/DeliverLogsErrorMessage',
        reason: `What flow log ${log.id} records of ${watched(log)} does not arrive at ${textAt(log, '/LogDestination') ?? textAt(log, '/LogGroupName')}: ${error}.`,
      },
    ];
  },
};

const foreignDestination: StateRule = {
  kind: 'state',
  id: 'ec2-flow-log-foreign-destination',
  title: 'records of network traffic go to another account',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html'],
  recommendation: 'Make sure that the account is the one that keeps your logs.',
  remedy: {
    command: 'aws ec2 delete-flow-logs --flow-log-ids {{id}}',
    console: 'VPC › Your VPCs › {{/ResourceId}} › Flow logs › {{id}} › Actions › Delete flow logs',
  },
  safer: 'the records stay in the account',
  dangers: (log) => {
    const account =
      accountIn(textAt(log, '/LogDestination')) ?? accountIn(textAt(log, '/DeliverCrossAccountRole'));
    if (account === undefined || log.account === '' || account === log.account) return [];
    return [
      {
        subject: `account ${account}`,
        path: '/LogDestination',
        reason: `Flow log ${log.id} sends what it records of ${watched(log)} to account ${account}.`,
      },
    ];
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-flowlog.html
 *
 * A flow log cannot be changed: a narrower one is made, and the old one deleted. That its records do not arrive for
 * want of permission is told; that CloudWatch Logs slows them down is not.
 */
export const flowLog = defineResourceType({
  type: 'AWS::EC2::FlowLog',
  scope: 'regional',
  permissions: ['ec2:DescribeFlowLogs'],
  async *read(reader) {
    const pages = paginateDescribeFlowLogs({ client: reader.clients.get(EC2Client), pageSize }, {});
    for await (const page of pages) {
      for (const log of page.FlowLogs ?? []) {
        if (!log.FlowLogId) continue;
        yield {
          id: log.FlowLogId,
          arn: ec2Arn(reader, 'vpc-flow-log', log.FlowLogId),
          tags: log.Tags,
          properties: properties(log),
        };
      }
    }
  },
  unordered: { '/TagFieldSpecifications': ['ResourceType'], '/TagFieldSpecifications/*/TagKeys': 'value' },
  volatile: {
    '/CreationTime': 'time of creation',
    '/DeliverLogsStatus': 'the last delivery, which may fail for a while',
    '/FlowLogStatus': 'is always active',
  },
  defaults: { LogDestinationType: 'cloud-watch-logs', MaxAggregationInterval: 600 },
  sensitivity: { '': 'MEDIUM' },
  rules: [deleted, notDelivered, foreignDestination],
  monthlyCost: () =>
    unknownCost('Flow logs are billed by the GB that they record, which depends on the traffic.'),
});
