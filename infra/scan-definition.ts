import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  Chain,
  Choice,
  Condition,
  DistributedMap,
  type IChainable,
  JsonPath,
  Map as MapState,
  Pass,
  S3JsonItemReader,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { retryInvocation } from './retries.ts';
import {
  catchAll,
  recordFailedAlert,
  recordFailedEnvironment,
  recordFailedRun,
  recordFailedTarget,
} from './scan-failures.ts';

/** What the states of a scan call. */
export interface ScanParts {
  readonly planScan: IFunction;
  readonly scanTarget: IFunction;
  readonly summarizeRun: IFunction;
  readonly publishAlerts: IFunction;
  readonly bucket: Bucket;
  readonly deadLetterQueue: IQueue;
}

/** The part of the bucket's keys where the targets of a run are listed. */
export const targetKeys = 'runs/*/targets/*';
/** The name of the distributed map in the ARN of its child executions. */
export const targetsLabel = 'targets';

/**
 * The states of a scan. What crosses from state to state is ids and S3 keys; every list that grows with accounts is an
 * S3 object. Every failure ends in the dead-letter queue and lets the rest of the run go on.
 */
export function scanDefinition(scope: Construct, parts: ScanParts): IChainable {
  const failed = recordFailedRun(scope, parts.deadLetterQueue);
  const completeRequest = Pass.jsonata(scope, 'CompleteRequest', {
    comment: 'A run detects unless it is asked to make baselines',
    outputs: { request: "{% $merge([{ 'mode': 'detect' }, $states.input]) %}" },
  });
  const request = { request: JsonPath.objectAt('$.request'), executionName: JsonPath.executionName };
  const planScan = invoke(scope, 'PlanScan', parts.planScan, request, '$.plan').addCatch(failed, catchAll);
  const run = { runId: JsonPath.stringAt('$.plan.runId') };
  const summarizeRun = invoke(scope, 'SummarizeRun', parts.summarizeRun, run, '$.summary').addCatch(
    failed,
    catchAll,
  );
  return Chain.start(completeRequest)
    .next(planScan)
    .next(scanEnvironments(scope, parts))
    .next(summarizeRun)
    .next(alertEnvironments(scope, parts));
}

function invoke(
  scope: Construct,
  id: string,
  lambdaFunction: IFunction,
  payload: object,
  resultPath?: string,
): LambdaInvoke {
  return retryInvocation(
    LambdaInvoke.jsonPath(scope, id, {
      lambdaFunction,
      payload: TaskInput.fromObject({ ...payload }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      // Without a place for the result nothing is passed on, so that the output of a map stays small.
      ...(resultPath === undefined ? { outputPath: JsonPath.DISCARD } : { resultPath }),
    }),
  );
}

/** Fields of the input as they are. */
function fromInput(...fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, JsonPath.stringAt(`$.${field}`)]));
}

/** Fields of the item of a map as they are. */
function fromItem(...fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, JsonPath.stringAt(`$$.Map.Item.Value.${field}`)]));
}

/** One branch for each environment; what fails in one is recorded there and does not reach the others. */
function scanEnvironments(scope: Construct, parts: ScanParts): MapState {
  const failed = recordFailedEnvironment(scope, parts.deadLetterQueue);
  const scan = scanTargets(scope, parts).addCatch(failed, catchAll);
  const branch = Choice.jsonPath(scope, 'HasTargets')
    .when(Condition.numberGreaterThan('$.targetCount', 0), scan)
    .otherwise(Pass.jsonPath(scope, 'NoTargets'));
  return MapState.jsonPath(scope, 'ScanEnvironments', {
    itemsPath: '$.plan.environments',
    itemSelector: {
      runId: JsonPath.stringAt('$.plan.runId'),
      mode: JsonPath.stringAt('$.request.mode'),
      ...fromItem('environment', 'concurrency', 'bucket', 'targetsKey', 'targetCount'),
    },
    resultPath: JsonPath.DISCARD,
  }).itemProcessor(branch);
}

/** One child execution for each target of an environment, as many at a time as the environment allows. */
function scanTargets(scope: Construct, parts: ScanParts): DistributedMap {
  const failed = recordFailedTarget(scope, parts.bucket, parts.deadLetterQueue);
  const target = ['runId', 'environment', 'account', 'region'];
  const scan = invoke(scope, 'ScanTarget', parts.scanTarget, fromInput(...target)).addCatch(failed, catchAll);
  return DistributedMap.jsonPath(scope, 'ScanTargets', {
    label: targetsLabel,
    itemReader: new S3JsonItemReader({
      // By path, because the role is allowed these keys only; by bucket the CDK would allow all of them.
      bucketNamePath: JsonPath.stringAt('$.bucket'),
      key: JsonPath.stringAt('$.targetsKey'),
    }),
    itemSelector: { mode: JsonPath.stringAt('$.mode'), ...fromItem(...target) },
    maxConcurrencyPath: '$.concurrency',
    // A target that fails even to be recorded must not end the others; the summary finds that it has no result.
    toleratedFailurePercentage: 100,
    resultPath: JsonPath.DISCARD,
  }).itemProcessor(scan);
}

/** One branch for each environment; an alert that cannot be sent is kept in the dead-letter queue. */
function alertEnvironments(scope: Construct, { publishAlerts, deadLetterQueue }: ScanParts): MapState {
  const alert = invoke(scope, 'PublishAlerts', publishAlerts, fromInput('runId', 'environment')).addCatch(
    recordFailedAlert(scope, deadLetterQueue),
    catchAll,
  );
  return MapState.jsonPath(scope, 'AlertEnvironments', {
    itemsPath: '$.summary.environments',
    itemSelector: { runId: JsonPath.stringAt('$.plan.runId'), ...fromItem('environment') },
    resultPath: JsonPath.DISCARD,
    outputPath: '$.summary',
  }).itemProcessor(alert);
}
