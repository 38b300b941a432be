import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  DefinitionBody,
  DistributedMap,
  JitterType,
  JsonPath,
  S3JsonItemReader,
  StateMachine,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, LambdaInvoke, SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks';

/**
 * A small CDK app in the style of the real one, with which the end-to-end test of the emulator shows that what the
 * real one relies on is there: a secret read by least privilege, a bucket for TLS only, and a distributed map whose
 * failures are retried by name, recorded in S3 and sent to a queue.
 */
const app = new App();
const stack = new Stack(app, 'Probe', { env: { account: '999999999999', region: 'eu-west-1' } });

const bucket = new Bucket(stack, 'Bucket', {
  enforceSSL: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  removalPolicy: RemovalPolicy.DESTROY,
});
const queue = new Queue(stack, 'Queue', { enforceSSL: true });
const secret = new Secret(stack, 'Secret');

/** Runs the item it is given: fails by the name it has, or reads the secret and says how many ran with it. */
const handler = `
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
exports.handler = async (item) => {
  if (item.fails) throw Object.assign(new Error('as asked'), { name: item.fails });
  const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: process.env.SECRET }));
  const start = Date.now();
  await new Promise((done) => setTimeout(done, 300));
  return { start, end: Date.now(), secret: SecretString.length };
};`;

const worker = new LambdaFunction(stack, 'Worker', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline(handler),
  timeout: Duration.seconds(30),
  environment: { SECRET: secret.secretArn },
});
secret.grantRead(worker);

const work = new LambdaInvoke(stack, 'Work', { lambdaFunction: worker, payloadResponseOnly: true });
work.addRetry({
  errors: ['ThrottledError'],
  interval: Duration.seconds(2),
  maxAttempts: 2,
  jitterStrategy: JitterType.FULL,
});
const record = new CallAwsService(stack, 'Record', {
  service: 's3',
  action: 'putObject',
  iamResources: [bucket.arnForObjects('failures/*')],
  parameters: {
    Bucket: bucket.bucketName,
    Key: JsonPath.format('failures/{}.json', JsonPath.stringAt('$.name')),
    Body: { name: JsonPath.stringAt('$.name'), error: JsonPath.objectAt('$.error') },
    ContentType: 'application/json',
  },
  resultPath: JsonPath.DISCARD,
});
const report = new SqsSendMessage(stack, 'Report', {
  queue,
  messageBody: TaskInput.fromObject({
    name: JsonPath.stringAt('$.name'),
    error: JsonPath.objectAt('$.error'),
  }),
  resultPath: JsonPath.DISCARD,
});
work.addCatch(record.next(report), { resultPath: '$.error' });

const items = new DistributedMap(stack, 'Items', {
  itemReader: new S3JsonItemReader({
    // By name: the types of the CDK's own Bucket and IBucket do not agree under exactOptionalPropertyTypes.
    bucket: Bucket.fromBucketName(stack, 'ItemsBucket', bucket.bucketName),
    key: JsonPath.stringAt('$.itemsKey'),
  }),
  maxConcurrencyPath: '$.concurrency',
  toleratedFailurePercentage: 100,
});
items.itemProcessor(work);
const machine = new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(items) });

new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
new CfnOutput(stack, 'MachineArn', { value: machine.stateMachineArn });
