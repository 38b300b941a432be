import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { countSeverities, noSeverities, recommend } from '../../lib/findings/summary.ts';
import type { AssessedChange } from '../../lib/model/finding.ts';
import type { ComparisonSummary } from '../../lib/model/report.ts';
import { type Comparison, textComparison, textReport } from '../../lib/report/text.ts';
import {
  anyFinding,
  environmentReport,
  failedTarget,
  finding,
  gappyCoverage,
  largerDatabase,
  monthlyCost,
  runReport,
  targetResult,
} from './report-fixtures.ts';

const wide = { color: false, width: 100 };

function reportOf(...findings: Parameters<typeof environmentReport>) {
  return textReport(runReport([environmentReport(...findings)]), wide);
}

describe('the report of a run', () => {
  test('tells when the resource changed, where AWS Config told', () => {
    const timeline = [
      {
        at: '2026-11-20T14:02:30.000Z',
        status: 'OK',
        changedPaths: ['/configuration/ipPermissions', '/tags'],
      },
      { at: '2026-11-19T08:00:00.000Z', status: 'ResourceDeleted' },
      { at: '2026-11-18T08:00:00.000Z', status: 'ResourceDiscovered' },
      { at: '2026-11-17T08:00:00.000Z', status: 'OK', changedPaths: [] },
    ];
    expect(reportOf([finding({ timeline })])).toContain(
      `    when  changed at 2026-11-20 14:02 UTC (ipPermissions, tags)
          deleted at 2026-11-19 08:00 UTC
          first seen at 2026-11-18 08:00 UTC
          and 1 earlier change
`,
    );
  });

  test('reads well', () => {
    const targets = [targetResult([finding()], { coverage: gappyCoverage }), failedTarget];
    const environment = environmentReport([largerDatabase, finding()], targets, { resolved: 1 });
    expect(textReport(runReport([environment], { status: 'incomplete' }), wide)).toBe(
      `Tidemark detect run 20261121T070000Z-4f2a9c1b, 9 seconds, incomplete: not everything could be read

prod: 40 resources in 2 targets, 1 failed, 1 finding resolved since the last run
   found  1 CRITICAL   1 HIGH   0 MEDIUM   0 LOW   0 INFO
 of them  1 new, 1 open from earlier runs
    cost  $52.56 → $730.00 a month (+$677.44, +1,288.9 %)

CRITICAL  bastion (sg-0abc) modified
          AWS::EC2::SecurityGroup
          account 111122223333, eu-west-1 · new · score 95
 changed  SecurityGroupIngress added: CidrIp: 0.0.0.0/0, FromPort: 22, IpProtocol: tcp, ToPort: 22
     why  Anybody on the internet can now reach SSH (tcp 22) behind bastion.
    cost  none
      do  Remove the rule, and reach the server with Session Manager.

    HIGH  orders modified
          AWS::RDS::DBInstance
          account 111122223333, eu-west-1 · open since 2026-11-19 · score 61
 changed  DBInstanceClass: db.t3.medium → db.r5.2xlarge
     why  The database costs sixteen times as much.
    cost  $52.56 → $730.00 a month (+$677.44, +1,288.9 %)
      do  Make it smaller again, or approve it.

What to do first
CRITICAL  Remove the rule, and reach the server with Session Manager. (bastion (sg-0abc))
    HIGH  Make it smaller again, or approve it. (orders)

Targets that failed
  account 444455556666, eu-west-1: AssumeRoleError: Could not assume the role

What could not be read, and so was not compared
  AWS::IAM::Role not read (account 111122223333, eu-west-1): iam:ListRoles: AccessDenied: not
  authorized
  AWS::S3::Bucket partly read (account 111122223333, eu-west-1): s3:GetEncryptionConfiguration:
  AccessDenied: denied
`,
    );
  });

  test('puts several environments side by side', () => {
    const report = runReport([
      environmentReport(
        [largerDatabase, finding({ monthlyCost: monthlyCost(null, null) })],
        [targetResult(), failedTarget],
      ),
      environmentReport([], [targetResult()], { environment: 'dev' }),
    ]);
    const text = textReport(report, wide);
    expect(text).toMatch(
      /Environment\s+│ CRITICAL │ HIGH │ MEDIUM │ LOW │ INFO │\s+Cost a month │ Targets │ Failed/,
    );
    expect(text).toMatch(/prod\s+│\s+1 │\s+1 │\s+0 │\s+0 │\s+0 │ \+\$677.44, 1 unknown │\s+2 │\s+1/);
    expect(text).toMatch(/dev\s+│\s+0 │.*\$0.00 │\s+1 │\s+0/);
    expect(textReport(report, { color: false, width: 60 })).not.toContain('│');
  });

  test('tells fifty findings and counts the others', () => {
    const findings = Array.from({ length: 52 }, (_, at) => finding({ id: `sg-${at}`, name: `sg-${at}` }));
    expect(reportOf(findings)).toContain(
      '2 more findings, not more dangerous than these; the JSON output has them.',
    );
  });

  test('says that unknown costs are unknown, and why', () => {
    const text = reportOf([finding({ monthlyCost: monthlyCost(null, 5, 'no price of the old class') })]);
    expect(text).toContain('    cost  unknown → $5.00 a month\n          no price of the old class');
    expect(text).toContain('    cost  unknown for 1 finding');
  });

  test.each<[string, Parameters<typeof environmentReport>, string]>([
    ['all is as approved', [[], [targetResult()]], 'Nothing changed: 40 resources in 1 target as approved.'],
    [
      'a part could not be read',
      [[], [targetResult([], { coverage: gappyCoverage })]],
      'Nothing changed in what could be read',
    ],
    ['a target failed', [[], [targetResult(), failedTarget]], 'Nothing changed in what could be read'],
    [
      'a baseline was approved',
      [[], [targetResult([], { status: 'baselined' })]],
      'Approved 40 resources as the baseline of prod.',
    ],
    [
      'a snapshot was only taken',
      [[], [targetResult([], { status: 'scanned' })]],
      'Took a snapshot of 40 resources; nothing was compared.',
    ],
    ['nothing could be compared', [[], [failedTarget]], 'Nothing could be compared.'],
    [
      'a target became the baseline',
      [[], [targetResult([], { status: 'baselined' }), targetResult()]],
      '1 became the baseline',
    ],
    [
      'something was taken over',
      [
        [],
        [
          targetResult([], {
            coverage: {
              'AWS::EC2::VPC': { status: 'complete', resources: 1, gaps: [] },
              'AWS::EC2::SecurityGroup': { status: 'complete', resources: 1, gaps: [], reusedFrom: 'run-0' },
            },
          }),
        ],
      ],
      'note  1 target: taken over from an earlier run, because AWS Config says that nothing changed:\n          AWS::EC2::SecurityGroup\n',
    ],
    [
      'targets have notes',
      [[], [targetResult([], { note: 'old' }), targetResult([], { note: 'old' })]],
      'note  2 targets: old',
    ],
    [
      'why a target failed is not known',
      [[], [targetResult([], { status: 'failed', coverage: {} })]],
      'no reason is known',
    ],
    [
      'why a type was not read is not known',
      [[], [targetResult([], { coverage: { 'AWS::X::Y': { status: 'unread', resources: 0, gaps: [] } } })]],
      'AWS::X::Y not read (account 111122223333, eu-west-1): no reason is known',
    ],
    ['findings resolved', [[finding({ status: 'resolved' })]], 'resolved · score 95'],
    ['a finding got worse', [[finding({ status: 'escalated' })]], 'escalated, open since 2026-11-21'],
    ['a finding is global', [[finding({ region: 'global' })]], 'account 111122223333, global services'],
  ])('says so when %s', (_when, environment, expected) => {
    expect(reportOf(...environment)).toContain(expected);
  });

  test('tells equal gaps of several targets once', () => {
    const targets = ['eu-west-1', 'us-east-1'].map((region) =>
      targetResult([], { region, coverage: gappyCoverage }),
    );
    expect(reportOf([], targets)).toContain(
      'AWS::IAM::Role not read (account 111122223333, eu-west-1; account 111122223333, us-east-1):',
    );
  });

  test.each([
    ['added', 'with'],
    ['removed', 'had'],
  ] as const)('tells a few properties of a resource that was %s', (change, label) => {
    const properties = Array.from({ length: 8 }, (_, at) => ({
      path: `/P${at}`,
      before: change === 'added' ? null : at,
      after: change === 'added' ? at : null,
    }));
    const text = reportOf([finding({ change, properties })]);
    expect(text).toContain(`${label.padStart(8)}  P0: 0\n          P1: 1`);
    expect(text).toContain('and 3 more properties');
  });
});

describe('colours', () => {
  const report = runReport([
    environmentReport(
      [finding(), largerDatabase],
      [targetResult([], { coverage: gappyCoverage }), failedTarget],
    ),
    environmentReport([], [targetResult()], { environment: 'dev' }),
  ]);

  test('change nothing but the colours', () => {
    const plain = textReport(report, wide);
    const colored = textReport(report, { ...wide, color: true });
    expect(plain).not.toContain('\u001b');
    expect(colored).toContain('\u001b[');
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });
});

test('lines fit the terminal, but for words that are longer', () => {
  const text = textReport(runReport([environmentReport([finding(), largerDatabase])]), {
    color: false,
    width: 60,
  });
  const tooLong = text.split('\n').filter((line) => line.length > 60 && !line.startsWith('Tidemark'));
  expect(tooLong).toEqual([]);
});

test('no finding steers the terminal, whatever its names and values are', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 5 }), (findings) => {
      expect(reportOf(findings)).not.toMatch(/[[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]--\n]/v);
    }),
    { numRuns: 60 },
  );
}, 30_000);

describe('the comparison of two snapshots', () => {
  const none: ComparisonSummary = {
    resources: { before: 3, after: 3, added: 0, removed: 0, replaced: 0, modified: 0, unchanged: 3 },
    severities: noSeverities(),
    cost: { delta: 0, baseline: 0, percent: null, unknown: 0, currency: 'USD' },
    incidents: [],
    recommendations: [],
    notCompared: [],
  };
  const {
    schemaVersion: _version,
    fingerprint: _fingerprint,
    environment: _environment,
    status: _status,
    firstSeen: _first,
    lastSeen: _last,
    runId: _run,
    ...change
  } = finding();

  function comparisonOf(findings: AssessedChange[], rest: Partial<ComparisonSummary> = {}): Comparison {
    return {
      findings,
      summary: {
        ...none,
        severities: countSeverities(findings),
        recommendations: recommend(findings),
        ...rest,
      },
      before: 'monday.json',
      after: 'tuesday.json',
    };
  }

  test('reads well', () => {
    const resources = {
      before: 1_200,
      after: 1_201,
      added: 1,
      removed: 0,
      replaced: 0,
      modified: 1,
      unchanged: 1_199,
    };
    const notCompared = [{ type: 'AWS::IAM::Role', reason: 'not asked for in the second snapshot' }];
    expect(
      textComparison(comparisonOf([change], { resources, notCompared }), { color: false, width: 120 }),
    ).toBe(
      `Tidemark compare monday.json → tuesday.json

   found  1 CRITICAL   0 HIGH   0 MEDIUM   0 LOW   0 INFO
      in  1,200 resources before, 1,201 after: 1 added, 0 removed, 1 modified, 1,199 unchanged
    cost  no change

CRITICAL  bastion (sg-0abc) modified
          AWS::EC2::SecurityGroup
          account 111122223333, eu-west-1 · score 95
 changed  SecurityGroupIngress added: CidrIp: 0.0.0.0/0, FromPort: 22, IpProtocol: tcp, ToPort: 22
     why  Anybody on the internet can now reach SSH (tcp 22) behind bastion.
    cost  none
      do  Remove the rule, and reach the server with Session Manager.

What to do first
CRITICAL  Remove the rule, and reach the server with Session Manager. (bastion (sg-0abc))

Not compared
          AWS::IAM::Role: not asked for in the second snapshot
`,
    );
  });

  test('says that nothing differs', () => {
    expect(textComparison(comparisonOf([]), wide)).toContain(
      'Nothing differs: the same 3 resources in both.',
    );
  });

  test('does not claim sameness of what was not compared', () => {
    const notCompared = [{ type: 'AWS::IAM::Role', reason: 'not read' }];
    expect(textComparison({ findings: [], summary: { ...none, notCompared } }, wide)).toMatch(
      /^Tidemark compare before → after\n\n {10}Nothing differs in what could be compared\.\n/,
    );
  });

  test('leaves out places that the files do not tell', () => {
    const text = textComparison(comparisonOf([{ ...change, account: '', region: '' }]), wide);
    expect(text).toContain('AWS::EC2::SecurityGroup\n          score 95\n');
  });
});
