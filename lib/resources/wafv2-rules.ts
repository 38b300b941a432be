import { type JsonObject, toList, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule, StateRule } from '../model/rule.ts';
import { protectionLost } from './property-rules.ts';

/** Whether a rule does more than count: it blocks or challenges, or leaves it to its rule group to do so. */
function stops(rule: JsonObject | undefined): boolean {
  if (rule === undefined || valueAt(rule, '/Action/Allow') !== undefined) return false;
  return valueAt(rule, '/Action/Count') === undefined && valueAt(rule, '/OverrideAction/Count') === undefined;
}

function rulesOf({ properties }: Resource): Map<string, JsonObject> {
  return new Map(toObjects(properties.Rules).map((rule) => [String(rule.Name), rule]));
}

/** The rules of a rule group that a rule only lets count or allow. */
function softened(rule: JsonObject | undefined): Set<string> {
  const groups = ['ManagedRuleGroupStatement', 'RuleGroupReferenceStatement'];
  const names = groups.flatMap((group) => {
    const at = `/Statement/${group}`;
    const overridden = toObjects(valueAt(rule, `${at}/RuleActionOverrides`)).filter(({ ActionToUse }) =>
      ['/Count', '/Allow'].some((action) => valueAt(ActionToUse, action) !== undefined),
    );
    return [...overridden, ...toObjects(valueAt(rule, `${at}/ExcludedRules`))].map(({ Name }) =>
      String(Name),
    );
  });
  return new Set(names);
}

/** What one web ACL stops and another does not: rules, and rules in the groups that both have. */
function noLongerStopping(had: Resource, has: Resource): { name: string; isGone: boolean }[] {
  const left = rulesOf(has);
  return [...rulesOf(had)]
    .filter(([, rule]) => stops(rule))
    .flatMap(([name, rule]) => {
      const now = left.get(name);
      if (!stops(now)) return [{ name, isGone: now === undefined }];
      const before = softened(rule);
      const added = [...softened(now)].filter((each) => !before.has(each));
      return added.map((each) => ({ name: `${each} of ${name}`, isGone: false }));
    });
}

const ruleDisarmed: ChangeRule = {
  kind: 'change',
  id: 'waf-rule-disarmed',
  title: 'a rule of a web ACL no longer stops requests',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-actions.html',
    'MITRE ATT&CK T1562.007',
  ],
  recommendation: 'Put the rule back, or let it block again instead of counting.',
  remedy: {
    command:
      'aws wafv2 update-web-acl --name {{/Name}} --scope {{/Scope}} --id {{/Id}} --lock-token <lock-token> --cli-input-json file://<approved-web-acl.json>',
    console: 'WAF & Shield › Web ACLs › {{/Name}} › Rules › Edit',
  },
  dangers: (change) =>
    change.kind === 'modified'
      ? noLongerStopping(change.before, change.after).map(
          ({ name, isGone }): Danger => ({
            subject: `rule ${name}`,
            path: '/Rules',
            reason: `Rule ${name} of web ACL ${String(change.after.properties.Name)} ${isGone ? 'was removed' : 'only counts or allows now'}: what it stopped gets through.`,
          }),
        )
      : [],
  ended: (change) =>
    change.kind === 'modified'
      ? noLongerStopping(change.after, change.before).map(({ name }) => ({
          subject: `rule ${name}`,
          path: '/Rules',
          reason: `Safer: rule ${name} stops requests.`,
        }))
      : [],
};

const withoutRules: StateRule = {
  kind: 'state',
  id: 'waf-web-acl-without-rules',
  title: 'a web ACL lets everything through',
  severity: 'MEDIUM',
  sources: ['FSBP WAF.10'],
  recommendation: 'Add rules to the web ACL, or delete it.',
  remedy: {
    command:
      'aws wafv2 update-web-acl --name {{/Name}} --scope {{/Scope}} --id {{/Id}} --lock-token <lock-token> --cli-input-json file://<web-acl-with-rules.json>',
    console: 'WAF & Shield › Web ACLs › {{/Name}} › Rules › Add rules',
  },
  safer: 'the web ACL has rules',
  dangers: ({ properties }) =>
    toList(properties.Rules).length === 0 &&
    toList(properties.PreProcessFirewallManagerRuleGroups).length === 0 &&
    valueAt(properties, '/DefaultAction/Allow') !== undefined
      ? [
          {
            subject: 'no rules',
            path: '/Rules',
            reason: `Web ACL ${String(properties.Name)} has no rules and allows by default: it protects nothing.`,
          },
        ]
      : [],
};

const associationLost: ChangeRule = {
  kind: 'change',
  id: 'waf-association-removed',
  title: 'a load balancer lost its web ACL',
  severity: 'MEDIUM',
  sources: [
    'Security Hub ELB.16',
    'https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating.html',
  ],
  recommendation: 'Associate the web ACL with the load balancer again, unless that was deleted.',
  remedy: {
    command: 'aws wafv2 associate-web-acl --web-acl-arn {{/Arn}} --resource-arn {{load-balancer-arn}}',
    console: 'WAF & Shield › Web ACLs › {{/Name}} › Associated AWS resources › Add AWS resources',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const left = toList(change.after.properties.ResourceArns);
    return toList(change.before.properties.ResourceArns)
      .filter((arn) => !left.includes(arn))
      .map((arn) => ({
        subject: String(arn),
        values: { 'load-balancer-arn': String(arn) },
        path: '/ResourceArns',
        reason: `Web ACL ${String(change.after.properties.Name)} no longer protects ${String(arn)}.`,
      }));
  },
};

/** The dangers of AWS::WAFv2::WebACL. */
export const webAclRules: readonly Rule[] = [
  ruleDisarmed,
  withoutRules,
  associationLost,
  protectionLost({
    id: 'waf-default-action-allows',
    title: 'a web ACL lets through what no rule is about',
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-default-action.html'],
    recommendation: 'Set the default action to block again.',
    remedy: {
      command: `aws wafv2 update-web-acl --name {{/Name}} --scope {{/Scope}} --id {{/Id}} --lock-token <lock-token> --cli-input-json file://<approved-web-acl.json> --default-action '{"Block":{}}'`,
      console: 'WAF & Shield › Web ACLs › {{/Name}} › Rules › Default web ACL action › Edit',
    },
    path: '/DefaultAction/Block',
    protects: (value) => value !== null,
    reason: ({ properties }) =>
      `Web ACL ${String(properties.Name)} blocked what no rule allows, and lets it through now.`,
    better: 'what no rule allows is blocked',
  }),
];
