import { gunzipSync } from 'node:zlib';
import pLimit from 'p-limit';
import { runBefore } from '../compliance/history.ts';
import { comparedWith, complianceOf, entryOf, summaryOf } from '../compliance/report.ts';
import { RuleControls } from '../compliance/rule-controls.ts';
import {
  type ComplianceDocument,
  type ComplianceHistory,
  type ComplianceSummary,
  complianceDocumentSchema,
} from '../model/compliance.ts';
import { type Finding, findingSchema } from '../model/finding.ts';
import type { KnowledgeLookup } from '../model/knowledge.ts';
import { postureSchema } from '../model/posture.ts';
import type { TargetResult } from '../model/report.ts';
import { globalRegion } from '../model/snapshot.ts';
import { complianceCsv } from '../report/compliance-csv.ts';
import { complianceHtml } from '../report/compliance-html.ts';
import type { ResourceType } from '../resources/define.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { addToHistory, readHistory } from './compliance-history.ts';
import { judgingOf } from './judging.ts';
import type { Plan, PlannedEnvironment } from './plan.ts';

/** How many targets are read at the same time. */
const readsAtOnce = 16;

/** What Tidemark knows of types, by which controls are told. */
export interface ComplianceKnowledge {
  readonly types: readonly Pick<ResourceType, 'type' | 'scope'>[];
  readonly knowledgeOf: KnowledgeLookup;
}

/** A run whose targets were gathered. */
export interface GatheredRun {
  readonly plan: Plan;
  readonly environment: PlannedEnvironment;
  readonly results: readonly TargetResult[];
  /** When it ended. */
  readonly at: string;
}

/** All open findings of a target: those that its result names, or those in the findings file where there are more. */
async function findingsOf(store: ObjectStore, result: TargetResult): Promise<readonly Finding[]> {
  const { findings, findingsTotal, findingsKey } = result;
  if (findings.length >= findingsTotal || findingsKey === undefined) return findings;
  const file = await store.get(findingsKey);
  if (!file) return findings;
  const lines = gunzipSync(file.body).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => findingSchema.parse(JSON.parse(line)));
}

async function evidenceOf(store: ObjectStore, result: TargetResult) {
  const { runId, environment, account, region, status, coverage } = result;
  const target = { environment, account, region };
  const posture = await readDocument(store, storeKeys.posture(runId, target), postureSchema);
  return {
    target,
    coverage: status === 'failed' ? undefined : coverage,
    posture: posture?.value,
    findings: await findingsOf(store, result),
  };
}

/** Whether a run was asked for all of its environments, so that it can be compared with others. */
function isWhole({ request: { accounts, regions, types } }: Plan): boolean {
  return accounts === undefined && regions === undefined && types === undefined;
}

async function readCompliance(
  store: ObjectStore,
  runId: string,
  environment: string,
): Promise<ComplianceDocument | undefined> {
  const key = storeKeys.compliance(runId, environment, 'json');
  return (await readDocument(store, key, complianceDocumentSchema))?.value;
}

/** How the environment stands, with what changed since the run before. */
async function told(
  store: ObjectStore,
  { plan, environment, results, at }: GatheredRun,
  { types, knowledgeOf }: ComplianceKnowledge,
): Promise<ComplianceDocument> {
  const scopes = new Map(types.map(({ type, scope }) => [type, scope]));
  const limit = pLimit(readsAtOnce);
  const targets = await Promise.all(results.map((result) => limit(() => evidenceOf(store, result))));
  const document = complianceOf({
    environment: environment.environment,
    runId: plan.runId,
    at,
    scope: isWhole(plan) ? 'whole' : 'part',
    targets,
    controls: new RuleControls(environment.types, judgingOf(plan, environment, knowledgeOf).knowledgeOf),
    isGlobal: (type) => scopes.get(type) === globalRegion,
  });
  const { entries } = await readHistory(store, document.environment);
  const before = runBefore(entries, document);
  const previous = before && (await readCompliance(store, before.runId, document.environment));
  return previous === undefined ? document : comparedWith(document, previous);
}

/**
 * Tells how an environment stands with published controls after a run: writes it as JSON, as a page and as CSV, and
 * adds it to the history unless the run was asked for a part of the environment only.
 */
export async function publishCompliance(
  store: ObjectStore,
  run: GatheredRun,
  knowledge: ComplianceKnowledge,
): Promise<ComplianceSummary> {
  const document = await told(store, run, knowledge);
  const { runId, environment } = document;
  const key = storeKeys.compliance(runId, environment, 'json');
  await writeDocument(store, key, document);
  const history: ComplianceHistory =
    document.scope === 'whole'
      ? await addToHistory(store, environment, entryOf(document))
      : await readHistory(store, environment);
  await store.put(storeKeys.compliance(runId, environment, 'html'), complianceHtml(document, history), {
    contentType: 'text/html; charset=utf-8',
  });
  await store.put(storeKeys.compliance(runId, environment, 'csv'), complianceCsv([document]), {
    contentType: 'text/csv; charset=utf-8',
  });
  return summaryOf(document, key);
}
