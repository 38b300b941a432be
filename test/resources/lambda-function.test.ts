import {
  type FunctionConfiguration,
  GetFunctionCommand,
  GetFunctionRecursionConfigCommand,
  GetFunctionScalingConfigCommand,
  GetRuntimeManagementConfigCommand,
  LambdaClient,
  ListCodeSigningConfigsCommand,
  ListFunctionsByCodeSigningConfigCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { lambdaFunction } from '../../lib/resources/lambda-function.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const lambda = mockClient(LambdaClient);
const arn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const signingArn = 'arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-0f6c334abcdea4d8b';

/** A function as ListFunctions returns it, with every property set. */
const full: FunctionConfiguration = {
  FunctionName: 'orders',
  FunctionArn: arn('orders'),
  Runtime: 'nodejs22.x',
  Role: 'arn:aws:iam::111122223333:role/orders',
  Handler: 'index.handler',
  CodeSize: 5_797_206,
  Description: 'Process orders',
  Timeout: 30,
  MemorySize: 256,
  LastModified: '2026-11-01T09:00:00.000+0000',
  CodeSha256: 'YFgDgEKG3ugvF1+pX64gV6tu9qNuIYNUdgJm8nCxsm4=',
  Version: '$LATEST',
  VpcConfig: {
    SubnetIds: ['subnet-b', 'subnet-a'],
    SecurityGroupIds: ['sg-1'],
    VpcId: 'vpc-1',
    Ipv6AllowedForDualStack: true,
  },
  DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dead' },
  Environment: { Variables: { DB_PASSWORD: 'hunter2', LEVEL: 'info' } },
  KMSKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  TracingConfig: { Mode: 'Active' },
  RevisionId: '1718e831-badf-4253-9518-d0644210af7b',
  Layers: [
    { Arn: 'arn:aws:lambda:eu-west-1:111122223333:layer:b:2', CodeSize: 1 },
    { Arn: 'arn:aws:lambda:eu-west-1:111122223333:layer:a:1', CodeSize: 2 },
  ],
  State: 'Active',
  LastUpdateStatus: 'Successful',
  FileSystemConfigs: [
    { Arn: 'arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/2', LocalMountPath: '/mnt/b' },
    { Arn: 'arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/1', LocalMountPath: '/mnt/a' },
  ],
  PackageType: 'Zip',
  Architectures: ['arm64'],
  EphemeralStorage: { Size: 1024 },
  SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'Off' },
  RuntimeVersionConfig: { RuntimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:aa' },
  LoggingConfig: {
    LogFormat: 'JSON',
    ApplicationLogLevel: 'INFO',
    SystemLogLevel: 'WARN',
    LogGroup: '/orders',
  },
  TenancyConfig: { TenantIsolationMode: 'PER_TENANT' },
  CapacityProviderConfig: {
    LambdaManagedInstancesCapacityProviderConfig: {
      CapacityProviderArn: 'arn:aws:lambda:eu-west-1:111122223333:capacity-provider:cp',
      PerExecutionEnvironmentMaxConcurrency: 10,
    },
  },
  DurableConfig: { RetentionPeriodInDays: 7, ExecutionTimeout: 3600 },
};

const image: FunctionConfiguration = {
  FunctionName: 'resize',
  FunctionArn: arn('resize'),
  PackageType: 'Image',
  ImageConfigResponse: { ImageConfig: { EntryPoint: ['/app'], Command: ['b', 'a'], WorkingDirectory: '/w' } },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [], VpcId: '', Ipv6AllowedForDualStack: false },
};

beforeEach(() => {
  lambda.reset();
  lambda
    .on(ListFunctionsCommand)
    .resolves({ Functions: [full], NextMarker: '2' })
    .on(ListFunctionsCommand, { Marker: '2' })
    .resolves({ Functions: [image] })
    .on(ListCodeSigningConfigsCommand)
    .resolves({
      CodeSigningConfigs: [
        {
          CodeSigningConfigId: 'csc-0f6c334abcdea4d8b',
          CodeSigningConfigArn: signingArn,
          AllowedPublishers: { SigningProfileVersionArns: [] },
          CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Enforce' },
          LastModified: '2026-11-01T09:00:00.000+0000',
        },
      ],
    })
    .on(ListFunctionsByCodeSigningConfigCommand)
    .resolves({ FunctionArns: [arn('orders')] })
    .on(GetFunctionCommand)
    .resolves({
      Tags: { Team: 'orders' },
      Code: { Location: 'https://example.com/code' },
      Concurrency: { ReservedConcurrentExecutions: 5 },
    })
    .on(GetFunctionCommand, { FunctionName: 'resize' })
    .resolves({
      Code: {
        ImageUri: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/resize:1',
        SourceKMSKeyArn: 'arn:aws:kms:1',
      },
    })
    .on(GetRuntimeManagementConfigCommand)
    .resolves({
      UpdateRuntimeOn: 'Manual',
      RuntimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:aa',
      FunctionArn: arn('orders'),
    })
    .on(GetFunctionRecursionConfigCommand)
    .resolves({ RecursiveLoop: 'Terminate' })
    .on(GetFunctionScalingConfigCommand)
    .resolves({
      RequestedFunctionScalingConfig: { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 4 },
    });
});

describe('reading functions', () => {
  test('every property comes in the words of the schema, whatever page it is on', async () => {
    const [orders, resize] = await readAll(lambdaFunction);
    expect(orders?.id).toBe('orders');
    expect(orders?.arn).toBe(arn('orders'));
    expect(orders?.unread).toEqual([]);
    const { properties, tags } = stored(lambdaFunction, orders ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'orders' });
    expect(properties).toEqual({
      FunctionName: 'orders',
      Arn: arn('orders'),
      Description: 'Process orders',
      PackageType: 'Zip',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::111122223333:role/orders',
      Timeout: 30,
      MemorySize: 256,
      Architectures: ['arm64'],
      EphemeralStorage: { Size: 1024 },
      Environment: {
        Variables: {
          DB_PASSWORD: expect.stringMatching(/^hmac-sha256:[0-9a-f]{32}$/),
          LEVEL: expect.stringMatching(/^hmac-sha256:[0-9a-f]{32}$/),
        },
      },
      KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      VpcConfig: {
        SubnetIds: ['subnet-a', 'subnet-b'],
        SecurityGroupIds: ['sg-1'],
        Ipv6AllowedForDualStack: true,
      },
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dead' },
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: {
        LogFormat: 'JSON',
        ApplicationLogLevel: 'INFO',
        SystemLogLevel: 'WARN',
        LogGroup: '/orders',
      },
      Layers: [
        'arn:aws:lambda:eu-west-1:111122223333:layer:b:2',
        'arn:aws:lambda:eu-west-1:111122223333:layer:a:1',
      ],
      FileSystemConfigs: [
        { Arn: 'arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/1', LocalMountPath: '/mnt/a' },
        { Arn: 'arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/2', LocalMountPath: '/mnt/b' },
      ],
      SnapStart: { ApplyOn: 'PublishedVersions' },
      TenancyConfig: { TenantIsolationMode: 'PER_TENANT' },
      CapacityProviderConfig: full.CapacityProviderConfig,
      DurableConfig: { RetentionPeriodInDays: 7, ExecutionTimeout: 3600 },
      FunctionScalingConfig: { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 4 },
      RuntimeManagementConfig: {
        UpdateRuntimeOn: 'Manual',
        RuntimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:aa',
      },
      RecursiveLoop: 'Terminate',
      Code: { CodeSha256: 'YFgDgEKG3ugvF1+pX64gV6tu9qNuIYNUdgJm8nCxsm4=' },
      ReservedConcurrentExecutions: 5,
      CodeSigningConfigArn: signingArn,
    });
    const second = stored(lambdaFunction, resize ?? { id: '', properties: {} });
    expect(second.properties).toMatchObject({
      PackageType: 'Image',
      ImageConfig: { EntryPoint: ['/app'], Command: ['b', 'a'], WorkingDirectory: '/w' },
      Code: {
        ImageUri: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/resize:1',
        SourceKMSKeyArn: 'arn:aws:kms:1',
      },
    });
    expect(second.properties).not.toHaveProperty('VpcConfig');
    expect(second.properties).not.toHaveProperty('RuntimeManagementConfig');
  });

  test('the same functions in another order, in transition and with other times give the same bytes', async () => {
    const first = storedLines(lambdaFunction, await readAll(lambdaFunction));
    lambda.on(ListFunctionsCommand).resolves({
      Functions: [
        image,
        {
          ...full,
          LastModified: '2026-11-02T09:00:00.000+0000',
          RevisionId: 'another',
          State: 'Pending',
          LastUpdateStatus: 'InProgress',
          VpcConfig: { ...full.VpcConfig, SubnetIds: ['subnet-a', 'subnet-b'] },
          FileSystemConfigs: [...(full.FileSystemConfigs ?? [])].reverse(),
        },
      ],
    });
    expect(storedLines(lambdaFunction, await readAll(lambdaFunction))).toEqual(first);
  });

  test('a function deleted after it was listed is left out', async () => {
    lambda.on(GetFunctionCommand, { FunctionName: 'resize' }).rejects(awsError('ResourceNotFoundException'));
    expect((await readAll(lambdaFunction)).map(({ id }) => id)).toEqual(['orders']);
  });

  test('a function that is being deleted is left out', async () => {
    lambda
      .on(GetFunctionCommand, { FunctionName: 'resize' })
      .resolves({ Configuration: { State: 'Deleting' } });
    expect((await readAll(lambdaFunction)).map(({ id }) => id)).toEqual(['orders']);
  });

  test('what is denied is unread, and nothing else', async () => {
    const denied = awsError('AccessDeniedException', 'not authorized');
    lambda
      .on(GetFunctionCommand)
      .rejects(denied)
      .on(GetFunctionRecursionConfigCommand)
      .rejects(denied)
      .on(GetFunctionScalingConfigCommand)
      .rejects(denied)
      .on(GetRuntimeManagementConfigCommand)
      .rejects(denied)
      .on(ListCodeSigningConfigsCommand)
      .rejects(denied);
    const [orders] = await readAll(lambdaFunction);
    expect(orders?.unread?.map(({ path }) => path).sort()).toEqual([
      '/Code/ImageUri',
      '/Code/SourceKMSKeyArn',
      '/CodeSigningConfigArn',
      '/FunctionScalingConfig',
      '/RecursiveLoop',
      '/ReservedConcurrentExecutions',
      '/RuntimeManagementConfig',
      '/Tags',
    ]);
    expect(orders?.unread?.[0]?.reason).toBe('AccessDeniedException: not authorized');
  });

  test('what comes with an error in its place is unread', async () => {
    lambda.on(ListFunctionsCommand).resolves({
      Functions: [
        {
          ...image,
          Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'kms:Decrypt' } },
          ImageConfigResponse: { Error: {} },
        },
        { FunctionName: 'nameless' },
      ],
    });
    lambda.on(GetFunctionCommand, { FunctionName: 'resize' }).resolves({
      TagsError: { ErrorCode: 'AccessDenied', Message: 'lambda:ListTags' },
      Code: { Error: { ErrorCode: 'ImageAccessDenied', Message: 'ecr:BatchGetImage' } },
    });
    const [resize, ...rest] = await readAll(lambdaFunction);
    expect(rest).toEqual([]);
    expect(resize?.unread).toEqual([
      { path: '/Tags', reason: 'AccessDenied: lambda:ListTags' },
      { path: '/Code/ImageUri', reason: 'ImageAccessDenied: ecr:BatchGetImage' },
      { path: '/Environment', reason: 'AccessDeniedException: kms:Decrypt' },
      { path: '/ImageConfig', reason: 'Error: ' },
    ]);
  });

  test('a denied list makes the whole type unread', async () => {
    lambda.on(ListFunctionsCommand).rejects(awsError('AccessDeniedException'));
    await expect(readAll(lambdaFunction)).rejects.toThrow('AccessDeniedException');
  });
});

const base: JsonObject = {
  FunctionName: 'orders',
  Role: 'arn:aws:iam::111122223333:role/orders',
  Runtime: 'nodejs22.x',
  Code: { CodeSha256: 'a' },
};
const layer = (account: string, name = 'tool') => `arn:aws:lambda:eu-west-1:${account}:layer:${name}:1`;

describe('what a change of a function means', () => {
  const cases: [string, JsonObject, JsonObject, string, string[]][] = [
    ['another role', {}, { Role: 'arn:aws:iam::111122223333:role/admin' }, 'HIGH', ['lambda-role-changed']],
    ['other code', {}, { Code: { CodeSha256: 'b' } }, 'MEDIUM', []],
    ['more memory', { MemorySize: 128 }, { MemorySize: 1024 }, 'LOW', []],
    [
      'another environment variable',
      { Environment: { Variables: { A: '1' } } },
      { Environment: { Variables: { A: '2' } } },
      'LOW',
      [],
    ],
    ['another description', { Description: 'a' }, { Description: 'b' }, 'INFO', []],
    [
      'code signing removed',
      { CodeSigningConfigArn: 'arn:csc' },
      {},
      'HIGH',
      ['lambda-code-signing-removed'],
    ],
    ['code signing added', {}, { CodeSigningConfigArn: 'arn:csc' }, 'INFO', []],
    [
      'another code signing configuration',
      { CodeSigningConfigArn: 'arn:a' },
      { CodeSigningConfigArn: 'arn:b' },
      'MEDIUM',
      [],
    ],
    ['removed from its VPC', { VpcConfig: { SubnetIds: ['s'] } }, {}, 'MEDIUM', ['lambda-removed-from-vpc']],
    ['put into a VPC', {}, { VpcConfig: { SubnetIds: ['s'] } }, 'INFO', []],
    [
      'tracing turned off',
      { TracingConfig: { Mode: 'Active' } },
      { TracingConfig: { Mode: 'PassThrough' } },
      'LOW',
      ['lambda-tracing-turned-off'],
    ],
    ['tracing turned on', {}, { TracingConfig: { Mode: 'Active' } }, 'INFO', []],
    [
      'a layer of a foreign account',
      {},
      { Layers: [layer('999988887777')] },
      'HIGH',
      ['lambda-layer-of-foreign-account'],
    ],
    ['a layer of the own account', {}, { Layers: [layer('111122223333')] }, 'MEDIUM', []],
    [
      'a layer of AWS',
      {},
      { Layers: [layer('017000801446', 'AWSLambdaPowertoolsTypeScriptV2')] },
      'MEDIUM',
      [],
    ],
    [
      'a layer that bears the name of an AWS extension',
      {},
      { Layers: [layer('177933569100', 'AWS-Parameters-and-Secrets-Lambda-Extension')] },
      'MEDIUM',
      ['lambda-layer-of-foreign-account'],
    ],
    ['the foreign layer removed', { Layers: [layer('999988887777')] }, {}, 'INFO', []],
    ['a deprecated runtime', {}, { Runtime: 'nodejs18.x' }, 'MEDIUM', ['lambda-deprecated-runtime']],
    ['a supported runtime', { Runtime: 'nodejs18.x' }, { Runtime: 'nodejs24.x' }, 'INFO', []],
    [
      'a variable that runs other code',
      {},
      { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/x' } } },
      'HIGH',
      ['lambda-execution-hook'],
    ],
    ['stopped', {}, { ReservedConcurrentExecutions: 0 }, 'MEDIUM', ['lambda-function-stopped']],
    ['concurrency reserved', {}, { ReservedConcurrentExecutions: 10 }, 'LOW', []],
    ['endless loops allowed', {}, { RecursiveLoop: 'Allow' }, 'MEDIUM', ['lambda-recursion-allowed']],
    ['endless loops stopped', { RecursiveLoop: 'Allow' }, {}, 'INFO', []],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(lambdaFunction, { ...base, ...before }, { ...base, ...after });
    expect(risk?.severity).toBe(severity);
    expect(risk?.rules).toEqual(rules);
  });

  test('a new function with the defaults is LOW', () => {
    expect(riskOf(lambdaFunction, undefined, base)).toMatchObject({ severity: 'LOW', rules: [] });
  });

  test('the reason names both roles', () => {
    const risk = riskOf(lambdaFunction, base, { ...base, Role: 'arn:aws:iam::111122223333:role/admin' });
    expect(risk?.reasons[0]).toContain(
      'role/admin now, no longer with those of arn:aws:iam::111122223333:role/orders',
    );
  });
});

describe('cost', () => {
  const prices = { 'AWSLambda duration/arm64/gb-second': 0.0000133334, 'AWSLambda requests/million': 0.2 };
  test('512 MB on arm64: 0.2 + 1,000,000 × 0.1 s × 0.5 GB × 0.0000133334 = 0.87 USD, and the use is said to be assumed', () => {
    const cost = lambdaFunction.monthlyCost?.(
      resource(lambdaFunction.type, { MemorySize: 512, Architectures: ['arm64'] }),
      costContext(prices),
    );
    expect(cost?.usd).toBeCloseTo(0.86667, 5);
    expect(cost?.assumptions[0]).toContain('1,000,000 invocations of 100 ms a month (assumed by Tidemark)');
  });
  test('without a price it is unknown', () => {
    const cost = lambdaFunction.monthlyCost?.(resource(lambdaFunction.type, {}), costContext({}));
    expect(cost).toEqual({
      usd: null,
      assumptions: [expect.stringContaining('no price of Lambda on x86_64')],
    });
  });
});
