import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { environmentWeightSchema } from '../model/exposure.ts';
import { severities } from '../model/severity.ts';
import { globalRegion } from '../model/snapshot.ts';
import { ownRuleSchema } from '../rules/definition.ts';
import { attributionSettingsSchema } from './attribution-settings.ts';
import { costSettingsSchema } from './cost-settings.ts';
import { mapLike } from './map-like.ts';
import { awsRegions } from './regions.ts';
import { environmentRuleSettingsSchema, ruleSettingsSchema } from './rule-settings.ts';
import { isTimeZone, scheduleMistake, timeZones } from './schedule.ts';

/** The version of the configuration format that this build reads. */
export const configurationVersion = 1;

const accountSchema = z
  .string({ error: 'must be text: put the 12 digits in quotes, such as "111122223333"' })
  .regex(/^\d{12}$/, 'must be a 12-digit account id, such as "111122223333"');

const regionSchema = z
  .string({ error: 'must be an AWS region, such as eu-west-1' })
  .superRefine((region, context) => {
    if (awsRegions.includes(region)) return;
    const message =
      region === globalRegion
        ? 'global services are read by themselves: leave "global" out and name AWS regions, such as eu-west-1'
        : `${JSON.stringify(region)} is no AWS region; did you mean ${closest(region, [...awsRegions])}?`;
    context.addIssue({ code: 'custom', message });
  });

const scheduleSchema = z
  .string({ error: 'must be a schedule, such as cron(0 9 * * ? *)' })
  .superRefine((expression, context) => {
    const mistake = scheduleMistake(expression);
    if (mistake === undefined) return;
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(expression)} is no schedule: ${mistake}; such as cron(0 9 * * ? *) for every day at 09:00, or rate(12 hours)`,
    });
  });

const timeZoneSchema = z
  .string({ error: 'must be an IANA time zone, such as Africa/Johannesburg' })
  .superRefine((name, context) => {
    if (isTimeZone(name)) return;
    const suggestion = closest(name, timeZones());
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(name)} is no IANA time zone; did you mean ${suggestion}?`,
    });
  });

const patternsSchema = z
  .array(z.string({ error: 'must be a type name or a pattern, such as AWS::EC2::*' }).min(1))
  .default([]);

const typesSchema = z
  .strictObject(
    {
      include: patternsSchema.describe('Types to read, by name or with * for any text; none: all of them'),
      exclude: patternsSchema.describe('Types to leave out of those, by name or with * for any text'),
      cloudControl: patternsSchema.describe(
        'Further types to read through Cloud Control, by name or with * for any text, such as AWS::AppSync::*',
      ),
    },
    mapLike('{ include: ["AWS::EC2::*"] }'),
  )
  .prefault({});

const alertsSchema = z
  .strictObject(
    {
      threshold: z
        .enum(severities, {
          error: `must be ${severities.slice(0, -1).join(', ')} or ${severities.at(-1)}, such as HIGH`,
        })
        .default('HIGH')
        .describe(`The severity from which findings are alerted: ${severities.join(', ')}`),
      email: z
        .array(z.email('must be an e-mail address, such as security@example.com'))
        .default([])
        .describe("Addresses that are subscribed to the environment's topic at deployment"),
    },
    mapLike('{ threshold: HIGH }'),
  )
  .prefault({});

const aggregatorSchema = z.strictObject(
  {
    name: z
      .string({ error: 'must be the name of an aggregator, such as organization' })
      .regex(
        /^[\w-]{1,256}$/,
        'must be 1 to 256 letters, digits, hyphens and underscores, such as organization',
      )
      .describe(
        'Name of an aggregator of AWS Config that gathers from the accounts; absent: each is asked itself',
      ),
    account: accountSchema.describe('12-digit id of the account that the aggregator is in, in quotes'),
    region: regionSchema.describe('AWS region that the aggregator is in'),
  },
  mapLike('{ name: organization, account: "111122223333", region: eu-west-1 }'),
);

/** Whether what AWS Config records is used, and where it is asked. */
const awsConfigSchema = z
  .strictObject(
    {
      mode: z
        .enum(['off', 'reuse'], { error: 'must be off or reuse, such as reuse' })
        .default('off')
        .describe(
          'off: AWS Config is not asked; reuse: types that it says are unchanged are taken from the last snapshot, and findings get their timeline',
        ),
      aggregator: aggregatorSchema.optional(),
    },
    mapLike('{ mode: reuse }'),
  )
  .prefault({});

/** An environment: accounts and regions that are scanned together. */
export const environmentSchema = z.strictObject(
  {
    accounts: z
      .array(accountSchema, { error: 'must be a list of account ids, such as ["111122223333"]' })
      .min(1, 'needs at least one account id, such as "111122223333"')
      .describe('12-digit account ids, in quotes'),
    regions: z
      .array(regionSchema, { error: 'must be a list of regions, such as [eu-west-1]' })
      .min(1, 'needs at least one region, such as eu-west-1')
      .describe('AWS regions; global services are read once per account by themselves'),
    schedule: scheduleSchema
      .default('cron(0 9 * * ? *)')
      .describe(
        'EventBridge Scheduler expression: cron(minutes hours day-of-month month day-of-week year) or rate(value unit)',
      ),
    timeZone: timeZoneSchema.default('Africa/Johannesburg').describe('IANA time zone of the schedule'),
    concurrency: z
      .int({ error: 'must be a whole number from 1 to 500, such as 4' })
      .min(1, 'must be a whole number from 1 to 500, such as 4')
      .max(500, 'must be a whole number from 1 to 500, such as 4')
      .default(4)
      .describe('How many targets (account and region) are scanned at the same time, 1 to 500'),
    alerts: alertsSchema.describe('What is alerted, and to whom'),
    weight: environmentWeightSchema
      .default('normal')
      .describe(
        'How much what happens there matters: normal or high. high: a MEDIUM danger counts as HIGH, and every score is higher',
      ),
    tags: z
      .record(z.string(), z.string({ error: 'must be text, such as prod' }), mapLike('{ Environment: prod }'))
      .default({})
      .describe('Only resources that carry all of these tags'),
    types: typesSchema.describe('Narrows the resource types for this environment'),
    costs: costSettingsSchema.describe(
      'How costs are estimated in this environment, before what holds for all',
    ),
    rules: environmentRuleSettingsSchema.describe('What this environment makes of the rules'),
  },
  mapLike('{ accounts: ["111122223333"], regions: [eu-west-1] }'),
);
export type EnvironmentConfiguration = z.infer<typeof environmentSchema>;

/**
 * Environment names stand in S3 keys, topic and schedule names and ARNs; the longest of these, the topic's name, leaves
 * room for far more than 32 characters, people's screens do not.
 */
const environmentNameSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
    'must be 1 to 32 lower-case letters, digits and hyphens, such as prod',
  );

/** The whole of `tidemark.yaml`, with its defaults. */
export const configurationSchema = z.strictObject(
  {
    version: z
      .literal(configurationVersion, { error: `must be ${configurationVersion}` })
      .describe('Version of this format: 1'),
    memberRole: z.strictObject({
      name: z
        .string({ error: 'must be the name of a role, such as tidemark-read' })
        .regex(/^[\w+=,.@-]{1,64}$/, 'must be 1 to 64 letters, digits and +=,.@_-, such as tidemark-read')
        .default('tidemark-read')
        .describe('Name of the read role in every account'),
      externalId: z
        .string({ error: 'must be the external id that the read roles ask for, such as tidemark-7f3a9c' })
        .regex(
          /^[\w+=,.@:/-]{2,1224}$/,
          'must be 2 to 1224 letters, digits and +=,.@:/-_, such as tidemark-7f3a9c',
        )
        .describe('External id that the read roles ask for; any text that is yours alone'),
    }),
    types: typesSchema.describe('Which resource types are read, in every environment'),
    awsConfig: awsConfigSchema.describe('What AWS Config is asked'),
    attribution: attributionSettingsSchema.describe('Whether it is asked who made the changes'),
    costs: costSettingsSchema.describe('How costs are estimated, and from when they are a finding'),
    rules: ruleSettingsSchema.describe('What is made of the rules in every environment'),
    environments: z
      .record(environmentNameSchema, environmentSchema)
      .refine(
        (environments) => Object.keys(environments).length > 0,
        'needs at least one environment, such as prod',
      )
      .describe('The environments by name'),
  },
  {
    error: ({ code }) =>
      code === 'invalid_type' ? 'must be a map with version, memberRole and environments' : undefined,
  },
);
/** A configuration with the rules of the user's own, which stand in files beside it. */
export const loadedConfigurationSchema = configurationSchema.extend({
  ownRules: z.array(ownRuleSchema).optional(),
});
/** What `tidemark.yaml` says, with its defaults filled in, and with its own rules once these were loaded. */
export type Configuration = z.infer<typeof loadedConfigurationSchema>;
