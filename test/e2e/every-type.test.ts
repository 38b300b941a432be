import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RunReport } from '../../lib/model/report.ts';
import type { Coverage } from '../../lib/model/snapshot.ts';
import { textReport } from '../../lib/report/text.ts';
import { resourceTypeNames } from '../../lib/resources/index.ts';
import { exchangeSecrets } from '../emulator/everything/drift.ts';
import { createEverything } from '../emulator/everything/index.ts';
import type { Place } from '../emulator/everything/place.ts';
import { notCreatable, partlyAnswered } from '../emulator/everything/reasons.ts';
import { scanHere } from '../emulator/scan-here.ts';
import { canarySecret } from '../emulator/seed.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { unsupportedTypes } from '../emulator/unsupported-types.ts';

const account = '777766664444';
const region = 'eu-west-1';

let emulator: Emulator;
let folder: string;
let place: Place;
let baseline: RunReport;
const printed: string[] = [];

function scan(mode: 'baseline' | 'detect'): Promise<RunReport> {
  return scanHere({ mode, account, region, folder });
}

/** Everything in the store, decompressed, by its key. */
async function stored(): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((file) => join(file.parentPath, file.name));
  const texts = files.map(async (file): Promise<[string, string]> => {
    const bytes = await readFile(file);
    return [file, (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')];
  });
  return new Map(await Promise.all(texts));
}

/** The planted secret as text may hold it: as it is, as a VPN key must be spelled, and in the middle of base64. */
function spellings(secret: string): string[] {
  const encoded = [0, 1, 2].map((before) =>
    Buffer.from(`${' '.repeat(before)}${secret}`)
      .toString('base64')
      .slice(4, 24),
  );
  return [secret, secret.replaceAll('-', '_'), ...encoded, 'correct-horse'];
}

function findingsOf(report: RunReport) {
  return report.environments.flatMap(({ findings }) => findings);
}

beforeAll(async () => {
  for (const stream of ['stdout', 'stderr'] as const)
    vi.spyOn(process[stream], 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  for (const method of ['debug', 'error', 'info', 'log', 'warn'] as const)
    vi.spyOn(console, method).mockImplementation((...said) => void printed.push(said.join(' ')));
  emulator = await startEmulator({ hubAccount: account });
  for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ACCESS_KEY_ID', account);
  folder = await mkdtemp(join(tmpdir(), 'tidemark-every-type-'));
  place = await createEverything({ endpoint: emulator.endpoint, account, region });
  baseline = await scan('baseline');
});

afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await emulator?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What is expected of reading a type here. */
function expectedOf(type: string): string {
  if (type in unsupportedTypes) return 'not complete';
  if (type in partlyAnswered) return 'partial, with resources';
  return type in notCreatable ? 'complete, without resources' : 'complete, with resources';
}

test('every type that the emulator can make is read completely', () => {
  const targets = baseline.environments.flatMap((environment) => environment.targets);
  const coverage: Coverage = Object.fromEntries(targets.flatMap((target) => Object.entries(target.coverage)));
  const seen = resourceTypeNames.map((type) => {
    const { status, resources } = coverage[type] ?? { status: 'not asked for', resources: 0 };
    if (type in unsupportedTypes && status !== 'complete') return `${type}: not complete`;
    return `${type}: ${status}, ${resources > 0 ? 'with' : 'without'} resources`;
  });
  expect(seen).toEqual(resourceTypeNames.map((type) => `${type}: ${expectedOf(type)}`));
});

test('an untouched account has no changes, however often it is read', async () => {
  const linesOf = (texts: Map<string, string>, place: string) =>
    [...texts].filter(([key]) => key.includes(place)).map(([, text]) => text.split('\n').slice(1));
  for (const _time of ['first', 'second']) {
    const report = await scan('detect');
    expect(findingsOf(report).map(({ type, id, properties }) => ({ type, id, properties }))).toEqual([]);
    expect(report.environments[0]?.targets.map(({ status }) => status)).toEqual(['compared', 'compared']);
  }
  const texts = await stored();
  const baselines = new Set(linesOf(texts, '/baselines/').map((lines) => lines.join('\n')));
  const snapshots = linesOf(texts, '/snapshots/').map((lines) => lines.join('\n'));
  expect(snapshots.length).toBeGreaterThanOrEqual(4);
  expect(snapshots.filter((lines) => !baselines.has(lines))).toEqual([]);
});

test('exchanged secrets are found, and none is in any stored byte, report or log', async () => {
  const changedTypes = await exchangeSecrets(place);
  const report = await scan('detect');
  const found = findingsOf(report).map(({ type }) => type);
  expect(found.sort()).toEqual(changedTypes.sort());
  const texts = await stored();
  texts.set('text report', textReport(report, { color: false, width: 120 }));
  texts.set('log', printed.join('\n'));
  const leaks = [...texts].filter(([, text]) => spellings(canarySecret).some((each) => text.includes(each)));
  expect(leaks.map(([key]) => key)).toEqual([]);
});
