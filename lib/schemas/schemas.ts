import type { ElementIdentity, TypeKnowledge } from '../model/knowledge.ts';
import { type TypeSchema, typeSchemaSchema } from './type-schema.ts';
import file from './types.json' with { type: 'json' };

const entries: ReadonlyMap<string, unknown> = new Map(Object.entries(file.types));
const parsed = new Map<string, TypeSchema>();

/** What the CloudFormation resource schema says of a type, or undefined of one that AWS has no schema for. */
export function schemaOf(type: string): TypeSchema | undefined {
  const known = parsed.get(type);
  if (known) return known;
  const entry = entries.get(type);
  if (entry === undefined) return undefined;
  const schema = typeSchemaSchema.parse(entry);
  parsed.set(type, schema);
  return schema;
}

/** The names of all types that CloudFormation has a schema of, sorted. */
export const schemaTypeNames: readonly string[] = [...entries.keys()];

/** The names of the types that Cloud Control can list and read, sorted. */
export const listableTypeNames: readonly string[] = [...entries]
  .filter(([, entry]) => typeof entry === 'object' && entry !== null && 'listing' in entry)
  .map(([type]) => type);

/**
 * Services without regions; their types are read once per account.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html
 */
const globalServices =
  /^AWS::(?:IAM|CloudFront|Route53|Organizations|Shield|GlobalAccelerator|Budgets|CE|BillingConductor|Billing|CUR|SavingsPlans|NetworkManager|SupportApp)::/;

/** Whether resources of a type are in a region or in the account as a whole. */
export function scopeOf(type: string): 'regional' | 'global' {
  return globalServices.test(type) ? 'global' : 'regional';
}

let typesByPrefix: ReadonlyMap<string, readonly string[]> | undefined;

function prefixes(): ReadonlyMap<string, readonly string[]> {
  typesByPrefix ??= Map.groupBy(
    schemaTypeNames.filter((type) => schemaOf(type)?.arn !== undefined),
    (type) => schemaOf(type)?.arn ?? '',
  );
  return typesByPrefix;
}

/**
 * The types that a resource with an ARN can be of: one mostly, several where services share a form (`rds:cluster:` is
 * RDS, Neptune or DocumentDB), none where no schema tells.
 */
export function typesOfArn(arn: string): readonly string[] {
  const [, service, resource] = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:(.*)$/s.exec(arn) ?? [];
  if (service === undefined || resource === undefined) return [];
  for (let end = resource.length; end >= 0; end -= 1) {
    const found = prefixes().get(`${service}:${resource.slice(0, end)}`);
    if (found) return found;
  }
  return [];
}

const readOnlyReason = 'read-only in the CloudFormation schema: AWS sets it, nobody can change it';

function identityOf(property: string | null): ElementIdentity {
  return property === null ? 'value' : [property];
}

const knowledge = new Map<string, TypeKnowledge>();

/**
 * What the schema of a type tells about comparing it, for types that nobody described by hand: which arrays have no
 * order, what AWS sets by itself, what it never tells again, defaults, tags. Undefined of a type without schema.
 */
export function schemaKnowledge(type: string): TypeKnowledge | undefined {
  const known = knowledge.get(type);
  if (known) return known;
  const schema = schemaOf(type);
  if (!schema) return undefined;
  const { readOnly = [], writeOnly = [], sets = {}, defaults, tags, stateful } = schema;
  const made: TypeKnowledge = {
    type,
    ...(tags === null ? { taggable: false as const } : { tagProperty: tags.slice(1) }),
    unordered: Object.fromEntries(
      Object.entries(sets).map(([path, property]) => [path, identityOf(property)]),
    ),
    volatile: Object.fromEntries(readOnly.map((path) => [path, readOnlyReason])),
    secret: writeOnly,
    ...(defaults === undefined ? {} : { defaults }),
    ...(stateful ? { holdsState: 'what it stores' } : {}),
  };
  knowledge.set(type, made);
  return made;
}
