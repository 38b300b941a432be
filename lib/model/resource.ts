import { z } from 'zod';
import type { JsonObject } from './json.ts';

/** Any JSON object. What is parsed with it comes out of JSON, so what is in it need not be looked through again. */
export const jsonObjectSchema: z.ZodType<JsonObject> = z.custom<JsonObject>(
  isPlainObject,
  'must be a JSON object',
);

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A part of a resource that could not be read: the JSON Pointer below `properties` (`''` is all of it) and why. */
export const unreadPropertySchema = z.strictObject({
  path: z
    .string()
    .describe('JSON Pointer below `properties`; the empty pointer stands for the whole resource'),
  reason: z.string().describe('The error code and message of the call that failed'),
});
export type UnreadProperty = z.infer<typeof unreadPropertySchema>;

/**
 * One resource of one account, in the vocabulary of the CloudFormation resource schemas whatever API it was
 * read with. `region` is `global` for resources of global services.
 */
export const resourceSchema = z.strictObject({
  type: z.string().min(1).describe('CloudFormation type name, such as AWS::EC2::SecurityGroup'),
  id: z.string().min(1).describe('Primary identifier of the CloudFormation schema'),
  account: z.string().describe('12-digit account id'),
  region: z.string().describe('AWS region, or global'),
  arn: z.string().optional(),
  tags: z.record(z.string(), z.string()).describe('Tags as a map; aws:* tags among them'),
  properties: jsonObjectSchema.describe('Properties in the CloudFormation schema vocabulary, without tags'),
  unread: z.array(unreadPropertySchema).optional().describe('What could not be read of it, and why'),
});
export type Resource = z.infer<typeof resourceSchema>;

/** Identifies a resource within everything Tidemark reads. */
export type ResourceIdentity = Pick<Resource, 'type' | 'id' | 'account' | 'region'>;

/** The name people know a resource by: its `Name` tag where there is one, else its id. */
export function displayName(resource: Pick<Resource, 'id' | 'tags'>): string {
  const name = resource.tags.Name;
  return name && name !== resource.id ? `${name} (${resource.id})` : resource.id;
}
