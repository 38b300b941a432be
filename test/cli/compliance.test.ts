import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entryOf } from '../../lib/compliance/report.ts';
import { addToHistory } from '../../lib/scan/compliance-history.ts';
import { writeDocument } from '../../lib/store/documents.ts';
import { FolderObjectStore } from '../../lib/store/folder-store.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { danger, document, evidence, posture, publicDatabase } from '../compliance/evidence-fixtures.ts';
import { World } from '../scan/world.ts';
import { WorldCli } from './harness.ts';

let world: World;
let tidemark: WorldCli;
beforeEach(async () => {
  world = await World.create();
  tidemark = new WorldCli(world);
  await tidemark.configure(
    '{ prod: { accounts: ["111122223333"], regions: [eu-west-1] }, dev: { accounts: ["444455556666"], regions: [eu-west-1] } }',
  );
});
afterEach(() => world.remove());

const standing = (failing: number, unknown = 0) => ({ evaluated: 2, failing, unknown });

async function keep(
  runId: string,
  at: string,
  told: ReturnType<typeof standing>,
  environment = 'prod',
): Promise<void> {
  const dangers = told.failing > 0 ? [danger()] : [];
  const rules = { [publicDatabase.id]: told };
  const kept = document([evidence({ posture: posture({ rules, dangers }) })], { runId, at, environment });
  const stores = [new FolderObjectStore(tidemark.store), world.store];
  for (const store of stores) {
    await writeDocument(store, storeKeys.compliance(runId, environment, 'json'), kept);
    await addToHistory(store, environment, entryOf(kept));
  }
}

describe('tidemark compliance', () => {
  beforeEach(async () => {
    await keep('run-1', '2026-11-20T07:00:00.000Z', standing(0));
    await keep('run-2', '2026-11-21T07:00:00.000Z', standing(1));
  });

  test('tells how an environment stood in the last run, and exits with 1 where a control fails', async () => {
    const { out, code } = await tidemark.run(['compliance', '--environment', 'prod', '--framework', 'fsbp']);
    expect(out).toContain('Compliance of prod by run run-2');
    expect(out).toContain('RDS.2');
    expect(code).toBe(1);
  });

  test('of an earlier run, as JSON', async () => {
    const { out, code } = await tidemark.run([
      'compliance',
      '--environment',
      'prod',
      '--run',
      'run-1',
      '--framework',
      'fsbp,hipaa',
      '--format',
      'json',
    ]);
    const { environments } = JSON.parse(out);
    expect(environments).toHaveLength(1);
    expect(environments[0]).toMatchObject({ runId: 'run-1', environment: 'prod' });
    expect(environments[0].frameworks.map(({ id }: { id: string }) => id)).toEqual(['fsbp', 'hipaa']);
    expect(code).toBe(0);
  });

  test('of all environments that were told, without the others', async () => {
    const { out } = await tidemark.run(['compliance', '--format', 'csv']);
    expect(
      new Set(
        out
          .trim()
          .split('\r\n')
          .slice(1)
          .map((line) => line.split(',')[0]),
      ),
    ).toEqual(new Set(['prod']));
    await keep('run-3', '2026-11-21T08:00:00.000Z', standing(0, 1), 'dev');
    const both = await tidemark.run(['compliance']);
    expect(both.out).toContain('Compliance of prod');
    expect(both.out).toContain('Compliance of dev');
    const { code } = await tidemark.run(['compliance', '--environment', 'dev']);
    expect(code).toBe(3);
  });

  test('writes a page to a file, and nothing to standard output', async () => {
    const file = join(world.store.location, 'page.html');
    const args = ['compliance', '--environment', 'prod', '--format', 'HTML', '--output', file];
    const { out } = await tidemark.run(args);
    expect(out).toBe('');
    expect(await readFile(file, 'utf8')).toContain('<title>Compliance of prod</title>');
  });

  test('reads the bucket of a hub', async () => {
    const args = [
      'compliance',
      '--environment',
      'prod',
      '--bucket',
      'tidemark-baselines',
      '--profile',
      'audit',
    ];
    const { out } = await tidemark.run(args);
    expect(out).toContain('Compliance of prod');
    expect(tidemark.bucketsOpened).toEqual([['tidemark-baselines', undefined, 'eu-west-1']]);
    expect(tidemark.profiles).toEqual(['audit']);
  });

  test.each([
    [['--format', 'pdf'], '--format "pdf" is none; did you mean'],
    [['--framework', 'pci'], '--framework "pci" is none; did you mean'],
    [['--environment', 'prd'], 'did you mean prod?'],
    [['--environment', 'dev'], 'has no run of environment dev that told the compliance'],
    [['--environment', 'prod', '--run', 'run-9'], 'has no run "run-9" of environment prod'],
    [['--format', 'html'], 'is a page of one environment; add --environment prod'],
    [['--bucket', 'No_Bucket'], 'is no bucket name'],
    [['--output', '/nowhere/at/all.txt'], 'cannot be written'],
    [['--environment'], 'such as: tidemark compliance'],
  ])('%j is a mistake: %s', async (args, message) => {
    const { err, out, code } = await tidemark.run(['compliance', ...args]);
    expect(err).toContain(message);
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});

test('before any run, tells how to make one', async () => {
  const { err, code } = await tidemark.run(['compliance']);
  expect(err).toContain('has no run that told the compliance; such as: tidemark detect prod');
  expect(code).toBe(2);
});
