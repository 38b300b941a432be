import { AwsClients } from '../../lib/aws/clients.ts';
import { resourceReader } from '../../lib/aws/reader.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { toJson, toJsonObject } from '../../lib/model/json.ts';
import type { CostContext, PriceBook } from '../../lib/model/knowledge.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { ReadResource, ResourceType } from '../../lib/resources/define.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resourceLine } from '../../lib/snapshot/canonical.ts';
import { normalise } from '../../lib/snapshot/normalise/index.ts';
import { tagMap } from '../../lib/snapshot/normalise/tags.ts';
import { changeBetween, resource, testDigest } from '../resource-fixtures.ts';

/** The account and region that the types are read in. */
export const place = { partition: 'aws', account: '111122223333', region: 'eu-west-1' } as const;

/** Everything a type's reader yields, with clients of its own. */
export async function readAll(type: ResourceType): Promise<ReadResource[]> {
  const clients = new AwsClients(place.region, { accessKeyId: 'test', secretAccessKey: 'test' });
  const read: ReadResource[] = [];
  for await (const each of type.read(resourceReader(place, clients))) read.push(each);
  return read;
}

/** What was read as a scan stores it: normalised. */
export function stored(type: ResourceType, read: ReadResource): Resource {
  const tags = tagMap(toJson(read.tags ?? {})) ?? {};
  const whole = resource(type.type, toJsonObject(read.properties), {
    id: read.id,
    tags,
    ...(read.arn === undefined ? {} : { arn: read.arn }),
    ...(read.unread === undefined ? {} : { unread: [...read.unread] }),
  });
  return normalise(whole, type, testDigest);
}

/** The snapshot lines of what was read, sorted. */
export function storedLines(type: ResourceType, read: readonly ReadResource[]): string[] {
  return read.map((each) => resourceLine(stored(type, each))).sort();
}

/** The dangers and severity of a change, as a scan judges it; an absent `before` is a resource that was added. */
export function riskOf(
  type: ResourceType,
  before: JsonObject | undefined,
  after: JsonObject,
  rest: Partial<Resource> = {},
) {
  const state = normalise(resource(type.type, after, rest), type, testDigest);
  const change =
    before === undefined
      ? ({ kind: 'added', after: state } as const)
      : changeBetween(type, before, after, rest);
  return change ? assessRisk(change, type) : undefined;
}

/** A price book of the given prices by `service key`, in every region. */
export function pricesOf(prices: Readonly<Record<string, number>>): PriceBook {
  return {
    find: (service, region, key) => {
      const usd = prices[`${service} ${key}`];
      return usd === undefined
        ? undefined
        : { usd, unit: 'USD', region, source: 'https://aws.amazon.com/', date: '2026-11-01' };
    },
  };
}

/** What an estimate may look at: prices, and other resources of the snapshot. */
export function costContext(
  prices: Readonly<Record<string, number>>,
  related: readonly Resource[] = [],
): CostContext {
  return {
    prices: pricesOf(prices),
    related: (type, id) => related.find((each) => each.type === type && each.id === id),
  };
}

/** An AWS error as the SDK throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
