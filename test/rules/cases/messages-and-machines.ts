import type { JsonObject } from '../../../lib/model/json.ts';
import { account, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { type Turn, turning } from '../turning.ts';

const arn = (service: string, rest: string, owner: string = account) =>
  `arn:aws:${service}:eu-west-1:${owner}:${rest}`;

const subscription: JsonObject = {
  TopicArn: arn('sns', 'orders'),
  Owner: account,
  Protocol: 'sqs',
  Endpoint: arn('sqs', 'orders'),
};
const subscriptionType = 'AWS::SNS::Subscription';
const outside: JsonObject = { ...subscription, Protocol: 'https', Endpoint: 'https://collect.example.net' };
const topic: JsonObject = {
  TopicArn: arn('sns', 'orders'),
  TopicName: 'orders',
};
const ofTopic = (rule: string, turn: Turn): RuleCase => turning(rule, 'AWS::SNS::Topic', topic, turn);
const keptBack = (...DataIdentifier: string[]): JsonObject => ({
  DataProtectionPolicy: {
    Name: 'orders',
    Statement: [{ DataDirection: 'Inbound', DataIdentifier, Operation: { Deny: {} } }],
  },
});

const queue: JsonObject = {
  QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${account}/orders`,
  QueueName: 'orders',
};
const ofQueue = (rule: string, turn: Turn): RuleCase => turning(rule, 'AWS::SQS::Queue', queue, turn);
const redrive = (maxReceiveCount: number): JsonObject => ({
  SqsManagedSseEnabled: true,
  RedrivePolicy: { deadLetterTargetArn: arn('sqs', 'orders-failed'), maxReceiveCount },
});

const association: JsonObject = {
  AssociationName: 'inventory',
  Name: 'AWS-GatherSoftwareInventory',
  Targets: [{ Key: 'tag:inventory', Values: ['yes'] }],
  Parameters: { applications: ['Enabled'] },
};
const ofAssociation = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::SSM::Association', association, turn);
const document: JsonObject = {
  Name: 'restart-shop',
  Owner: account,
  Hash: 'a1',
  HashType: 'Sha256',
  SharedWith: [],
};
const ofDocument = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::SSM::Document', document, turn);

const notebook: JsonObject = {
  NotebookInstanceName: 'research',
  InstanceType: 'ml.t3.medium',
  RoleArn: `arn:aws:iam::${account}:role/research`,
  DirectInternetAccess: 'Disabled',
  RootAccess: 'Disabled',
  SubnetId: 'subnet-0123456789abcdef0',
};
const { SubnetId, ...anywhere } = notebook;
const ofNotebook = (rule: string, turn: Turn, resource: JsonObject = notebook): RuleCase =>
  turning(rule, 'AWS::SageMaker::NotebookInstance', resource, turn);
const metadata = (version: string): JsonObject => ({
  InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: version },
});

/** Cases of topics and queues, and of what runs on instances and notebooks. */
export const messageAndMachineCases: readonly RuleCase[] = [
  {
    rule: 'sns-subscription-foreign-account',
    type: subscriptionType,
    fires: [null, { ...subscription, Owner: stranger, Endpoint: arn('sqs', 'collect', stranger) }],
    nearMiss: [null, subscription],
    safer: [{ ...subscription, Owner: stranger, Endpoint: arn('sqs', 'collect', stranger) }, null],
  },
  {
    rule: 'sns-subscription-outside',
    type: subscriptionType,
    fires: [null, outside],
    nearMiss: [null, subscription],
    safer: [outside, null],
  },
  turning('sns-subscription-filter-changed', subscriptionType, subscription, {
    from: { FilterPolicy: { severity: ['HIGH', 'CRITICAL'] } },
    to: { FilterPolicy: { severity: ['CRITICAL'] } },
    not: { FilterPolicy: { severity: ['HIGH', 'CRITICAL'] }, RawMessageDelivery: true },
    instead: { FilterPolicy: { severity: ['HIGH', 'CRITICAL'] }, RawMessageDelivery: true },
  }),
  ofTopic('sns-topic-key-changed', {
    from: { KmsMasterKeyId: 'alias/shop' },
    to: {},
    not: { KmsMasterKeyId: 'alias/shop', DisplayName: 'orders' },
  }),
  ofTopic('sns-topic-data-protection-changed', {
    from: keptBack('CreditCardNumber', 'EmailAddress'),
    to: {},
    not: { ...keptBack('CreditCardNumber', 'EmailAddress'), DisplayName: 'orders' },
  }),
  ofQueue('sqs-queue-not-encrypted', {
    from: { SqsManagedSseEnabled: true },
    to: { SqsManagedSseEnabled: false },
    not: { SqsManagedSseEnabled: false, KmsMasterKeyId: 'alias/shop' },
  }),
  ofQueue('sqs-queue-key-changed', {
    from: { KmsMasterKeyId: 'alias/shop' },
    to: { KmsMasterKeyId: 'alias/mallory' },
    not: { KmsMasterKeyId: 'alias/shop', DelaySeconds: 5 },
    instead: { KmsMasterKeyId: 'alias/shop', DelaySeconds: 5 },
  }),
  ofQueue('sqs-dead-letter-queue-changed', {
    from: redrive(5),
    to: { SqsManagedSseEnabled: true },
    not: { ...redrive(5), DelaySeconds: 5 },
  }),
  ofAssociation('ssm-association-runs-commands', {
    from: {},
    to: { Name: 'AWS-RunShellScript' },
    not: { Name: 'AWS-UpdateSSMAgent' },
  }),
  ofAssociation('ssm-association-every-instance', {
    from: {},
    to: { Targets: [{ Key: 'InstanceIds', Values: ['*'] }] },
    not: { Targets: [{ Key: 'InstanceIds', Values: ['i-0123456789abcdef0'] }] },
  }),
  ofAssociation('ssm-association-parameters-changed', {
    from: {},
    to: { Parameters: { applications: ['Disabled'] } },
    not: { ScheduleExpression: 'rate(1 day)' },
    instead: { AssociationName: 'software' },
  }),
  ofDocument('ssm-document-public', {
    from: {},
    to: { SharedWith: ['all'] },
    not: { SharedWith: [stranger] },
  }),
  ofDocument('ssm-document-foreign-account', {
    from: {},
    to: { SharedWith: [stranger] },
    not: { SharedWith: [account] },
  }),
  ofDocument('ssm-document-content-changed', {
    from: {},
    to: { Hash: 'b2' },
    not: { DisplayName: 'restart the shop' },
    instead: { Description: 'restarts the shop' },
  }),
  ofNotebook('sagemaker-notebook-direct-internet', {
    from: {},
    to: { DirectInternetAccess: 'Enabled' },
    not: { VolumeSizeInGB: 50 },
  }),
  ofNotebook(
    'sagemaker-notebook-outside-vpc',
    { from: { SubnetId: SubnetId ?? null }, to: {}, not: { SubnetId: 'subnet-0fedcba9876543210' } },
    anywhere,
  ),
  ofNotebook('sagemaker-notebook-root-access', {
    from: {},
    to: { RootAccess: 'Enabled' },
    not: { VolumeSizeInGB: 50 },
  }),
  ofNotebook('sagemaker-notebook-imdsv1', {
    from: metadata('2'),
    to: metadata('1'),
    not: { ...metadata('2'), VolumeSizeInGB: 50 },
  }),
  turning(
    'sagemaker-lifecycle-script-changed',
    'AWS::SageMaker::NotebookInstanceLifecycleConfig',
    { NotebookInstanceLifecycleConfigName: 'research' },
    {
      from: { OnCreate: [{ Content: 'ZWNobyBh' }], OnStart: [{ Content: 'ZWNobyBh' }] },
      to: { OnCreate: [{ Content: 'ZWNobyBh' }], OnStart: [{ Content: 'Y3VybCBldmls' }] },
      not: { OnCreate: [{ Content: 'ZWNobyBh' }] },
      instead: {},
    },
  ),
  ofQueue('sqs-retention-shortened', {
    from: { MessageRetentionPeriod: 1_209_600 },
    to: {},
    not: { MessageRetentionPeriod: 1_209_600, DelaySeconds: 5 },
  }),
];
