import { z } from 'zod';
import { FormatError } from '../model/errors.ts';
import type { JsonValue } from '../model/json.ts';
import { jsonObjectSchema, type Resource, unreadPropertySchema } from '../model/resource.ts';
import { compareIdentity, resourceLine } from './canonical.ts';
import { liftTags, tagMap } from './normalise/tags.ts';

const jsonValueSchema: z.ZodType<JsonValue> = z.json();

/** A resource as people write it into a plain file: `{ type, id, account?, region?, tags?, properties }`. */
export const plainResourceSchema = z.looseObject({
  type: z.string().min(1),
  id: z.string().min(1),
  account: z.string().optional(),
  region: z.string().optional(),
  arn: z.string().optional(),
  tags: jsonValueSchema.optional(),
  properties: jsonObjectSchema.default({}),
  unread: z.array(unreadPropertySchema).optional(),
});

const example =
  '{"type":"AWS::EC2::VPC","id":"vpc-1","account":"111122223333","region":"eu-west-1","tags":{"Name":"main"},"properties":{"CidrBlock":"10.0.0.0/16"}}';

/** Makes a resource of one element of a plain file. Throws a {@link FormatError} that names the place and the field. */
export function plainResource(value: unknown, place: string): Resource {
  const parsed = plainResourceSchema.safeParse(value);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the element'}: ${message}`,
    );
    throw new FormatError(`${place} is no resource. ${mistakes.join('; ')}. Example: ${example}`);
  }
  const { type, id, account = '', region = '', arn, tags, properties, unread } = parsed.data;
  const map = tagMap(tags ?? {});
  if (map === undefined) {
    throw new FormatError(
      `${place} is no resource. tags: expected a map or a list of Key and Value. Example: ${example}`,
    );
  }
  const lifted = liftTags(properties, map);
  return {
    type,
    id,
    account,
    region,
    ...(arn === undefined ? {} : { arn }),
    ...lifted,
    ...(unread === undefined ? {} : { unread }),
  };
}

/** The lines of plain resources in snapshot order. Throws a {@link FormatError} when a resource is there twice. */
export function plainLines(resources: readonly Resource[], source: string): string[] {
  const sorted = [...resources].sort(compareIdentity);
  sorted.forEach((resource, at) => {
    const previous = sorted[at - 1];
    if (!previous || compareIdentity(previous, resource) !== 0) return;
    const where = [resource.account, resource.region].filter(Boolean).join(' ');
    throw new FormatError(
      `${source} holds ${resource.type} ${resource.id}${where && ` of ${where}`} twice; remove one`,
    );
  });
  return sorted.map(resourceLine);
}
