import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../lib/report/html.ts';
import {
  anyFinding,
  anyText,
  environmentReport,
  failedTarget,
  finding,
  gappyCoverage,
  largerDatabase,
  monthlyCost,
  runReport,
  targetResult,
} from './report-fixtures.ts';

const voidElements = new Set(['meta', '!doctype']);

/** The elements of a page, and those that are not closed where they should be. */
function elementsOf(page: string): {
  readonly names: ReadonlySet<string>;
  readonly misplaced: readonly string[];
} {
  const open: string[] = [];
  const misplaced: string[] = [];
  const names = new Set<string>();
  for (const [, closing, name = ''] of page.matchAll(/<(\/?)([!a-z][a-z0-9]*)(?:\s[^<>]*)?>/gi)) {
    const element = name.toLowerCase();
    names.add(element);
    if (voidElements.has(element)) continue;
    if (closing === '') open.push(element);
    else if (open.pop() !== element) misplaced.push(element);
  }
  return { names, misplaced: [...misplaced, ...open] };
}

/** The text a reader sees, white space folded. */
function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*<\/style>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}

function pageOf(...findings: Parameters<typeof environmentReport>[0][]): string {
  return htmlReport(runReport(findings.map((each) => environmentReport(each))));
}

describe('the page tells', () => {
  const timeline = [{ at: '2026-11-20T14:02:30.000Z', status: 'OK', changedPaths: ['/configuration/vpcId'] }];
  const page = htmlReport(
    runReport(
      [
        environmentReport(
          [finding({ timeline }), largerDatabase, finding({ id: 'old', status: 'escalated' })],
          [
            targetResult([finding()], { coverage: gappyCoverage, note: 'the baseline is 90 days old' }),
            failedTarget,
          ],
          { resolved: 2, findingsTotal: 10 },
        ),
        environmentReport([], [targetResult()], { environment: 'dev' }),
      ],
      { status: 'incomplete', requestedBy: 'ana', reason: 'CHG-42' },
    ),
  );
  const text = textOf(page);

  test.each([
    ['when the run was', 'Tidemark report of 2026-11-21 07:00 UTC'],
    ['who asked for it', 'Requested by ana Reason CHG-42'],
    ['that it is incomplete', 'incomplete: not everything could be read'],
    ['how many findings there are of each severity', '2 CRITICAL, 1 HIGH'],
    ['the cost of an environment', '$52.56 → $730.00 a month (+$677.44, +1,288.9 %)'],
    ['findings with severity, name and change', 'CRITICAL bastion (sg-0abc) modified'],
    ['where a finding is', 'AWS::EC2::SecurityGroup · account 111122223333, eu-west-1 · new · score 95'],
    ['the id', 'Id sg-0abc'],
    ['what changed from what to what', 'DBInstanceClass db.t3.medium db.r5.2xlarge'],
    ['what a list got', 'SecurityGroupIngress not there CidrIp: 0.0.0.0/0'],
    ['why it matters', 'Anybody on the internet can now reach SSH'],
    ['when the resource changed', 'When changed at 2026-11-20 14:02 UTC (vpcId)'],
    ['what to do', 'What to do Remove the rule'],
    [
      'what to do first',
      'What to do first CRITICAL Remove the rule, and reach the server with Session Manager. bastion (sg-0abc) and 1 more',
    ],
    ['the score as a sum', '95 points opens an administrative port'],
    ['the rules', 'Rule ec2-open-administrative-port'],
    ['cost assumptions', 'running all month (730 h)'],
    [
      'how old findings are',
      '1 new, 1 worse than before, 1 open from earlier runs (of the 3 most dangerous)',
    ],
    ['what was resolved', '2 findings resolved since the last run'],
    ['how many findings are not on it', '7 more, not more dangerous than these'],
    ['targets that failed', 'account 444455556666, eu-west-1 failed: AssumeRoleError'],
    [
      'types that were not read',
      'AWS::IAM::Role not read in account 111122223333, eu-west-1: iam:ListRoles: AccessDenied: not authorized',
    ],
    ['types that were read in part', 'AWS::S3::Bucket partly read in'],
    ['notes of the targets', '1 target: the baseline is 90 days old'],
    ['environments in which nothing changed', 'Nothing changed: 40 resources in 1 target as approved.'],
  ])('%s', (_what, expected) => {
    expect(text).toContain(expected);
  });

  test('all of it in well-formed HTML, with nothing that runs or loads', () => {
    const { names, misplaced } = elementsOf(page);
    expect(misplaced).toEqual([]);
    for (const name of ['script', 'link', 'img', 'iframe', 'object', 'form'])
      expect(names).not.toContain(name);
    expect(page).not.toMatch(/\s(src|on\w+)=|url\(|@import|href="(?!#)/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('@media print');
  });

  test('a bar of the severities, which a screen reader reads', () => {
    expect(page).toContain('role="img" aria-label="Findings by severity: 2 CRITICAL, 1 HIGH"');
    expect(page).toMatch(/class="critical" x="0.00" y="0" width="66.67"/);
    expect(page).toMatch(/class="high" x="66.67" y="0" width="33.33"/);
  });
});

describe('a finding', () => {
  test.each([
    ['added', 'What it is made of Property Value Engine postgres'],
    ['removed', 'What it was made of Property Value Engine postgres'],
  ] as const)('that is a resource %s tells its properties', (change, expected) => {
    const [before, after] = change === 'added' ? [null, 'postgres'] : ['postgres', null];
    const page = pageOf([finding({ change, properties: [{ path: '/Engine', before, after }] })]);
    expect(textOf(page)).toContain(expected);
  });

  test('with an unknown cost says so', () => {
    expect(textOf(pageOf([finding({ monthlyCost: monthlyCost(null, 5) })]))).toContain(
      'unknown → $5.00 a month',
    );
  });

  test('without properties, reasons and ARN is told', () => {
    const { arn: _arn, ...bare } = finding({ properties: [], reasons: [], recommendations: [] });
    expect(elementsOf(pageOf([bare])).misplaced).toEqual([]);
    expect(pageOf([bare])).not.toContain('What changed');
  });

  test('with many changes tells forty, and counts the others', () => {
    const properties = Array.from({ length: 45 }, (_, at) => ({ path: `/P${at}`, before: 1, after: 2 }));
    expect(textOf(pageOf([finding({ properties })]))).toContain('and 5 more, in the JSON report');
  });

  test('tells a list that lost an element, and a secret that changed', () => {
    const properties = [
      { path: '/SubnetIds', before: ['subnet-1', 'subnet-2'], after: ['subnet-2'] },
      { path: '/Password', before: `hmac-sha256:${'a'.repeat(32)}`, after: `hmac-sha256:${'b'.repeat(32)}` },
    ];
    const page = pageOf([finding({ properties })]);
    expect(textOf(page)).toContain('SubnetIds subnet-1 removed');
    expect(textOf(page)).toContain('Password (secret changed)');
    expect(page).not.toContain('hmac-sha256');
  });
});

describe('hostile values', () => {
  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style><script>alert(1)</script>',
    '<%= it.title %>',
    '<!--',
  ])('do no harm: %s', (hostile) => {
    const page = htmlReport(
      runReport(
        [
          environmentReport(
            [
              finding({
                name: hostile,
                id: hostile,
                arn: hostile,
                type: hostile,
                account: hostile,
                region: hostile,
                rules: [hostile],
                reasons: [hostile],
                recommendations: [hostile],
                properties: [{ path: `/Tags/${hostile}`, before: hostile, after: { [hostile]: [hostile] } }],
                monthlyCost: monthlyCost(null, 1, hostile),
              }),
            ],
            [targetResult([], { ...failedTarget, error: hostile, note: hostile })],
            { environment: hostile },
          ),
        ],
        { reason: hostile, requestedBy: hostile },
      ),
    );
    const { names, misplaced } = elementsOf(page);
    expect(misplaced).toEqual([]);
    expect(names).not.toContain('script');
    expect(names).not.toContain('img');
    expect(page).not.toContain('<!--');
    expect(page).not.toMatch(/<[^>]*\sonmouseover/);
    expect(textOf(page)).toContain(hostile);
  });

  test('of any kind leave the page well-formed', () => {
    const plain = elementsOf(pageOf([finding(), largerDatabase])).names;
    const anyEnvironment = fc
      .tuple(fc.array(anyFinding, { maxLength: 4 }), anyText)
      .map(([findings, environment]) =>
        environmentReport(findings, [targetResult(findings)], { environment }),
      );
    fc.assert(
      fc.property(fc.array(anyEnvironment, { maxLength: 3 }), (environments) => {
        const page = htmlReport(runReport(environments));
        const { names, misplaced } = elementsOf(page);
        expect(misplaced).toEqual([]);
        expect([...names].filter((name) => !plain.has(name))).toEqual([]);
        expect(page).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});

test('a run in which nothing was found has a page, too', () => {
  const page = htmlReport(runReport([environmentReport([], [targetResult([], { status: 'baselined' })])]));
  expect(textOf(page)).toContain('Approved 40 resources as the baseline of prod.');
  expect(page).not.toContain('<svg');
});
