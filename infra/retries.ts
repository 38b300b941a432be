import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';

/** AWS let nothing through for a while: wait long, so as not to take part in what is the matter. */
const throttled: RetryProps = {
  errors: ['ThrottledError'],
  interval: Duration.seconds(30),
  backoffRate: 2,
  maxAttempts: 5,
  maxDelay: Duration.minutes(10),
  jitterStrategy: JitterType.FULL,
};

/**
 * What passes by itself: Lambda was busy or had a fault, or another run wrote the same object meanwhile.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
 */
const passing: RetryProps = {
  errors: [
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
    'ConflictError',
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 6,
  maxDelay: Duration.minutes(1),
  jitterStrategy: JitterType.FULL,
};

/** A call that Step Functions makes itself is simple enough to be tried again whatever went wrong. */
const anything: RetryProps = {
  errors: ['States.ALL'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 5,
  maxDelay: Duration.minutes(1),
  jitterStrategy: JitterType.FULL,
};

/** Lets a state that invokes a function try again, with exponential backoff and full jitter, what is worth it. */
export function retryInvocation<T extends TaskStateBase>(state: T): T {
  state.addRetry(throttled);
  state.addRetry(passing);
  return state;
}

/** Lets a state that calls S3 or SQS itself try again, with exponential backoff and full jitter. */
export function retryCall<T extends TaskStateBase>(state: T): T {
  state.addRetry(anything);
  return state;
}
