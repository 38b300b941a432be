import {
  type FunctionConfiguration,
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  GetFunctionRecursionConfigCommand,
  GetFunctionScalingConfigCommand,
  GetRuntimeManagementConfigCommand,
  LambdaClient,
  paginateListCodeSigningConfigs,
  paginateListFunctions,
  paginateListFunctionsByCodeSigningConfig,
} from '@aws-sdk/client-lambda';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { priceSource } from '../cost/estimate.ts';
import { figureText, usageOf } from '../cost/usage.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { lambdaFunctionRules } from './lambda-rules.ts';

/**
 * Calls in flight at once. The account's own deployments share the quota: GetFunction has 100 requests a second,
 * all the other calls of the control plane have 15 together, except GetPolicy, which has 15 of its own.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests
 */
const callsAtOnce = 8;
/** The version whose scaling AWS::Lambda::Function configures. */
const publishedLatest = '$LATEST.PUBLISHED';
/** What GetFunction alone tells, beside the tags. */
const detailPaths = ['/Code/ImageUri', '/Code/SourceKMSKeyArn', '/ReservedConcurrentExecutions'] as const;

/** Which function is bound to which code signing configuration. */
interface CodeSigning {
  readonly configurationOf: ReadonlyMap<string, string>;
  readonly unread: readonly UnreadProperty[];
}

/** Read from the side of the configurations: an account has a handful of them, and thousands of functions. */
async function readCodeSigning(reader: ResourceReader): Promise<CodeSigning> {
  const client = reader.clients.get(LambdaClient);
  const configurationOf = new Map<string, string>();
  const unread: UnreadProperty[] = [];
  await reader.optional(unread, '/CodeSigningConfigArn', async () => {
    for await (const page of paginateListCodeSigningConfigs({ client }, {})) {
      for (const { CodeSigningConfigArn } of page.CodeSigningConfigs ?? []) {
        if (!CodeSigningConfigArn) continue;
        for await (const bound of paginateListFunctionsByCodeSigningConfig(
          { client },
          { CodeSigningConfigArn },
        )) {
          for (const arn of bound.FunctionArns ?? []) configurationOf.set(arn, CodeSigningConfigArn);
        }
      }
    }
  });
  return { configurationOf, unread };
}

/** Environment variables and image settings come with an error in their place when the KMS key is out of reach. */
function noteKeyErrors(
  { Environment, ImageConfigResponse }: FunctionConfiguration,
  unread: UnreadProperty[],
): void {
  for (const [path, error] of [
    ['/Environment', Environment?.Error],
    ['/ImageConfig', ImageConfigResponse?.Error],
  ] as const) {
    if (error) unread.push({ path, reason: `${error.ErrorCode ?? 'Error'}: ${error.Message ?? ''}` });
  }
}

function vpcConfig({ VpcConfig }: FunctionConfiguration): object | undefined {
  if (!VpcConfig?.SubnetIds?.length) return undefined;
  const { SubnetIds, SecurityGroupIds, Ipv6AllowedForDualStack } = VpcConfig;
  return { SubnetIds, SecurityGroupIds, Ipv6AllowedForDualStack: Ipv6AllowedForDualStack ?? false };
}

function code({ CodeSha256 }: FunctionConfiguration, details: GetFunctionCommandOutput | undefined): object {
  const { ImageUri, SourceKMSKeyArn, ResolvedS3Object } = details?.Code ?? {};
  return { CodeSha256, ImageUri, SourceKMSKeyArn, ...ResolvedS3Object };
}

/** What the list of functions tells of a function, in the words of the CloudFormation schema. */
function listedProperties(listed: FunctionConfiguration): object {
  return {
    FunctionName: listed.FunctionName,
    Arn: listed.FunctionArn,
    Description: listed.Description,
    PackageType: listed.PackageType,
    Runtime: listed.Runtime,
    Handler: listed.Handler,
    Role: listed.Role,
    Timeout: listed.Timeout,
    MemorySize: listed.MemorySize,
    Architectures: listed.Architectures,
    EphemeralStorage: listed.EphemeralStorage,
    Environment: { Variables: listed.Environment?.Variables },
    KmsKeyArn: listed.KMSKeyArn,
    VpcConfig: vpcConfig(listed),
    DeadLetterConfig: listed.DeadLetterConfig,
    TracingConfig: listed.TracingConfig,
    LoggingConfig: listed.LoggingConfig,
    Layers: (listed.Layers ?? []).map(({ Arn }) => Arn),
    FileSystemConfigs: listed.FileSystemConfigs,
    ImageConfig: listed.ImageConfigResponse?.ImageConfig,
    SnapStart: listed.SnapStart && { ApplyOn: listed.SnapStart.ApplyOn },
    TenancyConfig: listed.TenancyConfig,
    CapacityProviderConfig: listed.CapacityProviderConfig,
    DurableConfig: listed.DurableConfig,
  };
}

/** What calls of its own tell of a function. */
async function separateProperties(
  { clients, optional }: ResourceReader,
  listed: FunctionConfiguration,
  unread: UnreadProperty[],
): Promise<object> {
  const client = clients.get(LambdaClient);
  const { FunctionName } = listed;
  const runtimeManagement =
    listed.PackageType === 'Image'
      ? undefined
      : await optional(unread, '/RuntimeManagementConfig', () =>
          client.send(new GetRuntimeManagementConfigCommand({ FunctionName })),
        );
  const recursion = await optional(unread, '/RecursiveLoop', () =>
    client.send(new GetFunctionRecursionConfigCommand({ FunctionName })),
  );
  const scaling = listed.CapacityProviderConfig
    ? await optional(unread, '/FunctionScalingConfig', () =>
        client.send(new GetFunctionScalingConfigCommand({ FunctionName, Qualifier: publishedLatest })),
      )
    : undefined;
  return {
    RuntimeManagementConfig: runtimeManagement && {
      UpdateRuntimeOn: runtimeManagement.UpdateRuntimeOn,
      RuntimeVersionArn: runtimeManagement.RuntimeVersionArn,
    },
    RecursiveLoop: recursion?.RecursiveLoop,
    FunctionScalingConfig: scaling?.RequestedFunctionScalingConfig,
  };
}

async function readFunction(
  reader: ResourceReader,
  listed: FunctionConfiguration,
  signing: CodeSigning,
): Promise<ReadResource | undefined> {
  const { FunctionName, FunctionArn } = listed;
  if (!FunctionName || !FunctionArn) return undefined;
  const unread: UnreadProperty[] = [];
  const details = await reader.optional(unread, '/Tags', () =>
    reader.clients.get(LambdaClient).send(new GetFunctionCommand({ FunctionName })),
  );
  const [denied] = unread;
  if ((!details && !denied) || details?.Configuration?.State === 'Deleting') return undefined;
  if (denied) unread.push(...detailPaths.map((path) => ({ path, reason: denied.reason })));
  const tagsError = details?.TagsError;
  if (tagsError) unread.push({ path: '/Tags', reason: `${tagsError.ErrorCode}: ${tagsError.Message}` });
  const codeError = details?.Code?.Error;
  if (codeError)
    unread.push({ path: '/Code/ImageUri', reason: `${codeError.ErrorCode}: ${codeError.Message}` });
  noteKeyErrors(listed, unread);
  const separate = await separateProperties(reader, listed, unread);
  return {
    id: FunctionName,
    arn: FunctionArn,
    tags: details?.Tags,
    properties: {
      ...listedProperties(listed),
      ...separate,
      Code: code(listed, details),
      ReservedConcurrentExecutions: details?.Concurrency?.ReservedConcurrentExecutions,
      CodeSigningConfigArn: signing.configurationOf.get(FunctionArn),
    },
    unread: [...unread, ...signing.unread],
  };
}

/**
 * Lambda charges for requests and for duration by memory and architecture: the latter are known, the use is not, and
 * who assumes or measured it is said. https://aws.amazon.com/lambda/pricing/
 */
function monthlyCost(lambda: Resource, context: CostContext): MonthlyCost {
  const { properties, region } = lambda;
  const { prices } = context;
  const memory = Number(properties.MemorySize ?? 128);
  const architecture = String(valueAt(properties, '/Architectures/0') ?? 'x86_64');
  const duration = prices.find('AWSLambda', region, `duration/${architecture}/gb-second`);
  const requests = prices.find('AWSLambda', region, 'requests/million');
  if (!duration || !requests) {
    return unknownCost(`Tidemark has no price of Lambda on ${architecture} in ${region}.`);
  }
  const invocations = usageOf('lambdaInvocations', lambda, context);
  const milliseconds = usageOf('lambdaMilliseconds', lambda, context);
  if (!invocations || !milliseconds) return unknownCost('How often the function is invoked is not known.');
  const usdOf = (count: number, length: number) =>
    (count / 1_000_000) * requests.usd + count * (length / 1000) * (memory / 1024) * duration.usd;
  const [low, high] = [usdOf(invocations.low, milliseconds.low), usdOf(invocations.high, milliseconds.high)];
  const sources = [...new Set([invocations.source, milliseconds.source])].join(', ');
  return {
    usd: (low + high) / 2,
    ...(low === high ? {} : { range: { low, high } }),
    assumptions: [
      `${figureText(invocations)} invocations of ${figureText(milliseconds)} ms a month (${sources}), with ${memory} MB on ${architecture}, at ${requests.usd} USD per million requests and ${duration.usd} USD/GB-s ${priceSource(duration)}.`,
    ],
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
 *
 * Three decisions. `Code` of the schema says where code was uploaded from, which Lambda forgets; `/Code/CodeSha256`,
 * named as in AWS::Lambda::Version, is the digest of the code itself. Tags and reserved concurrency come with
 * GetFunction, one call in a quota of its own, instead of two in the one that deployments need; its answer holds
 * a link to the code, which is neither followed nor kept. Last modification, revision and state are not mapped: they
 * change whenever anything else does.
 */
export const lambdaFunction = defineResourceType({
  type: 'AWS::Lambda::Function',
  scope: 'regional',
  permissions: [
    'lambda:GetFunction',
    'lambda:GetFunctionRecursionConfig',
    'lambda:GetFunctionScalingConfig',
    'lambda:GetRuntimeManagementConfig',
    'lambda:ListCodeSigningConfigs',
    'lambda:ListFunctions',
    'lambda:ListFunctionsByCodeSigningConfig',
  ],
  async *read(reader) {
    const signing = await readCodeSigning(reader);
    const limit = pLimit(callsAtOnce);
    for await (const page of paginateListFunctions({ client: reader.clients.get(LambdaClient) }, {})) {
      const read = await limit.map(page.Functions ?? [], (listed) => readFunction(reader, listed, signing));
      yield* read.filter((resource) => resource !== undefined);
    }
  },
  unordered: { '/FileSystemConfigs': ['LocalMountPath'], '/Architectures': 'value' },
  volatile: {
    '/CodeSize': 'follows from the code, whose digest is compared',
    '/LastModified': 'time of the last change of any kind',
    '/RevisionId': 'new with every change of any kind',
    '/State': 'a function in transition is the same function',
    '/StateReason': 'describes the state',
    '/StateReasonCode': 'describes the state',
    '/LastUpdateStatus': 'progress of the last update',
    '/LastUpdateStatusReason': 'describes the progress of the last update',
    '/LastUpdateStatusReasonCode': 'describes the progress of the last update',
    '/RuntimeVersionConfig': 'AWS patches managed runtimes by itself',
    '/SnapStartResponse': 'progress of the last snapshot',
    '/SnapStart/OptimizationStatus': 'progress of the last snapshot',
    '/VpcConfig/VpcId': 'follows from the subnets',
  },
  secret: ['/Environment/Variables'],
  defaults: {
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    MemorySize: 128,
    PackageType: 'Zip',
    RecursiveLoop: 'Terminate',
    SnapStart: { ApplyOn: 'None' },
    Timeout: 3,
    TracingConfig: { Mode: 'PassThrough' },
  },
  sensitivity: {
    '/Code': 'MEDIUM',
    '/CodeSigningConfigArn': 'MEDIUM',
    '/DeadLetterConfig': 'MEDIUM',
    '/Description': 'INFO',
    '/FileSystemConfigs': 'MEDIUM',
    '/Handler': 'MEDIUM',
    '/ImageConfig': 'MEDIUM',
    '/KmsKeyArn': 'MEDIUM',
    '/Layers': 'MEDIUM',
    '/Role': 'MEDIUM',
    '/VpcConfig': 'MEDIUM',
  },
  rules: lambdaFunctionRules,
  monthlyCost,
});
