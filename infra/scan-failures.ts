import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  Errors,
  Fail,
  type IChainable,
  JsonPath,
  TaskInput,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { retryCall } from './retries.ts';

/** Catches everything, with the error beside the input of the state that failed. */
export const catchAll = { errors: [Errors.ALL], resultPath: '$.error' };

/** The part of the bucket's keys where failures are recorded. */
export const failureKeys = 'runs/*/failures/*';

const inputField = (field: string) => `{% $states.input.${field} %}`;
/** A few errors of Step Functions itself have no cause. */
const error = {
  name: inputField('error.Error'),
  cause: "{% $exists($states.input.error.Cause) ? $states.input.error.Cause : '' %}",
};

/** What sends a message with everything that is needed to do again what failed. */
interface DeadLetter {
  readonly queue: IQueue;
  /** What failed. */
  readonly step: 'run' | 'scan-environment' | 'scan-target' | 'publish-alerts';
  /** The fields of the input that are in the message. */
  readonly fields: readonly string[];
  readonly more?: Readonly<Record<string, string>>;
  /** What is passed on; nothing by default, so that the output of a map stays small. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** Written in JSONata, because an error without a cause, which JSONPath would stumble over, must not be lost either. */
function sendToDeadLetterQueue(
  scope: Construct,
  id: string,
  { queue, step, fields, more, outputs }: DeadLetter,
): SqsSendMessage {
  const named = Object.fromEntries(fields.map((field) => [field, inputField(field)]));
  const failedAt = '{% $states.context.State.EnteredTime %}';
  return retryCall(
    SqsSendMessage.jsonata(scope, id, {
      queue,
      messageBody: TaskInput.fromObject({ step, ...more, ...named, error, failedAt }),
      outputs: { ...outputs },
    }),
  );
}

/** Keeps the request of a run that could not be planned or summed up, and ends the execution as failed. */
export function recordFailedRun(scope: Construct, queue: IQueue): IChainable {
  return sendToDeadLetterQueue(scope, 'SendRunToDeadLetterQueue', {
    queue,
    step: 'run',
    fields: ['request'],
    more: { executionName: '{% $states.context.Execution.Name %}' },
    outputs: error,
  }).next(Fail.jsonPath(scope, 'RunFailed', { errorPath: '$.name', causePath: '$.cause' }));
}

/** Keeps an environment whose targets could not even be started. */
export function recordFailedEnvironment(scope: Construct, queue: IQueue): TaskStateBase {
  return sendToDeadLetterQueue(scope, 'SendEnvironmentToDeadLetterQueue', {
    queue,
    step: 'scan-environment',
    fields: ['runId', 'environment', 'mode'],
  });
}

/** Keeps the alert of an environment that could not be sent. */
export function recordFailedAlert(scope: Construct, queue: IQueue): TaskStateBase {
  return sendToDeadLetterQueue(scope, 'SendAlertToDeadLetterQueue', {
    queue,
    step: 'publish-alerts',
    fields: ['runId', 'environment'],
  });
}

/** Keeps a target that could not be scanned, in the bucket for the summary and in the queue to be run again. */
export function recordFailedTarget(scope: Construct, bucket: Bucket, queue: IQueue): IChainable {
  const fields = ['runId', 'environment', 'account', 'region', 'mode'];
  const send = sendToDeadLetterQueue(scope, 'SendTargetToDeadLetterQueue', {
    queue,
    step: 'scan-target',
    fields,
  });
  const named = Object.fromEntries(fields.map((field) => [field, JsonPath.stringAt(`$.${field}`)]));
  const record = retryCall(
    CallAwsService.jsonPath(scope, 'RecordFailure', {
      comment: 'For the summary of the run',
      service: 's3',
      action: 'putObject',
      parameters: {
        Bucket: bucket.bucketName,
        // Where lib/store/keys.ts looks for it.
        Key: JsonPath.format(
          'runs/{}/failures/{}/{}/{}.json',
          ...fields.slice(0, 4).map((field) => JsonPath.stringAt(`$.${field}`)),
        ),
        ContentType: 'application/json',
        Body: {
          ...named,
          error: JsonPath.objectAt('$.error'),
          failedAt: JsonPath.stringAt('$$.State.EnteredTime'),
        },
      },
      iamResources: [bucket.arnForObjects(failureKeys)],
      resultPath: JsonPath.DISCARD,
    }),
  );
  // The queue gets the target also when it could not be recorded for the summary.
  return record.addCatch(send, { errors: [Errors.ALL], resultPath: '$.recordError' }).next(send);
}
