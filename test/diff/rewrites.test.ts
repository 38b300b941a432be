import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffResource } from '../../lib/diff/resource.ts';
import type { PropertyChange } from '../../lib/model/change.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../lib/model/json.ts';
import { matchesPattern, pointerSegments, valueAt } from '../../lib/model/pointer.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { canonicalText } from '../../lib/snapshot/canonical.ts';
import { normalise } from '../../lib/snapshot/normalise/index.ts';
import { resource, testDigest } from '../resource-fixtures.ts';
import { choicesOf, knowledge, type Model, model, plainProperties, respelled } from './model-arbitraries.ts';

function stateOf(properties: JsonObject): Resource {
  return normalise(resource(knowledge.type, properties), knowledge, testDigest);
}

function changesBetween(before: Resource, after: Resource): readonly PropertyChange[] {
  const change = diffResource(before, after, knowledge);
  return change?.kind === 'modified' ? change.properties : [];
}

/** The model of a state, tags among its properties, as the paths of changes have it. */
function modelOf({ properties, tags }: Resource): JsonObject {
  return { ...properties, Tags: tags };
}

test('any other spelling of a model that means the same gives no change, and the same bytes', () => {
  fc.assert(
    fc.property(model, fc.integer(), (original, seed) => {
      const choose = choicesOf(seed);
      const [plain, other] = [stateOf(plainProperties(original)), stateOf(respelled(original, choose))];
      expect(changesBetween(plain, other)).toEqual([]);
      expect(canonicalText(modelOf(other))).toBe(canonicalText(modelOf(plain)));
    }),
    { numRuns: 500 },
  );
});

/** A single change of a model: where it is found, with what before and after. */
interface Mutation {
  readonly changed: Model;
  readonly path: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** Changes one thing of a model; undefined where the model has no such thing. */
const mutations: Readonly<Record<string, (original: Model) => Mutation | undefined>> = {
  'the first element joins a set': ({ Ids, ...rest }) =>
    Ids.length > 0
      ? undefined
      : { changed: { ...rest, Ids: ['new'] }, path: '/Ids', before: null, after: ['new'] },
  'a further element joins a set': ({ Ids, ...rest }) =>
    Ids.length === 0
      ? undefined
      : { changed: { ...rest, Ids: [...Ids, 'new'] }, path: '/Ids/*', before: null, after: 'new' },
  'an element leaves a set': (original) => {
    const [gone, ...Ids] = original.Ids;
    if (gone === undefined || Ids.length === 0) return undefined;
    return { changed: { ...original, Ids }, path: '/Ids/*', before: gone, after: null };
  },
  'the last element leaves a set': ({ Ids, ...rest }) =>
    Ids.length === 0 ? undefined : { changed: { ...rest, Ids: [] }, path: '/Ids', before: Ids, after: null },
  'a property of an element of a keyed set': (original) => {
    const [first, ...rest] = original.Rules;
    if (!first) return undefined;
    const Rules = [{ ...first, Note: 'new' }, ...rest];
    const before = first.Note ?? null;
    return { changed: { ...original, Rules }, path: '/Rules/*/Note', before, after: 'new' };
  },
  'an element joins a set inside a keyed set': (original) => {
    const [first, ...rest] = original.Rules;
    if (!first) return undefined;
    const Rules = [{ ...first, Ports: [...first.Ports, 77] }, ...rest];
    return { changed: { ...original, Rules }, path: '/Rules/*/Ports/*', before: null, after: 77 };
  },
  'an element of a list': (original) => {
    const [first, ...rest] = original.Command;
    if (first === undefined) return undefined;
    return {
      changed: { ...original, Command: ['new', ...rest] },
      path: '/Command/0',
      before: first,
      after: 'new',
    };
  },
  'a list grows': (original) => {
    const { Command } = original;
    if (Command.length === 0) return undefined;
    const grown = [...Command, 'new'];
    return { changed: { ...original, Command: grown }, path: '/Command', before: Command, after: grown };
  },
  'a nested value': (original) => {
    const [first] = Object.entries(original.Nested);
    if (!first) return undefined;
    const Nested = { ...original.Nested, [first[0]]: 77 };
    return { changed: { ...original, Nested }, path: `/Nested/${first[0]}`, before: first[1], after: 77 };
  },
  'a value with a default': (original) => ({
    changed: { ...original, Flag: !original.Flag },
    path: '/Flag',
    before: original.Flag,
    after: !original.Flag,
  }),
  'a tag': (original) => ({
    changed: { ...original, Tags: { ...original.Tags, new: 'x' } },
    path: '/Tags/new',
    before: null,
    after: 'x',
  }),
  'an action of a statement': (original) => {
    const [first, ...rest] = original.Statements;
    if (!first) return undefined;
    const Statements = [{ ...first, Action: [...first.Action, 's3:new'] }, ...rest];
    const path = '/Document/Statement/*/Action/*';
    return { changed: { ...original, Statements }, path, before: null, after: 's3:new' };
  },
  'the effect of a statement': (original) => {
    const [first, ...rest] = original.Statements;
    if (!first) return undefined;
    const Effect = first.Effect === 'Allow' ? 'Deny' : 'Allow';
    const Statements = [{ ...first, Effect } as const, ...rest];
    const path = '/Document/Statement/*/Effect';
    return { changed: { ...original, Statements }, path, before: first.Effect, after: Effect };
  },
};

describe('any single change is exactly one change, however both sides are spelled', () => {
  test.each(Object.entries(mutations))('%s', (_name, mutate) => {
    fc.assert(
      fc.property(model, fc.integer(), (original, seed) => {
        const choose = choicesOf(seed);
        const mutation = mutate(original);
        fc.pre(mutation !== undefined);
        const before = stateOf(respelled(original, choose));
        const after = stateOf(respelled(mutation.changed, choose));
        const [found, ...more] = changesBetween(before, after);
        expect(more).toEqual([]);
        const sorted = (value: JsonValue | undefined) => (isJsonArray(value) ? [...value].sort() : value);
        expect([found?.before, found?.after].map(sorted)).toEqual(
          [mutation.before, mutation.after].map(sorted),
        );
        expect(matchesPattern(found?.path ?? '', mutation.path)).toBe(true);
        const side = found?.before === null ? after : before;
        expect(valueAt(modelOf(side), found?.path ?? '')).toEqual(found?.before ?? found?.after);
      }),
    );
  });
});

/** Marks an element that is to be taken out of its array once all indices of the model before were used. */
const gone = 'gone';

function withValue(value: JsonValue, segments: readonly string[], to: JsonValue, insert: boolean): JsonValue {
  const [head, ...rest] = segments;
  if (head === undefined) return to;
  if (isJsonArray(value)) {
    const at = Number(head);
    if (rest.length === 0 && insert) return value.toSpliced(at, 0, to);
    const current = value[at] ?? null;
    return value.with(at, rest.length === 0 ? (to ?? gone) : withValue(current, rest, to, insert));
  }
  const { [head]: member = null, ...others } = isJsonObject(value) ? value : {};
  const changed = withValue(member, rest, to, insert);
  return changed === null ? others : { ...others, [head]: changed };
}

function withoutGone(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.filter((element) => element !== gone).map(withoutGone);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutGone(member)]));
}

function byPlace(one: PropertyChange, other: PropertyChange): number {
  return one.path.localeCompare(other.path, 'en', { numeric: true });
}

/** Applies changes the way their paths are documented: what existed by the indices of before, what came by those of after. */
function applied(before: JsonObject, changes: readonly PropertyChange[]): JsonValue {
  const apply = (value: JsonValue, { path, after }: PropertyChange, insert: boolean) =>
    withValue(value, pointerSegments(path), after, insert);
  const existed = changes.filter(({ before: was }) => was !== null);
  const came = changes.filter(({ before: was }) => was === null).sort(byPlace);
  const kept = existed.reduce<JsonValue>((value, change) => apply(value, change, false), before);
  return came.reduce((value, change) => apply(value, change, true), withoutGone(kept));
}

test('applying the difference of any two models to before gives after', () => {
  const withoutPolicy = model.map((each) => ({ ...each, Statements: [] }));
  fc.assert(
    fc.property(withoutPolicy, withoutPolicy, (one, other) => {
      const [before, after] = [stateOf(plainProperties(one)), stateOf(plainProperties(other))];
      expect(applied(modelOf(before), changesBetween(before, after))).toEqual(modelOf(after));
    }),
    { numRuns: 500 },
  );
});
