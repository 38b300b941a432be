import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { costSettingsOf } from '../config/cost-settings.ts';
import { ruleSettingsOf } from '../config/rule-settings.ts';
import type { Configuration, EnvironmentConfiguration } from '../config/schema.ts';
import { environmentTypes } from '../config/types.ts';
import { InputError } from '../model/errors.ts';
import { globalRegion, targetSchema } from '../model/snapshot.ts';
import { scopeOf } from '../schemas/schemas.ts';
import { requireDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { PlanScanResult, ScanRequest, ScanTargetEvent } from './events.ts';
import { type Plan, type PlannedEnvironment, planSchemaVersion } from './plan.ts';

/** What planning needs. */
export interface PlanOptions {
  readonly configuration: Configuration;
  /** Names of the resource types that are read natively, with their scope. */
  readonly knownTypes: readonly { readonly type: string; readonly scope: 'regional' | 'global' }[];
  readonly store: ObjectStore;
  /** The bucket of the store, for the state machine. */
  readonly bucket: string;
  readonly now: () => Date;
}

const targetsSchema = z.array(z.strictObject({ runId: z.string(), ...targetSchema.shape }));

/** A run id that sorts by time: `20261121T070000Z-4f2a9c1b`. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(4).toString('hex')}`;
}

/** Refuses names that narrow a run to something the configuration does not have. */
function requireKnown(field: string, asked: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = asked?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length === 0) return;
  throw new InputError(
    `${field}: ${unknown.join(', ')} is not in the configuration; known are ${[...new Set(known)].sort().join(', ')}`,
  );
}

/**
 * Checks that a request narrows the run to what the configuration has. Throws an {@link InputError} that names the
 * field and what is known.
 */
export function checkRequest(
  request: ScanRequest,
  { configuration, knownTypes }: Pick<PlanOptions, 'configuration' | 'knownTypes'>,
): void {
  const environments = Object.entries(configuration.environments);
  requireKnown(
    'environment',
    request.environments,
    environments.map(([name]) => name),
  );
  const chosen = environments.filter(([name]) => request.environments?.includes(name) ?? true);
  requireKnown(
    'accounts',
    request.accounts,
    chosen.flatMap(([, { accounts }]) => accounts),
  );
  requireKnown('regions', request.regions, [globalRegion, ...chosen.flatMap(([, { regions }]) => regions)]);
  const types = chosen.flatMap(([name]) =>
    environmentTypes(
      configuration,
      name,
      knownTypes.map(({ type }) => type),
    ),
  );
  requireKnown('types', request.types, types);
  requireTargets(request, chosen, { configuration, knownTypes });
}

/** Refuses a request that narrows the run until nothing is left, which would look as if nothing had changed. */
function requireTargets(
  request: ScanRequest,
  chosen: readonly [string, EnvironmentConfiguration][],
  options: Pick<PlanOptions, 'configuration' | 'knownTypes'>,
): void {
  const { accounts, regions, types } = request;
  if (accounts === undefined && regions === undefined && types === undefined) return;
  if (
    chosen.some(
      ([name, settings]) => planEnvironment(name, settings, '', request, options).targets.length > 0,
    )
  )
    return;
  throw new InputError(
    `accounts, regions, types: together they leave no target to scan; types of global services are read in the region "${globalRegion}", all others in AWS regions, and an account in the regions of its own environment`,
  );
}

function narrowed(all: readonly string[], asked: readonly string[] | undefined): string[] {
  return asked === undefined ? [...all] : all.filter((name) => asked.includes(name));
}

function planEnvironment(
  environment: string,
  settings: EnvironmentConfiguration,
  runId: string,
  request: ScanRequest,
  { configuration, knownTypes }: Pick<PlanOptions, 'configuration' | 'knownTypes'>,
): { planned: PlannedEnvironment; targets: ScanTargetEvent[] } {
  const enabled = environmentTypes(
    configuration,
    environment,
    knownTypes.map(({ type }) => type),
  );
  const types = narrowed(enabled, request.types);
  const nativeScopes = new Map(knownTypes.map(({ type, scope }) => [type, scope]));
  const scopes = new Set(types.map((type) => nativeScopes.get(type) ?? scopeOf(type)));
  const places = [
    ...(scopes.has('regional') ? settings.regions : []),
    ...(scopes.has('global') ? [globalRegion] : []),
  ];
  const regions = narrowed(places, request.regions);
  const targets = narrowed(settings.accounts, request.accounts).flatMap((account) =>
    regions.map((region) => ({ runId, environment, account, region })),
  );
  const ruleSettings = ruleSettingsOf(configuration.rules, settings.rules);
  const costs = costSettingsOf(configuration.costs, settings.costs);
  const planned: PlannedEnvironment = {
    environment,
    concurrency: settings.concurrency,
    referenceRegion: settings.regions[0] ?? 'us-east-1',
    types,
    tags: settings.tags,
    threshold: settings.alerts.threshold,
    weight: settings.weight,
    ...(costs === undefined ? {} : { costs }),
    ...(ruleSettings.length === 0 ? {} : { ruleSettings }),
    targets: targets.length,
  };
  return { planned, targets };
}

/**
 * Plans a run: resolves its environments to targets (account × region, and the global services of each account once)
 * and writes the plan and the targets to the store, where the later steps find them. Throws an {@link InputError} when
 * the request names something the configuration does not have.
 */
export async function planScan(
  { request, executionName }: { readonly request: ScanRequest; readonly executionName: string },
  options: PlanOptions,
): Promise<PlanScanResult> {
  const { configuration, store, bucket, now } = options;
  const { ownRules = [] } = configuration;
  checkRequest(request, options);
  const startedAt = now();
  const runId = request.runId ?? newRunId(startedAt);
  const chosen = Object.entries(configuration.environments).filter(
    ([name]) => request.environments?.includes(name) ?? true,
  );
  const environments = chosen.map(([name, settings]) =>
    planEnvironment(name, settings, runId, request, options),
  );
  const plan: Plan = {
    schemaVersion: planSchemaVersion,
    runId,
    executionName,
    startedAt: startedAt.toISOString(),
    request,
    memberRole: configuration.memberRole,
    ...(configuration.awsConfig.mode === 'off' ? {} : { awsConfig: configuration.awsConfig }),
    ...(ownRules.length === 0 ? {} : { ownRules }),
    ...(configuration.attribution.mode === 'off'
      ? {}
      : { attribution: { findings: configuration.attribution.findings } }),
    environments: environments.map(({ planned }) => planned),
  };
  await writeDocument(store, storeKeys.plan(runId), plan);
  for (const { planned, targets } of environments) {
    await writeDocument(store, storeKeys.targets(runId, planned.environment), targets);
  }
  return {
    runId,
    environments: environments.map(({ planned }) => ({
      environment: planned.environment,
      concurrency: planned.concurrency,
      bucket,
      targetsKey: storeKeys.targets(runId, planned.environment),
      targetCount: planned.targets,
    })),
  };
}

/** The targets of a planned run in an environment. */
export function plannedTargets(
  store: ObjectStore,
  runId: string,
  environment: string,
): Promise<ScanTargetEvent[]> {
  return requireDocument(store, storeKeys.targets(runId, environment), targetsSchema);
}
