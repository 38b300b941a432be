import { Duration } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  Metric,
  Row,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { severities } from '../lib/model/severity.ts';
import { metricsNamespace, metricsService } from './names.ts';

/** What the dashboard shows. */
export interface DashboardProps {
  readonly environments: readonly string[];
  readonly stateMachine: StateMachine;
  readonly queues: readonly { readonly queue: Queue; readonly name: string }[];
}

const severityColors = {
  CRITICAL: '#7b1fa2',
  HIGH: '#d32f2f',
  MEDIUM: '#f57c00',
  LOW: '#fbc02d',
  INFO: '#90a4ae',
} as const;

const period = Duration.hours(1);

interface Series {
  readonly environment: string;
  readonly name: string;
  readonly statistic: string;
  readonly label?: string;
  readonly severity?: (typeof severities)[number];
}

/** A metric that the functions emit; see functions/metrics.ts. */
function metric({ environment, name, statistic, label = environment, severity }: Series): IMetric {
  return new Metric({
    namespace: metricsNamespace,
    metricName: name,
    dimensionsMap: {
      service: metricsService,
      Environment: environment,
      ...(severity === undefined ? {} : { Severity: severity }),
    },
    statistic,
    period,
    label,
    ...(severity === undefined ? {} : { color: severityColors[severity] }),
  });
}

/** One page for those who run Tidemark: runs, targets, findings, money, effort, and what lies in dead-letter queues. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { environments, stateMachine, queues }: DashboardProps) {
    super(scope, id);
    const each = (name: string, statistic: string) =>
      environments.map((environment) => metric({ environment, name, statistic }));
    const graph = (title: string, left: IMetric[], width = 8) =>
      new GraphWidget({ title, left, width, height: 6 });
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: 'tidemark',
      defaultInterval: Duration.days(14),
      widgets: [
        [
          new Row(
            new TextWidget({
              markdown: '# Tidemark\nWhat differs from the baselines, and how the scans went.',
              width: 24,
              height: 2,
            }),
          ),
        ],
        [
          graph('Runs', [
            stateMachine.metricStarted({ period, label: 'started' }),
            stateMachine.metricSucceeded({ period, label: 'succeeded' }),
            stateMachine.metricFailed({ period, label: 'failed' }),
            stateMachine.metricTimedOut({ period, label: 'timed out' }),
          ]),
          graph('Duration of runs (ms)', [
            stateMachine.metricTime({ period, statistic: 'Maximum', label: 'longest' }),
          ]),
          new SingleValueWidget({
            title: 'Waiting in dead-letter queues',
            metrics: queues.map(({ queue, name }) =>
              queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum', label: name }),
            ),
            width: 8,
            height: 6,
          }),
        ],
        environments.map((environment) =>
          graph(
            `Open findings: ${environment}`,
            severities.map((severity) =>
              metric({ environment, name: 'Findings', statistic: 'Maximum', label: severity, severity }),
            ),
          ),
        ),
        [
          graph('Cost of the differences (USD a month)', each('CostDelta', 'Maximum')),
          graph('Targets scanned', each('TargetsScanned', 'Sum')),
          graph('Targets failed', each('TargetsFailed', 'Sum')),
        ],
        [
          graph('Time to read a target (ms, p90)', each('ScanDuration', 'p90'), 6),
          graph('Resources read', each('Resources', 'Sum'), 6),
          graph('API calls', each('ApiCalls', 'Sum'), 6),
          graph('Throttled calls', each('Throttles', 'Sum'), 6),
        ],
      ],
    });
  }
}
