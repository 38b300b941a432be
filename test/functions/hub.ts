import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { NoSuchKey, S3Client, type ServiceInputTypes } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';
import { z } from 'zod';
import { parseConfiguration } from '../../lib/config/load.ts';
import { planSchemaVersion } from '../../lib/scan/plan.ts';
import { storeKeys } from '../../lib/store/keys.ts';

/** The configuration that the functions find beside their bundles. */
export const shipped = {
  configuration: parseConfiguration(
    `version: 1
memberRole: { externalId: test-1 }
environments:
  prod: { accounts: ["111122223333", "222233334444"], regions: [eu-west-1, eu-central-1] }
  qa: { accounts: ["333344445555"], regions: [eu-west-1] }`,
    'tidemark.yaml',
    ['AWS::Lambda::Function', 'AWS::IAM::Role'],
  ),
  knownTypes: [
    { type: 'AWS::Lambda::Function', scope: 'regional' },
    { type: 'AWS::IAM::Role', scope: 'global' },
  ],
} as const;

/** A target of it. */
export const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };

/** The run that the tests follow. */
export const runId = '20261121T070000Z-4f2a9c1b';

/** Sets what a deployment and Lambda itself would set. Call before the functions are imported. */
export function stubEnvironment(): void {
  const variables = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_SERVICE_NAME: 'tidemark',
    POWERTOOLS_METRICS_NAMESPACE: 'Tidemark',
    TIDEMARK_BUCKET: 'tidemark-test',
    TIDEMARK_DIGEST_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:999988887777:secret:digest-key',
    TIDEMARK_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:999988887777:stateMachine:tidemark-scan',
    TIDEMARK_TOPIC_ARN_TEMPLATE: 'arn:aws:sns:eu-west-1:999988887777:tidemark-alerts-{environment}',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

/** What Lambda tells a function about its invocation. */
function invocation(remainingMilliseconds: number) {
  const functionName = 'tidemark-test';
  return {
    functionName,
    awsRequestId: 'request-1',
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-west-1:999988887777:function:${functionName}`,
    memoryLimitInMB: '512',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'stream',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => remainingMilliseconds,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** A handler, as Lambda calls it. */
type Handler = (event: unknown, context: ReturnType<typeof invocation>) => unknown;

/** Invokes a handler as Lambda does. */
export async function invoke(
  handler: Handler,
  event: unknown,
  remainingMilliseconds = 600_000,
): Promise<unknown> {
  return handler(event, invocation(remainingMilliseconds));
}

const putSchema = z.object({ Key: z.string(), Body: z.union([z.string(), z.instanceof(Uint8Array)]) });
const getSchema = z.object({ Key: z.string() });

/** The bucket, in memory. */
export class FakeBucket {
  readonly objects = new Map<string, Uint8Array>();
  readonly client = mockClient(S3Client);

  constructor() {
    this.client.callsFake((input: ServiceInputTypes) => {
      const put = putSchema.safeParse(input);
      return put.success ? this.#put(put.data) : this.#get(getSchema.parse(input).Key);
    });
  }

  /** Puts a JSON document there. */
  write(key: string, value: object): void {
    this.objects.set(key, Buffer.from(JSON.stringify(value)));
  }

  /** The JSON document under a key. Throws when there is none. */
  read(key: string): unknown {
    return JSON.parse(Buffer.from(this.objects.get(key) ?? 'no such document').toString());
  }

  #put({ Key, Body }: z.infer<typeof putSchema>) {
    this.objects.set(Key, Buffer.from(Body));
    return { ETag: '"1"' };
  }

  #get(key: string) {
    const body = this.objects.get(key);
    if (!body) throw new NoSuchKey({ $metadata: {}, message: 'The specified key does not exist.' });
    return { Body: { transformToByteArray: async () => body }, ETag: '"1"' };
  }
}

/** Writes the plan of {@link runId}, for one environment with the given targets. */
export function writePlan(
  bucket: FakeBucket,
  mode: 'baseline' | 'detect',
  targets: readonly { readonly account: string; readonly region: string }[],
): void {
  bucket.write(storeKeys.plan(runId), {
    schemaVersion: planSchemaVersion,
    runId,
    executionName: 'execution-1',
    startedAt: '2026-11-21T07:00:00.000Z',
    request: { mode, trigger: 'schedule' },
    memberRole: shipped.configuration.memberRole,
    environments: [
      {
        environment: 'prod',
        concurrency: 4,
        referenceRegion: 'eu-west-1',
        types: ['AWS::Lambda::Function'],
        tags: {},
        threshold: 'MEDIUM',
        weight: 'normal',
        targets: targets.length,
      },
    ],
  });
  bucket.write(
    storeKeys.targets(runId, 'prod'),
    targets.map((target) => ({ runId, environment: 'prod', ...target })),
  );
}

/** Values that must never be seen outside the functions. */
export const secretValues = {
  digestKey: 'K'.repeat(64),
  sessionToken: 'session-token-canary',
  secretAccessKey: 'secret-access-key-canary',
  variable: 'database-password-canary',
};

/** AWS as the functions see it: a bucket that remembers, and services that answer what the tests need. */
export class FakeAws {
  readonly bucket = new FakeBucket();
  readonly sns = mockClient(SNSClient);
  readonly events = mockClient(EventBridgeClient);
  readonly secrets = mockClient(SecretsManagerClient);
  readonly stepFunctions = mockClient(SFNClient);
  readonly sts = mockClient(STSClient);
  readonly lambda = mockClient(LambdaClient);
  readonly tagging = mockClient(ResourceGroupsTaggingAPIClient);

  /** The services whose use would mean that something was begun. */
  get begun() {
    return [this.sns, this.events, this.stepFunctions, this.sts];
  }

  /** Forgets everything, and answers as when all is well. */
  reset(): void {
    const { bucket, sns, events, secrets, stepFunctions, sts, lambda, tagging } = this;
    bucket.objects.clear();
    for (const mock of [sns, events, secrets, stepFunctions, sts, lambda, tagging]) mock.reset();
    tagging.on(GetResourcesCommand).resolves({});
    secrets.on(GetSecretValueCommand).resolves({ SecretString: secretValues.digestKey });
    sts.on(AssumeRoleCommand).resolves({
      Credentials: {
        AccessKeyId: 'ASIA',
        SecretAccessKey: secretValues.secretAccessKey,
        SessionToken: secretValues.sessionToken,
        Expiration: new Date(),
      },
    });
    stepFunctions.on(StartExecutionCommand).callsFake(({ name }: { name: string }) => ({
      executionArn: `arn:aws:states:eu-west-1:999988887777:execution:tidemark-scan:${name}`,
    }));
    sns.on(PublishCommand).resolves({ MessageId: 'message-1' });
    events.on(PutEventsCommand).resolves({ Entries: [] });
  }

  /** Lets the member account have these functions, whose environment holds a secret. */
  memberHas(...names: string[]): void {
    this.lambda.onAnyCommand().resolves({});
    this.lambda.on(ListFunctionsCommand).resolves({
      Functions: names.map((name) => ({
        FunctionName: name,
        FunctionArn: `arn:aws:lambda:eu-west-1:${target.account}:function:${name}`,
        Runtime: 'nodejs24.x',
        Environment: { Variables: { PASSWORD: secretValues.variable } },
      })),
    });
  }

  /** Makes a baseline of {@link target}, deletes a function there, and scans it again. Gives what scanning answers. */
  async detectDeletion(scanTarget: (event: object) => Promise<unknown>): Promise<unknown> {
    this.memberHas('pay', 'ship');
    writePlan(this.bucket, 'baseline', [target]);
    await scanTarget({ runId, ...target });
    this.memberHas('ship');
    writePlan(this.bucket, 'detect', [target, { ...target, account: '222233334444' }]);
    return scanTarget({ runId, ...target });
  }
}
