import type { ComparisonSide } from '../diff/snapshots.ts';
import { FormatError } from '../model/errors.ts';
import type { Resource } from '../model/resource.ts';
import type { Coverage, Target } from '../model/snapshot.ts';
import { isGzip, type LineBatches, openSnapshot, readLines } from '../snapshot/format.ts';
import { plainLines, plainResource } from '../snapshot/plain.ts';
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
  | { readonly kind: 'plain'; readonly resources: readonly Resource[] };

const accepted =
  'accepted are a Tidemark snapshot, a JSON array of resources, or JSON Lines with one resource a line, as UTF-8 text or compressed with gzip';

/** Parses JSON that begins at a line of a file. */
function parse(text: string, name: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const mistake = jsonMistake(text);
    const place = `line ${line + (mistake?.line ?? 1) - 1}, column ${mistake?.column ?? 1}`;
    throw new FormatError(
      `${name} is not JSON at ${place} (${mistake?.message ?? 'unreadable'}); ${accepted}`,
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

async function allLines(bytes: Uint8Array, name: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of readLines(bytes, name)) for (const line of batch) lines.push(line);
  // Some editors and shells put a byte order mark before the text.
  const [first = '', ...rest] = lines;
  return [first.replace(/^\ufeff/, ''), ...rest];
}

function isSnapshotHeader(line: string): boolean {
  return /^\s*\{\s*"tidemark"\s*:/.test(line);
}

function plainArray(lines: readonly string[], name: string): Resource[] {
  const elements = parse(lines.join('\n'), name, 1);
  if (!Array.isArray(elements)) throw new FormatError(`${name} is not a JSON array of resources`);
  return elements.map((element, at) => plainResource(element, `Element ${at} of ${name}`));
}

function plainJsonLines(lines: readonly string[], name: string): Resource[] {
  return lines.flatMap((line, at) =>
    line.trim() === '' ? [] : [plainResource(parse(line, name, at + 1), `Line ${at + 1} of ${name}`)],
  );
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
  const lines = await allLines(bytes, name);
  if (first.startsWith('[')) return { kind: 'plain', resources: plainArray(lines, name) };
  return { kind: 'plain', resources: plainJsonLines(lines, name) };
}

/** Leaves the account or the region out of resources where one of the two files never states it. */
function alignPlaces(one: readonly Resource[], other: readonly Resource[]): [Resource[], Resource[]] {
  const states = (part: 'account' | 'region') =>
    [one, other].every((side) => side.length === 0 || side.some((resource) => resource[part] !== ''));
  const keepAccount = states('account');
  const keepRegion = states('region');
  const align = (resource: Resource): Resource => ({
    ...resource,
    account: keepAccount ? resource.account : '',
    region: keepRegion ? resource.region : '',
  });
  return [one.map(align), other.map(align)];
}

/** Puts resources that do not state their account or region where the snapshot on the other side was taken. */
function placeAt(resources: readonly Resource[], { account, region }: Target): Resource[] {
  return resources.map((resource) => ({
    ...resource,
    account: resource.account || account,
    region: resource.region || region,
  }));
}

function plainSide(resources: readonly Resource[], source: string): ComparisonSide {
  const batches = async function* (): LineBatches {
    yield plainLines(resources, source);
  };
  return { lines: batches(), source };
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
