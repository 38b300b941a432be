import { createHash } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { PythonUnavailableError } from './errors.ts';
import { lastLines, run } from './run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const requirementsFile = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** The oldest Python that MiniStack and its dependencies support. */
export const oldestPython = [3, 10] as const;

/** `python3` first: it is what the system recommends. The others are for systems whose `python3` is too old. */
const candidates = [
  'python3',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python',
];

/** What a Python says about itself; `ensurepip` is the part of `venv` that Debian packages separately. */
const pythonSchema = z.object({ version: z.tuple([z.int(), z.int()]), venv: z.boolean() });
const describePython = `
import importlib.util as u, json, sys
print(json.dumps({"version": sys.version_info[:2], "venv": bool(u.find_spec("venv") and u.find_spec("ensurepip"))}))
`;

/** A Python found on the machine. */
export interface Python extends z.infer<typeof pythonSchema> {
  readonly command: string;
}

/** Where to look for Python and where to put the environment; the defaults are those of the checkout. */
export interface PythonOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly directory?: string;
  readonly requirements?: string;
  /** Told what is being done, only when something has to be done: it takes about ten seconds, once. */
  readonly onStep?: (step: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives the Python of the checkout's own virtual environment (`.venv/`) with the pinned MiniStack in it, and makes
 * that environment first if it is not there or was made from other requirements.
 *
 * @returns the path of the environment's `python`.
 * @throws {@link PythonUnavailableError} when there is no suitable Python, no `venv` module, or no package index.
 */
export async function preparePython(options: PythonOptions = {}): Promise<string> {
  const { directory = join(root, '.venv'), requirements = requirementsFile } = options;
  const python = join(directory, 'bin', 'python');
  const marker = join(directory, 'requirements.sha256');
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  if ((await readMarker(marker)) === digest && (await exists(python))) return python;

  const environment = options.environment ?? process.env;
  const found = await findPython(environment);
  options.onStep?.(`Creating a virtual environment with ${found.command} (${found.version.join('.')})`);
  await createEnvironment(found, directory, environment, options.signal);
  options.onStep?.('Installing MiniStack, the AWS emulator');
  await installPackages(python, requirements, environment, options.signal);
  await writeFile(marker, digest);
  return python;
}

/**
 * The first Python on the PATH that is new enough and can make virtual environments.
 *
 * @throws {@link PythonUnavailableError} with what was found instead and what to install.
 */
export async function findPython(environment: NodeJS.ProcessEnv): Promise<Python> {
  const wanted = oldestPython.join('.');
  const found: Python[] = [];
  for (const command of candidates) {
    const python = await inspect(command, environment);
    if (python === undefined) continue;
    if (isNewEnough(python.version) && python.venv) return python;
    found.push(python);
  }
  const withoutVenv = found.find(({ version }) => isNewEnough(version));
  if (withoutVenv !== undefined) {
    const version = withoutVenv.version.join('.');
    throw new PythonUnavailableError(
      'venv-module',
      `Python ${version} is there, but its venv module is not complete, so no virtual environment can be made. ` +
        `Install it, on Debian and Ubuntu with \`apt install python${version}-venv\` (or \`python3-venv\`).`,
    );
  }
  const oldest = found[0];
  if (oldest !== undefined) {
    throw new PythonUnavailableError(
      'newer-python',
      `The AWS emulator needs Python ${wanted} or newer; \`${oldest.command}\` is ${oldest.version.join('.')}. ` +
        `Install a newer one, for example with \`apt install python3 python3-venv\` or \`brew install python\`.`,
    );
  }
  throw new PythonUnavailableError(
    'python',
    `The AWS emulator needs Python ${wanted} or newer, and no Python was found on the PATH. ` +
      'Install it, for example with `apt install python3 python3-venv` or `brew install python`.',
  );
}

function isNewEnough([major, minor]: readonly [number, number]): boolean {
  return major > oldestPython[0] || (major === oldestPython[0] && minor >= oldestPython[1]);
}

async function inspect(command: string, environment: NodeJS.ProcessEnv): Promise<Python | undefined> {
  try {
    const { code, answer } = await run(command, ['-c', describePython], { environment, timeout: 10_000 });
    if (code !== 0) return undefined;
    return { command, ...pythonSchema.parse(JSON.parse(answer)) };
  } catch {
    // Not installed, a Python 2 that answers with something else, or the store stub some systems call `python`.
    return undefined;
  }
}

async function createEnvironment(
  python: Python,
  directory: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const parameters = ['-m', 'venv', '--clear', directory];
  const { code, output } = await run(python.command, parameters, { environment, timeout: 120_000, signal });
  if (code === 0) return;
  throw new PythonUnavailableError(
    'venv-module',
    `\`${python.command} -m venv\` failed, so no virtual environment can be made in ${directory}. ` +
      `On Debian and Ubuntu, \`apt install python${python.version.join('.')}-venv\` often mends it.\n` +
      lastLines(output, 5),
  );
}

async function installPackages(
  python: string,
  requirements: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<void> {
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-input',
    '--prefer-binary',
  ];
  const parameters = [...pip, '--retries', '2', '--timeout', '15', '--requirement', requirements];
  const { code, output } = await run(python, parameters, { environment, timeout: 300_000, signal });
  if (code === 0) return;
  throw new PythonUnavailableError(
    'packages',
    'The Python packages of the AWS emulator could not be installed: the package index cannot be reached, or does ' +
      "not have them. Check the network and pip's settings (`pip config list`, PIP_INDEX_URL, HTTPS_PROXY) and " +
      `try again.\n${lastLines(output, 5)}`,
  );
}

async function readMarker(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
