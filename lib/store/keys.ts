import type { Target } from '../model/snapshot.ts';

function targetPath({ environment, account, region }: Target): string {
  return `${environment}/${account}/${region}`;
}

/** Where everything lies in the store; the same keys in a bucket and in a folder. */
export const storeKeys = {
  /** The approved snapshot of a target. */
  baseline: (target: Target) => `baselines/${targetPath(target)}.jsonl.gz`,
  /** The snapshot of a target that a run took. */
  snapshot: (target: Target, runId: string) => `snapshots/${targetPath(target)}/${runId}.jsonl.gz`,
  /** Which snapshot of a target is the last one, where scans take over what AWS Config says is unchanged. */
  lastReading: (target: Target) => `snapshots/${targetPath(target)}/last.json`,
  /** The findings of a run in a target, in Hive partitions, so that Athena reads them as they are. */
  findings: ({ environment, account, region }: Target, runId: string, date: string) =>
    `findings/dt=${date}/environment=${environment}/account=${account}/region=${region}/${runId}.jsonl.gz`,
  /** The open findings of a target, for their lifecycle. */
  open: (target: Target) => `open/${targetPath(target)}.json`,
  /** What a run was asked to do, with the configuration it does it by. */
  plan: (runId: string) => `runs/${runId}/plan.json`,
  /** The targets of a run in an environment. */
  targets: (runId: string, environment: string) => `runs/${runId}/targets/${environment}.json`,
  /** What a run found in a target. */
  result: (runId: string, target: Target) => `runs/${runId}/results/${targetPath(target)}.json`,
  /** How a target stood in a run: its dangers, older ones too, and what it costs. */
  posture: (runId: string, target: Target) => `runs/${runId}/posture/${targetPath(target)}.json`,
  /** How a target stood when all of it was last read. */
  latestPosture: (target: Target) => `posture/${targetPath(target)}.json`,
  /** The dangers of a target that somebody answers for. */
  acknowledged: (target: Target) => `acknowledged/${targetPath(target)}.json`,
  /** Why a run could not read a target; the state machine writes it. */
  failure: (runId: string, target: Target) => `runs/${runId}/failures/${targetPath(target)}.json`,
  /** Prices that were refreshed from the AWS Price List. */
  prices: (service: string, region: string) => `prices/${service}/${region}.json`,
  reportJson: (runId: string) => `runs/${runId}/report.json`,
  reportHtml: (runId: string) => `runs/${runId}/report.html`,
  /** How an environment stands with published controls, by a run; beside each other as `json`, `html` and `csv`. */
  compliance: (runId: string, environment: string, format: 'json' | 'html' | 'csv') =>
    `runs/${runId}/compliance/${environment}.${format}`,
  /** How many controls of an environment stood how in its last runs. */
  complianceHistory: (environment: string) => `compliance/${environment}/history.json`,
  /** The record of an approval: append-only. */
  approval: (target: Target, runId: string, at: Date) =>
    `audit/${at.toISOString().slice(0, 7).replace('-', '/')}/baseline-${runId}-${targetPath(target).replaceAll('/', '-')}.json`,
  /** The record of an acknowledgement: append-only. */
  acknowledgement: (target: Target, at: Date) =>
    `audit/${at.toISOString().slice(0, 7).replace('-', '/')}/acknowledged-${at.getTime()}-${targetPath(target).replaceAll('/', '-')}.json`,
} as const;
