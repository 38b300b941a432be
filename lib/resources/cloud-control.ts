import {
  CloudControlClient,
  GetResourceCommand,
  paginateListResources,
  type ResourceDescription,
} from '@aws-sdk/client-cloudcontrol';
import pLimit from 'p-limit';
import { describeAwsError, isNotFound, isThrottling } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { isJsonObject, type JsonObject, toJson } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import { schemaKnowledge, schemaOf, scopeOf } from '../schemas/schemas.ts';
import type { Listing, TypeSchema } from '../schemas/type-schema.ts';
import { defineResourceType, type ReadResource, type ResourceType } from './define.ts';

/**
 * Calls in flight at once in one region. Cloud Control calls the service on the caller's behalf, so every read counts
 * against two quotas: its own and that of the service.
 * https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations.html
 */
const callsAtOnce = 4;

/** A resource as Cloud Control knows it: its identifier and its model. */
interface ControlledResource {
  readonly identifier: string;
  readonly model: JsonObject;
  /** Why the model could not be read; the model is then empty. */
  readonly failure?: string;
}

function parseModel(properties: string | undefined): JsonObject {
  const model = toJson(JSON.parse(properties ?? '{}'));
  return isJsonObject(model) ? model : {};
}

async function readModel(
  reader: ResourceReader,
  TypeName: string,
  { Identifier }: ResourceDescription,
): Promise<ControlledResource[]> {
  if (Identifier === undefined) return [];
  try {
    const client = reader.clients.get(CloudControlClient);
    const { ResourceDescription } = await client.send(new GetResourceCommand({ TypeName, Identifier }));
    return [{ identifier: Identifier, model: parseModel(ResourceDescription?.Properties) }];
  } catch (error) {
    if (isNotFound(error)) return [];
    if (isThrottling(error)) throw error;
    return [{ identifier: Identifier, model: {}, failure: describeAwsError(error) }];
  }
}

/** Every combination of one value of each property. */
function combinations(choices: Readonly<Record<string, readonly string[]>>): Record<string, string>[] {
  return Object.entries(choices).reduce<Record<string, string>[]>(
    (made, [property, values]) =>
      made.flatMap((each) => values.map((value) => ({ ...each, [property]: value }))),
    [{}],
  );
}

/** Choices that only one region answers are asked for there: what CloudFront uses of WAF lies in us-east-1. */
function offeredHere(
  property: string,
  values: readonly string[],
  { region }: ResourceReader,
): readonly string[] {
  return property === 'Scope' && region !== 'us-east-1'
    ? values.filter((value) => value !== 'CLOUDFRONT')
    : values;
}

const modelsRead = new WeakMap<ResourceReader, Map<string, Promise<ControlledResource[]>>>();

/** What a listing must be told, once for each parent and choice. */
async function listingModels(
  reader: ResourceReader,
  { parent, account, choices }: Listing,
): Promise<JsonObject[]> {
  const offered = Object.entries(choices ?? {}).map(
    ([property, values]) => [property, offeredHere(property, values, reader)] as const,
  );
  const fixed = Object.fromEntries((account ?? []).map((property) => [property, reader.account]));
  const own = combinations(Object.fromEntries(offered)).map((choice) => ({ ...fixed, ...choice }));
  if (!parent) return own;
  const parents = await controlledResources(reader, parent.type);
  const failed = parents.find(({ failure }) => failure !== undefined);
  if (failed) throw new Error(`${parent.type} ${failed.identifier} could not be read: ${failed.failure}`);
  return parents.flatMap(({ model }) => {
    const named = Object.entries(parent.properties).map(
      ([wanted, held]) => [wanted, model[held] ?? null] as const,
    );
    return own.map((each) => ({ ...each, ...Object.fromEntries(named) }));
  });
}

async function readAll(reader: ResourceReader, TypeName: string): Promise<ControlledResource[]> {
  const client = reader.clients.get(CloudControlClient);
  const limit = pLimit(callsAtOnce);
  const listed: ResourceDescription[] = [];
  for (const model of await listingModels(reader, schemaOf(TypeName)?.listing ?? {})) {
    const ResourceModel = Object.keys(model).length === 0 ? undefined : JSON.stringify(model);
    const pages = paginateListResources({ client }, { TypeName, ResourceModel });
    for await (const { ResourceDescriptions = [] } of pages) listed.push(...ResourceDescriptions);
  }
  const read = await Promise.all(listed.map((each) => limit(() => readModel(reader, TypeName, each))));
  return read.flat();
}

/** The resources of a type; read once a scan, since children are found through their parents. */
function controlledResources(reader: ResourceReader, type: string): Promise<ControlledResource[]> {
  const known = modelsRead.get(reader) ?? new Map<string, Promise<ControlledResource[]>>();
  modelsRead.set(reader, known);
  const reading = known.get(type) ?? readAll(reader, type);
  known.set(type, reading);
  return reading;
}

function arnOf(identifier: string, model: JsonObject): string | undefined {
  const named = model.Arn ?? model.ARN;
  if (typeof named === 'string') return named;
  return identifier.startsWith('arn:') ? identifier : undefined;
}

function toResource({ identifier, model, failure }: ControlledResource, { tags }: TypeSchema): ReadResource {
  const arn = arnOf(identifier, model);
  const found = tags === null ? undefined : valueAt(model, tags);
  return {
    id: identifier,
    ...(arn === undefined ? {} : { arn }),
    ...(typeof found === 'object' && found !== null ? { tags: found } : {}),
    properties: model,
    ...(failure === undefined ? {} : { unread: [{ path: '', reason: failure }] }),
  };
}

/** The IAM actions of listing and reading a type through Cloud Control, those of its parents among them. */
function permissionsOf({ permissions = [], listing }: TypeSchema): string[] {
  const parent = listing?.parent && schemaOf(listing.parent.type);
  return [
    'cloudformation:GetResource',
    'cloudformation:ListResources',
    ...permissions,
    ...(parent ? permissionsOf(parent) : []),
  ];
}

const made = new Map<string, ResourceType>();

/**
 * A type that Tidemark reads through Cloud Control, known by its CloudFormation schema alone; undefined of a type that
 * has none or that Cloud Control cannot list.
 */
export function cloudControlType(type: string): ResourceType | undefined {
  const known = made.get(type);
  if (known) return known;
  const [schema, knowledge] = [schemaOf(type), schemaKnowledge(type)];
  if (!schema?.listing || !knowledge) return undefined;
  const definition = defineResourceType({
    ...knowledge,
    through: 'Cloud Control',
    scope: scopeOf(type),
    permissions: [...new Set(permissionsOf(schema))].sort(),
    async *read(reader) {
      for (const each of await controlledResources(reader, type)) yield toResource(each, schema);
    },
  });
  made.set(type, definition);
  return definition;
}

/**
 * A type that Tidemark always reads, through Cloud Control because its service has no bulk call that tells more, with
 * what is known of its dangers beside its schema.
 */
export function listedType(
  type: string,
  own: Pick<ResourceType, 'rules' | 'sensitivity' | 'monthlyCost' | 'unordered' | 'volatile'>,
): ResourceType {
  const read = cloudControlType(type);
  if (!read) throw new TypeError(`Cloud Control cannot list ${type}`);
  return { ...read, ...own };
}
