import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { listenerRule } from '../../lib/resources/listener-rule.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const elb = mockClient(ElasticLoadBalancingV2Client);
const arn = (kind: string, name: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:111122223333:${kind}/${name}`;
const listener = arn('listener', 'app/web/1/a');
const gone = arn('listener', 'app/web/1/b');

/** A rule as DescribeRules returns it. */
const full: Rule = {
  RuleArn: arn('listener-rule', 'app/web/1/a/r'),
  Priority: '10',
  Conditions: [
    {
      Field: 'path-pattern',
      Values: ['/b', '/a'],
      PathPatternConfig: { Values: ['/b', '/a'] },
    },
    { Field: 'host-header', HostHeaderConfig: { Values: ['b.example.com', 'a.example.com'] } },
    {
      Field: 'query-string',
      QueryStringConfig: {
        Values: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '1' },
        ],
      },
    },
  ],
  Actions: [
    { Type: 'authenticate-cognito', Order: 1 },
    {
      Type: 'forward',
      Order: 2,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: arn('targetgroup', 'green/2'), Weight: 10 },
          { TargetGroupArn: arn('targetgroup', 'blue/1'), Weight: 90 },
        ],
      },
    },
  ],
  IsDefault: false,
  Transforms: [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/api', Replace: '/' }] } }],
};

beforeEach(() => {
  elb.reset();
  elb
    .on(DescribeLoadBalancersCommand)
    .resolves({ LoadBalancers: [{ LoadBalancerArn: arn('loadbalancer', 'app/web/1') }] })
    .on(DescribeListenersCommand)
    .resolves({ Listeners: [{ ListenerArn: listener }, { ListenerArn: gone }, {}] })
    .on(DescribeRulesCommand, { ListenerArn: listener })
    .resolves({ Rules: [full], NextMarker: '2' })
    .on(DescribeRulesCommand, { ListenerArn: listener, Marker: '2' })
    .resolves({ Rules: [{ RuleArn: arn('listener-rule', 'default'), IsDefault: true }, {}] })
    .on(DescribeRulesCommand, { ListenerArn: gone })
    .rejects(awsError('ListenerNotFoundException'))
    .on(DescribeTagsCommand)
    .resolves({ TagDescriptions: [{ ResourceArn: full.RuleArn, Tags: [{ Key: 'app', Value: 'web' }] }] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, ...rest] = await readAll(listenerRule);
    expect(rest).toEqual([]);
    const { id, tags, properties } = stored(listenerRule, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual([full.RuleArn, { app: 'web' }]);
    expect(properties).toEqual({
      RuleArn: full.RuleArn,
      ListenerArn: listener,
      Priority: 10,
      Conditions: [
        { Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com', 'b.example.com'] } },
        { Field: 'path-pattern', Values: ['/a', '/b'], PathPatternConfig: { Values: ['/a', '/b'] } },
        {
          Field: 'query-string',
          QueryStringConfig: {
            Values: [
              { Key: 'a', Value: '1' },
              { Key: 'b', Value: '2' },
            ],
          },
        },
      ],
      Actions: [
        { Type: 'authenticate-cognito', Order: 1 },
        {
          Type: 'forward',
          Order: 2,
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: arn('targetgroup', 'blue/1'), Weight: 90 },
              { TargetGroupArn: arn('targetgroup', 'green/2'), Weight: 10 },
            ],
          },
        },
      ],
      Transforms: full.Transforms,
    });
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(listenerRule, await readAll(listenerRule));
    elb.on(DescribeRulesCommand, { ListenerArn: listener }).resolves({
      Rules: [{ ...full, Conditions: (full.Conditions ?? []).toReversed() }],
    });
    expect(storedLines(listenerRule, await readAll(listenerRule))).toEqual(first);
  });

  test('denied rules make the whole type unread, denied tags only the tags', async () => {
    elb.on(DescribeTagsCommand).rejects(awsError('AccessDenied', 'no'));
    expect((await readAll(listenerRule))[0]?.unread).toEqual([{ path: '/Tags', reason: 'AccessDenied: no' }]);
    elb.on(DescribeRulesCommand, { ListenerArn: listener }).rejects(awsError('AccessDenied'));
    await expect(readAll(listenerRule)).rejects.toThrow('AccessDenied');
  });
});

const forward: JsonObject = { Type: 'forward', TargetGroupArn: arn('targetgroup', 'blue/1') };
const doing = (...Actions: JsonObject[]): JsonObject => ({ Priority: 10, Actions });
const redirect = { Type: 'redirect', RedirectConfig: { Host: 'evil.example' } };

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a new rule', undefined, doing(forward), 'LOW', []],
  ['another priority', doing(forward), { ...doing(forward), Priority: 1 }, 'MEDIUM', []],
  [
    'nobody signs in any more',
    doing({ Type: 'authenticate-oidc' }, forward),
    doing(forward),
    'HIGH',
    ['elb-listener-authentication-removed'],
  ],
  [
    'callers are sent elsewhere',
    doing(forward),
    doing(redirect),
    'HIGH',
    ['elb-listener-redirects-elsewhere'],
  ],
])('%s', (_, before, after, severity, rules) => {
  const id = String(full.RuleArn);
  const risk = riskOf(listenerRule, before, after, { id });
  expect(risk).toMatchObject({ severity, rules });
  if (rules.length > 0) expect(risk?.reasons[0]).toContain('a rule of load balancer web');
});

test('a rule is free', () => {
  expect(listenerRule.monthlyCost?.(resource(listenerRule.type, {}), costContext({})).usd).toBe(0);
});
