import { z } from 'zod';
import { loadConfiguration } from '../config/load.ts';
import type { Configuration } from '../config/schema.ts';
import {
  type ComplianceDocument,
  type ComplianceHistory,
  complianceDocumentSchema,
  complianceSchemaVersion,
} from '../model/compliance.ts';
import { InputError } from '../model/errors.ts';
import { complianceCsv } from '../report/compliance-csv.ts';
import { complianceHtml } from '../report/compliance-html.ts';
import { complianceText } from '../report/compliance-text.ts';
import { knownNames } from '../resources/rule-catalogue.ts';
import { readHistory } from '../scan/compliance-history.ts';
import { readDocument } from '../store/documents.ts';
import { FolderObjectStore } from '../store/folder-store.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { type ComplianceFormat, complianceFormats, frameworkIds } from './compliance-formats.ts';
import { exitCodes } from './exit-code.ts';
import { requireWritable, writeWhole } from './files.ts';
import { requireBucketName, scanOptionsSchema, suggest } from './options.ts';
import { type Output, textOptions } from './output.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `compliance`, as commander gives them. */
export const complianceOptionsSchema = scanOptionsSchema
  .pick({ config: true, store: true, bucket: true, profile: true, color: true })
  .extend({
    environment: z.string().optional(),
    framework: z.array(z.string()).optional(),
    run: z.string(),
    format: z.string(),
    output: z.string().optional(),
  });
export type ComplianceOptions = z.infer<typeof complianceOptionsSchema>;

/** An environment's document, with the history that its page shows. */
interface Told {
  readonly document: ComplianceDocument;
  readonly history: ComplianceHistory;
}

function requireFormat(format: string): ComplianceFormat {
  const found = complianceFormats.find((each) => each === format.toLowerCase());
  if (found) return found;
  throw new InputError(`--format ${JSON.stringify(format)} is none; ${suggest(format, complianceFormats)}`);
}

function requireFrameworks(asked: readonly string[] | undefined): ReadonlySet<string> {
  const known: readonly string[] = frameworkIds;
  const chosen = asked?.flatMap((value) => value.split(',')).map((value) => value.trim()) ?? known;
  const wrong = chosen.find((id) => !known.includes(id));
  if (wrong === undefined) return new Set(chosen);
  throw new InputError(`--framework ${JSON.stringify(wrong)} is none; ${suggest(wrong, known)}`);
}

function requireEnvironments(
  { environment, config }: ComplianceOptions,
  { environments }: Configuration,
): readonly string[] {
  const known = Object.keys(environments);
  if (environment === undefined) return known;
  if (known.includes(environment)) return [environment];
  throw new InputError(
    `--environment ${JSON.stringify(environment)} is not in ${config}; ${suggest(environment, known)}`,
  );
}

async function openStore(
  { bucket, store, profile }: ComplianceOptions,
  configuration: Configuration,
  surroundings: Surroundings,
): Promise<ObjectStore> {
  if (bucket === undefined) return new FolderObjectStore(store);
  requireBucketName(bucket);
  const region = Object.values(configuration.environments)[0]?.regions[0] ?? 'us-east-1';
  const aws = await surroundings.openAws(profile);
  await aws.caller(region);
  return (await aws.openBucket(bucket, undefined, region)).store;
}

/** The document of a run in an environment; undefined where there is none. */
async function tell(store: ObjectStore, environment: string, run: string): Promise<Told | undefined> {
  const history = await readHistory(store, environment);
  const runId = run === 'latest' ? history.entries.at(-1)?.runId : run;
  if (runId === undefined) return undefined;
  const key = storeKeys.compliance(runId, environment, 'json');
  const document = await readDocument(store, key, complianceDocumentSchema);
  return document && { document: document.value, history };
}

function requireTold(
  told: readonly Told[],
  { run, environment }: ComplianceOptions,
  store: ObjectStore,
): void {
  if (told.length > 0) return;
  const what = run === 'latest' ? 'no run' : `no run ${JSON.stringify(run)}`;
  const where = environment === undefined ? '' : ` of environment ${environment}`;
  throw new InputError(
    `${store.location} has ${what}${where} that told the compliance; such as: tidemark detect ${environment ?? 'prod'}`,
  );
}

function asText(
  told: readonly Told[],
  format: ComplianceFormat,
  layout: ReturnType<typeof textOptions>,
): string {
  const documents = told.map(({ document }) => document);
  if (format === 'json') {
    return `${JSON.stringify({ schemaVersion: complianceSchemaVersion, environments: documents }, null, 2)}\n`;
  }
  if (format === 'csv') return complianceCsv(documents);
  const texts = told.map(({ document, history }) =>
    format === 'html' ? complianceHtml(document, history) : `${complianceText(document, layout)}\n`,
  );
  return texts.join('\n');
}

function exitCodeOf(told: readonly Told[]): number {
  const results = told.flatMap(({ document }) => document.frameworks);
  if (results.some(({ failing }) => failing > 0)) return exitCodes.drift;
  return results.some(({ unknown }) => unknown > 0) ? exitCodes.incomplete : exitCodes.nothing;
}

/**
 * `tidemark compliance`: how environments stood with published controls in a run, as the run stored it. Exit code 1
 * where a control fails, 3 where none does and something was not read.
 */
export async function complianceCommand(
  options: ComplianceOptions,
  surroundings: Surroundings,
  output: Output,
): Promise<number> {
  const format = requireFormat(options.format);
  const chosen = requireFrameworks(options.framework);
  if (options.output !== undefined) await requireWritable('--output', options.output);
  const { types } = await surroundings.loadCatalogue();
  const configuration = await loadConfiguration(options.config, knownNames(types));
  const environments = requireEnvironments(options, configuration);
  if (format === 'html' && environments.length > 1) {
    throw new InputError(`--format html is a page of one environment; add --environment ${environments[0]}`);
  }
  const store = await openStore(options, configuration, surroundings);
  const told: Told[] = [];
  for (const environment of environments) {
    const each = await tell(store, environment, options.run);
    if (each === undefined) continue;
    const results = each.document.frameworks.filter(({ id }) => chosen.has(id));
    told.push({ ...each, document: { ...each.document, frameworks: results } });
  }
  requireTold(told, options, store);
  const layout = textOptions(options.color && options.output === undefined, surroundings);
  const text = asText(told, format, layout);
  if (options.output === undefined) await output.write(text);
  else await writeWhole(options.output, text);
  return exitCodeOf(told);
}
