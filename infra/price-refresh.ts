import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import {
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge, nagArn } from './acknowledge.ts';
import type { BaselineBucket } from './baseline-bucket.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { functionNames, priceRefreshName } from './names.ts';
import { TidemarkFunction } from './tidemark-function.ts';

/** What refreshing prices works with. */
export interface PriceRefreshProps {
  readonly bucket: BaselineBucket;
  /** The shipped configuration, whose regions' prices are refreshed. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Refreshes the prices from the AWS Price List every Sunday. What could not be started or ended with an error
 * is in a dead-letter queue of its own; the former prices, or those that come with Tidemark, are used meanwhile.
 */
export class PriceRefresh extends Construct {
  readonly refresh: TidemarkFunction;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, { bucket, files }: PriceRefreshProps) {
    super(scope, id);
    this.refresh = new TidemarkFunction(this, 'RefreshPrices', {
      functionName: functionNames.refreshPrices,
      description: 'Tidemark: refreshes prices from the AWS Price List',
      memorySize: 512,
      timeout: Duration.minutes(15),
      environment: { TIDEMARK_BUCKET: bucket.bucket.bucketName },
      files,
    });
    bucket.allowWrite(this.refresh.role, 'prices/*');
    this.refresh.role.addToPolicy(
      new PolicyStatement({ actions: ['pricing:GetProducts'], resources: ['*'] }),
    );
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters', priceRefreshName('dead-letter')).queue;
    new EventInvokeConfig(this, 'Invocations', {
      function: this.refresh.function,
      retryAttempts: 1,
      onFailure: new SqsDestination(this.deadLetterQueue),
    });
    new Schedule(this, 'Schedule', {
      scheduleName: priceRefreshName('weekly'),
      scheduleGroup: new ScheduleGroup(this, 'Group', {
        scheduleGroupName: priceRefreshName('schedule'),
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      description: 'Refreshes the prices of the configured regions',
      schedule: ScheduleExpression.cron({ minute: '15', hour: '3', weekDay: 'SUN' }),
      timeWindow: TimeWindow.flexible(Duration.hours(2)),
      target: new LambdaInvoke(this.refresh.function, {
        input: ScheduleTargetInput.fromObject({}),
        role: this.#schedulerRole(),
        deadLetterQueue: this.deadLetterQueue,
        retryAttempts: 3,
        maxEventAge: Duration.hours(6),
      }),
    });
  }

  /** Only the scheduler of this account may invoke the function. */
  #schedulerRole(): Role {
    const role = new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    acknowledge(
      role,
      `AwsSolutions-IAM5[Resource::${nagArn(this.refresh.function)}:*]`,
      'The versions and aliases of the very function.',
    );
    return role;
  }
}
