import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Configuration } from '../config/schema.ts';
import { TidemarkError } from '../model/errors.ts';
import { type RunReport, runReportSchema } from '../model/report.ts';
import { requireDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { AuditEvent, ScanRequest } from './events.ts';
import { checkRequest, newRunId, type PlanOptions } from './plan-scan.ts';

/** What starting an audit needs. */
export interface AuditOptions {
  readonly configuration: Configuration;
  readonly knownTypes: PlanOptions['knownTypes'];
  readonly stepFunctions: SFNClient;
  readonly stateMachineArn: string;
  readonly store: ObjectStore;
  readonly now: () => Date;
  /** Who asks, for the record. */
  readonly requestedBy: string;
  /** Milliseconds that are left to wait for the run; asked again after every look. */
  readonly remainingMilliseconds: () => number;
  /** Milliseconds between two looks. */
  readonly lookEvery: number;
}

/** What the audit function answers: the run id at once, or with the summary when it waited. */
export interface AuditAnswer {
  readonly runId: string;
  readonly executionArn: string;
  readonly status: 'started' | 'running' | 'complete' | 'incomplete';
  readonly report?: string;
  readonly summary?: Pick<RunReport, 'severities' | 'cost'> & {
    readonly environments: readonly {
      readonly environment: string;
      readonly targets: { readonly scanned: number; readonly failed: number };
      readonly severities: RunReport['severities'];
      readonly findings: RunReport['environments'][number]['findings'];
    }[];
  };
}

/** A Lambda answer has at most 6 MB, so the summary names this many findings of an environment; the report has more. */
const namedFindings = 50;
/** Milliseconds before the end of the function at which waiting stops and the run id is answered instead. */
const answerReserve = 10_000;

function toRequest(event: AuditEvent, runId: string, requestedBy: string): ScanRequest {
  const { environment, accounts, regions, types, mode, reason } = event;
  return {
    mode,
    trigger: 'audit',
    runId,
    requestedBy,
    ...(environment === undefined ? {} : { environments: [environment] }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(regions === undefined ? {} : { regions }),
    ...(types === undefined ? {} : { types }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function summarize(report: RunReport): NonNullable<AuditAnswer['summary']> {
  return {
    severities: report.severities,
    cost: report.cost,
    environments: report.environments.map(({ environment, targets, severities, findings }) => {
      const failed = targets.filter(({ status }) => status === 'failed').length;
      return {
        environment,
        targets: { scanned: targets.length - failed, failed },
        severities,
        findings: findings.slice(0, namedFindings),
      };
    }),
  };
}

async function hasEnded(
  executionArn: string,
  { stepFunctions, remainingMilliseconds, lookEvery }: AuditOptions,
): Promise<boolean> {
  while (remainingMilliseconds() > answerReserve) {
    const { status, error, cause } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return true;
    if (status !== 'RUNNING') {
      throw new TidemarkError(
        `The execution ${executionArn} ended as ${status}: ${error ?? ''} ${cause ?? ''}`.trim(),
      );
    }
    await sleep(lookEvery);
  }
  return false;
}

/**
 * Starts a run by hand, through the same state machine as the schedule. Answers with the run id, and with
 * `wait: true` with the summary once the run has ended; when the function's time runs out first, with the run id and
 * status `running`. Throws an `InputError` when the event names what the configuration does not have.
 */
export async function startAudit(event: AuditEvent, options: AuditOptions): Promise<AuditAnswer> {
  const { stepFunctions, stateMachineArn, store, now, requestedBy } = options;
  const runId = newRunId(now());
  const request = toRequest(event, runId, requestedBy);
  checkRequest(request, options);
  const { executionArn = '' } = await stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn, name: runId, input: JSON.stringify(request) }),
  );
  if (!event.wait) return { runId, executionArn, status: 'started' };
  if (!(await hasEnded(executionArn, options))) return { runId, executionArn, status: 'running' };
  const report = await requireDocument(store, storeKeys.reportJson(runId), runReportSchema);
  return {
    runId,
    executionArn,
    status: report.status,
    report: `${store.location}/${storeKeys.reportHtml(runId)}`,
    summary: summarize(report),
  };
}
