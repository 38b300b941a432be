import { isJsonObject, type JsonObject, type JsonValue, toList } from '../../model/json.ts';
import { isPolicyDocument } from '../../model/policy.ts';
import { canonicalText } from '../canonical.ts';
import { mapMembers } from './walk.ts';

const rootPrincipal = /^arn:aws[a-z-]*:iam::(\d{12}):root$/;

function sortedTexts(value: JsonValue, map: (text: string) => string = (text) => text): string[] {
  return [...new Set(toList(value).map((element) => map(String(element))))].sort();
}

// An account's root ARN and its bare id name the same principal:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
function principal(value: JsonValue): JsonObject {
  const kinds: JsonObject = isJsonObject(value) ? value : { AWS: value };
  return mapMembers(kinds, (names, kind) =>
    sortedTexts(names, (name) => (kind === 'AWS' ? (rootPrincipal.exec(name)?.[1] ?? name) : name)),
  );
}

function conditions(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  return mapMembers(value, (keys) => {
    if (!isJsonObject(keys)) return keys;
    return Object.fromEntries(
      Object.entries(keys).map(([key, values]) => [key.toLowerCase(), sortedTexts(values)]),
    );
  });
}

function element(value: JsonValue, key: string): JsonValue {
  switch (key) {
    case 'Action':
    case 'NotAction':
      return sortedTexts(value, (action) => action.toLowerCase());
    case 'Resource':
    case 'NotResource':
      return sortedTexts(value);
    case 'Principal':
    case 'NotPrincipal':
      return principal(value);
    case 'Condition':
      return conditions(value);
    default:
      return value;
  }
}

/**
 * A policy document by meaning: a lone statement or string becomes a list; statements, actions, resources,
 * principals and condition values are sets; actions and condition keys, whose case AWS ignores, are in lower case;
 * an account's root ARN is its id; `"Principal": "*"` is `{"AWS": ["*"]}`.
 */
export function canonicalPolicy(document: JsonObject): JsonObject {
  const statements = toList(document.Statement)
    .filter(isJsonObject)
    .map((statement) => mapMembers(statement, element));
  const byText = new Map(statements.map((statement) => [canonicalText(statement), statement]));
  const sorted = [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
  return { ...document, Statement: sorted };
}

function parseDocument(text: string): JsonValue | undefined {
  const candidate = /^%7B/i.test(text) ? decodeUri(text) : text.trim();
  if (!/^[{[]/.test(candidate)) return undefined;
  try {
    const parsed: JsonValue = JSON.parse(candidate);
    return parsed;
  } catch {
    return undefined;
  }
}

function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Pass `documents`: JSON held in a string (also URL-encoded, as IAM returns policies) becomes the JSON it stands
 * for, because its white space and key order mean nothing; policy documents, wherever they stand, become canonical.
 */
export function parseDocuments(value: JsonValue): JsonValue {
  if (typeof value === 'string') {
    const parsed = parseDocument(value);
    return parsed === undefined ? value : parseDocuments(parsed);
  }
  if (Array.isArray(value)) return value.map(parseDocuments);
  if (!isJsonObject(value)) return value;
  if (isPolicyDocument(value)) return canonicalPolicy(value);
  return mapMembers(value, parseDocuments);
}
