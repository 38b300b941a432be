import type { LinePair } from '../diff/merge.ts';
import type { Digest } from '../model/digest.ts';
import type { KnowledgeLookup } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { Surroundings } from '../model/surroundings.ts';
import { parseResource, requireIdentity } from '../snapshot/format.ts';
import { normalise } from '../snapshot/normalise/index.ts';

const source = 'the snapshot';
const quoted = /"((?:[^"\\]|\\.)*)"/g;
const arnOf = /"arn":"((?:[^"\\]|\\.)*)"/;

/** How far the lines of a snapshot refer to each other, by their places in a list. */
interface References {
  readonly placesOf: ReadonlyMap<string, readonly number[]>;
  readonly naming: ReadonlyMap<string, readonly number[]>;
}

function append(map: Map<string, number[]>, key: string, place: number): void {
  const places = map.get(key);
  if (places === undefined) map.set(key, [place]);
  else if (places.at(-1) !== place) places.push(place);
}

/** The part of a line that has the properties; tags name people and projects, not resources. */
function propertiesIn(line: string): string {
  return line.slice(line.indexOf('"properties":'), line.lastIndexOf(',"tags":{'));
}

/** A text as it stands in a line, without its quotes. */
function inLine(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Which lines stand for which ids and ARNs, and which lines name them in their properties. */
function referencesOf(lines: readonly string[]): References {
  const placesOf = new Map<string, number[]>();
  for (const [place, line] of lines.entries()) {
    append(placesOf, inLine(requireIdentity(line, source).id), place);
    const arn = arnOf.exec(line)?.[1];
    if (arn !== undefined) append(placesOf, arn, place);
  }
  const naming = new Map<string, number[]>();
  for (const [place, line] of lines.entries()) {
    for (const [, text = ''] of propertiesIn(line).matchAll(quoted)) {
      if (placesOf.get(text)?.some((named) => named !== place)) append(naming, text, place);
    }
  }
  return { placesOf, naming };
}

/**
 * Keeps the lines of the types that matter around others while two snapshots are merged, as they are afterwards. Who
 * names whom is found out when it is first asked, which it is only when something changed.
 */
export class SurroundingLines {
  readonly #types: readonly string[];
  readonly #lines: string[] = [];

  constructor(types: Iterable<string>) {
    this.#types = [...new Set(types)].map((type) => `{"type":${JSON.stringify(type)},`);
  }

  /** A line that is the same on both sides. */
  onSame = (line: string): void => {
    if (this.#types.some((prefix) => line.startsWith(prefix))) this.#lines.push(line);
  };

  /** The lines of a pair. */
  onPair = ({ after }: Pick<LinePair, 'after'>): void => {
    if (after !== undefined) this.onSame(after);
  };

  /** The surroundings that the lines make. */
  surroundings(knowledgeOf: KnowledgeLookup, digest: Digest): Surroundings {
    let references: References | undefined;
    const parsed = new Map<number, Resource>();
    const resourceAt = (place: number): Resource => {
      const known = parsed.get(place);
      if (known) return known;
      const raw = parseResource(this.#lines[place] ?? '', source);
      const resource = normalise(raw, knowledgeOf(raw.type), digest);
      parsed.set(place, resource);
      return resource;
    };
    return {
      neighbours: (resource) => {
        references ??= referencesOf(this.#lines);
        const { placesOf, naming } = references;
        const texts = [...JSON.stringify(resource.properties).matchAll(quoted)].map(([, text = '']) => text);
        const named = texts.flatMap((text) => placesOf.get(text) ?? []);
        const own = [resource.id, ...(resource.arn === undefined ? [] : [resource.arn])].map(inLine);
        const namedBy = own.flatMap((name) => naming.get(name) ?? []);
        return [...new Set([...named, ...namedBy])]
          .sort((one, other) => one - other)
          .map(resourceAt)
          .filter(({ type, id }) => type !== resource.type || id !== resource.id);
      },
    };
  }
}
