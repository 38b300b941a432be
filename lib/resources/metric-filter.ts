import {
  CloudWatchLogsClient,
  type MetricFilter,
  type MetricTransformation,
  paginateDescribeMetricFilters,
} from '@aws-sdk/client-cloudwatch-logs';
import { free } from '../model/cost.ts';
import type { ChangeRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { definition, patch, recreation, restoration } from './former-state.ts';
import { deleted, disableTools, redirected } from './watcher-rules.ts';

const sources = [
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html',
  disableTools,
];
const recommendation =
  'Set the filter as it was: an alarm that looks at its metric sees nothing of what it no longer counts.';

function transformation({ dimensions = {}, ...metric }: MetricTransformation): object {
  return {
    MetricName: metric.metricName,
    MetricNamespace: metric.metricNamespace,
    MetricValue: metric.metricValue,
    DefaultValue: metric.defaultValue,
    Unit: metric.unit,
    Dimensions: Object.entries(dimensions).map(([Key, Value]) => ({ Key, Value })),
  };
}

function properties(filter: MetricFilter): object {
  return {
    FilterName: filter.filterName,
    LogGroupName: filter.logGroupName,
    FilterPattern: filter.filterPattern,
    FieldSelectionCriteria: filter.fieldSelectionCriteria,
    ApplyOnTransformedLogs: filter.applyOnTransformedLogs,
    EmitSystemFieldDimensions: filter.emitSystemFieldDimensions,
    MetricTransformations: filter.metricTransformations?.map(transformation),
  };
}

/** Fields of the events of CloudTrail: what the alarms about sign-ins and changes, as CIS wants them, are counted by. */
const fieldsOfCalls =
  /\$\.(additionalEventData|errorCode|errorMessage|eventName|eventSource|requestParameters|responseElements|userIdentity)\b/;

/** A rule that weighs more where the filter counted who did what in the account. */
function weighed(rule: ChangeRule): ChangeRule {
  return {
    ...rule,
    dangers: (change, surroundings) =>
      rule
        .dangers(change, surroundings)
        .map((danger) =>
          fieldsOfCalls.test(String(change.before?.properties.FilterPattern))
            ? { ...danger, severity: 'HIGH' }
            : danger,
        ),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-metricfilter.html */
export const metricFilter = defineResourceType({
  type: 'AWS::Logs::MetricFilter',
  scope: 'regional',
  taggable: false,
  permissions: ['logs:DescribeMetricFilters'],
  async *read({ clients }) {
    const pages = paginateDescribeMetricFilters(
      { client: clients.get(CloudWatchLogsClient), pageSize: 50 },
      {},
    );
    for await (const page of pages) {
      for (const filter of page.metricFilters ?? []) {
        if (!filter.filterName || !filter.logGroupName) continue;
        yield { id: `${filter.logGroupName}|${filter.filterName}`, properties: properties(filter) };
      }
    }
  },
  unordered: {
    '/EmitSystemFieldDimensions': 'value',
    '/MetricTransformations': ['MetricNamespace', 'MetricName'],
    '/MetricTransformations/*/Dimensions': ['Key'],
  },
  volatile: { '/CreationTime': 'time of creation' },
  defaults: { ApplyOnTransformedLogs: false },
  sensitivity: { '': 'MEDIUM' },
  rules: [
    weighed(
      deleted(
        {
          id: 'logs-metric-filter-deleted',
          title: 'a filter that counts what logs tell was deleted',
          // A pattern that matches everything is empty, and what is empty is not kept in a model.
          values: (before) =>
            definition({ ...before, properties: { FilterPattern: '', ...before.properties } }, []),
          severity: 'MEDIUM',
          sources,
          recommendation,
          remedy: {
            command: recreation,
            console: 'CloudWatch › Log groups › {{/LogGroupName}} › Metric filters › Create metric filter',
          },
        },
        ({ id }) => `Metric filter ${id} was deleted: alarms on what it counted never go off.`,
      ),
    ),
    weighed(
      redirected(
        {
          id: 'logs-metric-filter-pattern-changed',
          title: 'a filter counts something else',
          severity: 'MEDIUM',
          property: 'FilterPattern',
          values: (before) => patch(before, 'FilterPattern'),
          sources,
          recommendation,
          remedy: {
            command: restoration,
            console: 'CloudWatch › Log groups › {{/LogGroupName}} › Metric filters › {{/FilterName}} › Edit',
          },
        },
        ({ id }, from, to) => `Metric filter ${id} counts ${to} now, no longer ${from}.`,
      ),
    ),
  ],
  monthlyCost: () => free,
});
