import { account, policy, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const ofGroup = casesOf('AWS::Logs::LogGroup');
const key = (id: string) => ({ KmsKeyId: `arn:aws:kms:eu-west-1:${account}:key/${id}` });
const masked = (...identifiers: string[]) => ({
  DataProtectionPolicy: {
    Name: 'mask',
    Statement: [{ Sid: 'mask', DataIdentifier: identifiers, Operation: { Deidentify: { MaskConfig: {} } } }],
  },
});
const sentTo = (owner: string, FilterPattern = '') => ({
  SubscriptionFilters: [
    {
      FilterName: 'archive',
      FilterPattern,
      DestinationArn: `arn:aws:logs:eu-west-1:${owner}:destination:all`,
    },
  ],
});
const group = { LogGroupName: 'example', RetentionInDays: 365, ...key('a'), ...masked('email', 'ip') };
const infrequent: States = [group, { ...group, LogGroupClass: 'INFREQUENT_ACCESS' }];
const withPolicy: States = [group, { ...group, ResourcePolicyDocument: policy() }];
const bearer = { ...group, BearerTokenAuthenticationEnabled: true };

const groupCases: readonly RuleCase[] = [
  ofGroup(
    'logs-retention-shortened',
    [group, { ...group, RetentionInDays: 1 }],
    [group, { ...group, RetentionInDays: 731 }],
    [{ ...group, RetentionInDays: 1 }, group],
  ),
  ofGroup('logs-key-changed', [group, { ...group, ...key('b') }], infrequent, [
    { LogGroupName: 'example', RetentionInDays: 365 },
    { LogGroupName: 'example', RetentionInDays: 365, ...key('a') },
  ]),
  ofGroup('logs-data-protection-changed', [group, { ...group, ...masked('ip') }], infrequent, [
    { LogGroupName: 'example', RetentionInDays: 365 },
    { LogGroupName: 'example', RetentionInDays: 365, ...masked('ip') },
  ]),
  ofGroup('logs-bearer-token-accepted', [group, bearer], withPolicy, [bearer, group]),
  ofGroup(
    'logs-sent-to-foreign-account',
    [group, { ...group, ...sentTo(stranger) }],
    [group, { ...group, ...sentTo(account) }],
    [{ ...group, ...sentTo(stranger) }, group],
  ),
  ofGroup(
    'logs-subscription-changed',
    [
      { ...group, ...sentTo(account) },
      { ...group, ...sentTo(account, 'nothing') },
    ],
    [group, { ...group, ...sentTo(account) }],
    [null, { ...group, ...sentTo(account) }],
  ),
];

const ofMetricFilter = casesOf('AWS::Logs::MetricFilter');
const filter = {
  FilterName: 'root',
  LogGroupName: 'trail',
  FilterPattern: '{ $.userIdentity.type = "Root" }',
  MetricTransformations: [{ MetricName: 'RootUse', MetricNamespace: 'Security', MetricValue: '1' }],
};
const otherMetric: States = [
  filter,
  {
    ...filter,
    MetricTransformations: [{ MetricName: 'RootUse', MetricNamespace: 'Audit', MetricValue: '1' }],
  },
];

const ofAlarm = casesOf('AWS::CloudWatch::Alarm');
const topic = (name: string) => `arn:aws:sns:eu-west-1:${account}:${name}`;
const alarm = {
  AlarmName: 'root-use',
  ActionsEnabled: true,
  AlarmActions: [topic('security'), topic('operations')],
  Namespace: 'Security',
  MetricName: 'RootUse',
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
};
const mute = { ...alarm, ActionsEnabled: false };
const toOne = { ...alarm, AlarmActions: [topic('operations')] };
const otherThreshold: States = [alarm, { ...alarm, Threshold: 5 }];

/** The rules of logs and of the alarms on them. */
export const logAndAlarmCases: readonly RuleCase[] = [
  ...groupCases,
  ofMetricFilter('logs-metric-filter-deleted', [filter, null], otherMetric, [null, filter]),
  ofMetricFilter(
    'logs-metric-filter-pattern-changed',
    [filter, { ...filter, FilterPattern: '{ $.userIdentity.type = "Nobody" }' }],
    otherMetric,
    [null, filter],
  ),
  ofAlarm('cloudwatch-alarm-deleted', [alarm, null], otherThreshold, [null, alarm]),
  ofAlarm('cloudwatch-alarm-actions-disabled', [alarm, mute], otherThreshold, [mute, alarm]),
  ofAlarm('cloudwatch-alarm-action-removed', [alarm, toOne], otherThreshold, [toOne, alarm]),
];
