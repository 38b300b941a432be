import { EvaluationError } from '@marcbachmann/cel-js';
import ipaddr from 'ipaddr.js';
import { RE2JS } from 're2js';
import { isJsonObject, toJson } from '../model/json.ts';
import { pointerSegments } from '../model/pointer.ts';
import { policyStatements } from '../model/policy.ts';
import { allowedAccounts, allowsEverybody, coversAction } from '../risk/policy-documents.ts';

/** Characters of a pattern, and of a text that is matched. */
const limits = { pattern: 500, text: 100_000 } as const;
/** How many compiled patterns are kept. */
const mostPatterns = 200;

/** A function that expressions can call beside those of CEL. */
export interface CelFunction {
  /** As the type checker sees it. */
  readonly signature: string;
  /** How it is called, for the documentation. */
  readonly call: string;
  readonly description: string;
  readonly handler: (...given: unknown[]) => unknown;
}

/** An error of CEL for what is not there; it makes an expression false. */
function absent(pointer: string): EvaluationError {
  return new EvaluationError({ code: 'no_such_key', message: `No such key: ${pointer}` });
}

function invalid(message: string): EvaluationError {
  return new EvaluationError({ code: 'invalid_argument', message });
}

/** What a pointer starts from: of a whole resource its properties, with its tags beside them. */
function rootOf(value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  const properties: unknown = value.get('properties');
  return isJsonObject(properties) ? { Tags: value.get('tags'), ...properties } : {};
}

function membersOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function memberOf(value: unknown, segment: string): unknown {
  if (Array.isArray(value)) return value[Number(segment)];
  return isJsonObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

/** The values at a JSON Pointer in which `*` stands for any one segment. */
function select(value: unknown, segments: readonly string[]): unknown[] {
  const [segment, ...rest] = segments;
  if (value === undefined || value === null) return [];
  if (segment === undefined) return [value];
  if (segment !== '*') return select(memberOf(value, segment), rest);
  return membersOf(value).flatMap((member) => select(member, rest));
}

function valuesAt(value: unknown, pointer: unknown): unknown[] {
  const path = String(pointer);
  if (!path.startsWith('/'))
    throw invalid(`${JSON.stringify(path)} is no JSON Pointer, such as "/Encrypted"`);
  return select(rootOf(value), pointerSegments(path));
}

const patterns = new Map<string, RE2JS>();

/**
 * A regular expression in the syntax of RE2, which takes time in proportion to the text and no more. Throws an
 * `EvaluationError` when it is none.
 */
export function compilePattern(pattern: string): RE2JS {
  const found = patterns.get(pattern);
  if (found) return found;
  if (pattern.length > limits.pattern) throw invalid(`a pattern has at most ${limits.pattern} characters`);
  try {
    const compiled = RE2JS.compile(pattern);
    if (patterns.size >= mostPatterns) patterns.clear();
    patterns.set(pattern, compiled);
    return compiled;
  } catch {
    throw invalid(`${JSON.stringify(pattern)} is no regular expression of RE2`);
  }
}

function matches(text: unknown, pattern: unknown): boolean {
  const subject = String(text);
  if (subject.length > limits.text) throw invalid(`matches() takes at most ${limits.text} characters`);
  return compilePattern(String(pattern)).test(subject);
}

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** A network; an address alone is a network of one. Undefined of a text that is neither. */
export function parseNetwork(text: string): Network | undefined {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text);
    const address = ipaddr.parse(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch {
    return undefined;
  }
}

function cidrContains(outer: unknown, inner: unknown): boolean {
  const [wide, narrow] = [parseNetwork(String(outer)), parseNetwork(String(inner))];
  if (!wide || !narrow) return false;
  const [network, bits] = wide;
  const [address, innerBits] = narrow;
  return address.kind() === network.kind() && innerBits >= bits && address.match(network, bits);
}

/** Networks as wide as half of all addresses are as good as the whole internet. */
function isInternet(cidr: unknown): boolean {
  const network = parseNetwork(String(cidr));
  return network !== undefined && network[1] <= 1;
}

const statementsOf = (document: unknown) => policyStatements(toJson(document));

/** Whether a statement speaks of an action, whether by naming it or by leaving it out of what it does not speak of. */
function speaksOf({ actions, notActions }: ReturnType<typeof statementsOf>[number], action: string): boolean {
  const covers = (pattern: string) => coversAction(pattern, action);
  return notActions.length > 0 ? !notActions.some(covers) : actions.some(covers);
}

function policyAllows(document: unknown, action: unknown): boolean {
  const about = statementsOf(document).filter((statement) => speaksOf(statement, String(action)));
  const isDenied = about.some(
    ({ effect, resources, conditions }) =>
      effect === 'Deny' && Object.keys(conditions).length === 0 && resources.includes('*'),
  );
  return !isDenied && about.some(({ effect }) => effect === 'Allow');
}

/** The functions that expressions can call beside those of CEL. */
export const celFunctions: readonly CelFunction[] = [
  {
    signature: 'valueAt(dyn, string): dyn',
    call: 'valueAt(resource, "/A/B")',
    description:
      'The property at a JSON Pointer; tags stand below `/Tags`. Where there is none, the expression is false',
    handler: (value, pointer) => {
      const [found] = valuesAt(value, pointer);
      if (found === undefined) throw absent(String(pointer));
      return found;
    },
  },
  {
    signature: 'valueAt(dyn, string, dyn): dyn',
    call: 'valueAt(resource, "/A/B", false)',
    description: 'The same, with what stands for a property that is not there',
    handler: (value, pointer, fallback) => valuesAt(value, pointer)[0] ?? fallback,
  },
  {
    signature: 'valuesAt(dyn, string): list<dyn>',
    call: 'valuesAt(resource, "/Rules/*/Port")',
    description:
      'All properties at a JSON Pointer in which `*` stands for any one segment; an empty list where none are',
    handler: valuesAt,
  },
  {
    signature: 'hasValue(dyn, string): bool',
    call: 'hasValue(resource, "/A/B")',
    description: 'Whether there is a property at a JSON Pointer',
    handler: (value, pointer) => valuesAt(value, pointer).length > 0,
  },
  {
    signature: 'matches(string, string): bool',
    call: 'matches(resource.id, "^prod-[0-9]+$")',
    description: `Whether a text has a part that matches a regular expression of RE2, of at most ${limits.pattern} characters`,
    handler: matches,
  },
  {
    signature: 'cidrContains(string, string): bool',
    call: 'cidrContains("10.0.0.0/8", "10.1.0.0/16")',
    description:
      'Whether the first network has all of the second, which may be an address; false of what is neither',
    handler: cidrContains,
  },
  {
    signature: 'isInternet(string): bool',
    call: 'isInternet("0.0.0.0/0")',
    description: 'Whether a network is as good as the whole internet: half of all addresses or more',
    handler: isInternet,
  },
  {
    signature: 'policyAllows(dyn, string): bool',
    call: 'policyAllows(resource.properties.PolicyDocument, "s3:GetObject")',
    description:
      'Whether a statement of a policy document allows an action to anybody on anything, wildcards and `NotAction` understood, and none denies it outright',
    handler: policyAllows,
  },
  {
    signature: 'policyIsPublic(dyn): bool',
    call: 'policyIsPublic(resource.properties.PolicyDocument)',
    description:
      'Whether a statement of a policy document allows everybody in, with no condition that names callers or networks',
    handler: (document) => statementsOf(document).some(allowsEverybody),
  },
  {
    signature: 'policyAccounts(dyn): list<string>',
    call: 'policyAccounts(resource.properties.PolicyDocument)',
    description: 'The ids of the accounts that a policy document lets in by name',
    handler: (document) => [...new Set(statementsOf(document).flatMap(allowedAccounts))],
  },
];
