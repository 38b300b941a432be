import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  type LambdaClient,
  PublishVersionCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { given, type Owner, tagsOf } from './plan.ts';
import { zipOfOneFile } from './zip.ts';

/** The Lambda functions of an account, by name. */
export interface Functions {
  readonly orderProcessor: string;
  readonly nightlyReport: string;
}

/** A secret that stands in a function's environment variables. Nothing Tidemark writes or says may contain it. */
export const canarySecret = 'canary-hunter2-7f3c9d1e5b';

const code = `export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });\n`;

/** Creates a function behind a URL, with a published version, an alias and a trigger, and a second, plain one. */
export async function seedFunctions(lambda: LambdaClient, owner: Owner, roleArn: string): Promise<Functions> {
  const functions = { orderProcessor: 'order-processor', nightlyReport: 'nightly-report' };
  const ZipFile = zipOfOneFile('index.mjs', code);
  const create = (
    FunctionName: string,
    Description: string,
    MemorySize: number,
    Variables: Record<string, string>,
  ) =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Description,
        Runtime: 'nodejs22.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Role: roleArn,
        Code: { ZipFile },
        MemorySize,
        Timeout: 30,
        TracingConfig: { Mode: owner.plan.production ? 'Active' : 'PassThrough' },
        Environment: { Variables },
        Tags: tagsOf(owner, FunctionName),
      }),
    );
  await Promise.all([
    create(functions.nightlyReport, 'Mails the figures of the day', 256, { LOG_LEVEL: 'info' }),
    create(functions.orderProcessor, 'Takes the orders of the shop', owner.plan.production ? 1024 : 256, {
      LOG_LEVEL: owner.plan.production ? 'warn' : 'debug',
      DATABASE_HOST: 'orders.cluster-c0ffee.eu-west-1.rds.amazonaws.com',
      DATABASE_PASSWORD: canarySecret,
    }),
  ]);
  // A new function is pending for a moment; nobody approves a baseline of an account that is still being made.
  await Promise.all(
    Object.values(functions).map((FunctionName) =>
      waitUntilFunctionActiveV2(
        { client: lambda, minDelay: 1, maxDelay: 1, maxWaitTime: 30 },
        { FunctionName },
      ),
    ),
  );
  const FunctionName = functions.orderProcessor;
  const { Version } = await lambda.send(
    new PublishVersionCommand({ FunctionName, Description: 'First release' }),
  );
  await lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: 'live',
      Description: 'What the shop calls',
      FunctionVersion: given(Version, 'function version'),
    }),
  );
  await Promise.all([
    lambda.send(
      new CreateFunctionUrlConfigCommand({
        FunctionName,
        AuthType: 'AWS_IAM',
        Cors: { AllowOrigins: ['https://shop.example.com'], AllowMethods: ['POST'], MaxAge: 300 },
      }),
    ),
    lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: 'invoices-bucket',
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
        SourceAccount: owner.account,
        SourceArn: `arn:aws:s3:::orders-invoices-${owner.kind}-${owner.account}`,
      }),
    ),
    lambda.send(
      new AddPermissionCommand({
        FunctionName: functions.nightlyReport,
        StatementId: 'nightly-schedule',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: `arn:aws:events:${owner.region}:${owner.account}:rule/nightly-report`,
      }),
    ),
  ]);
  return functions;
}
