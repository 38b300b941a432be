import { z } from 'zod';
import { jsonObjectSchema } from '../model/resource.ts';

/** How the parent of a type is found, for a type that cannot be listed without naming it. */
export const parentSchema = z.strictObject({
  type: z.string().describe('CloudFormation type of the parent'),
  properties: z
    .record(z.string(), z.string())
    .describe('What the listing asks for, by the property of the parent that holds it'),
});
export type ParentType = z.infer<typeof parentSchema>;

/** What listing a type asks for beside its name. */
export const listingSchema = z.strictObject({
  parent: parentSchema.optional(),
  account: z.array(z.string()).optional().describe('Properties that are the account id'),
  choices: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .describe('Properties of which each value is asked for'),
});
export type Listing = z.infer<typeof listingSchema>;

/** What the CloudFormation resource schema says of a type, as far as reading and comparing need it. */
export const typeSchemaSchema = z.strictObject({
  identifier: z.array(z.string()).describe('Properties that identify a resource, as JSON Pointers'),
  listing: listingSchema.optional().describe('Absent: Cloud Control cannot list or read the type'),
  permissions: z
    .array(z.string())
    .optional()
    .describe('IAM actions of its read and list handlers that only read'),
  readOnly: z.array(z.string()).optional().describe('What AWS sets and nobody can change'),
  writeOnly: z.array(z.string()).optional().describe('What AWS takes and never tells'),
  sets: z
    .record(z.string(), z.string().nullable())
    .optional()
    .describe('Arrays without order, with the property that identifies an element; null: its whole value'),
  tags: z.string().nullable().describe('Pointer to the tags; null: the type has none'),
  defaults: jsonObjectSchema.optional().describe('Defaults of top-level properties'),
  stateful: z.literal(true).optional(),
  arn: z
    .string()
    .optional()
    .describe('What its ARNs begin with: the service, a colon, and the resource up to its id'),
});
export type TypeSchema = z.infer<typeof typeSchemaSchema>;

/** The file that `npm run generate:types` makes. */
export const typeSchemasFileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  sources: z.array(z.string()),
  types: z.record(z.string(), typeSchemaSchema),
});
