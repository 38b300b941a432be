import type { JsonObject } from '../../../lib/model/json.ts';
import { account, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { type Turn, turning } from '../turning.ts';

const arn = (service: string, rest: string, owner: string = account) =>
  `arn:aws:${service}:eu-west-1:${owner}:${rest}`;
const targets = (...arns: string[]): JsonObject => ({
  Targets: arns.map((Arn, at) => ({ Id: `target-${at}`, Arn })),
});
const topic = arn('sns', 'security');
const ruleType = 'AWS::Events::Rule';
const watching: JsonObject = {
  Name: 'findings',
  EventBusName: 'default',
  State: 'ENABLED',
  EventPattern: { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'] },
  ...targets(topic),
};
const orders: JsonObject = {
  Name: 'orders',
  EventBusName: 'default',
  State: 'ENABLED',
  EventPattern: { source: ['shop.orders'] },
  ...targets(topic),
};
const ofRule = (rule: string, turn: Turn): RuleCase => turning(rule, ruleType, watching, turn);

const schedule: JsonObject = {
  Name: 'nightly',
  GroupName: 'default',
  State: 'ENABLED',
  ScheduleExpression: 'rate(1 day)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: arn('lambda', 'function:nightly'), RoleArn: `arn:aws:iam::${account}:role/nightly` },
};
const ofSchedule = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::Scheduler::Schedule', schedule, turn);
const calling = (Arn: string): JsonObject => ({
  Target: { Arn, RoleArn: `arn:aws:iam::${account}:role/nightly` },
});

const machine: JsonObject = {
  Arn: arn('states', 'stateMachine:checkout'),
  StateMachineName: 'checkout',
  RoleArn: `arn:aws:iam::${account}:role/checkout`,
};
const running = (Resource: string): JsonObject => ({
  Definition: { StartAt: 'Pay', States: { Pay: { Type: 'Task', Resource, End: true } } },
});
const encrypted = (key: string): JsonObject => ({
  EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: arn('kms', `key/${key}`) },
});
const ofMachine = (rule: string, turn: Turn): RuleCase =>
  turning(
    rule,
    'AWS::StepFunctions::StateMachine',
    { ...machine, ...running(arn('lambda', 'function:pay')) },
    turn,
  );

/** Cases of event rules, schedules and state machines. */
export const eventCases: readonly RuleCase[] = [
  {
    rule: 'events-watching-rule-deleted',
    type: ruleType,
    fires: [watching, null],
    nearMiss: [orders, null],
    safer: [null, watching],
  },
  ofRule('events-rule-disabled', {
    from: {},
    to: { State: 'DISABLED' },
    not: { Description: 'tells of attacks' },
  }),
  ofRule('events-target-removed', {
    from: {},
    to: targets(),
    not: targets(topic, arn('sqs', 'findings')),
  }),
  ofRule('events-pattern-changed', {
    from: {},
    to: { EventPattern: { source: ['aws.guardduty'], detail: { severity: [{ numeric: ['>', 9] }] } } },
    not: { Description: 'tells of attacks' },
    instead: { Description: 'findings of GuardDuty' },
  }),
  ofRule('events-target-in-foreign-account', {
    from: {},
    to: targets(topic, arn('events', 'event-bus/collect', stranger)),
    not: targets(topic, arn('events', 'event-bus/central')),
  }),
  ofRule('events-target-runs-commands', {
    from: {},
    to: targets(topic, arn('ssm', 'document/AWS-RunShellScript')),
    not: targets(topic, arn('sqs', 'findings')),
  }),
  ofRule('events-target-added', {
    from: targets(topic, arn('sqs', 'findings')),
    to: targets(topic, arn('sqs', 'findings'), arn('lambda', 'function:collect')),
    not: targets(topic),
    instead: targets(topic),
  }),
  turning(
    'events-bus-key-changed',
    'AWS::Events::EventBus',
    { Name: 'shop' },
    {
      from: { KmsKeyIdentifier: arn('kms', 'key/shop') },
      to: {},
      not: { KmsKeyIdentifier: arn('kms', 'key/shop'), Description: 'events of the shop' },
    },
  ),
  ofSchedule('scheduler-schedule-disabled', {
    from: {},
    to: { State: 'DISABLED' },
    not: { ScheduleExpression: 'rate(12 hours)' },
  }),
  ofSchedule('scheduler-calls-powerful-api', {
    from: {},
    to: calling('arn:aws:scheduler:::aws-sdk:iam:createAccessKey'),
    not: calling('arn:aws:scheduler:::aws-sdk:sqs:sendMessage'),
  }),
  ofSchedule('scheduler-target-in-foreign-account', {
    from: {},
    to: calling(arn('sqs', 'collect', stranger)),
    not: calling(arn('sqs', 'nightly')),
  }),
  ofSchedule('scheduler-target-changed', {
    from: {},
    to: calling(arn('lambda', 'function:collect')),
    not: { ScheduleExpression: 'rate(12 hours)' },
    instead: { Description: 'nightly work' },
  }),
  ofMachine('states-role-changed', {
    from: {},
    to: { RoleArn: `arn:aws:iam::${account}:role/administrator` },
    not: running(arn('lambda', 'function:charge')),
    instead: { Description: 'takes the money' },
  }),
  ofMachine('states-encryption-changed', {
    from: encrypted('shop'),
    to: encrypted('mallory'),
    not: { ...encrypted('shop'), TracingConfiguration: { Enabled: true } },
    instead: { ...encrypted('shop'), Description: 'takes the money' },
  }),
  ofMachine('states-uses-foreign-account', {
    from: {},
    to: running(arn('lambda', 'function:collect', stranger)),
    not: running(arn('lambda', 'function:charge')),
  }),
  ofMachine('states-calls-powerful-api', {
    from: {},
    to: running('arn:aws:states:::aws-sdk:iam:createAccessKey'),
    not: running('arn:aws:states:::aws-sdk:ec2:startInstances'),
  }),
];
