import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';

/** What is known of the made-up type whose models are generated here: one of every kind of knowledge. */
export const knowledge: TypeKnowledge = {
  type: 'Test::Generated::Type',
  unordered: { '/Ids': 'value', '/Rules': ['Id'], '/Rules/*/Ports': 'value' },
  volatile: { '/Seen': 'moves by itself', '/Rules/*/Seen': 'moves by itself' },
  defaults: { Flag: false },
};

/** A statement of a policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Principal: { readonly AWS: readonly string[] };
}

/** A model in its plainest spelling. */
export interface Model {
  readonly Ids: readonly string[];
  readonly Rules: readonly {
    readonly Id: string;
    readonly Ports: readonly number[];
    readonly Note?: string;
  }[];
  readonly Command: readonly string[];
  readonly Flag: boolean;
  readonly Nested: Readonly<Record<string, number>>;
  readonly Statements: readonly Statement[];
  readonly Tags: Readonly<Record<string, string>>;
}

/** A short word, so that two models often have some in common. */
export const word = fc.stringMatching(/^[a-e]{1,2}$/);
const words = (minLength = 0) => fc.uniqueArray(word, { minLength, maxLength: 4 });

const statement: fc.Arbitrary<Statement> = fc.record({
  Sid: word,
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: words(1).map((names) => names.map((name) => `s3:${name}`)),
  Resource: words(1),
  Principal: fc.constantFrom({ AWS: ['*'] }, { AWS: ['111122223333'] }),
});

/** Any model. */
export const model: fc.Arbitrary<Model> = fc.record({
  Ids: words(),
  Rules: fc.uniqueArray(
    fc.record(
      { Id: word, Ports: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 }), Note: word },
      { requiredKeys: ['Id', 'Ports'] },
    ),
    { maxLength: 4, selector: ({ Id }) => Id },
  ),
  Command: fc.array(word, { maxLength: 3 }),
  Flag: fc.boolean(),
  Nested: fc.dictionary(word, fc.nat(3), { maxKeys: 3, noNullPrototype: true }),
  Statements: fc.uniqueArray(statement, { maxLength: 3, selector: ({ Sid }) => Sid }),
  Tags: fc.dictionary(word, word, { maxKeys: 3, noNullPrototype: true }),
});

/** A model as the properties of a resource, spelled plainly. */
export function plainProperties({ Statements, ...rest }: Model): JsonObject {
  return JSON.parse(JSON.stringify({ ...rest, Document: { Version: '2012-10-17', Statement: Statements } }));
}

/** Chooses a whole number below a limit. */
export type Choose = (limit: number) => number;

/** Choices that follow from a seed (mulberry32), which is far faster than asking fast-check for each of them. */
export function choicesOf(seed: number): Choose {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** The items in another order. */
export function shuffled<T>(items: readonly T[], choose: Choose): T[] {
  return items
    .map((item) => ({ item, order: choose(1_000_000) }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}

/** One of several values. */
export function either<T>(choose: Choose, first: T, ...others: readonly T[]): T {
  const at = choose(others.length + 1);
  return others[at - 1] ?? first;
}

/** A list of one as the list or as its element alone. */
function listOrOne(list: readonly string[], choose: Choose): JsonValue {
  const [only] = list;
  return list.length === 1 && only !== undefined
    ? either<JsonValue>(choose, only, list)
    : shuffled(list, choose);
}

function respelledStatement(each: Statement, choose: Choose): JsonObject {
  const { Sid, Effect, Action, Resource, Principal } = each;
  const everybody = Principal.AWS.includes('*');
  const root = 'arn:aws:iam::111122223333:root';
  return {
    Principal: everybody
      ? either<JsonValue>(choose, '*', { AWS: '*' }, { AWS: ['*'] })
      : either<JsonValue>(choose, { AWS: root }, { AWS: [root] }, { AWS: '111122223333' }),
    Resource: listOrOne(Resource, choose),
    Action: listOrOne(
      Action.map((action) => either(choose, action, action.toUpperCase())),
      choose,
    ),
    Effect,
    Sid,
  };
}

function respelledDocument(statements: readonly Statement[], choose: Choose): JsonValue {
  const respelled = shuffled(statements, choose).map((each) => respelledStatement(each, choose));
  const [only] = respelled;
  const document: JsonObject = {
    Statement: respelled.length === 1 && only ? either<JsonValue>(choose, only, respelled) : respelled,
    Version: '2012-10-17',
  };
  const text = JSON.stringify(document, null, either(choose, 0, 2));
  return either<JsonValue>(choose, document, text, encodeURIComponent(text));
}

function respelledTags(tags: Model['Tags'], choose: Choose): JsonObject {
  const pairs = shuffled(Object.entries(tags), choose);
  return either<JsonObject>(
    choose,
    { Tags: Object.fromEntries(pairs) },
    { Tags: pairs.map(([Key, Value]) => ({ Key, Value })) },
    { tags: pairs.map(([key, value]) => ({ value, key })) },
    { TagSet: pairs.map(([TagKey, TagValue]) => ({ TagKey, TagValue })) },
  );
}

/** The properties of a model in any other spelling that means the same. */
export function respelled(original: Model, choose: Choose): JsonObject {
  const { Ids, Rules, Command, Flag, Nested, Statements, Tags } = original;
  const nothing = () => either<JsonValue>(choose, null, '', [], {}, { Inner: null });
  const properties: JsonObject = {
    ...respelledTags(Tags, choose),
    ...(Flag || either(choose, true, false) ? { Flag } : {}),
    ...either<JsonObject>(choose, {}, { Seen: choose(1_000) }),
    ...either<JsonObject>(choose, {}, { Unset: nothing() }),
    Document: respelledDocument(Statements, choose),
    Nested: Object.fromEntries(shuffled(Object.entries(Nested), choose)),
    Command,
    Rules: shuffled(Rules, choose).map(({ Note, Ports, Id }) => ({
      Note: Note ?? nothing(),
      Seen: choose(1_000),
      Ports: shuffled(Ports, choose),
      Id,
    })),
    Ids: shuffled(Ids, choose),
  };
  return Object.fromEntries(shuffled(Object.entries(properties), choose));
}
