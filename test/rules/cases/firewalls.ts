import type { JsonObject } from '../../../lib/model/json.ts';
import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const identity = { Name: 'shop', Id: '5f0a2b1c-0000-4000-8000-0123456789ab', Scope: 'REGIONAL' };
const addresses = (...Addresses: string[]) => ({ Addresses });
const ipSet = ofType('AWS::WAFv2::IPSet', { ...identity, IPAddressVersion: 'IPV4' });
const rule = (Name: string, more: JsonObject = { Action: { Block: true } }): JsonObject => ({
  Name,
  Priority: 1,
  ...more,
});
const managed = (...RuleActionOverrides: JsonObject[]) =>
  rule('common', {
    OverrideAction: { None: true },
    Statement: {
      ManagedRuleGroupStatement: {
        VendorName: 'AWS',
        Name: 'AWSManagedRulesSQLiRuleSet',
        RuleActionOverrides,
      },
    },
  });
const webAcl = ofType('AWS::WAFv2::WebACL', {
  ...identity,
  Arn: `arn:aws:wafv2:eu-west-1:${account}:regional/webacl/shop/5f0a2b1c-0000-4000-8000-0123456789ab`,
  DefaultAction: { Allow: true },
  Rules: [rule('bad-bots')],
});
const protecting = (...names: string[]) => ({
  ResourceArns: names.map(
    (name) => `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/${name}/50dc6c495c0c9188`,
  ),
});

/** Cases of AWS WAF. */
export const firewallCases: readonly RuleCase[] = [
  ipSet(
    'waf-ip-set-holds-the-internet',
    [addresses('192.0.2.0/24'), addresses('192.0.2.0/24', '0.0.0.0/1')],
    [addresses('192.0.2.0/24'), addresses('192.0.2.0/24', '10.0.0.0/8')],
  ),
  webAcl(
    'waf-rule-disarmed',
    [{}, { Rules: [rule('bad-bots', { Action: { Count: true } })] }],
    [{}, { Rules: [rule('bad-bots', { Action: { Captcha: true } })] }],
  ),
  webAcl(
    'waf-rule-disarmed',
    [{ Rules: [managed()] }, { Rules: [managed({ Name: 'SQLi_BODY', ActionToUse: { Count: true } })] }],
    [{ Rules: [managed()] }, { Rules: [managed({ Name: 'SQLi_BODY', ActionToUse: { Block: true } })] }],
  ),
  webAcl('waf-web-acl-without-rules', [{}, { Rules: [] }], [{}, { Rules: [rule('bad-agents')] }]),
  webAcl(
    'waf-association-removed',
    [protecting('shop', 'admin'), protecting('shop')],
    [protecting('shop'), protecting('shop', 'admin')],
  ),
  webAcl(
    'waf-default-action-allows',
    [{ DefaultAction: { Block: true } }, { DefaultAction: { Allow: true } }],
    [
      { DefaultAction: { Block: true } },
      { DefaultAction: { Block: { CustomResponse: { ResponseCode: 404 } } } },
    ],
  ),
];
