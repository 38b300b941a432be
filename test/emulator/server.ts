import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { accountEnvironment, programsFirst } from './accounts.ts';
import { EmulatorStartError } from './errors.ts';
import { preparePython } from './python.ts';
import { endGroup, lastLines } from './run.ts';

const launcher = fileURLToPath(new URL('launch.py', import.meta.url));

/** How to start the emulator. */
export interface EmulatorOptions {
  /** The account of callers that do not say which: the one Tidemark's hub is deployed to. */
  readonly hubAccount: string;
  /** The region of callers that do not say which; `eu-west-1` by default. */
  readonly region?: string;
  /** Where the emulator's log goes; by default to a file that is removed with the rest when it stops. */
  readonly logFile?: string;
  /** What part of the time they say do Step Functions wait states and retries wait; a hundredth by default. */
  readonly waitScale?: number;
  /** Lets the emulator outlive this process: then only `stop()` or the process's number ends it. */
  readonly detached?: boolean;
  /** More environment variables for MiniStack. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Told what is being done when the Python environment has to be made first. */
  readonly onStep?: (step: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A running emulator. */
export interface Emulator {
  readonly endpoint: string;
  readonly port: number;
  /** Its process number, which is also that of its process group. */
  readonly pid: number;
  readonly logFile: string;
  /** For the AWS CLI and other programs: they work as root of the hub account. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it and everything it started, and removes its files. May be called more than once. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts MiniStack, an emulator of AWS, on a free port of the loopback interface, with IAM enforced.
 * It ends with this process however this process ends, unless `detached` is set.
 *
 * @throws {@link PythonUnavailableError} when its Python environment cannot be made.
 * @throws {@link EmulatorStartError} with the end of its log when it does not answer within thirty seconds.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const python = await preparePython({
    ...(options.onStep && { onStep: options.onStep }),
    signal: options.signal,
  });
  const port = await freePort();
  const state = await mkdtemp(join(tmpdir(), 'tidemark-emulator-'));
  // MiniStack writes its Lambda worker script here as CommonJS; a package.json further up must not make it a module.
  await writeFile(join(state, 'package.json'), '{"type":"commonjs"}\n');
  const logFile = options.logFile ?? join(state, 'emulator.log');
  const child = await spawnServer(python, port, state, logFile, options);
  const exited = once(child, 'exit');
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= stopServer(child, exited, state);
    return stopped;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await waitUntilHealthy(child, endpoint, logFile, options.signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const region = options.region ?? 'eu-west-1';
  const environment = accountEnvironment({ endpoint, account: options.hubAccount, region });
  return { endpoint, port, pid: child.pid ?? 0, logFile, environment, stop };
}

/** The settings of MiniStack 1.5.33 that matter here; what is not listed keeps MiniStack's default. */
function settings(port: number, state: string, options: EmulatorOptions): Record<string, string> {
  return {
    // Lambda functions run as `node` from the PATH: the checkout's Node 24, whatever Node runs this.
    PATH: programsFirst(),
    // The functions inherit this environment, so nothing of the developer's own is passed on: no profile, no
    // credentials, and a home directory without `~/.aws`.
    HOME: state,
    LANG: 'C.UTF-8',
    // Reached from this machine only; MINISTACK_HOST is the host in the queue URLs it gives out.
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    // IAM policies, trust policies with their external ids, and resource policies are enforced.
    AUTH: 'true',
    MINISTACK_ACCOUNT_ID: options.hubAccount,
    MINISTACK_REGION: options.region ?? 'eu-west-1',
    // A retry after 2, 4 and 8 seconds would be most of a test's time.
    SFN_WAIT_SCALE: String(options.waitScale ?? 0.01),
    // Functions run as processes that stay warm, not in containers; the demo needs no Docker.
    LAMBDA_EXECUTOR: 'local',
    LAMBDA_STRICT: '0',
    // Should Docker be there, databases and clusters must not become real containers.
    DOCKER_HOST: `unix://${join(state, 'no-docker.sock')}`,
    // These two would listen on every interface (ports 8883 and 2222) as soon as their Python packages are there.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    // Everything it writes (functions' code, its process number) is under one folder, which stop() removes.
    TMPDIR: state,
    STATE_DIR: join(state, 'state'),
    S3_DATA_DIR: join(state, 's3'),
    // MiniStack's own Lambda worker uses url.parse(); its deprecation warning would be in every function's log.
    NODE_OPTIONS: '--disable-warning=DEP0169',
    ...options.environment,
  };
}

async function spawnServer(
  python: string,
  port: number,
  state: string,
  logFile: string,
  options: EmulatorOptions,
): Promise<ChildProcess> {
  const log = await open(logFile, 'w');
  try {
    // A process group of its own: a Ctrl-C in the terminal reaches only this process, which then stops it in order.
    const child = spawn(python, [launcher, state, ...(options.detached ? [] : ['--end-with-parent'])], {
      cwd: state,
      env: settings(port, state, options),
      detached: true,
      stdio: [options.detached ? 'ignore' : 'pipe', log.fd, log.fd],
    });
    await once(child, 'spawn');
    // Neither the process nor its pipe keeps Node from ending.
    child.unref();
    if (child.stdin !== null && 'unref' in child.stdin && typeof child.stdin.unref === 'function')
      child.stdin.unref();
    return child;
  } finally {
    await log.close();
  }
}

async function waitUntilHealthy(
  child: ChildProcess,
  endpoint: string,
  logFile: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (child.exitCode !== null || child.signalCode !== null) break;
    const healthy = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(50);
  }
  const ended =
    child.exitCode === null ? 'did not answer within 30 seconds' : `ended with code ${child.exitCode}`;
  const log = lastLines(await readFile(logFile, 'utf8'), 20);
  throw new EmulatorStartError(`The AWS emulator ${ended}. The end of its log:\n${log}`);
}

/** There is nothing to save, so nothing is asked to end by itself: that would only cost time. */
async function stopServer(child: ChildProcess, exited: Promise<unknown>, state: string): Promise<void> {
  endGroup(child.pid, 'SIGKILL');
  child.ref();
  if (child.exitCode === null && child.signalCode === null) await exited;
  await rm(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** A port nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string')
    throw new EmulatorStartError('No free port on 127.0.0.1.');
  return address.port;
}
