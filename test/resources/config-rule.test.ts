import {
  type ConfigRule,
  ConfigServiceClient,
  DescribeConfigRulesCommand,
} from '@aws-sdk/client-config-service';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { configRule } from '../../lib/resources/config-rule.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const config = mockClient(ConfigServiceClient);
const full: ConfigRule = {
  ConfigRuleName: 'encrypted',
  ConfigRuleArn: 'arn:aws:config:eu-west-1:111122223333:config-rule/config-rule-1',
  ConfigRuleId: 'config-rule-1',
  Description: 'd',
  Scope: { ComplianceResourceTypes: ['AWS::S3::Bucket', 'AWS::EC2::Volume'] },
  Source: {
    Owner: 'AWS',
    SourceIdentifier: 'ENCRYPTED_VOLUMES',
    SourceDetails: [{ EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' }],
  },
  InputParameters: '{"b":"1", "a":"2"}',
  MaximumExecutionFrequency: 'One_Hour',
  ConfigRuleState: 'ACTIVE',
  CreatedBy: 'securityhub.amazonaws.com',
  EvaluationModes: [{ Mode: 'PROACTIVE' }, { Mode: 'DETECTIVE' }],
};
const plain: ConfigRule = { ConfigRuleName: 'plain', Source: { Owner: 'AWS' } };

beforeEach(() => {
  config.reset();
  config
    .on(DescribeConfigRulesCommand)
    .resolves({
      ConfigRules: [full, { ...full, ConfigRuleName: 'going', ConfigRuleState: 'DELETING' }],
      NextToken: '2',
    })
    .on(DescribeConfigRulesCommand, { NextToken: '2' })
    .resolves({ ConfigRules: [plain] });
});

test('every property of every page', async () => {
  const [first, second, ...rest] = (await readAll(configRule)).map((each) => stored(configRule, each));
  expect(rest).toEqual([]);
  expect(second?.id).toBe('plain');
  expect(first?.properties).toEqual({
    ConfigRuleName: 'encrypted',
    Arn: full.ConfigRuleArn,
    ConfigRuleId: 'config-rule-1',
    Description: 'd',
    CreatedBy: 'securityhub.amazonaws.com',
    Scope: { ComplianceResourceTypes: ['AWS::EC2::Volume', 'AWS::S3::Bucket'] },
    Source: full.Source,
    InputParameters: { a: '2', b: '1' },
    MaximumExecutionFrequency: 'One_Hour',
    EvaluationModes: [{ Mode: 'DETECTIVE' }, { Mode: 'PROACTIVE' }],
  });
});

test('read again in another order, it gives the same bytes; a denied list makes the type unread', async () => {
  const first = storedLines(configRule, await readAll(configRule));
  const reversed = {
    ...full,
    InputParameters: '{"a":"2","b":"1"}',
    EvaluationModes: [...(full.EvaluationModes ?? [])].reverse(),
  };
  config
    .on(DescribeConfigRulesCommand)
    .resolves({ ConfigRules: [plain, { ...reversed, ConfigRuleState: 'EVALUATING' }] });
  expect(storedLines(configRule, await readAll(configRule))).toEqual(first);
  config.on(DescribeConfigRulesCommand).rejects(awsError('AccessDeniedException'));
  await expect(readAll(configRule)).rejects.toThrow('AccessDeniedException');
});

test.each<[string, JsonObject, JsonObject, string, string[]]>([
  [
    'parameters',
    { InputParameters: { a: '1' } },
    { InputParameters: { a: '2' } },
    'MEDIUM',
    ['config-rule-parameters-changed'],
  ],
  ['a scope', {}, { Scope: { TagKey: 'a' } }, 'MEDIUM', []],
  ['a description', {}, { Description: 'x' }, 'INFO', []],
])('a rule with other %s', (_, before, after, severity, rules) => {
  expect(riskOf(configRule, before, after)).toMatchObject({ severity, rules });
});

test('a deleted rule, and one that a service keeps', () => {
  const before = resource(configRule.type, {});
  const managed = resource(configRule.type, { CreatedBy: 'securityhub.amazonaws.com' });
  expect(assessRisk({ kind: 'removed', before }, configRule).rules).toEqual(['config-rule-deleted']);
  expect(assessRisk({ kind: 'removed', before: managed }, configRule).rules).toEqual([]);
  expect(configRule.membership?.ownerOf(managed)).toBe('securityhub.amazonaws.com');
  expect(configRule.membership?.ownerOf(before)).toBeUndefined();
  expect(configRule.monthlyCost?.(before, costContext({})).usd).toBeNull();
});
