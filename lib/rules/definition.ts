import { z } from 'zod';
import { jsonObjectSchema } from '../model/resource.ts';
import { severities } from '../model/severity.ts';

/** The version of the rule file format that this build reads. */
export const ruleFileVersion = 1;

/** Text that must be there, with an example of it. */
function text(what: string, example: string) {
  return z
    .string({ error: `must be ${what}, such as ${example}` })
    .trim()
    .min(1, `must be ${what}, such as ${example}`);
}

const stateExample = '"!has(resource.tags.Owner)"';
const changeExample = `"'/Engine' in paths"`;

const remedySchema = z.strictObject(
  {
    command: text(
      'an AWS CLI command',
      'aws s3api put-bucket-tagging --bucket {{id}} --tagging file://tags.json',
    ),
    console: text('the way through the AWS console', 'S3 › Buckets › {{id}} › Properties › Tags'),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'must be a map with command and console' : undefined) },
);

/** A rule of the user's own, as a rule file has it and as the plan of a run carries it. */
export const ownRuleSchema = z.strictObject({
  id: z
    .string({ error: 'must be text, such as own-bucket-without-owner' })
    .max(100, 'must have at most 100 characters')
    .regex(
      /^own(-[a-z0-9]+)+$/,
      'must be lower-case words joined by hyphens that begin with own-, such as own-bucket-without-owner',
    )
    .describe('Id in kebab case that begins with `own-`, so that it never meets one of Tidemark'),
  title: text('a short phrase', 'a bucket that nobody owns').describe(
    'What the rule watches, as a short phrase',
  ),
  types: z
    .array(text('a type name or a pattern', 'AWS::S3::Bucket'), {
      error: 'must be a list of resource types, such as [AWS::S3::Bucket]',
    })
    .min(1, 'needs at least one resource type, such as AWS::S3::Bucket')
    .describe('Resource types, by name or with `*` for any text'),
  severity: z
    .enum(severities, {
      error: `must be ${severities.slice(0, -1).join(', ')} or ${severities.at(-1)}, such as HIGH`,
    })
    .describe('How dangerous it is'),
  sources: z
    .array(text('the name of a control', 'ACME-SEC 4.2'), {
      error: 'must be a list of controls, such as ["ACME-SEC 4.2"]',
    })
    .default([])
    .describe('Controls of a standard, or of your own policy, that it stands on'),
  state: text('a CEL expression', stateExample)
    .optional()
    .describe('CEL over `resource`: true of a resource that is in danger, or the list of its dangers'),
  change: text('a CEL expression', changeExample)
    .optional()
    .describe(
      'CEL over `before`, `after`, `kind` and `paths`: true of a change that is a danger, or the list of its dangers',
    ),
  path: z
    .string({ error: 'must be a JSON Pointer below properties, such as /Tags/Owner' })
    .regex(/^\/./, 'must be a JSON Pointer below properties, such as /Tags/Owner')
    .optional()
    .describe(
      'Where the danger stands, as a JSON Pointer; absent: the first property that the expression looks at',
    ),
  reason: text('a sentence', 'The bucket {{name}} has no tag Owner.').describe(
    'What happened and why it matters, as a sentence with placeholders',
  ),
  safer: text('a phrase', 'an owner was named')
    .optional()
    .describe('With `state`: what a change that ends the danger is called'),
  recommendation: text('a sentence', 'Name the team that owns the bucket in its tag Owner.').describe(
    'What to do, as a sentence in the imperative',
  ),
  remedy: remedySchema.optional().describe('How to do it, with placeholders'),
});
export type OwnRule = z.infer<typeof ownRuleSchema>;

const exampleSchema = z.strictObject(
  {
    type: z.string().optional(),
    id: z.string().default('example'),
    arn: z.string().optional(),
    account: z.string().default('111122223333'),
    region: z.string().default('eu-west-1'),
    tags: z
      .record(z.string(), z.string({ error: 'must be text: put it in quotes, such as "42"' }))
      .default({}),
    properties: jsonObjectSchema.default({}),
  },
  {
    error: ({ code }) =>
      code === 'invalid_type'
        ? 'must be a resource, such as { tags: {}, properties: { Encrypted: false } }'
        : undefined,
  },
);
/** A resource of a test; what a rule does not look at need not be there. */
export type ExampleResource = z.infer<typeof exampleSchema>;

/** What a rule is to say of an example. */
export const ruleTestSchema = z.strictObject(
  {
    name: text('what the example shows', 'a bucket without the tag'),
    resource: exampleSchema.optional().describe('A resource as it is; of a rule with `state`'),
    before: exampleSchema.optional().describe('A resource before a change; absent: it is new'),
    after: exampleSchema.optional().describe('A resource after a change; absent: it is gone'),
    fires: z
      .boolean({ error: 'must be true or false, such as fires: true' })
      .describe('Whether the rule is to fire'),
    reason: text('a sentence', 'The bucket example has no tag Owner.')
      .optional()
      .describe('The reason it is to give, word for word'),
    safer: z
      .boolean({ error: 'must be true or false, such as safer: true' })
      .optional()
      .describe('Whether the change is to be told as a safer one'),
  },
  {
    error: ({ code }) =>
      code === 'invalid_type'
        ? 'must be a test, such as { name: a new bucket, resource: {}, fires: true }'
        : undefined,
  },
);
export type RuleTest = z.infer<typeof ruleTestSchema>;

/** A rule with its tests. */
export const testedRuleSchema = z.strictObject(
  {
    ...ownRuleSchema.shape,
    tests: z
      .array(ruleTestSchema, { error: 'must be a list of tests, each with name, fires and a resource' })
      .default([])
      .describe('Examples, with what the rule is to say of them'),
  },
  {
    error: ({ code }) =>
      code === 'invalid_type'
        ? 'must be a rule: a map with id, title, types and more, as in docs/rules.md'
        : undefined,
  },
);
export type TestedRule = z.infer<typeof testedRuleSchema>;

/** A file with rules. */
export const ruleFileSchema = z.strictObject(
  {
    version: z
      .literal(ruleFileVersion, { error: `must be ${ruleFileVersion}` })
      .describe('Version of this format: 1'),
    rules: z
      .array(testedRuleSchema, { error: 'must be a list of rules' })
      .min(1, 'needs at least one rule')
      .describe('The rules'),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'must be a map with version and rules' : undefined) },
);
export type RuleFile = z.infer<typeof ruleFileSchema>;

/** The rule itself, as the plan of a run carries it: without its tests. */
export function withoutTests({ tests: _tests, ...rule }: TestedRule): OwnRule {
  return rule;
}
