import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { z } from 'zod';
import { isJsonObject, type JsonValue, toJson } from '../../lib/model/json.ts';
import pageSizes from './page-sizes.json' with { type: 'json' };

/**
 * How an operation that lists is paged: its members for the items, the tokens and the size, and its page sizes. From
 * the models of the APIs (botocore 1.44.5, paginators and constraints of service-2.json), else from the words of the API
 * reference; a `max` that is absent is told by neither.
 */
const pagingSchema = z.record(
  z.string(),
  z.strictObject({
    items: z.array(z.string()).optional(),
    token: z.string().optional(),
    next: z.string().optional(),
    size: z.string().optional(),
    max: z.number().optional(),
    default: z.number().optional(),
  }),
);
const paging = pagingSchema.parse(pageSizes);
export type Paging = z.infer<typeof pagingSchema>[string];

/** What a faked account holds. */
export interface FakeAccount {
  /** How many items a list has that is not the list of something else. */
  readonly listed: number;
  /** How many elements every list has that belongs to one resource. */
  readonly perResource: 0 | 1;
  /** The state that everything is in, where the service tells one. */
  readonly state?: string;
}

/** An answer of the fake. */
export interface Answer {
  readonly output: unknown;
  /** Whether it is a page of a list that belongs to nothing else. */
  readonly isPage: boolean;
}

/** A call as it arrives at a client, before anything is made a request of it. */
export interface Call {
  /** Service and operation, such as `IAM.ListUsers`. */
  readonly operation: string;
  readonly input: object;
  readonly schema: StaticOperationSchema;
}

/** Everything that stands for a resource is one of these texts, so that a call for it is told by its input. */
const itemText = /item-\d{5}/g;

function itemName(number: number): string {
  return `item-${String(number).padStart(5, '0')}`;
}

/** How an operation is paged; undefined of one that is not in the models of the API as such. */
export function pagingOf(operation: string): Paging | undefined {
  return paging[operation];
}

const lambdaPolicy = (item: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: item, Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: '*' },
    ],
  });

function textOf(member: string, item: string, account: FakeAccount): string | undefined {
  if (/arns?$/i.test(member)) return `arn:aws:service:eu-west-1:111122223333:kind/${item}`;
  if (/policy(?:document|text)?$/i.test(member)) return lambdaPolicy(item);
  if (/(?:document|definition|text|template|body|string)$/i.test(member)) return '{}';
  if (/region$/i.test(member)) return 'eu-west-1';
  if (/(?:account|owner)id$/i.test(member)) return '111122223333';
  if (/(?:token|marker)$/i.test(member)) return undefined;
  return /(?:status|state)$/i.test(member) ? account.state : item;
}

/** How deep an answer is filled: APIs have types that hold themselves. */
const deepest = 8;

/** A value of a schema in which every text that can is the item's name. */
function filled(
  schema: NormalizedSchema,
  member: string,
  item: string,
  account: FakeAccount,
  depth = 0,
): unknown {
  if (depth > deepest) return undefined;
  const inside = (each: NormalizedSchema, name: string) => filled(each, name, item, account, depth + 1);
  if (schema.isListSchema()) {
    const elements = Array.from({ length: account.perResource }, () =>
      inside(schema.getValueSchema(), member),
    );
    return elements.filter((element) => element !== undefined);
  }
  if (schema.isMapSchema()) return {};
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].slice(0, schema.isUnionSchema() ? 1 : undefined);
    return Object.fromEntries(members.map(([name, each]) => [name, inside(each, name)]));
  }
  if (schema.isBlobSchema()) return new Uint8Array();
  if (schema.isTimestampSchema()) return new Date(0);
  if (schema.isBooleanSchema()) return false;
  if (schema.isNumericSchema()) return 1;
  return schema.isStringSchema() ? textOf(member, item, account) : undefined;
}

function withMember(value: unknown, path: string, to: unknown): unknown {
  const [head = '', ...rest] = path.split('.');
  const object = typeof value === 'object' && value !== null ? value : {};
  const member: unknown = Object.entries(object).find(([name]) => name === head)?.[1];
  return { ...object, [head]: rest.length === 0 ? to : withMember(member, rest.join('.'), to) };
}

/** The list among the members of an answer, where the models do not say which it is. */
function listMember(output: NormalizedSchema): string[] {
  for (const [name, member] of output.structIterator()) if (member.isListSchema()) return [name];
  return [];
}

function schemaAt(output: NormalizedSchema, path: string): NormalizedSchema {
  return path.split('.').reduce((schema, name) => schema.getMemberSchema(name), output);
}

/** The names of the items that an input speaks of, and whether it does so in a list. */
function itemsIn(input: JsonValue): { names: string[]; inList: boolean } {
  const names = [...new Set(JSON.stringify(input).match(itemText) ?? [])];
  const lists = isJsonObject(input) ? Object.values(input).filter(Array.isArray) : [];
  return { names, inList: lists.some((list) => JSON.stringify(list).includes('item-')) };
}

/** The number of items on the pages of a list: what was asked for, else the API's default, else its maximum. */
function pageSize(page: Paging | undefined, input: JsonValue, listed: number): number {
  const asked = page?.size !== undefined && isJsonObject(input) ? Number(input[page.size] ?? 0) : 0;
  const largest = page?.token === undefined ? listed : (page.max ?? page.default ?? listed);
  return Math.min(asked > 0 ? asked : (page?.default ?? largest), largest);
}

/** Answers a call as an account would in which every list has the same number of items. */
export function answerTo({ operation, input: given, schema }: Call, account: FakeAccount): Answer {
  const output = NormalizedSchema.of(schema[5]);
  if (!output.isStructSchema()) return { output: {}, isPage: false };
  const page = pagingOf(operation);
  const input = toJson(given);
  const lists = page?.items ?? listMember(output);
  const { names, inList } = itemsIn(input);
  const withLists = (whole: unknown, items: readonly string[], next: string | undefined) => {
    const nested = { ...account, perResource: 1 } as const;
    const answer = lists.reduce((current, path) => {
      const element = schemaAt(output, path).getValueSchema();
      return withMember(
        current,
        path,
        items.map((item) => filled(element, path, item, nested)),
      );
    }, whole);
    return page?.next === undefined ? answer : withMember(answer, page.next, next);
  };
  const [first] = names;
  if (first !== undefined) {
    const own = filled(output, '', first, account);
    if (inList) return { output: withLists(own, names, undefined), isPage: false };
    return { output: page?.next === undefined ? own : withMember(own, page.next, undefined), isPage: false };
  }
  const whole = filled(output, '', itemName(0), { ...account, perResource: 1 });
  if (lists.length === 0) return { output: whole, isPage: false };
  const token = page?.token !== undefined && isJsonObject(input) ? String(input[page.token] ?? '') : '';
  const start = Number(/^page-(\d+)$/.exec(token)?.[1] ?? 0);
  const end = Math.min(start + pageSize(page, input, account.listed), account.listed);
  const listed = Array.from({ length: end - start }, (_none, at) => itemName(start + at));
  return {
    output: withLists(whole, listed, end < account.listed ? `page-${end}` : undefined),
    isPage: true,
  };
}
