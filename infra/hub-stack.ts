import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../lib/config/schema.ts';
import type { ResourceType } from '../lib/resources/define.ts';
import { Alarms, type AlarmsProps } from './alarms.ts';
import { AlertTopic } from './alert-topic.ts';
import { BaselineBucket } from './baseline-bucket.ts';
import { Dashboard } from './dashboard.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { DigestKey } from './digest-key.ts';
import { EnvironmentSchedule } from './environment-schedule.ts';
import { HubFunctions } from './hub-functions.ts';
import { alertTopicOutput, deadLetterQueueName } from './names.ts';
import { OperationsTopic } from './operations-topic.ts';
import { PriceRefresh } from './price-refresh.ts';
import { ScanStateMachine } from './scan-state-machine.ts';
import { shippedConfiguration } from './shipped-configuration.ts';

/** What the hub stack is made from. */
export interface HubStackProps {
  readonly configuration: Configuration;
  readonly types: readonly ResourceType[];
}

/** The scanner: everything but the roles in the accounts it reads. */
export class HubStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, types }: HubStackProps) {
    super(scope, id, { description: 'Tidemark: compares AWS accounts with their approved baselines' });
    Tags.of(this).add('application', 'tidemark');
    const bucket = new BaselineBucket(this, 'Baselines');
    const digestKey = new DigestKey(this, 'DigestKey');
    const { queue } = new DeadLetterQueue(this, 'DeadLetters', deadLetterQueueName);
    const files = shippedConfiguration(configuration, types);
    const functions = new HubFunctions(this, 'Functions', { configuration, bucket, digestKey, files });
    const prices = new PriceRefresh(this, 'Prices', { bucket, files });
    const { stateMachine } = new ScanStateMachine(this, 'Scan', {
      planScan: functions.planScan.function,
      scanTarget: functions.scanTarget.function,
      summarizeRun: functions.summarizeRun.function,
      publishAlerts: functions.publishAlerts.function,
      bucket: bucket.bucket,
      deadLetterQueue: queue,
    });
    functions.allowAudit(stateMachine);
    const environments = Object.entries(configuration.environments).map(([environment, settings]) => {
      const { schedule: expression, timeZone, alerts } = settings;
      const schedule = new EnvironmentSchedule(this, `Schedule-${environment}`, {
        environment,
        expression,
        timeZone,
        stateMachine,
      });
      const alert = new AlertTopic(this, `Alerts-${environment}`, { environment, email: alerts.email });
      return { environment, expression, schedule, alert };
    });
    const queues: AlarmsProps['queues'] = [
      {
        queue,
        name: 'dead-letter',
        meaning: 'A target, an alert or a run failed. Read the message, mend the cause, and run it again.',
      },
      {
        queue: prices.deadLetterQueue,
        name: 'refresh-prices',
        meaning:
          'The prices could not be refreshed, and the former ones are used. Read the log of the function tidemark-refresh-prices, and invoke it again.',
      },
      ...environments.flatMap(({ environment, schedule, alert }) => [
        {
          queue: schedule.deadLetterQueue,
          name: `schedule-${environment}`,
          meaning: `The scheduled scan of ${environment} could not be started. Start it with the function tidemark-audit.`,
        },
        {
          queue: alert.redriveQueue,
          name: `alerts-${environment}`,
          meaning: `A subscriber did not take an alert of ${environment}. Mend the subscription, and send the message again.`,
        },
      ]),
    ];
    const { topic } = new OperationsTopic(this, 'Operations');
    const schedules = environments.map(({ environment, expression, schedule }) => ({
      environment,
      expression,
      group: schedule.group,
    }));
    const alerts = environments.map(({ environment, alert }) => ({ environment, topic: alert.topic }));
    new Alarms(this, 'Alarms', { stateMachine, queues, schedules, alerts, topic });
    new Dashboard(this, 'Dashboard', {
      environments: environments.map(({ environment }) => environment),
      stateMachine,
      queues,
    });
    this.#output({
      BucketName: bucket.bucket.bucketName,
      DigestSecretArn: digestKey.secret.secretArn,
      StateMachineArn: stateMachine.stateMachineArn,
      AuditFunctionName: functions.audit.function.functionName,
      ScanTargetRoleArn: functions.scanTarget.role.roleArn,
      DeadLetterQueueUrl: queue.queueUrl,
      OperationsTopicArn: topic.topicArn,
      ...Object.fromEntries(
        environments.map(({ environment, alert }) => [alertTopicOutput(environment), alert.topic.topicArn]),
      ),
    });
  }

  #output(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}
