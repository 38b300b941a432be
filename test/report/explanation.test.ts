import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../lib/model/attribution.ts';
import type { CostChange } from '../../lib/model/cost.ts';
import { typeInWords } from '../../lib/model/type-words.ts';
import { explain } from '../../lib/report/explanation.ts';
import { anyFinding, finding } from './report-fixtures.ts';

const deploy: Attribution = {
  at: '2026-11-20T02:13:00.000Z',
  eventName: 'AuthorizeSecurityGroupIngress',
  eventSource: 'ec2.amazonaws.com',
  eventId: 'e',
  who: { kind: 'assumed role', name: 'deploy', sessionName: 'alice' },
  sourceIp: '203.0.113.7',
  through: 'the AWS CLI',
  confidence: 'named',
  furtherEvents: 0,
};

const unchanged: CostChange = {
  before: 0,
  after: 0,
  delta: 0,
  percent: null,
  currency: 'USD',
  assumptions: [],
};

describe('a finding as one paragraph', () => {
  const told = explain(
    finding({
      type: 'AWS::EC2::SecurityGroup',
      name: 'web (sg-1)',
      account: '111122223333',
      region: 'eu-west-1',
      change: 'modified',
      severity: 'CRITICAL',
      score: 90,
      properties: [{ path: '/SecurityGroupIngress/0/CidrIp', before: '10.0.0.0/8', after: '0.0.0.0/0' }],
      reasons: ['SSH can be reached from the whole internet (0.0.0.0/0).'],
      recommendations: ['Remove the rule.'],
      remedies: [
        {
          rule: 'r',
          recommendation: 'Remove the rule.',
          command: 'aws ec2 revoke-security-group-ingress --group-id sg-1 --region eu-west-1',
          console: 'EC2 › Security Groups › sg-1',
        },
      ],
      monthlyCost: { ...unchanged },
      attribution: deploy,
    }),
  );

  test('says who, what, from what to what, why it matters, what it costs and what to do', () => {
    expect(told).toBe(
      'Security group web (sg-1) (account 111122223333, eu-west-1) was changed by assumed role deploy (session alice) at 2026-11-20 02:13 UTC from 203.0.113.7 with the AWS CLI (event AuthorizeSecurityGroupIngress). ' +
        'What differs: SecurityGroupIngress[0].CidrIp: 10.0.0.0/8 → 0.0.0.0/0. ' +
        'It is CRITICAL (score 90 of 100): SSH can be reached from the whole internet (0.0.0.0/0). ' +
        'It costs nothing. ' +
        'What to do: Remove the rule. In the console: EC2 › Security Groups › sg-1. On the command line: aws ec2 revoke-security-group-ingress --group-id sg-1 --region eu-west-1',
    );
  });

  test.each<[string, Parameters<typeof finding>[0], string]>([
    ['that it is new', { change: 'added' }, 'was created'],
    ['that it is gone', { change: 'removed' }, 'was deleted'],
    ['why nobody knows who did it', { attribution: { unread: 'AccessDenied' } }, 'Who did it is not known'],
    [
      'what it costs more',
      { monthlyCost: { ...unchanged, before: 10, after: 25, delta: 15, percent: 150 } },
      'Cost: $10.00 → $25.00 a month (+$15.00, +150 %).',
    ],
    [
      'why the cost is not known',
      {
        monthlyCost: {
          ...unchanged,
          before: null,
          after: null,
          delta: null,
          assumptions: ['Tidemark has no prices for it.'],
        },
      },
      'What it costs is not known: Tidemark has no prices for it.',
    ],
    [
      'how many differences it leaves out',
      {
        change: 'modified',
        properties: ['A', 'B', 'C', 'D', 'E'].map((name) => ({ path: `/${name}`, before: 1, after: 2 })),
      },
      'A: 1 → 2; B: 1 → 2; C: 1 → 2; and 2 more differences.',
    ],
  ])('says %s', (_what, given, words) => {
    expect(explain(finding(given))).toContain(words);
  });

  test('is one line that steers nothing, whatever the finding holds', () => {
    fc.assert(
      fc.property(anyFinding, (any) => {
        expect(explain(any)).not.toMatch(/[[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]]/v);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['AWS::RDS::DBInstance', 'DB instance'],
  ['AWS::EC2::SecurityGroup', 'security group'],
  ['AWS::EC2::VPC', 'VPC'],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'load balancer'],
  ['AWS::IAM::OIDCProvider', 'OIDC provider'],
  ['thing', 'thing'],
])('%s is called %s', (type, words) => {
  expect(typeInWords(type)).toBe(words);
});
