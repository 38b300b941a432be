/**
 * Names that are known before anything is deployed. Members must be able to trust the hub before it exists, people
 * must be able to invoke the audit function without looking it up, and the alert function finds a topic by its
 * environment; everything else gets its name from CloudFormation.
 */

/** The functions of the hub, and the role of each, which has the same name. */
export const functionNames = {
  planScan: 'tidemark-plan-scan',
  scanTarget: 'tidemark-scan-target',
  summarizeRun: 'tidemark-summarize-run',
  publishAlerts: 'tidemark-publish-alerts',
  audit: 'tidemark-audit',
  refreshPrices: 'tidemark-refresh-prices',
} as const;

/** The state machine that runs a scan. */
export const stateMachineName = 'tidemark-scan';

/** The queue with everything that failed for good, and all that is needed to run it again. */
export const deadLetterQueueName = 'tidemark-dead-letter';

/** The topic that the alarms on Tidemark itself go to. */
export const operationsTopicName = 'tidemark-operations';

/** The CloudWatch namespace of the metrics that the functions emit. */
export const metricsNamespace = 'Tidemark';

/** The dimension that Powertools adds to each metric. */
export const metricsService = 'tidemark';

/** The name of an environment's topic. */
export function alertTopicName(environment: string): string {
  return `tidemark-alerts-${environment}`;
}

/** The name of an environment's schedule, and of the group it is alone in. */
export function scheduleName(environment: string): string {
  return `tidemark-${environment}`;
}

/** The names of what refreshes the prices; an environment cannot be called so, since its names begin otherwise. */
export function priceRefreshName(part: 'weekly' | 'schedule' | 'dead-letter'): string {
  return `tidemark-refresh-prices-${part}`;
}

/** The output of the hub stack that holds the ARN of an environment's topic: letters and digits only. */
export function alertTopicOutput(environment: string): string {
  const words = environment.replaceAll(/(?:^|-)(.)/g, (_match, first: string) => first.toUpperCase());
  return `AlertTopicArn${words}`;
}
