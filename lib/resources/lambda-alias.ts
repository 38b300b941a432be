import {
  type AliasConfiguration,
  LambdaClient,
  paginateListAliases,
  paginateListFunctions,
  paginateListProvisionedConcurrencyConfigs,
} from '@aws-sdk/client-lambda';
import pLimit from 'p-limit';
import type { AwsClients } from '../aws/clients.ts';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free, type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';

const callsAtOnce = 8;
const secondsPerMonth = 730 * 3600;

/** Aliases by account and region (each has clients of its own) and function name. */
const aliasesRead = new WeakMap<AwsClients, Map<string, Promise<AliasConfiguration[]>>>();

async function listAliases(clients: AwsClients, FunctionName: string): Promise<AliasConfiguration[]> {
  const aliases: AliasConfiguration[] = [];
  try {
    for await (const page of paginateListAliases({ client: clients.get(LambdaClient) }, { FunctionName })) {
      aliases.push(...(page.Aliases ?? []));
    }
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return aliases;
}

/**
 * The aliases of a function; none of one that was deleted meanwhile. They are asked for once in a scan: the call
 * shares its 15 requests a second with the account's deployments, and permissions need the aliases too.
 */
export function aliasesOf({ clients }: ResourceReader, functionName: string): Promise<AliasConfiguration[]> {
  const known = aliasesRead.get(clients) ?? new Map<string, Promise<AliasConfiguration[]>>();
  aliasesRead.set(clients, known);
  const reading = known.get(functionName) ?? listAliases(clients, functionName);
  known.set(functionName, reading);
  // A failed call is made again when the type is read again.
  reading.catch(() => known.delete(functionName));
  return reading;
}

/** Provisioned concurrency by the ARN of the alias or version that has it. */
async function provisionedConcurrency(
  { clients, optional }: ResourceReader,
  FunctionName: string,
  unread: UnreadProperty[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  await optional(unread, '/ProvisionedConcurrencyConfig', async () => {
    const pages = paginateListProvisionedConcurrencyConfigs(
      { client: clients.get(LambdaClient) },
      { FunctionName },
    );
    for await (const page of pages) {
      for (const {
        FunctionArn,
        RequestedProvisionedConcurrentExecutions,
      } of page.ProvisionedConcurrencyConfigs ?? []) {
        if (FunctionArn && RequestedProvisionedConcurrentExecutions !== undefined) {
          found.set(FunctionArn, RequestedProvisionedConcurrentExecutions);
        }
      }
    }
  });
  return found;
}

async function readAliases(reader: ResourceReader, FunctionName: string): Promise<ReadResource[]> {
  const aliases = await aliasesOf(reader, FunctionName);
  if (aliases.length === 0) return [];
  const unread: UnreadProperty[] = [];
  const provisioned = await provisionedConcurrency(reader, FunctionName, unread);
  return aliases.flatMap(({ AliasArn, Name, FunctionVersion, Description, RoutingConfig }) => {
    if (!AliasArn) return [];
    const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
    const executions = provisioned.get(AliasArn);
    return {
      id: AliasArn,
      arn: AliasArn,
      properties: {
        AliasArn,
        FunctionName,
        Name,
        FunctionVersion,
        Description,
        RoutingConfig: {
          AdditionalVersionWeights: weights.map(([version, FunctionWeight]) => ({
            FunctionVersion: version,
            FunctionWeight,
          })),
        },
        ProvisionedConcurrencyConfig: executions && { ProvisionedConcurrentExecutions: executions },
      },
      unread,
    };
  });
}

function monthlyCost({ properties, region }: Resource, { prices, related }: CostContext): MonthlyCost {
  const executions = Number(
    valueAt(properties, '/ProvisionedConcurrencyConfig/ProvisionedConcurrentExecutions') ?? 0,
  );
  if (executions === 0) return free;
  const name = String(properties.FunctionName);
  const target = related('AWS::Lambda::Function', name);
  if (!target) {
    return unknownCost(
      `Provisioned concurrency costs by memory, and function ${name} is not in the snapshot.`,
    );
  }
  const memory = Number(target.properties.MemorySize ?? 128);
  const architecture = String(valueAt(target.properties, '/Architectures/0') ?? 'x86_64');
  const price = prices.find('AWSLambda', region, `provisioned-concurrency/${architecture}/gb-second`);
  if (!price)
    return unknownCost(`Tidemark has no price of provisioned concurrency on ${architecture} in ${region}.`);
  return {
    usd: executions * (memory / 1024) * secondsPerMonth * price.usd,
    assumptions: [
      `${executions} provisioned executions of ${memory} MB on ${architecture} all month (730 h) at ${price.usd} USD/GB-s in ${price.region} (${price.source}, ${price.date}), invocations not counted.`,
    ],
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export const lambdaAlias = defineResourceType({
  type: 'AWS::Lambda::Alias',
  scope: 'regional',
  permissions: ['lambda:ListAliases', 'lambda:ListFunctions', 'lambda:ListProvisionedConcurrencyConfigs'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    for await (const page of paginateListFunctions({ client: reader.clients.get(LambdaClient) }, {})) {
      const names = (page.Functions ?? []).flatMap(({ FunctionName }) => FunctionName ?? []);
      yield* (await limit.map(names, (name) => readAliases(reader, name))).flat();
    }
  },
  unordered: { '/RoutingConfig/AdditionalVersionWeights': ['FunctionVersion'] },
  volatile: { '/RevisionId': 'new with every change of any kind' },
  sensitivity: {
    '/Description': 'INFO',
    // What is deployed weighs as much as new code of a function does.
    '/FunctionVersion': 'LOW',
    '/ProvisionedConcurrencyConfig': 'MEDIUM',
    '/RoutingConfig': 'MEDIUM',
  },
  costNeeds: ['AWS::Lambda::Function'],
  monthlyCost,
});
