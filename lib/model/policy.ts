import { isJsonObject, type JsonObject, type JsonValue, toList } from './json.ts';

const documentKeys = new Set(['Version', 'Id', 'Statement']);

/** Whether a value is an IAM or resource policy document: an object with `Statement` and nothing foreign to policies. */
export function isPolicyDocument(value: JsonValue | undefined): value is JsonObject {
  if (!isJsonObject(value) || value.Statement === undefined) return false;
  return (
    Object.keys(value).every((key) => documentKeys.has(key)) &&
    toList(value.Statement).every(
      (statement) => isJsonObject(statement) && typeof statement.Effect === 'string',
    )
  );
}

/** A statement of a canonical policy document: lists everywhere, actions and condition keys in lower case. */
export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Principals by kind (`AWS`, `Service`, `Federated`, `CanonicalUser`); undefined in an identity policy. */
  readonly principals: Readonly<Record<string, readonly string[]>> | undefined;
  readonly notPrincipals: Readonly<Record<string, readonly string[]>> | undefined;
  /** Condition values by operator and key. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

function texts(value: JsonValue | undefined): string[] {
  return toList(value).map(String);
}

function principalMap(value: JsonValue | undefined): Record<string, string[]> | undefined {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) return { AWS: texts(value) };
  return Object.fromEntries(Object.entries(value).map(([kind, names]) => [kind, texts(names)]));
}

function conditionMap(value: JsonValue | undefined): Record<string, Record<string, string[]>> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [
      operator,
      isJsonObject(keys)
        ? Object.fromEntries(Object.entries(keys).map(([key, values]) => [key.toLowerCase(), texts(values)]))
        : {},
    ]),
  );
}

/** The statements of a policy document, in one form however they were spelled; none where it is no policy. */
export function policyStatements(document: JsonValue | undefined): PolicyStatement[] {
  if (!isJsonObject(document)) return [];
  return toList(document.Statement)
    .filter(isJsonObject)
    .map((statement) => ({
      sid: typeof statement.Sid === 'string' ? statement.Sid : undefined,
      effect: statement.Effect === 'Deny' ? 'Deny' : 'Allow',
      actions: texts(statement.Action).map((action) => action.toLowerCase()),
      notActions: texts(statement.NotAction).map((action) => action.toLowerCase()),
      resources: texts(statement.Resource),
      notResources: texts(statement.NotResource),
      principals: principalMap(statement.Principal),
      notPrincipals: principalMap(statement.NotPrincipal),
      conditions: conditionMap(statement.Condition),
    }));
}
