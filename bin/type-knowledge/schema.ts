import { z } from 'zod';

/** A node of a CloudFormation resource schema, as far as it is looked at. */
export interface SchemaNode {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly items?: SchemaNode | undefined;
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly insertionOrder?: boolean | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly default?: unknown;
}

const nodeSchema: z.ZodType<SchemaNode> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    items: nodeSchema.optional(),
    properties: z.record(z.string(), nodeSchema).optional(),
    patternProperties: z.record(z.string(), nodeSchema).optional(),
    required: z.array(z.string()).optional(),
    insertionOrder: z.boolean().optional(),
    enum: z.array(z.unknown()).optional(),
    default: z.unknown().optional(),
  }),
);

const handlerSchema = z.looseObject({
  permissions: z.array(z.string()).default([]),
  handlerSchema: z
    .looseObject({
      required: z.array(z.string()).default([]),
      oneOf: z.array(z.looseObject({ required: z.array(z.string()).default([]) })).optional(),
    })
    .optional(),
});

/**
 * A CloudFormation resource schema.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
export const resourceSchemaSchema = z.looseObject({
  typeName: z.string(),
  properties: z.record(z.string(), nodeSchema),
  definitions: z.record(z.string(), nodeSchema).default({}),
  primaryIdentifier: z.array(z.string()).default([]),
  readOnlyProperties: z.array(z.string()).default([]),
  writeOnlyProperties: z.array(z.string()).default([]),
  tagging: z.looseObject({ taggable: z.boolean().optional(), tagProperty: z.string().optional() }).optional(),
  handlers: z.record(z.string(), handlerSchema).default({}),
});
export type CloudFormationSchema = z.infer<typeof resourceSchemaSchema>;

/** A path of a schema (`/properties/A/B`) as one below a resource's properties (`/A/B`). */
export function belowProperties(path: string): string {
  return path
    .replace(/^\/properties/, '')
    .replaceAll('/properties/', '/')
    .replaceAll('/items/', '/*/');
}

/** The node that a reference leads to; the node itself where it is none. */
export function resolve(node: SchemaNode, { definitions, properties }: CloudFormationSchema): SchemaNode {
  const [, table, name] =
    /^(?:resource-schema\.json)?#\/(definitions|properties)\/([^/]+)$/.exec(node.$ref ?? '') ?? [];
  if (table === undefined || name === undefined) return node;
  const target = (table === 'definitions' ? definitions : properties)[name];
  return target && target !== node ? target : node;
}
