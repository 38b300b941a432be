import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { EnvironmentReport, RunReport, TargetResult } from '../lib/model/report.ts';
import { severities } from '../lib/model/severity.ts';

/**
 * The metrics of the functions, in CloudWatch's embedded metric format. Their dimensions are the environment and, for
 * findings, the severity: CloudWatch charges for each combination, so accounts and regions are in the log only.
 */
export const metrics = new Metrics();

/** Adds what reading a target took; it is sent when the function ends. */
export function measureTarget(result: TargetResult): void {
  const { environment, account, region, runId, resources, apiCalls, throttles, durationMilliseconds } =
    result;
  metrics.addDimension('Environment', environment);
  metrics.addMetadata('run', runId);
  metrics.addMetadata('account', account);
  metrics.addMetadata('region', region);
  metrics.addMetric('Resources', MetricUnit.Count, resources);
  metrics.addMetric('ApiCalls', MetricUnit.Count, apiCalls);
  metrics.addMetric('Throttles', MetricUnit.Count, throttles);
  metrics.addMetric('ScanDuration', MetricUnit.Milliseconds, durationMilliseconds);
}

/** Sends what a run came to: targets scanned and failed, and for a comparison its findings and their cost. */
export function measureRun({ runId, mode, environments }: RunReport): void {
  for (const report of environments) {
    measureTargets(report, runId);
    if (mode === 'detect') measureFindings(report);
  }
}

function measureTargets({ environment, targets }: EnvironmentReport, runId: string): void {
  const failed = targets.filter(({ status }) => status === 'failed').length;
  metrics.addDimension('Environment', environment);
  metrics.addMetadata('run', runId);
  metrics.addMetric('TargetsScanned', MetricUnit.Count, targets.length - failed);
  metrics.addMetric('TargetsFailed', MetricUnit.Count, failed);
  metrics.publishStoredMetrics();
}

function measureFindings({ environment, severities: counts, cost }: EnvironmentReport): void {
  metrics.addDimension('Environment', environment);
  metrics.addMetric('CostDelta', MetricUnit.NoUnit, cost.delta);
  metrics.publishStoredMetrics();
  for (const severity of severities) {
    const metric = metrics.singleMetric();
    metric.addDimensions({ Environment: environment, Severity: severity });
    metric.addMetric('Findings', MetricUnit.Count, counts[severity]);
  }
}
