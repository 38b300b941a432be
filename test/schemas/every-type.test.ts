import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import { matchesPattern } from '../../lib/model/pointer.ts';
import { knowledgeOf } from '../../lib/resources/index.ts';
import { schemaOf } from '../../lib/schemas/schemas.ts';
import { compileKnowledge } from '../../lib/snapshot/normalise/index.ts';
import { identityOf } from '../../lib/snapshot/normalise/sets.ts';
import { descend } from '../../lib/snapshot/normalise/walk.ts';
import { changeBetween } from '../resource-fixtures.ts';
import { SampleModels } from './sample-models.ts';

const samples = await SampleModels.load();
const types = samples.types.filter((type) => schemaOf(type) !== undefined);

/** A model with every set turned round and the keys of every object in another order. */
function respelled(model: JsonObject, knowledge: TypeKnowledge): JsonObject {
  const walk = (value: JsonValue, nodes: Parameters<typeof identityOf>[1], name: string): JsonValue => {
    if (Array.isArray(value)) {
      const elements = value.map((element, at) => walk(element, descend(nodes, String(at)), ''));
      return identityOf(name, nodes) === undefined ? elements : elements.reverse();
    }
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).reverse();
    return Object.fromEntries(members.map(([key, member]) => [key, walk(member, descend(nodes, key), key)]));
  };
  const { sets } = compileKnowledge(knowledge);
  const members = Object.entries(model).reverse();
  return Object.fromEntries(members.map(([name, value]) => [name, walk(value, descend([sets], name), name)]));
}

test('every type that CloudFormation knows: another spelling of a model is no change', () => {
  const wrong = types.filter((type) => {
    const model = samples.model(type);
    return changeBetween(knowledgeOf(type), model, respelled(model, knowledgeOf(type))) !== undefined;
  });
  expect(wrong).toEqual([]);
}, 60_000);

/** Whether a type hides all of a value, each part with its reason. */
function isHidden(knowledge: TypeKnowledge, path: string, value: JsonValue): boolean {
  if (Object.keys(knowledge.volatile ?? {}).some((pattern) => matchesPattern(path, pattern))) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(([name, member]) => isHidden(knowledge, `${path}/${name}`, member));
}

test('every type that CloudFormation knows: a single changed property is a change at that path, and at no other', () => {
  const wrong: string[] = [];
  for (const type of types) {
    const knowledge = knowledgeOf(type);
    const before = samples.model(type);
    const other = samples.model(type, 1);
    for (const name of Object.keys(before)) {
      if (isHidden(knowledge, `/${name}`, other[name] ?? null)) continue;
      const change = changeBetween(knowledge, before, { ...before, [name]: other[name] ?? null });
      const paths = change?.kind === 'modified' ? change.properties.map(({ path }) => path) : [];
      const expected =
        knowledge.tagProperty === name || /^(?:Tags|TagSet|tags)$/.test(name) ? '/Tags' : `/${name}`;
      if (paths.length === 0 || !paths.every((path) => path === expected || path.startsWith(`${expected}/`)))
        wrong.push(`${type} ${name}: ${paths.join(', ')}`);
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);
