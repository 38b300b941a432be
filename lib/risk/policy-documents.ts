import { isJsonArray, isJsonObject, type JsonValue } from '../model/json.ts';
import { toPointer } from '../model/pointer.ts';
import { isPolicyDocument, type PolicyStatement, policyStatements } from '../model/policy.ts';
import type { Resource } from '../model/resource.ts';

/** A policy document of a resource, with where it stands. */
export interface PolicyDocument {
  readonly path: string;
  /**
   * Where it stands in words that stay the same when its place in a list changes: an inline policy by its name. It
   * is part of what identifies a danger, so a policy that only moved brings no new danger.
   */
  readonly place: string;
  readonly statements: readonly PolicyStatement[];
}

function elementName(element: JsonValue): string {
  if (!isJsonObject(element)) return '*';
  const name = element.PolicyName ?? element.Name ?? element.Id;
  return typeof name === 'string' ? name : '*';
}

const documentsOf = new WeakMap<Resource, readonly PolicyDocument[]>();

/** Every policy document in the properties of a resource; looked for once, since many rules ask. */
export function policyDocuments(resource: Resource): readonly PolicyDocument[] {
  const known = documentsOf.get(resource);
  if (known) return known;
  const found = findPolicyDocuments(resource);
  documentsOf.set(resource, found);
  return found;
}

function findPolicyDocuments(resource: Resource): PolicyDocument[] {
  const find = (
    value: JsonValue,
    segments: readonly string[],
    names: readonly string[],
  ): PolicyDocument[] => {
    if (isPolicyDocument(value)) {
      return [{ path: toPointer(segments), place: toPointer(names), statements: policyStatements(value) }];
    }
    if (isJsonArray(value)) {
      return value.flatMap((element, at) =>
        find(element, [...segments, String(at)], [...names, elementName(element)]),
      );
    }
    if (!isJsonObject(value)) return [];
    return Object.entries(value).flatMap(([name, member]) =>
      find(member, [...segments, name], [...names, name]),
    );
  };
  return find(resource.properties, [], []);
}

/** Compiled patterns; policies repeat the same few hundred, and what comes beyond that is compiled again. */
const compiledPatterns = new Map<string, RegExp>();
const mostPatterns = 2_000;

function compilePattern(pattern: string): RegExp {
  const known = compiledPatterns.get(pattern);
  if (known) return known;
  const expression = pattern
    .toLowerCase()
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const compiled = new RegExp(`^${expression}$`);
  if (compiledPatterns.size >= mostPatterns) compiledPatterns.clear();
  compiledPatterns.set(pattern, compiled);
  return compiled;
}

/** Whether an action pattern of a policy (`*`, `s3:*`, `s3:Get?bject`) covers an action. Case does not matter. */
export function coversAction(pattern: string, action: string): boolean {
  return compilePattern(pattern).test(action.toLowerCase());
}

/**
 * Condition keys that narrow who can use a statement to known callers or networks.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html ("The meaning of public")
 */
const restrictingKeys = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'elasticfilesystem:accessedviamounttarget',
  'elasticfilesystem:accesspointarn',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:userid',
  'aws:username',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  'kms:calleraccount',
  'sns:endpoint',
]);
const worldNetworks = new Set(['0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1']);

/** Of these, whose values are ids, a pattern stands for strangers too. */
const exactKeys = new Set([
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceowner',
  'kms:calleraccount',
]);

/** Of these, whose values are paths below an organization, a pattern instead of its id stands for strangers too. */
const pathKeys = new Set(['aws:principalorgpaths', 'aws:sourceorgpaths']);

/** Whether a value of such a key names somebody: not everybody, nor a role or user of that name in whatever account. */
function namesSomebody(key: string, value: string): boolean {
  if (exactKeys.has(key)) return !/[*?]/.test(value);
  if (pathKeys.has(key)) return /^[^/*?]+\//.test(value);
  if (key !== 'aws:principalarn') return value !== '*';
  return /^arn:[^:]*:(iam|sts)::\d{12}:/.test(value);
}

/** Operators that a caller passes without having the key, or by not having the value. */
const passesOthers = /not|ifexists$|^null$/i;

/** Whether the conditions of a statement restrict its callers: a matching operator on a key that names them. */
export function isRestricted(statement: PolicyStatement): boolean {
  return Object.entries(statement.conditions).some(([operator, keys]) => {
    if (passesOthers.test(operator)) return false;
    return Object.entries(keys).some(([key, values]) => {
      if (key === 'aws:sourceip') return values.every((network) => !worldNetworks.has(network));
      return restrictingKeys.has(key) && values.every((value) => namesSomebody(key, value));
    });
  });
}

/** Whether a statement allows everybody: a wildcard principal, or an allow of all but some. */
export function allowsEverybody(statement: PolicyStatement): boolean {
  if (statement.effect !== 'Allow' || isRestricted(statement)) return false;
  if (statement.notPrincipals !== undefined) return true;
  return Object.entries(statement.principals ?? {}).some(
    ([kind, names]) => (kind === 'AWS' || kind === '*') && names.includes('*'),
  );
}

/** Condition keys that say of which account a caller is. */
const accountKeys = new Set(['aws:principalaccount', 'aws:principalarn', 'kms:calleraccount']);

/** What says whom a statement is for: its principals, and where these are everybody, its conditions. */
function callersOf({ principals, conditions }: PolicyStatement): readonly string[] {
  const names = principals?.AWS ?? [];
  if (!names.includes('*')) return names;
  return Object.entries(conditions)
    .filter(([operator]) => !passesOthers.test(operator))
    .flatMap(([, keys]) => Object.entries(keys))
    .filter(([key]) => accountKeys.has(key))
    .flatMap(([, values]) => values);
}

/** The 12-digit ids of the accounts that a statement lets in. */
export function allowedAccounts(statement: PolicyStatement): string[] {
  if (statement.effect !== 'Allow') return [];
  const ids = callersOf(statement).map(
    (name) => /^(?:arn:aws[a-z-]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(name)?.[1],
  );
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** At most three names, and how many more there are. */
function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** The actions of a statement in a few words: at most three. */
export function describeActions({ actions, notActions }: PolicyStatement): string {
  return notActions.length > 0 ? `everything but ${listNames(notActions)}` : listNames(actions);
}
