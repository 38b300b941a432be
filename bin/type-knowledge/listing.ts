import type { Listing, ParentType } from '../../lib/schemas/type-schema.ts';
import { type CloudFormationSchema, resolve } from './schema.ts';

/** Names under which listings ask for the account id. */
const accountProperties = new Set(['AwsAccountId', 'AccountId', 'CatalogId']);

/** What a listing must be told beside the type name. */
function requiredOf(schema: CloudFormationSchema): readonly string[] {
  const { required = [], oneOf = [] } = schema.handlers.list?.handlerSchema ?? {};
  return required.length > 0 ? required : (oneOf[0]?.required ?? []);
}

function choicesOf(schema: CloudFormationSchema, property: string): string[] | undefined {
  const node = schema.properties[property];
  const values = node && resolve(node, schema).enum;
  return values?.every((value) => typeof value === 'string') ? values.map(String) : undefined;
}

function serviceOf(type: string): string {
  return type.slice(0, type.lastIndexOf('::'));
}

/** The property of a possible parent that holds what a child's listing calls `wanted`. */
function heldBy(parent: CloudFormationSchema, wanted: string): string | undefined {
  const own = parent.typeName.slice(parent.typeName.lastIndexOf('::') + 2);
  const identifier = parent.primaryIdentifier.map((path) => path.slice(path.lastIndexOf('/') + 1));
  if (wanted in parent.properties && (wanted.startsWith(own) || identifier.includes(wanted))) return wanted;
  if (!wanted.startsWith(own)) return undefined;
  const rest = wanted.slice(own.length);
  if (rest in parent.properties) return rest;
  return ['Identifier', 'Id', 'Name', 'Arn', 'ARN'].includes(rest) && identifier.length === 1
    ? identifier[0]
    : undefined;
}

/** The type of the same service whose resources know all that a listing asks for. */
function parentOf(
  child: CloudFormationSchema,
  wanted: readonly string[],
  siblings: readonly CloudFormationSchema[],
): ParentType | undefined {
  for (const parent of siblings) {
    if (parent.typeName === child.typeName || !parent.handlers.list || !parent.handlers.read) continue;
    const held = wanted.map((property) => [property, heldBy(parent, property)] as const);
    const found = held.flatMap(([property, name]) => (name === undefined ? [] : [[property, name] as const]));
    if (found.length === wanted.length)
      return { type: parent.typeName, properties: Object.fromEntries(found) };
  }
  return undefined;
}

/** Schemas by service, the ones that can be listed without a parent first. */
export function siblingsByService(
  schemas: readonly CloudFormationSchema[],
): ReadonlyMap<string, readonly CloudFormationSchema[]> {
  const sorted = [...schemas].sort(
    (one, other) =>
      requiredOf(one).length - requiredOf(other).length || (one.typeName < other.typeName ? -1 : 1),
  );
  return Map.groupBy(sorted, ({ typeName }) => serviceOf(typeName));
}

/** What listing a type asks for; undefined of a type that cannot be listed, or only with what nothing tells. */
export function listingOf(
  schema: CloudFormationSchema,
  siblings: ReadonlyMap<string, readonly CloudFormationSchema[]>,
): Listing | undefined {
  if (!schema.handlers.list || !schema.handlers.read) return undefined;
  const required = requiredOf(schema);
  const account = required.filter((property) => accountProperties.has(property));
  const choices = required.flatMap((property) => {
    const values = choicesOf(schema, property);
    return values ? [[property, values] as const] : [];
  });
  const settled = new Set([...account, ...choices.map(([property]) => property)]);
  const wanted = required.filter((property) => !settled.has(property));
  const parent =
    wanted.length > 0 ? parentOf(schema, wanted, siblings.get(serviceOf(schema.typeName)) ?? []) : undefined;
  if (wanted.length > 0 && !parent) return undefined;
  return {
    ...(parent ? { parent } : {}),
    ...(account.length > 0 ? { account } : {}),
    ...(choices.length > 0 ? { choices: Object.fromEntries(choices) } : {}),
  };
}
