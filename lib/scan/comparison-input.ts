import type { ComparisonSide } from '../diff/snapshots.ts';
import { FormatError } from '../model/errors.ts';
import type { Coverage, Target } from '../model/snapshot.ts';
import { isGzip, type LineBatches, openSnapshot, readLines } from '../snapshot/format.ts';
import { type PlainResource, plainBatches, plainResource } from '../snapshot/plain.ts';
import { ArraySplitter } from './json-array.ts';
import { jsonMistake } from './json-mistake.ts';

interface StoredInput {
  readonly kind: 'stored';
  readonly lines: LineBatches;
  readonly count: number;
  readonly coverage: Coverage;
  readonly target: Target;
}

/** A snapshot that a comparison was given: as Tidemark stores it, or plain resources. */
export type ComparisonInput =
  | StoredInput
  | { readonly kind: 'plain'; readonly resources: readonly PlainResource[] };

const accepted =
  'accepted are a Tidemark snapshot, a JSON array of resources, or JSON Lines with one resource a line, as UTF-8 text or compressed with gzip';

/** Parses JSON that begins at a line of a file. */
function parse(text: string, name: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const mistake = jsonMistake(text);
    throw new FormatError(
      `${name} is not JSON at line ${line + mistake.line - 1}, column ${mistake.column} (${mistake.message}); ${accepted}`,
      {},
      { cause: error },
    );
  }
}

/** Refuses what is no UTF-8 text: what Windows PowerShell writes with `>`, and archives. */
function requireText(bytes: Uint8Array, name: string): void {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (/^(\xff\xfe|\xfe\xff)/.test(start))
    throw new FormatError(`${name} is UTF-16 text; save it as UTF-8: ${accepted}`);
  if (!isGzip(bytes) && bytes.subarray(0, 1_000).includes(0)) {
    throw new FormatError(`${name} is not text; ${accepted}`);
  }
}

/** The first line with anything on it, read without reading the rest. */
async function firstLine(bytes: Uint8Array, name: string): Promise<string | undefined> {
  for await (const batch of readLines(bytes, name)) {
    const line = batch.find((candidate) => candidate.trim() !== '');
    if (line !== undefined) return line.trimStart();
  }
  return undefined;
}

function isSnapshotHeader(line: string): boolean {
  return /^\s*\{\s*"tidemark"\s*:/.test(line);
}

/** What a file that begins as an array lacks to be one, which only its whole text tells. */
async function arrayMistake(bytes: Uint8Array, name: string): Promise<FormatError> {
  const lines: string[] = [];
  for await (const batch of readLines(bytes, name)) for (const line of batch) lines.push(line);
  try {
    parse(lines.join('\n'), name, 1);
  } catch (error) {
    if (error instanceof FormatError) return error;
  }
  return new FormatError(`${name} is not a JSON array of resources; ${accepted}`);
}

/** The resources of a JSON array, parsed one at a time, so that a whole account is never there as objects. */
async function plainArray(bytes: Uint8Array, name: string): Promise<PlainResource[]> {
  const splitter = new ArraySplitter();
  const resources: PlainResource[] = [];
  try {
    for await (const batch of readLines(bytes, name)) {
      for (const element of batch.flatMap((line) => [...splitter.push(line), ...splitter.push('\n')])) {
        resources.push(plainResource(JSON.parse(element), `Element ${resources.length} of ${name}`));
      }
    }
    splitter.end();
  } catch (error) {
    throw error instanceof SyntaxError ? await arrayMistake(bytes, name) : error;
  }
  return resources;
}

async function plainJsonLines(bytes: Uint8Array, name: string): Promise<PlainResource[]> {
  const resources: PlainResource[] = [];
  let line = 0;
  for await (const batch of readLines(bytes, name)) {
    for (const text of batch) {
      line += 1;
      if (text.trim() === '') continue;
      resources.push(plainResource(parse(text, name, line), `Line ${line} of ${name}`));
    }
  }
  return resources;
}

/**
 * Reads a snapshot in any of the accepted forms: as Tidemark stores it, a JSON array of resources, or JSON Lines with
 * one resource a line; each may be compressed with gzip. Throws a {@link FormatError} that names the file and the
 * place in it.
 */
export async function readComparisonInput(bytes: Uint8Array, name: string): Promise<ComparisonInput> {
  requireText(bytes, name);
  const first = await firstLine(bytes, name);
  if (first === undefined) {
    throw new FormatError(`${name} is empty; a snapshot without resources is the JSON array []`);
  }
  if (isSnapshotHeader(first)) {
    const { header, lines: stored } = await openSnapshot(bytes, name);
    const count = Object.values(header.coverage).reduce((sum, { resources }) => sum + resources, 0);
    return { kind: 'stored', lines: stored, count, coverage: header.coverage, target: header.target };
  }
  const read = first.startsWith('[') ? plainArray : plainJsonLines;
  return { kind: 'plain', resources: await read(bytes, name) };
}

/** Leaves the account or the region out of resources where one of the two files never states it. */
function alignPlaces(
  one: readonly PlainResource[],
  other: readonly PlainResource[],
): [PlainResource[], PlainResource[]] {
  const states = (part: 'account' | 'region') =>
    [one, other].every((side) => side.length === 0 || side.some((resource) => resource[part] !== ''));
  const keepAccount = states('account');
  const keepRegion = states('region');
  const align = (resource: PlainResource): PlainResource => ({
    ...resource,
    account: keepAccount ? resource.account : '',
    region: keepRegion ? resource.region : '',
  });
  return [one.map(align), other.map(align)];
}

/** Puts resources that do not state their account or region where the snapshot on the other side was taken. */
function placeAt(resources: readonly PlainResource[], { account, region }: Target): PlainResource[] {
  return resources.map((resource) => ({
    ...resource,
    account: resource.account || account,
    region: resource.region || region,
  }));
}

function plainSide(resources: readonly PlainResource[], source: string): ComparisonSide {
  return { lines: plainBatches(resources, source), source };
}

/**
 * The two sides of a comparison, with the plain resources of one side in the same places as those of the other.
 * Throws a {@link FormatError} when a plain side holds a resource twice.
 */
export function comparisonSides(
  before: ComparisonInput,
  after: ComparisonInput,
  names: readonly [string, string],
): [ComparisonSide, ComparisonSide] {
  const stored = ({ lines, coverage }: StoredInput, source: string): ComparisonSide => ({
    lines,
    source,
    coverage,
  });
  if (before.kind === 'stored') {
    const other =
      after.kind === 'stored'
        ? stored(after, names[1])
        : plainSide(placeAt(after.resources, before.target), names[1]);
    return [stored(before, names[0]), other];
  }
  if (after.kind === 'stored') {
    return [plainSide(placeAt(before.resources, after.target), names[0]), stored(after, names[1])];
  }
  const [one, other] = alignPlaces(before.resources, after.resources);
  return [plainSide(one, names[0]), plainSide(other, names[1])];
}
