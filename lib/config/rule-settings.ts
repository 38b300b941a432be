import { z } from 'zod';
import type { RuleSetting } from '../model/rule-policy.ts';
import { severities } from '../model/severity.ts';
import { mapLike } from './map-like.ts';

const reasonSchema = z
  .string({ error: 'must be the reason, such as "the load balancer is public on purpose"' })
  .trim()
  .min(1, 'must be the reason, such as "the load balancer is public on purpose"');

const offExample = '{ rds-minor-upgrades-turned-off: { reason: "we upgrade by hand" } }';
const severityExample = '{ versioning-turned-off: { severity: MEDIUM, reason: "a cache" } }';

const decisions = {
  off: z
    .record(
      z.string(),
      z.strictObject(
        { reason: reasonSchema.describe('Switches the rule of this id off; why, which every report tells') },
        mapLike('{ reason: "we upgrade by hand" }'),
      ),
      mapLike(offExample),
    )
    .default({})
    .describe('Rules that are switched off, by id, each with its reason'),
  severity: z
    .record(
      z.string(),
      z.strictObject(
        {
          severity: z
            .enum(severities, {
              error: `must be ${severities.slice(0, -1).join(', ')} or ${severities.at(-1)}, such as MEDIUM`,
            })
            .describe('What the dangers of the rule of this id count as'),
          reason: reasonSchema.describe('Why, which every report tells'),
        },
        mapLike('{ severity: MEDIUM, reason: "a cache" }'),
      ),
      mapLike(severityExample),
    )
    .default({})
    .describe('Rules whose dangers count as more or less severe, by id, each with its reason'),
};

/** What an environment makes of the rules, before what holds for all environments. */
export const environmentRuleSettingsSchema = z
  .strictObject(decisions, mapLike(`{ off: ${offExample} }`))
  .prefault({});

/** What the configuration makes of the rules. */
export const ruleSettingsSchema = z
  .strictObject(
    {
      files: z
        .array(z.string({ error: 'must be a file or a pattern, such as rules/*.yaml' }).min(1), {
          error: 'must be a list of files, such as [rules/*.yaml]',
        })
        .default([])
        .describe('Files with rules of your own, by name or with `*` for any text, beside this file'),
      ...decisions,
    },
    mapLike('{ files: [rules/*.yaml] }'),
  )
  .prefault({});

type Decisions = z.infer<typeof environmentRuleSettingsSchema>;

function settingsIn({ off, severity }: Decisions): RuleSetting[] {
  return [
    ...Object.entries(off).map(([rule, { reason }]) => ({ rule, reason })),
    ...Object.entries(severity).map(([rule, decided]) => ({ rule, ...decided })),
  ];
}

/** What holds for an environment: what it says of a rule itself, else what is said for all; sorted by id. */
export function ruleSettingsOf(all: Decisions, environment: Decisions): RuleSetting[] {
  const byRule = new Map([...settingsIn(all), ...settingsIn(environment)].map((each) => [each.rule, each]));
  return [...byRule.values()].sort((one, other) => (one.rule < other.rule ? -1 : 1));
}
