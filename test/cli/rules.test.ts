import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { World } from '../scan/world.ts';
import { cli, WorldCli } from './harness.ts';

const example = 'docs/examples/own-rules.yaml';
const listedSchema = z.object({ rules: z.array(z.looseObject({ id: z.string(), origin: z.string() })) });
const listed = (out: string) => listedSchema.parse(JSON.parse(out)).rules;

const rule = (more: string) => `version: 1
rules:
  - id: own-bucket-without-owner
    title: a bucket that nobody owns
    types: [AWS::S3::Bucket]
    severity: HIGH
    state: '!has(resource.tags.Owner)'
    reason: '{{name}} has no owner.'
    safer: an owner was named
    recommendation: Name the owner.
${more}`;

let folder = '';
let config = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-cli-rules-'));
  config = join(folder, 'tidemark.yaml');
  await mkdir(join(folder, 'rules'));
  await writeFile(join(folder, 'rules', 'a.yaml'), rule(''));
  await writeFile(
    config,
    `version: 1
memberRole: { externalId: test-1 }
rules:
  files: [rules/*.yaml]
  off: { versioning-turned-off: { reason: a cache } }
  severity: { own-bucket-without-owner: { severity: LOW, reason: we are naming them } }
environments:
  prod: { accounts: ['111122223333'], regions: [eu-west-1], rules: { off: { own-bucket-without-owner: { reason: all named } } } }
`,
  );
});
afterEach(() => rm(folder, { recursive: true }));

describe('tidemark rules test', () => {
  test('runs the tests of a file, each as a line of a table', async () => {
    const { code, out, err } = await cli(['rules', 'test', example]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/passed │ own-open-to-partner +│ another network/);
    expect(out).toMatch(/4 rules, 10 tests: 10 passed, 0 failed\n$/);
  });

  test('exits with 1 when one fails, and says what was wrong', async () => {
    const file = join(folder, 'failing.yaml');
    await writeFile(
      file,
      rule('    tests: [{ name: owned, resource: { tags: { Owner: ana } }, fires: true }]\n'),
    );
    const { code, out } = await cli(['rules', 'test', file]);
    expect(code).toBe(1);
    expect(out).toMatch(/failed │ own-bucket-without-owner │ owned │ is to fire and does not/);
    expect(out).toMatch(/1 rule, 1 test: 0 passed, 1 failed\n$/);
  });

  test('tells which rules have no tests, and takes the files of the configuration', async () => {
    const { code, out } = await cli(['rules', 'test', '--config', config]);
    expect(code).toBe(0);
    expect(out).toMatch(/no tests │ own-bucket-without-owner/);
    expect(out).toMatch(/1 rule, 0 tests: 0 passed, 0 failed; 1 rule without tests\n$/);
  });

  test('prints JSON', async () => {
    const { out } = await cli(['rules', 'test', example, join(folder, 'rules', 'a.yaml'), '--json']);
    expect(JSON.parse(out)).toMatchObject({
      rules: 5,
      tests: [
        { rule: 'own-production-data-without-owner', passed: true, problems: [] },
        ...Array(9).fill({ passed: true }),
      ],
      untested: ['own-bucket-without-owner'],
    });
  });

  test.each([
    [
      'a file that must be corrected',
      ['rules', 'test', 'FOLDER/bad.yaml'],
      /bad.yaml:4:5 rules\[0\].titel: is no known key; did you mean title\?/,
    ],
    ['a file that is not there', ['rules', 'test', 'FOLDER/no.yaml'], /no.yaml cannot be read \(ENOENT\)/],
    [
      'a configuration without rules',
      ['rules', 'test', '--config', 'tidemark.yaml'],
      /^tidemark: tidemark.yaml names no file with rules of your own; name one/,
    ],
    ['an unknown subcommand', ['rules', 'tset'], /unknown command 'tset'.*such as: tidemark rules list/],
    ['an unknown option', ['rules', 'test', '--al'], /unknown option '--al'.*such as: tidemark rules test/],
  ])('exits with 2 for %s', async (_what, args, message) => {
    await writeFile(join(folder, 'bad.yaml'), rule('').replace('title:', 'titel:'));
    const { code, out, err } = await cli(args.map((arg) => arg.replace('FOLDER', folder)));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });
});

describe('tidemark rules list', () => {
  test('lists the rules of Tidemark and of one’s own, with what the configuration made of them', async () => {
    const { code, out } = await cli(['rules', 'list', '--config', config, '--type', 'AWS::S3::Bucket']);
    expect(code).toBe(0);
    expect(out).toMatch(/versioning-turned-off .*off: a cache/);
    expect(out).toMatch(/own-bucket-without-owner +│ LOW .*counts as LOW: we are naming them/);
    expect(out).toMatch(/stateful-resource-deleted/);
    expect(out).not.toMatch(/rds-publicly-accessible/);
    expect(out).toMatch(/rules: 1 of your own, 1 switched off\n$/);
  });

  test('as an environment has them, as JSON', async () => {
    const { out } = await cli(['rules', 'list', '--config', config, '--environment', 'prod', '--json']);
    const rules = listed(out);
    expect(rules.find(({ id }) => id === 'own-bucket-without-owner')).toMatchObject({
      origin: 'own',
      kind: 'state',
      severity: 'HIGH',
      off: true,
      reason: 'all named',
      types: ['AWS::S3::Bucket'],
      expression: '!has(resource.tags.Owner)',
    });
    expect(rules.filter(({ origin }) => origin === 'built-in').length).toBeGreaterThan(100);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  test('refuses a type that there is not, whatever holds for all types', async () => {
    const { code, out, err } = await cli(['rules', 'list', '--type', 'AWS::S3::Buckt']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('--type "AWS::S3::Buckt" matches no resource type; did you mean AWS::S3::Bucket?');
  });

  test('without a configuration has those of Tidemark, and needs one for an environment', async () => {
    const { out } = await cli(['rules', 'list', '--type', 'AWS::RDS::*', '--json']);
    expect(listed(out).map(({ id }) => id)).toContain('rds-publicly-accessible');
    const { code, err } = await cli(['rules', 'list', '--config', config, '--environment', 'prd']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/did you mean prod\?/) });
  });
});

describe('tidemark rules show', () => {
  test('shows all of a rule of Tidemark', async () => {
    const { code, out } = await cli(['rules', 'show', 'rds-publicly-accessible']);
    expect(code).toBe(0);
    expect(out).toMatch(/^rds-publicly-accessible {2}CRITICAL\nwatches/);
    for (const label of ['in', 'looks at', 'stands on', 'do', 'command', 'console'])
      expect(out).toMatch(new RegExp(`^${label} +\\S`, 'm'));
  });

  test('shows all of one’s own, and what was decided of it', async () => {
    const { out } = await cli(['rules', 'show', 'own-bucket-without-owner', '--config', config]);
    expect(out).toMatch(/^fires on +!has\(resource.tags.Owner\)$/m);
    expect(out).toMatch(/^says +\{\{name\}\} has no owner\.$/m);
    expect(out).toMatch(/^safer +an owner was named$/m);
    expect(out).toMatch(/^configured +counts as LOW: we are naming them$/m);
  });

  test('as JSON', async () => {
    const { out } = await cli(['rules', 'show', 'versioning-turned-off', '--config', config, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      id: 'versioning-turned-off',
      types: ['*'],
      off: true,
      reason: 'a cache',
    });
  });

  test('suggests the closest id', async () => {
    const { code, err } = await cli(['rules', 'show', 'rds-public-accessible']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'tidemark: There is no rule "rds-public-accessible"; did you mean rds-publicly-accessible? tidemark rules list shows them all\n',
    });
  });
});

describe('tidemark compare', () => {
  const compare = async (...more: string[]) => {
    const resource = {
      type: 'AWS::S3::Bucket',
      id: 'b',
      account: '111122223333',
      region: 'eu-west-1',
      properties: {},
    };
    const [before, after] = [join(folder, 'before.json'), join(folder, 'after.json')];
    await writeFile(before, JSON.stringify([{ ...resource, tags: { Owner: 'ana' } }]));
    await writeFile(after, JSON.stringify([{ ...resource, tags: {} }]));
    return cli(['compare', before, after, ...more]);
  };

  test('judges by the rules of a configuration when it is named', async () => {
    expect((await compare()).out).not.toMatch(/has no owner|changed the rules/);
    const { out } = await compare('--config', config);
    expect(out).toMatch(/LOW +b modified/);
    expect(out).toMatch(/why +b has no owner\./);
    expect(out).toMatch(
      /How the configuration changed the rules\n {2}own-bucket-without-owner counts as LOW: we are naming them\n {2}versioning-turned-off is switched off: a cache\n {2}1 rule of your own: own-bucket-without-owner/,
    );
  });

  test('as an environment is judged', async () => {
    const { out } = await compare('--config', config, '--environment', 'prod', '--json');
    expect(JSON.parse(out)).toMatchObject({
      summary: {
        severities: { INFO: 1, LOW: 0 },
        rulePolicy: { own: ['own-bucket-without-owner'], failures: [] },
      },
    });
  });

  test('an environment needs a configuration', async () => {
    const { code, err } = await compare('--environment', 'prod');
    expect(code).toBe(2);
    expect(err).toMatch(/--environment "prod" is an environment of a configuration; name that too/);
  });
});

describe('tidemark baseline and detect', () => {
  const type = 'Test::Regional::Thing';

  test('judge by the rules of the configuration', async () => {
    const world = await World.create();
    const own = new WorldCli(world);
    const rules = join(world.store.location, 'own.yaml');
    await writeFile(rules, rule('').replaceAll('AWS::S3::Bucket', type));
    await own.configure(
      '{ prod: { accounts: ["111122223333"], regions: [eu-west-1] } }\nrules: { files: [own.yaml] }',
    );
    world.put(type, '111122223333', 'eu-west-1', { id: 'old', properties: {} });
    const baseline = await own.run(['baseline', 'prod']);
    expect(baseline.err).toBe('');
    expect(baseline.out).toMatch(/HIGH +old\n +old has no owner\./);
    world.put(
      type,
      '111122223333',
      'eu-west-1',
      { id: 'new', properties: {} },
      { id: 'old', properties: {} },
    );
    const { code, out } = await own.run(['detect', 'prod']);
    expect(code).toBe(1);
    expect(out).toMatch(/HIGH +new added/);
    expect(out).toMatch(/why +new has no owner\./);
    expect(out).toMatch(/1 rule of your own: own-bucket-without-owner/);
    await world.remove();
  });
});
