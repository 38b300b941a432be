import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadConfiguration, parseConfiguration } from '../../lib/config/load.ts';
import { awsRegions } from '../../lib/config/regions.ts';
import { loadedConfigurationSchema } from '../../lib/config/schema.ts';
import { environmentTypes } from '../../lib/config/types.ts';
import { ConfigurationError } from '../../lib/model/errors.ts';
import { matchesType } from '../../lib/model/type-pattern.ts';
import { resourceTypes } from '../../lib/resources/index.ts';
import { knownNames } from '../../lib/resources/rule-catalogue.ts';

const types = ['AWS::EC2::Instance', 'AWS::EC2::SecurityGroup', 'AWS::S3::Bucket'];
const head = 'version: 1\nmemberRole: { externalId: tidemark-1 }\n';
const prod = (more = '') =>
  `${head}environments:\n  prod:\n    accounts: ["111122223333"]\n    regions: [eu-west-1]\n${more}`;

function mistakesIn(text: string): string[] {
  try {
    parseConfiguration(text, 't.yaml', types);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a good configuration', () => {
  test('gets its defaults', () => {
    expect(parseConfiguration(prod(), 't.yaml', types)).toEqual({
      version: 1,
      memberRole: { name: 'tidemark-read', externalId: 'tidemark-1' },
      types: { include: [], exclude: [], cloudControl: [] },
      awsConfig: { mode: 'off' },
      attribution: { mode: 'cloudtrail', findings: 25 },
      costs: { usage: {}, budget: {} },
      rules: { files: [], off: {}, severity: {} },
      environments: {
        prod: {
          accounts: ['111122223333'],
          regions: ['eu-west-1'],
          schedule: 'cron(0 9 * * ? *)',
          timeZone: 'Africa/Johannesburg',
          concurrency: 4,
          alerts: { threshold: 'HIGH', email: [] },
          weight: 'normal',
          tags: {},
          types: { include: [], exclude: [], cloudControl: [] },
          costs: { usage: {}, budget: {} },
          rules: { off: {}, severity: {} },
        },
      },
    });
  });

  test('may have nobody asked who made changes', () => {
    const { attribution } = parseConfiguration(`${prod()}attribution: { mode: off }\n`, 't.yaml', types);
    expect(attribution).toEqual({ mode: 'off', findings: 25 });
  });

  test('may have AWS Config asked, in each account or in one that gathers from all', () => {
    const awsConfig = (text: string) =>
      parseConfiguration(`${prod()}awsConfig: ${text}\n`, 't.yaml', types).awsConfig;
    expect(awsConfig('{ mode: reuse }')).toEqual({ mode: 'reuse' });
    const aggregator = { name: 'organization', account: '111122223333', region: 'eu-west-1' };
    expect(awsConfig(`{ mode: reuse, aggregator: ${JSON.stringify(aggregator)} }`)).toEqual({
      mode: 'reuse',
      aggregator,
    });
  });

  test('tidemark.yaml of the repository is one', async () => {
    const { environments } = await loadConfiguration('tidemark.yaml', knownNames(resourceTypes));
    expect(Object.entries(environments).map(([name, { concurrency }]) => [name, concurrency])).toEqual([
      ['prod', 12],
      ['qa', 8],
      ['dev', 4],
    ]);
  });

  test('types are chosen by name and pattern, for all environments and for one', () => {
    const text = `${prod('    types: { exclude: ["*Group"] }\n')}types: { include: ["AWS::EC2::*"] }\n`;
    const configuration = parseConfiguration(text, 't.yaml', types);
    expect(environmentTypes(configuration, 'prod', types)).toEqual(['AWS::EC2::Instance']);
    expect(environmentTypes(configuration, 'other', types)).toEqual([
      'AWS::EC2::Instance',
      'AWS::EC2::SecurityGroup',
    ]);
    expect(matchesType('AWS::S3::Bucket', 'AWS::S3::BucketPolicy')).toBe(false);
  });
});

test('further types are read through Cloud Control, beside the native ones and without those that are excluded', () => {
  const text = `${prod('    types: { exclude: ["*::Resolver*", "AWS::EC2::*"] }\n')}types: { cloudControl: ["AWS::AppSync::Graph*", "AWS::EC2::Instance*"] }\n`;
  const configuration = parseConfiguration(text, 't.yaml', types);
  expect(environmentTypes(configuration, 'prod', types)).toEqual([
    ...types.filter((type) => !type.startsWith('AWS::EC2::')),
    'AWS::AppSync::GraphQLApi',
  ]);
  expect(environmentTypes(configuration, 'other', types)).toContain('AWS::EC2::InstanceConnectEndpoint');
});

describe('every mistake is told with line, field and a right example', () => {
  const cases: [string, string, string[]][] = [
    [
      'an empty file',
      '',
      ['t.yaml is empty; begin with: version: 1, memberRole and environments as in docs/configuration.md'],
    ],
    [
      'no list where one is wanted',
      `${head}environments:\n  prod:\n    accounts: "111122223333"\n    regions: [eu-west-1]\n`,
      ['t.yaml:5:15 environments.prod.accounts: must be a list of account ids, such as ["111122223333"]'],
    ],
    [
      'a missing key',
      `${head}environments:\n  prod:\n    accounts: ["111122223333"]\n`,
      ['t.yaml:5:5 environments.prod.regions: is missing, such as regions: [eu-west-1]'],
    ],
    [
      'a missing block',
      'version: 1\nmemberRole: { externalId: tidemark-1 }\n',
      [
        't.yaml:1:1 environments: is missing, such as environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }',
      ],
    ],
    [
      'no environment',
      `${head}environments: {}\n`,
      ['t.yaml:3:15 environments: needs at least one environment, such as prod'],
    ],
    [
      'an unknown key',
      prod('    region: eu-west-1\n'),
      [
        't.yaml:7:5 environments.prod.region: is no known key; did you mean regions? Known here: accounts, regions, schedule, timeZone, concurrency, alerts, weight, tags, types, costs, rules',
      ],
    ],
    [
      'an unknown key in alerts',
      prod('    alerts: { mail: [] }\n'),
      [
        't.yaml:7:15 environments.prod.alerts.mail: is no known key; did you mean email? Known here: threshold, email',
      ],
    ],
    [
      'an unknown key in types',
      `${prod()}types: { included: [] }\n`,
      [
        't.yaml:7:10 types.included: is no known key; did you mean include? Known here: include, exclude, cloudControl',
      ],
    ],
    [
      'a switch that YAML reads as false',
      `${prod()}awsConfig: { mode: false }\n`,
      ['t.yaml:7:20 awsConfig.mode: must be off or reuse, such as reuse'],
    ],
    [
      'AWS Config by a word alone',
      `${prod()}awsConfig: reuse\n`,
      ['t.yaml:7:12 awsConfig: must be a map, such as { mode: reuse }'],
    ],
    [
      'too many findings to attribute',
      `${prod()}attribution: { findings: 501 }\n`,
      ['t.yaml:7:26 attribution.findings: must be a whole number from 0 to 500, such as 25'],
    ],
    [
      'an unknown mode of attribution',
      `${prod()}attribution: { mode: on }\n`,
      ['t.yaml:7:22 attribution.mode: must be off or cloudtrail, such as cloudtrail'],
    ],
    [
      'attribution by a word alone',
      `${prod()}attribution: off\n`,
      ['t.yaml:7:14 attribution: must be a map, such as { mode: cloudtrail, findings: 25 }'],
    ],
    [
      'an unknown key in awsConfig',
      `${prod()}awsConfig: { modus: reuse }\n`,
      ['t.yaml:7:14 awsConfig.modus: is no known key; did you mean mode? Known here: mode, aggregator'],
    ],
    [
      'an aggregator by its name alone',
      `${prod()}awsConfig: { aggregator: organization }\n`,
      [
        't.yaml:7:26 awsConfig.aggregator: must be a map, such as { name: organization, account: "111122223333", region: eu-west-1 }',
      ],
    ],
    [
      'an aggregator without a place and with an unknown key',
      `${prod()}awsConfig: { aggregator: { name: "a b", regoin: eu-west-1 } }\n`,
      [
        't.yaml:7:26 awsConfig.aggregator.account: is missing, such as account: "111122223333"',
        't.yaml:7:26 awsConfig.aggregator.region: is missing, such as region: eu-west-1',
        't.yaml:7:34 awsConfig.aggregator.name: must be 1 to 256 letters, digits, hyphens and underscores, such as organization',
        't.yaml:7:41 awsConfig.aggregator.regoin: is no known key; did you mean region? Known here: name, account, region',
      ],
    ],
    [
      'an aggregator in no region',
      `${prod()}awsConfig: { aggregator: { name: a, account: 1, region: eu-wst-1 } }\n`,
      [
        't.yaml:7:46 awsConfig.aggregator.account: must be text: put the 12 digits in quotes, such as "111122223333"',
        't.yaml:7:57 awsConfig.aggregator.region: "eu-wst-1" is no AWS region; did you mean eu-west-1?',
      ],
    ],
    [
      'another version',
      prod().replace('version: 1', 'version: 2'),
      ['t.yaml:1:10 version: must be 1, such as version: 1'],
    ],
    [
      'an account id without quotes',
      prod().replace('"111122223333"', '111122223333'),
      [
        't.yaml:5:16 environments.prod.accounts[0]: must be text: put the 12 digits in quotes, such as "111122223333"',
      ],
    ],
    [
      'a bad account id',
      prod().replace('111122223333', '1111-2222-3333'),
      ['t.yaml:5:16 environments.prod.accounts[0]: must be a 12-digit account id, such as "111122223333"'],
    ],
    [
      'an account named twice',
      prod().replace('["111122223333"]', '["111122223333", "111122223333"]'),
      ['t.yaml:5:32 environments.prod.accounts[1]: account 111122223333 is named twice; leave it out here'],
    ],
    [
      'an account in two environments',
      prod('  dev:\n    accounts: ["111122223333"]\n    regions: [eu-west-1]\n'),
      [
        't.yaml:8:16 environments.dev.accounts[0]: account 111122223333 is in environment prod already (line 5); an account belongs to one environment',
      ],
    ],
    [
      'an unknown region',
      prod().replace('eu-west-1', 'eu-wst-1'),
      ['t.yaml:6:15 environments.prod.regions[0]: "eu-wst-1" is no AWS region; did you mean eu-west-1?'],
    ],
    [
      'global as a region',
      prod().replace('eu-west-1', 'global'),
      [
        't.yaml:6:15 environments.prod.regions[0]: global services are read by themselves: leave "global" out and name AWS regions, such as eu-west-1',
      ],
    ],
    [
      'a cron of five fields',
      prod('    schedule: cron(0 9 * * *)\n'),
      [
        't.yaml:7:15 environments.prod.schedule: "cron(0 9 * * *)" is no schedule: it has 5 fields where AWS wants 6: minutes, hours, day of month, month, day of week, year; such as cron(0 9 * * ? *) for every day at 09:00, or rate(12 hours)',
      ],
    ],
    [
      'a cron with both days',
      prod('    schedule: cron(0 9 * * MON *)\n'),
      [
        't.yaml:7:15 environments.prod.schedule: "cron(0 9 * * MON *)" is no schedule: exactly one of day of month and day of week must be ?; such as cron(0 9 * * ? *) for every day at 09:00, or rate(12 hours)',
      ],
    ],
    [
      'a cron with a bad hour',
      prod('    schedule: cron(0 25 * * ? *)\n'),
      [
        't.yaml:7:15 environments.prod.schedule: "cron(0 25 * * ? *)" is no schedule: invalid hour value \'25\'; such as cron(0 9 * * ? *) for every day at 09:00, or rate(12 hours)',
      ],
    ],
    [
      'no expression at all',
      prod('    schedule: daily\n'),
      [
        't.yaml:7:15 environments.prod.schedule: "daily" is no schedule: it is neither cron(…) nor rate(…); such as cron(0 9 * * ? *) for every day at 09:00, or rate(12 hours)',
      ],
    ],
    [
      'a rate of 1 hours',
      prod('    schedule: rate(1 hours)\n'),
      [
        't.yaml:7:15 environments.prod.schedule: "rate(1 hours)" is no schedule: a rate of 1 has a singular unit; such as cron(0 9 * * ? *) for every day at 09:00, or rate(12 hours)',
      ],
    ],
    [
      'a rate of 2 hour',
      prod('    schedule: rate(2 hour)\n'),
      [
        't.yaml:7:15 environments.prod.schedule: "rate(2 hour)" is no schedule: a rate of more than 1 has a plural unit; such as cron(0 9 * * ? *) for every day at 09:00, or rate(12 hours)',
      ],
    ],
    [
      'a rate of nothing',
      prod('    schedule: rate(0 hours)\n'),
      [
        't.yaml:7:15 environments.prod.schedule: "rate(0 hours)" is no schedule: the value of a rate is at least 1; such as cron(0 9 * * ? *) for every day at 09:00, or rate(12 hours)',
      ],
    ],
    [
      'an unknown time zone',
      prod('    timeZone: Africa/Johanesburg\n'),
      [
        't.yaml:7:15 environments.prod.timeZone: "Africa/Johanesburg" is no IANA time zone; did you mean Africa/Johannesburg?',
      ],
    ],
    [
      'concurrency out of bounds',
      prod('    concurrency: 0\n'),
      ['t.yaml:7:18 environments.prod.concurrency: must be a whole number from 1 to 500, such as 4'],
    ],
    [
      'an unknown severity',
      prod('    alerts: { threshold: SEVERE }\n'),
      [
        't.yaml:7:26 environments.prod.alerts.threshold: must be CRITICAL, HIGH, MEDIUM, LOW or INFO, such as HIGH',
      ],
    ],
    [
      'no e-mail address',
      prod('    alerts: { email: [nobody] }\n'),
      [
        't.yaml:7:23 environments.prod.alerts.email[0]: must be an e-mail address, such as security@example.com',
      ],
    ],
    [
      'a tag that is a number',
      prod('    tags: { Tier: 1 }\n'),
      ['t.yaml:7:19 environments.prod.tags.Tier: must be text, such as prod'],
    ],
    [
      'a pattern that matches nothing',
      prod('    types: { include: ["AWS::EC2::Securty*"] }\n'),
      [
        't.yaml:7:24 environments.prod.types.include[0]: "AWS::EC2::Securty*" matches no resource type that Tidemark reads; did you mean AWS::EC2::SecurityGroup?',
      ],
    ],
    [
      'a type to include that only Cloud Control reads',
      prod('    types: { include: ["AWS::AppSync::GraphQLApi"] }\n'),
      [
        't.yaml:7:24 environments.prod.types.include[0]: "AWS::AppSync::GraphQLApi" is not read natively; write it under cloudControl to read it through Cloud Control',
      ],
    ],
    [
      'a type that Cloud Control cannot list',
      `${prod()}types: { cloudControl: ["AWS::CloudFormation::CustomResource"] }\n`,
      ['t.yaml:7:25 types.cloudControl[0]: Cloud Control cannot list AWS::CloudFormation::CustomResource'],
    ],
    [
      'a type that CloudFormation does not have',
      `${prod()}types: { cloudControl: ["AWS::AppSink::GraphQLApi"] }\n`,
      [
        't.yaml:7:25 types.cloudControl[0]: "AWS::AppSink::GraphQLApi" matches no resource type of CloudFormation; did you mean AWS::AppSync::GraphQLApi?',
      ],
    ],
    [
      'a type for Cloud Control that is read natively',
      `${prod()}types: { cloudControl: ["AWS::EC2::Instance"] }\n`,
      ['t.yaml:7:25 types.cloudControl[0]: AWS::EC2::Instance is read natively already; leave it out here'],
    ],
    [
      'a bad environment name',
      prod().replace('  prod:', '  Prod One:'),
      [
        't.yaml:4:3 environments.Prod One: the name must be 1 to 32 lower-case letters, digits and hyphens, such as prod',
      ],
    ],
    [
      'a bad external id',
      prod().replace('tidemark-1', 'a b'),
      [
        't.yaml:2:27 memberRole.externalId: must be 2 to 1224 letters, digits and +=,.@:/-_, such as tidemark-7f3a9c',
      ],
    ],
    [
      'an unknown key in memberRole',
      prod().replace('externalId:', 'id: x, externalId:'),
      ['t.yaml:2:15 memberRole.id: is no known key; did you mean name? Known here: name, externalId'],
    ],
    [
      'an environment that is no map, whatever its name',
      `${head}environments: { constructor: x }\n`,
      [
        't.yaml:3:30 environments.constructor: must be a map, such as { accounts: ["111122223333"], regions: [eu-west-1] }',
      ],
    ],
    [
      'maps that are none',
      prod('    alerts: HIGH\n    tags: [prod]\n    types: all\n'),
      [
        't.yaml:7:13 environments.prod.alerts: must be a map, such as { threshold: HIGH }',
        't.yaml:8:11 environments.prod.tags: must be a map, such as { Environment: prod }',
        't.yaml:9:12 environments.prod.types: must be a map, such as { include: ["AWS::EC2::*"] }',
      ],
    ],
    [
      'an abbreviation as time zone',
      prod('    timeZone: EST\n'),
      ['t.yaml:7:15 environments.prod.timeZone: "EST" is no IANA time zone; did you mean UTC?'],
    ],
    ['a key twice', `${prod()}version: 1\n`, ['t.yaml:7:1 is not valid YAML: Map keys must be unique']],
    [
      'a tab',
      'version: 1\n\tmemberRole: x\n',
      ['t.yaml:2:1 is not valid YAML: Tabs are not allowed as indentation'],
    ],
    ['a list', '- a\n', ['t.yaml:1:1 must be a map with version, memberRole and environments']],
    [
      'too many aliases',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(20)}]\nc: [${'*b,'.repeat(20)}]\n`,
      ['t.yaml cannot be read: Excessive alias count indicates a resource exhaustion attack'],
    ],
    ['too large a file', `#${'x'.repeat(1_000_001)}`, ['t.yaml has more than 1000000 bytes']],
  ];
  test.each(cases)('%s', (_name, text, expected) => {
    expect(mistakesIn(text)).toEqual(expected);
  });

  test('all mistakes of a file are told together, by line', () => {
    const text = prod('    concurrency: many\n    timeZone: Nowhere\n').replace('version: 1', 'version: one');
    expect(mistakesIn(text).map((line) => line.split(' ')[0])).toEqual([
      't.yaml:1:10',
      't.yaml:7:18',
      't.yaml:8:15',
    ]);
  });

  test('a missing file says so', async () => {
    await expect(loadConfiguration('/nowhere/t.yaml', { types, rules: [] })).rejects.toThrow(
      /cannot be read \(ENOENT\); name the configuration with --config/,
    );
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

  test('a configuration survives YAML and JSON unchanged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tidemark-'));
    const environment = fc.record({
      accounts: fc.uniqueArray(fc.stringMatching(/^\d{12}$/), { minLength: 1, maxLength: 3 }),
      regions: fc.uniqueArray(fc.constantFrom(...awsRegions), { minLength: 1, maxLength: 3 }),
      concurrency: fc.integer({ min: 1, max: 500 }),
      tags: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string()),
    });
    const written = { version: 1, memberRole: { externalId: 'tidemark-1' } };
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-z]{1,8}$/), environment, async (name, settings) => {
        const file = join(folder, 'tidemark.yaml');
        await writeFile(file, stringify({ ...written, environments: { [name]: settings } }));
        const loaded = await loadConfiguration(file, { types, rules: [] });
        expect(loaded.environments[name]).toMatchObject(settings);
        expect(loadedConfigurationSchema.parse(JSON.parse(JSON.stringify(loaded)))).toEqual(loaded);
      }),
      { numRuns: 50 },
    );
    await rm(folder, { recursive: true });
  });
});
