import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shippedSchema } from '../../functions/environment.ts';
import { shippedConfiguration } from '../../infra/shipped-configuration.ts';
import { loadConfiguration } from '../../lib/config/load.ts';
import { htmlReport } from '../../lib/report/html.ts';
import { textReport } from '../../lib/report/text.ts';
import type { OwnRule } from '../../lib/rules/definition.ts';
import { World } from './world.ts';

const type = 'Test::Regional::Thing';
const small: OwnRule = {
  id: 'own-small',
  title: 'a thing is small',
  types: [type],
  severity: 'CRITICAL',
  sources: [],
  state: 'resource.properties.Size < 5',
  reason: '{{id}} is {{/Size}} large.',
  safer: 'it grew',
  recommendation: 'Let it grow.',
};
const broken: OwnRule = { ...small, id: 'own-broken', state: 'resource.properties.Size.startsWith("x")' };

let world: World;
beforeEach(async () => {
  world = await World.create('{ prod: { accounts: ["111122223333"], regions: [eu-west-1, eu-west-2] } }');
});
afterEach(() => world.remove());

const put = (size: number) => {
  for (const region of ['eu-west-1', 'eu-west-2'])
    world.put(type, '111122223333', region, { id: 'thing', properties: { Size: size } });
};
const configure = (ownRules: OwnRule[], rules: Partial<World['configuration']['rules']> = {}) => {
  world.configuration = {
    ...world.configuration,
    ownRules,
    rules: { ...world.configuration.rules, ...rules },
  };
};

describe('a run', () => {
  test('judges by the rules of the configuration, and tells how they differ', async () => {
    put(9);
    configure([small, broken], { off: { 'stateful-resource-deleted': { reason: 'caches' } } });
    await world.run({ mode: 'baseline' });
    put(2);
    const report = await world.run();
    expect(report.severities.CRITICAL).toBe(2);
    const [environment] = report.environments;
    expect(environment?.findings[0]?.reasons).toEqual(['thing is 2 large.']);
    expect(environment?.rulePolicy).toEqual({
      own: ['own-small', 'own-broken'],
      settings: [{ rule: 'stateful-resource-deleted', reason: 'caches' }],
      failures: [
        { rule: 'own-broken', message: expect.any(String), resource: `${type} thing`, resources: 2 },
      ],
    });
    const text = textReport(report, { color: false, width: 200 });
    expect(text).toContain(
      'own-broken could not be evaluated on 2 resources, such as Test::Regional::Thing thing',
    );
    expect(text).toContain('stateful-resource-deleted is switched off: caches');
    const html = htmlReport(report);
    expect(html).toContain('How the configuration changed the rules');
    expect(html).toContain('2 rules of your own: own-small, own-broken');
  });

  test('lists dangers by rules of one’s own at the baseline', async () => {
    put(2);
    configure([small], { severity: { 'own-small': { severity: 'MEDIUM', reason: 'they grow' } } });
    const report = await world.run({ mode: 'baseline' });
    expect(report.environments[0]?.inherited.severities).toMatchObject({ CRITICAL: 0, MEDIUM: 2 });
  });

  test('tells nothing of rules where nothing was decided', async () => {
    put(9);
    const report = await world.run();
    expect(report.environments[0]).not.toHaveProperty('rulePolicy');
    expect(textReport(report, { color: false, width: 100 })).not.toContain('changed the rules');
  });

  test('has the rules with its plan, so that every step of it judges alike', async () => {
    configure([small], { severity: { 'own-small': { severity: 'LOW', reason: 'so' } } });
    const { runId } = await world.run();
    expect(await world.json(`runs/${runId}/plan.json`)).toMatchObject({
      ownRules: [{ id: 'own-small' }],
      environments: [{ ruleSettings: [{ rule: 'own-small', severity: 'LOW', reason: 'so' }] }],
    });
  });
});

test('the rules are shipped with the configuration', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-shipped-'));
  const rule = { ...small, types: ['AWS::S3::Bucket'] };
  await writeFile(join(folder, 'rules.yaml'), JSON.stringify({ version: 1, rules: [rule] }));
  const file = join(folder, 'tidemark.yaml');
  await writeFile(
    file,
    'version: 1\nmemberRole: { externalId: t-1 }\nrules: { files: [rules.yaml] }\nenvironments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }\n',
  );
  const configuration = await loadConfiguration(file, { types: [], rules: [] });
  const shipped = Object.values(shippedConfiguration(configuration, []));
  const text = await readFile(shipped[0] ?? '', 'utf8');
  expect(shippedSchema.parse(JSON.parse(text)).configuration.ownRules).toEqual([rule]);
  await rm(folder, { recursive: true });
});
