import { FormatError } from '../model/errors.ts';
import type { Resource } from '../model/resource.ts';
import type { Coverage } from '../model/snapshot.ts';
import { type LineBatches, openSnapshot, readLines } from '../snapshot/format.ts';
import { plainLines, plainResource } from '../snapshot/plain.ts';

/** A snapshot that a comparison was given: as Tidemark stores it, or plain resources. */
export type ComparisonInput =
  | {
      readonly kind: 'stored';
      readonly lines: LineBatches;
      readonly count: number;
      readonly coverage: Coverage;
    }
  | { readonly kind: 'plain'; readonly resources: readonly Resource[] };

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(
      `${place} is not JSON (${error instanceof Error ? error.message : error}); accepted are a Tidemark snapshot, a JSON array of resources, or JSON Lines with one resource a line`,
    );
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
  return lines;
}

function isSnapshotHeader(line: string): boolean {
  return /^\s*\{\s*"tidemark"\s*:/.test(line);
}

function plainArray(lines: readonly string[], name: string): Resource[] {
  const elements = parse(lines.join('\n'), name);
  if (!Array.isArray(elements)) throw new FormatError(`${name} is not a JSON array of resources`);
  return elements.map((element, at) => plainResource(element, `Element ${at} of ${name}`));
}

function plainJsonLines(lines: readonly string[], name: string): Resource[] {
  return lines.flatMap((line, at) =>
    line.trim() === ''
      ? []
      : [plainResource(parse(line, `Line ${at + 1} of ${name}`), `Line ${at + 1} of ${name}`)],
  );
}

/**
 * Reads a snapshot in any of the accepted forms: as Tidemark stores it, a JSON array of resources, or JSON Lines with
 * one resource a line; each may be compressed with gzip. Throws a {@link FormatError} that names the file and the
 * place in it.
 */
export async function readComparisonInput(bytes: Uint8Array, name: string): Promise<ComparisonInput> {
  const first = await firstLine(bytes, name);
  if (first === undefined) {
    throw new FormatError(`${name} is empty; a snapshot without resources is the JSON array []`);
  }
  if (isSnapshotHeader(first)) {
    const { header, lines: stored } = await openSnapshot(bytes, name);
    const count = Object.values(header.coverage).reduce((sum, { resources }) => sum + resources, 0);
    return { kind: 'stored', lines: stored, count, coverage: header.coverage };
  }
  const lines = await allLines(bytes, name);
  if (first.startsWith('[')) return { kind: 'plain', resources: plainArray(lines, name) };
  return { kind: 'plain', resources: plainJsonLines(lines, name) };
}

/** Leaves the account or the region out of resources where one of the two files never states it. */
export function alignPlaces(one: readonly Resource[], other: readonly Resource[]): [Resource[], Resource[]] {
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

/** The lines of plain resources as one batch. */
export async function* plainBatches(resources: readonly Resource[], name: string): LineBatches {
  yield plainLines(resources, name);
}
