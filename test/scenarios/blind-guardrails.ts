import { bucket, managedPolicy } from './models.ts';
import {
  account,
  allow,
  appearing,
  changing,
  policy,
  type Scenario,
  stranger,
  vanishing,
} from './scenario.ts';

const guardrails = {
  Id: 'p-1',
  Name: 'guardrails',
  Type: 'SERVICE_CONTROL_POLICY',
  TargetIds: ['ou-1', 'ou-2'],
};
const keepTrails = {
  Effect: 'Deny',
  Action: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'],
  Resource: '*',
};
const keepWatch = { Effect: 'Deny', Action: 'guardduty:*', Resource: '*' };
const filter = {
  FilterName: 'root-usage',
  LogGroupName: 'trail',
  MetricTransformations: [{ MetricName: 'RootUsage', MetricNamespace: 'Security', MetricValue: '1' }],
};
const versionsKept = (NoncurrentDays: number) => ({
  LifecycleConfiguration: {
    Rules: [{ Id: 'tidy', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays } }],
  },
});
const cacheUser = {
  UserId: 'shop',
  UserName: 'shop',
  Engine: 'valkey',
  AccessString: 'on ~* +@all',
};
const machine = (Resource: string) => ({
  Definition: {
    StartAt: 'Only',
    States: {
      Only: { Type: 'Task', Resource, Parameters: { UserName: 'support' }, End: true },
    },
  },
});

/** Ways around the guardrails and the watchers, and to data, written by somebody who had not read the rules. */
export const blindGuardrailScenarios: readonly Scenario[] = [
  {
    name: 'an exception for everybody is written into a service control policy',
    type: 'AWS::Organizations::Policy',
    ...changing(
      guardrails,
      { Content: policy(keepTrails) },
      {
        Content: policy({
          ...keepTrails,
          Condition: {
            ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/*', 'arn:aws:iam::*:user/*'] },
          },
        }),
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['organizations-policy-weakened'],
  },
  {
    name: 'a service control policy no longer protects GuardDuty',
    type: 'AWS::Organizations::Policy',
    ...changing(guardrails, { Content: policy(keepTrails, keepWatch) }, { Content: policy(keepTrails) }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['organizations-policy-weakened'],
  },
  {
    name: 'the resource control policy that keeps data inside the organization is deleted',
    type: 'AWS::Organizations::Policy',
    ...vanishing({
      Id: 'p-2',
      Name: 'perimeter',
      Type: 'RESOURCE_CONTROL_POLICY',
      TargetIds: ['r-abcd'],
      Content: policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: '*',
        Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcdefghij' } },
      }),
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['organizations-policy-deleted'],
  },
  {
    name: 'another account administers GuardDuty for the whole organization',
    type: 'AWS::Organizations::DelegatedAdministrator',
    ...appearing({
      AccountId: '444455556666',
      AccountName: 'sandbox-7',
      ServicePrincipals: ['guardduty.amazonaws.com'],
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['organizations-administration-delegated'],
  },
  {
    name: 'an account leaves its organizational unit for the root, where no guardrail is',
    type: 'AWS::Organizations::Account',
    ...changing(
      { AccountId: '444455556666', AccountName: 'payments', State: 'ACTIVE' },
      { ParentIds: ['ou-abcd-11111111'] },
      { ParentIds: ['r-abcd'] },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['organizations-account-moved'],
  },
  {
    name: 'a policy lets its holders take the account out of the organization',
    type: 'AWS::IAM::ManagedPolicy',
    ...changing(
      managedPolicy,
      {},
      { PolicyDocument: policy(allow(['organizations:LeaveOrganization', 'account:CloseAccount'])) },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-lift-guardrails'],
  },
  {
    name: 'the filter that counts uses of the root user matches nothing any more',
    type: 'AWS::Logs::MetricFilter',
    ...changing(
      filter,
      { FilterPattern: '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }' },
      { FilterPattern: '{ $.userIdentity.type = "Rooot" }' },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['logs-metric-filter-pattern-changed'],
  },
  {
    name: 'former versions of objects go after a day instead of after a year',
    type: 'AWS::S3::Bucket',
    ...changing(bucket, versionsKept(365), versionsKept(1)),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['s3-lifecycle-deletes-more'],
  },
  {
    name: 'whoever reaches a file system may mount it: its policy is gone',
    type: 'AWS::EFS::FileSystem',
    ...changing(
      { FileSystemId: 'fs-0123456789abcdef0', Encrypted: true, BackupPolicy: { Status: 'ENABLED' } },
      {
        FileSystemPolicy: policy({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:role/shop-web` },
          Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        }),
      },
      {},
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['efs-policy-removed'],
  },
  {
    name: 'a user of the cache with all commands needs no password any more',
    type: 'AWS::ElastiCache::User',
    ...changing(
      cacheUser,
      { AuthenticationMode: { Type: 'password' } },
      { AuthenticationMode: { Type: 'no-password-required' } },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['elasticache-user-without-password'],
  },
  {
    name: 'a workflow makes access keys where it wrote to a table',
    type: 'AWS::StepFunctions::StateMachine',
    ...changing(
      {
        StateMachineName: 'orders',
        RoleArn: `arn:aws:iam::${account}:role/workflow`,
        StateMachineType: 'STANDARD',
      },
      machine('arn:aws:states:::dynamodb:putItem'),
      machine('arn:aws:states:::aws-sdk:iam:createAccessKey'),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['states-calls-powerful-api'],
  },
  {
    name: 'images are copied to the registry of a foreign account as they are pushed',
    type: 'AWS::ECR::ReplicationConfiguration',
    ...changing(
      { RegistryId: account },
      { ReplicationConfiguration: { Rules: [] } },
      {
        ReplicationConfiguration: {
          Rules: [{ Destinations: [{ Region: 'eu-west-1', RegistryId: stranger }] }],
        },
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ecr-replicated-to-foreign-account'],
  },
];
