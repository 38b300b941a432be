import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadConfiguration, loadConfigurationWithRules } from '../../lib/config/load.ts';
import { loadRuleFiles, parseRuleFile } from '../../lib/config/rule-files.ts';
import { ruleSettingsOf } from '../../lib/config/rule-settings.ts';
import { ConfigurationError, InputError } from '../../lib/model/errors.ts';
import { isJsonObject, toJson } from '../../lib/model/json.ts';

const types = ['AWS::S3::Bucket', 'AWS::RDS::DBInstance'];
const good = {
  id: 'own-bucket-without-owner',
  title: 'a bucket that nobody owns',
  types: ['AWS::S3::Bucket'],
  severity: 'MEDIUM',
  state: '!has(resource.tags.Owner)',
  reason: 'The bucket {{name}} has no tag Owner.',
  safer: 'an owner was named',
  recommendation: 'Name the owner.',
};
const changing = { ...good, state: undefined, safer: undefined, change: 'kind == "removed"' };
const fileOf = (...rules: object[]) => stringify({ version: 1, rules });

function mistakesIn(text: string): string[] {
  try {
    parseRuleFile(text, 'r.yaml', types);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a rule file', () => {
  test('needs neither sources, remedy, path nor tests', () => {
    expect(parseRuleFile(fileOf(good), 'r.yaml', types).rules).toEqual([{ ...good, sources: [], tests: [] }]);
  });

  test('may have rules of changes, with their words', () => {
    const remedy = { command: 'aws s3api x {{id}} {{/A}}', console: 'S3 › {{shortName}}' };
    const reason = '{{kind}} {{subject}} {{before/A}} {{after/A}} {{/A}} {{path}}';
    expect(mistakesIn(fileOf({ ...changing, remedy, reason }))).toEqual([]);
  });

  test('may name types that are read through Cloud Control, and patterns', () => {
    expect(mistakesIn(fileOf({ ...good, types: ['AWS::AppSync::GraphQLApi', 'AWS::EC2::*', '*'] }))).toEqual(
      [],
    );
  });

  test('may give a resource in a test no more than what the rule looks at', () => {
    const tests = [{ name: 'bare', resource: {}, fires: true }];
    expect(parseRuleFile(fileOf({ ...good, tests }), 'r.yaml', types).rules[0]?.tests[0]?.resource).toEqual({
      id: 'example',
      account: '111122223333',
      region: 'eu-west-1',
      tags: {},
      properties: {},
    });
  });

  test('docs/examples/own-rules.yaml is one', async () => {
    const rules = await loadRuleFiles(['docs/examples/own-rules.yaml'], types);
    expect(rules.every(({ tests }) => tests.length > 1)).toBe(true);
  });
});

describe('every mistake is told with file, line, field and a right example', () => {
  const cases: [string, string, string | RegExp][] = [
    ['an empty file', '', 'r.yaml is empty; begin with: version: 1 and rules as in docs/rules.md'],
    ['no YAML', 'rules: [', /^r.yaml:1:9 is not valid YAML/],
    ['another version', fileOf(good).replace('1', '2'), 'r.yaml:1:10 version: must be 1, such as version: 1'],
    [
      'no version',
      fileOf(good).replace('version: 1', ''),
      'r.yaml:1:1 version: is missing, such as version: 1',
    ],
    ['no map', '- a', 'r.yaml:1:1 must be a map with version and rules'],
    ['no rules', 'version: 1\nrules: []', /^r.yaml:2:8 rules: needs at least one rule, such as rules: /],
    [
      'rules that are no list',
      'version: 1\nrules: 1',
      /^r.yaml:2:8 rules: must be a list of rules, such as rules: /,
    ],
    ['a rule that is none', 'version: 1\nrules: [1]', /rules\[0\]: must be a rule: a map with id, title/],
    [
      'an unknown key',
      fileOf({ ...good, sevrity: 'HIGH' }),
      /^r.yaml:12:5 rules\[0\].sevrity: is no known key; did you mean severity\? Known here: id, title, types/,
    ],
    [
      'a missing field',
      fileOf({ ...good, title: undefined }),
      /rules\[0\].title: is missing, such as title: a bucket/,
    ],
    [
      'an id of Tidemark',
      fileOf({ ...good, id: 'versioning-turned-off' }),
      /^r.yaml:3:9 rules\[0\].id: must be lower-case words .* that begin with own-, such as own-bucket-without-owner/,
    ],
    [
      'a long id',
      fileOf({ ...good, id: `own-${'a'.repeat(97)}` }),
      /rules\[0\].id: must have at most 100 characters/,
    ],
    [
      'a severity there is not',
      fileOf({ ...good, severity: 'SEVERE' }),
      /severity: must be CRITICAL, HIGH, .* such as HIGH/,
    ],
    [
      'no types',
      fileOf({ ...good, types: [] }),
      /types: needs at least one resource type, such as AWS::S3::Bucket/,
    ],
    [
      'types that are no list',
      fileOf({ ...good, types: 'AWS::S3::Bucket' }),
      /types: must be a list of resource types/,
    ],
    [
      'a type there is not',
      fileOf({ ...good, types: ['AWS::S3::Buckets'] }),
      /rules\[0\].types\[0\]: "AWS::S3::Buckets" matches no resource type; did you mean AWS::S3::Bucket\?/,
    ],
    ['an empty text', fileOf({ ...good, reason: ' ' }), /reason: must be a sentence, such as The bucket/],
    [
      'a path that is none',
      fileOf({ ...good, path: 'Tags.Owner' }),
      /path: must be a JSON Pointer below properties/,
    ],
    [
      'both kinds',
      fileOf({ ...good, change: 'true' }),
      /change: is there beside state; a rule has one of the two/,
    ],
    [
      'neither kind',
      fileOf({ ...good, state: undefined }),
      /rules\[0\]: has neither state nor change, such as state/,
    ],
    [
      'a state without the safer direction',
      fileOf({ ...good, safer: undefined }),
      /safer: is missing, such as safer: an owner/,
    ],
    [
      'a change with one',
      fileOf({ ...changing, safer: 'x' }),
      /safer: is only for rules with state; leave it out/,
    ],
    [
      'a wrong expression',
      fileOf({ ...good, state: 'resource.tag' }),
      /rules\[0\].state: is no CEL expression for a rule: No such key: tag/,
    ],
    [
      'an unknown placeholder',
      fileOf({ ...good, reason: '{{nam}}' }),
      /reason: \{\{nam\}\} stands for nothing; did you mean \{\{name\}\}\?/,
    ],
    [
      'a placeholder of reasons in a remedy',
      fileOf({ ...good, remedy: { command: 'aws {{subject}}', console: 'x' } }),
      /remedy.command: \{\{subject\}\} stands for nothing/,
    ],
    [
      'half a remedy',
      fileOf({ ...good, remedy: { command: 'aws' } }),
      /remedy.console: is missing, such as console: S3/,
    ],
    [
      'a remedy that is none',
      fileOf({ ...good, remedy: 'aws' }),
      /remedy: must be a map with command and console/,
    ],
    ['a test that is none', fileOf({ ...good, tests: ['x'] }), /tests\[0\]: must be a test, such as/],
    ['tests that are no list', fileOf({ ...good, tests: 'x' }), /tests: must be a list of tests/],
    [
      'a test without an outcome',
      fileOf({ ...good, tests: [{ name: 'x', resource: {} }] }),
      /fires: is missing, such as fires: true/,
    ],
    [
      'a test without an example',
      fileOf({ ...good, tests: [{ name: 'x', fires: true }] }),
      /tests\[0\]: has nothing to look at/,
    ],
    [
      'a test of a state and a change',
      fileOf({ ...good, tests: [{ name: 'x', resource: {}, after: {}, fires: true }] }),
      /tests\[0\].resource: is there beside before or after/,
    ],
    [
      'a test of a state of a rule of changes',
      fileOf({ ...changing, tests: [{ name: 'x', resource: {}, fires: true }] }),
      /tests\[0\].resource: is a state; a rule with change looks at before and after/,
    ],
    [
      'a reason of a rule that is silent',
      fileOf({ ...good, tests: [{ name: 'x', resource: {}, fires: false, reason: 'y' }] }),
      /tests\[0\].reason: is told by a rule that fires only/,
    ],
    [
      'a safer change without two sides',
      fileOf({ ...good, tests: [{ name: 'x', after: {}, fires: false, safer: true }] }),
      /tests\[0\].safer: is told of a change by a rule with state/,
    ],
    [
      'an example of another type',
      fileOf({ ...good, tests: [{ name: 'x', resource: { type: 'AWS::RDS::DBInstance' }, fires: false }] }),
      /tests\[0\].resource.type: AWS::RDS::DBInstance is none of the rule's types, which are AWS::S3::Bucket/,
    ],
    [
      'a tag that is a number',
      fileOf({ ...good, tests: [{ name: 'x', resource: { tags: { a: 1 } }, fires: true }] }),
      /tags.a: must be text: put it in quotes/,
    ],
    [
      'an example that is none',
      fileOf({ ...good, tests: [{ name: 'x', resource: 1, fires: true }] }),
      /resource: must be a resource, such as/,
    ],
    [
      'properties that are none',
      fileOf({ ...good, tests: [{ name: 'x', resource: { properties: [1] }, fires: true }] }),
      /properties: must be a JSON object/,
    ],
  ];
  test.each(cases)('%s', (_what, text, expected) => {
    const mistakes = mistakesIn(text);
    expect(mistakes).toHaveLength(1);
    if (typeof expected === 'string') expect(mistakes[0]).toBe(expected);
    else expect(mistakes[0]).toMatch(expected);
  });

  test('mistakes of several rules at once, by line', () => {
    const text = fileOf({ ...good, severity: 'X' }, { ...good, id: 'own-b', state: '1 +' });
    expect(mistakesIn(text).map((line) => line.replace(/: .*/, ''))).toEqual([
      'r.yaml:7:15 rules[0].severity',
      'r.yaml:16:12 rules[1].state',
    ]);
  });
});

describe('for any input', () => {
  test('nothing but a ConfigurationError escapes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map((value) => stringify(value)),
        ),
        (text) => {
          expect(() => mistakesIn(text)).not.toThrow();
        },
      ),
    );
  });

  test('nor from rules that are nearly right', async () => {
    const example = toJson(parse(await readFile('docs/examples/own-rules.yaml', 'utf8')));
    const [rule] = isJsonObject(example) && Array.isArray(example.rules) ? example.rules : [];
    const keys = Object.keys(isJsonObject(rule) ? rule : {});
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        expect(() => mistakesIn(fileOf({ ...(isJsonObject(rule) ? rule : {}), [key]: value }))).not.toThrow();
      }),
    );
  });
});

describe('rules in the configuration', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-rules-'));
    await mkdir(join(folder, 'rules'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const known = { types, rules: ['versioning-turned-off', 'rds-public'] };
  const configure = async (rules: string, prod = '{}') => {
    const environments = `{ prod: { accounts: ["111122223333"], regions: [eu-west-1], rules: ${prod} } }`;
    const file = join(folder, 'tidemark.yaml');
    await writeFile(
      file,
      `version: 1\nmemberRole: { externalId: t-1 }\nrules: ${rules}\nenvironments: ${environments}\n`,
    );
    return file;
  };
  const errorOf = async (rules: string, prod?: string) => {
    const file = await configure(rules, prod);
    const error: unknown = await loadConfiguration(file, known).catch((thrown: unknown) => thrown);
    return error instanceof ConfigurationError
      ? error.message.replaceAll(`${folder}/`, '').split('\n')
      : error;
  };

  test('are loaded from files beside it, by pattern, each file once, without their tests', async () => {
    await writeFile(join(folder, 'rules', 'b.yaml'), fileOf({ ...good, id: 'own-b' }));
    const tests = [{ name: 'x', resource: {}, fires: true }];
    await writeFile(join(folder, 'rules', 'a.yaml'), fileOf({ ...good, tests }));
    const file = await configure('{ files: ["rules/*.yaml", rules/a.yaml] }');
    const { configuration, rules } = await loadConfigurationWithRules(file, known);
    expect(configuration.ownRules).toEqual([
      { ...good, sources: [] },
      { ...good, id: 'own-b', sources: [] },
    ]);
    expect(rules[0]?.tests).toHaveLength(1);
  });

  test('may be named by where they are', async () => {
    await writeFile(join(folder, 'rules', 'a.yaml'), fileOf(good));
    const file = await configure(`{ files: [${join(folder, 'rules', 'a.yaml')}] }`);
    expect((await loadConfiguration(file, known)).ownRules).toHaveLength(1);
  });

  test('may be switched off and get another severity, for all environments or for one', async () => {
    const all =
      '{ off: { rds-public: { reason: proxy } }, severity: { versioning-turned-off: { severity: LOW, reason: cache } } }';
    const prod =
      '{ severity: { rds-public: { severity: HIGH, reason: real } }, off: { versioning-turned-off: { reason: no } } }';
    const { rules, environments } = await loadConfiguration(await configure(all, prod), known);
    expect(ruleSettingsOf(rules, { off: {}, severity: {} })).toEqual([
      { rule: 'rds-public', reason: 'proxy' },
      { rule: 'versioning-turned-off', severity: 'LOW', reason: 'cache' },
    ]);
    expect(ruleSettingsOf(rules, environments.prod?.rules ?? rules)).toEqual([
      { rule: 'rds-public', severity: 'HIGH', reason: 'real' },
      { rule: 'versioning-turned-off', reason: 'no' },
    ]);
  });

  test.each([
    [
      'an unknown id',
      '{ off: { rds-publi: { reason: x } } }',
      '{}',
      /^tidemark.yaml:3:17 rules.off.rds-publi: there is no rule of this id; did you mean rds-public\?/,
    ],
    [
      'of an environment',
      '{}',
      '{ severity: { rds: { severity: LOW, reason: x } } }',
      /environments.prod.rules.severity.rds: there is no rule of this id/,
    ],
    [
      'off and of another severity',
      '{ off: { rds-public: { reason: x } }, severity: { rds-public: { severity: LOW, reason: x } } }',
      '{}',
      /rules.severity.rds-public: is switched off as well/,
    ],
    [
      'no reason',
      '{ off: { rds-public: {} } }',
      '{}',
      /rules.off.rds-public.reason: is missing, such as reason: /,
    ],
    [
      'an empty reason',
      '{ off: { rds-public: { reason: "" } } }',
      '{}',
      /reason: must be the reason, such as "the load balancer/,
    ],
    [
      'no severity',
      '{ severity: { rds-public: { reason: x } } }',
      '{}',
      /rules.severity.rds-public.severity: is missing, such as severity: MEDIUM/,
    ],
    [
      'a wrong severity',
      '{ severity: { rds-public: { severity: X, reason: x } } }',
      '{}',
      /severity: must be CRITICAL/,
    ],
    [
      'no map',
      '{ off: [rds-public] }',
      '{}',
      /rules.off: must be a map, such as \{ rds-minor-upgrades-turned-off/,
    ],
    [
      'a reason alone',
      '{ off: { rds-public: x } }',
      '{}',
      /rules.off.rds-public: must be a map, such as \{ reason/,
    ],
    [
      'files that are no list',
      '{ files: rules }',
      '{}',
      /rules.files: must be a list of files, such as \[rules\/\*.yaml\]/,
    ],
    [
      'files that are not there',
      '{ files: ["rules/*.yaml"] }',
      '{}',
      /^tidemark.yaml:3:18 rules.files\[0\]: matches no file/,
    ],
    [
      'an unknown key',
      '{ file: [] }',
      '{}',
      /rules.file: is no known key; did you mean files\? Known here: files, off, severity/,
    ],
    [
      'files of an environment',
      '{}',
      '{ files: [] }',
      /environments.prod.rules.files: is no known key; .* Known here: off, severity/,
    ],
  ])('%s is told', async (_what, rules, prod, message) => {
    const lines = await errorOf(rules, prod);
    expect(lines).toEqual([expect.stringMatching(message)]);
  });

  test('the mistakes of all files are told together, and an id stands once', async () => {
    await writeFile(join(folder, 'rules', 'a.yaml'), fileOf({ ...good, severity: 'X' }));
    await writeFile(join(folder, 'rules', 'b.yaml'), fileOf(good));
    await writeFile(join(folder, 'rules', 'c.yaml'), fileOf(good));
    expect(await errorOf('{ files: ["rules/*.yaml"] }')).toEqual([
      expect.stringMatching(/^rules\/a.yaml:7:15 rules\[0\].severity/),
      'rules/c.yaml: the rule own-bucket-without-owner is in rules/b.yaml already; give it an id of its own',
    ]);
  });

  test('a file that cannot be read is told', async () => {
    await expect(loadRuleFiles([join(folder, 'rules')], types)).rejects.toThrow(InputError);
    await expect(loadRuleFiles([join(folder, 'no.yaml')], types)).rejects.toThrow(
      /no.yaml cannot be read \(ENOENT\); such as: tidemark rules test/,
    );
  });
});
