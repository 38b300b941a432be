import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import { knowledgeOf, resourceTypes } from '../../lib/resources/index.ts';
import { assessSnapshots } from '../../lib/scan/compare.ts';
import { openSnapshot } from '../../lib/snapshot/format.ts';
import { generateSnapshot } from './generate.ts';

/** What one measurement gives: milliseconds, and the most memory the process had, in MB. */
interface Measurement {
  readonly milliseconds: number;
  readonly peakMegabytes: number;
  readonly result: number;
}

const sizes = [1_000, 10_000, 100_000];
/** The best of this many runs counts, each in a process of its own. */
const runs = 3;

/** The least anybody can do with two snapshots: decompress them and parse every line. */
function parseBoth(folder: string): number {
  let parsed = 0;
  for (const name of ['before', 'after']) {
    const text = gunzipSync(readFileSync(join(folder, name))).toString('utf8');
    for (const line of text.split('\n')) {
      if (line === '') continue;
      JSON.parse(line);
      parsed += 1;
    }
  }
  return parsed;
}

/** The detect stage: read both sides, compare, score risk and cost. */
async function detect(folder: string): Promise<number> {
  const before = await openSnapshot(readFileSync(join(folder, 'before')), 'before');
  const after = await openSnapshot(readFileSync(join(folder, 'after')), 'after');
  const found = await assessSnapshots(
    { lines: before.lines, source: 'before', coverage: before.header.coverage },
    { lines: after.lines, source: 'after', coverage: after.header.coverage },
    { types: resourceTypes, knowledgeOf, prices: bundledPriceBook, digest: (text) => text },
  );
  return found.length;
}

async function measure(stage: string, folder: string): Promise<Measurement> {
  const started = performance.now();
  const result = stage === 'parse' ? parseBoth(folder) : await detect(folder);
  const milliseconds = performance.now() - started;
  return { milliseconds, peakMegabytes: process.resourceUsage().maxRSS / 1024, result };
}

function best(stage: string, folder: string): Measurement {
  const all = Array.from({ length: runs }, () => {
    const output = execFileSync(process.execPath, [import.meta.filename, stage, folder], {
      encoding: 'utf8',
    });
    const measurement: Measurement = JSON.parse(output);
    return measurement;
  });
  return all.reduce((one, other) => (one.milliseconds <= other.milliseconds ? one : other));
}

function compareStages(): void {
  console.log(
    'Detect stage (read, compare, score) against bare JSON.parse of the same two compressed snapshots, 1 % changed',
  );
  console.log('resources   parse ms  detect ms  ratio  changes  peak MB parse  peak MB detect  ms per 1,000');
  for (const resources of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
    writeFileSync(join(folder, 'before'), generateSnapshot(resources, false));
    writeFileSync(join(folder, 'after'), generateSnapshot(resources, true));
    const [parse, own] = [best('parse', folder), best('detect', folder)];
    rmSync(folder, { recursive: true });
    const columns: [string, number][] = [
      [resources.toLocaleString('en'), 9],
      [parse.milliseconds.toFixed(0), 10],
      [own.milliseconds.toFixed(0), 10],
      [(own.milliseconds / parse.milliseconds).toFixed(2), 6],
      [String(own.result), 8],
      [parse.peakMegabytes.toFixed(0), 14],
      [own.peakMegabytes.toFixed(0), 15],
      [((own.milliseconds * 1_000) / resources).toFixed(1), 13],
    ];
    console.log(columns.map(([text, width]) => text.padStart(width)).join(' '));
  }
}

const [stage, folder] = process.argv.slice(2);
if (stage !== undefined && folder !== undefined) console.log(JSON.stringify(await measure(stage, folder)));
else compareStages();
