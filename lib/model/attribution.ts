import { z } from 'zod';

/** An event as it is looked up: its JSON text, and the names of the resources that CloudTrail lists beside it. */
export interface LookedUpEvent {
  readonly json: string;
  readonly resourceNames: readonly string[];
}

/** What kinds of actors there are; those of CloudTrail's `userIdentity`, in words. */
export const actorKindSchema = z.enum([
  'IAM user',
  'assumed role',
  'root',
  'AWS service',
  'federated',
  'IAM Identity Center user',
  'directory',
  'AWS account',
  'unknown',
]);

/** Who made a call, as CloudTrail tells it. */
export const actorSchema = z.strictObject({
  kind: actorKindSchema,
  name: z.string().describe('Name of the user, the role, the service or the account'),
  arn: z.string().optional(),
  account: z.string().optional().describe('Account of the actor, which need not be that of the resource'),
  sessionName: z
    .string()
    .optional()
    .describe('Name that was chosen when the role was assumed; that of the person with IAM Identity Center'),
  issuerArn: z.string().optional().describe('ARN of the role or user that the session is of'),
  sourceIdentity: z
    .string()
    .optional()
    .describe('Who assumed the role, as set once and kept through every further role'),
  federatedProvider: z
    .string()
    .optional()
    .describe('Provider that vouched for the session, such as the OIDC provider of a CI system'),
});
export type Actor = z.infer<typeof actorSchema>;

/** The event of CloudTrail that made a change. What was asked for in it is not kept: it may hold secrets. */
export const attributedEventSchema = z.strictObject({
  at: z.iso.datetime(),
  eventName: z.string().describe('The API operation, such as AuthorizeSecurityGroupIngress'),
  eventSource: z.string().describe('The service, such as ec2.amazonaws.com'),
  eventId: z.string().describe('By which CloudTrail finds the event'),
  who: actorSchema,
  sourceIp: z.string().optional().describe('Absent when an AWS service made the call'),
  userAgent: z.string().optional().describe('What the caller says of itself, cut to 200 characters'),
  through: z
    .string()
    .optional()
    .describe('What the call was made with, as far as the service in between or the user agent tells'),
  mfaAuthenticated: z
    .boolean()
    .optional()
    .describe('Whether the session began with a second factor; absent without a session'),
  accessKeyId: z.string().optional().describe('The last four characters of the access key id'),
  confidence: z
    .enum(['named', 'likely'])
    .describe('named: an event of this kind names the resource; likely: the best of several weaker signs'),
  furtherEvents: z
    .number()
    .int()
    .nonnegative()
    .describe('How many more events since the baseline may have had a part in the change'),
});
export type AttributedEvent = z.infer<typeof attributedEventSchema>;

/** Who made a change, or why that is not known. */
export const attributionSchema = z.union([
  attributedEventSchema,
  z.strictObject({ noEvent: z.string().describe('Why CloudTrail may have none of the change') }),
  z.strictObject({ unread: z.string().describe('Why CloudTrail could not be asked') }),
]);
export type Attribution = z.infer<typeof attributionSchema>;
