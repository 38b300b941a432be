import { z } from 'zod';
import type { LookedUpEvent } from '../model/attribution.ts';

/** Text that is there; CloudTrail writes `""` for what it leaves out. */
const text = z.string().min(1).optional().catch(undefined);
/** CloudTrail writes yes and no both as a boolean and as text. */
const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
  .optional()
  .catch(undefined);

const sessionContextSchema = z
  .object({
    sessionIssuer: z
      .object({ type: text, arn: text, accountId: text, userName: text })
      .optional()
      .catch(undefined),
    attributes: z.object({ mfaAuthenticated: flag }).optional().catch(undefined),
    webIdFederationData: z.object({ federatedProvider: text }).optional().catch(undefined),
    sourceIdentity: text,
  })
  .optional()
  .catch(undefined);

const userIdentitySchema = z
  .object({
    type: text,
    userName: text,
    principalId: text,
    arn: text,
    accountId: text,
    accessKeyId: text,
    invokedBy: text,
    identityProvider: text,
    onBehalfOf: z.object({ userId: text }).optional().catch(undefined),
    sessionContext: sessionContextSchema,
  })
  .catch({});

/**
 * An event as CloudTrail records it, as far as it tells who did what to which resource. Only what makes it an event must
 * be there: services fill in the rest as they like, and old events lack fields.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const recordSchema = z.object({
  eventID: z.string(),
  eventName: z.string(),
  eventSource: z.string(),
  eventTime: z.string().pipe(z.coerce.date()),
  userIdentity: userIdentitySchema.default({}),
  sourceIPAddress: text,
  userAgent: text,
  errorCode: text,
  errorMessage: text,
  readOnly: flag,
  sessionCredentialFromConsole: flag,
  requestParameters: z.unknown(),
  responseElements: z.unknown(),
  resources: z
    .array(z.object({ ARN: text }).catch({}))
    .catch([])
    .default([]),
});

/** An event with the names by which CloudTrail itself finds it. */
export interface CloudTrailRecord extends z.infer<typeof recordSchema> {
  readonly indexedNames: readonly string[];
}
export type UserIdentity = CloudTrailRecord['userIdentity'];

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Reads an event; undefined of what is none. */
export function parseCloudTrailRecord({ json, resourceNames }: LookedUpEvent): CloudTrailRecord | undefined {
  const { data } = recordSchema.safeParse(parsed(json));
  return data && { ...data, indexedNames: resourceNames };
}

/** Verbs of events that change nothing, for those events that do not say it themselves. */
const readingVerb =
  /^(?:BatchGet|Check|Describe|Get|Head|List|Lookup|Query|Scan|Search|Select|Simulate|View)/;

/** Whether an event changed something: it was no mere reading, and it did not fail. */
export function madeChange({ eventName, readOnly, errorCode, errorMessage }: CloudTrailRecord): boolean {
  if (errorCode !== undefined || errorMessage !== undefined) return false;
  return readOnly === undefined ? !readingVerb.test(eventName) : !readOnly;
}
