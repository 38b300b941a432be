import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { addStacks } from '../../infra/stacks.ts';
import { parseConfiguration } from '../../lib/config/load.ts';
import { resourceTypeNames, resourceTypes } from '../../lib/resources/index.ts';

/** Three environments that differ in everything an environment can differ in. */
const yaml = `
version: 1
memberRole: { name: tidemark-read, externalId: tidemark-test-1 }
environments:
  prod:
    accounts: ["444455556666", "111122223333"]
    regions: [eu-west-1, eu-central-1]
    schedule: cron(0 */6 * * ? *)
    timeZone: Europe/Berlin
    concurrency: 12
    alerts: { email: [security@example.com] }
  qa-two: { accounts: ["222233334444"], regions: [eu-west-1] }
  archive: { accounts: ["333344445555"], regions: [eu-west-1], schedule: "cron(0 9 1 * ? *)" }
`;

/** The environments of {@link yaml}. */
export const environments = ['prod', 'qa-two', 'archive'] as const;

/** The configuration that is synthesized. */
export const configuration = parseConfiguration(yaml, 'tidemark.yaml', resourceTypeNames);

const cdkJsonSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** The {@link configuration} with AWS Config asked at an aggregator in an account that is not scanned. */
export const configurationWithAggregator = parseConfiguration(
  `${yaml}awsConfig: { mode: reuse, aggregator: { name: organization, account: "555566667777", region: eu-west-1 } }\n`,
  'tidemark.yaml',
  resourceTypeNames,
);

/** The CDK app with its stacks, by the feature flags of cdk.json, and without bundling the functions. */
export function makeApp(context: Readonly<Record<string, unknown>> = {}, given = configuration) {
  const flags = cdkJsonSchema.parse(
    JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')),
  );
  const app = new App({ context: { ...flags.context, 'aws:cdk:bundling-stacks': [], ...context } });
  return { app, ...addStacks(app, given, resourceTypes) };
}

const templateSchema = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string() })).optional(),
  Rules: z.record(z.string(), z.unknown()).optional(),
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});

/** What CloudFormation gets, as far as the tests look into it themselves. */
export type ParsedTemplate = z.infer<typeof templateSchema>;

/** Parses a template. Throws when it is none. */
export function parseTemplate(template: unknown): ParsedTemplate {
  return templateSchema.parse(template);
}

/** Both stacks of {@link makeApp}, synthesized. */
export function synthesize(context: Readonly<Record<string, unknown>> = {}, given = configuration) {
  const { hub, member } = makeApp(context, given);
  const [hubTemplate, memberTemplate] = [Template.fromStack(hub), Template.fromStack(member)];
  return {
    hub: hubTemplate,
    member: memberTemplate,
    hubResources: parseTemplate(hubTemplate.toJSON()).Resources,
    memberResources: parseTemplate(memberTemplate.toJSON()).Resources,
  };
}

const referenceSchema = z.strictObject({ Ref: z.string() });
const attributeSchema = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const joinSchema = z.strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

/** A value of a template as text, with `<LogicalId>` and `<LogicalId.Attribute>` for what deployment fills in. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const reference = referenceSchema.safeParse(value);
  if (reference.success) return `<${reference.data.Ref}>`;
  const attribute = attributeSchema.safeParse(value);
  if (attribute.success) return `<${attribute.data['Fn::GetAtt'].join('.')}>`;
  const join = joinSchema.safeParse(value);
  if (join.success) return join.data['Fn::Join'][1].map(asText).join('');
  return JSON.stringify(value);
}
