import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const script = resolve('bin/tidemark.ts');
const launcher = resolve('bin/tidemark.js');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-process-'));
  const user = (id: string) => ({ type: 'AWS::IAM::Role', id, properties: { RoleName: id } });
  writeFileSync(join(folder, 'before.json'), '[]');
  writeFileSync(
    join(folder, 'own.yaml'),
    'version: 1\nmemberRole: { externalId: test-1 }\nenvironments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }\n',
  );
  const roles = Array.from({ length: 3_000 }, (_, at) => user(`role-${at}`));
  writeFileSync(join(folder, 'after.json'), JSON.stringify(roles));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: unknown; out: string; err: string }>((done) => {
    const options = { cwd: folder, env: { PATH: process.env.PATH, ...env }, maxBuffer: 100_000_000 };
    execFile(command, args, options, (error, out, err) => done({ code: error ? error.code : 0, out, err }));
  });
}

const node = process.execPath;

describe('as a process of its own, in a folder with neither configuration nor credentials', {
  timeout: 30_000,
}, () => {
  test('compare works, writes pure JSON, and leaves nothing behind', async () => {
    const { code, out, err } = await run(node, [
      script,
      'compare',
      'before.json',
      'after.json',
      '--json',
      '--fail-on',
      'INFO',
    ]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out).findings).toHaveLength(3_000);
  });

  test('a reader that goes away is no error', async () => {
    const { code, out, err } = await run('/bin/sh', [
      '-c',
      `"${node}" "${script}" compare before.json after.json --json | head -c 100`,
    ]);
    expect({ code, err, length: out.length }).toEqual({ code: 0, err: '', length: 100 });
  });

  test('detect says that the configuration is missing', async () => {
    const { code, out, err } = await run(node, [script, 'detect', 'prod']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^tidemark: tidemark\.yaml cannot be read \(ENOENT\)/);
  });

  test('detect says that there are no credentials, and writes nothing', async () => {
    const env = { AWS_EC2_METADATA_DISABLED: 'true', HOME: folder };
    const { code, out, err } = await run(node, [script, 'detect', 'prod', '--config', 'own.yaml'], env);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('No valid AWS credentials (CredentialsProviderError');
  });

  test('the launcher runs the same on a Node that knows TypeScript', async () => {
    expect(await run(node, [launcher, '--version'])).toMatchObject({ code: 0, out: '0.1.0\n' });
  });

  test('the launcher tells an old Node what it needs', async () => {
    expect(await run(node, ['--no-experimental-strip-types', launcher, 'detect', 'prod'])).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(/^tidemark: Node \S+ is too old; Tidemark needs Node 24\. .*npx tidemark/),
    });
  });
});

test('Ctrl-C ends a scan with 130', { timeout: 30_000 }, async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const child = spawn(node, [script, 'detect', 'prod', '--config', 'own.yaml'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    },
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  await once(silent, 'connection');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
  expect(said.join('')).toContain('tidemark: Interrupted');
  silent.close();
});
