import {
  GetWebACLCommand,
  ListLoggingConfigurationsCommand,
  ListResourcesForWebACLCommand,
  ListTagsForResourceCommand,
  ListWebACLsCommand,
  type Rule,
  WAFV2Client,
  type WebACL,
} from '@aws-sdk/client-wafv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { AwsClients } from '../../lib/aws/clients.ts';
import { resourceReader } from '../../lib/aws/reader.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { wafWebAcl } from '../../lib/resources/wafv2-web-acl.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById } from './reading-fixtures.ts';
import { awsError, costContext, place, readAll, riskOf, storedLines } from './type-fixtures.ts';

const waf = mockClient(WAFV2Client);
const ARN = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1';
const visibility = { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: 'm' };
const managed: Rule = {
  Name: 'common',
  Priority: 1,
  Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
  OverrideAction: { None: {} },
  VisibilityConfig: visibility,
};
const blocking: Rule = {
  Name: 'admin',
  Priority: 0,
  Statement: {
    ByteMatchStatement: {
      SearchString: Buffer.from('/admin'),
      FieldToMatch: { UriPath: {} },
      TextTransformations: [{ Priority: 0, Type: 'NONE' }],
      PositionalConstraint: 'STARTS_WITH',
    },
  },
  Action: { Block: {} },
  RuleLabels: [{ Name: 'b' }, { Name: 'a' }],
  VisibilityConfig: visibility,
};
const same = {
  Description: 'of the shop',
  ApplicationConfig: { Attributes: [{ Name: 'a', Values: ['b'] }] },
  AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: 'KB_32' as const } } },
  CaptchaConfig: { ImmunityTimeProperty: { ImmunityTime: 60 } },
  ChallengeConfig: { ImmunityTimeProperty: { ImmunityTime: 60 } },
  CustomResponseBodies: { no: { ContentType: 'TEXT_PLAIN' as const, Content: 'no' } },
  DataProtectionConfig: {
    DataProtections: [
      { Field: { FieldType: 'SINGLE_COOKIE' as const, FieldKeys: ['s'] }, Action: 'HASH' as const },
    ],
  },
  LabelNamespace: 'awswaf:1:webacl:shop:',
  ManagedByFirewallManager: true,
  OnSourceDDoSProtectionConfig: { ALBLowReputationMode: 'ACTIVE_UNDER_DDOS' as const },
  VisibilityConfig: visibility,
};
const group = (Name: string) => ({
  Name,
  Priority: 1,
  FirewallManagerStatement: {},
  OverrideAction: { None: {} },
  VisibilityConfig: visibility,
});
const groupRead = (Name: string) => ({
  Name,
  Priority: 1,
  FirewallManagerStatement: true,
  OverrideAction: { None: true },
  VisibilityConfig: visibility,
});
const acl: WebACL = {
  ...same,
  Name: 'shop',
  Id: '1',
  ARN,
  Capacity: 700,
  DefaultAction: { Allow: {} },
  Rules: [managed, blocking],
  TokenDomains: ['b.example', 'a.example'],
  PreProcessFirewallManagerRuleGroups: [group('pre')],
  PostProcessFirewallManagerRuleGroups: [group('post')],
};

beforeEach(() => {
  waf.reset();
  waf
    .on(ListWebACLsCommand)
    .resolves({ WebACLs: [{ Name: 'shop', Id: '1', ARN }], NextMarker: '2' })
    .on(ListWebACLsCommand, { NextMarker: '2' })
    .resolves({ WebACLs: [{ Name: 'gone', Id: '2', ARN: 'arn:gone' }, {}] })
    .on(ListLoggingConfigurationsCommand)
    .resolves({
      LoggingConfigurations: [
        {
          ResourceArn: ARN,
          LogDestinationConfigs: ['arn:log'],
          RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { QueryString: {} }],
          LoggingFilter: { DefaultBehavior: 'DROP', Filters: [] },
        },
      ],
    })
    .on(GetWebACLCommand)
    .rejects(awsError('WAFNonexistentItemException'))
    .on(GetWebACLCommand, { Name: 'shop', Id: '1', Scope: 'REGIONAL' })
    .resolves({ WebACL: acl })
    .on(ListTagsForResourceCommand)
    .resolves({
      NextMarker: '2',
      TagInfoForResource: { ResourceARN: ARN, TagList: [{ Key: 'Team', Value: 'shop' }] },
    })
    .on(ListTagsForResourceCommand, { NextMarker: '2' })
    .resolves({ TagInfoForResource: { ResourceARN: ARN, TagList: [{ Key: 'Stage', Value: 'prod' }] } })
    .on(ListResourcesForWebACLCommand)
    .resolves({ ResourceArns: ['arn:lb-2', 'arn:lb-1'] });
});

describe('reading web ACLs', () => {
  test('every property, choices kept although they are empty, search strings as text', async () => {
    const read = await storedById(wafWebAcl);
    expect(Object.keys(read)).toEqual(['shop|1|REGIONAL']);
    const shop = read['shop|1|REGIONAL'];
    expect(shop).toMatchObject({ arn: ARN, tags: { Team: 'shop', Stage: 'prod' } });
    expect(shop?.properties).toEqual({
      ...same,
      Name: 'shop',
      Id: '1',
      Arn: ARN,
      Scope: 'REGIONAL',
      DefaultAction: { Allow: true },
      Rules: [
        {
          ...blocking,
          Statement: {
            ByteMatchStatement: {
              SearchString: '/admin',
              FieldToMatch: { UriPath: true },
              TextTransformations: [{ Priority: 0, Type: 'NONE' }],
              PositionalConstraint: 'STARTS_WITH',
            },
          },
          Action: { Block: true },
          RuleLabels: [{ Name: 'a' }, { Name: 'b' }],
        },
        { ...managed, OverrideAction: { None: true } },
      ],
      TokenDomains: ['a.example', 'b.example'],
      PreProcessFirewallManagerRuleGroups: [groupRead('pre')],
      PostProcessFirewallManagerRuleGroups: [groupRead('post')],
      LoggingConfiguration: {
        LogDestinationConfigs: ['arn:log'],
        LoggingFilter: { DefaultBehavior: 'DROP' },
        RedactedFields: [{ QueryString: true }, { SingleHeader: { Name: 'authorization' } }],
      },
      ResourceArns: ['arn:lb-1', 'arn:lb-2'],
    });
  });

  test('those for CloudFront are read where they are kept', async () => {
    waf
      .on(ListWebACLsCommand, { Scope: 'REGIONAL', NextMarker: undefined })
      .resolves({})
      .on(ListWebACLsCommand, { Scope: 'CLOUDFRONT', NextMarker: undefined })
      .resolves({ WebACLs: [{ Name: 'cdn', Id: '3', ARN: 'arn:cdn' }] })
      .on(GetWebACLCommand, { Name: 'cdn', Scope: 'CLOUDFRONT' })
      .resolves({ WebACL: { ...acl, Name: 'cdn', Id: '3' } });
    const clients = new AwsClients('us-east-1', { accessKeyId: 'test', secretAccessKey: 'test' });
    const ids: string[] = [];
    for await (const { id } of wafWebAcl.read(resourceReader({ ...place, region: 'us-east-1' }, clients)))
      ids.push(id);
    expect(ids).toEqual(['cdn|3|CLOUDFRONT']);
    expect(waf.commandCalls(ListResourcesForWebACLCommand)).toEqual([]);
    expect(await readAll(wafWebAcl)).toEqual([]);
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(wafWebAcl, await readAll(wafWebAcl));
    waf
      .on(GetWebACLCommand, { Name: 'shop', Id: '1', Scope: 'REGIONAL' })
      .resolves({
        WebACL: { ...acl, Capacity: 1, Rules: [blocking, managed], TokenDomains: ['a.example', 'b.example'] },
      })
      .on(ListResourcesForWebACLCommand)
      .resolves({ ResourceArns: ['arn:lb-1', 'arn:lb-2'] });
    expect(storedLines(wafWebAcl, await readAll(wafWebAcl))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    waf
      .on(ListLoggingConfigurationsCommand)
      .rejects(denied)
      .on(ListTagsForResourceCommand)
      .rejects(denied)
      .on(ListResourcesForWebACLCommand)
      .rejects(denied);
    expect((await readAll(wafWebAcl))[0]?.unread?.map(({ path }) => path)).toEqual([
      '/LoggingConfiguration',
      '/Tags',
      '/ResourceArns',
    ]);
    waf.on(GetWebACLCommand).rejects(denied);
    expect((await readAll(wafWebAcl))[0]?.unread).toEqual([
      { path: '', reason: 'AccessDeniedException: no' },
    ]);
  });
});

const allow: JsonObject = { DefaultAction: { Allow: true } };
const rules = (...Rules: JsonObject[]): JsonObject => ({ ...allow, Rules });
const blocks: JsonObject = { Name: 'admin', Action: { Block: true } };
const group2: JsonObject = { Name: 'common', OverrideAction: { None: true } };

describe('what a change of a web ACL means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'allows by default',
      { ...rules(blocks), DefaultAction: { Block: true } },
      rules(blocks),
      'HIGH',
      ['waf-default-action-allows'],
    ],
    ['blocks by default', rules(blocks), { ...rules(blocks), DefaultAction: { Block: true } }, 'MEDIUM', []],
    ['a rule removed', rules(blocks, group2), rules(group2), 'HIGH', ['waf-rule-disarmed']],
    [
      'a rule that counts',
      rules(blocks),
      rules({ ...blocks, Action: { Count: true } }),
      'HIGH',
      ['waf-rule-disarmed'],
    ],
    [
      'a group that counts',
      rules(group2),
      rules({ ...group2, OverrideAction: { Count: true } }),
      'HIGH',
      ['waf-rule-disarmed'],
    ],
    ['a rule that blocks', rules({ ...blocks, Action: { Count: true } }), rules(blocks), 'INFO', []],
    ['a rule that challenges', rules(blocks), rules({ ...blocks, Action: { Captcha: true } }), 'MEDIUM', []],
    [
      'the last rule removed',
      rules(blocks),
      allow,
      'HIGH',
      ['waf-rule-disarmed', 'waf-web-acl-without-rules'],
    ],
    [
      'no logging',
      { LoggingConfiguration: { LogDestinationConfigs: ['a'] } },
      {},
      'HIGH',
      ['logging-turned-off'],
    ],
    [
      'a load balancer lost',
      { ResourceArns: ['a', 'b'] },
      { ResourceArns: ['a'] },
      'MEDIUM',
      ['waf-association-removed'],
    ],
    ['a load balancer gained', { ResourceArns: ['a'] }, { ResourceArns: ['a', 'b'] }, 'MEDIUM', []],
    ['described', {}, { Description: 'x' }, 'INFO', []],
  ])('%s', (_, before, after, severity, fired) => {
    expect(riskOf(wafWebAcl, { Name: 'shop', ...before }, { Name: 'shop', ...after })).toMatchObject({
      severity,
      rules: fired,
    });
  });

  test('its cost is not known', () => {
    expect(wafWebAcl.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBeNull();
  });
});
