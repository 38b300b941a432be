import { EventBridge } from '@aws-sdk/client-eventbridge';
import { Lambda } from '@aws-sdk/client-lambda';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SFN } from '@aws-sdk/client-sfn';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { zipOfOneFile } from '../seed/zip.ts';
import { canarySecret } from '../seed.ts';
import { lowerTagPairs, type Place, policy, tagPairs, tags } from './place.ts';

/** A topic with subscribers, and a queue with a dead-letter queue, each with a policy. */
export async function createQueues({ shop, configuration, arn }: Place, keyArn: string): Promise<void> {
  const sqs = new SQS(configuration);
  await sqs.createQueue({ QueueName: 'orders-dead', tags });
  await sqs.createQueue({
    QueueName: 'orders',
    Attributes: {
      VisibilityTimeout: '120',
      MessageRetentionPeriod: '1209600',
      KmsMasterKeyId: keyArn,
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: arn('sqs', 'orders-dead'),
        maxReceiveCount: 5,
      }),
      Policy: policy(arn('sqs', 'orders'), 'sqs', { AWS: [shop.account, '222233334444'] }),
    },
    tags,
  });
  await sqs.createQueue({
    QueueName: 'payments.fifo',
    Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
    tags,
  });
  const sns = new SNS(configuration);
  const { TopicArn } = await sns.createTopic({
    Name: 'orders',
    Attributes: { DisplayName: 'Orders', KmsMasterKeyId: 'alias/aws/sns' },
    Tags: tagPairs,
  });
  await sns.setTopicAttributes({
    TopicArn,
    AttributeName: 'Policy',
    AttributeValue: policy(arn('sns', 'orders'), 'sns', { AWS: [shop.account, '222233334444'] }),
  });
  await sns.subscribe({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: arn('sqs', 'orders'),
    Attributes: {
      RawMessageDelivery: 'true',
      FilterPolicy: JSON.stringify({ state: ['paid', 'sent'], country: ['ch'] }),
    },
  });
  await sns.subscribe({
    TopicArn,
    Protocol: 'lambda',
    Endpoint: arn('lambda', `function:${shop.functions.orderProcessor}`),
  });
}

/** A bus, rules with several targets, and a schedule. */
export async function createEvents({ shop, configuration, arn }: Place): Promise<void> {
  const events = new EventBridge(configuration);
  await events.createEventBus({ Name: 'orders', Tags: tagPairs });
  await events.putPermission({
    EventBusName: 'orders',
    Policy: policy(arn('events', 'event-bus/orders'), 'events', { AWS: ['222233334444'] }),
  });
  await events.putRule({
    Name: 'paid',
    EventBusName: 'orders',
    EventPattern: JSON.stringify({ source: ['shop', 'mobile'], 'detail-type': ['paid'] }),
    State: 'ENABLED',
    Tags: tagPairs,
  });
  await events.putTargets({
    Rule: 'paid',
    EventBusName: 'orders',
    Targets: [
      { Id: 'queue', Arn: arn('sqs', 'orders') },
      {
        Id: 'function',
        Arn: arn('lambda', `function:${shop.functions.orderProcessor}`),
        Input: JSON.stringify({ token: canarySecret }),
      },
    ],
  });
  await events.putRule({ Name: 'nightly-report', ScheduleExpression: 'cron(0 2 * * ? *)', Tags: tagPairs });
  const scheduler = new Scheduler(configuration);
  await scheduler.createScheduleGroup({ Name: 'shop', Tags: tagPairs });
  await scheduler.createSchedule({
    Name: 'close-of-day',
    GroupName: 'shop',
    ScheduleExpression: 'cron(0 22 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Zurich',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    Target: {
      Arn: arn('lambda', `function:${shop.functions.nightlyReport}`),
      RoleArn: shop.identities.functionRoleArn,
      Input: JSON.stringify({ day: 'today', apiKey: canarySecret }),
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
    },
  });
}

/** A state machine, a layer, and what feeds the shop's function. */
export async function createFunctionParts(place: Place, streamArn: string): Promise<void> {
  const { shop, configuration, arn } = place;
  const lambda = new Lambda(configuration);
  await lambda.publishLayerVersion({
    LayerName: 'shared',
    Description: 'What the functions share',
    Content: { ZipFile: zipOfOneFile('shared.mjs', 'export const currency = "CHF";\n') },
    CompatibleRuntimes: ['nodejs22.x', 'nodejs24.x'],
    CompatibleArchitectures: ['arm64', 'x86_64'],
  });
  const FunctionName = shop.functions.orderProcessor;
  await lambda.createEventSourceMapping({
    FunctionName,
    EventSourceArn: arn('sqs', 'orders'),
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  await lambda.createEventSourceMapping({
    FunctionName,
    EventSourceArn: streamArn,
    StartingPosition: 'LATEST',
    BatchSize: 100,
    MaximumRetryAttempts: 3,
    FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }, { Pattern: '{"a":[1]}' }] },
  });
  await new SFN(configuration).createStateMachine({
    name: 'fulfil-order',
    roleArn: shop.identities.functionRoleArn,
    type: 'STANDARD',
    definition: JSON.stringify({
      StartAt: 'Charge',
      States: {
        Charge: {
          Type: 'Task',
          Resource: arn('lambda', `function:${FunctionName}`),
          Parameters: { apiKey: canarySecret },
          Next: 'Done',
        },
        Done: { Type: 'Succeed' },
      },
    }),
    tracingConfiguration: { enabled: true },
    tags: lowerTagPairs,
  });
}
