import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { type PolicyStatement, policyStatements } from '../model/policy.ts';

/** Whether a value is a statement of an IAM or resource policy. */
export function isPolicyStatement(value: JsonValue): value is JsonObject {
  return (
    isJsonObject(value) &&
    (value.Effect === 'Allow' || value.Effect === 'Deny') &&
    (value.Action !== undefined || value.NotAction !== undefined)
  );
}

function listed(names: readonly string[], others: readonly string[]): string {
  if (names.length > 0) return names.join(', ');
  return others.length > 0 ? `all but ${others.join(', ')}` : '';
}

function principalName(kind: string, name: string): string {
  if (kind !== 'AWS') return `${kind} ${name}`;
  if (name === '*') return 'anyone';
  // Other AWS principals are ARNs, which speak for themselves.
  return /^\d{12}$/.test(name) ? `account ${name}` : name;
}

function principalNames(principals: PolicyStatement['principals']): string[] {
  return Object.entries(principals ?? {}).flatMap(([kind, names]) =>
    names.map((name) => principalName(kind, name)),
  );
}

function conditionTexts(conditions: PolicyStatement['conditions']): string[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${key} ${operator} ${values.join(' or ')}`),
  );
}

/** A policy statement as a sentence: `Allow s3:getobject on arn:aws:s3:::logs/* for anyone`. */
export function describeStatement(statement: JsonObject): string {
  return policyStatements({ Statement: statement })
    .map((each) => {
      const resources = listed(each.resources, each.notResources);
      const principals = listed(principalNames(each.principals), principalNames(each.notPrincipals));
      const conditions = conditionTexts(each.conditions).join(' and ');
      return [
        `${each.effect} ${listed(each.actions, each.notActions)}`,
        resources === '' ? '' : ` on ${resources}`,
        principals === '' ? '' : ` for ${principals}`,
        conditions === '' ? '' : ` if ${conditions}`,
      ].join('');
    })
    .join('; ');
}
