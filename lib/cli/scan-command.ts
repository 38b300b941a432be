import { loadConfiguration } from '../config/load.ts';
import { configuredRegions } from '../config/regions-of.ts';
import type { Configuration } from '../config/schema.ts';
import type { Severity } from '../model/severity.ts';
import { loadPriceBook } from '../prices/stored-prices.ts';
import { countOf, plainText } from '../report/plain-text.ts';
import { knownNames } from '../resources/rule-catalogue.ts';
import type { ScanMode, ScanRequest } from '../scan/events.ts';
import { checkRequest } from '../scan/plan-scan.ts';
import { runLocally } from '../scan/run.ts';
import { exitCodes, runExitCode } from './exit-code.ts';
import { requireWritable } from './files.ts';
import { openStore } from './open-store.ts';
import { failOnSeverity, requireBucketName, type ScanOptions } from './options.ts';
import type { Output } from './output.ts';
import { incompleteness, printReport } from './print-report.ts';
import { RunProgress } from './progress.ts';
import { resolveScope } from './scope.ts';
import type { Surroundings, TypeCatalogue } from './surroundings.ts';

/** What a command that scans was asked to do. */
export interface ScanCommand {
  readonly mode: ScanMode;
  /** Absent: all environments. */
  readonly environment: string | undefined;
  readonly options: ScanOptions;
}

/** Standard output and standard error. */
export interface Outputs {
  readonly out: Output;
  readonly error: Output;
}

function toRequest(
  { mode, environment, options }: ScanCommand,
  configuration: Configuration,
  { types }: TypeCatalogue,
): ScanRequest {
  const scope = resolveScope(environment, options, {
    configuration,
    knownTypes: types.map(({ type }) => type),
    file: options.config,
  });
  const { reason } = options;
  const request: ScanRequest = {
    mode,
    trigger: 'cli',
    ...scope,
    ...(reason === undefined ? {} : { reason }),
  };
  checkRequest(request, { configuration, knownTypes: types });
  return request;
}

/** A region of the partition that the run is in, to ask for the caller and the bucket there. */
function firstRegion(configuration: Configuration, environment: string | undefined): string {
  const environments = Object.entries(configuration.environments);
  const chosen = environments.find(([name]) => name === environment) ?? environments[0];
  return chosen?.[1].regions[0] ?? 'us-east-1';
}

/**
 * `tidemark baseline`, `scan`, `detect` and `detect-all`. Everything that can be wrong with the arguments, the
 * configuration, the credentials and the store is found out before the first write.
 */
export async function scanCommand(
  command: ScanCommand,
  surroundings: Surroundings,
  { out, error }: Outputs,
): Promise<number> {
  const { mode, environment, options } = command;
  const failOn = failOnSeverity(options.failOn);
  if (options.bucket !== undefined) requireBucketName(options.bucket);
  if (options.html !== undefined) await requireWritable('--html', options.html);
  const catalogue = await surroundings.loadCatalogue();
  const configuration = await loadConfiguration(options.config, knownNames(catalogue.types));
  const request = toRequest(command, configuration, catalogue);
  const region = firstRegion(configuration, environment);
  const aws = await surroundings.openAws(options.profile);
  const caller = await aws.caller(region);
  const { store, digest } = await openStore(options, aws, region);
  const unusedPrices: string[] = [];
  const progress = new RunProgress(surroundings);
  const gaps = new Map<string, number>();
  const untold: string[] = [];
  const prices = await loadPriceBook({
    store,
    regions: configuredRegions(configuration),
    bundled: catalogue.prices,
    now: surroundings.now,
    onUnused: (reason) => unusedPrices.push(reason),
  });
  const report = await runLocally(
    { ...request, requestedBy: caller.arn },
    {
      ...catalogue,
      prices,
      configuration,
      store,
      digest,
      connectorFor: aws.connectorFor,
      ...(aws.seeWhatExists === undefined ? {} : { seeWhatExists: aws.seeWhatExists }),
      ...(aws.openEventHistory === undefined ? {} : { openEventHistory: aws.openEventHistory }),
      now: surroundings.now,
      onPlan: progress.onPlan,
      onTarget: progress.onTarget,
      onAwsConfigGap: (_target, reason) => gaps.set(reason, (gaps.get(reason) ?? 0) + 1),
      onComplianceGap: (name, reason) =>
        untold.push(`published controls of ${name} were not told: ${reason}`),
    },
  ).finally(() => progress.end());
  await printReport(report, store.location, options, surroundings, out);
  for (const [reason, targets] of gaps)
    await error.write(`tidemark: ${plainText(reason)} (${countOf(targets, 'target')})\n`);
  for (const reason of unusedPrices) await error.write(`tidemark: ${plainText(reason)}\n`);
  for (const reason of untold) await error.write(`tidemark: ${plainText(reason)}\n`);
  const incomplete = incompleteness(report);
  if (incomplete !== undefined) await error.write(`tidemark: ${incomplete}.\n`);
  if (mode !== 'detect') return incomplete === undefined ? exitCodes.nothing : exitCodes.incomplete;
  const thresholdOf = (name: string): Severity =>
    failOn ?? configuration.environments[name]?.alerts.threshold ?? 'HIGH';
  return runExitCode(report, thresholdOf);
}
