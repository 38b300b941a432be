import fc from 'fast-check';
import { costChange, summarizeCost } from '../../lib/cost/change.ts';
import { incidentsOf } from '../../lib/findings/incidents.ts';
import { inheritedRisk } from '../../lib/findings/inherited.ts';
import { countSeverities, recommend } from '../../lib/findings/summary.ts';
import type { CostChange } from '../../lib/model/cost.ts';
import type { Finding } from '../../lib/model/finding.ts';
import type { JsonValue } from '../../lib/model/json.ts';
import type { EnvironmentReport, RunReport, TargetResult } from '../../lib/model/report.ts';
import { severities } from '../../lib/model/severity.ts';

/** A cost change in USD a month; null is unknown. */
export function monthlyCost(
  before: number | null,
  after: number | null,
  ...assumptions: string[]
): CostChange {
  const sources = {
    prices: { find: () => undefined },
    relatedBefore: () => undefined,
    relatedAfter: () => undefined,
  };
  const side = (usd: number | null) => ({
    type: 'T',
    id: 'x',
    account: '',
    region: '',
    tags: {},
    properties: { usd },
  });
  const knowledge = {
    type: 'T',
    monthlyCost: ({ properties }: { properties: { readonly [key: string]: JsonValue } }) => ({
      usd: typeof properties.usd === 'number' ? properties.usd : null,
      assumptions,
    }),
  };
  return costChange(
    { kind: 'modified', before: side(before), after: side(after), properties: [] },
    knowledge,
    sources,
  );
}

/** A finding: SSH opened to the world, but for what is given. */
export function finding(rest: Partial<Finding> = {}): Finding {
  return {
    schemaVersion: 1,
    fingerprint: 'f-1',
    environment: 'prod',
    type: 'AWS::EC2::SecurityGroup',
    id: 'sg-0abc',
    name: 'bastion (sg-0abc)',
    account: '111122223333',
    region: 'eu-west-1',
    arn: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0abc',
    change: 'modified',
    severity: 'CRITICAL',
    score: 95,
    scoreParts: [{ points: 95, reason: 'opens an administrative port' }],
    rules: ['ec2-open-administrative-port'],
    dangers: ['ec2-open-administrative-port tcp 22 from 0.0.0.0/0'],
    reasons: ['Anybody on the internet can now reach SSH (tcp 22) behind bastion.'],
    recommendations: ['Remove the rule, and reach the server with Session Manager.'],
    remedies: [],
    exposures: [],
    properties: [
      {
        path: '/SecurityGroupIngress/1',
        before: null,
        after: { CidrIp: '0.0.0.0/0', FromPort: 22, IpProtocol: 'tcp', ToPort: 22 },
      },
    ],
    monthlyCost: monthlyCost(0, 0),
    status: 'new',
    firstSeen: '2026-11-21T07:00:00.000Z',
    lastSeen: '2026-11-21T07:00:00.000Z',
    runId: 'run-1',
    ...rest,
  };
}

/** A database that was made larger. */
export const largerDatabase = finding({
  fingerprint: 'f-2',
  type: 'AWS::RDS::DBInstance',
  id: 'orders',
  name: 'orders',
  severity: 'HIGH',
  score: 61,
  rules: [],
  reasons: ['The database costs sixteen times as much.'],
  recommendations: ['Make it smaller again, or approve it.'],
  properties: [{ path: '/DBInstanceClass', before: 'db.t3.medium', after: 'db.r5.2xlarge' }],
  monthlyCost: monthlyCost(52.56, 730, 'running all month (730 h)'),
  status: 'ongoing',
  firstSeen: '2026-11-19T07:00:00.000Z',
});

/** The result of a target with the given findings. */
export function targetResult(
  findings: readonly Finding[] = [],
  rest: Partial<TargetResult> = {},
): TargetResult {
  return {
    schemaVersion: 1,
    runId: 'run-1',
    environment: 'prod',
    account: '111122223333',
    region: 'eu-west-1',
    status: 'compared',
    takenAt: '2026-11-21T07:00:00.000Z',
    durationMilliseconds: 1_200,
    resources: 40,
    apiCalls: 30,
    throttles: 0,
    coverage: { 'AWS::EC2::SecurityGroup': { status: 'complete', resources: 40, gaps: [] } },
    severities: countSeverities(findings),
    resolved: 0,
    cost: summarizeCost(findings.map(({ monthlyCost: cost }) => cost)),
    findings: [...findings],
    findingsTotal: findings.length,
    alertable: findings.length,
    pendingAlerts: findings.map(({ fingerprint }) => fingerprint),
    ...rest,
  };
}

/** A target whose role could not be assumed. */
export const failedTarget = targetResult([], {
  account: '444455556666',
  status: 'failed',
  error: 'AssumeRoleError: Could not assume the role',
  resources: 0,
  coverage: {},
});

/** Coverage with a type that was not read and one that was read in part. */
export const gappyCoverage: TargetResult['coverage'] = {
  'AWS::EC2::SecurityGroup': { status: 'complete', resources: 40, gaps: [] },
  'AWS::IAM::Role': {
    status: 'unread',
    resources: 0,
    gaps: [{ code: 'AccessDenied', message: 'not authorized', operation: 'iam:ListRoles', count: 1 }],
  },
  'AWS::S3::Bucket': {
    status: 'partial',
    resources: 3,
    gaps: [
      {
        code: 'AccessDenied',
        message: 'AccessDenied: denied',
        operation: 's3:GetEncryptionConfiguration',
        count: 3,
      },
    ],
  },
};

/** An environment of the given targets and findings. */
export function environmentReport(
  findings: readonly Finding[] = [],
  targets: readonly TargetResult[] = [targetResult(findings)],
  rest: Partial<EnvironmentReport> = {},
): EnvironmentReport {
  return {
    environment: 'prod',
    targets: targets.map(({ findings: _named, pendingAlerts: _pending, ...result }) => result),
    inherited: inheritedRisk(targets),
    incidents: incidentsOf(findings),
    severities: countSeverities(findings),
    resolved: 0,
    cost: summarizeCost(findings.map(({ monthlyCost: cost }) => cost)),
    recommendations: recommend(findings),
    findings: [...findings],
    findingsTotal: findings.length,
    alertable: findings.length,
    ...rest,
  };
}

/** A run over the given environments. */
export function runReport(
  environments: readonly EnvironmentReport[],
  rest: Partial<RunReport> = {},
): RunReport {
  const findings = environments.flatMap((environment) => environment.findings);
  return {
    schemaVersion: 1,
    runId: '20261121T070000Z-4f2a9c1b',
    mode: 'detect',
    trigger: 'schedule',
    startedAt: '2026-11-21T07:00:00.000Z',
    endedAt: '2026-11-21T07:00:09.000Z',
    status: 'complete',
    severities: countSeverities(findings),
    cost: summarizeCost(findings.map(({ monthlyCost: cost }) => cost)),
    environments: [...environments],
    ...rest,
  };
}

/** Texts as an attacker, a careless colleague or an emoji lover writes them. */
export const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\u001b[31mred\u001b[0m',
      'a\r\nSubject: b',
      '\u202Egnp.exe',
      '"',
      '\\',
      '\ud800',
      '',
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), fc.nat(1_000))
      .map(([part, times]) => part.repeat(times)),
  },
);

const anyJson: fc.Arbitrary<JsonValue> = fc.oneof(
  anyText,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(anyText, { maxLength: 5 }),
  fc.dictionary(anyText, anyText, { maxKeys: 5 }),
);
const anyUsd = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }));

/** Any finding at all. */
export const anyFinding: fc.Arbitrary<Finding> = fc
  .record({
    fingerprint: anyText,
    environment: anyText,
    type: anyText,
    id: anyText,
    name: anyText,
    account: anyText,
    region: anyText,
    change: fc.constantFrom('added', 'removed', 'modified'),
    severity: fc.constantFrom(...severities),
    score: fc.nat(100),
    rules: fc.array(anyText, { maxLength: 3 }),
    reasons: fc.array(anyText, { maxLength: 6 }),
    recommendations: fc.array(anyText, { maxLength: 6 }),
    exposures: fc.array(fc.record({ kind: fc.constantFrom('internet', 'data'), reason: anyText }), {
      maxLength: 2,
    }),
    remedies: fc.array(
      fc.record({ rule: anyText, recommendation: anyText, command: anyText, console: anyText }),
      { maxLength: 2 },
    ),
    properties: fc.array(
      fc.record({ path: anyText.map((text) => `/${text}`), before: anyJson, after: anyJson }),
      { maxLength: 25 },
    ),
    monthlyCost: fc
      .tuple(anyUsd, anyUsd, anyText)
      .map(([before, after, assumption]) => monthlyCost(before, after, assumption)),
    status: fc.constantFrom('new', 'ongoing', 'escalated', 'resolved', 'accepted', 'suppressed'),
  })
  .map((parts) => finding(parts));
