import { z } from 'zod';
import { FormatError } from '../model/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { type ResourceIdentity, unreadPropertySchema } from '../model/resource.ts';
import { compareIdentity, identityPrefix, lineRest } from './canonical.ts';
import type { LineBatches } from './format.ts';
import { liftTags, tagMap } from './normalise/tags.ts';

const jsonValueSchema: z.ZodType<JsonValue> = z.json();

/**
 * A resource as people write it into a plain file: `{ type, id, account?, region?, tags?, properties }`. What is in
 * the properties is not looked at: it was parsed from JSON, and in a file with 100,000 resources that would take longer
 * than all the rest.
 */
export const plainResourceSchema = z.looseObject({
  type: z.string().min(1),
  id: z.string().min(1),
  account: z.string().optional(),
  region: z.string().optional(),
  arn: z.string().optional(),
  tags: jsonValueSchema.optional(),
  properties: z.custom<JsonObject>(isJsonObject, 'Invalid input: expected an object').default({}),
  unread: z.array(unreadPropertySchema).optional(),
});

/** A resource of a plain file: what identifies it, and the rest of its snapshot line. */
export interface PlainResource extends ResourceIdentity {
  readonly rest: string;
}

const example =
  '{"type":"AWS::EC2::VPC","id":"vpc-1","account":"111122223333","region":"eu-west-1","tags":{"Name":"main"},"properties":{"CidrBlock":"10.0.0.0/16"}}';

/** Makes a resource of one element of a plain file. Throws a {@link FormatError} that names the place and the field. */
export function plainResource(value: unknown, place: string): PlainResource {
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
  const rest = lineRest({
    ...liftTags(properties, map),
    ...(arn === undefined ? {} : { arn }),
    ...(unread === undefined ? {} : { unread }),
  });
  return { type, id, account, region, rest };
}

/** Lines are made this many at a time, since they are needed only while they are compared. */
const linesPerBatch = 1_000;

/** The lines of plain resources in snapshot order. Throws a {@link FormatError} when a resource is there twice. */
export async function* plainBatches(resources: readonly PlainResource[], source: string): LineBatches {
  const sorted = [...resources].sort(compareIdentity);
  for (let from = 0; from < sorted.length; from += linesPerBatch) {
    const batch = sorted.slice(from, from + linesPerBatch);
    batch.forEach((resource, at) => {
      const previous = sorted[from + at - 1];
      if (!previous || compareIdentity(previous, resource) !== 0) return;
      const where = [resource.account, resource.region].filter(Boolean).join(' ');
      throw new FormatError(
        `${source} holds ${resource.type} ${resource.id}${where && ` of ${where}`} twice; remove one`,
      );
    });
    yield batch.map((resource) => `${identityPrefix(resource)}${resource.rest}`);
  }
}
