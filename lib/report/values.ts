import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, toObjects } from '../model/json.ts';
import { isPolicyDocument } from '../model/policy.ts';
import { cutText, plainText } from './plain-text.ts';
import { describeStatement, isPolicyStatement } from './policy-words.ts';
import { changedSecretWord } from './secret-words.ts';

/** Whether a text could be taken for something else, or for more than one word, without quotes. */
function needsQuotes(text: string): boolean {
  return text === '' || /[\s,:[\]{}"]{2}|, |^(true|false|null|not set|-?\d+(\.\d+)?)$/.test(text);
}

function describeText(text: string): string {
  const plain = plainText(text);
  return needsQuotes(plain) ? JSON.stringify(plain) : plain;
}

function describeMembers(object: JsonObject): string {
  return Object.entries(object)
    .map(([name, member]) => `${plainText(name)}: ${describeNested(member)}`)
    .join(', ');
}

function describePolicy(document: JsonObject): string {
  return plainText(toObjects(document.Statement).map(describeStatement).join('; '));
}

function describeNested(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(describeNested).join(', ')}]`;
  if (isPolicyDocument(value)) return `{${describePolicy(value)}}`;
  if (isPolicyStatement(value)) return plainText(describeStatement(value));
  if (isJsonObject(value)) return `{${describeMembers(value)}}`;
  return typeof value === 'string' ? describeText(value) : String(value);
}

function describeWhole(value: JsonValue): string {
  if (value === null) return 'not set';
  if (isPolicyDocument(value)) return describePolicy(value);
  if (isPolicyStatement(value) || !isJsonObject(value)) return describeNested(value);
  return describeMembers(value) || '{}';
}

/** A value in words on one line of at most `limit` characters; a policy as what it allows and denies. */
export function describeValue(value: JsonValue, limit: number): string {
  return cutText(describeWhole(value), limit);
}

/** How much of what two long texts have in common is told before what differs. */
const commonContext = 24;

function commonLength(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** A text from a place on, not from within a surrogate pair, with an ellipsis before it. */
function textFrom(text: string, at: number): string {
  const rest = text.slice(at);
  return `…${rest.isWellFormed() ? rest : rest.slice(1)}`;
}

/** The two sides of a change in words. */
export interface Transition {
  /** Absent where it says nothing, as of a secret. */
  readonly before?: string;
  readonly after: string;
}

/**
 * What a value was and is, in words on one line of at most `limit` characters each. Of two values too long for that,
 * the part they begin with alike is left out, so that what differs is seen.
 */
export function describeTransition(before: JsonValue, after: JsonValue, limit: number): Transition {
  const [was, is] = [describeWhole(before), describeWhole(after)];
  if (is === changedSecretWord) return { after: is };
  const common = commonLength(was, is);
  const from = common - commonContext;
  const tooLong = Math.max(was.length, is.length) > limit;
  if (!tooLong || from <= 0) return { before: cutText(was, limit), after: cutText(is, limit) };
  return { before: cutText(textFrom(was, from), limit), after: cutText(textFrom(is, from), limit) };
}
