import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MissingPart, PythonUnavailableError } from './errors.ts';
import { findPython, preparePython } from './python.ts';

/** What a stand-in for Python answers, and what `venv` and `pip` do in it. */
interface FakePython {
  readonly version: readonly [number, number];
  readonly venv?: boolean;
  readonly createsEnvironments?: boolean;
  readonly installs?: boolean;
}

let folder: string;
let environment: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-python-test-'));
  await mkdir(join(folder, 'bin'));
  // Only the stand-ins are on the PATH, whatever the machine has.
  environment = { PATH: join(folder, 'bin') };
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Puts a stand-in on the PATH. It notes what it was called with, and copies itself when it makes an environment. */
async function install(name: string, python: FakePython): Promise<void> {
  const { version, venv = true, createsEnvironments = true, installs = true } = python;
  const description = JSON.stringify({ version, venv });
  const file = join(folder, 'bin', name);
  await writeFile(
    file,
    `#!/bin/sh
PATH=/usr/bin:/bin
case $1 in -m) what="$1 $2" ;; *) what=$1 ;; esac
echo "$(basename "$0") $what" >> '${folder}/calls'
case $what in
  '-m venv') for directory; do :; done
    ${createsEnvironments ? 'mkdir -p "$directory/bin" && cp "$0" "$directory/bin/python"' : 'echo ensurepip is not available; exit 1'} ;;
  '-m pip') ${installs ? 'exit 0' : 'echo "ERROR: Could not find a version: Temporary failure in name resolution" >&2; exit 1'} ;;
  *) echo 'DeprecationWarning: something' >&2; echo '${description}' ;;
esac
`,
  );
  await chmod(file, 0o755);
}

function prepare(onStep?: (step: string) => void): Promise<string> {
  return preparePython({
    environment,
    directory: join(folder, '.venv'),
    requirements: join(folder, 'requirements.txt'),
    ...(onStep && { onStep }),
  });
}

async function calls(): Promise<string[]> {
  return (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
}

describe('finding Python', () => {
  const found: [string, Record<string, FakePython>, string][] = [
    [
      'python3 when it is new enough',
      { python3: { version: [3, 10] }, 'python3.12': { version: [3, 12] } },
      'python3',
    ],
    [
      'a newer one beside an old python3',
      { python3: { version: [3, 8] }, 'python3.12': { version: [3, 12] } },
      'python3.12',
    ],
    [
      'one that can make environments beside one that cannot',
      { python3: { version: [3, 11], venv: false }, 'python3.12': { version: [3, 12] } },
      'python3.12',
    ],
    ['python where there is no python3', { python: { version: [3, 13] } }, 'python'],
    ['a Python 4', { python3: { version: [4, 0] } }, 'python3'],
  ];
  it.each(found)('takes %s', async (_, pythons, command) => {
    for (const [name, python] of Object.entries(pythons)) await install(name, python);
    expect(await findPython(environment)).toMatchObject({ command });
  });

  const missing: [string, Record<string, FakePython>, MissingPart, string][] = [
    ['no Python at all', {}, 'python', 'apt install python3 python3-venv'],
    ['only an old Python', { python3: { version: [3, 9] } }, 'newer-python', '`python3` is 3.9'],
    ['a Python 2', { python: { version: [2, 7] } }, 'newer-python', '`python` is 2.7'],
    [
      'a Python without its venv module',
      { python3: { version: [3, 11], venv: false } },
      'venv-module',
      'apt install python3.11-venv',
    ],
  ];
  it.each(missing)('says what to install when there is %s', async (_, pythons, part, advice) => {
    for (const [name, python] of Object.entries(pythons)) await install(name, python);
    const error = await findPython(environment).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PythonUnavailableError);
    expect(error).toMatchObject({ missing: part, message: expect.stringContaining(advice) });
    expect(error).toMatchObject({ message: expect.stringContaining('npm run test:unit') });
  });

  it('takes no notice of something else called python', async () => {
    await writeFile(join(folder, 'bin', 'python3'), '#!/bin/sh\necho Get Python from the store\n');
    await chmod(join(folder, 'bin', 'python3'), 0o755);
    await expect(findPython(environment)).rejects.toMatchObject({ missing: 'python' });
  });
});

describe('preparing the virtual environment', () => {
  beforeEach(() => writeFile(join(folder, 'requirements.txt'), 'ministack==1.0.0\n'));

  it('makes it and installs the pinned packages, and says so', async () => {
    await install('python3', { version: [3, 11] });
    const steps: string[] = [];
    expect(await prepare((step) => steps.push(step))).toBe(join(folder, '.venv', 'bin', 'python'));
    expect(await calls()).toEqual(['python3 -c', 'python3 -m venv', 'python -m pip']);
    expect(steps).toEqual([expect.stringContaining('python3 (3.11)'), expect.stringContaining('MiniStack')]);
  });

  it('starts no Python the second time', async () => {
    await install('python3', { version: [3, 11] });
    await prepare();
    const before = await calls();
    await prepare();
    expect(await calls()).toEqual(before);
  });

  it('makes it anew when the requirements changed', async () => {
    await install('python3', { version: [3, 11] });
    await prepare();
    await writeFile(join(folder, 'requirements.txt'), 'ministack==2.0.0\n');
    await prepare();
    expect((await calls()).filter((call) => call.includes('-m venv'))).toHaveLength(2);
  });

  it('makes it anew when the Python it was made from is gone', async () => {
    await install('python3', { version: [3, 11] });
    const python = await prepare();
    await rm(python);
    expect(await prepare()).toBe(python);
    expect((await calls()).filter((call) => call.includes('-m venv'))).toHaveLength(2);
  });

  it('says that venv failed, with what it printed', async () => {
    await install('python3', { version: [3, 11], createsEnvironments: false });
    const error = await prepare().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      missing: 'venv-module',
      message: expect.stringContaining('ensurepip is not available'),
    });
  });

  it('says that the package index could not be reached, and tries again the next time', async () => {
    await install('python3', { version: [3, 11], installs: false });
    const error = await prepare().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      missing: 'packages',
      message: expect.stringContaining('Temporary failure'),
    });
    await install('python3', { version: [3, 11] });
    await expect(prepare()).resolves.toContain('.venv');
  });
});
