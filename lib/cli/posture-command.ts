import { userInfo } from 'node:os';
import { z } from 'zod';
import { loadConfiguration } from '../config/load.ts';
import { InputError } from '../model/errors.ts';
import { reaches, type Severity } from '../model/severity.ts';
import { globalRegion, type Target } from '../model/snapshot.ts';
import { countOf, plainText } from '../report/plain-text.ts';
import { type DangerInPlace, dangerLines } from '../report/posture-text.ts';
import { knownNames } from '../resources/rule-catalogue.ts';
import { acknowledgeDangers, latestPostures } from '../scan/acknowledge.ts';
import { FolderObjectStore } from '../store/folder-store.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { exitCodes } from './exit-code.ts';
import { requireBucketName, scanOptionsSchema, severityOption } from './options.ts';
import { type Output, textOptions } from './output.ts';
import { resolveScope } from './scope.ts';
import type { Surroundings } from './surroundings.ts';

const storeOptionsSchema = scanOptionsSchema.pick({
  config: true,
  store: true,
  bucket: true,
  profile: true,
  account: true,
  region: true,
  json: true,
  color: true,
});
type StoreOptions = z.infer<typeof storeOptionsSchema>;

/** The options of `posture`, as commander gives them. */
export const postureOptionsSchema = storeOptionsSchema.extend({
  severity: z.string().optional(),
  acknowledged: z.boolean().default(false),
});

/** The options of `acknowledge`, as commander gives them. */
export const acknowledgeOptionsSchema = storeOptionsSchema.extend({
  reason: z.string(),
  until: z.string().optional(),
  allUpTo: z.string().optional(),
  by: z.string().optional(),
});

/** What an environment's dangers are looked up with. */
interface Opened {
  readonly targets: readonly Target[];
  readonly store: ObjectStore;
  /** Who runs the command: the AWS caller where a bucket is used, else the user of this machine. */
  readonly user: string;
}

/** The targets of an environment, as far as the options narrow them. */
async function targetsOf(
  environment: string,
  options: StoreOptions,
  surroundings: Surroundings,
): Promise<{ targets: Target[]; region: string }> {
  const { types } = await surroundings.loadCatalogue();
  const knownTypes = types.map(({ type }) => type);
  const { config: file, account, region } = options;
  const configuration = await loadConfiguration(file, knownNames(types));
  resolveScope(environment, { account, region, type: undefined }, { configuration, knownTypes, file });
  const { accounts = [], regions = [] } = configuration.environments[environment] ?? {};
  const targets = (account ?? accounts).flatMap((each) =>
    (region ?? [...regions, globalRegion]).map((place) => ({ environment, account: each, region: place })),
  );
  return { targets, region: regions[0] ?? 'us-east-1' };
}

async function open(environment: string, options: StoreOptions, surroundings: Surroundings): Promise<Opened> {
  const { bucket, store, profile } = options;
  if (bucket !== undefined) requireBucketName(bucket);
  const { targets, region } = await targetsOf(environment, options, surroundings);
  if (bucket === undefined) {
    return { targets, store: new FolderObjectStore(store), user: userInfo().username };
  }
  const aws = await surroundings.openAws(profile);
  const { arn } = await aws.caller(region);
  return { targets, store: (await aws.openBucket(bucket, undefined, region)).store, user: arn };
}

/**
 * `tidemark posture`: the dangers that an environment has had since before its baseline, as last read. Exit code 0;
 * 2 where nothing was read yet.
 */
export async function postureCommand(
  environment: string,
  options: z.infer<typeof postureOptionsSchema>,
  surroundings: Surroundings,
  output: Output,
): Promise<number> {
  const threshold: Severity = severityOption('--severity', options.severity) ?? 'INFO';
  const { targets, store } = await open(environment, options, surroundings);
  const postures = await latestPostures(store, targets);
  if (postures.length === 0) {
    throw new InputError(
      `environment ${environment} was not read yet: ${store.location} has no posture of it; such as: tidemark baseline ${environment}`,
    );
  }
  const dangers = postures.flatMap(({ account, region, dangers: all }) =>
    all
      .filter(
        ({ standing }) => standing === 'inherited' || (options.acknowledged && standing === 'acknowledged'),
      )
      .filter(({ severity }) => reaches(severity, threshold))
      .map((danger): DangerInPlace => ({ ...danger, account, region })),
  );
  if (options.json) {
    await output.write(`${JSON.stringify({ schemaVersion: 1, environment, dangers }, null, 2)}\n`);
    return exitCodes.nothing;
  }
  const layout = textOptions(options.color, surroundings);
  const lines = dangers.flatMap((danger) => [...dangerLines(danger, layout), '']);
  const read = countOf(postures.length, 'target');
  await output.write(`${[...lines, `${countOf(dangers.length, 'danger')} in ${read}.`].join('\n')}\n`);
  return exitCodes.nothing;
}

function requireDate(until: string | undefined, now: Date): string | undefined {
  if (until === undefined) return undefined;
  const isDate = z.iso.date().safeParse(until).success;
  if (!isDate || until < now.toISOString().slice(0, 10)) {
    throw new InputError(
      `--until ${JSON.stringify(until)} must be a day to come, as YYYY-MM-DD, such as --until 2027-03-31`,
    );
  }
  return until;
}

function requireFingerprints(fingerprints: readonly string[], allUpTo: Severity | undefined): void {
  const wrong = fingerprints.find((each) => !/^[0-9a-f]{8,32}$/.test(each));
  if (wrong !== undefined) {
    throw new InputError(
      `${JSON.stringify(wrong)} is no fingerprint of a danger: 8 to 32 hexadecimal digits, such as 3f9a1c0b72de; list them: tidemark posture`,
    );
  }
  if (fingerprints.length > 0 || allUpTo !== undefined) return;
  throw new InputError('name the fingerprints of dangers, such as 3f9a1c0b72de, or give --all-up-to MEDIUM');
}

/** What `tidemark acknowledge` was asked to do. */
export interface AcknowledgeCommand {
  readonly environment: string;
  readonly fingerprints: readonly string[];
  readonly options: z.infer<typeof acknowledgeOptionsSchema>;
}

/** `tidemark acknowledge`: records that somebody answers for dangers that an environment has had all along. */
export async function acknowledgeCommand(
  { environment, fingerprints, options }: AcknowledgeCommand,
  surroundings: Surroundings,
  output: Output,
): Promise<number> {
  const now = surroundings.now();
  const allUpTo = severityOption('--all-up-to', options.allUpTo);
  const until = requireDate(options.until, now);
  requireFingerprints(fingerprints, allUpTo);
  if (options.reason.trim() === '') {
    throw new InputError('--reason must say why, such as --reason "a public web server"');
  }
  const { targets, store, user } = await open(environment, options, surroundings);
  const by = options.by ?? user;
  const request = { targets, fingerprints, allUpTo, by, reason: options.reason, until };
  const acknowledged = await acknowledgeDangers(store, request, now);
  if (options.json) {
    const dangers = acknowledged.map(({ danger, target }) => ({ ...danger, ...target }));
    await output.write(
      `${JSON.stringify({ schemaVersion: 1, environment, acknowledged: dangers }, null, 2)}\n`,
    );
  } else {
    const lines = acknowledged.map(
      ({ danger }) => `  ${danger.severity.padEnd(8)} ${plainText(danger.name)}: ${plainText(danger.reason)}`,
    );
    const term = until === undefined ? 'for good' : `until ${until}`;
    await output.write(
      `${[...lines, `${countOf(acknowledged.length, 'danger')} acknowledged ${term}, from the next reading on.`].join('\n')}\n`,
    );
  }
  return exitCodes.nothing;
}
