import { z } from 'zod';
import { severitySchema } from './severity.ts';

/** What somebody decided of a rule, with the reason, which every report tells. */
export const ruleSettingSchema = z.strictObject({
  rule: z.string().describe('Id of the rule'),
  severity: severitySchema.optional().describe('What its dangers count as; absent: the rule is switched off'),
  reason: z.string().describe('Why, as the configuration says'),
});
export type RuleSetting = z.infer<typeof ruleSettingSchema>;

/** A rule of the user's own that could not be evaluated on a resource, so that its dangers there are not known. */
export const ruleFailureSchema = z.strictObject({
  rule: z.string().describe('Id of the rule'),
  message: z.string().describe('What went wrong on the first resource'),
  resource: z.string().describe('Type and id of the first resource'),
  resources: z.number().int().positive().describe('On how many resources it went wrong'),
});
export type RuleFailure = z.infer<typeof ruleFailureSchema>;

/** How the rules that judged something differ from those that Tidemark has. */
export const rulePolicyReportSchema = z.strictObject({
  own: z.array(z.string()).describe("Ids of the user's own rules"),
  settings: z.array(ruleSettingSchema).describe('Rules that were switched off or whose severity was changed'),
  failures: z.array(ruleFailureSchema).describe('Own rules that could not be evaluated somewhere'),
});
export type RulePolicyReport = z.infer<typeof rulePolicyReportSchema>;
