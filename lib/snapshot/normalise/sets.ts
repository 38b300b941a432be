import { isJsonArray, isJsonObject, type JsonValue } from '../../model/json.ts';
import type { ElementIdentity } from '../../model/knowledge.ts';
import { canonicalText } from '../canonical.ts';
import { descend, mapMembers, type PatternTree, registered } from './walk.ts';

/**
 * Arrays that are sets in every type that has them, by property name: lists of ids and names that AWS returns in any
 * order. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ marks them `insertionOrder: false`
 * or says so in words, type by type; the names are the same throughout.
 */
const commonSets: ReadonlySet<string> = new Set([
  'AvailabilityZones',
  'Groups',
  'ManagedPolicyArns',
  'SecurityGroupIds',
  'SecurityGroups',
  'SubnetIds',
  'Subnets',
  'VPCSecurityGroups',
  'VpcSecurityGroupIds',
  'DBSecurityGroups',
  'AllowedMethods',
  'AllowedHeaders',
  'AllowedOrigins',
  'AllowMethods',
  'AllowHeaders',
  'AllowOrigins',
  'ExposeHeaders',
  'ExposedHeaders',
]);

/** Names of sets of `{ Key, Value }` pairs in every type. */
const commonKeyedSets: ReadonlyMap<string, ElementIdentity> = new Map([
  ['Tags', ['Key']],
  ['TagSet', ['Key']],
]);

/** What identifies the elements of an array, or undefined where its order means something. */
export function identityOf(
  name: string,
  nodes: readonly PatternTree<ElementIdentity>[],
): ElementIdentity | undefined {
  return registered(nodes) ?? commonKeyedSets.get(name) ?? (commonSets.has(name) ? 'value' : undefined);
}

/** A value with its numbers and booleans as text: services tell the same value as either. */
function scalarsAsText(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(scalarsAsText);
  if (isJsonObject(value)) return mapMembers(value, scalarsAsText);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** The identity of one element as text; of an element that lacks the identifying properties, its whole value. */
export function elementKey(element: JsonValue, identity: ElementIdentity): string {
  if (identity === 'value' || !isJsonObject(element)) return canonicalText(scalarsAsText(element));
  if (typeof identity === 'function') return identity(element);
  const named = identity.map((name) => element[name] ?? null);
  return named.every((part) => part === null)
    ? canonicalText(scalarsAsText(element))
    : canonicalText(named.map(scalarsAsText));
}

/** Pass `sets`: puts the elements of arrays whose order means nothing into the order of their identity. */
export function sortSets(value: JsonValue, sets: PatternTree<ElementIdentity>): JsonValue {
  const walk = (
    current: JsonValue,
    nodes: readonly PatternTree<ElementIdentity>[],
    name: string,
  ): JsonValue => {
    if (isJsonObject(current)) {
      return mapMembers(current, (member, key) => walk(member, descend(nodes, key), key));
    }
    if (!isJsonArray(current)) return current;
    const elements = current.map((element, at) => walk(element, descend(nodes, String(at)), ''));
    const identity = identityOf(name, nodes);
    if (identity === undefined) return elements;
    return elements
      .map((element) => ({ element, key: elementKey(element, identity), text: canonicalText(element) }))
      .sort((left, right) => compareTexts(left.key, right.key) || compareTexts(left.text, right.text))
      .map(({ element }) => element);
  };
  return walk(value, [sets], '');
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
