import {
  CloudWatchClient,
  type CompositeAlarm,
  ListTagsForResourceCommand,
  type LogAlarm,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import type { ResourceReader } from '../aws/reader.ts';
import { priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import { toList, toObjects } from '../model/json.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { definition, patch, recreation, restoration } from './former-state.ts';
import { readEach } from './read-each.ts';
import { deleted, disableTools, when } from './watcher-rules.ts';

type AnyAlarm = MetricAlarm | CompositeAlarm | LogAlarm;

/** What is no part of an alarm's configuration: its state, and times. */
const stateMembers = [
  'ActionsSuppressedBy',
  'ActionsSuppressedReason',
  'AlarmConfigurationUpdatedTimestamp',
  'EvaluationState',
  'StateReason',
  'StateReasonData',
  'StateTransitionedTimestamp',
  'StateUpdatedTimestamp',
  'StateValue',
] as const;

/** Application Auto Scaling moves the thresholds of its alarms of a table with the table's capacity. */
const tracksCapacity = (name: string) => /^TargetTracking-table\//.test(name);

async function readAlarm(
  { clients, optional }: ResourceReader,
  alarm: AnyAlarm,
  id: string,
): Promise<ReadResource> {
  const unread: UnreadProperty[] = [];
  const { AlarmArn } = alarm;
  const tags = AlarmArn
    ? await optional(unread, '/Tags', () =>
        clients.get(CloudWatchClient).send(new ListTagsForResourceCommand({ ResourceARN: AlarmArn })),
      )
    : undefined;
  const left = new Set<string>([...stateMembers, 'AlarmArn', ...(tracksCapacity(id) ? ['Threshold'] : [])]);
  // The rest of an alarm has the names of the schema.
  const configuration = Object.entries(alarm).filter(([name]) => !left.has(name));
  return {
    id,
    arn: AlarmArn,
    tags: tags?.Tags,
    properties: { Arn: AlarmArn, ...Object.fromEntries(configuration) },
    unread,
  };
}

const actions = ({ properties }: Resource) => toList(properties.AlarmActions).map(String);

/** Whether an action tells a topic of the alarm's own account. */
const isTopicOf = (action: string, { account }: Resource) =>
  /^arn:[^:]*:sns:[^:]*:(\d{12}):/.exec(action)?.[1] === account;

const rules: readonly Rule[] = [
  deleted(
    {
      id: 'cloudwatch-alarm-deleted',
      title: 'an alarm was deleted',
      values: (before) => definition(before, ['Arn']),
      severity: 'MEDIUM',
      sources: [
        'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
        disableTools,
      ],
      recommendation: 'Create the alarm again, unless what it watched is gone too.',
      remedy: {
        command: recreation,
        console: 'CloudWatch › All alarms › Create alarm › {{id}}',
      },
    },
    ({ id }) => `Alarm ${id} was deleted: nobody is told any more of what it watched.`,
  ),
  becoming({
    id: 'cloudwatch-alarm-actions-disabled',
    title: 'an alarm does nothing when it goes off',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources: ['Security Hub CloudWatch.17', disableTools],
    recommendation: 'Enable the actions of the alarm again, and look at what it would have told meanwhile.',
    remedy: {
      command: 'aws cloudwatch enable-alarm-actions --alarm-names {{id}}',
      console: 'CloudWatch › All alarms › {{id}} › Actions › Alarm actions › Enable',
    },
    safer: 'its actions are enabled',
    dangersOf: ({ id, properties }) =>
      when(properties.ActionsEnabled === false, () => ({
        subject: 'actions disabled',
        path: '/ActionsEnabled',
        reason: `Alarm ${id} tells nobody when it goes off: its actions are disabled.`,
      })),
  }),
  {
    kind: 'change',
    id: 'cloudwatch-alarm-action-removed',
    title: 'an alarm no longer tells somebody',
    severity: 'MEDIUM',
    sources: ['Security Hub CloudWatch.15', disableTools],
    recommendation: 'Give the alarm its actions again, unless somebody meant to tell others instead.',
    remedy: {
      command: restoration,
      console: 'CloudWatch › All alarms › {{id}} › Actions › Edit › Configure actions',
    },
    dangers: (change) => {
      if (change.kind !== 'modified') return [];
      const still = new Set(actions(change.after));
      return actions(change.before)
        .filter((action) => !still.has(action))
        .map((action) => ({
          subject: `no longer ${action}`,
          path: '/AlarmActions',
          ...(still.size === 0 ? { severity: 'HIGH' as const } : {}),
          reason: `Alarm ${change.after.id} no longer does this when it goes off: ${action}${still.size === 0 ? '; it does nothing at all' : ''}.`,
          values: patch(change.before, 'AlarmActions'),
        }));
    },
    // What else an action does than to tell somebody, such as to stop an instance, makes nothing safer.
    ended: (change) => {
      if (change.kind !== 'modified') return [];
      const known = new Set(actions(change.before));
      return actions(change.after)
        .filter((action) => !known.has(action) && isTopicOf(action, change.after))
        .map((action) => ({
          subject: `also ${action}`,
          path: '/AlarmActions',
          reason: `Safer: the alarm tells ${action} too.`,
        }));
    },
  },
];

/** https://aws.amazon.com/cloudwatch/pricing/ */
function monthlyCost({ region, properties }: Resource, { prices }: CostContext): MonthlyCost {
  const metrics = toObjects(properties.Metrics).filter(({ MetricStat }) => MetricStat !== undefined);
  // A band that anomalies are told by is billed as two metrics more.
  const bands = toObjects(properties.Metrics).filter(({ Expression }) =>
    String(Expression ?? '').startsWith('ANOMALY_DETECTION_BAND'),
  ).length;
  const count = Math.max(metrics.length, 1) + 2 * bands;
  const periods = [properties.Period, ...metrics.map((metric) => valueAt(metric, '/MetricStat/Period'))].map(
    (period) => Number(period ?? 60),
  );
  const isFine = Math.min(...periods) < 60;
  const price = prices.find(
    'AmazonCloudWatch',
    region,
    isFine ? 'high-resolution-alarm/month' : 'alarm/month',
  );
  if (!price) return unknownCost(`The price book has no price of alarms in ${region}.`);
  return {
    usd: count * price.usd,
    assumptions: [
      `One alarm on ${count === 1 ? 'one metric' : `${count} metrics`} of ${isFine ? 'high' : 'standard'} resolution at ${price.usd} USD a month ${priceSource(price)}.`,
    ],
  };
}

const shared = {
  scope: 'regional',
  permissions: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListTagsForResource'],
  unordered: {
    '/ActionConfiguration/AlarmTagsPropagation/ExcludedTagKeys': 'value',
    '/ActionConfiguration/AlarmTagsPropagation/IncludedTagKeys': 'value',
    '/AlarmActions': 'value',
    '/InsufficientDataActions': 'value',
    '/OKActions': 'value',
    '/Dimensions': ['Name'],
    '/Metrics': ['Id'],
    '/Metrics/*/MetricStat/Metric/Dimensions': ['Name'],
    '/ScheduledQueryConfiguration/LogGroupIdentifiers': 'value',
  },
  volatile: Object.fromEntries(
    stateMembers.map((name) => [`/${name}`, 'state of the alarm, and since when']),
  ),
  defaults: { ActionsEnabled: true },
  sensitivity: { '': 'MEDIUM', '/AlarmDescription': 'INFO' },
  rules,
} as const;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 *
 * Alarms on logs, newer than the schema, are among them. Those of target tracking come and go with the scaling policy.
 */
export const alarm = defineResourceType({
  ...shared,
  type: 'AWS::CloudWatch::Alarm',
  async *read(reader) {
    const client = reader.clients.get(CloudWatchClient);
    yield* readEach({
      pages: paginateDescribeAlarms({ client, pageSize: 100 }, { AlarmTypes: ['MetricAlarm', 'LogAlarm'] }),
      items: ({ MetricAlarms = [], LogAlarms = [] }): AnyAlarm[] => [...MetricAlarms, ...LogAlarms],
      id: ({ AlarmName }) => AlarmName,
      read: (each, id) => readAlarm(reader, each, id),
    });
  },
  defaults: { ...shared.defaults, TreatMissingData: 'missing' },
  membership: {
    reason: 'target tracking makes alarms and removes them with its scaling policy',
    ownerOf: ({ id, properties }) =>
      /^DO NOT EDIT OR DELETE\. For TargetTrackingScalingPolicy /.test(String(properties.AlarmDescription))
        ? `the scaling policy of ${id.split('-').slice(1, -1).join('-')}`
        : undefined,
  },
  monthlyCost,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html */
export const compositeAlarm = defineResourceType({
  ...shared,
  type: 'AWS::CloudWatch::CompositeAlarm',
  async *read(reader) {
    const client = reader.clients.get(CloudWatchClient);
    yield* readEach({
      pages: paginateDescribeAlarms({ client, pageSize: 100 }, { AlarmTypes: ['CompositeAlarm'] }),
      items: ({ CompositeAlarms }) => CompositeAlarms,
      id: ({ AlarmName }) => AlarmName,
      read: (each, id) => readAlarm(reader, each, id),
    });
  },
  monthlyCost: () => unknownCost('The price book has no price of composite alarms.'),
});
