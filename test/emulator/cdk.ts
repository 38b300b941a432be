import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type EmulatedAccount, isolatedEnvironment } from './accounts.ts';
import { CdkError } from './errors.ts';
import { lastLines, run } from './run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const cli = fileURLToPath(new URL('../../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** What a run of the CDK CLI needs. */
export interface CdkOptions extends EmulatedAccount {
  /** A folder for the CLI's own cache, in place of the one in the developer's home. */
  readonly cache: string;
  /** More environment variables for the CLI and, through it, for the CDK app. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with each line the CLI prints. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What to synthesize, and where to. */
export interface SynthesisOptions extends CdkOptions {
  /** The command of a CDK app; by default that of the checkout's `cdk.json`. */
  readonly app?: string;
  readonly output: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** What to deploy. */
export interface DeploymentOptions extends CdkOptions {
  /** A folder with a synthesized app, or the command of an app. */
  readonly app: string;
  readonly stacks: readonly string[];
  /** Where the CLI writes the outputs; each of several deployments at the same time needs its own. */
  readonly outputsFile: string;
  /** Values for the parameters of the stacks' templates. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The outputs of deployed stacks: stack name → output name → value. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * Prepares an account and region for the CDK (`cdk bootstrap`). Stacks with assets need it: the hub, whose functions
 * are bundles. A stack that uses the bootstrapless synthesizer does not.
 *
 * @throws {@link CdkError} when the CLI fails.
 */
export async function bootstrap(options: CdkOptions): Promise<void> {
  // From a folder without cdk.json: with one, the CLI would synthesize the whole app first.
  await cdk(['bootstrap', `aws://${options.account}/${options.region}`], options, options.cache);
}

/**
 * Synthesizes the checkout's CDK app (`cdk.json`), or the one whose command is given, into a folder.
 * What is synthesized once can be deployed several times, and at the same time, by {@link deploy}.
 *
 * @throws {@link CdkError} when the CLI or the app fails, or cdk-nag has a finding.
 */
export async function synthesize(options: SynthesisOptions): Promise<void> {
  const app = options.app === undefined ? [] : ['--app', options.app];
  const context = pairs('--context', options.context);
  await cdk(['synth', '--quiet', ...app, ...context, '--output', options.output], options);
}

/**
 * Deploys stacks from a folder that {@link synthesize} filled (or from an app's command).
 *
 * @returns the outputs of the stacks that were deployed.
 * @throws {@link CdkError} when the CLI fails; the message has the events of the failed resources.
 */
export async function deploy(options: DeploymentOptions): Promise<StackOutputs> {
  await cdk(
    [
      'deploy',
      ...options.stacks,
      ...['--app', options.app],
      // Only the stacks named: who deploys a stack decides about those it depends on.
      '--exclusively',
      // No change set to create, wait for and execute: there is nobody to look at it.
      ...['--method', 'direct'],
      ...['--require-approval', 'never'],
      ...['--progress', 'events'],
      ...pairs('--parameters', options.parameters),
      ...['--outputs-file', options.outputsFile],
    ],
    options,
  );
  return outputsSchema.parse(JSON.parse(await readFile(options.outputsFile, 'utf8')));
}

function pairs(option: string, values: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}

async function cdk(parameters: readonly string[], options: CdkOptions, directory = root): Promise<void> {
  const { code, output } = await run(node, [cli, ...parameters, '--no-notices', '--no-color'], {
    directory,
    environment: {
      ...isolatedEnvironment(options),
      // Neither telemetry, nor a look for a newer version, nor a cache outside the folder given.
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      CDK_HOME: options.cache,
      ...options.environment,
    },
    timeout: 180_000,
    ...(options.onLine && { onLine: options.onLine }),
    signal: options.signal,
  });
  if (code === 0) return;
  const { account, region } = options;
  throw new CdkError(`\`cdk ${parameters.join(' ')}\` failed:\n${lastLines(output, 25)}`, {
    account,
    region,
  });
}
