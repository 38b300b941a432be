import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Finding } from '../../lib/model/finding.ts';
import type { Incident } from '../../lib/model/incident.ts';
import { composeAlert } from '../../lib/report/alert.ts';
import { alertBodySchema } from '../../lib/report/alert-body.ts';
import type { AlertInput } from '../../lib/report/alert-input.ts';
import {
  anyFinding,
  anyText,
  failedTarget,
  finding,
  gappyCoverage,
  largerDatabase,
  monthlyCost,
  targetResult,
} from './report-fixtures.ts';

const messageSchema = z.strictObject({
  default: z.string(),
  email: z.string(),
  sqs: z.string(),
  lambda: z.string(),
  http: z.string(),
  https: z.string(),
});

function inputOf(findings: readonly Finding[], rest: Partial<AlertInput> = {}): AlertInput {
  return {
    runId: '20261121T070000Z-4f2a9c1b',
    environment: 'prod',
    results: [targetResult(findings)],
    findings,
    incidents: [],
    total: findings.length,
    reportLocation: 's3://tidemark-1/runs/20261121T070000Z-4f2a9c1b/report.html',
    ...rest,
  };
}

function alertOf(findings: readonly Finding[], rest: Partial<AlertInput> = {}) {
  const { subject, message, attributes } = composeAlert(inputOf(findings, rest));
  const parts = messageSchema.parse(JSON.parse(message));
  return {
    subject,
    message,
    attributes,
    mail: parts.email,
    parts,
    body: alertBodySchema.parse(JSON.parse(parts.sqs)),
  };
}

/** What steers terminals or turns the direction of writing. */
const steering = /[[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]--\n]/v;

/** What SNS counts: the message and its attributes. */
function sizeOf({ message, attributes }: ReturnType<typeof composeAlert>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + Buffer.byteLength(name + DataType + StringValue),
    Buffer.byteLength(message),
  );
}

describe('the mail', () => {
  test('reads well', () => {
    const { mail } = alertOf([largerDatabase, finding()], {
      results: [targetResult([finding(), largerDatabase]), failedTarget],
    });
    expect(mail).toBe(`2 findings to look at in prod: 1 CRITICAL, 1 HIGH.
Monthly cost of what they changed: $52.56 → $730.00 a month (+$677.44,
+1,288.9 %).
Open in this environment, with those known before: 1 CRITICAL, 1 HIGH.

1. CRITICAL: bastion (sg-0abc) modified
   AWS::EC2::SecurityGroup · account 111122223333, eu-west-1 · new
   Changed: SecurityGroupIngress added: CidrIp: 0.0.0.0/0, FromPort: 22,
            IpProtocol: tcp, ToPort: 22
   Why:     Anybody on the internet can now reach SSH (tcp 22) behind
            bastion.
   Cost:    none
   Do:      Remove the rule, and reach the server with Session Manager.

2. HIGH: orders modified
   AWS::RDS::DBInstance · account 111122223333, eu-west-1 · open since
   2026-11-19
   Changed: DBInstanceClass: db.t3.medium → db.r5.2xlarge
   Why:     The database costs sixteen times as much.
   Cost:    $52.56 → $730.00 a month (+$677.44, +1,288.9 %)
   Do:      Make it smaller again, or approve it.

Not everything could be read; what was not is neither changed nor unchanged:
 - account 444455556666, eu-west-1: AssumeRoleError: Could not assume the
   role

Report: s3://tidemark-1/runs/20261121T070000Z-4f2a9c1b/report.html
Run:    20261121T070000Z-4f2a9c1b

You are told of a finding once, and again only when it gets worse.`);
  });

  test('says that an unknown cost is unknown, and why', () => {
    const { mail } = alertOf([finding({ monthlyCost: monthlyCost(null, null, 'no price of x1e.huge') })]);
    expect(mail).toContain('Cost:    unknown. no price of x1e.huge');
    expect(mail).toContain('unknown for 1 finding');
  });

  test.each(['added', 'removed'] as const)(
    'does not list the properties of a resource that was %s',
    (change) => {
      const { mail } = alertOf([finding({ change })]);
      expect(mail).toContain(`bastion (sg-0abc) ${change}`);
      expect(mail).not.toContain('Changed:');
    },
  );

  test('tells ten findings in full and counts the others, also those that only the report has', () => {
    const findings = Array.from({ length: 12 }, (_, at) => finding({ id: `sg-${at}`, name: `sg-${at}` }));
    const { mail } = alertOf(findings, { total: 40 });
    expect(mail).toContain('40 findings to look at');
    expect(mail).toContain('10. CRITICAL');
    expect(mail).not.toContain('11. CRITICAL');
    expect(mail).toContain('30 more findings did not fit here');
  });

  test('tells six changes of a finding, and counts the others', () => {
    const properties = Array.from({ length: 9 }, (_, at) => ({ path: `/P${at}`, before: 1, after: 2 }));
    const { mail } = alertOf([finding({ properties })]);
    expect(mail).toContain('P5: 1 → 2');
    expect(mail).not.toContain('P6: 1 → 2');
    expect(mail).toContain('and 3 more changes, in the report');
  });

  test('tells types that were not read, and counts gaps that are too many', () => {
    const places = Array.from({ length: 12 }, (_, at) =>
      targetResult([], { ...failedTarget, region: `region-${String(at).padStart(2, '0')}` }),
    );
    const { mail, body } = alertOf([finding()], {
      results: [targetResult([], { coverage: gappyCoverage }), ...places],
    });
    expect(mail).toContain('region-09');
    expect(mail).not.toContain('region-10');
    expect(mail).toContain('and 4 more gaps, in the report');
    expect(body.complete).toBe(false);
    expect(alertOf([finding()], { results: [targetResult([], { coverage: gappyCoverage })] }).mail).toContain(
      'AWS::IAM::Role not read in account 111122223333, eu-west-1',
    );
  });

  test('lets no name steer what shows it', () => {
    const { mail, subject, body } = alertOf([
      finding({
        name: 'web\u001b[2J\r\nReport: http://evil\u202Egnp',
        properties: [{ path: '/Description', before: '\u0007', after: '\u009b31m' }],
      }),
    ]);
    expect(`${mail}${subject}`).not.toMatch(steering);
    expect(mail.match(/^Report:/gm)).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain('\u202E');
  });

  test('never shows the digest of a secret', () => {
    const digest = (character: string) => `hmac-sha256:${character.repeat(32)}`;
    const { message, mail } = alertOf([
      finding({ properties: [{ path: '/MasterUserPassword', before: digest('a'), after: digest('b') }] }),
    ]);
    expect(mail).toContain('Changed: MasterUserPassword: (secret changed)');
    expect(message).not.toContain('hmac-sha256');
  });
});

describe('the subject', () => {
  test.each<[string, AlertInput, string]>([
    [
      'counts by severity, names the account, and tells the cost',
      inputOf([finding(), largerDatabase]),
      'Tidemark prod: 1 CRITICAL, 1 HIGH in account 111122223333 (+$677.44 a month)',
    ],
    [
      'counts several accounts',
      inputOf([finding(), finding({ account: '444455556666' })]),
      'Tidemark prod: 2 CRITICAL in 2 accounts',
    ],
    [
      'has no characters but ASCII',
      inputOf([finding()], { environment: 'prod\r\n→ü' }),
      'Tidemark prod ??: 1 CRITICAL in account 111122223333',
    ],
    [
      'cuts a long name',
      inputOf([], { environment: 'e'.repeat(200), total: 3 }),
      `Tidemark ${'e'.repeat(29)}...: 3 findings`,
    ],
  ])('%s', (_name, input, expected) => {
    expect(composeAlert(input).subject).toBe(expected);
  });
});

describe('the body for programs', () => {
  test('has what the mail has, and the mail', () => {
    const { body, parts, mail } = alertOf([finding(), largerDatabase]);
    expect(body).toMatchObject({
      schemaVersion: 1,
      environment: 'prod',
      severity: 'CRITICAL',
      severities: { CRITICAL: 1, HIGH: 1 },
      total: 2,
      accounts: ['111122223333'],
      cost: { delta: 677.44, unknown: 0 },
      complete: true,
      findings: [
        {
          id: 'sg-0abc',
          properties: [{ path: '/SecurityGroupIngress/1', before: null, after: { FromPort: 22 } }],
        },
        { id: 'orders', monthlyCost: { delta: 677.44 } },
      ],
      text: mail,
    });
    expect(new Set([parts.sqs, parts.lambda, parts.http, parts.https]).size).toBe(1);
    expect(parts.default).toBe(parts.email);
  });

  test('tells long values in words and says so', () => {
    const { body } = alertOf([
      finding({ properties: [{ path: '/UserData', before: null, after: 'x'.repeat(5_000) }] }),
    ]);
    expect(body.findings[0]?.properties).toMatchObject([{ path: '/UserData', before: 'not set', cut: true }]);
  });

  test('tells a finding without an ARN', () => {
    const { arn: _arn, ...rest } = finding();
    expect(alertOf([rest]).body.findings[0]).not.toHaveProperty('arn');
  });
});

describe('the attributes', () => {
  test('let a filter policy choose by environment, severity, place, type and numbers', () => {
    expect(alertOf([largerDatabase, finding()]).attributes).toEqual({
      environment: { DataType: 'String', StringValue: 'prod' },
      severity: { DataType: 'String', StringValue: 'CRITICAL' },
      severities: { DataType: 'String.Array', StringValue: '["CRITICAL","HIGH"]' },
      accounts: { DataType: 'String.Array', StringValue: '["111122223333"]' },
      regions: { DataType: 'String.Array', StringValue: '["eu-west-1"]' },
      resourceTypes: {
        DataType: 'String.Array',
        StringValue: '["AWS::EC2::SecurityGroup","AWS::RDS::DBInstance"]',
      },
      findings: { DataType: 'Number', StringValue: '2' },
      critical: { DataType: 'Number', StringValue: '1' },
      high: { DataType: 'Number', StringValue: '1' },
      monthlyCostDelta: { DataType: 'Number', StringValue: '677.44' },
    });
  });
});

describe('an alert too long for SNS', () => {
  const long = '<"\\\u{1F600}>'.repeat(500);
  const huge = Array.from({ length: 200 }, (_, at) =>
    finding({
      id: `${at}${long}`,
      name: long,
      account: `${at}${long}`,
      type: long,
      reasons: [long, long, long, long],
      recommendations: [long, long, long, long],
      properties: Array.from({ length: 30 }, (__, each) => ({
        path: `/P${each}`,
        before: long,
        after: `${long}!`,
      })),
    }),
  );

  test('is cut, and points to the report', () => {
    const alert = composeAlert(inputOf(huge));
    expect(sizeOf(alert)).toBeLessThanOrEqual(262_144);
    const { email, sqs } = messageSchema.parse(JSON.parse(alert.message));
    expect(email).toContain('200 findings to look at');
    expect(email).toMatch(/more findings did not fit here; the report tells all of\s+them/);
    expect(email).toContain('Report: s3://');
    expect(alertBodySchema.parse(JSON.parse(sqs)).total).toBe(200);
  });

  test('is cut down to where the report is when everything in it is long', () => {
    const results = Array.from({ length: 50 }, (_, at) =>
      targetResult([], { ...failedTarget, region: `${at}${long}`, error: long }),
    );
    const alert = composeAlert(
      inputOf(huge, { results, environment: long, runId: long, reportLocation: long }),
    );
    expect(sizeOf(alert)).toBeLessThanOrEqual(262_144);
    expect(messageSchema.parse(JSON.parse(alert.message)).email).toContain('Report: <"\\');
  });
});

const anyIncident: fc.Arbitrary<Incident> = fc.record({
  id: anyText,
  pattern: anyText,
  title: anyText,
  severity: fc.constantFrom('CRITICAL', 'HIGH'),
  account: anyText,
  story: anyText.map((text) => text.repeat(40)),
  recommendation: anyText,
  steps: fc.constant([]),
});

describe('incidents in an alert', () => {
  const incident: Incident = {
    id: 'i',
    pattern: 'opened-to-internet',
    title: 'Something was made reachable',
    severity: 'CRITICAL',
    account: '111122223333',
    story: 'A port was opened. An address was given.',
    recommendation: 'Close the port.',
    steps: [],
  };
  const high = finding({ severity: 'HIGH' });

  test('come first, and make the alert as severe as they are', () => {
    const { mail, subject, attributes, body } = alertOf([high], { incidents: [incident] });
    expect(subject).toContain('1 incident, 1 HIGH');
    expect(mail.indexOf('INCIDENT CRITICAL: Something was made reachable')).toBeGreaterThan(0);
    expect(mail.indexOf('INCIDENT')).toBeLessThan(mail.indexOf('1. HIGH'));
    expect(mail).toContain('A port was opened. An address was given.');
    expect(attributes.severity?.StringValue).toBe('CRITICAL');
    expect(body).toMatchObject({ severity: 'CRITICAL', incidents: [{ pattern: 'opened-to-internet' }] });
  });

  test('are not there where there are none', () => {
    const { mail, attributes, body } = alertOf([high]);
    expect(mail).not.toContain('INCIDENT');
    expect(attributes.severity?.StringValue).toBe('HIGH');
    expect(body.incidents).toEqual([]);
  });
});

test('any findings make an alert that SNS accepts', () => {
  const anyInput = fc.record({
    runId: anyText,
    environment: anyText,
    reportLocation: anyText,
    total: fc.nat(10_000),
    findings: fc.array(anyFinding, { maxLength: 6 }),
    incidents: fc.array(anyIncident, { maxLength: 8 }),
    results: fc.array(
      fc.tuple(anyText, anyText, anyText).map(([account, region, error]) =>
        targetResult([], {
          account,
          region,
          error,
          status: 'failed',
          coverage: { [account]: { status: 'unread', resources: 0, gaps: [] } },
        }),
      ),
      { maxLength: 5 },
    ),
  });
  fc.assert(
    fc.property(anyInput, (input) => {
      const alert = composeAlert(input);
      expect(alert.subject).toMatch(/^Tidemark [\x20-\x7e]{1,90}$/);
      expect(sizeOf(alert)).toBeLessThanOrEqual(262_144);
      const parts = messageSchema.parse(JSON.parse(alert.message));
      expect(parts.email).not.toMatch(steering);
      alertBodySchema.parse(JSON.parse(parts.sqs));
      expect(Object.keys(alert.attributes).length).toBeLessThanOrEqual(10);
      for (const { DataType, StringValue } of Object.values(alert.attributes)) {
        expect(StringValue).not.toBe('');
        if (DataType === 'String.Array') expect(JSON.parse(StringValue)).toBeInstanceOf(Array);
        if (DataType === 'Number') expect(Math.abs(Number(StringValue))).toBeLessThanOrEqual(1e9);
      }
    }),
    { numRuns: 60 },
  );
}, 30_000);
