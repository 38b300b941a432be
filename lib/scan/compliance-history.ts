import { setTimeout as wait } from 'node:timers/promises';
import { withEntry } from '../compliance/history.ts';
import {
  type ComplianceEntry,
  type ComplianceHistory,
  complianceHistorySchema,
  complianceSchemaVersion,
} from '../model/compliance.ts';
import { ConflictError } from '../model/errors.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { storeKeys } from '../store/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** Runs of an environment that end at the same moment; more than a few are a mistake somewhere else. */
const tries = 6;

/** The history of an environment; empty where there is none. Throws a `FormatError` when it is none. */
export async function readHistory(store: ObjectStore, environment: string): Promise<ComplianceHistory> {
  const found = await readDocument(store, storeKeys.complianceHistory(environment), complianceHistorySchema);
  return found?.value ?? { schemaVersion: complianceSchemaVersion, environment, entries: [] };
}

/**
 * Adds a run to the history of an environment. Another run that writes it at the same time is waited for; throws a
 * `ConflictError` when there is always another one.
 */
export async function addToHistory(
  store: ObjectStore,
  environment: string,
  entry: ComplianceEntry,
): Promise<ComplianceHistory> {
  const key = storeKeys.complianceHistory(environment);
  for (let attempt = 1; ; attempt += 1) {
    const found = await readDocument(store, key, complianceHistorySchema);
    const history: ComplianceHistory = {
      schemaVersion: complianceSchemaVersion,
      environment,
      entries: withEntry(found?.value.entries ?? [], entry),
    };
    try {
      const condition = found ? { ifVersion: found.version } : ({ ifAbsent: true } as const);
      await writeDocument(store, key, history, { condition });
      return history;
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === tries) throw error;
      await wait(Math.random() * 50 * attempt);
    }
  }
}
