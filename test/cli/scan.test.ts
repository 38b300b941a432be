import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../../lib/model/errors.ts';
import { runReportSchema } from '../../lib/model/report.ts';
import { World } from '../scan/world.ts';
import { callerArn, cli, Screen, WorldCli } from './harness.ts';

const account = '111122223333';
const regional = 'Test::Regional::Thing';
const global = 'Test::Global::Thing';
const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });

let world: World;
let tidemark: WorldCli;
beforeEach(async () => {
  world = await World.create();
  tidemark = new WorldCli(world);
  await tidemark.configure(
    `{ prod: { accounts: ["${account}", "444455556666"], regions: [eu-west-1, eu-central-1] }, dev: { accounts: ["222233334444"], regions: [eu-west-1], alerts: { threshold: LOW }, types: { exclude: ["Test::Global::*"] } } }`,
  );
  world.put(
    regional,
    account,
    'eu-west-1',
    { id: 'a', properties: { Size: 1, Price: 10 } },
    { id: 'b', properties: {} },
  );
  world.put(regional, '222233334444', 'eu-west-1', { id: 'd', properties: { Size: 1 } });
});
afterEach(() => world.remove());

/** Changes that make a HIGH finding (a deletion that loses data) and a LOW one. */
function drift(): void {
  world.put(regional, account, 'eu-west-1', { id: 'a', properties: { Size: 2, Price: 25 } });
}

async function json(...args: string[]) {
  const { out, code } = await tidemark.run([...args, '--json']);
  return { code, report: runReportSchema.parse(JSON.parse(out)) };
}

describe('detect', () => {
  test('after a baseline finds nothing in an unchanged account', async () => {
    const approved = await tidemark.run(['baseline', 'prod', '--reason', 'CHG-42']);
    expect(approved).toMatchObject({ code: 0, err: '' });
    expect(approved.out).toContain('Approved 2 resources as the baseline of prod');
    const { code, out, err } = await tidemark.run(['detect', 'prod']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Nothing changed');
    expect(out).toMatch(/Report: .*kept\/runs\/.*\/report\.html\n$/);
  });

  test('tells what changed, with severity and cost, and exits with 1', async () => {
    await tidemark.run(['baseline', 'prod']);
    drift();
    const { code, out } = await tidemark.run(['detect', 'prod']);
    expect(code).toBe(1);
    expect(out).toContain('b removed');
    expect(out).toContain('$10.00 → $25.00 a month');
  });

  test('with --json prints the run report and nothing else', async () => {
    await tidemark.run(['baseline', 'prod']);
    drift();
    const { code, report } = await json('detect', 'prod');
    expect(code).toBe(1);
    expect(report).toMatchObject({
      mode: 'detect',
      trigger: 'cli',
      requestedBy: callerArn,
      severities: { HIGH: 1 },
    });
  });

  test('--fail-on decides what counts; without it the alert threshold of the environment', async () => {
    await tidemark.run(['baseline', 'prod']);
    await tidemark.run(['baseline', 'dev']);
    drift();
    world.put(regional, '222233334444', 'eu-west-1', { id: 'd', properties: { Size: 9 } });
    const codeOf = async (...args: string[]) => (await tidemark.run(args)).code;
    expect(await codeOf('detect', 'prod', '--fail-on', 'critical')).toBe(0);
    expect(await codeOf('detect', 'prod', '--fail-on', 'LOW')).toBe(1);
    expect(await codeOf('detect', 'dev')).toBe(1);
    expect(await codeOf('detect', 'dev', '--fail-on', 'HIGH')).toBe(0);
    expect(await codeOf('detect-all', '--fail-on', 'CRITICAL')).toBe(0);
    expect(await codeOf('detect-all')).toBe(1);
  });

  test('detect-all scans every environment', async () => {
    const { report } = await json('detect-all');
    expect(report.environments.map(({ environment, targets }) => [environment, targets.length])).toEqual([
      ['prod', 6],
      ['dev', 1],
    ]);
  });

  test.each([
    [['--account', account], 3],
    [['--account', account, '444455556666'], 6],
    [['--account', account, '--account', '444455556666', '--region', 'global'], 2],
    [['--account', `${account},444455556666`, '--region', 'eu-west-1'], 2],
    [['--region', 'eu-west-1', 'global'], 4],
    [['--type', regional], 4],
    [['--type', 'Test::*'], 6],
    [['--type', global, '--type', regional, '--region', 'global'], 2],
  ])('%j scans %d targets', async (options, targets) => {
    const { report } = await json('detect', 'prod', ...options);
    expect(report.environments[0]?.targets).toHaveLength(targets);
  });

  test('--html writes the report as a page too', async () => {
    const page = join(world.store.location, 'page.html');
    const { out } = await tidemark.run(['detect', 'prod', '--html', page]);
    expect(readFileSync(page, 'utf8')).toContain('<');
    expect(out).toContain(`Report: ${page}`);
  });

  test('--profile is the one that AWS is reached with', async () => {
    await tidemark.run(['detect', 'prod', '--profile', 'audit']);
    await tidemark.run(['detect', 'prod']);
    expect(tidemark.profiles).toEqual(['audit', undefined]);
  });

  test('--bucket keeps everything in the bucket, under the key of the hub or of a named secret', async () => {
    await tidemark.run(['detect', 'prod', '--bucket', 'tidemark-hub']);
    await tidemark.run(['detect', 'dev', '--bucket', 'tidemark-hub', '--digest-secret', 'mine']);
    expect(tidemark.bucketsOpened).toEqual([
      ['tidemark-hub', undefined, 'eu-west-1'],
      ['tidemark-hub', 'mine', 'eu-west-1'],
    ]);
    expect(existsSync(tidemark.store)).toBe(false);
  });
});

describe('scan', () => {
  test('stores snapshots that compare takes, and approves nothing', async () => {
    const first = await tidemark.run(['scan', 'prod', '--account', account, '--region', 'eu-west-1']);
    expect(first).toMatchObject({ code: 0, err: '' });
    drift();
    const second = await tidemark.run(['scan', 'prod', '--account', account, '--region', 'eu-west-1']);
    const [before = '', after = ''] = [first, second].map(({ out }) => /^Snapshot: (.*)$/m.exec(out)?.[1]);
    expect(existsSync(join(tidemark.store, 'baselines'))).toBe(false);
    const compared = await cli(['compare', before, after]);
    expect(compared.out).toContain('2 resources before, 1 after');
  });
});

test('a failure of AWS Config makes no scan incomplete, and is told on standard error', async () => {
  const aws = mockClient(ConfigServiceClient);
  aws.onAnyCommand().rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  const { types, prices } = world.options;
  const groups = types.slice(0, 1).map((type) => ({ ...type, type: 'AWS::EC2::SecurityGroup' }));
  const knowledgeOf = (type: string) => groups[0] ?? { type };
  const given = { loadCatalogue: async () => ({ types: groups, knowledgeOf, prices }) };
  await tidemark.configure(`{ prod: { accounts: ["${account}"], regions: [eu-west-1] } }`);
  await appendFile(tidemark.config, 'awsConfig: { mode: reuse }\n');
  expect(await tidemark.run(['baseline', 'prod'], given)).toMatchObject({ code: 0, err: '' });
  drift();
  const { code, err } = await tidemark.run(['detect', 'prod'], given);
  aws.restore();
  expect(code).toBe(1);
  expect(err).toBe(
    `tidemark: Everything was read, because AWS Config could not be used: AccessDeniedException: no (1 target)
tidemark: Findings lack their timeline: AccessDeniedException: no (1 target)
`,
  );
});

describe('an incomplete scan', () => {
  test('exits with 3, and says on standard error what is missing', async () => {
    world.refusingAccounts.add('444455556666');
    world.failures.set(global, denied);
    const { code, out, err } = await tidemark.run(['detect', 'prod']);
    expect(code).toBe(3);
    expect(out).toContain('Targets that failed');
    expect(err).toBe(
      'tidemark: The scan is incomplete: 3 of 6 targets failed, 1 resource type could not be read completely; nothing of it counts as removed.\n',
    );
  });

  test.each(['baseline', 'scan'])('of %s exits with 3 too', async (command) => {
    world.refusingAccounts.add('444455556666');
    expect(await tidemark.run([command, 'prod'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('3 of 6 targets failed;'),
    });
  });

  test('with drift in what was read exits with 1: drift is certain', async () => {
    await tidemark.run(['baseline', 'prod']);
    drift();
    world.refusingAccounts.add('444455556666');
    expect((await tidemark.run(['detect', 'prod'])).code).toBe(1);
  });

  test('whose only findings tell of lost coverage exits with 3', async () => {
    await tidemark.run(['baseline', 'prod']);
    world.failures.set(regional, denied);
    const { code, report } = await json('detect', 'prod', '--fail-on', 'INFO');
    expect(report.environments[0]?.findingsTotal).toBe(4);
    expect(code).toBe(3);
  });
});

describe('progress', () => {
  test('on a terminal is one line on standard error that is rewritten, then taken away', async () => {
    const stderr = new Screen(60);
    world.refusingAccounts.add('444455556666');
    await tidemark.run(['detect', 'prod', '--json'], { stderr });
    const steps = stderr.text.split('\r\u001B[K');
    expect(steps[1]).toBe(`0 of 6 targets · prod ${account} eu-west-1`);
    expect(stderr.text).toContain('6 of 6 targets, 3 failed · prod');
    expect(steps.every((step) => step.length < 60 || step.startsWith('tidemark:'))).toBe(true);
    expect(steps.at(-1)).toMatch(/^tidemark: The scan is incomplete/);
  });

  test('on a terminal that does not tell its width fits into 80 columns', async () => {
    const stderr = new Screen(0);
    await tidemark.run(['detect', 'prod'], { stderr });
    expect(stderr.text).toContain(`6 of 6 targets · prod 444455556666`);
  });

  test('in a file is none', async () => {
    expect((await tidemark.run(['detect', 'prod'])).err).toBe('');
  });
});

describe('the digest key of a local store', () => {
  const keyFile = () => join(tidemark.store, 'digest-key');

  test('is made once, for its owner only', async () => {
    await tidemark.run(['detect', 'prod']);
    const key = readFileSync(keyFile(), 'utf8');
    expect(key).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    await Promise.all([tidemark.run(['detect', 'prod']), tidemark.run(['detect', 'dev'])]);
    expect(readFileSync(keyFile(), 'utf8')).toBe(key);
  });

  test('made by two runs at once is the same for both', async () => {
    const outcomes = await Promise.all([tidemark.run(['scan', 'prod']), tidemark.run(['scan', 'dev'])]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
  });

  test('that was damaged is refused, not replaced', async () => {
    mkdirSync(tidemark.store);
    writeFileSync(keyFile(), 'short');
    const { code, err } = await tidemark.run(['detect', 'prod']);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('holds no key of at least 32 characters'),
    });
  });
});

describe('what must be corrected exits with 2 before anything is written', () => {
  const messages: [string[], string][] = [
    [['detect'], "missing required argument 'environment'; such as: tidemark detect prod"],
    [['detect', '--account', account, 'prod'], "missing required argument 'environment'"],
    [['detect', 'prd'], 'environment "prd" is not in'],
    [['detect', 'prd'], 'did you mean prod? Known: dev, prod'],
    [['detect', 'prod', 'dev'], 'too many arguments'],
    [['detect', 'prod', '--account', '12'], '--account "12" is no account id of 12 digits'],
    [['detect', 'prod', '--account', '222233334444'], '--account 222233334444 is not in environment prod of'],
    [['detect-all', '--account', '999999999999'], '--account 999999999999 is not in'],
    [['detect', 'prod', '--region', 'eu-west-2'], '--region "eu-west-2" is not in environment prod of'],
    [['detect', 'prod', '--region', 'eu-west-2'], 'did you mean eu-west-1?'],
    [['detect', 'prod', '--type', 'Test::Regional::Thin'], 'did you mean Test::Regional::Thing?'],
    [['detect', 'dev', '--type', global], '--type Test::Global::Thing is turned off in'],
    [['detect', 'prod', '--type', global, '--region', 'eu-west-1'], 'leave no target to scan'],
    [['detect', 'prod', '--fail-on', 'bad'], '--fail-on "bad" is no severity'],
    [['detect', 'prod', '--bucket', 's3://hub'], '--bucket "s3://hub" is no bucket name'],
    [['detect', 'prod', '--html', '/nowhere/report.html'], '--html /nowhere/report.html cannot be written'],
    [['detect', 'prod', '--html', '/tmp'], '--html /tmp is a folder'],
    [['baseline', 'prod', '--fail-on', 'HIGH'], "unknown option '--fail-on'"],
    [['detect', 'prod', '--reason', 'x'], "unknown option '--reason'"],
    [['detect', 'prod', '--json=yes'], '--json'],
  ];
  test.each(messages)('%j', async (args, message) => {
    const { code, out, err } = await tidemark.run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('tidemark: ');
    expect(err).toContain(message);
    expect(existsSync(tidemark.store)).toBe(false);
  });

  test('--bucket together with --store', async () => {
    const { code, err } = await cli(['detect', 'prod', '--bucket', 'b', '--store', 's']);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("'--bucket <name>' cannot be used with"),
    });
  });

  test('a configuration that is not there, with the smallest that is accepted', async () => {
    const { code, err } = await cli(['detect', 'prod', '--config', '/nowhere/tidemark.yaml']);
    expect(code).toBe(2);
    expect(err).toMatch(/cannot be read \(ENOENT\)[\s\S]*version: 1\n[\s\S]*environments: \{ prod:/);
  });

  test('a mistake in the configuration, with its line', async () => {
    await tidemark.configure('{ prod: { accounts: ["1"], regions: [eu-west-1] } }');
    const { code, err } = await tidemark.run(['detect', 'prod']);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(
        /tidemark\.yaml:3:\d+ environments\.prod\.accounts\[0\]: must be a 12-digit/,
      ),
    });
  });

  test('a store that is a file', async () => {
    writeFileSync(tidemark.store, '');
    const { code, err } = await tidemark.run(['detect', 'prod']);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/--store .*kept cannot be used \(ENOTDIR\); name a folder/),
    });
  });

  test('a store that cannot be made', async () => {
    symlinkSync(join(world.store.location, 'nothing'), tidemark.store);
    const { code, err } = await tidemark.run(['detect', 'prod']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('kept cannot be used (E') });
  });

  test('credentials that are not there', async () => {
    const { code, err } = await tidemark.run(['detect', 'prod'], {
      openAws: async () => ({
        ...tidemark.aws,
        caller: async () => {
          throw new InputError('No valid AWS credentials');
        },
      }),
    });
    expect({ code, err }).toEqual({ code: 2, err: 'tidemark: No valid AWS credentials\n' });
    expect(existsSync(tidemark.store)).toBe(false);
  });
});

test('a page that can no longer be written in the end leaves nothing half-written', async () => {
  const folder = join(world.store.location, 'pages');
  mkdirSync(folder);
  const { code, err } = await tidemark.run(['detect', 'prod', '--html', join(folder, 'page.html')], {
    openAws: async () => {
      await rm(folder, { recursive: true });
      return tidemark.aws;
    },
  });
  expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('ENOENT') });
});
