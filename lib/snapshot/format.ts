import { Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { FormatError, messageOf } from '../model/errors.ts';
import { type Resource, type ResourceIdentity, resourceSchema } from '../model/resource.ts';
import { type SnapshotHeader, snapshotHeaderSchema, snapshotSchemaVersion } from '../model/snapshot.ts';
import { lineIdentity } from './canonical.ts';

/** The lines of a snapshot's resources, in batches, in snapshot order. */
export type LineBatches = AsyncIterable<readonly string[]>;

/** A stored snapshot: its header, and its resource lines as they are read. */
export interface SnapshotReading {
  readonly header: SnapshotHeader;
  readonly lines: LineBatches;
}

/** Lines are compressed in parts of this many, so that no one string holds a whole account. */
const linesPerMember = 10_000;
/** Plain text is read in slices of this many bytes, so that it is never there twice. */
const sliceBytes = 1_000_000;
const newline = 0x0a;
const gzipMagic = [0x1f, 0x8b] as const;

/** Whether bytes are compressed with gzip. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === gzipMagic[0] && bytes[1] === gzipMagic[1];
}

/** The mark that some editors write before UTF-8 text. */
const byteOrderMark = '\uFEFF';

/**
 * The lines of UTF-8 text, plain or compressed with gzip, in batches of one chunk each. Throws a
 * {@link FormatError} naming `source` when the compressed data is damaged or cut off.
 */
export async function* readLines(bytes: Uint8Array, source: string): LineBatches {
  let begins = true;
  for await (const lines of chunkLines(bytes, source)) {
    const [first = ''] = lines;
    yield begins && first.startsWith(byteOrderMark) ? [first.slice(1), ...lines.slice(1)] : lines;
    begins = false;
  }
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += sliceBytes) yield bytes.subarray(from, from + sliceBytes);
}

async function* chunkLines(bytes: Uint8Array, source: string): LineBatches {
  const chunks: AsyncIterable<Buffer> = isGzip(bytes)
    ? Readable.from([bytes]).pipe(createGunzip({ chunkSize: sliceBytes }))
    : Readable.from(slices(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  let rest: Buffer[] = [];
  try {
    for await (const chunk of chunks) {
      const end = chunk.lastIndexOf(newline);
      if (end < 0) {
        rest.push(chunk);
        continue;
      }
      const whole = Buffer.concat([...rest, chunk.subarray(0, end)]);
      rest = [chunk.subarray(end + 1)];
      yield whole.toString('utf8').split('\n');
    }
  } catch (error) {
    throw new FormatError(
      `${source} is damaged or cut off (${messageOf(error)}); read it again from where it came, or make it anew`,
      {},
      { cause: error },
    );
  }
  const last = Buffer.concat(rest).toString('utf8');
  if (last !== '') yield [last];
}

/**
 * The bytes of a snapshot: JSON Lines, compressed; the header first, then one resource a line in snapshot order. The
 * parts are gzip members of one stream, so the header, which is known last, need not be written last.
 */
export function snapshotBytes(header: SnapshotHeader, lines: readonly string[]): Uint8Array {
  const members = [gzipSync(`${JSON.stringify(header)}\n`)];
  for (let from = 0; from < lines.length; from += linesPerMember) {
    const part = lines.slice(from, from + linesPerMember);
    members.push(gzipSync(`${part.join('\n')}\n`));
  }
  return Buffer.concat(members);
}

function parseJson(line: string, source: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new FormatError(`${source} is not a Tidemark snapshot: its first line is not JSON`);
  }
}

/** Parses the first line of a snapshot. Throws a {@link FormatError} when it is none or of an unknown version. */
export function parseHeader(line: string, source: string): SnapshotHeader {
  const value = parseJson(line, source);
  const version = z.object({ tidemark: z.literal('snapshot'), schemaVersion: z.unknown() }).safeParse(value);
  if (version.success && version.data.schemaVersion !== snapshotSchemaVersion) {
    throw new FormatError(
      `${source} has snapshot schemaVersion ${JSON.stringify(version.data.schemaVersion)}; this Tidemark reads version ${snapshotSchemaVersion}: use the Tidemark that wrote it, or take the snapshot again`,
    );
  }
  const header = snapshotHeaderSchema.safeParse(value);
  if (header.success) return header.data;
  throw new FormatError(
    `${source} is not a Tidemark snapshot: its header is not valid: ${z.prettifyError(header.error)}`,
  );
}

function notAResource(line: string, source: string, cause?: unknown): FormatError {
  return new FormatError(`${source} holds a line that is no resource: ${line.slice(0, 120)}`, {}, { cause });
}

/** What identifies the resource of a line. Throws a {@link FormatError} when it is none. */
export function requireIdentity(line: string, source: string): ResourceIdentity {
  const identity = lineIdentity(line);
  if (identity) return identity;
  throw notAResource(line, source);
}

/** Parses a resource line. Throws a {@link FormatError} when it is none. */
export function parseResource(line: string, source: string): Resource {
  try {
    return resourceSchema.parse(JSON.parse(line));
  } catch (error) {
    throw notAResource(line, source, error);
  }
}

/**
 * Opens the bytes of a snapshot. The lines are checked while they are read: when there are fewer or more than the
 * coverage in the header counts, the reading ends with a {@link FormatError}, so a snapshot that was cut off is never
 * taken for an account from which resources were removed.
 */
export async function openSnapshot(bytes: Uint8Array, source: string): Promise<SnapshotReading> {
  const batches = readLines(bytes, source)[Symbol.asyncIterator]();
  const first = await batches.next();
  const [headerLine = '', ...rest] = first.done ? [] : first.value;
  const header = parseHeader(headerLine, source);
  return { header, lines: countedLines(header, rest, { [Symbol.asyncIterator]: () => batches }, source) };
}

async function* countedLines(
  header: SnapshotHeader,
  first: readonly string[],
  batches: LineBatches,
  source: string,
): LineBatches {
  const expected = Object.values(header.coverage).reduce((sum, { resources }) => sum + resources, 0);
  let seen = first.length;
  if (first.length > 0) yield first;
  for await (const batch of batches) {
    seen += batch.length;
    yield batch;
  }
  if (seen !== expected) {
    throw new FormatError(
      `${source} holds ${seen} resources where its header counts ${expected}: it was cut off or changed; take the snapshot again`,
    );
  }
}
