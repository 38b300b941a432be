import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, toList } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import { matchesPattern, pointerBelow } from '../../lib/model/pointer.ts';
import { isPolicyDocument } from '../../lib/model/policy.ts';
import { compileKnowledge } from '../../lib/snapshot/normalise/index.ts';
import { identityOf } from '../../lib/snapshot/normalise/sets.ts';
import { descend, mapMembers } from '../../lib/snapshot/normalise/walk.ts';
import { type Choose, either, shuffled } from '../diff/model-arbitraries.ts';

function reversed(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).reverse());
}

/** A string or a list of strings as any list or single string that means the same. */
function texts(value: JsonValue, choose: Choose): JsonValue {
  const list = shuffled(toList(value), choose);
  const [only] = list;
  return list.length === 1 && only !== undefined ? either<JsonValue>(choose, only, list) : list;
}

function principal(value: JsonValue, choose: Choose): JsonValue {
  if (!isJsonObject(value)) return value === '*' ? either<JsonValue>(choose, '*', { AWS: '*' }) : value;
  const root = (name: JsonValue) =>
    /^\d{12}$/.test(String(name)) ? either<JsonValue>(choose, name, `arn:aws:iam::${name}:root`) : name;
  return mapMembers(value, (names, kind) =>
    texts(kind === 'AWS' ? toList(names).map(root) : toList(names), choose),
  );
}

function statement(value: JsonValue, choose: Choose): JsonValue {
  if (!isJsonObject(value)) return value;
  const respelled = mapMembers(value, (member, key) => {
    if (/^(?:Not)?Action$/.test(key))
      return texts(
        toList(member).map((action) => either(choose, action, String(action).toUpperCase())),
        choose,
      );
    if (/^(?:Not)?Resource$/.test(key)) return texts(member, choose);
    if (/^(?:Not)?Principal$/.test(key)) return principal(member, choose);
    if (key !== 'Condition' || !isJsonObject(member)) return member;
    return mapMembers(member, (keys) =>
      isJsonObject(keys) ? mapMembers(keys, (each) => texts(each, choose)) : keys,
    );
  });
  return reversed(respelled);
}

function policy(document: JsonObject, choose: Choose): JsonValue {
  const statements = shuffled(toList(document.Statement), choose).map((each) => statement(each, choose));
  const respelled = reversed({ ...document, Statement: statements });
  const text = JSON.stringify(respelled, null, either(choose, 0, 2));
  return either<JsonValue>(choose, respelled, text, encodeURIComponent(text));
}

/** The policy document that a value is, as it is or as text. */
function policyIn(value: JsonValue): JsonObject | undefined {
  if (isJsonObject(value)) return isPolicyDocument(value) ? value : undefined;
  if (typeof value !== 'string' || !/^(?:\{|%7B)/i.test(value)) return undefined;
  try {
    const parsed: JsonValue = JSON.parse(value.startsWith('%') ? decodeURIComponent(value) : value);
    return isJsonObject(parsed) && isPolicyDocument(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The properties with every set in another order, every object's keys too, and every policy spelled otherwise. */
export function rewritten(properties: JsonObject, knowledge: TypeKnowledge, choose: Choose): JsonObject {
  const { sets } = compileKnowledge(knowledge);
  const isSecret = (path: string) => (knowledge.secret ?? []).some((each) => matchesPattern(path, each));
  const walk = (
    value: JsonValue,
    nodes: Parameters<typeof identityOf>[1],
    name: string,
    path: string,
  ): JsonValue => {
    if (isSecret(path)) return value;
    const document = policyIn(value);
    if (document) return policy(document, choose);
    if (isJsonArray(value)) {
      const elements = value.map((element, at) =>
        walk(element, descend(nodes, String(at)), '', pointerBelow(path, String(at))),
      );
      return identityOf(name, nodes) === undefined ? elements : shuffled(elements, choose);
    }
    if (!isJsonObject(value)) return value;
    return reversed(
      mapMembers(value, (member, key) => walk(member, descend(nodes, key), key, pointerBelow(path, key))),
    );
  };
  const members = mapMembers(properties, (value, name) =>
    walk(value, descend([sets], name), name, `/${name}`),
  );
  return { ...reversed(members), Unset: either<JsonValue>(choose, null, '', [], {}) };
}

/** Tags in any of the forms of AWS. */
export function rewrittenTags(tags: Readonly<Record<string, string>>, choose: Choose): object {
  const pairs = shuffled(Object.entries(tags), choose);
  return either<object>(
    choose,
    Object.fromEntries(pairs),
    pairs.map(([Key, Value]) => ({ Key, Value })),
    pairs.map(([key, value]) => ({ value, key })),
    pairs.map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
  );
}

/** A value of the same shape of which every part is another; null stays. */
export function another(value: JsonValue): JsonValue {
  if (typeof value === 'string') return `changed-${value}`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (isJsonArray(value)) return value.map(another);
  return isJsonObject(value) ? mapMembers(value, another) : value;
}
