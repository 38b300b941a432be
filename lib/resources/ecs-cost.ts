import { hoursPerMonth, priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import { isJsonArray, toObjects } from '../model/json.ts';
import type { CostContext, Price } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';

/** Ephemeral storage that comes with a Fargate task, in GB. https://aws.amazon.com/fargate/pricing/ */
const includedStorage = 20;

/** A size as task definitions hold it: `512`, `0.5 GB`, `.25 vCPU`; in GB or vCPU. */
function size(value: unknown): number | undefined {
  const found = /^\s*([\d.]+)\s*([a-z]*)\s*$/i.exec(String(value ?? ''));
  if (!found) return undefined;
  return Number(found[1]) / (found[2] ? 1 : 1024);
}

interface TaskSize {
  readonly vcpus: number;
  readonly memory: number;
  readonly storage: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly windows: boolean;
}

function taskSize({ properties: values }: Resource): TaskSize | undefined {
  const [vcpus, memory] = [size(values.Cpu), size(values.Memory)];
  if (vcpus === undefined || memory === undefined) return undefined;
  return {
    vcpus,
    memory,
    storage: Number(valueAt(values, '/EphemeralStorage/SizeInGiB') ?? includedStorage) - includedStorage,
    architecture: valueAt(values, '/RuntimePlatform/CpuArchitecture') === 'ARM64' ? 'arm64' : 'x86_64',
    windows: String(valueAt(values, '/RuntimePlatform/OperatingSystemFamily') ?? '').startsWith('WINDOWS'),
  };
}

/** What a task's size costs an hour: amounts with the price key of each. */
function hourlyParts({ vcpus, memory, storage, architecture, windows }: TaskSize): [number, string][] {
  const platform = `fargate/${windows ? 'windows' : 'linux'}/${architecture}`;
  return [
    [vcpus, `${platform}/vcpu-hour`],
    [memory, `${platform}/gb-hour`],
    ...(windows ? [[vcpus, `${platform}/os-license-vcpu-hour`] satisfies [number, string]] : []),
    ...(storage > 0 ? [[storage, 'fargate/ephemeral-storage-gb-hour'] satisfies [number, string]] : []),
  ];
}

/** How many tasks run all month; under an autoscaler the least it keeps. */
function tasksOf({ properties }: Resource): { tasks: number; assumption: string[] } {
  const [target] = toObjects(properties.ScalableTargets);
  if (properties.DesiredCount !== undefined || target === undefined) {
    return { tasks: Number(properties.DesiredCount ?? 1), assumption: [] };
  }
  const { MinCapacity, MaxCapacity } = target;
  return {
    tasks: Number(MinCapacity ?? 0),
    assumption: [`An autoscaler keeps ${MinCapacity} to ${MaxCapacity} tasks; the fewest are counted.`],
  };
}

function fargateCost(service: Resource, { prices, related }: CostContext): MonthlyCost {
  const arn = String(service.properties.TaskDefinition);
  const [, family = arn, revision] = /(?:.*\/)?([^/:]+):(\d+)$/.exec(arn) ?? [];
  const definition = related('AWS::ECS::TaskDefinition', family) ?? related('AWS::ECS::TaskDefinition', arn);
  const task = definition && taskSize(definition);
  if (!task) return unknownCost(`The size of the tasks is not known: task definition ${arn} was not read.`);
  const used: Price[] = [];
  let hourly = 0;
  for (const [amount, key] of hourlyParts(task)) {
    const price = prices.find('AmazonECS', service.region, key);
    if (!price) return unknownCost(`Tidemark has no Fargate price of ${key} in ${service.region}.`);
    used.push(price);
    hourly += amount * price.usd;
  }
  const { tasks, assumption } = tasksOf(service);
  const newest = String(definition.properties.TaskDefinitionArn ?? '');
  const [vcpuPrice, memoryPrice] = used;
  const storagePrice = task.storage > 0 ? used.at(-1) : undefined;
  const storage = storagePrice
    ? `, each with ${task.storage} GB of storage beyond the ${includedStorage} included at ${storagePrice.usd} USD/GB-h ${priceSource(storagePrice)}`
    : '';
  return {
    usd: tasks * hourly * hoursPerMonth,
    assumptions: [
      ...assumption,
      `${tasks} tasks of ${task.vcpus} vCPU and ${task.memory} GB on ${task.architecture} Fargate all month (730 h) on demand at ${vcpuPrice?.usd} USD/vCPU-h and ${memoryPrice?.usd} USD/GB-h in ${vcpuPrice?.region} (${vcpuPrice?.source}, ${vcpuPrice?.date})${storage}.`,
      ...(revision && newest && !newest.endsWith(`:${revision}`)
        ? [
            `The size of the tasks is that of ${newest}, the newest revision; the service runs revision ${revision}.`,
          ]
        : []),
    ],
  };
}

/**
 * What a service costs: on Fargate its desired count of tasks, of the size its task definition has, all month; on
 * instances nothing, since the instances cost.
 */
export function serviceCost(service: Resource, context: CostContext): MonthlyCost {
  const { CapacityProviderStrategy, DesiredCount, LaunchType, SchedulingStrategy } = service.properties;
  const providers = toObjects(CapacityProviderStrategy).map(({ CapacityProvider }) =>
    String(CapacityProvider),
  );
  if (DesiredCount === 0) return { usd: 0, assumptions: ['The desired count is 0: no task runs.'] };
  if (providers.includes('FARGATE_SPOT')) {
    return unknownCost('The price of Fargate Spot changes with supply and demand.');
  }
  if (LaunchType === 'FARGATE' || (providers.length > 0 && providers.every((name) => name === 'FARGATE'))) {
    return fargateCost(service, context);
  }
  if (LaunchType === 'EC2' || LaunchType === 'EXTERNAL' || SchedulingStrategy === 'DAEMON') {
    return { usd: 0, assumptions: ['The tasks run on instances, which are counted where they are listed.'] };
  }
  if (LaunchType === 'MANAGED_INSTANCES' || !isJsonArray(CapacityProviderStrategy)) {
    return unknownCost('What the tasks run on is chosen by the cluster.');
  }
  return {
    usd: 0,
    assumptions: [
      `The tasks run on the instances of ${providers.join(', ')}, which are counted where they are listed.`,
    ],
  };
}
