import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { functionNames } from '../../infra/names.ts';
import { severities } from '../../lib/model/severity.ts';
import { asText, environments, type ParsedTemplate, synthesize } from './synthesis.ts';

let hub: Template;
let resources: ParsedTemplate['Resources'];

beforeAll(() => {
  ({ hub, hubResources: resources } = synthesize());
});

function propertiesOf(type: string) {
  return Object.values(resources).flatMap(({ Type, Properties = {} }) => (Type === type ? [Properties] : []));
}

describe('the baseline bucket', () => {
  test('is versioned, encrypted, private, and outlives the stack', () => {
    hub.resourceCountIs('AWS::S3::Bucket', 1);
    hub.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      },
    });
  });

  test.each([
    ['requests without TLS', 's3:*', { Bool: { 'aws:SecureTransport': 'false' } }],
    ['requests with TLS before 1.2', 's3:*', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
    ['deleting the record of approvals', ['s3:DeleteObject', 's3:DeleteObjectVersion'], undefined],
  ])('denies %s', (_what, Action, Condition) => {
    hub.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action,
            ...(Condition && { Condition }),
          }),
        ]),
      },
    });
  });

  test.each([
    ['snapshots/', { ExpirationInDays: 30, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }],
    ['runs/', { ExpirationInDays: 90, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }],
    [
      'baselines/',
      { ExpirationInDays: Match.absent(), NoncurrentVersionExpiration: { NoncurrentDays: 365 } },
    ],
    ['findings/', { ExpirationInDays: Match.absent() }],
    ['open/', { ExpirationInDays: Match.absent() }],
  ])('has a lifecycle for %s', (Prefix, rule) => {
    hub.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ Prefix, Status: 'Enabled', ...rule })]),
      },
    });
  });

  test('never lets the record of approvals expire', () => {
    const [{ LifecycleConfiguration } = {}] = propertiesOf('AWS::S3::Bucket');
    expect(JSON.stringify(LifecycleConfiguration)).not.toContain('audit');
  });
});

describe('the schedules', () => {
  test.each([
    ['prod', 'cron(0 */6 * * ? *)', 'Europe/Berlin'],
    ['qa-two', 'cron(0 9 * * ? *)', 'Africa/Johannesburg'],
    ['archive', 'cron(0 9 1 * ? *)', 'Africa/Johannesburg'],
  ])(
    '%s runs by %s in %s, retries for an hour, and keeps what could not be started',
    (environment, cron, zone) => {
      hub.hasResourceProperties('AWS::Scheduler::Schedule', {
        Name: `tidemark-${environment}`,
        GroupName: `tidemark-${environment}`,
        ScheduleExpression: cron,
        ScheduleExpressionTimezone: zone,
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'ENABLED',
        Target: Match.objectLike({
          Input: JSON.stringify({ mode: 'detect', trigger: 'schedule', environments: [environment] }),
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
        }),
      });
    },
  );

  test('have a dead-letter queue of their own each', () => {
    const queues = propertiesOf('AWS::Scheduler::Schedule').map(({ Target }) =>
      /"DeadLetterConfig":\{"Arn":(\{.+?\})\}/.exec(JSON.stringify(Target))?.at(1),
    );
    // One more refreshes the prices.
    expect(queues).toHaveLength(environments.length + 1);
    expect(new Set(queues).size).toBe(environments.length + 1);
    expect(queues).not.toContain(undefined);
  });
});

describe('queues and topics', () => {
  test('every queue is encrypted, refuses plain HTTP, and keeps messages for 14 days', () => {
    const queues = propertiesOf('AWS::SQS::Queue');
    expect(queues.map(({ QueueName }) => QueueName).sort()).toEqual(
      [
        'tidemark-dead-letter',
        'tidemark-refresh-prices-dead-letter',
        ...environments.flatMap((environment) => [
          `tidemark-alerts-dead-letter-${environment}`,
          `tidemark-schedule-dead-letter-${environment}`,
        ]),
      ].sort(),
    );
    for (const queue of queues) {
      expect(queue).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
    }
    const policies = propertiesOf('AWS::SQS::QueuePolicy').map((policy) => JSON.stringify(policy));
    expect(policies).toHaveLength(queues.length);
    for (const policy of policies) expect(policy).toContain('{"Bool":{"aws:SecureTransport":"false"}}');
  });

  test.each(environments)('%s has an encrypted topic that refuses plain HTTP', (environment) => {
    const [id] = Object.keys(
      hub.findResources('AWS::SNS::Topic', {
        Properties: { TopicName: `tidemark-alerts-${environment}`, KmsMasterKeyId: Match.anyValue() },
      }),
    );
    hub.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: id }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ],
      },
    });
  });

  test('addresses of the configuration are subscribed with the redrive queue of their environment', () => {
    hub.resourceCountIs('AWS::SNS::Subscription', 1);
    const [{ RedrivePolicy, ...rest } = {}] = propertiesOf('AWS::SNS::Subscription');
    expect(rest).toMatchObject({ Protocol: 'email', Endpoint: 'security@example.com' });
    expect(JSON.stringify(RedrivePolicy)).toMatch(/AlertsprodRedriveQueue/);
  });

  test('the redrive queue takes messages from its topic only', () => {
    const policies = propertiesOf('AWS::SQS::QueuePolicy').map((policy) => JSON.stringify(policy));
    for (const id of ['prod', 'qatwo', 'archive']) {
      const [policy] = policies.filter((each) => each.includes(`Alerts${id}RedriveQueue`));
      expect(policy).toMatch(
        new RegExp(`"ArnEquals":\\{"aws:SourceArn":\\{"Ref":"Alerts${id}Topic\\w+"\\}\\}`),
      );
    }
  });
});

describe('the functions', () => {
  test.each(Object.values(functionNames))(
    '%s is Node.js 24 on arm64, with traces and 7 days of log',
    (name) => {
      const [log] = Object.keys(
        hub.findResources('AWS::Logs::LogGroup', {
          Properties: { LogGroupName: `/aws/lambda/${name}`, RetentionInDays: 7 },
        }),
      );
      expect(log).toBeDefined();
      hub.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: { Ref: log } },
        Environment: {
          Variables: Match.objectLike({
            TIDEMARK_BUCKET: Match.anyValue(),
            POWERTOOLS_METRICS_NAMESPACE: 'Tidemark',
          }),
        },
      });
    },
  );

  test('there are no others, and no other logs than theirs and that of the state machine', () => {
    hub.resourceCountIs('AWS::Lambda::Function', Object.keys(functionNames).length);
    hub.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    hub.resourceCountIs('AWS::Logs::LogGroup', Object.keys(functionNames).length + 1);
  });

  test('each has a role of its own', () => {
    const roles = propertiesOf('AWS::Lambda::Function').map(({ Role }) => asText(Role));
    expect(new Set(roles).size).toBe(roles.length);
  });
});

describe('the prices', () => {
  test('are refreshed every week, and what fails is kept', () => {
    const [queue] = Object.keys(
      hub.findResources('AWS::SQS::Queue', {
        Properties: { QueueName: 'tidemark-refresh-prices-dead-letter' },
      }),
    );
    expect(queue).toBeDefined();
    hub.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'tidemark-refresh-prices-weekly',
      ScheduleExpression: 'cron(15 3 ? * SUN *)',
      Target: Match.objectLike({
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('RefreshPricesFunction'), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } },
      }),
    });
    hub.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } } },
    });
  });
});

describe('the alarms', () => {
  const above = {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    TreatMissingData: 'notBreaching',
  };

  test.each([
    ['tidemark-failed-runs', 'AWS/States', 'ExecutionsFailed', 'Sum'],
    ['tidemark-timed-out-runs', 'AWS/States', 'ExecutionsTimedOut', 'Sum'],
    ['tidemark-queue-dead-letter', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum'],
    ...environments.flatMap((name): [string, string, string, string][] => [
      [`tidemark-queue-schedule-${name}`, 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum'],
      [`tidemark-queue-alerts-${name}`, 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum'],
      [`tidemark-failed-deliveries-${name}`, 'AWS/SNS', 'NumberOfNotificationsFailed', 'Sum'],
    ]),
  ])('%s goes off at the first %s %s', (AlarmName, Namespace, MetricName, Statistic) => {
    hub.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName,
      Namespace,
      MetricName,
      Statistic,
      EvaluationPeriods: 1,
      ...above,
    });
  });

  test.each([
    ['prod', 6 + 2],
    ['qa-two', 24 + 2],
  ])('tells that %s was not scanned for %i hours, also when there is no metric at all', (name, hours) => {
    hub.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `tidemark-missed-schedule-${name}`,
      Namespace: 'AWS/Scheduler',
      MetricName: 'InvocationAttemptCount',
      Dimensions: [{ Name: 'ScheduleGroup', Value: `tidemark-${name}` }],
      Period: 3600,
      EvaluationPeriods: hours,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('cannot watch a schedule that pauses longer than CloudWatch looks back', () => {
    const names = propertiesOf('AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName);
    expect(names).not.toContain('tidemark-missed-schedule-archive');
  });

  test('all go to the operations topic and say what to do', () => {
    for (const alarm of propertiesOf('AWS::CloudWatch::Alarm')) {
      expect(alarm).toMatchObject({
        AlarmActions: [{ Ref: expect.stringMatching(/^OperationsTopic/) }],
        AlarmDescription: expect.stringMatching(/.{40,}\.$/),
      });
    }
  });
});

test('the dashboard shows every environment, severity, and dead-letter queue', () => {
  hub.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  const [{ DashboardName, DashboardBody } = {}] = propertiesOf('AWS::CloudWatch::Dashboard');
  expect(DashboardName).toBe('tidemark');
  const body = asText(DashboardBody);
  const shown = [
    ...environments.map((environment) => `Open findings: ${environment}`),
    ...severities.map((severity) => `"Severity","${severity}"`),
    ...['TargetsScanned', 'TargetsFailed', 'CostDelta', 'Resources', 'ApiCalls', 'Throttles', 'ScanDuration'],
    'DeadLettersQueue',
  ];
  for (const part of shown) expect(body).toContain(part);
});

test('the outputs are what people and scripts go on with', () => {
  expect(Object.keys(hub.findOutputs('*')).sort()).toEqual([
    'AlertTopicArnArchive',
    'AlertTopicArnProd',
    'AlertTopicArnQaTwo',
    'AuditFunctionName',
    'BucketName',
    'DeadLetterQueueUrl',
    'DigestSecretArn',
    'OperationsTopicArn',
    'ScanTargetRoleArn',
    'StateMachineArn',
  ]);
});

test('the digest key is made in AWS, never in the template, and outlives the stack', () => {
  hub.hasResource('AWS::SecretsManager::Secret', {
    DeletionPolicy: 'Retain',
    Properties: {
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      SecretString: Match.absent(),
    },
  });
});
