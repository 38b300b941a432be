import { Duration, RemovalPolicy, TimeZone } from 'aws-cdk-lib';
import {
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { scheduleName } from './names.ts';

/** What a schedule needs. */
export interface EnvironmentScheduleProps {
  readonly environment: string;
  /** EventBridge Scheduler expression: `cron(0 9 * * ? *)` or `rate(6 hours)`. */
  readonly expression: string;
  /** IANA time zone. */
  readonly timeZone: string;
  readonly stateMachine: StateMachine;
}

/**
 * Starts a scan of one environment on its schedule. What the scheduler could not start within an hour is in the
 * schedule's own dead-letter queue. The schedule is alone in its group, because the scheduler's metrics are by group:
 * so a missed schedule can be told.
 */
export class EnvironmentSchedule extends Construct {
  readonly group: ScheduleGroup;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: EnvironmentScheduleProps) {
    super(scope, id);
    const { environment, expression, timeZone, stateMachine } = props;
    this.deadLetterQueue = new DeadLetterQueue(
      this,
      'DeadLetters',
      `tidemark-schedule-dead-letter-${environment}`,
    ).queue;
    this.group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: scheduleName(environment),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new Schedule(this, 'Schedule', {
      scheduleName: scheduleName(environment),
      scheduleGroup: this.group,
      description: `Compares environment ${environment} with its baselines`,
      schedule: ScheduleExpression.expression(expression, TimeZone.of(timeZone)),
      timeWindow: TimeWindow.off(),
      target: new StepFunctionsStartExecution(stateMachine, {
        input: ScheduleTargetInput.fromObject({
          mode: 'detect',
          trigger: 'schedule',
          environments: [environment],
        }),
        deadLetterQueue: this.deadLetterQueue,
        retryAttempts: 10,
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}
