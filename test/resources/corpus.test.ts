import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { diffResource } from '../../lib/diff/resource.ts';
import { isJsonObject, type JsonObject, type JsonValue, toJson } from '../../lib/model/json.ts';
import { matchesPattern } from '../../lib/model/pointer.ts';
import type { ReadResource, ResourceType } from '../../lib/resources/define.ts';
import { findResourceType } from '../../lib/resources/index.ts';
import { normalise } from '../../lib/snapshot/normalise/index.ts';
import { tagMap } from '../../lib/snapshot/normalise/tags.ts';
import { choicesOf } from '../diff/model-arbitraries.ts';
import { given } from '../emulator/seed/plan.ts';
import { canarySecret } from '../emulator/seed.ts';
import { testDigest } from '../resource-fixtures.ts';
import { another, rewritten, rewrittenTags } from './model-rewrites.ts';
import { stored, storedLines } from './type-fixtures.ts';

/** A resource as `npm run record:corpus` writes it. */
interface Recorded extends ReadResource {
  readonly tags: object;
  readonly properties: JsonObject;
}

const recordedSchema = z.array(
  z.strictObject({
    id: z.string(),
    arn: z.string().optional(),
    tags: z.custom<object>((value) => typeof value === 'object'),
    properties: z.custom<JsonObject>(isJsonObject),
  }),
);

const corpus = fileURLToPath(new URL('../fixtures/corpus/', import.meta.url));
const recordings = readdirSync(corpus)
  .filter((file) => file.endsWith('.json'))
  .map((file): { type: ResourceType; name: string; models: readonly Recorded[] } => {
    const name = file.slice(0, -'.json'.length);
    const models = recordedSchema.parse(JSON.parse(readFileSync(`${corpus}${file}`, 'utf8')));
    const type = name.replaceAll('-', '::');
    return { type: given(findResourceType(type), `type ${type}`), name: type, models };
  });

/** Rewrites are chosen by chance, always the same. */
const seeds = [1, 2, 3, 4, 5];

test('most native types are recorded', () => {
  expect(recordings.length).toBeGreaterThanOrEqual(110);
});

describe.each(recordings)('$name', ({ type, name, models }) => {
  const golden = `${corpus}${name.replaceAll('::', '-')}.golden.jsonl`;

  test('what was recorded is stored as it always was, without the secrets in it', async () => {
    const lines = storedLines(type, models);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(golden);
    expect(lines.filter((line) => line.includes(canarySecret))).toEqual([]);
    const again = models.map((model) => {
      const once = stored(type, model);
      return [normalise(once, type, testDigest), once];
    });
    expect(again.map(([twice]) => twice)).toEqual(again.map(([, once]) => once));
  });

  test.each(seeds)('spelled otherwise (%i), it is stored as the same bytes', (seed) => {
    const choose = choicesOf(seed);
    const others = models.map((model) => ({
      ...model,
      tags: rewrittenTags(tagMap(toJson(model.tags)) ?? {}, choose),
      properties: rewritten(model.properties, type, choose),
    }));
    expect(storedLines(type, others)).toEqual(storedLines(type, models));
  });

  test('another value of a property is a change of that property, and of no other', () => {
    const wrong = models.flatMap((model) =>
      Object.keys(model.properties).flatMap((property) => {
        const paths = changedPaths(type, model, property);
        const isFound = paths.length > 0 || isHidden(type, `/${property}`, model.properties[property]);
        const isAlone = paths.every((path) => matchesPattern(path, `/${property}`));
        return isFound && isAlone ? [] : [`${model.id} ${property}: ${paths.join()}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

/** The paths of the changes that are found when a property has another value. */
function changedPaths(type: ResourceType, model: Recorded, property: string): string[] {
  const value = another(model.properties[property] ?? null);
  const changed = { ...model, properties: { ...model.properties, [property]: value } };
  const change = diffResource(stored(type, model), stored(type, changed), type);
  return change?.kind === 'modified' ? change.properties.map(({ path }) => path) : [];
}

/** Whether a value has no part that could be another, but what the type leaves out as volatile. */
function isHidden(type: ResourceType, path: string, value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (Object.keys(type.volatile ?? {}).some((pattern) => matchesPattern(path, pattern))) return true;
  if (typeof value !== 'object') return false;
  return Object.entries(value).every(([name, member]) => isHidden(type, `${path}/${name}`, member));
}
