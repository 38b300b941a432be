import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ComplianceDocument, complianceDocumentSchema } from '../../lib/model/compliance.ts';
import { ConflictError } from '../../lib/model/errors.ts';
import type { KnowledgeLookup } from '../../lib/model/knowledge.ts';
import { targetResultSchema } from '../../lib/model/report.ts';
import { addToHistory, readHistory } from '../../lib/scan/compliance-history.ts';
import type { ScanRequest } from '../../lib/scan/events.ts';
import { runLocally } from '../../lib/scan/run.ts';
import { summarizeRun } from '../../lib/scan/summarize-run.ts';
import { writeDocument } from '../../lib/store/documents.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { control, publicDatabase, trailDeleted } from '../compliance/evidence-fixtures.ts';
import { finding } from '../report/report-fixtures.ts';
import { World } from './world.ts';

const account = '111122223333';
const target = { environment: 'prod', account, region: 'eu-west-1' };
const thing = 'Test::Regional::Thing';
const open = {
  ...publicDatabase,
  dangers: ({ properties, id }: { properties: Record<string, unknown>; id: string }) =>
    properties.Open === true ? [{ subject: 'open', reason: `${id} is open.` }] : [],
};

let world: World;
beforeEach(async () => {
  world = await World.create();
  world.put(thing, account, 'eu-west-1', { id: 'a', properties: { Open: false } });
});
afterEach(() => world.remove());

const knowledgeOf: KnowledgeLookup = (type) => ({
  type,
  judgedBy: () => (type === thing ? [open, trailDeleted] : []),
});

async function run(request: Partial<ScanRequest> = {}) {
  const report = await runLocally(
    { mode: 'detect', trigger: 'cli', ...request },
    { ...world.options, knowledgeOf },
  );
  return { report, summary: report.environments[0]?.compliance };
}

async function stored(runId: string): Promise<ComplianceDocument> {
  return complianceDocumentSchema.parse(await world.json(storeKeys.compliance(runId, 'prod', 'json')));
}

async function textOf(key: string): Promise<string> {
  return Buffer.from((await world.store.get(key))?.body ?? '').toString();
}

describe('a run ends with how the environment stands with published controls', () => {
  test('as JSON, as a page and as CSV, named in the report', async () => {
    const { report, summary } = await run();
    const document = await stored(report.runId);
    expect(control(document, 'fsbp', 'RDS.2')).toMatchObject({ status: 'passing', evaluated: 1 });
    expect(summary?.key).toBe(`runs/${report.runId}/compliance/prod.json`);
    expect(summary?.frameworks.find(({ id }) => id === 'fsbp')).toMatchObject({ passing: 1, failing: 0 });
    expect(await textOf(storeKeys.compliance(report.runId, 'prod', 'html'))).toContain('Compliance of prod');
    expect(await textOf(storeKeys.compliance(report.runId, 'prod', 'csv'))).toMatch(/^environment,run,/);
  });

  test('with what began to fail since the run before, and what ceased to', async () => {
    const first = await run();
    world.put(thing, account, 'eu-west-1', { id: 'a', properties: { Open: true } });
    const second = await run();
    expect(second.summary?.frameworks.find(({ id }) => id === 'pci-dss-4.0.1')?.newlyFailing).toEqual([
      '1.4.4',
    ]);
    const failing = control(await stored(second.report.runId), 'fsbp', 'RDS.2');
    expect(failing).toMatchObject({ status: 'failing', change: 'newly-failing' });
    expect(failing.failures[0]).toMatchObject({ id: 'a', reason: 'a is open.', standing: 'new' });
    expect((await stored(second.report.runId)).comparedWith).toBe(first.report.runId);
    world.put(thing, account, 'eu-west-1', { id: 'a', properties: { Open: false } });
    const third = await run();
    expect(control(await stored(third.report.runId), 'fsbp', 'RDS.2').change).toBe('newly-passing');
    const { entries } = await readHistory(world.store, 'prod');
    expect(entries.map(({ runId }) => runId)).toEqual(
      [first, second, third].map(({ report }) => report.runId),
    );
  });

  test('a target that was not read makes unknown what could have been there', async () => {
    world.refusingAccounts.add(account);
    const { report } = await run();
    expect(control(await stored(report.runId), 'fsbp', 'RDS.2').status).toBe('unknown');
  });

  test('a run of a part says so, and is not in the history', async () => {
    const { report } = await run({ regions: ['eu-west-1'] });
    expect((await stored(report.runId)).scope).toBe('part');
    expect((await readHistory(world.store, 'prod')).entries).toEqual([]);
  });

  test('a run that is summed up again is in the history once', async () => {
    const { report } = await run();
    await summarizeRun(report.runId, { ...world.options, knowledgeOf });
    expect((await readHistory(world.store, 'prod')).entries).toHaveLength(1);
  });

  test('findings that a result does not name are read from the findings file', async () => {
    const { report } = await run();
    const findingsKey = 'findings/all.jsonl.gz';
    const deleted = finding({ ...target, type: thing, id: 'trail', rules: [trailDeleted.id] });
    await world.store.put(findingsKey, gzipSync(`${JSON.stringify(deleted)}\n`));
    const key = storeKeys.result(report.runId, target);
    const result = targetResultSchema.parse(await world.json(key));
    await writeDocument(world.store, key, { ...result, findingsKey, findingsTotal: 1 });
    await summarizeRun(report.runId, { ...world.options, knowledgeOf });
    expect(control(await stored(report.runId), 'fsbp', 'CloudTrail.1').status).toBe('failing');
    await writeDocument(world.store, key, { ...result, findingsKey: 'findings/gone.gz', findingsTotal: 1 });
    await summarizeRun(report.runId, { ...world.options, knowledgeOf });
    expect(control(await stored(report.runId), 'fsbp', 'CloudTrail.1').status).toBe('not-evaluated');
  });

  test('what cannot be told does not hold up the report', async () => {
    const { report } = await run();
    await world.store.put(storeKeys.complianceHistory('prod'), 'cut off');
    const gaps: string[][] = [];
    const again = await summarizeRun(report.runId, {
      ...world.options,
      knowledgeOf,
      onComplianceGap: (...gap) => gaps.push(gap),
    });
    expect(again.environments[0]?.compliance).toBeUndefined();
    expect(gaps).toEqual([['prod', expect.stringContaining('is not JSON')]]);
  });
});

describe('two runs that end at the same time', () => {
  const entry = { runId: 'run-2', at: '2026-11-21T07:00:00.000Z', frameworks: {} };

  /** A store in which another run writes the history first, some times. */
  function contended(times: number): ObjectStore {
    let left = times;
    return {
      location: world.store.location,
      get: (key) => world.store.get(key),
      put: async (key, body, options) => {
        left -= 1;
        if (left >= 0) {
          const other = { ...entry, runId: `other-${left}` };
          await addToHistory(world.store, 'prod', other);
        }
        await world.store.put(key, body, options);
      },
    };
  }

  test('are both in the history', async () => {
    await addToHistory(contended(3), 'prod', entry);
    const { entries } = await readHistory(world.store, 'prod');
    expect(entries.map(({ runId }) => runId)).toEqual(['other-0', 'other-1', 'other-2', 'run-2']);
  });

  test('are not waited for forever', async () => {
    await expect(addToHistory(contended(100), 'prod', entry)).rejects.toThrow(ConflictError);
  });

  test('what goes wrong otherwise is not tried again', async () => {
    let puts = 0;
    const broken: ObjectStore = {
      location: 'nowhere',
      get: async () => undefined,
      put: async () => {
        puts += 1;
        throw new Error('the disk is full');
      },
    };
    await expect(addToHistory(broken, 'prod', entry)).rejects.toThrow('the disk is full');
    expect(puts).toBe(1);
  });
});
