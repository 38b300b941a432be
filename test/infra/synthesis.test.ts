import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../emulator/run.ts';
import { parseTemplate } from './synthesis.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'node_modules/aws-cdk/bin/cdk');
const node = join(root, 'node_modules/.bin/node');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-synthesis-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const environment = {
  PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
  HOME: process.env.HOME ?? tmpdir(),
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  CDK_DISABLE_VERSION_CHECK: 'true',
};

/** Runs the CDK app as the CDK CLI does, without bundling. */
function runApp(context: Readonly<Record<string, unknown>>) {
  return run(node, ['infra/app.ts'], {
    directory: root,
    environment: {
      ...environment,
      CDK_OUTDIR: join(folder, 'app'),
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
    },
    timeout: 60_000,
  });
}

describe('a mistake is told in its own words, without a stack trace, and ends synthesis', () => {
  test('in the configuration: every one of them, with file, line and field', async () => {
    const config = join(folder, 'wrong.yaml');
    await writeFile(
      config,
      `version: 1
memberRole: { externalId: test-1 }
environments:
  prod: { accounts: ["123"], regions: [eu-wst-1] }
`,
    );
    const { code, output } = await runApp({ config });
    expect(code).toBe(2);
    expect(output.trim().split('\n')).toEqual([
      `${config}:4:22 environments.prod.accounts[0]: must be a 12-digit account id, such as "111122223333"`,
      `${config}:4:40 environments.prod.regions[0]: "eu-wst-1" is no AWS region; did you mean eu-west-1?`,
    ]);
  });

  test.each([
    [
      'a configuration that is not there',
      { config: '/nowhere/tidemark.yaml' },
      /^\/nowhere\/tidemark.yaml cannot be read \(ENOENT\)/,
    ],
    [
      'a hub account that is none',
      { hubAccount: '12' },
      /^The context hubAccount is "12"; it must be a 12-digit account id/,
    ],
  ])('%s', async (_what, context, message) => {
    const { code, output } = await runApp(context);
    expect(code).toBe(2);
    expect(output.trim()).toMatch(message);
    expect(output).not.toMatch(/^ +at /m);
  });
});

describe('npm run synth', () => {
  let assembly: string;
  beforeAll(async () => {
    assembly = join(folder, 'cdk.out');
    const { code, output } = await run(node, [cli, 'synth', '--quiet', '--output', assembly], {
      directory: root,
      environment,
      timeout: 110_000,
    });
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  test('writes both templates', async () => {
    expect(await readdir(assembly)).toEqual(
      expect.arrayContaining(['TidemarkHub.template.json', 'TidemarkMember.template.json']),
    );
  });

  test('bundles every function as one ES module, and ships the configuration only to those who go by it', async () => {
    const template = parseTemplate(
      JSON.parse(await readFile(join(assembly, 'TidemarkHub.template.json'), 'utf8')),
    );
    const functions = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );
    const files: Record<string, string[]> = {};
    for (const { Properties, Metadata } of functions) {
      const asset = /asset\.\w+/.exec(JSON.stringify(Metadata))?.at(0) ?? 'no asset';
      const bundle = join(assembly, asset);
      files[String(Properties?.FunctionName)] = (await readdir(bundle)).sort();
      const { size } = await stat(join(bundle, 'index.mjs'));
      // Only what reads, and what tells which rules hold, brings the resource types with the SDK clients of all services.
      const brings = ['tidemark-scan-target', 'tidemark-summarize-run'];
      const most = brings.includes(String(Properties?.FunctionName)) ? 12_000_000 : 3_000_000;
      expect({ bundle: Properties?.FunctionName, small: size < most }).toMatchObject({ small: true });
    }
    expect(files).toEqual({
      'tidemark-plan-scan': ['configuration.json', 'index.mjs'],
      'tidemark-scan-target': ['index.mjs'],
      'tidemark-summarize-run': ['index.mjs'],
      'tidemark-publish-alerts': ['index.mjs'],
      'tidemark-audit': ['configuration.json', 'index.mjs'],
      'tidemark-refresh-prices': ['configuration.json', 'index.mjs'],
    });
  });

  test('makes a member template that can be given inline, with at most 51,200 bytes', async () => {
    const { size } = await stat(join(assembly, 'TidemarkMember.template.json'));
    expect(size).toBeLessThan(51_200);
  });
});

test('npm run synth:member prints where the template for StackSets is, and nothing else on standard output', async () => {
  const { code, answer } = await run('npm', ['run', '--silent', 'synth:member'], {
    directory: root,
    environment,
    timeout: 110_000,
  });
  expect({ code, answer }).toEqual({ code: 0, answer: 'cdk.out/TidemarkMember.template.json\n' });
  const template = parseTemplate(JSON.parse(await readFile(join(root, answer.trim()), 'utf8')));
  expect(Object.keys(template.Parameters ?? {})).toEqual(['HubAccount']);
});
