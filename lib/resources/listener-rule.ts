import {
  ElasticLoadBalancingV2Client,
  paginateDescribeRules,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import pLimit from 'p-limit';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { listenerRuleRules } from './elb-listener-rules.ts';
import { elbCallsAtOnce, elbPageSize, withTags } from './elb-shape.ts';
import { listenersOf, loadBalancerPages } from './listener.ts';

function toResource({ RuleArn, Priority, ...rule }: Rule, ListenerArn: string): ReadResource[] {
  // The default rule is what the listener does by default.
  if (!RuleArn || rule.IsDefault) return [];
  const properties = {
    RuleArn,
    ListenerArn,
    Priority: Number(Priority),
    Conditions: rule.Conditions,
    Actions: rule.Actions,
    Transforms: rule.Transforms,
  };
  return [{ id: RuleArn, arn: RuleArn, properties }];
}

/** The rules of a listener; none where it is gone. */
async function rulesOf({ clients }: ResourceReader, ListenerArn: string): Promise<ReadResource[]> {
  const client = clients.get(ElasticLoadBalancingV2Client);
  const rules: ReadResource[] = [];
  try {
    for await (const page of paginateDescribeRules({ client, pageSize: elbPageSize }, { ListenerArn })) {
      rules.push(...(page.Rules ?? []).flatMap((rule) => toResource(rule, ListenerArn)));
    }
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return rules;
}

/** The kinds of conditions that hold a set of values. */
const conditionsWithValues = [
  'HostHeaderConfig',
  'HttpHeaderConfig',
  'HttpRequestMethodConfig',
  'PathPatternConfig',
  'SourceIpConfig',
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html
 *
 * What a listener does when no rule matches stands with the listener. Client secrets of OIDC are not returned by AWS.
 */
export const listenerRule = defineResourceType({
  type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  scope: 'regional',
  permissions: [
    'elasticloadbalancing:DescribeListeners',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeRules',
    'elasticloadbalancing:DescribeTags',
  ],
  async *read(reader) {
    const limit = pLimit(elbCallsAtOnce);
    for await (const arns of loadBalancerPages(reader)) {
      const listeners = (await limit.map(arns, (arn) => listenersOf(reader, arn))).flat();
      const rules = await limit.map(listeners, ({ ListenerArn }) =>
        ListenerArn ? rulesOf(reader, ListenerArn) : [],
      );
      yield* await withTags(reader, rules.flat());
    }
  },
  unordered: {
    '/Actions/*/ForwardConfig/TargetGroups': ['TargetGroupArn'],
    '/Conditions': ['Field', 'HttpHeaderConfig'],
    '/Conditions/*/QueryStringConfig/Values': ['Key', 'Value'],
    '/Conditions/*/Values': 'value',
    ...Object.fromEntries(
      conditionsWithValues.map((kind) => [`/Conditions/*/${kind}/Values`, 'value' as const]),
    ),
  },
  secret: ['/Actions/*/AuthenticateOidcConfig/ClientSecret'],
  sensitivity: { '': 'MEDIUM' },
  rules: listenerRuleRules,
  monthlyCost: () => free,
});
