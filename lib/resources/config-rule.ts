import {
  type ConfigRule,
  ConfigServiceClient,
  paginateDescribeConfigRules,
} from '@aws-sdk/client-config-service';
import { unknownCost } from '../model/cost.ts';
import { defineResourceType } from './define.ts';
import { definition, patch, recreation, restoration } from './former-state.ts';
import { deleted, disableTools, redirected } from './watcher-rules.ts';

const managing = 'https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_manage-rules.html';

function properties(rule: ConfigRule): object {
  return {
    ConfigRuleName: rule.ConfigRuleName,
    Arn: rule.ConfigRuleArn,
    ConfigRuleId: rule.ConfigRuleId,
    Description: rule.Description,
    CreatedBy: rule.CreatedBy,
    Scope: rule.Scope,
    Source: rule.Source,
    InputParameters: rule.InputParameters,
    MaximumExecutionFrequency: rule.MaximumExecutionFrequency,
    EvaluationModes: rule.EvaluationModes,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-configrule.html */
export const configRule = defineResourceType({
  type: 'AWS::Config::ConfigRule',
  scope: 'regional',
  taggable: false,
  permissions: ['config:DescribeConfigRules'],
  async *read({ clients }) {
    for await (const page of paginateDescribeConfigRules({ client: clients.get(ConfigServiceClient) }, {})) {
      for (const rule of page.ConfigRules ?? []) {
        const { ConfigRuleName, ConfigRuleArn, ConfigRuleState = 'ACTIVE' } = rule;
        if (!ConfigRuleName || ConfigRuleState.startsWith('DELETING')) continue;
        yield { id: ConfigRuleName, arn: ConfigRuleArn, properties: properties(rule) };
      }
    }
  },
  unordered: {
    '/EvaluationModes': ['Mode'],
    '/Scope/ComplianceResourceTypes': 'value',
    '/Source/SourceDetails': 'value',
  },
  volatile: {
    '/Compliance': 'what the rule finds, not what it is',
    '/ConfigRuleState': 'a rule in transition is the same rule',
    '/RuleEvaluationVisibility': 'follows from who made the rule',
  },
  membership: {
    reason: 'services such as Security Hub make rules for the controls that are on',
    ownerOf: ({ properties: { CreatedBy } }) => (typeof CreatedBy === 'string' ? CreatedBy : undefined),
  },
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO' },
  rules: [
    deleted(
      {
        id: 'config-rule-deleted',
        title: 'a rule of AWS Config was deleted',
        values: (before) => definition(before, ['Arn', 'ConfigRuleId', 'CreatedBy']),
        severity: 'MEDIUM',
        sources: [managing, disableTools],
        recommendation: 'Create the rule again, unless nobody needs what it checked.',
        remedy: {
          command: recreation,
          console: 'AWS Config › Rules › Add rule › {{id}}',
        },
      },
      ({ id }) => `Rule ${id} of AWS Config was deleted: what it checked is checked no more.`,
      ({ properties: { CreatedBy } }) => CreatedBy === undefined,
    ),
    redirected(
      {
        id: 'config-rule-parameters-changed',
        title: 'a rule of AWS Config checks something else',
        severity: 'MEDIUM',
        property: 'InputParameters',
        values: (before) => patch(before, 'InputParameters'),
        sources: [managing, disableTools],
        recommendation: 'Compare the parameters with the approved ones.',
        remedy: {
          command: restoration,
          console: 'AWS Config › Rules › {{id}} › Actions › Edit rule › Parameters',
        },
      },
      ({ id }) => `Rule ${id} of AWS Config checks with other parameters than before.`,
    ),
  ],
  monthlyCost: () =>
    unknownCost('AWS Config charges rules by evaluation: how many there will be is not known.'),
});
