import { describe, expect, test } from 'vitest';
import type { Actor, AttributedEvent, Attribution } from '../../lib/model/attribution.ts';
import { composeAlert } from '../../lib/report/alert.ts';
import { describeAttribution, neutralAttribution } from '../../lib/report/attribution-words.ts';
import { htmlReport } from '../../lib/report/html.ts';
import { textReport } from '../../lib/report/text.ts';
import { environmentReport, finding, runReport, targetResult } from './report-fixtures.ts';

const account = '111122223333';

function made(rest: Partial<AttributedEvent> = {}, who: Partial<Actor> = {}): AttributedEvent {
  return {
    at: '2026-11-20T02:13:27.000Z',
    eventName: 'AuthorizeSecurityGroupIngress',
    eventSource: 'ec2.amazonaws.com',
    eventId: 'e-1',
    who: { kind: 'assumed role', name: 'deploy', account, sessionName: 'alice', ...who },
    sourceIp: '203.0.113.7',
    userAgent: 'aws-cli/2.31.2',
    through: 'the AWS CLI',
    mfaAuthenticated: false,
    confidence: 'named',
    furtherEvents: 0,
    ...rest,
  };
}

const at = 'at 2026-11-20 02:13 UTC from 203.0.113.7 with the AWS CLI';
const event = 'event AuthorizeSecurityGroupIngress';

describe('who made a change is told on one line', () => {
  const user: Partial<Actor> = { kind: 'IAM user', name: 'Alice', sessionName: undefined };
  const { sourceIp: _ip, through: _tool, ...bare } = made();
  test.each<[string, Attribution | undefined, string]>([
    ['a session of a role', made(), `by assumed role deploy (session alice) ${at} (${event})`],
    [
      'a user without MFA, and the key',
      made({ accessKeyId: 'MPLE' }, { ...user, sessionName: undefined }),
      `by IAM user Alice ${at} (${event}, access key …MPLE, without MFA)`,
    ],
    ['a user with MFA', made({ mfaAuthenticated: true }, user), `by IAM user Alice ${at} (${event})`],
    [
      'root',
      made({ mfaAuthenticated: true }, { ...user, kind: 'root', name: 'root' }),
      `by the root user of account ${account} ${at} (${event})`,
    ],
    [
      'root of an account that is not told',
      made({ mfaAuthenticated: true }, { ...user, kind: 'root', name: 'root', account: undefined }),
      `by the root user of account ${account} ${at} (${event})`,
    ],
    [
      'a role of another account',
      made({}, { account: '444455556666' }),
      `by assumed role deploy of account 444455556666 (session alice) ${at} (${event})`,
    ],
    [
      'another account',
      made(
        {},
        { kind: 'AWS account', name: '444455556666', account: '444455556666', sessionName: undefined },
      ),
      `by AWS account 444455556666 ${at} (${event})`,
    ],
    [
      'who is behind a session',
      made({}, { sourceIdentity: 'dave', federatedProvider: 'token.actions.githubusercontent.com' }),
      `by assumed role deploy (session alice, source identity dave, signed in by token.actions.githubusercontent.com) ${at} (${event})`,
    ],
    [
      'a service',
      { ...bare, through: 'backup.amazonaws.com', who: { kind: 'AWS service', name: 'rds.amazonaws.com' } },
      `by the AWS service rds.amazonaws.com at 2026-11-20 02:13 UTC (${event})`,
    ],
    [
      'a service in between',
      made({ through: 'backup.amazonaws.com' }),
      `by assumed role deploy (session alice) at 2026-11-20 02:13 UTC from 203.0.113.7 through backup.amazonaws.com (${event})`,
    ],
    [
      'a guess, and what else there was',
      made({ confidence: 'likely', furtherEvents: 2 }),
      `probably by assumed role deploy (session alice) ${at} (${event}, 2 further events may have had a part)`,
    ],
    [
      'no event',
      { noEvent: 'CloudTrail has no event of it since the baseline' },
      'not known: CloudTrail has no event of it since the baseline',
    ],
    [
      'a refusal',
      { unread: 'AccessDenied: no' },
      'not known, as CloudTrail could not be read: AccessDenied: no',
    ],
    ['nothing, where nobody asked', undefined, ''],
  ])('%s', (_what, attribution, words) => {
    expect(describeAttribution(attribution, account)).toBe(words);
  });
});

/** A session name and user agent that steer terminals, turn the writing and bring markup. */
const hostile = made(
  { userAgent: '\u001b[2J<script>alert(1)</script>', accessKeyId: '\u0007MPL' },
  { sessionName: `\u001b[31mroot\u202e\n<img src=x onerror=alert(1)>${'z'.repeat(5_000)}` },
);

describe('what a caller chose steers nothing', () => {
  test('in text', () => {
    const words = describeAttribution(hostile, account);
    expect(words).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(words.length).toBeLessThan(400);
  });

  test('for programs, whatever else is told', () => {
    const neutral = neutralAttribution(hostile, 100);
    expect(JSON.stringify(neutral)).not.toMatch(/\\u00|\u202e/);
    expect(neutral).toMatchObject({ confidence: 'named', furtherEvents: 0, who: { kind: 'assumed role' } });
    expect('who' in neutral && neutral.who.sessionName).toHaveLength(100);
    expect(neutralAttribution({ unread: 'a\u0007b' }, 100)).toEqual({ unread: 'a\uFFFDb' });
  });
});

describe('every report tells who', () => {
  const findings = [finding({ attribution: made() }), finding({ id: 'other' })];
  const report = runReport([environmentReport(findings, [targetResult(findings)])]);
  const words = `by assumed role deploy (session alice) ${at} (${event})`;

  test('as text', () => {
    expect(textReport(report, { color: false, width: 200 })).toContain(`     who  ${words}`);
  });

  test('as a page, escaped', () => {
    expect(htmlReport(report)).toContain(`<dt>Who</dt><dd>${words}</dd>`);
    const given = [finding({ attribution: hostile })];
    const page = htmlReport(runReport([environmentReport(given, [targetResult(given)])]));
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toContain('<img src=x');
  });

  test('in mails and for programs', () => {
    const results = [targetResult(findings)];
    const alert = composeAlert({
      runId: 'r',
      environment: 'prod',
      results,
      findings,
      incidents: [],
      total: 2,
      reportLocation: 's3://b/r',
    });
    const message: { email: string; sqs: string } = JSON.parse(alert.message);
    expect(message.email.replaceAll(/\s+/g, ' ')).toContain(`Who: ${words}`);
    expect(JSON.parse(message.sqs).findings).toContainEqual(
      expect.objectContaining({ id: finding().id, attribution: made() }),
    );
  });
});
