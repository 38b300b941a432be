import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a program ended. */
export interface Ended {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  /** What it printed on its standard output. */
  readonly answer: string;
  /** All it printed, errors and warnings too. */
  readonly output: string;
}

/** How to run a program. */
export interface RunOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly directory?: string;
  /** After so many milliseconds the program is ended; what it printed until then is still returned. */
  readonly timeout: number;
  /** Called with each line as it is printed, on standard output or standard error. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end and never fails because of how it ended: the caller decides what an exit code means.
 * The program gets a process group of its own, so that at the time limit, or when `signal` is aborted, whatever
 * it started is ended with it.
 *
 * @throws the error of the operating system when the program cannot be started, for example `ENOENT`.
 */
export async function run(
  program: string,
  parameters: readonly string[],
  options: RunOptions,
): Promise<Ended> {
  options.signal?.throwIfAborted();
  const child = spawn(program, parameters, {
    cwd: options.directory,
    env: options.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => endGroup(child.pid, 'SIGKILL');
  const timer = setTimeout(end, options.timeout);
  options.signal?.addEventListener('abort', end);
  let answer = '';
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (stream === child.stdout) answer += chunk;
    });
    createInterface({ input: stream }).on('line', (line) => options.onLine?.(line));
  }
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    options.signal?.throwIfAborted();
    return { code, answer, output };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', end);
  }
}

/** Sends a signal to a process group; one that is gone already is no error. */
export function endGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** The last lines of a program's output, for an error message. */
export function lastLines(output: string, count: number): string {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
