import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { longestGap } from './schedule-gap.ts';

/** What the alarms watch. */
export interface AlarmsProps {
  readonly stateMachine: StateMachine;
  /** Dead-letter queues, each with what a message in it means and what to do. */
  readonly queues: readonly { readonly queue: Queue; readonly name: string; readonly meaning: string }[];
  readonly schedules: readonly {
    readonly environment: string;
    readonly group: ScheduleGroup;
    readonly expression: string;
  }[];
  /** The topics with the alerts of the environments. */
  readonly alerts: readonly { readonly environment: string; readonly topic: ITopic }[];
  /** Where the alarms go. */
  readonly topic: ITopic;
}

/**
 * CloudWatch looks back seven days at most, so a schedule that pauses longer cannot be watched.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (EvaluationPeriods)
 */
const longestWatch = 7 * 24;
/** Hours a schedule may be late: one for retries of the scheduler, one for summer time. */
const tolerance = 2;

/**
 * The alarms on Tidemark itself: a run that failed, something in a dead-letter queue, an alert that did not arrive, a
 * schedule that did not run.
 */
export class Alarms extends Construct {
  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { stateMachine, queues, schedules, alerts, topic } = props;
    this.#action = new SnsAction(topic);
    this.#watchRuns(stateMachine);
    for (const { queue, name, meaning } of queues) this.#watchQueue(queue, name, meaning);
    for (const alert of alerts) this.#watchDeliveries(alert.environment, alert.topic);
    for (const { environment, group, expression } of schedules) {
      this.#watchSchedule(environment, group, expression);
    }
  }

  #watchRuns(stateMachine: StateMachine): void {
    const period = Duration.minutes(5);
    this.#alarm('FailedRuns', 'tidemark-failed-runs', {
      description:
        'A scan failed as a whole. Look at the execution in Step Functions; the request is in the dead-letter queue.',
      metric: stateMachine.metricFailed({ period }),
    });
    this.#alarm('TimedOutRuns', 'tidemark-timed-out-runs', {
      description: 'A scan was ended because it took too long. Look at the execution in Step Functions.',
      metric: stateMachine.metricTimedOut({ period }),
    });
  }

  #watchQueue(queue: Queue, name: string, description: string): void {
    this.#alarm(`Queue-${name}`, `tidemark-queue-${name}`, {
      description,
      metric: queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
    });
  }

  /** For subscriptions that were made by hand without the redrive queue, whose alerts are lost with the delivery. */
  #watchDeliveries(environment: string, topic: ITopic): void {
    this.#alarm(`Deliveries-${environment}`, `tidemark-failed-deliveries-${environment}`, {
      description: `A subscriber did not take an alert of ${environment}. Mend the subscription, and give it the redrive queue; the findings are in the report of the run.`,
      metric: topic.metricNumberOfNotificationsFailed({ period: Duration.minutes(5) }),
    });
  }

  #watchSchedule(environment: string, group: ScheduleGroup, expression: string): void {
    const gap = longestGap(expression);
    const hours = Math.ceil((gap ?? Number.POSITIVE_INFINITY) + tolerance);
    if (hours > longestWatch) return;
    new Alarm(this, `Schedule-${environment}`, {
      alarmName: `tidemark-missed-schedule-${environment}`,
      alarmDescription: `No scheduled scan of ${environment} was started for ${hours} hours, longer than ${expression} ever pauses. Also so after the first deployment, until the first scheduled scan.`,
      metric: group.metricAttempts({ period: Duration.hours(1) }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: hours,
      treatMissingData: TreatMissingData.BREACHING,
    }).addAlarmAction(this.#action);
  }

  /** An alarm on anything above zero. */
  #alarm(
    id: string,
    alarmName: string,
    { metric, description }: { metric: IMetric; description: string },
  ): void {
    new Alarm(this, id, {
      alarmName,
      alarmDescription: description,
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(this.#action);
  }
}
