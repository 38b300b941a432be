import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { localDigest } from '../../lib/cli/local-digest-key.ts';
import { textOptions } from '../../lib/cli/output.ts';
import { assessedChangeSchema } from '../../lib/model/finding.ts';
import { comparisonSummarySchema } from '../../lib/model/report.ts';
import { resourceLine } from '../../lib/snapshot/canonical.ts';
import { snapshotBytes } from '../../lib/snapshot/format.ts';
import { cli, Screen } from './harness.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const ingress = (cidr: string) => ({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: cidr });
const group = (cidr: string) => ({
  type: 'AWS::EC2::SecurityGroup',
  id: 'sg-1',
  ...place,
  tags: { Name: 'bastion' },
  properties: { GroupName: 'bastion', SecurityGroupIngress: [ingress(cidr)] },
});
const vpc = { type: 'AWS::EC2::VPC', id: 'vpc-1', ...place, properties: { CidrBlock: '10.0.0.0/16' } };
const unknownThing = { type: 'Custom::Thing', id: 't-1', ...place, properties: { Size: 1 } };

const comparisonSchema = z.strictObject({
  schemaVersion: z.literal(1),
  before: z.string(),
  after: z.string(),
  findings: z.array(assessedChangeSchema),
  summary: comparisonSummarySchema,
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-compare-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: string | Uint8Array, ending = '.json'): string {
  files += 1;
  const path = join(folder, `file-${files}${ending}`);
  writeFileSync(path, content);
  return path;
}
const array = (...resources: object[]) => file(JSON.stringify(resources));

function compare(before: string, after: string, ...options: string[]) {
  return cli(['compare', before, after, '--store', join(folder, 'no-store'), ...options]);
}

async function compareJson(before: string, after: string, ...options: string[]) {
  const { out } = await compare(before, after, '--json', ...options);
  return comparisonSchema.parse(JSON.parse(out));
}

describe('compare', () => {
  test('tells an opened port with its risk, cost, reason and remedy', async () => {
    const { code, out, err } = await compare(array(group('10.0.0.0/8')), array(group('0.0.0.0/0')));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('CRITICAL');
    expect(out).toContain('bastion (sg-1) modified');
    expect(out).toContain('0.0.0.0/0');
    expect(out).not.toContain('\u001B');
    expect(out.endsWith('\n')).toBe(true);
  });

  test('prints with --json one object in the documented form', async () => {
    const { findings, summary } = await compareJson(
      array(group('10.0.0.0/8'), vpc),
      array(group('0.0.0.0/0')),
    );
    expect(findings.map(({ id, change }) => [id, change])).toEqual([
      ['sg-1', 'modified'],
      ['vpc-1', 'removed'],
    ]);
    expect(findings[0]).toMatchObject({
      ...place,
      monthlyCost: { before: 0, after: 0, delta: 0, currency: 'USD' },
    });
    expect(summary.resources).toEqual({
      before: 2,
      after: 1,
      added: 0,
      removed: 1,
      modified: 1,
      replaced: 0,
      unchanged: 0,
    });
  });

  test('says of an unknown cost that it is unknown, with the reason, and never 0', async () => {
    const { findings, summary } = await compareJson(array(), array(unknownThing));
    expect(findings[0]?.monthlyCost).toMatchObject({ before: 0, after: null, delta: null });
    expect(findings[0]?.monthlyCost.assumptions).not.toEqual([]);
    expect(summary.cost.unknown).toBe(1);
  });

  test('of equal files finds nothing, and exits with 0', async () => {
    const { code, out } = await compare(array(group('10.0.0.0/8')), array(group('10.0.0.0/8')));
    expect(code).toBe(0);
    expect(out).toContain('Nothing differs');
    expect((await compareJson(array(), array())).findings).toEqual([]);
  });

  test.each([
    ['CRITICAL', 1],
    ['critical', 1],
    ['INFO', 1],
  ])('--fail-on %s exits with %d for a critical finding', async (severity, code) => {
    const outcome = await compare(
      array(group('10.0.0.0/8')),
      array(group('0.0.0.0/0')),
      '--fail-on',
      severity,
    );
    expect(outcome.code).toBe(code);
  });

  test('exits with 0 for findings below --fail-on, which is HIGH by default', async () => {
    const [before, after] = [array(), array(unknownThing)];
    expect((await compare(before, after)).code).toBe(0);
    expect((await compare(before, after, '--fail-on', 'INFO')).code).toBe(1);
  });
});

describe('compare reads', () => {
  const lines = (...resources: object[]) => resources.map((each) => JSON.stringify(each)).join('\n');
  const stored = (cidr: string) =>
    snapshotBytes(
      {
        tidemark: 'snapshot',
        schemaVersion: 1,
        target: { environment: 'prod', ...place },
        runId: 'r',
        takenAt: '2026-11-21T07:00:00Z',
        coverage: { 'AWS::EC2::SecurityGroup': { status: 'complete', resources: 1, gaps: [] } },
      },
      [resourceLine(group(cidr))],
    );
  const nowhere = ({ account: _account, region: _region, ...rest }: ReturnType<typeof group>) => rest;
  const forms: Record<string, (cidr: string) => string> = {
    'a JSON array': (cidr) => array(group(cidr)),
    'an indented JSON array': (cidr) => file(JSON.stringify([group(cidr)], null, 2)),
    'a JSON array, .gz': (cidr) => file(gzipSync(JSON.stringify([group(cidr)])), '.json.gz'),
    'JSON Lines': (cidr) => file(lines(group(cidr)), '.jsonl'),
    'JSON Lines, .gz without the ending': (cidr) => file(gzipSync(lines(group(cidr))), '.jsonl'),
    'JSON Lines with a byte order mark and CRLF': (cidr) => file(`\uFEFF${lines(group(cidr))}\r\n\r\n`),
    'an array with a byte order mark and CRLF': (cidr) => file(`\uFEFF[\r\n${lines(group(cidr))}\r\n]\r\n`),
    'a stored snapshot': (cidr) => file(stored(cidr), '.jsonl.gz'),
    'an array that states no places': (cidr) => array(nowhere(group(cidr))),
  };
  const pairs = Object.keys(forms).flatMap((one) => Object.keys(forms).map((other) => [one, other] as const));

  test.each(pairs)('%s and %s', async (one, other) => {
    const before = forms[one]?.('10.0.0.0/8') ?? '';
    expect((await compareJson(before, forms[other]?.('10.0.0.0/8') ?? '')).findings).toEqual([]);
    const { findings } = await compareJson(before, forms[other]?.('0.0.0.0/0') ?? '');
    expect(findings).toMatchObject([{ id: 'sg-1', change: 'modified', severity: 'CRITICAL' }]);
  });

  test('what could not be read of a plain resource as neither changed nor gone', async () => {
    const unread = { ...vpc, properties: {}, unread: [{ path: '/CidrBlock', reason: 'AccessDenied: no' }] };
    expect((await compareJson(array(vpc), array(unread))).findings).toEqual([]);
  });
});

describe('compare refuses', () => {
  const good = () => array(vpc);
  test.each<[string, () => string, string]>([
    [
      'a file that is not there',
      () => join(folder, 'none.json'),
      'none.json does not exist; such as: tidemark compare',
    ],
    ['a folder', () => folder, 'is a folder; such as: tidemark compare'],
    ['an empty file', () => file(''), 'is empty; a snapshot without resources is the JSON array []'],
    ['broken JSON', () => file('[\n  {"type":\n  hello}\n]'), 'is not JSON at line 3, column 3'],
    ['a broken line', () => file(`${JSON.stringify(vpc)}\n{"type":`), 'is not JSON at line 2, column 9'],
    ['a cut off array', () => file(`[${JSON.stringify(vpc)},\n`), 'is not JSON at line 1, column 1'],
    [
      'text behind the array',
      () => file('[] x'),
      'is not JSON at line 1, column 4 (Unexpected non-whitespace character',
    ],
    ['an element without type', () => array(vpc, { id: 'a' }), 'Element 1 of'],
    ['a line without id', () => file('{"type":"AWS::EC2::VPC"}'), 'Line 1 of'],
    [
      'properties that are a list',
      () => array({ ...vpc, properties: [] }),
      'properties: Invalid input: expected an object',
    ],
    ['tags that are a number', () => array({ ...vpc, tags: 3 }), 'tags: '],
    ['a resource twice', () => array(vpc, vpc), 'holds AWS::EC2::VPC vpc-1 of 111122223333 eu-west-1 twice'],
    ['UTF-16', () => file(Buffer.from('\uFEFF[]', 'utf16le')), 'is UTF-16 text; save it as UTF-8'],
    ['an archive', () => file(Buffer.from([0x50, 0x4b, 3, 4, 0, 0])), 'is not text; accepted are'],
    ['damaged gzip', () => file(gzipSync('[]').subarray(0, 12)), 'is damaged or cut off'],
    [
      'a snapshot of another version',
      () => file('{"tidemark":"snapshot","schemaVersion":99}'),
      'schemaVersion 99',
    ],
  ])('%s, with one message and exit code 2', async (_name, bad, message) => {
    for (const given of [
      [bad(), good()],
      [good(), bad()],
    ] as const) {
      const { code, out, err } = await compare(...given);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^tidemark: .*\n$/);
      expect(err).toContain(message);
    }
  });

  test('broken JSON without showing what stands there', async () => {
    const { err } = await compare(file('[{"Password": hunter2}]'), good());
    expect(err).toContain('line 1, column 15');
    expect(err).not.toContain('hunter2');
  });

  test.each([
    [['compare', 'a.json'], "missing required argument 'after'; such as: tidemark compare"],
    [['compare', 'a', 'b', 'c'], 'too many arguments for'],
    [['compare', 'a', 'b', '--fail-on', 'hgih'], '--fail-on "hgih" is no severity; did you mean HIGH?'],
    [['compare', 'a', 'b', '--fail-on'], "'--fail-on <severity>' argument missing; such as:"],
    [['compare', 'a', 'b', '--jsn'], "unknown option '--jsn' (Did you mean --json?); such as:"],
  ])('%j with an example', async (args, message) => {
    const { code, out, err } = await cli(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('secrets in plain files', () => {
  const withPassword = (MasterUserPassword: string) =>
    array({ type: 'AWS::RDS::DBInstance', id: 'db', ...place, properties: { MasterUserPassword } });

  test('are never shown, but seen to have changed', async () => {
    const { out } = await compare(withPassword('first-secret'), withPassword('second-secret'), '--json');
    expect(out).not.toMatch(/first-secret|second-secret/);
    const { findings } = comparisonSchema.parse(JSON.parse(out));
    expect(findings).toMatchObject([{ properties: [{ path: '/MasterUserPassword' }] }]);
  });

  test('are told apart by the key of the local store, where there is one', async () => {
    const store = join(folder, 'store');
    const digest = await localDigest(store);
    const { out } = await cli(['compare', array(), withPassword('x-secret'), '--json', '--store', store]);
    expect(out).toContain(`hmac-sha256:${digest('x-secret').slice(0, 32)}`);
  });

  test('need no store: a folder without a key is left as it is', async () => {
    const store = join(folder, 'untouched');
    await mkdir(store);
    await cli(['compare', array(), array(), '--store', store]);
    await expect(mkdir(join(store, 'digest-key'))).resolves.toBeUndefined();
  });
});

describe('output', () => {
  const [closed, opened] = [() => array(group('10.0.0.0/8')), () => array(group('0.0.0.0/0'))];
  const terminal = () => new Screen(90);
  test.each([
    ['on a terminal', [], {}, terminal, true],
    ['in a file', [], {}, () => new Screen(), false],
    ['in a file with FORCE_COLOR', [], { FORCE_COLOR: '1' }, () => new Screen(), true],
    ['on a terminal with NO_COLOR', [], { NO_COLOR: '1' }, terminal, false],
    ['on a terminal with --no-color', ['--no-color'], {}, terminal, false],
    ['on a dumb terminal', [], { TERM: 'dumb' }, terminal, false],
  ] as const)('%s: %j %j', async (_name, options, env, screen, colored) => {
    const { out } = await cli(['compare', closed(), opened(), ...options], { env, stdout: screen() });
    expect(out.includes('\u001B[')).toBe(colored);
  });

  test.each([
    [20, 40],
    [90, 90],
    [400, 120],
    [0, 100],
    [undefined, 100],
  ])('on a terminal of %j columns is laid out %d wide', (columns, width) => {
    const stdout = new Screen(columns);
    expect(textOptions(true, { stdout, env: {} }).width).toBe(width);
  });

  class BrokenStream extends Writable {
    readonly #code: string;
    constructor(code: string) {
      super();
      this.#code = code;
    }
    override _write(_chunk: Buffer, _encoding: string, done: (error: Error) => void): void {
      done(Object.assign(new Error('write failed'), { code: this.#code }));
    }
  }

  test('whose reader went away ends quietly, with the exit code of the findings', async () => {
    const outcome = await cli(['compare', closed(), opened(), '--json'], {
      stdout: new BrokenStream('EPIPE'),
    });
    expect(outcome).toMatchObject({ code: 1, err: '' });
  });

  test('onto a full disk is an error, and with TIDEMARK_DEBUG shows where', async () => {
    const full = () => ({ stdout: new BrokenStream('ENOSPC') });
    expect(await cli(['compare', closed(), opened()], full())).toMatchObject({
      code: 3,
      err: expect.stringContaining('not expected: Error: write failed; set TIDEMARK_DEBUG=1'),
    });
    const { err } = await cli(['compare', closed(), opened()], { ...full(), env: { TIDEMARK_DEBUG: '1' } });
    expect(err).toContain('at ');
  });
});

describe('help', () => {
  test.each([['--help'], ['help'], ['detect', '--help'], ['--version']])(
    '%j goes to standard output, with 0',
    async (...args) => {
      const { code, out, err } = await cli(args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(args.includes('--version') ? /^1\.2\.3\n$/ : /^Usage: tidemark/);
    },
  );

  test('without any command goes to standard error, with 2', async () => {
    expect(await cli([])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^Usage: tidemark/) });
  });

  test('suggests the command that was meant', async () => {
    const { code, err } = await cli(['detct', 'prod']);
    expect({ code, err }).toEqual({
      code: 2,
      err: "tidemark: unknown command 'detct' (Did you mean detect?); such as: tidemark detect prod\n",
    });
  });
});
